"""Elements -> text of a format: one module a format."""
