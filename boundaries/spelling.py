"""Spellings of one name: noise taken off, traditional characters, short forms, near misses."""

import itertools
import re
import unicodedata
from functools import cache
from importlib.resources import files

SUFFIXES: tuple[str, ...] = ("自治县", "自治旗", "林区", "特区", "市", "县", "区", "旗")
"""What a county-level name ends with, the longest first."""

PARENT_SUFFIXES: tuple[str, ...] = ("特别行政区", "自治区", "自治州", "地区", "省", "市", "盟", "州")

PEOPLES: tuple[str, ...] = tuple(
    sorted(
        [
            "蒙古",
            "回",
            "藏",
            "维吾尔",
            "苗",
            "彝",
            "壮",
            "布依",
            "朝鲜",
            "满",
            "侗",
            "瑶",
            "白",
            "土家",
            "哈尼",
            "哈萨克",
            "傣",
            "黎",
            "傈僳",
            "佤",
            "畲",
            "高山",
            "拉祜",
            "水",
            "东乡",
            "纳西",
            "景颇",
            "柯尔克孜",
            "土",
            "达斡尔",
            "仫佬",
            "羌",
            "布朗",
            "撒拉",
            "毛南",
            "仡佬",
            "锡伯",
            "阿昌",
            "普米",
            "塔吉克",
            "怒",
            "乌孜别克",
            "俄罗斯",
            "鄂温克",
            "德昂",
            "保安",
            "裕固",
            "京",
            "塔塔尔",
            "独龙",
            "鄂伦春",
            "赫哲",
            "门巴",
            "珞巴",
            "基诺",
            "各",
        ],
        key=len,
        reverse=True,
    )
)
"""The names of the peoples in the titles of autonomous counties and prefectures (各族: all of them)."""

BARE: tuple[str, ...] = ("蒙古", "哈萨克", "塔吉克", "锡伯", "柯尔克孜", "维吾尔")
"""Those that stand without 族 in some titles."""

FOOTNOTES = re.compile(
    r"[\[【〔]?(?:注|附注)?[\d①-⑳⑴-⒇⒈-⒛¹²³⁰⁴-⁹₀-₉]+[)\]】〕]?$|^[\d①-⑳⑴-⒇⒈-⒛¹²³⁰⁴-⁹]+[.、．)]?|"
    r"[*★☆※†‡§¶#^~`'\"“”‘’·・•●○◆◇■□▲△▼▽√✓＊＃△▴→←、，,。;；:：!！?？_|/／\\-]"
)
BRACKETED = re.compile(r"[(\[{（【〔〈《「]([^)\]}）】〕〉》」]*)[)\]}）】〕〉》」]")
COUNTRY = re.compile(r"^(?:中华人民共和国|中国)(?=[\u3400-\u9fff]{3})")
SECOND = re.compile(
    r"[^\W\d_\u2e80-\u2fdf\u3005\u3007\u31c0-\u31ef\u3400-\u9fff\uf900-\ufaff\uff10-\uff5a\U00020000-\U0003ffff]+"
)
"""Letters of another script than Chinese, as many names bear them beside their Chinese ones."""
UNSEEN = ("Cf", "Cc", "Mn")
"""Categories of characters that no name has: marks of direction, controls, variation selectors."""
MISTAKEN = {"巿": "市"}
"""An ideograph of its own (fu, a knee cover) that is typed for 市."""
NOTHING = re.compile(r"^(?:|-+|—+|–+|/|\.+|…+|nan|none|null|na|n/a|<na>|无|空|不详|\*+)$", re.IGNORECASE)


def blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, nan.

    >>> blank(" — "), blank("昆山市")
    (True, False)
    """
    return bool(NOTHING.match(text.strip()))


def cleaned(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Take the noise off a name.

    Returns
    -------
    The bare name; what was taken off ("" or words joined by +: full_width, look_alike, inner_space, bracket,
    footnote, second_script, country); what stood in brackets (it may name the parent: 鼓楼区（南京）).

    >>> cleaned("昆山市 Kunshan"), cleaned("回民区ᠬᠣᠲᠠ")[0], cleaned("中国江苏省")[0]
    (('昆山市', 'second_script', ()), '回民区', '江苏省')

    >>> cleaned("⻓沙县"), cleaned("巿北区")
    (('长沙县', 'look_alike', ()), ('市北区', 'look_alike', ()))
    >>> cleaned("昆 山 市★"), cleaned("鼓楼区（南京）"), cleaned("（昆山市）")
    (('昆山市', 'inner_space+footnote', ()), ('鼓楼区', 'bracket', ('南京',)), ('昆山市', 'bracket', ()))
    """
    noise: list[str] = []
    text = text.strip()
    text, second = _first_script(text)
    if second:
        noise.append("second_script")
    tight = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in UNSEEN)
    if tight != text:
        noise.append("inner_space")
    if (home := COUNTRY.sub("", tight)) != tight:
        noise.append("country")
        tight = home
    inside = tuple(i for i in BRACKETED.findall(tight) if i)
    bare = BRACKETED.sub("", tight)
    if not bare and len(inside) == 1:  # the whole name stands in brackets
        bare, inside = inside[0], ()
    if bare != tight:
        noise.append("bracket")
    plain = bare
    while (shorter := FOOTNOTES.sub("", plain)) != plain:
        plain = shorter
    if plain != bare:
        noise.append("footnote")
    alike = plain.translate(_look_alikes())
    if alike != plain:
        noise.append("look_alike")
    wide = unicodedata.normalize("NFKC", alike)
    if wide != alike:
        noise.append("full_width")
    return wide, "+".join(noise), inside


def _first_script(text: str) -> tuple[str, bool]:
    """A name without the other letters beside it, outside of brackets, and whether there were any."""
    if text.isascii() or not SECOND.search(text):
        return text, False
    inside = [span.span() for span in BRACKETED.finditer(text)]
    parts = [
        found.span()
        for found in SECOND.finditer(text)
        if not any(start < found.start() < end for start, end in inside)
    ]
    bare = text
    for start, end in reversed(parts):
        bare = bare[:start] + " " + bare[end:]
    if not parts or sum("\u3400" <= c <= "\u9fff" for c in bare) < 2:
        return text, False
    return " ".join(
        "".join(c for c in bare if unicodedata.category(c) not in ("Mc", "Po", "Mn")).split()
    ), True


@cache
def _look_alikes() -> dict[int, str]:
    """Radicals and strokes by the ideographs they stand for (⻓ 长), and 巿 by 市."""
    source = files("boundaries") / "data" / "ideographs.csv"
    lines = source.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(",") for line in lines if not line.startswith(("#", "radical")))
    return {ord(radical): ideograph for radical, ideograph in (*pairs, *MISTAKEN.items())}


@cache
def traditional() -> dict[str, str]:
    """Traditional characters with the simplified ones each may stand for, the likeliest first."""
    source = files("boundaries") / "data" / "traditional.csv"
    lines = source.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(",") for line in lines if not line.startswith(("#", "traditional")))
    return {pair[0]: pair[1] for pair in pairs}


def simplifications(text: str) -> list[str]:
    """Every way to read ``text`` in simplified characters, ``text`` itself left out; [] if it has none.

    >>> simplifications("乾縣"), simplifications("天臺縣")
    (['干县', '乾县'], ['天台县'])
    """
    table = traditional()
    if table.keys().isdisjoint(text):
        return []
    choices = [(*table[c], c) if c in table else (c,) for c in text]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count == 1 or count > 4096:
        return []
    readings = [("".join(way)) for way in itertools.product(*choices)]
    return [
        way
        for way in readings
        if way != text and not any(c in table and c not in "乾于后里台干" for c in way)
    ]


def stem(name: str) -> str:
    """A county's name without the suffix of its kind and the peoples in its title.

    >>> [stem(n) for n in ("昆山市", "孟村回族自治县", "东乡族自治县", "鄂温克族自治旗", "克什克腾旗")]
    ['昆山', '孟村', '东乡', '鄂温克', '克什克腾']
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            rest = name[: -len(suffix)]
            return without_peoples(rest) if suffix.startswith("自治") else rest
    return name


def parent_stem(name: str) -> str:
    """A prefecture's or province's name without suffix and peoples.

    >>> [parent_stem(n) for n in ("红河哈尼族彝族自治州", "丽江地区", "宁夏回族自治区", "江苏省")]
    ['红河', '丽江', '宁夏', '江苏']
    """
    if name.startswith("内蒙古"):
        return "内蒙古"
    for suffix in PARENT_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            rest = name[: -len(suffix)]
            return without_peoples(rest) if suffix.startswith("自治") else rest
    return name


def without_peoples(title: str) -> str:
    """Take the peoples off the end of a title, as long as two characters of a place's name remain."""
    while True:
        for people in PEOPLES:
            ending = people + "族"
            if title.endswith(ending) and len(title) - len(ending) >= 2:
                title = title[: -len(ending)]
                break
            if people in BARE and title.endswith(people) and len(title) - len(people) >= 2:
                title = title[: -len(people)]
                break
        else:
            return title[:-1] if title.endswith("族") and len(title) > 2 else title


def gaps(name: str) -> set[str]:
    """The name with each character left out or masked: two names that share one are one slip apart."""
    masked = {name[:i] + "?" + name[i + 1 :] for i in range(len(name))}
    missing = {name[:i] + name[i + 1 :] for i in range(len(name))}
    return masked | missing | {name}
