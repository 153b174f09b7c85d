"""How files of tables are read: what a file is by its content, one file a family of formats, one door."""
