"""Measure the speed of reading Fountain against other parsers: ``make bench-readers``.

The other parsers are installed into a separate environment under ``build/``. Every reader runs in
a separate process, in turns, so that the load of the machine affects all alike; the best time of
all turns counts. scriptnb is timed with scenes and speeches, and with what it remembers of a text
forgotten before each run. The row "floor" is a lower bound for any parser in Python:
``splitlines()`` and one pattern tried on each line.
"""

from __future__ import annotations

import argparse
import functools
import gc
import io
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
BIG_FISH = ROOT / ".." / "shared" / "data" / "scripts" / "big_fish.fountain"
SIZE = 146_000
PEERS = {
    "fountain-parser": "0.1.1",
    "screenplain": "0.12.0",
    "jouvence": "0.4.2",
    "fountain-py": "0.3.0",
    "screenplay-tools": "0.0.10",
}
ROUNDS = 5
CACHE = type(functools.lru_cache(len))
#: Size of the cache of grammars.
GRAMMARS = 64
SECONDS = 1.0


def _floor(text):
    pattern = re.compile(r"(?:INT|EXT)[. ]")
    return lambda: [pattern.match(line) for line in text.splitlines()]


def _scriptnb(text):
    from scriptnb import parse_script

    script = parse_script(text)
    assert script.scenes
    # Bounded caches hold what texts said; the others hold the words of the languages, which the
    # other parsers have as constants.
    caches = [
        value
        for value in gc.get_objects()
        if isinstance(value, CACHE)
        and (value.__module__ or "").startswith("scriptnb.")
        and (value.cache_info().maxsize or 0) > GRAMMARS
    ]

    def read():
        for cache in caches:
            cache.cache_clear()
        script = parse_script(text)
        return script.elements, script.scenes, script.dialogues

    return read


def _fountain_parser(text):
    import fountain_parser

    return lambda: fountain_parser.parse(text)


def _screenplain(text):
    from screenplain.parsers import fountain

    return lambda: fountain.parse(io.StringIO(text))


def _jouvence(text):
    from jouvence.parser import JouvenceParser

    return lambda: JouvenceParser().parseString(text)


def _fountain_py(text):
    from fountain import FountainParser

    return lambda: FountainParser().parse(text)


def _screenplay_tools(text):
    from screenplay_tools.fountain.parser import Parser

    return lambda: Parser().add_text(text)


READERS = {
    "floor": _floor,
    "scriptnb": _scriptnb,
    "fountain-parser": _fountain_parser,
    "screenplain": _screenplain,
    "jouvence": _jouvence,
    "fountain-py": _fountain_py,
    "screenplay-tools": _screenplay_tools,
}


def measure(name: str, path: Path) -> float:
    """Return the best time of a reader for a text, in seconds of processor time."""
    read = READERS[name](path.read_text(encoding="utf-8"))
    read()
    best = float("inf")
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        gc.collect()
        started = time.process_time()  # excludes the time of other processes
        read()
        best = min(best, time.process_time() - started)
    return best


def install() -> Path:
    """Create the environment of the other parsers, once, and return its interpreter."""
    home = BUILD / "peers"
    python = home / "bin" / "python"
    wanted = "\n".join(f"{name}=={version}" for name, version in PEERS.items())
    stamp = home / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(home, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *wanted.split()], check=True)
        stamp.write_text(wanted)
    return python


def script() -> str:
    """Return a 120-page script: a real one if there is one, else a sample repeated."""
    if BIG_FISH.exists():
        return BIG_FISH.read_text(encoding="utf-8")
    sample = (ROOT / "scriptnb" / "samples").glob("*.fountain")
    text = next(sample).read_text(encoding="utf-8")
    return text * (SIZE // len(text) + 1)


def once(python: Path | str, name: str, path: Path) -> float:
    """Measure in a new process; return NaN when the reader fails."""
    command = [python, __file__, "--measure", name, str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        print(f"{name} fails: {found.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return float("nan")
    return float(found.stdout)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(measure(arguments.measure[0], Path(arguments.measure[1])))
        return
    peers = install()
    text = script()
    best: dict[str, float] = {}
    tenfold = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        one, ten = Path(folder) / "one.fountain", Path(folder) / "ten.fountain"
        one.write_text(text, encoding="utf-8")
        ten.write_text(text * 10, encoding="utf-8")
        for _ in range(arguments.rounds):
            for name in READERS:
                python = peers if name in PEERS else sys.executable
                best[name] = min(best.get(name, float("inf")), once(python, name, one))
            tenfold = min(tenfold, once(sys.executable, "scriptnb", ten))
    ours = best["scriptnb"]
    print(f"{len(text) / 1000:.0f} thousand characters, one thread, best of all rounds\n")
    print("| reader | version | ms | MB/s | times as long as scriptnb |")
    print("| --- | --- | --- | --- | --- |")
    for name, seconds in sorted(best.items(), key=lambda item: item[1]):
        speed = len(text) / 1e6 / seconds
        version = PEERS.get(name, "")
        print(f"| {name} | {version} | {seconds * 1000:.2f} | {speed:.1f} | {seconds / ours:.2f} |")
    print(f"\nTen times the text takes {tenfold / ours:.1f} times as long.")


if __name__ == "__main__":
    main()
