"""Spatial statistics of county layers: neighbors, autocorrelation, hotspots, patches, groups and scans."""

from boundaries.face import attach

__getattr__, __dir__, __all__ = attach(__name__)
