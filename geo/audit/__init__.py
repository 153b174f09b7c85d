"""The reports' own claims and figures, computed again from their tables."""
