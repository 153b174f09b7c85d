"""Make the subset of Noto Sans CJK SC that static figures are written in: lianpian-sans.otf.

    python tools/make_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

The font comes from Debian's package fonts-noto-cjk (SIL Open Font License 1.1). Kept are ASCII, Latin-1,
punctuation and signs, the 3,755 common Chinese characters (GB 2312, first level), every character of the
names in boundaries/data and of the published lists, and every character of the package's own words.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "maps/assets/fonts/lianpian-sans.otf"
NAME = "Lianpian Sans"
SIGNS = (
    "–—‘’“”…‰′″·×÷±−≤≥≠≈√∞°℃²³㎡¹①②③④⑤⑥⑦⑧⑨⑩←↑→↓■□▲△●○◆◇★☆〈〉《》「」『』【】〔〕、。〇々ΑΒΓΔΣΩαβγδθλμπρσχω"
)


def characters() -> set[str]:
    """Every character a figure of this package may need."""
    kept = {chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0xFF01, 0xFF5F)]} | set(
        SIGNS
    )
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            kept.update(bytes([high, low]).decode("gb2312", errors="ignore"))
    for folder, endings in {
        "boundaries": (".csv", ".py", ".toml"),
        "indicators": (".csv", ".py", ".toml"),
        "maps": (".py",),
        "geo": (".csv", ".py", ".toml"),
    }.items():
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings:
                kept.update(c for c in path.read_text(encoding="utf-8-sig") if c.isprintable())
    return kept


def main(source: str) -> None:
    """Write the subset and say how large it is."""
    faces = TTCollection(source).fonts
    font = next(f for f in faces if f["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options()
    options.layout_features = ["kern"]
    options.name_IDs = ["*"]
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    cutter = subset.Subsetter(options=options)
    cutter.populate(text="".join(sorted(characters())))
    cutter.subset(font)
    table = font["name"]
    table.names = [
        n for n in table.names if n.nameID in (0, 1, 2, 4, 5, 6, 13, 14) and n.langID in (0, 0x409)
    ]
    for number, text in {1: NAME, 2: "Regular", 4: NAME, 6: NAME.replace(" ", "")}.items():
        table.setName(text, number, 3, 1, 0x409)
    font["CFF "].cff.fontNames = [NAME.replace(" ", "")]
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    font.save(TARGET)
    print(f"{TARGET.name}: {len(font.getBestCmap()):,} characters, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
