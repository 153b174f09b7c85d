"""The legend of a static figure: every class with its color and count, units without data, a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language import written
from maps.cartography.landmarks import TAIWAN_ABSENT
from maps.cartography.palette import OUTLINE, readable
from maps.overlays.overlay import NO_DATA, NO_DATA_COLOR, LegendClass, Overlay

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from maps.static.text import Pen

ROW = 3.9
SWATCH = (5.2, 2.7)
TITLE = 7.2
LABEL = 6.6
MOST_LABEL = 46.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is written: label, color, count, and how it is drawn (as `LegendClass`)."""

    label: str
    color: str
    count: int
    symbol: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Legend:
    """A legend to be placed: its title and rows, or the grid of a two-variable map."""

    title: str
    rows: tuple[Row, ...]
    without: int
    """How many of the last rows are units without data; a grid has them beneath."""
    grid: tuple[int, int] | None
    axes: tuple[str, str]
    most_rows: int = 12

    @property
    def words(self) -> list[str]:
        """Everything it writes."""
        return [self.title, *self.axes, *(row.label for row in self.rows)]

    def size(self, pen: Pen) -> tuple[float, float]:
        """Width and height in millimetres."""
        if self.grid is not None:
            return 36.0, 38.0 + ROW * self.without
        columns, each = self.columns()
        wide = columns * (self.column_width(pen) + 3) - 3
        return max(wide, min(pen.width(self.title, TITLE), 60.0)) + 2, (each + 1.25) * ROW + 0.6

    def columns(self) -> tuple[int, int]:
        """How many columns, how many rows in each."""
        columns = -(-len(self.rows) // self.most_rows)
        return columns, -(-len(self.rows) // max(columns, 1))

    def column_width(self, pen: Pen) -> float:
        """Width of swatch, label and count."""
        label = max((min(pen.width(row.label, LABEL), MOST_LABEL) for row in self.rows), default=0.0)
        count = max((pen.width(f"{row.count:,}", LABEL) for row in self.rows), default=0.0)
        return SWATCH[0] + 1.6 + label + 3 + count


def measure_legend(overlay: Overlay, *, lang: str, national: bool) -> Legend:
    """Collect the rows of an overlay's legend, the last for units without data and for Taiwan without."""
    rows = list(overlay.classes)
    absent = len(overlay.absent)
    if overlay.missing > absent:
        label = overlay.missing_label or NO_DATA
        rows.append(LegendClass(label=label, color=overlay.no_data_color, count=overlay.missing - absent))
    if absent or (national and overlay.lacks_taiwan):
        rows.append(LegendClass(label=TAIWAN_ABSENT, color=NO_DATA_COLOR, count=absent))
    first, second = (written(axis, lang) for axis in overlay.axes)
    return Legend(
        title=written(overlay.caption, lang) or written(overlay.name, lang),
        rows=tuple(Row(written(r.label, lang), r.color, r.count, r.symbol) for r in rows),
        without=len(rows) - len(overlay.classes),
        grid=overlay.grid,
        axes=(first, second),
    )


def draw_legend(
    axes: Axes, legend: Legend, place: tuple[float, float], pen: Pen, *, backed: bool = False
) -> None:
    """Draw ``legend`` with its lower-left corner at ``place``, on white where something lies under it."""
    from matplotlib.patches import Rectangle

    wide, high = legend.size(pen)
    if backed:
        box = Rectangle(place, wide, high, facecolor="white", edgecolor="none", alpha=0.88, zorder=48)
        axes.add_artist(box)
    x, top = place[0] + 1, place[1] + high
    pen.text(axes, x, top - 0.4, legend.title, TITLE, va="top", width=wide - 1)
    if legend.grid is not None:
        _grid(axes, legend, x, place[1], pen)
        return
    _, each = legend.columns()
    step = legend.column_width(pen) + 3
    for at, row in enumerate(legend.rows):
        left = x + (at // each) * step
        middle = top - (1.25 + at % each + 0.5) * ROW
        without = at >= len(legend.rows) - legend.without
        _swatch(axes, row, left, middle, hatched=without and row.color == NO_DATA_COLOR)
        pen.text(
            axes, left + SWATCH[0] + 1.6, middle, row.label, LABEL, va="center_baseline", width=MOST_LABEL
        )
        count = "" if without and not row.count else f"{row.count:,}"
        right = left + step - 3
        pen.text(axes, right, middle, count, LABEL, va="center_baseline", ha="right", color=OUTLINE)


def _swatch(axes: Axes, row: Row, left: float, middle: float, *, hatched: bool) -> None:
    from matplotlib.patches import FancyArrowPatch, Rectangle

    wide, high = SWATCH
    if row.symbol == "line":
        axes.plot([left, left + wide], [middle, middle], color=row.color, linewidth=1.4, zorder=49)
    elif row.symbol == "dot":
        axes.scatter(
            [left + wide / 2], [middle], s=26, color=row.color, edgecolor="white", linewidth=0.4, zorder=49
        )
    elif row.symbol == "arrow":
        ends = ((left, middle), (left + wide, middle))
        axes.add_artist(
            FancyArrowPatch(
                *ends,
                arrowstyle="-|>",
                mutation_scale=5,
                color=row.color,
                linewidth=0.9,
                shrinkA=0,
                shrinkB=0,
            )
        )
    else:
        low = middle - high / 2
        box = Rectangle(
            (left, low), wide, high, facecolor=row.color, edgecolor=OUTLINE, linewidth=0.3, zorder=49
        )
        axes.add_artist(box)
        if hatched:
            axes.add_artist(
                Rectangle(
                    (left, low),
                    wide,
                    high,
                    facecolor="none",
                    hatch="//////",
                    hatch_linewidth=0.25,
                    hatchcolor="#a9a9a4",
                    linewidth=0.0,
                    zorder=49.5,
                )
            )


def _grid(axes: Axes, legend: Legend, x: float, y: float, pen: Pen) -> None:
    """Squares of a two-variable legend: rows upwards by the first variable, columns by the second."""
    from matplotlib.patches import Rectangle

    assert legend.grid is not None
    rows, columns = legend.grid
    lift = ROW * legend.without
    side = 24.0 / max(rows, columns)
    left, low = x + 5, y + 5 + lift
    for at, row in enumerate(legend.rows[: rows * columns]):
        corner = (left + at % columns * side, low + at // columns * side)
        axes.add_artist(
            Rectangle(corner, side, side, facecolor=row.color, edgecolor="white", linewidth=0.4, zorder=49)
        )
        middle = (corner[0] + side / 2, corner[1] + side / 2)
        color = readable(row.color)
        pen.text(axes, *middle, f"{row.count:,}", 5.2, ha="center", va="center", color=color)
    first, second = legend.axes
    pen.text(axes, left + 12, low - 0.8, f"{second} →", 5.8, ha="center", va="top", width=30)
    pen.text(axes, left - 0.8, low + 12, f"{first} →", 5.8, ha="right", va="center", rotation=90, width=26)
    for at, row in enumerate(legend.rows[rows * columns :][::-1]):
        middle_y = y + 1.8 + at * ROW
        _swatch(axes, row, x, middle_y, hatched=row.color == NO_DATA_COLOR)
        words = f"{row.label}  {row.count:,}" if row.count else row.label
        pen.text(axes, x + SWATCH[0] + 1.6, middle_y, words, LABEL, va="center_baseline")
