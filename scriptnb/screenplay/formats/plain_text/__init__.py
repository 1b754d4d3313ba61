"""Plain text: scripts whose elements are known by their layout and their words alone."""

from scriptnb.screenplay.formats.plain_text.reader import read, sniff

__all__ = ["read", "sniff"]
