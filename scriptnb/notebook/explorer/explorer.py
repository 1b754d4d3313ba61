"""The kernel side of `scriptnb.explore`: sends the page each table once, and lines on request.

Sorting, filtering and downloading happen in the page. Its requests are answered in a
thread of their own: reading a corpus takes seconds, and neither a running cell nor the other views
may wait for it.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from scriptnb.errors import OptionError, ScriptnbError
from scriptnb.notebook.explorer import row_lines, sheet
from scriptnb.notebook.explorer.tables import LoadedTable, Source, source_of
from scriptnb.notebook.explorer.widget import ExploreWidget

if TYPE_CHECKING:
    from scriptnb.notebook.messages import Message, TableRow

log = logging.getLogger(__name__)

#: The tables that are open at first: the first of these that exists and has rows.
_OPEN = ("scenes", "summary")
#: Lines that are shown for one row.
_MOST_LINES = 500


class Explorer:
    """Sends tables and lines to one `ExploreWidget`.

    Parameters
    ----------
    source
        The tables and their lines.
    table
        The table that is open at first, None for a default.
    """

    def __init__(self, source: Source, table: str | None = None) -> None:
        self._source = source
        self._names = [entry.name for entry in source.entries]
        if table is not None and table not in self._names:
            raise OptionError(
                f"there is no table {table!r}; choose one of: {', '.join(self._names)}"
            )
        self._thread = ThreadPoolExecutor(1, "scriptnb-explore")
        #: The table that was requested last: its name, the table, its texts.
        self._last: tuple[str, LoadedTable, sheet.Sheet] | None = None
        self.widget = ExploreWidget(
            self._enqueue,
            source.static,
            title=sheet.clean(source.title),
            catalog=[
                {
                    "group": entry.group,
                    "name": entry.name,
                    "label": entry.name.replace("_", " ").capitalize(),
                    "rows": entry.rows,
                }
                for entry in source.entries
            ],
            opening=self._part(table or self._first(), 0),
        )

    def _first(self) -> str:
        full = [entry.name for entry in self._source.entries if entry.rows != 0]
        known = [name for name in _OPEN if name in full]
        return (known or full or self._names)[0]

    def _enqueue(self, request: Message) -> None:
        """Queue a request of the page; any thread may call this, so it returns at once."""
        self._thread.submit(self._answer, request)

    def _answer(self, request: Message) -> None:
        name, row = request.get("table"), request.get("row")
        if name not in self._names or not isinstance(row, int) or row < 0:
            return
        lines = request["action"] == "lines"
        asked = {"kind": "lines" if lines else "part", "table": name, "row": row}
        try:
            answer = self._lines(name, row) if lines else self._part(name, row)
        except (ScriptnbError, AttributeError) as error:
            answer = {"failed": sheet.clean(str(error))}
        except Exception as error:
            # The page shows an unexpected error instead of waiting without end.
            log.exception("the explorer could not answer")
            answer = {"failed": f"this cannot be shown: {type(error).__name__}: {error}"}
        self.widget.send(asked | answer)

    def _load(self, name: str) -> tuple[LoadedTable, sheet.Sheet]:
        if self._last is None or self._last[0] != name:
            read = self._source.table(name, sheet.MOST_ROWS)
            self._last = name, read, sheet.make_sheet(read.frame, read.view)
        return self._last[1:]

    def _part(self, name: str, start: int) -> Message:
        read, found = self._load(name)
        part: Message = {"kind": "part", "table": name, **found.part(start)}
        if not start:
            part["lines"] = read.has_lines
            part["beyond"] = read.where if len(read.frame) > found.rows else ""
        return part

    def _lines(self, name: str, row: int) -> Message:
        table = self._load(name)[0].frame
        if row >= len(table):
            raise OptionError("this row does not exist any more; run the cell again")
        found = self._source.lines(dict(zip(table.columns, table.iloc[row].tolist(), strict=True)))
        if found is None or not len(found.lines):
            return {"description": "No lines of the script belong to this row.", "lines": []}
        rows = [_line(each, found.marked) for each in found.lines[:_MOST_LINES].to_dict("records")]
        title = found.title
        if len(found.lines) > _MOST_LINES:
            title += f" (the first {_MOST_LINES} of {len(found.lines):,} lines)"
        if all(each["marked"] for each in rows):
            rows = [each | {"marked": False} for each in rows]
        return {"description": sheet.clean(title), "lines": rows}


def _line(row: TableRow, marked: tuple[int, int] | None) -> Message:
    """Return one line of the script as the page receives it."""
    first = row_lines.whole(row.get("line", row.get("line_after"))) or row_lines.whole(
        row.get("line_before")
    )
    last = row_lines.whole(row.get("end_line")) or first
    inside = (
        marked is not None
        and first is not None
        and last is not None
        and first <= marked[1]
        and last >= marked[0]
    )
    return {
        "line": first,
        "kind": row["kind"],
        "character": sheet.clean(row["character"] or ""),
        "text": sheet.clean(row["text"]),
        "change": row.get("change", ""),
        "marked": inside,
    }


def explorer(thing: object, table: str | None = None) -> ExploreWidget:
    """Return a widget that explores a result, task, corpus, comparison or DataFrame."""
    return Explorer(source_of(thing), table).widget
