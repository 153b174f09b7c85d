"""What a map of China may not lack: the islands it names and dots, Taiwan where a theme has no data of it.

Coordinates and where a name stands are data (``maps/assets/landmarks.csv``); names are messages by id.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

from boundaries.language import Message

TAIWAN = "71"
"""First digits of the codes of Taiwan's units."""
TAIWAN_ABSENT = Message("maps.taiwan_absent")
"""What a legend calls units of Taiwan that a theme has no data of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A name on maps of China.

    Attributes
    ----------
    id : str
        ``maps.landmark.<id>`` is its name.
    longitude, latitude : float
        Degrees, WGS 84.
    dot : bool
        Whether a dot marks the place.
    page_side, page_down_px : str and int
        Where the name stands on the page: left of the place, right of it or over it, so many pixels lower;
        ``""`` where the page does not name it.
    figure_frame, figure_side : str
        The frame of a static figure that names it, ``main`` or ``inset`` (``""``: none), and on which side.
    """

    id: str
    longitude: float
    latitude: float
    dot: bool
    page_side: str
    page_down_px: int
    figure_frame: str
    figure_side: str

    @property
    def name(self) -> Message:
        """Its name, in no language yet."""
        return Message(f"maps.landmark.{self.id}")


def _read() -> tuple[Landmark, ...]:
    file = files("maps") / "assets" / "landmarks.csv"
    return tuple(
        Landmark(
            id=row["id"],
            longitude=float(row["longitude"]),
            latitude=float(row["latitude"]),
            dot=row["dot"] == "yes",
            page_side=row["page_side"],
            page_down_px=int(row["page_down_px"] or 0),
            figure_frame=row["figure_frame"],
            figure_side=row["figure_side"],
        )
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    )


ALL = _read()
LANDMARKS = tuple(mark for mark in ALL if mark.page_side and mark.dot)
"""Islands named and dotted on every national page, and near a regional one."""
NAMES = tuple(mark for mark in ALL if mark.page_side and not mark.dot)
"""Texts on every national page; the last is the one for a theme without data there."""
MAIN_ISLANDS = tuple(mark for mark in ALL if mark.figure_frame == "main")
"""Islands named on the main map of a national figure."""
SEA_ISLANDS = tuple(mark for mark in ALL if mark.figure_frame == "inset")
"""Islands and groups of islands named in its inset 南海诸岛."""
