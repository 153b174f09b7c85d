"""Static figures: PNG and SVG for print."""
