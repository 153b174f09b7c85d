"""The encoding of a text file: UTF-8, UTF-16, UTF-32, GB18030 or Big5, and where its bytes are bad."""

import codecs
import re
from pathlib import Path

from boundaries.errors import TableError

CHUNK = 1 << 22
SAMPLE = 1 << 18
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "big5": "Big5", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def encoding_of(path: Path) -> str:
    """The encoding that reads the whole of a file.

    Raises
    ------
    TableError
        Bytes that are no text; bytes that are bad in the likeliest encoding, with their line; characters that
        were lost when the file was saved.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if head.startswith(mark):
            return _checked(path, [name])
    if b"\x00" in head[:4096]:
        even, odd = head[:4096:2].count(0), head[1:4096:2].count(0)
        wide = ["utf-16-le"] if odd > 4 * even else ["utf-16-be"] if even > 4 * odd else []
        return _checked(path, wide or ["utf-8"])
    return _checked(path, ["utf-8", *_double_byte(head)])


def _double_byte(head: bytes) -> list[str]:
    """GB18030 and Big5, the likelier first: most bytes of one are some characters of the other, but rare
    ones."""
    simplified, traditional = (_common(head, name) for name in ("gb18030", "big5"))
    return ["big5", "gb18030"] if traditional > simplified + 0.1 else ["gb18030", "big5"]


def _common(head: bytes, encoding: str) -> float:
    """The share of common characters among the Chinese ones, 0 where the bytes are not of the encoding.

    >>> _common("臺北市".encode("big5"), "big5"), _common("昆山市".encode("gb18030"), "gb18030")
    (1.0, 1.0)
    """
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return 0.0
    han = [c for c in text if "\u3400" <= c <= "\u9fff" or "\ue000" <= c <= "\uf8ff"]
    if not han:
        return 0.0
    first, last = (b"\xb0", b"\xd8") if encoding == "gb18030" else (b"\xa4", b"\xc7")
    own = "gb2312" if encoding == "gb18030" else "big5"
    codes = (c.encode(own, errors="ignore") for c in han)
    return sum(first <= code[:1] < last for code in codes) / len(han)


def _checked(path: Path, guesses: list[str]) -> str:
    """The first encoding that reads the whole file; else the error of the one that reads furthest."""
    furthest: tuple[int, str, int, bytes] | None = None
    controls = False
    for name in guesses:
        decoder = codecs.getincrementaldecoder(name)()
        done = lines = length = odd = 0
        lost = ""
        with path.open("rb") as stream:
            while True:
                part = stream.read(CHUNK)
                try:
                    text = decoder.decode(part, final=not part)
                except UnicodeDecodeError as error:
                    held = error.object
                    good = held[: error.start]
                    at = done - (len(held) - len(part)) + error.start
                    bad = held[error.start : error.start + 4]
                    newline = (
                        "\n".encode(name.removesuffix("-sig")) if "16" in name or "32" in name else b"\n"
                    )
                    found = (at, name, lines + good.count(newline) + 1, bad)
                    furthest = max(furthest, found) if furthest else found
                    break
                done += len(part)
                lines += text.count("\n")
                length += len(text)
                odd += len(CONTROLS.findall(text))
                lost = lost or ("\ufffd" if "\ufffd" in text else "")
                if not part:
                    if odd * 50 >= length > 0:
                        controls = True
                        break
                    if lost:
                        raise TableError(
                            "indicators.reading.encoding.characters-were-lost-when-it-was", path=path
                        )
                    return name
    if furthest is not None and not controls and furthest[0] > 40 and furthest[0] * 50 > path.stat().st_size:
        at, name, line, bad = furthest
        raise TableError(
            "indicators.reading.encoding.line-holds-bytes-that-are-no",
            path=path,
            line=line,
            get=NAMES.get(name, name.upper()),
            hex=bad.hex(" "),
            value=at + 1,
        )
    raise TableError("indicators.reading.encoding.is-no-xlsx-parquet-or-csv", path=path)
