"""What is computed of a published list, and said of it: survey, nulls, findings, belts, robustness."""
