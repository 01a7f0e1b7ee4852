"""JSON: one object a line, or an array of objects, as it is or within what a web system answers.

Here: which columns the objects have between them, and their values as text. Not here: what a value means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any

import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.sheet import HEAD_ROWS, LONGEST_CELL, MOST_COLUMNS, ExportFile, block_of
from pipelines.ingest.readers.text import decoder_of

_LONGEST_LINE = 8 << 20  # characters
_BLOCK_ROWS = 50_000
_PIECE = 1 << 20
_BETWEEN = "\ufeff, \t\r\n"
_LONGEST_GAP = 1 << 12
_STRING = r'"(?:[^"\\]|\\.)*+"'
_SINGLE = rf"(?:{_STRING}|[-+.\w]+|\[[^\[\]{{}}]*\]|\{{[^\[\]{{}}]*\}})"  # a value with no record in it
# {"code": 0, "data": {"total": 3, "list": [{…}, …]}}: what stands before the records, however deep they lie.
_ANSWER = re.compile(rf"[\ufeff\s]*\{{(?:\s*{_STRING}\s*:\s*(?:{_SINGLE}\s*,|\{{))*\s*{_STRING}\s*:\s*\[(?=\s*[{{\]])")
_ARRAY = re.compile(r"[\ufeff\s]*\[(?=\s*[{\]])")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None)

Record = dict[str, str | None]


def start_of_array(text: str) -> int | None:
    """Where the elements of the file's one array of objects begin; None where each line is an object of its own.

    Args:
        text: the start of a file.
    """
    if array := _ARRAY.match(text):
        return array.end()
    first, end, _ = text.strip().partition("\n")
    answer = _ANSWER.match(text) if not end or _record(first) is None else None
    return answer.end() if answer else None


class JsonSheet:
    """A file of JSON objects; the first row is made of their keys, in the order in which they are first met.

    Numbers stay as they are written: 18 digits are 18 digits. A line or an element that is no object is a row that
    cannot be read. Where an array is damaged nobody can tell what follows, so its file is refused.
    """

    name = ""
    is_hidden = False
    counts_from_1904 = False

    def __init__(self, file: ExportFile, encoding: str) -> None:
        self.encoding = "jsonl"
        self._file = file
        self._codec = encoding
        self._start = start_of_array(next(self._pieces(), ""))
        if self._start is not None:
            self.encoding = "json"
        keys: dict[str, None] = {}
        for record in self._records():
            if record and len(keys) <= MOST_COLUMNS:
                keys.update(dict.fromkeys(record))
        self._keys = list(keys)[: MOST_COLUMNS + 1]  # one more tells that it is too wide

    @property
    def head(self) -> list[list[str]]:
        """The keys, then the first objects."""
        first = islice(self._records(), HEAD_ROWS - 1)
        return [self._keys, *([(record or {}).get(key) or "" for key in self._keys] for record in first)]

    def blocks(self, after: int, width: int) -> Generator[pl.DataFrame]:
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
        """The objects, a blank line as an empty one, None for a line or an element that is none."""
        return map(_record, self._lines()) if self._start is None else map(_as_record, self._elements(self._start))

    def _lines(self) -> Iterator[str]:
        """Lines of bounded length: what stands beyond it is left out, and the line cannot be read."""
        rest = ""
        for piece in self._pieces():
            *whole, rest = (rest + piece).split("\n")
            yield from whole
            rest = rest[: _LONGEST_LINE + 1]
        if rest:
            yield rest

    def _elements(self, place: int) -> Iterator[Any]:
        """The elements of the array from this place on, parsed; memory holds one piece of the file and one element."""
        pieces = self._pieces()
        text = next(pieces, "")
        found = 0
        while True:
            place += len(text[place : place + _LONGEST_GAP]) - len(text[place : place + _LONGEST_GAP].lstrip(_BETWEEN))
            if text.startswith("]", place):
                return
            try:
                value, place = _DECODER.raw_decode(text, place)
            except (ValueError, RecursionError):
                piece = next(pieces, None)
                if piece is None or len(text) - place > _LONGEST_LINE:
                    raise IngestError(
                        f"JSON数组在第{found + 1}条记录处损坏或不完整，文件未导入。请重新导出",
                        f"the JSON array is damaged or cut at record {found + 1}: export it again",
                    ) from None
                text, place = text[place:] + piece, 0
            else:
                found += 1
                yield value

    def _pieces(self) -> Iterator[str]:
        decoder = decoder_of(self._codec)
        with self._file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)


def _record(line: str) -> Record | None:
    text = line.strip().lstrip("\ufeff")
    if not text:
        return {}
    if len(text) > _LONGEST_LINE:
        return None
    try:
        return _as_record(_DECODER.decode(text))
    except (ValueError, RecursionError):
        return None


def _as_record(value: Any) -> Record | None:
    return {_spelled(name) or "": _spelled(one) for name, one in value.items()} if isinstance(value, dict) else None


def _spelled(value: Any) -> str | None:
    if isinstance(value, str):  # half a surrogate pair is no character
        return value.encode("utf-8", "replace").decode("utf-8") or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    return json.dumps(value, ensure_ascii=False)[:LONGEST_CELL]
