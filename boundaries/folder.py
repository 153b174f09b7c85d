"""Yearly county polygons of a user's own: a file a year, or a folder a year with a file a province."""

import hashlib
import os
import re
import warnings
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._divisions import day, divisions
from boundaries._match import match
from boundaries._simplify import simplify
from boundaries._units import COLUMNS, units_beside
from boundaries.as_of import then_units
from boundaries.coverage import repair_coverage
from boundaries.crs import convert
from boundaries.datum import detect_datum
from boundaries.errors import LayerError, LianpianWarning, SourceError, listed
from boundaries.layer import check_layer
from boundaries.source import cached, digest
from boundaries.vector import SUFFIXES, in_degrees, read_raw
from boundaries.year_ends import year_end

FOLDER = "LIANPIAN_FOLDER"
"""The environment variable that names the folder of provider "folder"."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": (
        *(
            "县代码",
            "县级码",
            "县级代码",
            "县码",
            "区划代码",
            "行政区划代码",
            "区划码",
            "adcode",
            "code",
            "pac",
        ),
        *("county_code", "countycode", "xzqdm"),
    ),
    "name": ("县", "县级", "县名", "县级名称", "区县", "名称", "name", "county", "county_name", "xzqmc"),
    "prefecture": ("市", "地", "地级", "地市", "市名", "地名", "city", "city_name", "prefecture"),
    "province": ("省", "省级", "省名", "省份", "province", "province_name", "prov"),
}
"""Under which headings such files keep codes, names and parents."""

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def folder_path(provider: str) -> Path:
    """The folder that provider "folder" or "folder:PATH" means.

    Raises
    ------
    SourceError
        No folder is named, or there is none.
    """
    named = provider.partition(":")[2] or os.environ.get(FOLDER, "")
    if not named:
        raise SourceError("boundaries.folder.provider-folder-needs-to-know-where", FOLDER=FOLDER)
    path = Path(named)
    if not path.is_dir():
        raise SourceError("boundaries.folder.provider-folder-no-such-folder", path=path)
    return path


def folder_layer(path: Path, as_of: str, *, tolerance_m: float | None = None) -> gpd.GeoDataFrame:
    """Read the county layer of a year end from a folder of yearly files.

    Parameters
    ----------
    path : folder
        Files with a year in their name, or folders with a year in theirs and any files within.
    as_of : str
        A day; the units of that day must be those at the end of its year.
    tolerance_m : float, optional
        Simplify, as `read_layer` does.

    Returns
    -------
    GeoDataFrame by adcode with the names, codes and parents of the lists of that day. Polygons of one unit
    are put together; those of no listed unit are kept where they stand beside the official units (Hong Kong,
    managed areas). ``attrs``: missing, strange (polygons of no unit, left out), disagreeing (name and code
    name two units: the name was taken), detected (datum).

    Raises
    ------
    SourceError
        No file of that year.
    LayerError
        The units of the day are not those of the year end; no column of names or codes; polygons that overlap
        beyond repair; a breach of the layer contract.

    Warns
    -----
    LianpianWarning
        Units that the files lack, polygons of no unit, names and codes that disagree.
    """
    when = day(as_of)
    year = int(when[:4])
    here, end = (divisions(d)[["name", "prefecture_code"]] for d in (when, year_end(year)))
    if not here.equals(end):
        raise LayerError("boundaries.folder.the-folder-holds-year-ends-units", when=when, year=year)
    paths = files_of(path, year)
    marks = hashlib.sha256("".join(digest(file) for file in _beside(paths)).encode()).hexdigest()
    name = f"folder-{marks[:16]}-{year}" + ("" if tolerance_m is None else f"-{tolerance_m:g}m")

    def build() -> gpd.GeoDataFrame:
        layer = _built(paths, year)
        return layer if tolerance_m is None else simplify(layer, tolerance_m=tolerance_m)

    layer = cached(name, build)
    told = _told(layer, year)
    layer = layer.drop(columns="note")
    layer.attrs = told
    return check_layer(layer)


def files_of(path: Path, year: int) -> list[Path]:
    """The boundary files of a year.

    Raises
    ------
    SourceError
        There are none; the years that there are files for are named.
    """
    found: dict[int, list[Path]] = {}
    for file in sorted(path.rglob("*")):
        if file.suffix.lower() not in SUFFIXES:
            continue
        for part in reversed(file.relative_to(path).parts):
            if years := YEAR.findall(part):
                found.setdefault(int(years[-1]), []).append(file)
                break
    if year not in found:
        raise SourceError(
            "boundaries.folder.has-no-boundary-file-of-it",
            path=path,
            year=year,
            value=listed(sorted(found), most=40) or "none",
            SUFFIXES=", ".join(SUFFIXES),
        )
    return found[year]


def _beside(paths: Sequence[Path]) -> list[Path]:
    """The files and what belongs to them (.dbf, .shx, .prj of a shapefile)."""
    return sorted({twin for path in paths for twin in path.parent.glob(f"{path.stem}.*")})


def _built(paths: Sequence[Path], year: int) -> gpd.GeoDataFrame:
    raw = pd.concat([_part(path) for path in paths], ignore_index=True)
    codes = _codes(raw, year)
    then = then_units(year_end(year))
    beside = units_beside()
    known = pd.concat([then, beside[~beside.index.isin(then.index)]])
    good = codes["adcode"].isin(known.index)
    strange = raw.loc[~good]
    shapes = gpd.GeoSeries(
        raw.loc[good, "geometry"].to_numpy(), index=codes.loc[good, "adcode"], crs="EPSG:4326"
    )
    shapes = shapes.groupby(level=0).agg(lambda part: shapely.union_all(np.asarray(part.array)))
    layer = gpd.GeoDataFrame(
        known.loc[shapes.index, list(COLUMNS)], geometry=shapes.to_numpy(), crs="EPSG:4326"
    ).rename_axis("adcode")
    found = detect_datum(layer)
    if found.datum not in ("wgs84", "undecided"):
        layer = convert(layer, source=found.datum)
    layer = repair_coverage(layer.sort_index())
    notes: dict[str, list[str]] = {code: [] for code in layer.index}
    for code, note in zip(codes.loc[good, "adcode"], codes.loc[good, "note"], strict=True):
        notes[code] += [note] if note else []
    told = [f"strange:{code} {name}" for code, name in zip(strange["code"], strange["name"], strict=True)]
    notes[layer.index[0]] += [f"datum:{found.datum}", *told]
    return layer.assign(note=["|".join(notes[code]) for code in layer.index])


def _part(path: Path) -> gpd.GeoDataFrame:
    """One file with the columns code, name, prefecture, province, geometry."""
    raw = read_raw(path)
    heads = {str(column).strip().lower(): column for column in raw.columns}
    columns = {
        role: next((heads[way] for way in ways if way in heads), None) for role, ways in HEADINGS.items()
    }
    if columns["code"] is None and columns["name"] is None:
        plain = [str(column) for column in raw.columns if column != raw.geometry.name]
        raise LayerError(
            "boundaries.folder.has-neither-a-column-of-codes",
            name=path.name,
            plain=listed(plain, most=30),
            HEADINGS=listed(HEADINGS["code"]),
            HEADINGS_2=listed(HEADINGS["name"]),
        )
    if raw.crs is None:
        raise LayerError("boundaries.folder.has-no-crs-prj-save-it", name=path.name)
    shapes = in_degrees(raw, path.name)
    sound = shapely.make_valid(np.asarray(shapes.array), method="structure", keep_collapsed=False)
    table = {
        role: [""] * len(raw) if column is None else [_text(cell) for cell in raw[column]]
        for role, column in columns.items()
    }
    return gpd.GeoDataFrame(table, geometry=sound, crs="EPSG:4326")


def _text(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip().removesuffix(".0")
    if re.fullmatch(r"156\d{6}", text):
        return text[3:]
    return text[:6] if re.fullmatch(r"\d{12}", text) else text


def _codes(raw: pd.DataFrame, year: int) -> pd.DataFrame:
    """The code of each polygon: its own where the name agrees or is none, else what the name means."""
    when = year_end(year)
    then = then_units(when)["name"]
    named = match(
        raw, name="name", prefecture="prefecture", province="province", as_of=when, dated=when
    ).frame
    by_name = named["adcode"].astype(object).where(named["adcode"].notna(), "")
    known = raw["code"].isin([*then.index, *units_beside().index])
    same = raw["code"].map(then).eq(raw["name"])
    code = raw["code"].where(same | by_name.eq(""), by_name)
    apart = known & by_name.ne("") & ~same & raw["code"].ne(by_name)
    note = "apart:" + raw["code"] + " " + raw["name"]
    return pd.DataFrame({"adcode": code, "note": note.where(apart, "")})


def _told(layer: gpd.GeoDataFrame, year: int) -> dict[str, object]:
    notes = [note for notes in layer["note"] for note in str(notes).split("|") if note]
    told = {
        key: tuple(sorted(n.removeprefix(f"{key}:") for n in notes if n.startswith(f"{key}:")))
        for key in ("strange", "apart", "datum")
    }
    names = divisions(year_end(year))["name"]
    missing = tuple(f"{code} {names[code]}" for code in names.index.difference(layer.index))
    for id, units in (
        ("boundaries.folder.units-without-polygon", missing),
        ("boundaries.folder.polygons-of-no-unit", told["strange"]),
        ("boundaries.folder.name-and-code-apart", told["apart"]),
    ):
        if units:
            warning = LianpianWarning(id, year=year, n_units=len(units), units=listed(units))
            warnings.warn(warning, stacklevel=4)
    return {
        "missing": missing,
        "strange": told["strange"],
        "disagreeing": told["apart"],
        "detected": told["datum"][0],
    }
