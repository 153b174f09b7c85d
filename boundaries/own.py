"""Units of the user's own: any country, any level, any ids."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._simplify import simplify
from boundaries._units import COLUMNS, every_unit
from boundaries.abroad import in_china
from boundaries.adcode import PROVINCES
from boundaries.crs import DATUMS, convert
from boundaries.errors import LayerError, choose, listed
from boundaries.file import repaired
from boundaries.language import Message
from boundaries.layer import check_layer
from boundaries.vector import in_degrees, read_raw, rows_of
from boundaries.vertices import no_numbers

KIND = "自有单元"
"""The kind of a unit of which nobody says what it is."""
CHINESE = (6, 9, 12)
"""Digits of a division code: of a county, a township, a village."""


def read_units(
    path: str | Path,
    *,
    id: str,
    name: str | None = None,
    parent: str | None = None,
    datum: str = "wgs84",
    sublayer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    tolerance_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer of units of any country and level, with any ids: townships, GADM, NUTS, US counties.

    Parameters
    ----------
    path : shapefile (also zipped), GeoPackage, GeoJSON, FlatGeobuf or GeoParquet
    id : str
        The column of ids, text or whole numbers, each once.
    name, parent : str, optional
        The columns of names (the ids by default) and of what the units lie in: a state, a county.
    datum : "wgs84", "cgcs2000", "gcj02" or "bd09"
        Of the coordinates.
    sublayer, crs, encoding
        As for `read_file`.
    tolerance_m : float, optional
        Simplify as `read_layer` does; units outside China stay as they are.

    Returns
    -------
    GeoDataFrame by adcode, sorted
        As `read_layer` gives it; the index holds the file's own ids. The parent stands in province and
        province_code; units of China with codes of six, nine or twelve digits get the province and prefecture
        of the county that their code names, whatever its digits. ``attrs["level"]`` is "own".

    Raises
    ------
    SourceError
        The file cannot be read.
    LayerError
        Every breach at once: no such column, ids that are missing or stand twice, no CRS, rows that are no
        polygons.

    Examples
    --------
    >>> import tempfile
    >>> from boundaries import board
    >>> units = board().assign(GEOID=range(16), state="A")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     units.to_parquet(f"{folder}/u.parquet")
    ...     read_units(f"{folder}/u.parquet", id="GEOID", name="name", parent="state").loc["3", "province"]
    'A'
    """
    datum = choose(datum, DATUMS, what="datum", error=LayerError)
    file = Path(path)
    raw = read_raw(file, sublayer, encoding)
    ids = _checked(raw, [c for c in (id, name, parent) if c is not None], id, crs)
    if raw.crs is None:
        raw = raw.set_crs(crs)
    table = _described(
        pd.Index(ids, name="adcode"),
        ids if name is None else _texts(raw[name]),
        None if parent is None else _texts(raw[parent]),
    )
    shapes = in_degrees(raw, file.name).to_numpy()
    layer = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326").sort_index()
    layer.attrs["level"] = "own"
    layer = repaired(convert(layer, source=datum), file.name, must=False)
    chinese = in_china(layer)
    if tolerance_m is not None and chinese:
        layer = simplify(layer, tolerance_m=tolerance_m)
    layer.attrs = {
        "provider": "file",
        "version": file.name,
        "date": "",
        "datum": datum,
        "licence": "",
        "level": "own",
        "tolerance_m": tolerance_m,
        "chinese": chinese,
    }
    return check_layer(layer)


def _texts(cells: pd.Series) -> list[str]:
    """Cells as text, whole numbers without a point; "" where missing."""
    return ["" if pd.isna(cell) else _text(cell) for cell in cells]


def _text(cell: object) -> str:
    whole = isinstance(cell, float | np.floating) and float(cell).is_integer()
    return str(int(cell) if whole else cell).strip()  # type: ignore[call-overload]


def _checked(raw: gpd.GeoDataFrame, columns: list[str], id: str, crs: str | None) -> list[str]:
    """The ids, once everything about the file is seen to be in order."""
    found: list[Message] = []
    absent = [column for column in columns if column not in raw.columns]
    if absent:
        held = listed([c for c in raw.columns if c != raw.geometry.name], most=40)
        found.append(Message("boundaries.file.no-column", columns=[repr(c) for c in absent], held=held))
    if raw.crs is None and crs is None:
        found.append(Message("boundaries.file.no-crs"))
    shapes = np.asarray(raw.geometry.array)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    flat = ~empty & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    for wrong, what in (
        (empty, "boundaries.file.no-geometry"),
        (flat, "boundaries.file.no-polygons"),
        (no_numbers(shapes), "boundaries.file.no-numbers"),
    ):
        if wrong.any():
            found.append(rows_of(what, wrong))
    ids: list[str] = []
    if id in raw.columns:
        ids = _texts(raw[id])
        blank = np.array([not one for one in ids], dtype=bool)
        if blank.any():
            found.append(rows_of("boundaries.own.no-id", blank))
        held_ids = pd.Series(ids)
        twice = held_ids[held_ids.duplicated(keep=False) & ~blank]
        if len(twice):
            some = list(dict.fromkeys(twice))
            found.append(Message("boundaries.own.ids-twice", count=len(some), column=id, ids=some))
    if found:
        raise LayerError("boundaries.file.breaches", n_found=len(found), found=found)
    return ids


def _described(ids: pd.Index, names: list[str], parents: list[str] | None) -> pd.DataFrame:
    """What is known of each unit besides its boundary."""
    chinese = ids.str.isdigit() & ids.str.len().isin(CHINESE) & (ids.str[:2] + "0000").isin(PROVINCES)
    table = pd.DataFrame(
        {
            "name": [name or code for name, code in zip(names, ids, strict=True)],
            "kind": KIND,
            "province": parents or "",
            "prefecture": "",
            "province_code": parents or "-",
            "prefecture_code": "-",
        },
        index=ids,
    )
    table["province_code"] = table["province_code"].replace("", "-")
    if not len(ids) or not chinese.all():
        return table[list(COLUMNS)]
    county = every_unit().reindex(ids.str[:6]).set_axis(ids)
    code = ids.str[:2] + "0000"
    table["province"], table["province_code"] = [PROVINCES[one] for one in code], code
    table["prefecture"] = county["prefecture"].fillna("").to_numpy()
    table["prefecture_code"] = county["prefecture_code"].fillna("-").to_numpy()
    return table[list(COLUMNS)]
