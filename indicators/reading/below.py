"""Rows below the headings that are no data: notes at the end, headings repeated at page breaks."""

import re
import unicodedata

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from indicators.grid import Grid, Numbers
from indicators.headings import plain
from indicators.reading.words import clean, holds, is_number

_NOTE_WORD = re.compile(
    r"^[\s(]*(?:注释?|备注|说明|来源|资料来源|数据来源|source|note)s?\s*[\d)]*\s*[::.、]", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\(?\d{1,2}[).、]\s*\D")
_CONTINUED = re.compile(
    r"续表|续完|^\(?续|\(续|continued|^\s*表\s*[\d一二三四五六七八九十]|^[\s(]*单位\s*:", re.IGNORECASE
)
_PLACE_END = re.compile(r"[省市县区旗州盟]$|地区$|兵团$|自治[县旗州区]$")


def is_note(grid: Grid, body: npt.NDArray[np.intp], i: int) -> bool:
    """Whether the last row of a sheet is a remark below the data: a lone sentence, whatever stands beside
    it."""
    row = grid.row(i)
    held = [(j, v) for j, v in enumerate(row) if holds(v)]
    texts = list(dict.fromkeys(unicodedata.normalize("NFKC", str(v)).strip() for _, v in held))
    j, head = held[0][0], texts[0]
    if is_number(held[0][1]):
        return False
    if _NOTE_WORD.match(head):
        return len(texts) == 1 or (2 * len(held) <= len(row) and not any(is_number(v) for _, v in held[1:]))
    if len(row) < 2:
        return False
    if _NUMBERED.match(head):
        alike = [grid.row(int(k))[j] for k in body[-30:-1]]
        usual = sum(holds(v) and bool(_NUMBERED.match(unicodedata.normalize("NFKC", str(v)))) for v in alike)
        if 2 * usual > len(alike):
            return False
        beside = [v for _, v in held[1:]]
        return len(texts) == 1 or (
            2 * len(held) <= len(row) and not any(is_number(v) for v in beside) and len(head) > 12
        )
    if len(texts) > 1 or len(head) <= 20:
        return False
    return bool(re.search("[,;:、。，；：!?]", head)) or not _PLACE_END.search(head)


def repeated(grid: Grid, body: npt.NDArray[np.intp], header: list[list[object]], top: list[str]) -> set[int]:
    """Rows below that repeat the headings, with the lines of the new page before them."""
    wanted = [[clean(v) for v in row] for row in header]
    found: set[int] = set()
    for words in wanted:
        keys = [(j, w) for j, w in enumerate(words) if w]
        if len(keys) < 2:
            continue
        likely = np.ones(len(body), dtype=bool)
        for j, word in keys[:2]:
            likely &= _equals(grid, j, body, word)
        for i in body[likely]:
            row = [clean(v) for v in grid.row(int(i))]
            same = sum(row[j] == w for j, w in keys)
            if same == len(keys) or (same >= 0.7 * len(keys) and sum(map(bool, row)) <= same + 1):
                found.add(int(i))
    if not found:
        return found
    order = {int(i): k for k, i in enumerate(body)}
    titles = {plain(line) for line in top}
    for i in sorted(found):
        k = order[i] - 1
        while k >= 0 and int(body[k]) not in found:
            texts = [clean(v) for v in dict.fromkeys(grid.row(int(body[k]))) if holds(v)]
            page = all(
                _CONTINUED.search(unicodedata.normalize("NFKC", t)) or plain(t) in titles for t in texts
            )
            if not page or len(texts) > 3:
                break
            found.add(int(body[k]))
            k -= 1
    return found


def _equals(grid: Grid, j: int, body: npt.NDArray[np.intp], word: str) -> npt.NDArray[np.bool_]:
    """Which cells of a column are a heading, but for blanks."""
    column = grid.columns[j]
    if isinstance(column, Numbers):
        return np.fromiter(
            (clean(column.others.get(int(i))) == word for i in body), dtype=bool, count=len(body)
        )
    if isinstance(column, np.ndarray):
        number = float(word) if word.replace(".", "", 1).isdigit() else np.nan
        return np.asarray(column[body] == number)
    if isinstance(column, pa.ChunkedArray):
        between = r"(?:\s|\x{3000}|_x000D_)*"
        pattern = between.join(["^", *(re.escape(c) for c in word[:60] if not c.isspace()), ""])
        likely = pc.fill_null(pc.match_substring_regex(column, pattern), False)
        found = np.asarray(likely.to_numpy(), dtype=bool)[body]
        found[found] = [clean(column[int(i)].as_py()) == word for i in body[found]]
        return found
    return np.fromiter((clean(column[int(i)]) == word for i in body), dtype=bool, count=len(body))
