"""Sheets: one HTML file with everything inside."""
