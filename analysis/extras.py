"""Libraries that only some analyses stand on: brought in when first used, named when they are missing."""

import importlib
import warnings
from types import ModuleType

from boundaries.errors import StatisticError


def extra(name: str, *, extra: str = "drivers") -> ModuleType:
    """Import a module of an optional library.

    Parameters
    ----------
    name : str
        Full name of the module.
    extra : str
        The extra of this package that installs it.

    Raises
    ------
    StatisticError
        It is not installed; the message says how to install it.

    Examples
    --------
    >>> extra("json").loads("[1]")
    [1]
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # theirs, of what they import themselves
            return importlib.import_module(name)
    except ImportError:
        raise StatisticError(
            "analysis.extras.not-installed", library=name.split(".")[0], extra=extra
        ) from None
