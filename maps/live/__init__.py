"""Pages that compute: the reader changes a premise and the numbers move, offline."""
