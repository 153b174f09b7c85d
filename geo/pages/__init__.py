"""The pages and maps of the atlas."""
