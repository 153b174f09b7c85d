"""Maps: overlays, sheets that work anywhere as one HTML file, static figures and embedding.

Every public name is loaded when it is first used, so ``import maps`` stays cheap.
"""

from boundaries.face import attach

__getattr__, __dir__, __all__ = attach(__name__)
