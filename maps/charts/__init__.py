"""Charts as SVG text: put them into a page as they are, nothing is fetched, every word is escaped.

Each function takes a frame and returns one ``<svg>``. A page may set ``--chart-ink``, ``--chart-soft``,
``--chart-line``, ``--chart-main``, ``--chart-other`` and ``--chart-base``; otherwise the charts follow the
reader's light or dark setting.
"""

from boundaries.face import attach

__getattr__, __dir__, __all__ = attach(__name__)
