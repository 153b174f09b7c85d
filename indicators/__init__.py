"""Published lists, user tables, scoring frameworks, tiers and raster indicators."""

from boundaries.face import attach

__getattr__, __dir__, __all__ = attach(__name__)
