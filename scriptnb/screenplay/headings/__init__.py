"""The grammar of scene headings, transitions and times, with one table of words a language."""
