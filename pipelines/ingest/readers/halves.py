"""A large workbook as two, the upper and the lower rows of its largest sheet, so that two cores read it at once.

Here: cutting the sheet and writing the two workbooks, in memory. Not here: unpacking it (`ooxml`, which has to look it
over anyway) and reading cells (`excel`).

The library that reads cells uses one core, and reading a sheet is the longest step of an import. Both workbooks carry
the same texts and styles; in the lower one the rows keep their numbers and there is no other sheet.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pipelines.ingest.readers.archive import BROKEN

_LEAST = 4 << 20  # bytes of a sheet; a smaller one is read as quickly whole
_MOST = 256 << 20  # it lies in memory unpacked, twice until it is read
_SHEETS = "xl/worksheets/"
_PARTS = (".xml", ".rels")  # pictures and macros have no cells
_ROWS = b"<sheetData>"
# As Excel and every common library write it. Only rows that say their number stay in place when those above are gone.
_ROW = re.compile(rb'<row r="([0-9]{1,7})"[^<>]*>(?:<c r="[A-Z]{1,3}([0-9]{1,7})")?')
_EVERY_ROW = re.compile(rb'<row[ >](?:r="([0-9]+)")?')
_END = b"</sheetData></worksheet>"


@dataclass(slots=True)
class LargeSheet:
    """A sheet that is worth being read in halves."""

    name: str
    member: str
    pieces: list[bytes] = field(default_factory=list)  # what it unpacks to, once it was looked over


@dataclass(frozen=True, slots=True)
class Half:
    """A workbook that holds some rows of another."""

    source: str | bytes  # the path of a file without a name, or its bytes
    skipped: int  # rows of the sheet that come before


def large_sheet(archive: zipfile.ZipFile, members: Mapping[str, str]) -> LargeSheet | None:
    """The sheet that outweighs the rest of the workbook, if it is large.

    Args:
        archive: the workbook.
        members: the member of each sheet by its name.
    """
    parts = _parts(archive)
    largest = max(parts, key=lambda part: part.file_size)
    rest = sum(part.file_size for part in parts) - largest.file_size
    names = [name for name, member in members.items() if member == largest.filename]
    held = {part.filename for part in parts}
    is_plain = len(held) == len(parts) and held.issuperset(members.values())
    if len(names) != 1 or not is_plain or rest > largest.file_size or not _LEAST <= largest.file_size <= _MOST:
        return None
    return LargeSheet(names[0], largest.filename)


@contextmanager
def halves_of(content: bytes, large: LargeSheet | None) -> Iterator[list[Half]]:
    """Yield the two workbooks, the upper one with all other sheets, or nothing where none can be cut.

    They are gone when the context ends, except for who has opened them.
    """
    cut = None if large is None else _cut(large.pieces)
    rest = None if large is None or cut is None else _rest(content, large.member)
    if large is None or cut is None or rest is None:
        yield []
        return
    above, row, below = cut
    without_sheets = {name: text for name, text in rest.items() if not name.lower().startswith(_SHEETS)}
    with _in_memory() as upper, _in_memory() as lower:
        with ThreadPoolExecutor(2) as pool:
            writing = [
                pool.submit(_write, upper, {**rest, large.member: above}),
                pool.submit(_write, lower, {**without_sheets, large.member: below}),
            ]
            is_ordered = _are_below(row, below[-1])
            for one in writing:
                one.result()
        yield [Half(_handed(upper), 0), Half(_handed(lower), row - 1)] if is_ordered else []


def _rest(content: bytes, member: str) -> dict[str, bytes] | None:
    """All other parts of the workbook; None if one cannot be read, which may be one that nobody needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {part.filename: archive.read(part) for part in _parts(archive) if part.filename != member}
    except BROKEN:
        return None


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [part for part in archive.infolist() if part.filename.lower().endswith(_PARTS)]


def _cut(pieces: Sequence[bytes]) -> tuple[list[bytes], int, list[bytes]] | None:
    """The sheet down to a row about its middle, that row's number, and it and all below; both are whole in themselves.

    None where that row does not say its number in the usual way.
    """
    middle = _row_about_the_middle(pieces)
    begin = pieces[0].find(_ROWS) if pieces else -1
    if middle is None or begin < 0:
        return None
    place, row = middle
    if (row[2] or row[1]) != row[1] or any(map(_is_opaque, pieces[: place + 1])):
        return None
    top = pieces[0][: begin + len(_ROWS)]
    above, below = pieces[place][: row.start()], pieces[place][row.start() :]
    return [*pieces[:place], above, _END], int(row[1]), [top, b"".join([below, *pieces[place + 1 :]])]


def _row_about_the_middle(pieces: Sequence[bytes]) -> tuple[int, re.Match[bytes]] | None:
    """The first row in the second half of the sheet, and in which piece it stands."""
    half, start = divmod(sum(map(len, pieces)) // 2, len(pieces[0]) if pieces else 1)
    for place in range(half, len(pieces)):  # a row may stand across the end of a piece
        row = _ROW.search(pieces[place], start if place == half else 0)
        if row is not None:
            return place, row
    return None


def _are_below(first: int, rows: bytes) -> bool:
    """Whether all these rows say that they stand at or below a row; others would lose their place."""
    told = _EVERY_ROW.findall(rows)
    return b"" not in told and min(map(int, told)) >= first


def _is_opaque(piece: bytes) -> bool:
    """Whether it has comments or CDATA, which may hold what looks like a row."""
    return b"!" in piece and b"<!" in piece  # one byte is found ten times as quickly as two


def _write(to: IO[bytes], members: Mapping[str, bytes | Sequence[bytes]]) -> None:
    with zipfile.ZipFile(to, "w") as archive:  # not packed: packing takes longer than reading
        for name, text in members.items():
            with archive.open(name, "w") as member:
                for piece in [text] if isinstance(text, bytes) else text:
                    member.write(piece)
    to.flush()


def _in_memory() -> IO[bytes]:
    """A file without a name; where the system gives none, bytes, which the library takes over one by one."""
    try:
        file = os.fdopen(os.memfd_create("workbook"), "w+b")
    except (AttributeError, OSError):
        return io.BytesIO()
    if Path(_path(file)).exists():
        return file
    file.close()
    return io.BytesIO()


def _path(file: IO[bytes]) -> str:
    return f"/proc/self/fd/{file.fileno()}"


def _handed(file: IO[bytes]) -> str | bytes:
    return file.getvalue() if isinstance(file, io.BytesIO) else _path(file)
