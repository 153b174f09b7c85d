"""Write boundaries/data/romanized.csv: what every unit is called in English.

Pinyin comes from ``pypinyin`` (MIT; ``pip install pypinyin``, wanted here alone), spellings that are not the
pinyin of the characters from boundaries/data/spellings.csv; the word for the kind of unit is translated.
"""

import csv
import re
from pathlib import Path

from pypinyin import lazy_pinyin

import boundaries

DATA = Path(__file__).parent.parent / "boundaries" / "data"
PEOPLES = {
    "蒙古": "Mongol", "回": "Hui", "藏": "Tibetan", "维吾尔": "Uyghur", "苗": "Miao", "彝": "Yi",
    "壮": "Zhuang", "布依": "Bouyei", "朝鲜": "Korean", "满": "Manchu", "侗": "Dong", "瑶": "Yao",
    "白": "Bai", "土家": "Tujia", "哈尼": "Hani", "哈萨克": "Kazakh", "傣": "Dai", "黎": "Li",
    "傈僳": "Lisu", "佤": "Va", "畲": "She", "拉祜": "Lahu", "水": "Sui", "东乡": "Dongxiang",
    "纳西": "Naxi", "景颇": "Jingpo", "柯尔克孜": "Kyrgyz", "土": "Tu", "达斡尔": "Daur",
    "仫佬": "Mulao", "羌": "Qiang", "布朗": "Blang", "撒拉": "Salar", "毛南": "Maonan",
    "仡佬": "Gelao", "锡伯": "Xibe", "普米": "Pumi", "塔吉克": "Tajik", "怒": "Nu", "独龙": "Derung",
    "裕固": "Yugur", "保安": "Bonan", "鄂温克": "Ewenki", "各": "Multiethnic",
}  # fmt: skip
KINDS = (
    ("自治县", "Autonomous County"), ("自治州", "Autonomous Prefecture"), ("自治旗", "Autonomous Banner"),
    ("矿区", "Mining District"), ("林区", "Forestry District"), ("特区", "Special District"),
    ("新区", "New Area"), ("地区", "Prefecture"), ("盟", "League"), ("旗", "Banner"), ("县", "County"),
    ("区", "District"), ("市", ""), ("岛", "Islands"),
)  # fmt: skip
WHOLE = {
    "市辖区": "city districts", "县": "counties", "省直辖县级行政区划": "directly governed",
    "自治区直辖县级行政区划": "directly governed", "浦东新区": "Pudong New Area",
    "滨海新区": "Binhai New Area", "香港特别行政区": "Hong Kong", "澳门特别行政区": "Macau",
    "鄂温克族自治旗": "Ewenki Autonomous Banner", "鄂伦春自治旗": "Oroqen Autonomous Banner",
}  # fmt: skip


def spellings() -> dict[tuple[str, str], str]:
    lines = (DATA / "spellings.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {(row["scope"], row["base"]): row["spelling"] for row in rows}


def joined(syllables: list[str]) -> str:
    """Syllables as one word, with an apostrophe before a vowel."""
    return "".join(
        ("'" if k and part[0] in "aoe" else "") + part for k, part in enumerate(syllables)
    ).capitalize()


def spelled(base: str, code: str, known: dict[tuple[str, str], str]) -> str:
    for scope in (code[:2], ""):
        if (scope, base) in known:
            return known[scope, base]
    return joined(lazy_pinyin(base, v_to_u=True))


def english(name: str, code: str, known: dict[tuple[str, str], str]) -> str:
    """What a unit is called in English."""
    if name in WHOLE:
        return WHOLE[name]
    ending, kind = next(((e, k) for e, k in KINDS if name.endswith(e) and len(name) > len(e)), ("", ""))
    base = name.removesuffix(ending) if ending else name
    peoples: list[str] = []
    if ending.startswith("自治"):
        names = "|".join(sorted(PEOPLES, key=len, reverse=True))
        while len(base) > 2 and (found := re.search(rf"({names})族?$", base)):
            if found.start() < 2 or (not base.endswith("族") and len(found[1]) < 2):
                break
            peoples.insert(0, PEOPLES[found[1]])
            base = base[: found.start()]
    words = [spelled(base, code, known), "-".join(peoples) if len(peoples) > 1 else "".join(peoples), kind]
    return " ".join(word for word in words if word)


def main() -> None:
    known = spellings()
    rows = set()
    for level in ("county", "prefecture"):
        layer = boundaries.read_layer(level, tolerance_m=500)
        rows |= {(str(code), str(name)) for code, name in layer["name"].items()}
        if level == "county":
            held = zip(layer["prefecture_code"], layer["prefecture"], strict=True)
            rows |= {(str(code), str(name)) for code, name in held if isinstance(name, str) and name}
    with (DATA / "romanized.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "english"])
        for code, name in sorted(rows):
            writer.writerow([code, name, english(name, code, known)])


if __name__ == "__main__":
    main()
