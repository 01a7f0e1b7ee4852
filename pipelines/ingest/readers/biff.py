"""The old workbooks of Excel (BIFF in an OLE2 compound file), as far as they must be known before they are read.

Here: how far the cells reach, which are merged, where serial numbers count from, whether the workbook is locked.
Not here: the cells themselves (`excel`).

Sources: [MS-CFB] (compound file) and [MS-XLS] (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.ingest.errors import IngestError

_FREE_SECTORS = range(0xFFFFFFFA, 0x1_0000_0000)
_DIRECTORY_ENTRY = 128
_SMALL_STREAM = 4096

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _DATEMODE, _MERGED = 0x0809, 0x000A, 0x0085, 0x002F, 0x0022, 0x00E5
_CELLS = {0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x0006, 0x00D6, 0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x007E}
_SEVERAL_CELLS = {0x00BD}  # MULRK; blanks hold nothing


@dataclass
class Extent:
    """What the cells of a sheet cover."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    is_hidden: bool = False
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # first row, last row, first column; from 0

    def include(self, row: int, column: int) -> None:
        """Count one cell."""
        self.cells += 1
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)


@dataclass
class Biff:
    """What must be known of a workbook."""

    counts_from_1904: bool = False
    is_locked: bool = False
    sheets: list[Extent] = field(default_factory=list)


def streams_of(content: bytes) -> dict[str, bytes]:
    """The streams of a compound file by name, folders left aside.

    Raises:
        IngestError: the file is damaged.
    """
    try:
        return dict(_streams(content))
    except (struct.error, IndexError, ValueError) as error:
        raise IngestError(
            "旧版Excel文件已损坏，请在Excel中打开并另存为xlsx",
            "the old Excel file is damaged: open it in Excel and save it as xlsx",
        ) from error


def _streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or small_shift > shift:
        raise ValueError("sector size")
    size = 1 << shift
    directory, _, _, small_start, _, table_next = struct.unpack_from("<IIIIII", content, 48)

    def sector(number: int) -> bytes:
        start = (number + 1) * size
        if start >= len(content):
            raise ValueError("sector beyond the file")
        return content[start : start + size].ljust(size, b"\0")

    def numbers(piece: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(piece) // 4}I", piece)

    tables = list(struct.unpack_from("<109I", content, 76))
    seen: set[int] = set()
    while table_next not in _FREE_SECTORS and table_next not in seen:
        seen.add(table_next)
        *more, table_next = numbers(sector(table_next))
        tables += more
    following: list[int] = []
    for table in tables:
        if table not in _FREE_SECTORS:
            following += numbers(sector(table))

    def chain(start: int, links: list[int]) -> list[int]:
        found: dict[int, None] = {}
        while start not in _FREE_SECTORS and start not in found:
            found[start] = None
            start = links[start]
        return list(found)

    def large(start: int) -> bytes:
        return b"".join(map(sector, chain(start, following)))

    small_links = list(numbers(large(small_start)))
    small_size = 1 << small_shift
    small_content = b""
    entries = large(directory)
    for place in range(0, len(entries) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
        length, kind = struct.unpack_from("<HB", entries, place + 64)
        start, bytes_held = struct.unpack_from("<II", entries, place + 116)
        name = entries[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if kind == 5:  # the root holds the small streams
            small_content = large(start)
        elif kind == 2 and bytes_held >= _SMALL_STREAM:
            yield name, large(start)[:bytes_held]
        elif kind == 2:
            pieces = [small_content[n * small_size : (n + 1) * small_size] for n in chain(start, small_links)]
            yield name, b"".join(pieces)[:bytes_held]


def inspect(stream: bytes) -> Biff:
    """Walk through the records of a workbook."""
    found = Biff()
    sheet = Extent()
    hidden: list[bool] = []
    depth = 0
    for kind, data in _records(stream):
        if kind == _BOF:
            depth += 1
            if depth == 1:
                sheet = Extent()
                found.sheets.append(sheet)
        elif kind == _EOF:
            depth = max(depth - 1, 0)
        elif kind == _FILEPASS:
            found.is_locked = True
        elif kind == _DATEMODE and len(data) >= 2:
            found.counts_from_1904 = data[0] == 1
        elif kind == _BOUNDSHEET and len(data) >= 5:
            hidden.append(data[4] & 3 != 0)
        elif depth == 1 and len(data) >= 6:
            _read_sheet(kind, data, sheet)
    found.sheets = found.sheets[1:]  # the first part holds what the sheets share
    for sheet, is_hidden in zip(found.sheets, hidden, strict=False):
        sheet.is_hidden = is_hidden
    return found


def _read_sheet(kind: int, data: bytes, sheet: Extent) -> None:
    """Take a record of a sheet."""
    if kind in _CELLS:
        sheet.include(*struct.unpack_from("<HH", data))
    elif kind in _SEVERAL_CELLS:
        row, first = struct.unpack_from("<HH", data)
        last = min(struct.unpack_from("<H", data, len(data) - 2)[0], 255)
        sheet.include(row, max(first, last))
        sheet.cells += max(last - first, 0)
    elif kind == _MERGED:
        for place in range(2, len(data) - 7, 8):
            top, bottom, left, _ = struct.unpack_from("<HHHH", data, place)
            sheet.merged.append((top, bottom, left))


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length
