"""Layers and tables in a GeoPackage whose bytes depend on its content alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.errors import OutputError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def write_layer(frame: "gpd.GeoDataFrame", path: Path, *, name: str) -> None:
    """Add a layer to a GeoPackage.

    Parameters
    ----------
    frame : GeoDataFrame
        Its index becomes a field.
    path : pathlib.Path
        The .gpkg file; made where there is none.
    name : str
        Of the layer.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    with _undated(path):
        frame.reset_index().to_file(path, layer=name, driver="GPKG", engine="pyogrio")


def write_table(frame: "pd.DataFrame", path: Path, *, name: str) -> None:
    """Add a table without geometry to a GeoPackage; else as `write_layer`. The index is not written."""
    import pyogrio

    with _undated(path):
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")


@contextmanager
def _undated(path: Path) -> Iterator[None]:
    """GDAL stamps the time of writing into the file unless told another.

    The option holds for the whole process, so it is taken back at once.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        yield
    except (DataSourceError, DataLayerError) as error:
        raise OutputError(
            "geo.reporting.geopackage.cannot-be-written-is-the-disk", name=path.name, error=error
        ) from None
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
