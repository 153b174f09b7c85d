"""Rasters in: opening them, checking that they can be placed on the earth, naming their bands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from boundaries.driver import open_raster
from boundaries.errors import SourceError, listed
from boundaries.language import Message

if TYPE_CHECKING:
    from pyproj import CRS
    from rasterio.io import DatasetReader

    Raster: TypeAlias = str | os.PathLike[str] | DatasetReader
    Rasters: TypeAlias = Raster | Sequence[Raster] | Mapping[str, Raster]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Band:
    """One band of an open raster: its dataset, number (from 1), CRS and prefix among the columns."""

    dataset: DatasetReader
    number: int
    crs: CRS
    prefix: str


def night_lights() -> Path:
    """Return the path of the shipped night-lights picture of China.

    It is a rendered picture of NASA's night lights: 8-bit ordinal brightness (0-138), not radiance;
    EPSG:4326, cells of 0.0879 degree (about 9 km). See ``indicators/data/README.md``.

    Returns
    -------
    pathlib.Path
        A GeoTIFF that exists on disk.

    Examples
    --------
    >>> night_lights().name
    'night_lights_china.tif'
    """
    return Path(str(files("indicators") / "data" / "night_lights_china.tif"))


@contextmanager
def open_bands(
    raster: Rasters, *, bands: int | Sequence[int] | None = None, crs: str | None = None
) -> Iterator[list[Band]]:
    """Open one raster or several and give their bands, every one of them fit to be laid under a layer.

    Parameters
    ----------
    raster : path, rasterio dataset, sequence of them, or mapping of name to one
        Datasets that come in open stay open; files opened here are closed on leaving.
    bands : int or sequence of int, optional
        Band numbers from 1; None takes all bands of every raster.
    crs : str, optional
        The coordinate reference system of rasters whose file states none.

    Yields
    ------
    list of Band
        Prefixes are "" for one band of one raster, ``band_2_`` for bands of one raster, ``<name>_`` (file
        name without ending, or the mapping's key) for rasters of one band, ``<name>_band_2_`` otherwise.

    Raises
    ------
    SourceError
        For files that are missing or no raster, rasters without CRS, rotated rasters, and bands that do not
        exist: all of them in one message.
    """
    import rasterio
    from pyproj import CRS
    from rasterio.io import DatasetReader

    entries = _named(raster)
    breaches: list[Message] = []
    result: list[Band] = []
    with ExitStack() as stack:
        for name, source in entries:
            if isinstance(source, DatasetReader):
                dataset = source
            else:
                try:
                    dataset = stack.enter_context(open_raster(source))
                except (rasterio.errors.RasterioError, SourceError) as failure:
                    told = failure.message if isinstance(failure, SourceError) else str(failure)
                    breaches.append(Message("indicators.raster.unreadable", name=name, failure=told))
                    continue
            if dataset.crs is None and crs is None:
                breaches.append(Message("indicators.raster.no-crs", name=name))
            if dataset.transform.e > 0 or dataset.transform.a < 0:
                breaches.append(Message("indicators.raster.not-north-up", name=name))
            if dataset.transform.b or dataset.transform.d:
                breaches.append(Message("indicators.raster.rotated", name=name))
            one = isinstance(bands, int | np.integer)
            wanted = [int(cast("int", bands))] if one else list(cast("Sequence[int]", bands or []))
            if bands is None:
                wanted = list(range(1, dataset.count + 1))
            absent = [number for number in wanted if not 1 <= number <= dataset.count]
            if absent or not wanted:
                held = {"bands": absent, "count": dataset.count}
                breaches.append(Message("indicators.raster.no-band", name=name, **held))
            if breaches:
                continue
            where = CRS.from_user_input(dataset.crs if dataset.crs is not None else crs)
            stem = f"{name}_" if len(entries) > 1 or isinstance(raster, Mapping) else ""
            several = len(wanted) > 1
            result += [
                Band(dataset=dataset, number=n, crs=where, prefix=stem + (f"band_{n}_" if several else ""))
                for n in wanted
            ]
        if breaches:
            raise SourceError("indicators.raster.the-raster-is-not-usable", breaches=breaches)
        yield result


def _named(raster: Rasters) -> list[tuple[str, Raster]]:
    from rasterio.io import DatasetReader

    if isinstance(raster, Mapping):
        entries = [(str(name), source) for name, source in raster.items()]
    else:
        alone = isinstance(raster, str | os.PathLike | DatasetReader)
        if not alone and not isinstance(raster, Sequence):
            raise SourceError(
                "indicators.raster.wanted-a-path-a-rasterio-dataset", name=type(raster).__name__
            )
        sources = cast("list[Raster]", [raster] if alone else list(cast("Sequence[Raster]", raster)))
        paths = [source.name if isinstance(source, DatasetReader) else source for source in sources]
        entries = [(Path(path).stem, source) for path, source in zip(paths, sources, strict=True)]
    names = [name for name, _ in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SourceError("indicators.raster.rasters-share-the-name-pass-a", twice=listed(twice))
    if not entries:
        raise SourceError("indicators.raster.no-raster-given-pass-a-path")
    return entries
