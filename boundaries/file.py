"""A boundary file of the user's own: shapefile, GeoPackage, GeoJSON, FlatGeobuf or GeoParquet."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from boundaries._simplify import simplify
from boundaries._units import COLUMNS, DATE, every_unit, official_units
from boundaries.adcode import PROVINCES, malformed, prefecture_code, province_code
from boundaries.coverage import repair_coverage
from boundaries.crs import DATUMS, convert
from boundaries.datum import Datum, detect_datum
from boundaries.errors import LayerError, LianpianWarning, choose, listed
from boundaries.language import Message
from boundaries.layer import check_layer
from boundaries.vector import in_degrees, read_raw, rows_of
from boundaries.vertices import no_numbers

UNLISTED = "不在名录"
"""The kind of a unit whose code the unit list has not."""


def read_file(
    path: str | Path,
    *,
    adcode: str,
    datum: str,
    name: str | None = None,
    sublayer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    tolerance_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Read a county layer from a file, with its columns and datum declared.

    Parameters
    ----------
    path : shapefile (also zipped), GeoPackage, GeoJSON, FlatGeobuf or GeoParquet
    adcode : str
        The column of division codes: six digits, as text or number; the platform's 156320583 and the
        statistics bureau's 320583000000 are understood.
    datum : "wgs84", "cgcs2000", "gcj02" or "bd09"
        What the coordinates are, whatever the file's CRS says: files in GCJ-02 usually call themselves WGS
        84.
    name : str, optional
        The column of names; used for codes that the unit list of 2023-07-31 has not.
    sublayer : str, optional
        Which layer of a GeoPackage.
    crs : str, optional
        The CRS where the file has none.
    encoding : str, optional
        Of a shapefile's text. None: what its .cpg says, else UTF-8, else GB18030.
    tolerance_m : float, optional
        Simplify as `read_layer` does.

    Returns
    -------
    A layer as `read_layer` gives it, its faults as a coverage repaired. Names, kinds and parents are those
    of the unit list; a unit it has not is kept with kind 不在名录. ``attrs`` also: unlisted (such units),
    detected (the datum found), missing (official units that the file has not).

    Raises
    ------
    SourceError
        The file is missing, unreadable or of a format not named above.
    LayerError
        One message with every breach, with row numbers: no such column, no CRS, malformed or duplicate
        codes, empty geometry, several datums in one file.

    Warns
    -----
    LianpianWarning
        The declared datum is not the detected one; codes that the unit list has not; faults that could not be
        repaired.
    """
    datum = choose(datum, DATUMS, what="datum", error=LayerError)
    raw = read_raw(Path(path), sublayer, encoding)
    codes = _checked(raw, adcode, name, crs)
    if raw.crs is None:
        raw = raw.set_crs(crs)
    shapes = in_degrees(raw, Path(path).name)
    names = raw[name].astype(str) if name is not None else pd.Series(codes)
    table = _described(pd.Index(codes, name="adcode"), names.to_list())
    layer = gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs="EPSG:4326").sort_index()
    found = detect_datum(layer)
    layer = convert(layer, source=datum)
    _told_apart(found, datum, Path(path).name)
    layer = repaired(layer, Path(path).name, must=tolerance_m is not None)
    if tolerance_m is not None:
        layer = simplify(layer, tolerance_m=tolerance_m)
    unlisted = layer.index[layer["kind"] == UNLISTED]
    wanted = official_units()["name"]
    lacking = wanted.index.difference(layer.index)
    layer.attrs = {
        "provider": "file",
        "version": Path(path).name,
        "date": DATE,
        "datum": datum,
        "detected": found.datum,
        "licence": "",
        "level": "county",
        "tolerance_m": tolerance_m,
        "missing": tuple(f"{code} {wanted[code]}" for code in lacking),
        "unlisted": tuple(f"{code} {layer['name'][code]}" for code in unlisted),
    }
    if len(unlisted):
        told = {"file": Path(path).name, "count": len(unlisted), "day": DATE, "codes": list(unlisted)}
        warnings.warn(LianpianWarning("boundaries.file.unlisted", **told), stacklevel=2)
    return check_layer(layer)


def _checked(raw: gpd.GeoDataFrame, adcode: str, name: str | None, crs: str | None) -> list[str]:
    """The codes, once everything about the file is seen to be in order."""
    found: list[Message] = []
    absent = [column for column in (adcode, name) if column is not None and column not in raw.columns]
    if absent:
        columns = [column for column in raw.columns if column != raw.geometry.name]
        found.append(
            Message(
                "boundaries.file.no-column",
                columns=[repr(column) for column in absent],
                held=listed(columns, most=30),
            )
        )
    if raw.crs is None and crs is None:
        found.append(Message("boundaries.file.no-crs"))
    elif raw.crs is None:
        try:
            raw.set_crs(crs)
        except (CRSError, TypeError, ValueError):
            found.append(Message("boundaries.file.wrong-crs", crs=crs))
    shapes = np.asarray(raw.geometry.array)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if empty.any():
        found.append(rows_of("boundaries.file.no-geometry", empty))
    flat = ~empty & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    if flat.any():
        found.append(rows_of("boundaries.file.no-polygons", flat))
    unplaced = no_numbers(shapes)
    if unplaced.any():
        found.append(rows_of("boundaries.file.no-numbers", unplaced))
    codes: list[str] = []
    if adcode in raw.columns:
        codes = [_code(value) for value in raw[adcode]]
        wrong = set(malformed(codes))
        rows = [
            Message("errors.row", row=k + 1, value=repr(value))
            for k, value in enumerate(raw[adcode])
            if codes[k] in wrong
        ]
        if rows:
            found.append(Message("boundaries.file.malformed", count=len(rows), adcode=adcode, rows=rows))
        twice = pd.Series(codes)
        twice = twice[twice.duplicated(keep=False) & ~twice.isin(list(wrong))]
        if len(twice):
            pairs = [
                Message("boundaries.file.code-rows", code=code, rows=list(group.index + 1))
                for code, group in twice.groupby(twice)
            ]
            found.append(Message("boundaries.file.duplicates", count=len(pairs), codes=pairs[:10]))
    if found:
        raise LayerError("boundaries.file.breaches", n_found=len(found), found=found)
    return codes


def _code(value: object) -> str:
    """A division code as six digits where it is one in another dress."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().removesuffix(".0")
    if len(text) == 9 and text.startswith("156"):
        return text[3:]
    if len(text) == 12 and text.endswith("000000"):
        return text[:6]
    return text


def _described(codes: pd.Index, names: list[str]) -> pd.DataFrame:
    """Names, kinds and parents by the unit list; what it has not keeps its own name."""
    table = every_unit().reindex(codes)
    strange = table["name"].isna().to_numpy()
    own = pd.DataFrame(
        {
            "name": names,
            "kind": UNLISTED,
            "province": [PROVINCES[code] for code in province_code(codes)],
            "prefecture": "",
            "province_code": province_code(codes),
            "prefecture_code": prefecture_code(codes),
        },
        index=codes,
    )
    table.loc[strange] = own.loc[strange]
    return table[list(COLUMNS)]


def _told_apart(found: Datum, declared: str, file: str) -> None:
    """Warn of a datum that is not the declared one; refuse several in one file."""
    plain = "wgs84" if declared == "cgcs2000" else declared
    if found.frame.empty:  # no unit of the file is one of the reference
        return
    near = found.frame[["wgs84", "gcj02", "bd09"]]
    best = near.min(axis=1)
    clear = (best < 100) & (near.apply(sorted, axis=1, result_type="expand")[1] > 5 * best.clip(lower=1))
    apart = found.frame[clear & (found.frame["best"] != plain)]
    if len(apart) >= 3 and int((clear & (found.frame["best"] == plain)).sum()) >= 3:
        units = [f"{code} ({row})" for code, row in apart["best"].items()]
        raise LayerError(
            "boundaries.file.of-units-compared-lie-in-another",
            file=file,
            n_apart=len(apart),
            n_frame=len(found.frame),
            declared=declared,
            units=listed(units),
        )
    if found.datum not in (plain, "undecided"):
        told = {"file": file, "declared": declared, "found": found.datum, "reason": found.reason}
        warnings.warn(LianpianWarning("boundaries.file.datum", **told), stacklevel=3)


def repaired(layer: gpd.GeoDataFrame, file: str, *, must: bool) -> gpd.GeoDataFrame:
    """The layer as a coverage; what cannot be repaired is warned of, or with ``must`` refused."""
    try:
        return repair_coverage(layer)
    except LayerError as error:
        if must or error.id == "boundaries.coverage.swallowed":
            raise
        told = LianpianWarning("boundaries.file.faults", file=file, error=error.message)
        warnings.warn(told, stacklevel=3)
        sound = shapely.make_valid(np.asarray(layer.geometry.array), method="structure", keep_collapsed=False)
        return layer.set_geometry(gpd.GeoSeries(sound, index=layer.index, crs=layer.crs))
