"""An SVG drawing as text: safe with any words, for light and dark, the same bytes for the same input."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from html import escape

from boundaries.errors import MapError
from boundaries.language import say

FONTS = (
    "'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',"
    "'WenQuanYi Micro Hei',system-ui,sans-serif"
)
TEXT = 14.0
SMALL = 12.0
LIGHT = {
    "ink": "#22252b",
    "soft": "#5b6068",
    "line": "#d5d6d3",
    "main": "#2a6fb0",
    "other": "#c0562b",
    "base": "#ffffff",
    "land": "#f7f5ef",
    "ground": "#e9e7e1",
}
"""The inks of a chart on paper; a page may give its own as ``--chart-ink`` and so on."""
DARK = {
    "ink": "#e9e7e2",
    "soft": "#a9adb5",
    "line": "#3c4047",
    "main": "#6fb0e6",
    "other": "#f0956a",
    "base": "#17191d",
    "land": "#2f353d",
    "ground": "#20252b",
}
CLASSES = {
    "s": {"font-size": f"{SMALL:g}px", "fill": "var(--lp-soft)"},
    "h": {"font-size": "16px", "font-weight": "600"},
    "l": {"stroke": "var(--lp-line)", "stroke-width": "1", "fill": "none"},
    "a": {"stroke": "var(--lp-soft)", "stroke-width": "1", "fill": "none"},
    "d": {"stroke": "var(--lp-soft)", "stroke-width": "1", "stroke-dasharray": "4 3", "fill": "none"},
    "m": {"fill": "var(--lp-main)"},
    "o": {"fill": "var(--lp-other)"},
    "f": {"fill": "var(--lp-line)"},
    "v": {"stroke": "var(--lp-other)", "stroke-width": "2", "fill": "none"},
    "n": {"fill": "none", "stroke": "var(--lp-main)", "stroke-width": "2"},
    "k": {"fill": "#22252b"},
    "w": {"fill": "#ffffff"},
    "e": {"text-anchor": "end"},
    "c": {"text-anchor": "middle"},
}
"""Small, heading; line, axis, dashed; main, other, faint; verdict, curve; black, white; end, center."""


def _style() -> str:
    def inks(table: dict[str, str]) -> str:
        return "".join(f"--lp-{name}:var(--chart-{name},{color});" for name, color in table.items())

    rules = [
        f".lp-chart{{{inks(LIGHT)}max-width:100%;height:auto}}",
        f"@media (prefers-color-scheme:dark){{.lp-chart{{{inks(DARK)}}}}}",
        f"@media print{{.lp-chart{{{inks(LIGHT)}}}}}",
        f".lp-chart text{{font-family:{FONTS};font-size:{TEXT:g}px;fill:var(--lp-ink)}}",
        *(
            f".lp-chart .{name}{{{';'.join(f'{key}:{value}' for key, value in rule.items())}}}"
            for name, rule in CLASSES.items()
        ),
    ]
    return "".join(rules)


STYLE = _style()


def safe(text: object) -> str:
    """Escape ``text`` for SVG inside HTML and inside templates; what XML does not allow is left out.

    >>> safe("</script>{{7*7}}")
    '&lt;/script&gt;&#123;&#123;7*7&#125;&#125;'
    """
    kept = "".join(c if not c.isspace() else " " for c in str(text))
    kept = "".join(
        c for c in kept if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co") and c not in "\ufffe\uffff"
    )
    return escape(kept).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


def text_width(text: object, size: float = TEXT) -> float:
    """A width in pixels that ``text`` does not exceed in the usual fonts."""
    total = 0.0
    for c in str(text):
        if unicodedata.east_asian_width(c) in "WFA":
            total += 1.0
        elif c in "ilIj.,:;'|! ()[]1":
            total += 0.46 if c != "1" else 0.6
        elif c in "mwMW@%":
            total += 0.95
        else:
            total += 0.72 if c.isupper() else 0.6
    return total * size


def cut(text: object, width: float, size: float = TEXT) -> str:
    """Return ``text``, shortened with an ellipsis to fit ``width``."""
    words = " ".join(str(text)[:2000].split())
    if text_width(words, size) <= width:
        return words
    kept = ""
    used = text_width("…", size)
    for c in words:
        used += text_width(c, size)
        if used > width:
            break
        kept += c
    return kept + "…"


def place(value: float) -> str:
    """A coordinate with at most one digit after the point.

    >>> place(3.0), place(2.25), place(-0.01)
    ('3', '2.2', '0')
    """
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def number(value: float, *, digits: int | None = None) -> str:
    """Write a number for a reader: thousands apart, at most three digits after the point, a true minus.

    >>> number(1234567.0), number(0.12345), number(-2.5)
    ('1,234,567', '0.123', '−2.5')
    """
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 3
        text = f"{value:,.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value:,.{digits}f}"
    if not text.strip("-0.,"):
        text = "0" if value == 0 or digits else text.lstrip("-")
        if value != 0:
            text = f"{value:.2g}"
    return text.replace("-", "−")


def ticks(low: float, high: float, *, most: int = 6) -> list[float]:
    """Round numbers from below ``low`` to above ``high``.

    >>> ticks(0, 47)
    [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    """
    span = high - low
    if span <= 0 or not math.isfinite(span):
        low, high, span = low - 0.5, high + 0.5, 1.0
    raw = span / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 12) for n in range(first, last + 1)]


class Drawing:
    """Elements of an SVG, gathered and closed with :meth:`finish`."""

    def __init__(self, width: float, title: str) -> None:
        if not 240 <= width <= 2000:
            raise MapError("maps.charts.svg.width-must-be-from-to-pixels", width=width)
        self.width = float(width)
        self.title = title
        self.top = 10.0
        self._parts: list[str] = []
        if title:
            self.top = 14.0
            for line in wrapped(title, self.width - 16, 16.5):
                self.top += 20
                self.text(8, self.top - 8, line, "h")
            self.top += 6

    def add(self, markup: str) -> None:
        """Add markup that is already safe."""
        self._parts.append(markup)

    def text(
        self, x: float, y: float, text: object, kind: str = "", *, whole: object = None, turn: float = 0.0
    ) -> None:
        """Write ``text`` with its baseline at ``y``; ``whole`` shows on hover where the text was cut."""
        named = f' class="{kind}"' if kind else ""
        turned = f' transform="rotate({place(turn)} {place(x)} {place(y)})"' if turn else ""
        hover = f"<title>{safe(whole)}</title>" if whole is not None and str(whole) != str(text) else ""
        self.add(f'<text x="{place(x)}" y="{place(y)}"{named}{turned}>{safe(text)}{hover}</text>')

    def rect(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        kind: str = "",
        color: str = "",
        hover: object = "",
    ) -> None:
        """A filled rectangle, by class or color."""
        inside = f"<title>{safe(hover)}</title>" if hover else ""
        self.add(
            f'<rect x="{place(x)}" y="{place(y)}" width="{place(max(wide, 0))}" '
            f'height="{place(max(high, 0))}"{_painted(kind, color)}>{inside}</rect>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "l") -> None:
        """A straight line of a class."""
        self.add(f'<path d="M{place(x1)} {place(y1)}L{place(x2)} {place(y2)}" class="{kind}"/>')

    def dot(
        self, x: float, y: float, radius: float, *, kind: str = "", color: str = "", hover: object = ""
    ) -> None:
        """A filled circle."""
        inside = f"<title>{safe(hover)}</title>" if hover else ""
        self.add(
            f'<circle cx="{place(x)}" cy="{place(y)}" r="{place(radius)}"'
            f"{_painted(kind, color)}>{inside}</circle>"
        )

    def ring(self, x: float, y: float, radius: float, *, hover: object = "") -> None:
        """An open circle on the ground of the page."""
        inside = f"<title>{safe(hover)}</title>" if hover else ""
        self.add(
            f'<circle cx="{place(x)}" cy="{place(y)}" r="{place(radius)}" '
            f'style="fill:var(--lp-base);stroke:var(--lp-soft);stroke-width:1.6">{inside}</circle>'
        )

    def dots(self, points: Sequence[tuple[float, float]], color: str, *, faint: bool = False) -> None:
        """Many small dots of one color as one path."""
        d = "".join(f"M{place(x)} {place(y)}h0" for x, y in points)
        opacity = ";stroke-opacity:.45" if faint else ""
        self.add(
            f'<path d="{d}" style="stroke:{safe(color)};stroke-width:4;stroke-linecap:round;'
            f'fill:none{opacity}"/>'
        )

    def path(self, points: Sequence[tuple[float, float]], *, kind: str = "n", style: str = "") -> None:
        """A line through ``points``."""
        d = "M" + "L".join(f"{place(x)} {place(y)}" for x, y in points)
        self.add(f'<path d="{d}" class="{kind}"{f" style={chr(34)}{style}{chr(34)}" if style else ""}/>')

    def legend(self, labels: Sequence[str], colors: Sequence[str]) -> None:
        """A row (or more) of swatches under the title."""
        x = 8.0
        for label, color in zip(labels, colors, strict=True):
            shown = cut(label, self.width - 40, SMALL)
            wide = 20 + text_width(shown, SMALL) + 12
            if x > 8 and x + wide > self.width:
                x, self.top = 8.0, self.top + 19
            self.rect(x, self.top - 2, 13, 11, color=color)
            self.text(x + 18, self.top + 8, shown, "s", whole=label)
            x += wide
        self.top += 22

    def finish(self, height: float, *, desc: str, lang: str) -> str:
        """Return the SVG."""
        tag = say(lang, "maps.language_tag.chart")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="lp-chart" role="img" lang="{tag}" '
            f'width="{place(self.width)}" height="{place(height)}" '
            f'viewBox="0 0 {place(self.width)} {place(height)}">'
            f"<title>{safe(self.title)}</title><desc>{safe(desc)}</desc><style>{STYLE}</style>"
            + "".join(self._parts)
            + "</svg>"
        )


def wrapped(text: object, width: float, size: float, *, most: int = 3) -> list[str]:
    """Break ``text`` into at most ``most`` lines of ``width``; the last is cut with an ellipsis."""
    rest = " ".join(str(text)[:2000].split())
    out: list[str] = []
    while rest and len(out) < most - 1 and text_width(rest, size) > width:
        head = cut(rest, width, size)[:-1]
        space = head.rfind(" ")
        if space > len(head) * 0.6 and rest[len(head) : len(head) + 1].isascii():
            head = head[:space]
        head = head or rest[0]
        out.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*out, cut(rest, width, size)] if rest else out


def _painted(kind: str, color: str) -> str:
    """The class and the color of a mark; a variable is a style, for attributes know none."""
    named = f' class="{kind}"' if kind else ""
    if color.startswith("var("):
        return f'{named} style="fill:{safe(color)}"'
    return named + (f' fill="{safe(color)}"' if color else "")
