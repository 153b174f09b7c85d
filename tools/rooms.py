"""Draw docs/architecture.svg: floors and rooms as in setup.cfg's import contracts, ways within a floor.

An arrow leads from a room to one of its floor that it imports; rooms are drawn in the layers of their
contract. Every floor may use the floors below it.
Needs grimp, which import-linter brings.
"""

import configparser
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "architecture.svg"
FLOORS = ("lianpian", "geo", "maps", "analysis", "indicators", "boundaries")
WIDTH, HIGH, GAP, PAD, LEFT = 940, 30, 16, 12, 118
ROOM = 118


def layers(contract: str) -> list[list[str]]:
    """The layers of one contract from the top, each with the rooms that stand side by side."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [[room.strip() for room in line.split("|")] for line in lines if line.strip()]


def rows() -> list[tuple[str, list[list[str]]]]:
    """Each band of the drawing: its name, and its rows of rooms by full name."""
    inner = {
        floor: [[f"{floor}.{room}" for room in row] for row in layers(floor)] for floor in ("geo", "maps")
    }
    bands = []
    for band in layers("floors"):
        if len(band) == 1:
            bands.append((band[0], inner.get(band[0], [[band[0]]])))
        else:
            bands.append((" · ".join(band), [band]))
    return bands


def arrows(rooms: list[str]) -> list[tuple[str, str]]:
    """Which room imports which, lazy imports included."""
    graph = grimp.build_graph(*FLOORS, cache_dir=None)

    def home(module: str) -> str | None:
        return next((room for room in rooms if module == room or module.startswith(room + ".")), None)

    found = set()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            a, b = home(module), home(other)
            if a and b and a != b:
                found.add((a, b))
    return sorted(found)


def drawing() -> str:
    """The SVG as text."""
    place: dict[str, tuple[float, float]] = {}
    boxes, bands, y = [], [], PAD
    for name, lines in rows():
        top = y
        y += PAD
        for line in lines:
            step = (WIDTH - LEFT - 2 * PAD) / len(line)
            for i, room in enumerate(line):
                x = LEFT + PAD + step * (i + 0.5)
                place[room] = (x, y + HIGH / 2)
                boxes.append(
                    f'<rect class="room" x="{x - ROOM / 2:.0f}" y="{y}" width="{ROOM}" height="{HIGH}" '
                    'rx="5"/>'
                    f'<text x="{x:.0f}" y="{y + 20}">{room.split(".")[-1]}</text>'
                )
            y += HIGH + GAP
        bands.append(
            f'<rect class="band" x="{PAD}" y="{top}" width="{WIDTH - 2 * PAD}" '
            f'height="{y - top - GAP + PAD}" rx="8"/>'
            + "".join(
                f'<text class="floor" x="{2 * PAD}" y="{top + 24 + 18 * i}">{part}</text>'
                for i, part in enumerate([name] if " · " not in name else [])
            )
        )
        y += PAD
    lines = []
    for a, b in arrows(list(place)):
        if a.split(".")[0] != b.split(".")[0]:
            continue  # a floor may use every floor below it: only the ways within a floor are worth a line
        (x1, y1), (x2, y2) = place[a], place[b]
        start, end = y1 + HIGH / 2, y2 - HIGH / 2 - 4
        skipped = (y2 - y1) / (HIGH + GAP) - 1
        if x1 == x2 and skipped:  # around the rooms between
            side = x1 + ROOM / 2
            out = side + 26 * skipped
            lines.append(
                f'<path d="M{side:.0f} {y1:.0f}C{out:.0f} {y1:.0f} {out:.0f} {y2:.0f} '
                f'{side + 4:.0f} {y2:.0f}"/>'
            )
        else:
            middle = (start + end) / 2
            lines.append(
                f'<path d="M{x1:.0f} {start:.0f}C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} '
                f'{x2:.0f} {end:.0f}"/>'
            )
    style = (
        "text{font:13px sans-serif;text-anchor:middle;fill:#1f2a36}.floor{text-anchor:start;font-weight:600}"
        ".band{fill:#f3f5f8;stroke:#c9d1db}.room{fill:#fff;stroke:#5a6b7f}"
        "path{fill:none;stroke:#5a6b7f;stroke-opacity:.45;marker-end:url(#a)}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" '
        'aria-label="Floors and rooms, and the ways within a floor">'
        f'<style>{style}</style><rect width="{WIDTH}" height="{y}" fill="#fff"/>'
        '<marker id="a" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        '<polygon points="0,0 8,4 0,8" fill="#5a6b7f"/></marker>\n'
        + "\n".join([*bands, *lines, *boxes])
        + "\n</svg>\n"
    )


if __name__ == "__main__":
    TARGET.write_text(drawing(), encoding="utf-8")
