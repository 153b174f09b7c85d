"""The atlas: its pages, its maps and how they are built."""
