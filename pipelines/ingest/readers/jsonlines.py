"""JSON lines: one object a line.

Here: which columns the objects have between them, and their values as text. Not here: what a value means.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import polars as pl

from pipelines.ingest.readers.sheet import HEAD_ROWS, LONGEST_CELL, MOST_COLUMNS, ExportFile, block_of
from pipelines.ingest.readers.text import decoder_of

_LONGEST_LINE = 8 << 20  # characters
_BLOCK_ROWS = 50_000
_PIECE = 1 << 20

Record = dict[str, str | None]


class JsonLinesSheet:
    """A file of JSON objects; the first row is made of their keys, in the order in which they are first met.

    Numbers stay as they are written: 18 digits are 18 digits. A line that is no object is a row that cannot be read.
    """

    name = ""
    is_hidden = False
    counts_from_1904 = False

    def __init__(self, file: ExportFile, encoding: str) -> None:
        self.encoding = "jsonl"
        self._file = file
        self._codec = encoding
        keys: dict[str, None] = {}
        for record in self._records():
            if record and len(keys) < MOST_COLUMNS:
                keys.update(dict.fromkeys(record))
        self._keys = list(keys)[:MOST_COLUMNS]

    @property
    def head(self) -> list[list[str]]:
        """The keys, then the first objects."""
        first = islice(self._records(), HEAD_ROWS - 1)
        return [self._keys, *([(record or {}).get(key) or "" for key in self._keys] for record in first)]

    def blocks(self, after: int, width: int) -> Iterator[pl.DataFrame]:
        """Yield the rows below row `after`; the first object is row 2."""
        waiting: list[Record | None] = []
        first_row = 2
        for record in self._records():
            waiting.append(record)
            if len(waiting) == _BLOCK_ROWS:
                yield self._block(waiting, first_row, width).slice(max(after + 1 - first_row, 0))
                first_row += len(waiting)
                waiting = []
        if waiting:
            yield self._block(waiting, first_row, width).slice(max(after + 1 - first_row, 0))

    def _block(self, records: list[Record | None], first_row: int, width: int) -> pl.DataFrame:
        names = [*self._keys, *[""] * (width - len(self._keys))]
        columns = [pl.Series([(record or {}).get(name) for record in records], dtype=pl.String) for name in names]
        return block_of(columns, first_row, pl.Series([record is None for record in records], dtype=pl.Boolean))

    def _records(self) -> Iterator[Record | None]:
        """The objects, a blank line as an empty one, None for a line that is none."""
        for line in self._lines():
            yield _record(line)

    def _lines(self) -> Iterator[str]:
        """Lines of bounded length: what stands beyond it is left out, and the line cannot be read."""
        decoder = decoder_of(self._codec)
        rest = ""
        with self._file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                *whole, rest = (rest + decoder.decode(piece)).split("\n")
                yield from whole
                rest = rest[: _LONGEST_LINE + 1]
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest


def _record(line: str) -> Record | None:
    text = line.strip().lstrip("\ufeff")
    if not text:
        return {}
    if len(text) > _LONGEST_LINE:
        return None
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return {_spelled(name) or "": _spelled(one) for name, one in value.items()} if isinstance(value, dict) else None


def _spelled(value: Any) -> str | None:
    if isinstance(value, str):  # half a surrogate pair is no character
        return value.encode("utf-8", "replace").decode("utf-8") or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    return json.dumps(value, ensure_ascii=False)[:LONGEST_CELL]
