"""PDF files that have a text layer."""

from scriptnb.screenplay.formats.pdf.reader import read, sniff

__all__ = ["read", "sniff"]
