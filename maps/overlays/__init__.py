"""Overlays: what is drawn over a layer, as plain values."""
