"""XML spreadsheets of Excel 2003, which many systems write and call .xls.

Here: elements to rows of text, cells that are merged or leave others out. Not here: which row is the header.

A document type is refused, so that no entity is ever expanded or fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.sheet import (
    LONGEST_CELL,
    MOST_COLUMNS,
    ExportFile,
    FrameSheet,
    Sheet,
    as_excel_shows,
    frame_of,
    scattered,
    too_wide,
)
from pipelines.ingest.readers.text import decoder_of

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_OFFICE = "urn:schemas-microsoft-com:office:excel"
_PIECE = 1 << 20
_MOST_ROWS = 1_048_576
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")  # names an encoding that the text, decoded by now, no longer has
_LONG_NUMBER = re.compile(r"-?\d{16,}")


@dataclass
class _Page:
    """A worksheet while it is read."""

    name: str
    rows: list[list[str | None]] = field(default_factory=list)
    is_hidden: bool = False
    covered: dict[int, tuple[int, str | None]] = field(default_factory=dict)  # column: rows still covered, text


def open_spreadsheetml(file: ExportFile, encoding: str) -> tuple[Sheet, ...]:
    """Open the sheets of an XML spreadsheet, in their order.

    Raises:
        IngestError: damaged, too wide, with a stray cell far away, or with a document type.
    """
    book = _Book()
    decoder = decoder_of(encoding)
    with file.open("rb") as stream:
        piece = _DECLARATION.sub("", decoder.decode(stream.read(_PIECE)).lstrip("\ufeff"))
        try:
            while piece:
                book.parser.Parse(piece.encode("utf-8", "replace"), False)
                piece = decoder.decode(stream.read(_PIECE))
            book.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise IngestError(
                f"XML表格在第{error.lineno}行损坏。请在Excel中打开，另存为xlsx后再导入",
                f"the XML spreadsheet is damaged at line {error.lineno}: save it as xlsx and import that",
            ) from error
    return tuple(_sheet(page, book.counts_from_1904) for page in book.pages)


def _sheet(page: _Page, counts_from_1904: bool) -> Sheet:
    frame = frame_of(page.rows)
    return FrameSheet(
        page.name, "xml", lambda: frame, is_hidden=page.is_hidden, counts_from_1904=counts_from_1904
    )  # fmt: skip


class _Book:
    """A workbook while it is read."""

    def __init__(self) -> None:
        self.pages: list[_Page] = []
        self.counts_from_1904 = False
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._row: list[str | None] = []
        self._cell: list[str] | None = None  # texts of the open cell
        self._is_number = False
        self._across = self._down = 0
        self._aside = ""  # the element, a comment, whose content is not the cell's
        self._says: list[str] | None = None  # texts of an element that says something of the whole

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if space == _OFFICE:
            self._says = []
        if space != SPACE or self._aside:
            return
        if tag == "Worksheet":
            self.pages.append(_Page(attributes.get(f"{SPACE} Name", "")))
        elif tag == "Comment":
            self._aside = name
        elif tag == "Row" and self.pages:
            self._open_row(_number(attributes, "Index", len(self.pages[-1].rows) + 1))
        elif tag == "Cell" and self.pages:
            self._fill(_number(attributes, "Index", 1) - 1)
            self._across, self._down = _number(attributes, "MergeAcross", 0), _number(attributes, "MergeDown", 0)
            self._cell, self._is_number = [], False
        elif tag == "Data":
            self._is_number = attributes.get(f"{SPACE} Type") == "Number"

    def _end(self, name: str) -> None:
        space, _, tag = name.rpartition(" ")
        if name == self._aside:
            self._aside = ""
        elif space == _OFFICE:
            self._conclude(tag)
        elif space == SPACE and tag == "Cell" and self._cell is not None:
            self._close_cell("".join(self._cell).strip()[:LONGEST_CELL] or None)
        elif space == SPACE and tag == "Row" and self.pages:
            self._fill(max(self.pages[-1].covered, default=-1) + 1)
            self.pages[-1].rows.append(self._row)
            self._row = []

    def _text(self, text: str) -> None:
        if self._says is not None:
            self._says.append(text)
        elif self._cell is not None and not self._aside and len(self._cell) < LONGEST_CELL:
            self._cell.append(text[:LONGEST_CELL])

    def _conclude(self, tag: str) -> None:
        if tag == "Date1904":
            self.counts_from_1904 = True
        elif tag == "Visible" and self.pages:
            self.pages[-1].is_hidden = "Hidden" in "".join(self._says or ())
        self._says = None

    def _open_row(self, number: int) -> None:
        page = self.pages[-1]
        if number > _MOST_ROWS:
            raise scattered(page.name, number, len(self._row))
        page.rows += [[] for _ in range(number - 1 - len(page.rows))]
        self._row = []

    def _close_cell(self, text: str | None) -> None:
        if text and self._is_number and _LONG_NUMBER.fullmatch(text):
            text = as_excel_shows(text)
        if self._down:
            self.pages[-1].covered[len(self._row)] = (min(self._down, _MOST_ROWS), text)
        self._row.append(text)
        self._row += [None] * min(self._across, MOST_COLUMNS)
        self._cell = None

    def _fill(self, width: int) -> None:
        """Bring the open row to a width: cells that reach down into it, else blanks; and all that follow at once."""
        page = self.pages[-1]
        if width > MOST_COLUMNS:
            raise too_wide(page.name, width)
        while (span := page.covered.pop(len(self._row), None)) is not None or len(self._row) < width:
            left, text = span or (0, None)
            if left > 1:
                page.covered[len(self._row)] = (left - 1, text)
            self._row.append(text)


def _refuse(*_: object) -> NoReturn:
    raise IngestError(
        "XML表格中含有文档类型声明（DOCTYPE），Excel不会这样写。请在Excel中打开，另存为xlsx",
        "the XML spreadsheet declares a document type, which Excel never writes: save it as xlsx",
    )


def _number(attributes: dict[str, str], name: str, otherwise: int) -> int:
    text = attributes.get(f"{SPACE} {name}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
