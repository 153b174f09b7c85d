"""The methods of weighing and of adding up, by name; nothing is loaded to list them."""

DATA = ("equal", "entropy", "critic", "pca")
"""Weights that come from the table itself."""
JUDGED = ("ahp", "grade", "panel", "file")
"""Weights that come from people."""
WEIGHTINGS = (*DATA, *JUDGED)
MEANS = ("arithmetic", "geometric", "harmonic", "topsis")
"""How a framework adds up."""
RANKINGS = ("rank_sum_ratio", "grey_relation", "vikor")
"""Methods that need all units at once."""
AGGREGATES = (*MEANS, *RANKINGS)
