"""HTML tables, which many systems write and call .xls.

Here: tags to rows of text, cells that span rows or columns. Not here: which row is the header.

A tag is a name, attributes and a bracket; what does not fit is text. So a page cut or damaged anywhere still gives
rows, in time that grows with its length only.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.sheet import LONGEST_CELL, MOST_COLUMNS, ExportFile, FrameSheet, Sheet, frame_of
from pipelines.ingest.readers.text import decoder_of

_MOST_BYTES = 400 << 20
_MOST_SPANNED = 65_536
_TAG = re.compile(r"<(!--|/?[A-Za-z][A-Za-z0-9:]*)([^<>]*)>?")
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
    spans: dict[int, tuple[int, str | None]] = field(default_factory=dict)  # column: rows still covered, text
    rowspan: int = 1
    colspan: int = 1

    def open_row(self) -> None:
        self.close_row()
        self.row = []
        self._covered()

    def open_cell(self, attributes: str) -> None:
        self.close_cell()
        if self.row is None:
            self.open_row()
        spans = {name.lower(): int(number) for name, number in _SPAN.findall(attributes)}
        self.rowspan = min(max(spans.get("rowspan", 1), 1), _MOST_SPANNED)
        self.colspan = min(max(spans.get("colspan", 1), 1), MOST_COLUMNS)
        self.text = []

    def close_cell(self) -> None:
        if self.text is None or self.row is None:
            return
        text = html.unescape("".join(self.text)[: 8 * LONGEST_CELL]).strip()[:LONGEST_CELL] or None
        for place in range(self.colspan):
            if len(self.row) >= MOST_COLUMNS:
                break
            if self.rowspan > 1:
                self.spans[len(self.row)] = (self.rowspan - 1, text if place == 0 else None)
            self.row.append(text if place == 0 else None)
        self.text = None
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
        IngestError: there is no table, or the page is larger than a table of this kind can be.
    """
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise IngestError("网页表格过大，请从原系统导出csv", "the HTML table is too large: export csv")
    text = decoder_of(_codec(content, encoding)).decode(content, True)
    tables = [table.rows for table in _tables(text) if any(map(any, table.rows))]
    if not tables:
        raise IngestError("网页（HTML）中没有表格，请重新导出", "the HTML page holds no table: export it again")
    return tuple(_sheet(f"表{number}" if len(tables) > 1 else "", rows) for number, rows in enumerate(tables, start=1))


def _sheet(name: str, rows: list[list[str | None]]) -> Sheet:
    frame: pl.DataFrame = frame_of(rows)
    return FrameSheet(name, "html", lambda: frame)


def _codec(content: bytes, encoding: str) -> str:
    """What the page says it is where its bytes leave it open between two encodings of Chinese."""
    named = _META.search(content[:4096])
    if encoding in ("gb18030", "big5") and named:
        name = named[1].decode("ascii", "replace").lower()
        return "gb18030" if name in _GB else "big5" if name.startswith("big5") else encoding
    return encoding


def _tables(text: str) -> Iterator[_Table]:
    """Tables as they close; a table inside a cell is one of its own."""
    opened: list[_Table] = []
    place = 0
    silent = ""
    while True:
        match = _TAG.search(text, place)
        if opened and opened[-1].text is not None and not silent:
            opened[-1].text.append(text[place : match.start() if match else len(text)])
        if match is None:
            break
        name, place = match[1].lower(), match.end()
        if name == "!--":
            end = text.find("-->", match.start() + 4)
            place = len(text) if end < 0 else end + 3
        elif silent:
            silent = "" if name == "/" + silent else silent
        elif name in _SILENT and not match[2].endswith("/"):
            silent = name
        elif name == "table":
            opened.append(_Table())
        elif not opened:
            continue
        elif name == "/table":
            opened[-1].close_row()
            yield opened.pop()
        else:
            _structure(opened[-1], name, match[2])
    for table in reversed(opened):
        table.close_row()
        yield table


def _structure(table: _Table, name: str, attributes: str) -> None:
    if name == "tr":
        table.open_row()
    elif name == "/tr":
        table.close_row()
    elif name in ("td", "th"):
        table.open_cell(attributes)
    elif name in ("/td", "/th"):
        table.close_cell()
    elif name in _BREAKS and table.text is not None:
        table.text.append("\n")
