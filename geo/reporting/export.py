"""Layers and tables written to files of the usual kinds, whole or not at all."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries.errors import LianpianError, OutputError, choose
from boundaries.language import Message
from boundaries.writing import whole_file, write_whole
from geo.reporting.workbook import write_workbook

if TYPE_CHECKING:
    import geopandas as gpd

TABLES = (".csv", ".xlsx")
DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
LAYERS = (*DRIVERS, ".parquet")
SHORT = {"province_code": "prov_code", "prefecture_code": "pref_code"}
"""A shapefile's field names hold ten characters."""


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
    return write_whole(target, frame.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))


def export_layer(level: str, path: str, *, tolerance_m: float | None) -> tuple[Path, Message | None]:
    """Write a boundary layer to a file.

    Parameters
    ----------
    level : {"county", "prefecture", "province"}
    path : str
        A .gpkg, .geojson, .fgb, .parquet or .shp file.
    tolerance_m : float, optional
        As in `boundaries.read_layer`.

    Returns
    -------
    pathlib.Path
    Message or None
        What should be said of the file: the fields of a shapefile that bear other names.
    """
    target = Path(path)
    kind = choose(target.suffix.lower(), LAYERS, what=Message("errors.what.layer-file"), error=LianpianError)
    if not target.parent.is_dir():
        raise OutputError(
            "geo.reporting.export.cannot-be-written-there-is-no", target=target, parent=target.parent
        )
    layer = boundaries.read_layer(level, tolerance_m=tolerance_m)
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
            _write(layer.reset_index(), partial, DRIVERS[kind], layer=level)
    return target, None


def _write(frame: "gpd.GeoDataFrame", path: Path, driver: str, **options: str) -> None:
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        frame.to_file(path, driver=driver, engine="pyogrio", **options)
    except (DataSourceError, DataLayerError) as error:
        raise OutputError("geo.reporting.export.name-error", name=path.name, error=error) from None


def _write_shapefile(layer: "gpd.GeoDataFrame", target: Path) -> None:
    """Write all parts in a folder beside the target, then move them there, the .shp last."""
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".lianpian-") as place:
            frame = layer.reset_index().rename(columns=SHORT)
            _write(frame, Path(place) / target.name, DRIVERS[".shp"], encoding="UTF-8")
            parts = sorted(Path(place).iterdir(), key=lambda part: part.suffix == ".shp")
            for part in parts:
                part.replace(target.parent / part.name)
    except OSError as error:
        raise OutputError(
            "geo.reporting.export.cannot-be-written", target=target, value=error.strerror or error
        ) from None
