"""A person's own table: opened, understood, placed, tested, reported."""
