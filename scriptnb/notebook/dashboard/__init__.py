"""The dashboard: analyses without code."""
