"""Derive ``boundaries/data/traditional.csv`` from OpenCC's character table.

``python tools/make_traditional.py TSCharacters.txt``: the file as in opencc-python-reimplemented 0.1.7
(Apache-2.0). Kept are the traditional characters one of whose simplified forms occurs in a division's name.
"""

import sys
from pathlib import Path

VARIANTS = {
    "衞": "卫",
    "敍": "叙",
    "濬": "浚",
    "瑯": "琅",
    "彞": "彝",
    "寳": "宝",
    "靑": "青",
    "淸": "清",
    "塩": "盐",
    "鄕": "乡",
    "豊": "丰",
}
"""Variant forms that are in use beside the standard traditional ones (Unihan: semantic and Z-variants)."""

DATA = Path(__file__).resolve().parent.parent / "boundaries" / "data"


def main(source: str) -> None:
    used = set((DATA / "divisions.csv").read_text(encoding="utf-8"))
    rows = []
    for line in Path(source).read_text(encoding="utf-8").splitlines():
        old, _, forms = line.partition("\t")
        choices = [form for form in forms.split() if form in used and form != old]
        if choices:
            rows.append(f"{old},{''.join(choices)}")
    listed = {row[0] for row in rows}
    rows += [f"{old},{new}" for old, new in VARIANTS.items() if new in used and old not in used | listed]
    head = [
        "# Traditional characters and the simplified ones each may stand for in a division's name.",
        "# From OpenCC's TSCharacters.txt (Apache-2.0) and a few variants, by tools/make_traditional.py.",
        "traditional,simplified",
    ]
    (DATA / "traditional.csv").write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    print(len(rows))


if __name__ == "__main__":
    main(sys.argv[1])
