"""What every map of the country shares: projection, extent, palettes, landmarks."""
