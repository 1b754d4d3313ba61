"""Score the PDF reader against the Fountain texts that were typed from the same PDFs.

usage: python benchmarks/pdf_accuracy.py [FOLDER] [--differences]

FOLDER holds NAME.pdf and NAME.fountain side by side (default: ../shared/data/scripts beside the
repository). For each pair:

words   share of the Fountain's words that the PDF reader finds, in order
labels  share of those words that have the same kind as in the Fountain
scenes  headings found in the PDF / in the Fountain
time    reading, against the time that pypdfium2 needs to extract the text of every page
"""

from __future__ import annotations

import argparse
import difflib
import functools
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from scriptnb.screenplay.reading import read_script

if TYPE_CHECKING:
    from collections.abc import Callable

#: The label of each kind. Centred text and shots count as action, since most typists write them so.
LABEL = {
    "scene_heading": "heading", "action": "action", "centered": "action", "shot": "action",
    "section": "action", "character": "cue", "dialogue": "dialogue", "lyric": "dialogue",
    "parenthetical": "parenthetical", "transition": "transition",
}  # fmt: skip
Word = tuple[str, str]


def blocks(path: Path) -> tuple[list[list[Word]], int]:
    """Return the words of each element with their labels, and the number of scene headings."""
    script = read_script(path)
    found = [
        [(word, LABEL[element.kind]) for word in element.text.split()]
        for element in script.elements
        if element.kind in LABEL
    ]
    return found, sum(element.kind == "scene_heading" for element in script.elements)


def matched(truth: list[list[Word]], found: list[list[Word]]) -> list[tuple[Word, Word | None]]:
    """Align the true words with those found: whole elements first, then the words between them."""
    pairs: list[tuple[Word, Word | None]] = []
    keys = [[" ".join(word for word, _ in block) for block in side] for side in (truth, found)]
    outer = difflib.SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for tag, a, b, c, d in outer.get_opcodes():
        ours = [word for block in truth[a:b] for word in block]
        theirs = [word for block in found[c:d] for word in block]
        if tag == "equal":
            pairs.extend(zip(ours, theirs, strict=True))
            continue
        inner = difflib.SequenceMatcher(
            None, [word for word, _ in ours], [word for word, _ in theirs], autojunk=False
        )
        partner: list[Word | None] = [None] * len(ours)
        for start, other, size in inner.get_matching_blocks():
            partner[start : start + size] = theirs[other : other + size]
        pairs.extend(zip(ours, partner, strict=True))
    return pairs


def race(*runners: Callable[[], object], rounds: int = 9) -> list[float]:
    """Time calls in turns; return the shortest processor time of each, in seconds."""
    best = [float("inf")] * len(runners)
    for _ in range(rounds):
        for place, runner in enumerate(runners):
            started = time.process_time()
            runner()
            best[place] = min(best[place], time.process_time() - started)
    return best


def extract(path: Path) -> None:
    """Extract the text of every page with PDFium, which any reader must do."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


def report(pairs: list[tuple[Word, Word | None]]) -> None:
    """Print the runs of words that were lost or have another label."""
    run: list[str] = []
    before = ""
    for (word, label), other in [*pairs, (("", ""), ("", ""))]:
        state = "lost" if other is None else "" if other[1] == label else f"{label}>{other[1]}"
        if state != before and run:
            print(f"    {before:24s} {' '.join(run)[:110]}")
            run = []
        before = state
        if state:
            run.append(word)


def main() -> None:
    """Print one line for each pair, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "scripts"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--differences", action="store_true", help="list what differs")
    args = parser.parse_args()
    totals = [0, 0, 0]
    print(f"{'':42s}  words  labels  scenes     time   PDFium  ratio")
    for pdf in sorted(args.folder.glob("*.pdf")):
        fountain = pdf.with_suffix(".fountain")
        if not fountain.exists():
            continue
        truth, scenes = blocks(fountain)
        found, headings = blocks(pdf)
        pairs = matched(truth, found)
        hits = [(word, other) for word, other in pairs if other is not None]
        right = sum(word[1] == other[1] for word, other in hits)
        ours, theirs = race(functools.partial(read_script, pdf), functools.partial(extract, pdf))
        for place, value in enumerate((len(pairs), len(hits), right)):
            totals[place] += value
        print(
            f"{pdf.stem:42s} {100 * len(hits) / len(pairs):6.2f}  {100 * right / len(hits):6.2f}"
            f"  {headings:3d}/{scenes:3d}  {ours:6.3f}s  {theirs:6.3f}s  {ours / theirs:5.2f}"
        )
        if args.differences:
            report(pairs)
    print(f"{'all':42s} {100 * totals[1] / totals[0]:6.2f}  {100 * totals[2] / totals[1]:6.2f}")


if __name__ == "__main__":
    main()
