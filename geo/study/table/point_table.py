"""A table of points that name no units: what a study of it is."""

import boundaries
import indicators
from boundaries.language import Message
from geo.lists.regional import Level
from geo.study.table.columns import texts
from geo.study.table.config import Config, EligiblePart, TablePart
from geo.study.table.coordinates import find_coordinates
from geo.study.table.located import located

FEW = 4  # provinces; points in more are the country's
ALL = 0.95  # of the points


def point_table(
    read: indicators.Table, part: TablePart, *, title: str, level: Level | None
) -> tuple[Config, tuple[Message, ...]] | None:
    """Set up a study that counts points by unit; None where the table has no coordinates.

    Parameters
    ----------
    read : Table
    part : TablePart
        How the table is read.
    title : str
    level : {"county", "prefecture"}, optional
        Counties by default.
    """
    found = find_coordinates(read.frame)
    if found is None:
        return None
    free = [c for c in texts(read.frame) if c != found.longitude]
    label = max(free, key=lambda c: read.frame[c].nunique()) if free else found.longitude
    update = {
        "name": label,
        "by": "point",
        "longitude": found.longitude,
        "latitude": found.latitude,
        "count": True,
        "level": "prefecture" if level == "prefecture" else "county",
    }
    part = part.model_copy(update=update)
    places = located(part, read.frame, None).places
    units = boundaries.read_layer(part.level, tolerance_m=500).loc[places["adcode"].dropna()]
    provinces = units["province"].value_counts(normalize=True)
    cities = units["prefecture"].value_counts(normalize=True)
    within: dict[str, list[str]] = {}
    if len(provinces) and provinces.head(FEW).sum() >= ALL:
        within["provinces"] = sorted(provinces[provinces.cumsum().shift(fill_value=0) < ALL].index)
        city = str(cities.index[0])
        if part.level == "county" and cities.iloc[0] >= ALL and city not in within["provinces"]:
            within["prefectures"] = [city]
    said = Message(
        "study.assumed.points",
        longitude=found.longitude,
        latitude=found.latitude,
        level=Message(f"study.level.{part.level}"),
    )
    where = within.get("prefectures") or within.get("provinces") or []
    eligible = EligiblePart(units="all", municipalities=True, **within)
    told = (
        Message("study.assumed.points.within", places=where) if where else Message("study.assumed.points.all")
    )
    return Config(title=title, table=part, eligible=eligible), (said, told)
