"""The package's version, apart from the package's names: under all rooms, imports nothing.

Whoever needs only the version takes it from here, so that no import leads up the house.
"""

__version__ = "0.1.0"
