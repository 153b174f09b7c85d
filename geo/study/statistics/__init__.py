"""The tests of a study."""
