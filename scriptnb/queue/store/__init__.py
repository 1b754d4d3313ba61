"""The journal: a SQLite file with tasks, sources and results; claims and maintenance."""
