"""The report of a study: page, figures, files."""
