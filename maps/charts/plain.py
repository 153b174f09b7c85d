"""A chart without style sheet and variables: each mark says itself how it looks, as Word wants it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from maps.charts.svg import CLASSES, FONTS, LIGHT, SMALL, TEXT, safe

NS = "{http://www.w3.org/2000/svg}"
MARKS = ("rect", "circle", "path", "text")
LOOKS = (
    *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray"),
    *("stroke-linecap", "font-size", "font-weight", "text-anchor"),
)
SHAPES = {
    "rect": ("x", "y", "width", "height"),
    "circle": ("cx", "cy", "r"),
    "path": ("d",),
    "text": ("x", "y", "transform"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark of a chart.

    Attributes
    ----------
    kind : "rect", "circle", "path" or "text"
    shape : dict of str to str
        Where it is: the attributes of `SHAPES`.
    look : dict of str to str
        How it looks: those of `LOOKS` that are not SVG's own defaults.
    words : str
        Of a text.
    heading : bool
        Whether it is a line of the title.
    """

    kind: str
    shape: dict[str, str]
    look: dict[str, str]
    words: str = ""
    heading: bool = False


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a chart, pixels."""
    root = ET.fromstring(svg)
    return float(root.get("width", "0")), float(root.get("height", "0"))


def marks(svg: str) -> Iterator[Mark]:
    """The marks of a chart of this package in drawing order, each with its look on paper.

    Parameters
    ----------
    svg : str
        What a chart returned.

    Yields
    ------
    Mark
    """
    for element in ET.fromstring(svg):
        kind = element.tag.removeprefix(NS)
        if kind not in MARKS:
            continue
        look: dict[str, str] = {}
        if kind == "text":
            look = {"font-size": f"{TEXT:g}px", "fill": "var(--lp-ink)"}
        look |= {name: value for name in LOOKS if (value := element.get(name))}
        for name in (element.get("class") or "").split():
            look |= CLASSES.get(name, {})
        for rule in (element.get("style") or "").split(";"):
            name, _, value = rule.partition(":")
            if name.strip() in LOOKS:
                look[name.strip()] = value.strip()
        yield Mark(
            kind=kind,
            shape={name: value for name in SHAPES[kind] if (value := element.get(name)) is not None},
            look={name: _inked(value) for name, value in look.items()},
            words=element.text or "",
            heading="h" in (element.get("class") or "").split(),
        )


def _inked(value: str) -> str:
    """A value with the inks of paper in place of variables, lengths without their unit."""
    value = re.sub(r"var\(--lp-(\w+)\)", lambda found: LIGHT[found[1]], value)
    return value.removesuffix("px")


def below_title(drawn: list[Mark]) -> float:
    """Where the drawing begins below its title, pixels from the top; 0 where it has none."""
    return max((float(mark.shape["y"]) + 6 for mark in drawn if mark.heading), default=0.0)


def plain(svg: str, *, titled: bool = True) -> str:
    """Write a chart for programs that know no style sheets: Word, PowerPoint, LibreOffice, Inkscape.

    Parameters
    ----------
    svg : str
        What a chart returned.
    titled : bool
        Without its title where a caption says it.

    Returns
    -------
    str
        The same picture on white paper; every mark bears its own look, nothing needs a style sheet.

    Examples
    --------
    >>> import pandas as pd
    >>> from maps.charts import bar
    >>> made = plain(bar(pd.DataFrame({"p": ["东部"], "n": [66]}), x="p", y="n", title="百强县"))
    >>> "<style" in made, "var(" in made, 'fill="#2a6fb0"' in made
    (False, False, True)
    """
    root = ET.fromstring(svg)
    wide, high = size_of(svg)
    title, desc = (root.findtext(f"{NS}{name}") or "" for name in ("title", "desc"))
    family = FONTS.replace("'", "").replace(",system-ui", "")
    drawn = list(marks(svg))
    top = 0.0 if titled else below_title(drawn)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high - top:g}" '
        f'viewBox="0 {top:g} {wide:g} {high - top:g}" font-family="{safe(family)}">'
        f"<title>{safe(title)}</title><desc>{safe(desc)}</desc>"
        f'<rect y="{top:g}" width="{wide:g}" height="{high - top:g}" fill="{LIGHT["base"]}"/>'
    ]
    for mark in drawn:
        if mark.heading and not titled:
            continue
        said = "".join(f' {name}="{safe(value)}"' for name, value in (mark.shape | mark.look).items())
        parts.append(f"<{mark.kind}{said}>{safe(mark.words)}</{mark.kind}>")
    return "".join(parts) + "</svg>"


def font_size(mark: Mark) -> float:
    """The size of a text, pixels."""
    return float(mark.look.get("font-size", SMALL))
