"""Seeds: one rule for everything that draws at random."""

import numpy as np

from boundaries.errors import StatisticError

LARGEST_SEED = (1 << 64) - 1


def check_seed(seed: object) -> int:
    """Return ``seed`` if it is a whole number from 0 to 2**64 - 1; None is none: an answer must come again.

    >>> check_seed(np.int64(7))
    7
    """
    if (
        isinstance(seed, bool)
        or not isinstance(seed, (int, np.integer))
        or not 0 <= int(seed) <= LARGEST_SEED
    ):
        raise StatisticError("boundaries.chance.seed-wanted-a-whole-number-from", seed=seed)
    return int(seed)
