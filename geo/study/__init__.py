"""Studies: a person's own table taken to a report."""
