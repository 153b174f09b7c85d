"""Understanding a table: columns, codes, years, level, eligible set."""
