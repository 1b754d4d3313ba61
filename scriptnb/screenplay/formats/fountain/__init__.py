"""Fountain, the plain-text markup for screenplays."""

from scriptnb.screenplay.formats.fountain.detect import sniff
from scriptnb.screenplay.formats.fountain.reader import read

__all__ = ["read", "sniff"]
