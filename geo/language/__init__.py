"""The words and place names of the face."""
