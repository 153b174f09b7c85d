"""The settings of the atlas: its seed, its draws, the generalization of its maps."""

from geo.lists.robustness import LOCAL_PERMUTATIONS

SEED = 20231231
PERMUTATIONS = 9_999
"""Draws of the tests on lists."""
LIGHT_PERMUTATIONS = LOCAL_PERMUTATIONS
"""Draws of the tests on night lights."""
TOLERANCE_M = 500.0
"""Contiguity is unchanged by the simplification: it keeps every shared edge."""
MAP_HEIGHT = 620
DESERT, CITY = "652824", "330782"
"""A county that is mostly desert beside a trading city: what the brightness of the picture does not say."""
