"""Read tables of many results, some scripts at a time, and of each result only those tables.

Knows how a result is stored as JSON; returns rows, no DataFrames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from scriptnb.errors import ResultExpiredError
from scriptnb.memory import BatchProcessor
from scriptnb.results import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from scriptnb.corpus.entry import Entry
    from scriptnb.corpus.tracker import Tracker

Rows = list[schema.Row]
Row = TypeVar("Row")
#: Scripts read at once: at most some 100 MB, with the largest tables of long films.
BATCH = 50

_parts = msgspec.json.Decoder(dict[str, msgspec.Raw])


def stream(
    tracker: Tracker,
    entries: Sequence[Entry],
    rows_of: Callable[[str, bytes], list[Row]],
    *,
    batch_size: int = BATCH,
    progress: bool | None = False,
) -> Iterator[list[Row]]:
    """Yield rows of many results, one list for each batch of scripts.

    Parameters
    ----------
    entries
        Scripts that have a result.
    rows_of
        Makes rows of a script's name and its result as JSON.
    batch_size, progress
        As `BatchProcessor`.
    """

    def read(batch: list[Entry]) -> list[list[Row]]:
        found: list[list[Row]] = []
        for entry in batch:
            body = tracker.body(entry)
            if body is None:
                # A table that lacks scripts without notice would be worse than an error.
                raise ResultExpiredError(
                    f"the result of {entry.script} was removed from the queue, cleared or after "
                    "this corpus was closed; run analyze_files again"
                )
            found.append(rows_of(entry.script, body))
        return found

    processor = BatchProcessor(batch_size, progress=progress)
    for batch in processor.iter_batches(entries, read):
        yield [row for rows in batch for row in rows]


def names(body: bytes) -> list[str]:
    """Return the names of a result's tables."""
    return list(schema.find_tables(_skeleton(body, ())))


def tables(body: bytes, wanted: Collection[str]) -> dict[str, Rows]:
    """Return some tables of a result, those that it has."""
    found = schema.find_tables(_skeleton(body, wanted))
    return {name: found[name][0] for name in wanted if name in found}


def columns(name: str) -> schema.Columns:
    """Return the known columns of a table; where two analyses have it, the later one's."""
    found: schema.Columns = {}
    for tables in schema.TABLES.values():
        found = tables.get(name, found)
    return found


def _skeleton(body: bytes, wanted: Collection[str]) -> schema.ResultDict:
    """Return a result dict in which only the wanted tables have rows; the others are empty."""
    made: dict[str, object] = {}
    for key, raw in _parts.decode(body).items():
        if _start(raw)[:1] == b"{" and key != "metadata":
            made[key] = {
                each: _list(each, part, wanted) for each, part in _parts.decode(raw).items()
            }
        else:
            made[key] = _list(key, raw, wanted)
    return made


def _list(key: str, raw: msgspec.Raw, wanted: Collection[str]) -> Rows | None:
    """Return the rows of a table, empty unless it is wanted; None for what is not a table."""
    if _start(raw) not in (b"[{", b"[]"):
        return None
    if key not in wanted:
        return []
    found: Rows = msgspec.json.decode(raw)
    return found


def _start(raw: msgspec.Raw) -> bytes:
    return bytes(memoryview(raw)[:2])
