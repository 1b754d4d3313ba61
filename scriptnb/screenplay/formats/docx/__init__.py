"""Word documents."""

from scriptnb.screenplay.formats.docx.reader import read, sniff

__all__ = ["read", "sniff"]
