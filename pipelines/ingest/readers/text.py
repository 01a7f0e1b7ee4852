"""CSV and its relatives (tab, semicolon) in UTF-8, UTF-16, GB18030 or Big5, read in blocks of bounded size.

Here: encodings, delimiters, quotes, and where one record ends. Not here: which row is the header.

A block without doubtful quotes is parsed by polars. A stray quote would make polars (and a cut by quote
parity) swallow the rows after it, so such a block and all that follows is read record by record.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

import polars as pl

from pipelines.ingest.ahead import ahead
from pipelines.ingest.readers.sheet import HEAD_ROWS, LONGEST_CELL, ExportFile, block_of, cell
from pipelines.ingest.tidy import simplified
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.fields import FIELDS

_CHUNK = 16 << 20
_HEAD_BYTES = 1 << 20
_SAMPLE = 1 << 14
_BYTES_OF_A_CELL = 4 * LONGEST_CELL
_LONGEST_LINE = 1 << 20  # bytes: beyond it cells are bounded before they are parsed
_LONGEST_RECORD = 1 << 16  # characters: a quote open for longer than this was never meant as one
_MOST_LINES = 500
_CAREFUL_ROWS = 50_000
_MOST_UNCUT = 4 * _CHUNK
# ="0012": what systems write so that Excel leaves a number as it is.
_FORMULA = re.compile(r"^\s*=\"([^\"]*)\"\s*$")
_DELIMITERS = (",", "\t", ";", "|")
# "A1,2026-01-05,""甲,乙""": a line that was opened as one cell and saved again.
_ONE_CELL = re.compile(rf'^"((?:[^"\r\n]|"")*)"[{"".join(_DELIMITERS)}]*(?=\r?$)', re.MULTILINE)
_GOOD_FOR_ONE_BROKEN = 5  # text in another encoding has more broken than good characters
_GOOD_FOR_ONE_CONTROL = 40  # text may hold a stray zero byte, other files are full of control characters
_NOT_CONTROLS = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\r\n")
_CONTINUATION = bytes(range(0x80, 0xC0))  # bytes that stand only inside a character of UTF-8
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text file is written."""

    encoding: str
    has_only_carriage_returns: bool  # the line ends of old Macs


def text_form(file: ExportFile) -> TextForm | None:
    """Tell how a file is written from its start and its first piece that is not ASCII; None if it is no text."""
    with file.open("rb") as stream:
        start = piece = stream.read(_HEAD_BYTES)
        while piece and piece.isascii():
            piece = stream.read(_HEAD_BYTES)
    encoding = _encoding(start, piece)
    return None if encoding is None else TextForm(encoding, b"\r" in start and b"\n" not in start)


def decoder_of(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder that takes pieces and replaces broken characters; Big5 with the characters that Windows adds."""
    return codecs.getincrementaldecoder("big5hkscs" if encoding == "big5" else encoding)("replace")


def _encoding(start: bytes, foreign: bytes) -> str | None:
    for mark, name in _UTF16.items():
        if start.startswith(mark):
            return name
    if b"\0" in start:
        wide = _unmarked_utf16(start)
        if wide or len(start.translate(None, _NOT_CONTROLS)) * _GOOD_FOR_ONE_CONTROL > len(start):
            return wide
    if _reads_well(foreign.lstrip(_CONTINUATION), "utf-8"):
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    fitting = [name for name in ("gb18030", "big5") if _reads_well(foreign, name)]
    return max(fitting, key=lambda name: _familiar(foreign, name), default=None)


def _reads_well(piece: bytes, encoding: str) -> bool:
    """Whether a piece of a file is text in this encoding, but for a broken character here and there."""
    text = decoder_of(encoding).decode(piece)
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return broken * _GOOD_FOR_ONE_BROKEN <= foreign - broken


def _familiar(piece: bytes, encoding: str) -> float:
    """The share of a piece's characters that headers and labels are made of.

    Most bytes of GB18030 are characters of Big5 too and the other way round, but rare ones that make no words.
    """
    text = simplified(decoder_of(encoding).decode(piece[:_SAMPLE]))
    foreign = [character for character in text if not character.isascii()]
    return sum(character in _office_characters() for character in foreign) / max(len(foreign), 1)


@cache
def _office_characters() -> frozenset[str]:
    words = [word for field in FIELDS.values() for word in (field.name.zh, field.meaning.zh, *field.headers)]
    words += [word for codes in CODE_LISTS.values() for code in codes for word in (code.name.zh, *code.labels)]
    return frozenset("".join(words)) - frozenset(map(chr, range(128)))


def _unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without its mark has a zero byte beside each separator; anything else with zeros is binary."""
    for name in _UTF16.values():
        text = start[: len(start) // 2 * 2].decode(name, "replace")
        if "\n" in text and "\0" not in text and any(mark in text for mark in _DELIMITERS):
            return name
    return None


class TextSheet:
    """A delimited text file."""

    name = ""
    is_hidden = False
    counts_from_1904 = False

    def __init__(self, file: ExportFile, form: TextForm) -> None:
        self.encoding = form.encoding
        self._file = file
        self._form = form
        self._delimiter = _DELIMITERS[0]
        self._is_in_one_cell = False
        start = self._start()
        if _are_in_one_cell(start[:HEAD_ROWS]):
            self._is_in_one_cell = True
            start = self._start()
        self._delimiter = _delimiter(start)
        head = list(islice(_records(start, self._delimiter, 0), HEAD_ROWS))
        self._has_formulas = any(_FORMULA.match(text) for row in head for text in row)
        self.head = [[_FORMULA.sub(r"\1", text) for text in row] for row in head]

    def blocks(self, after: int, width: int) -> Generator[pl.DataFrame]:
        """Yield the records below record `after`."""
        seen = 0
        for block in self._all_blocks(width):
            cells = block.get_columns()[:width]
            if self._has_formulas:
                cells = [column.str.replace(_FORMULA.pattern, "$1") for column in cells]
            numbered = block_of(cells, seen + 1, _is_filled(block[cell(width)]))
            seen += block.height
            yield numbered.slice(max(after - (seen - block.height), 0))

    def _all_blocks(self, width: int) -> Iterator[pl.DataFrame]:
        """Yield all records with one column more than the header has, for what stands beyond it."""
        with closing(ahead(self._chunks(_CHUNK))) as chunks:
            cuts = _cut_at_records(chunks)
            for block in cuts:
                if not _is_plainly_quoted(block, self._delimiter):
                    yield from self._carefully(chain([block], cuts), width)
                    return
                frame = self._quickly(block, width)
                if frame is None:
                    yield from self._carefully([block], width)
                else:
                    yield frame

    def _quickly(self, block: bytes, width: int) -> pl.DataFrame | None:
        """Parse a block with polars; None if it cannot, or if what it made of quotes is not beyond doubt."""
        is_quoted = b'"' in block
        try:
            frame = pl.read_csv(
                block,
                has_header=False,
                schema=dict.fromkeys(map(cell, range(width + 1)), pl.String),
                missing_columns="insert",
                separator=self._delimiter,
                quote_char='"' if is_quoted else None,
            )
        except pl.exceptions.PolarsError:  # a row with two cells too many, or bytes that are no character
            return None
        if not is_quoted:
            return frame
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        return frame.with_columns(pl.all().replace("", None)) if frame.height == lines else None

    def _carefully(self, chunks: Iterable[bytes], width: int) -> Iterator[pl.DataFrame]:
        records = _records(_lines(chunks), self._delimiter, width)
        while rows := list(islice(records, _CAREFUL_ROWS)):
            fitted = ([*row[:width], *[""] * (width - len(row)), "".join(row[width:])] for row in rows)
            columns = zip(*fitted, strict=True)
            yield pl.DataFrame(
                [
                    pl.Series(cell(index), [text or None for text in column], dtype=pl.String)
                    for index, column in enumerate(columns)
                ]
            )

    def _start(self) -> list[str]:
        """The first lines."""
        return list(islice(_lines(islice(self._chunks(_HEAD_BYTES), 1)), HEAD_ROWS * _MOST_LINES))

    def _chunks(self, size: int) -> Generator[bytes]:
        """The file as UTF-8 without its mark, in pieces that end with a line unless it is a very long one."""
        mark = {"utf-8-sig": 3, "utf-16-le": 2, "utf-16-be": 2}.get(self.encoding, 0)
        is_utf8 = self.encoding.startswith("utf-8")
        decoder = decoder_of(self.encoding.removesuffix("-sig"))
        bounded: _Bounded | None = None
        with self._file.open("rb") as stream:
            if mark and stream.read(mark) not in (codecs.BOM_UTF8, *_UTF16):
                stream.seek(0)
            while chunk := stream.read(size if bounded is None else _LONGEST_LINE):
                rest = stream.readline(_LONGEST_LINE)
                if len(rest) == _LONGEST_LINE and bounded is None:
                    bounded = _Bounded(self._delimiter)
                chunk += rest
                data = chunk if is_utf8 else decoder.decode(chunk).encode("utf-8")
                data = data.replace(b"\r", b"\n") if self._form.has_only_carriage_returns else data
                data = _out_of_one_cell(data) if self._is_in_one_cell else data
                yield data if bounded is None else bounded.cut(data)


def _are_in_one_cell(lines: list[str]) -> bool:
    """Whether each line is one quoted cell with the row inside; a title may stand bare above them."""
    cells = [_ONE_CELL.match(line) for line in lines if any(mark in line for mark in _DELIMITERS)]
    return len(cells) > 1 and all(match and any(mark in match[1] for mark in _DELIMITERS) for match in cells)


def _out_of_one_cell(data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return _ONE_CELL.sub(lambda match: match[1].replace('""', '"'), text).encode()


class _Bounded:
    """Leaves out what of a cell exceeds any cell that people write, so that memory holds a line of any length.

    Cuts come in pieces, so the length of the open cell is carried from one to the next.
    """

    def __init__(self, delimiter: str) -> None:
        self._ends = re.compile(rb"[\n\"" + re.escape(delimiter.encode()) + rb"]")
        self._length = 0
        self._is_quoted = False

    def cut(self, piece: bytes) -> bytes:
        """The piece without the excess of its cells."""
        kept = []
        place = 0
        for match in self._ends.finditer(piece):
            kept.append(self._part(piece[place : match.start()]))
            mark, place = match[0], match.end()
            if mark == b'"':
                self._is_quoted = not self._is_quoted
            elif not self._is_quoted:
                self._length = 0
            if mark == b'"' or not self._is_quoted or self._length < _BYTES_OF_A_CELL:
                kept.append(mark)
        kept.append(self._part(piece[place:]))
        return b"".join(kept)

    def _part(self, text: bytes) -> bytes:
        part = text[: max(_BYTES_OF_A_CELL - self._length, 0)]
        self._length += len(text)
        return part if len(part) == len(text) else part.decode("utf-8", "ignore").encode("utf-8")


def _is_filled(cells: pl.Series) -> pl.Series:
    if cells.null_count() == len(cells):
        return pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
    return cells.str.strip_chars().fill_null("") != ""


def _delimiter(lines: list[str]) -> str:
    """The delimiter that cuts most of the first records into equally many cells.

    Titles have none, and text holds any of them now and then: what only one record has decides where no two agree.
    """

    def weights(mark: str) -> tuple[int, int]:
        widths = Counter(map(len, islice(_records(lines, mark, 0), HEAD_ROWS)))
        agreeing = max(((width - 1) * times for width, times in widths.items() if times > 1), default=0)
        return agreeing, max(widths, default=1)

    return max(_DELIMITERS, key=weights)


def _cut_at_records(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Regroup pieces so that each ends where a line ends outside quotes."""
    rest = b""
    for chunk in chunks:
        data = rest + chunk
        end = _last_record_end(data)
        if end == 0 and len(data) > _MOST_UNCUT:
            end = len(data)  # a stray quote: the careful reader takes over from here
        if end:
            yield data[:end]
        rest = data[end:]
    if rest:
        yield rest


def _last_record_end(data: bytes) -> int:
    """The end of the last line that stands outside quotes; 0 if there is none."""
    end = data.rfind(b"\n") + 1
    quotes = data.count(b'"', 0, end)
    while quotes % 2:
        before = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return end


def _is_plainly_quoted(block: bytes, delimiter: str) -> bool:
    """Whether every quote of a block clearly opens or closes a cell, so that no parser can go astray."""
    if b'"' not in block:
        return True
    mark = delimiter.encode()
    bare = block.replace(b'""', b"")
    opening = bare.count(mark + b'"') + bare.count(b'\n"') + bare.startswith(b'"')
    closing = bare.count(b'"' + mark) + bare.count(b'"\n') + bare.count(b'"\r\n') + bare.endswith(b'"')
    return opening == closing and opening + closing == bare.count(b'"')


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines with their ends; only a line feed ends one."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line + "\n" for line in whole)
    if rest:
        yield rest


def _records(lines: Iterable[str], delimiter: str, width: int) -> Iterator[list[str]]:
    """Parse line by line, and take a quote that never closes as an ordinary character.

    A record may run over several lines. It is not believed if its cells do not fit the header (`width`) while
    those of its first line alone do: then the quote was a stray one.
    """
    source = iter(lines)
    waiting: deque[str] = deque()
    while True:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            return
        literal = line.rstrip("\r\n").split(delimiter)
        if '"' not in line:
            yield literal
            continue
        taken: list[str] = []
        record = _quoted_record(_remember(chain([line], _drain(waiting), source), taken), delimiter)
        is_astray = record is None or (len(taken) > 1 and len(record) != width == len(literal))
        waiting.extendleft(reversed(taken[1:]) if is_astray else ())
        yield literal if record is None or is_astray else record


def _drain(waiting: deque[str]) -> Iterator[str]:
    while waiting:
        yield waiting.popleft()


def _remember(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    length = 0
    for line in lines:
        taken.append(line)
        length += len(line)
        if len(taken) > 1 and (len(taken) > _MOST_LINES or length > _LONGEST_RECORD):
            return
        yield line


def _quoted_record(lines: Iterator[str], delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
