"""Layers and tables written to files of the usual kinds, whole or not at all."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.aside import aside
from boundaries.errors import LianpianError, OutputError, choose, listed
from boundaries.language import Message
from boundaries.workbook import write_workbook
from boundaries.writing import refuse_inputs, settle, whole_file, write_whole
from geo.reporting.csv_file import csv_bytes

if TYPE_CHECKING:
    import geopandas as gpd

TABLES = (".csv", ".xlsx")
DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
LAYERS = (*DRIVERS, ".parquet")
SHORT = {"province_code": "prov_code", "prefecture_code": "pref_code"}
"""A shapefile's field names hold ten characters."""

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write_table(frame: pd.DataFrame, path: str, *, sheet: str = "table") -> Path:
    """Write a table as .csv (UTF-8 with BOM, which Excel reads) or .xlsx, whole or not at all.

    Parameters
    ----------
    frame : DataFrame
        Its index is not written.
    path : str
    sheet : str
        The name of the workbook's sheet.

    Returns
    -------
    pathlib.Path
    """
    target = Path(path)
    if (
        choose(target.suffix.lower(), TABLES, what=Message("errors.what.table-file"), error=LianpianError)
        == ".xlsx"
    ):
        return write_workbook(target, {sheet: frame})
    return write_whole(target, csv_bytes(frame))


def export_layer(
    layer: "gpd.GeoDataFrame", path: str, *, name: str, source: str | None = None
) -> tuple[Path, Message | None]:
    """Write a boundary layer to a file.

    Parameters
    ----------
    layer : GeoDataFrame
        By adcode.
    path : str
        A .gpkg, .geojson, .fgb, .parquet or .shp file.
    name : str
        Of the layer in the file.
    source : str, optional
        The file that the layer was read from, which is not written over.

    Returns
    -------
    pathlib.Path
    Message or None
        What should be said of the file: the fields of a shapefile that bear other names.

    Raises
    ------
    OutputError
        The file cannot be written, or is the one that is being read.
    """
    target, kind = layer_target(path, source=source)
    if kind == ".shp":
        _write_shapefile(layer, target)
        fields = [
            Message("command.layers.shapefile.field", long=long, short=short) for long, short in SHORT.items()
        ]
        return target, Message("command.layers.shapefile", fields=fields)
    with whole_file(target) as partial:
        if kind == ".parquet":
            layer.to_parquet(partial)
        else:
            _write(layer.reset_index(), partial, DRIVERS[kind], layer=name)
    return target, None


def layer_target(path: str, *, source: str | None = None) -> tuple[Path, str]:
    """The file that a layer is to be written to and its kind, once both are seen to be possible."""
    target = Path(path)
    kind = choose(target.suffix.lower(), LAYERS, what=Message("errors.what.layer-file"), error=LianpianError)
    if not target.parent.is_dir():
        raise OutputError(
            "geo.reporting.export.cannot-be-written-there-is-no", target=target, parent=target.parent
        )
    parts = [target.with_suffix(part) for part in PARTS] if kind == ".shp" else [target]
    for part in parts:
        refuse_inputs(part, [source])
    others = [part.name for part in parts if part.exists()]
    if kind == ".shp" and others and not target.exists():
        raise OutputError("geo.reporting.export.parts-of-another", target=target, parts=listed(others))
    return target, kind


def _write(frame: "gpd.GeoDataFrame", path: Path, driver: str, **options: str) -> None:
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        frame.to_file(path, driver=driver, engine="pyogrio", **options)
    except (DataSourceError, DataLayerError) as error:
        raise OutputError("geo.reporting.export.name-error", name=path.name, error=error) from None


def _write_shapefile(layer: "gpd.GeoDataFrame", target: Path) -> None:
    """Write all parts in a folder beside the target, then move them there, the .shp last."""
    try:
        with aside(target.parent) as place:
            frame = layer.reset_index().rename(columns=SHORT)
            (place / "parts").mkdir()
            _write(frame, place / "parts" / target.name, DRIVERS[".shp"], encoding="UTF-8")
            parts = sorted((place / "parts").iterdir(), key=lambda part: part.suffix == ".shp")
            for part in parts:
                settle(part)
            for part in parts:
                part.replace(target.parent / part.name)
    except OSError as error:
        raise OutputError(
            "geo.reporting.export.cannot-be-written", target=target, value=error.strerror or error
        ) from None
