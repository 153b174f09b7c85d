"""How the command line speaks, refuses and prints."""
