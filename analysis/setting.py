"""What a test was run with: the setting that every result carries, and reads out as its own attributes."""

from dataclasses import dataclass

import pandas as pd

from boundaries.language import Message
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Setting:
    """How values were tested.

    Attributes
    ----------
    permutations, seed : int
    alternative : str
    null : Message
        The null hypothesis.
    strata : str
        The name of what the null holds fixed, "" for nothing.
    n_eligible : int
        Units that take part.
    isolates, missing : Index
        Units without neighbors; units without a value or not eligible.
    """

    permutations: int
    seed: int
    alternative: str
    null: Message
    strata: str
    n_eligible: int
    isolates: pd.Index
    missing: pd.Index


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class ValueTest(Shown):
    """A test of values; its setting is read as if it were its own."""

    setting: Setting

    @property
    def permutations(self) -> int:
        """Random orders of the values."""
        return self.setting.permutations

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return self.setting.seed

    @property
    def alternative(self) -> str:
        """The side tested: "two-sided", "greater" or "less"."""
        return self.setting.alternative

    @property
    def null(self) -> Message:
        """The null hypothesis."""
        return self.setting.null

    @property
    def strata(self) -> str:
        """The name of what the null holds fixed, "" for nothing."""
        return self.setting.strata

    @property
    def n_eligible(self) -> int:
        """Units that take part."""
        return self.setting.n_eligible

    @property
    def isolates(self) -> pd.Index:
        """Units without neighbors."""
        return self.setting.isolates

    @property
    def missing(self) -> pd.Index:
        """Units without a value, or not eligible."""
        return self.setting.missing


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SetSetting:
    """Among which units and joins a set was tested.

    Attributes
    ----------
    null : Message
        The null hypothesis.
    strata : str
        The name of what the null holds fixed, "" for nothing.
    n_strata, n_eligible, n_members, n_joins : int
    mean_neighbors : float
        Eligible neighbors of an eligible unit.
    isolates : Index
        Eligible units without an eligible neighbor.
    """

    null: Message
    strata: str
    n_strata: int
    n_eligible: int
    n_members: int
    n_joins: int
    mean_neighbors: float
    isolates: pd.Index


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class SetTest(Shown):
    """A test of a set in a graph; its setting is read as if it were its own."""

    setting: SetSetting

    @property
    def null(self) -> Message:
        """The null hypothesis."""
        return self.setting.null

    @property
    def strata(self) -> str:
        """The name of what the null holds fixed, "" for nothing."""
        return self.setting.strata

    @property
    def n_strata(self) -> int:
        """How many strata there are, 1 without."""
        return self.setting.n_strata

    @property
    def n_eligible(self) -> int:
        """Units that the set could have drawn from."""
        return self.setting.n_eligible

    @property
    def n_members(self) -> int:
        """Units of the set."""
        return self.setting.n_members

    @property
    def n_joins(self) -> int:
        """Pairs of eligible units that are neighbors."""
        return self.setting.n_joins

    @property
    def mean_neighbors(self) -> float:
        """Mean number of eligible neighbors of an eligible unit."""
        return self.setting.mean_neighbors

    @property
    def isolates(self) -> pd.Index:
        """Eligible units without an eligible neighbor."""
        return self.setting.isolates
