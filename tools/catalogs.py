"""Compile the catalogs of words: boundaries/locale/<lang>/*.po to boundaries/locale/<lang>.mo."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write one compiled catalog for each language."""
    sys.path.insert(0, str(ROOT))
    from boundaries.language import LOCALE, compiled, languages

    for lang in languages():
        (LOCALE / f"{lang}.mo").write_bytes(compiled(lang))


if __name__ == "__main__":
    main()
