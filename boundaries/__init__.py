"""Boundary layers of China: read, checked, simplified, dated, matched and joined.

Every public name is loaded when it is first used, so ``import boundaries`` stays cheap.
"""

from boundaries.face import attach

__getattr__, __dir__, __all__ = attach(__name__)
