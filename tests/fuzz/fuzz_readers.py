"""Fuzz one reader with atheris, for as long as you like.

usage: python tests/fuzz/fuzz_readers.py FORMAT [libFuzzer options]

FORMAT is a name of the table of formats. For a format that is an archive the input is what stands
inside it; ``zip`` fuzzes the archive itself. Needs ``pip install atheris`` (Python 3.11). Example::

    python tests/fuzz/fuzz_readers.py fdx -max_total_time=300 -rss_limit_mb=1024

Anything but a script or a ScriptReadError is a find: the input is kept as ``crash-…``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "screenplay")]

with atheris.instrument_imports(include=["scriptnb"]):
    from format_makers import INSIDE, archive, every_format

    from scriptnb.errors import ScriptReadError
    from scriptnb.screenplay.reading import parse_bytes


def one_input(data: bytes) -> None:
    """Read the input; hold what holds for every script."""
    name = FORMAT
    if FORMAT in INSIDE:
        members: dict[str, str | bytes] = {INSIDE[FORMAT][0]: data}
        if FORMAT == "celtx":
            members["project.rdf"] = b""
        data = archive(members)
    elif FORMAT == "zip":
        name = "auto"
    try:
        script = parse_bytes(data, "input.bin", format=name)
    except ScriptReadError:
        return
    text = script.text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    lines = text.split("\n")
    covered = [n for e in script.elements for n in range(e.line, e.end_line + 1)]
    beside = any(element.dual for element in script.elements)  # these two share lines
    if len(covered) != len(set(covered)) and not beside:
        raise AssertionError("two elements share a line")
    if not {n + 1 for n, line in enumerate(lines) if line.strip()} <= set(covered):
        raise AssertionError("a line has no element")
    if script.scenes or script.dialogues:
        script.to_fdx()


def seeds(folder: Path) -> None:
    """Write what the fuzzer starts from."""
    every = every_format()
    found: list[bytes] = [every["fadein"], every["docx"]] if FORMAT == "zip" else []
    if FORMAT in INSIDE:
        found.append(INSIDE[FORMAT][1].encode())
    elif FORMAT in every:
        found.append(every[FORMAT])
    for number, data in enumerate(found):
        (folder / f"seed-{number}").write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    FORMAT = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as corpus:
        seeds(Path(corpus))
        atheris.Setup([*sys.argv, corpus], one_input)
        atheris.Fuzz()
