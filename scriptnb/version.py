"""The version of the package. Imports nothing.

Modules of every layer import it from here, because they may not import `scriptnb` itself.
"""

__version__ = "0.1.0"
