"""The magics, their arguments and their completion."""
