"""HTML tables, which many systems write and call .xls.

Here: tags to rows of text, cells that span rows or columns. Not here: which row is the header.

A tag is a name, attributes and a bracket; what does not fit is text. So a page cut or damaged anywhere still gives
rows, in time that grows with its length only.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.sheet import LONGEST_CELL, MOST_COLUMNS, ExportFile, FrameSheet, Sheet, frame_of, too_wide
from pipelines.ingest.readers.text import decoder_of

_PIECE = 1 << 20
_LONGEST_TAG = 4096
_LONGEST_TEXT = 8 * LONGEST_CELL  # before entities are resolved
_MOST_SPANNED = 65_536
_TAG = re.compile(r"<(!--)|(-->)|<(/?[A-Za-z][A-Za-z0-9:]*)([^<>]*)>?")
_SPAN = re.compile(r"""\b(rowspan|colspan)\s*=\s*["']?\s*(\d{1,6})""", re.IGNORECASE)
_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_SILENT = ("script", "style", "head", "xml")
_BREAKS = frozenset(("br", "p", "/p", "div", "/div", "li"))
_GB = frozenset(("gb2312", "gbk", "gb18030"))


@dataclass
class _Table:
    """A table while it is read."""

    rows: list[list[str | None]] = field(default_factory=list)
    row: list[str | None] | None = None
    text: list[str] | None = None  # of the open cell
    length: int = 0  # of that text
    spans: dict[int, tuple[int, str | None]] = field(default_factory=dict)  # column: rows still covered, text
    rowspan: int = 1
    colspan: int = 1
    cells: int = 0  # of the open row
    most_cells: int = 0
    is_cell: bool = False  # a table of one row inside a cell: the cell's text

    def open_row(self) -> None:
        self.close_row()
        self.row, self.cells = [], 0
        self._covered()

    def open_cell(self, attributes: str) -> None:
        self.close_cell()
        if self.row is None:
            self.open_row()
        spans = {name.lower(): int(number) for name, number in _SPAN.findall(attributes)}
        self.rowspan = min(max(spans.get("rowspan", 1), 1), _MOST_SPANNED)
        self.colspan = min(max(spans.get("colspan", 1), 1), MOST_COLUMNS)
        self.text, self.length = [], 0

    def show(self, text: str) -> None:
        if self.text is not None and self.length < _LONGEST_TEXT:
            self.text.append(text)
            self.length += len(text)

    def close_cell(self) -> None:
        if self.text is None or self.row is None:
            return
        text = html.unescape("".join(self.text)).strip()[:LONGEST_CELL] or None
        for place in range(self.colspan):
            if len(self.row) >= MOST_COLUMNS:
                break
            if self.rowspan > 1:
                self.spans[len(self.row)] = (self.rowspan - 1, text if place == 0 else None)
            self.row.append(text if place == 0 else None)
        self.text = None
        self.cells += 1
        self.most_cells = max(self.most_cells, self.cells)
        self._covered()

    def close_row(self) -> None:
        self.close_cell()
        if self.row is not None:
            self.rows.append(self.row)
            self.row = None

    def _covered(self) -> None:
        """Repeat the cells that reach down into the open row."""
        while self.row is not None and (span := self.spans.pop(len(self.row), None)) is not None:
            left, text = span
            if left > 1:
                self.spans[len(self.row)] = (left - 1, text)
            self.row.append(text)


def open_html(file: ExportFile, encoding: str) -> tuple[Sheet, ...]:
    """Open the tables of a page, in their order.

    Args:
        encoding: how its bytes read; a page in GB18030 says so itself or not, and its bytes decide.

    Raises:
        IngestError: there is no table, or one is too wide.
    """
    page = _Page()
    with file.open("rb") as stream:
        piece = stream.read(_PIECE)
        decoder = decoder_of(_codec(piece, encoding))
        while piece:
            page.feed(decoder.decode(piece))
            piece = stream.read(_PIECE)
    tables = [table for table in page.close() if any(map(any, table.rows))]
    if not tables:
        raise IngestError("网页（HTML）中没有表格，请重新导出", "the HTML page holds no table: export it again")
    return tuple(
        _sheet(f"表{number}" if len(tables) > 1 else "", table) for number, table in enumerate(tables, start=1)
    )


def _sheet(name: str, table: _Table) -> Sheet:
    if table.most_cells > MOST_COLUMNS:
        raise too_wide(name, table.most_cells)
    frame: pl.DataFrame = frame_of(table.rows)
    return FrameSheet(name, "html", lambda: frame)


def _codec(start: bytes, encoding: str) -> str:
    """What the page says it is where its bytes leave it open between two encodings of Chinese."""
    named = _META.search(start[:4096])
    if encoding in ("gb18030", "big5") and named:
        name = named[1].decode("ascii", "replace").lower()
        return "gb18030" if name in _GB else "big5" if name.startswith("big5") else encoding
    return encoding


class _Page:
    """A page while it is read, piece by piece; a table of several rows inside a cell is one of its own."""

    def __init__(self) -> None:
        self._tables: list[_Table] = []
        self._opened: list[_Table] = []
        self._rest = ""
        self._silent = ""  # the tag, or the comment, whose content is not shown

    def feed(self, piece: str) -> None:
        """Take the next piece; a tag that it cuts waits for the one after."""
        text = self._rest + piece
        end = text.rfind("<", max(len(text) - _LONGEST_TAG, 0))
        end = end if end >= 0 and ">" not in text[end:] else len(text)
        self._rest = text[end:]
        self._read(text[:end])

    def close(self) -> list[_Table]:
        """The tables, in the order in which they begin."""
        self._read(self._rest)
        for table in self._opened:
            table.close_row()
        return [table for table in self._tables if not table.is_cell]

    def _read(self, text: str) -> None:
        place = 0
        for match in _TAG.finditer(text):
            self._show(text, place, match.start())
            name, place = (match[1] or match[2] or match[3]).lower(), match.end()
            if self._silent:
                self._silent = "" if name == self._silent else self._silent
            elif name == "!--":
                self._silent = "-->"
            elif name in _SILENT and not match[4].endswith("/"):
                self._silent = "/" + name
            elif name != "-->":
                self._tag(name, match[4])
        self._show(text, place, len(text))

    def _show(self, text: str, start: int, end: int) -> None:
        if self._opened and not self._silent:
            self._opened[-1].show(text[start : min(end, start + _LONGEST_TEXT)])

    def _tag(self, name: str, attributes: str) -> None:
        if name == "table":
            self._opened.append(_Table())
            self._tables.append(self._opened[-1])
        elif not self._opened:
            return
        elif name == "/table":
            self._close(self._opened.pop())
        else:
            _structure(self._opened[-1], name, attributes)

    def _close(self, table: _Table) -> None:
        table.close_row()
        if self._opened and self._opened[-1].text is not None and len(table.rows) == 1:
            table.is_cell = True
            self._opened[-1].show(html.escape(" ".join(filter(None, table.rows[0]))))


def _structure(table: _Table, name: str, attributes: str) -> None:
    if name == "tr":
        table.open_row()
    elif name == "/tr":
        table.close_row()
    elif name in ("td", "th"):
        table.open_cell(attributes)
    elif name in ("/td", "/th"):
        table.close_cell()
    elif name in _BREAKS:
        table.show("\n")
