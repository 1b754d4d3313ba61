"""The static HTML of a card: what a saved cell shows without kernel and widget.

Inline styles and `<details>` only: sanitizers of untrusted notebooks remove `<style>`, `<svg>` and
`data:` links. Colours are those of the page (dark or light) or translucent greys. Text of scripts,
file names and errors is escaped here. Knows no widget, and of the queue only the states of a task.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scriptnb.queue.models import Status
from scriptnb.results import format as formats
from scriptnb.results.html import escape, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scriptnb.notebook.messages import MimeBundle
    from scriptnb.results.result import Result
    from scriptnb.results.schema import Row

#: What a notebook shows that was saved before there was a result.
PLACEHOLDER = "Run this cell again; finished work is not repeated."

_BOX = (
    "margin:4px 0;padding:10px 14px;border:1px solid rgba(128,128,128,.4);border-radius:6px;"
    "max-width:60rem;line-height:1.5"
)
_CELL = "padding:4px 10px 4px 0;border:0;text-align:left;vertical-align:top"
_NUMBER = "padding:4px 10px 4px 0;border:0;text-align:right;vertical-align:top"
_RULE = "border-top:1px solid rgba(128,128,128,.3)"
_CODE = (
    "margin:8px 0 0;padding:8px;overflow:auto;border:1px solid rgba(128,128,128,.3);"
    "background:transparent;color:inherit;font-family:monospace"
)
_LINE = re.compile(r"\bline (\d+)\b")
_AROUND = 2


@dataclass(frozen=True, slots=True)
class CellLines:
    """Converts lines of a script in a cell to lines of that cell.

    Parameters
    ----------
    above
        The number of lines above the script in the cell: 1 when ``%%analyze`` is the first line.
    """

    above: int = 1

    def annotate(self, sentence: str) -> str:
        """Add the cell's line to each line that a sentence names.

        Examples
        --------
        >>> CellLines().annotate("line 12: a cue without words")
        'line 12 (cell line 13): a cue without words'
        """
        return _LINE.sub(
            lambda found: f"{found[0]} (cell line {int(found[1]) + self.above})", sentence
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one script: a result, or the reason why there is none."""

    label: str
    status: str
    result: Result | None = None
    error: str = ""
    #: The script's text, to quote the lines that an error names; None where it is not text.
    text: str | None = None


def bundle(html: str, plain: str) -> MimeBundle:
    """Return the content of a cell's output."""
    return {"text/html": html, "text/plain": plain}


def placeholder() -> MimeBundle:
    """Return the output of a cell whose tasks are unfinished."""
    return bundle(f"<p>{escape(PLACEHOLDER)}</p>", PLACEHOLDER)


def one(outcome: Outcome, lines: CellLines | None = None) -> MimeBundle:
    """Return the output for one script: its result, or why there is none."""
    if outcome.result is None:
        return _without_result(outcome, lines)
    html = outcome.result._repr_html_()
    if lines is not None:
        html += (
            '<p style="margin:6px 0;opacity:.8">Lines count from the line below %%analyze: '
            f"{escape(lines.annotate('line 1'))}.</p>"
        )
    return bundle(html, repr(outcome.result))


def undrawn(label: str, error: Exception) -> MimeBundle:
    """Return the output of a finished card that cannot be drawn, with the reason."""
    why = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    text = f"{label}: the result cannot be shown here ({why}); _task.result() returns it"
    return bundle(f'<div style="{_BOX}">{escape(text)}.</div>', f"{text}.")


def many(outcomes: Sequence[Outcome]) -> MimeBundle:
    """Return the output for several scripts: a table with one row per script."""
    done = sum(outcome.result is not None for outcome in outcomes)
    text = f"{done} of {len(outcomes)} scripts analysed"
    heads = ("Script", "Title", "Pages", "Minutes", "Scenes", "Characters", "Words")
    table = write_table(
        [
            f'<th scope="col" style="{_CELL if place < 2 else _NUMBER};font-weight:600">{head}</th>'
            for place, head in enumerate(heads)
        ],
        map(_row, outcomes),
        ' style="margin:8px 0 0;border-collapse:collapse;font-size:inherit"',
        f' style="{_RULE};background:none"',
    )
    html = f'<div style="{_BOX}"><strong>{text}</strong>{table}</div>'
    plain = [text]
    plain += [f"  {each.label}: {each.error or each.status}" for each in outcomes]
    return bundle(html, "\n".join(plain))


def _row(outcome: Outcome) -> list[str]:
    """Return the cells of one script: its figures, or why there are none."""
    label = f'<th scope="row" style="{_CELL};font-weight:500">{escape(outcome.label)}</th>'
    if outcome.result is None:
        why = outcome.error or _WORDS.get(outcome.status, str(outcome.status))
        return [label, f'<td colspan="6" style="{_CELL}">{escape(why)}</td>']
    # A registered analysis need not have a summary.
    summary: Row = (outcome.result.raw.get("summary") or [{}])[0]
    title = f'<td style="{_CELL}">{escape(str(summary.get("title") or ""))}</td>'
    figures = [
        f'<td style="{_NUMBER}">{escape(formats.text(name, summary.get(name)) or "–")}</td>'
        for name in ("pages", "minutes", "scenes", "characters", "words")
    ]
    return [label, title, *figures]


_WORDS: dict[str, str] = {
    Status.CANCELLED: "Cancelled before there was a result.",
    Status.FAILED: "Failed.",
    Status.NOT_FOUND: "The record was cleared; run this cell again.",
}


def reason(outcome: Outcome, lines: CellLines | None = None) -> str:
    """Return why there is no result, with the lines of the script that the reason names."""
    why = outcome.error or _WORDS.get(outcome.status, str(outcome.status))
    text = lines.annotate(why) if lines else why
    return f'<p style="margin:4px 0 0">{escape(text)}</p>{_excerpt(outcome, why)}'


def _without_result(outcome: Outcome, lines: CellLines | None) -> MimeBundle:
    why = outcome.error or _WORDS.get(outcome.status, str(outcome.status))
    status = Status(outcome.status)
    word = status.label if status.can_retry else "No result"
    head = f"{word}: {outcome.label}"
    html = f'<div style="{_BOX}"><strong>{escape(head)}</strong>{reason(outcome, lines)}</div>'
    return bundle(html, f"{head}\n{lines.annotate(why) if lines else why}")


def _excerpt(outcome: Outcome, why: str) -> str:
    """Quote the line that an error names and its neighbours, with their numbers."""
    found = _LINE.search(why)
    if found is None or outcome.text is None:
        return ""
    # Lines are counted as in the rest of the package: a form feed does not end a line.
    script = re.split(r"\r\n|\n|\r", outcome.text)
    at = int(found[1])
    numbered = [
        f"{'→' if number == at else ' '} {number:>5}  {script[number - 1]}"
        for number in range(max(1, at - _AROUND), min(len(script), at + _AROUND) + 1)
    ]
    return f'<pre style="{_CODE}">{escape(chr(10).join(numbered))}</pre>' if numbered else ""
