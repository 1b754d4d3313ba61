"""Write one table as a Parquet file, in which each column has one type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from scriptnb.results.schema import Columns

_TYPES = {
    "int": pa.int64(), "int?": pa.int64(), "float": pa.float64(), "text": pa.string(),
    "bool": pa.bool_(),
}  # fmt: skip


class Parquet:
    """A `scriptnb.corpus.files.Sink`.

    Parameters
    ----------
    path
        The file.
    known
        The types of columns where they are known; the others follow from the values.
    """

    def __init__(self, path: Path, known: Columns) -> None:
        self._path = path
        self._known = known
        self._types: dict[str, pa.DataType] = {}
        self._writer: parquet.ParquetWriter | None = None

    def begin(self) -> None:
        """Begin the file (again)."""
        self._writer = None

    def fits(self, part: pd.DataFrame) -> bool:
        """Return whether rows fit the file's types, and record the types that they need."""
        wider = dict(self._types)
        for name in part.columns:
            found = _type(part[name], self._known.get(name))
            wider[name] = found if name not in wider else _wider(wider[name], found)
        fit = self._writer is None or self._layout(wider) == self._layout(self._types)
        self._types = wider
        return fit

    def write(self, part: pd.DataFrame) -> None:
        """Write rows that fit."""
        layout = self._layout(self._types)
        if self._writer is None:
            if part.empty:
                return  # the first rows define the types
            self._writer = parquet.ParquetWriter(self._path, layout, compression="zstd")
        columns = [
            _array(part[field.name], field.type)
            if field.name in part
            else pa.nulls(len(part), field.type)
            for field in layout
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=layout))

    def end(self) -> None:
        """End the file, an empty one when there were no rows."""
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._path, self._layout(self._types))
        self._writer.close()

    def _layout(self, types: dict[str, pa.DataType]) -> pa.Schema:
        """Return the schema; a column without any value so far is text, or lists of text."""
        return pa.schema([(name, self._settled(name, kind)) for name, kind in types.items()])

    def _settled(self, name: str, kind: pa.DataType) -> pa.DataType:
        if pa.types.is_list(kind) and pa.types.is_null(kind.value_type):
            return pa.list_(pa.string())
        if pa.types.is_null(kind):
            return pa.list_(pa.string()) if self._known.get(name) == "list" else pa.string()
        return kind


def _type(column: pd.Series, kind: str | None) -> pa.DataType:
    if kind in _TYPES:
        return _TYPES[kind]
    return _array(column, None).type


def _wider(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """Return the type that can hold the values of both; text can hold all."""
    if one == other or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    if pa.types.is_list(one) and pa.types.is_list(other):
        return pa.list_(_wider(one.value_type, other.value_type))
    if all(pa.types.is_integer(each) or pa.types.is_floating(each) for each in (one, other)):
        return pa.float64()
    return pa.string()


def _array(column: pd.Series, kind: pa.DataType | None) -> pa.Array:
    if kind is None or not pa.types.is_string(kind):
        try:
            return pa.array(column, type=kind, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            kind = pa.string()  # the only type that mixed values have in common is text
    return pa.array([None if _unknown(each) else _text(each) for each in column], kind)


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _unknown(value: object) -> bool:
    return value is None or (not isinstance(value, list | dict) and value != value)
