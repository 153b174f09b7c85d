"""What the overlays read of a result of `analysis` or `indicators`: its tables, whatever its class."""

from __future__ import annotations

from typing import Protocol

import geopandas as gpd
import pandas as pd


class HasFrame(Protocol):
    """A result with its table by adcode, or by region."""

    @property
    def frame(self) -> pd.DataFrame:
        """The table."""


class HasClusters(Protocol):
    """A result with a table of windows by rank."""

    @property
    def clusters(self) -> pd.DataFrame:
        """The table."""


class HasEllipses(HasFrame, Protocol):
    """A result with a row and an ellipse for each set of weights."""

    @property
    def ellipses(self) -> gpd.GeoDataFrame:
        """The ellipses, EPSG:4326."""
