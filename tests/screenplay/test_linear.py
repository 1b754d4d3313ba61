"""Every input is read in linear time: lines of Python are counted, C is limited by processor time.

A test of elapsed time would fail on a busy machine. Instead the lines of Python that a reader
executes are counted for a text and for one ten times as long. A search inside C counts as one line
however long it takes; therefore texts so large that quadratic work would take a minute are read in
a process that the system ends after ten seconds of processor time on one of them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scriptnb.screenplay import parse_script

if TYPE_CHECKING:
    from collections.abc import Callable

#: What made other readers slow, with as many pieces as asked for.
HOSTILE: dict[str, Callable[[int], str]] = {
    "notes opened on one line": lambda n: "[[" * n,
    "notes opened on many lines": lambda n: "[[\n" * n,
    "boneyards opened": lambda n: "/* " * n,
    "boneyards closed": lambda n: "*/ " * n,
    "notes nested": lambda n: "[[" * n + "]]" * n,
    "notes closed at once": lambda n: "a [[b]] " * n,
    "notes above the title page": lambda n: "[[a]]\n" * n + "Title: b\n",
    "stars": lambda n: "*" * n,
    "stars that may open": lambda n: "*a " * n,
    "stars and words": lambda n: "**a *b _c " * n,
    "stars around a scene number": lambda n: "**INT. A " + "#1#*_" * n,
    "backslashes": lambda n: "\\" * n + "[[",
    "brackets in a speech": lambda n: "BOB\n" + "(\n" * n,
    "nested brackets": lambda n: "BOB\n" + "(" * n,
    "slashes under action": lambda n: "Rain.\n" + "/\n" * n,
    "page breaks in a speech": lambda n: "BOB\n" + "===\n" * n,
    "capitals": lambda n: "A" * n,
    "capitals over words": lambda n: "AB\n" * n,
    "capitals over two spaces": lambda n: "AB\n  \n" * n,
    "headings": lambda n: "INT. A\n" * n,
    "headings in small letters": lambda n: "\n\n".join(["est a - day"] * n),
    "dashes in a heading": lambda n: "INT. " + "- " * n,
    "a heading of spaces": lambda n: "INT." + " " * n + "#1",
    "hashes": lambda n: "INT. A " + "#" * n,
    "spaces": lambda n: "a" + " " * n,
    "two spaces": lambda n: "BOB\nHi.\n" + "  \n" * n,
    "keys": lambda n: "a: b\n" * n,
    "a title page without end": lambda n: "Title: a\n" + "    b\n" * n,
    "many names": lambda n: "\n\n".join(f"A{at}\nHi." for at in range(n)),
    "names one letter apart": lambda n: "\n\n".join(
        f"ABCDEF{chr(65 + at % 26)}\nHi." for at in range(n)
    ),
    "cues with brackets": lambda n: "BOB " + "(a" * n + "\nHi.\n",
    "forced cues with brackets": lambda n: "@a" + "(a)" * n + "x)\nHi.\n",
    "a forced heading of spaces": lambda n: ".A" + " " * n + "#1",
    "a forced heading of hashes": lambda n: ".A" + "# " * n + "#",
    "a forced heading of dashes": lambda n: ".A" + " - " * n,
    "carets": lambda n: "BOB " + "^" * n + "\nHi.\n",
    "colons": lambda n: ":" * n,
    "no-break spaces": lambda n: "a" + "\u00a0" * n,
    "separators": lambda n: "a" + "\u2028" * n,
}


def grown(name: str, length: int) -> str:
    """Make a hostile text of about so many characters."""
    make = HOSTILE[name]
    return make(length // (len(make(20)) - len(make(10))) * 10)


def read(text: str, format: Any) -> None:  # noqa: A002
    """Read a text and all that a script says of itself."""
    script = parse_script(text, format=format)
    assert script.elements
    assert isinstance(script.scenes, list)
    assert isinstance(script.dialogues, list)
    assert isinstance(script.problems, list)
    assert script.language in (None, "en", "pl", "de", "fr", "es", "it")


def steps(text: str, format: str) -> int:  # noqa: A002
    """Count the lines of Python that run while a text is read."""
    count = 0

    def trace(_frame: object, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text, format)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.timeout(900)
@pytest.mark.parametrize("format", ["fountain", "plain_text"])
@pytest.mark.parametrize("name", HOSTILE)
def test_ten_times_the_text_takes_ten_times_the_steps(name: str, format: str) -> None:  # noqa: A002
    read(grown(name, 2_000), format)  # what is read or learnt once is no part of the count
    assert steps(grown(name, 20_000), format) <= 11 * steps(grown(name, 2_000), format)


LARGE = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from test_linear import HOSTILE, grown, read
for name in HOSTILE:
    print(name, flush=True)
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 10
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    read(grown(name, 500_000), sys.argv[2])
print("done")
"""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("format", ["fountain", "plain_text"])
def test_no_search_inside_c_is_quadratic(format: str) -> None:  # noqa: A002
    here = str(Path(__file__).parent)
    run = subprocess.run(
        [sys.executable, "-c", LARGE, here, format], capture_output=True, text=True, check=False
    )
    assert run.stdout.split("\n")[-2:] == ["done", ""], run.stderr
