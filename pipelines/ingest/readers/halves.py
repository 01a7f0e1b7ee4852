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
from typing import IO

_LEAST = 4 << 20  # bytes of a sheet; a smaller one is read as quickly whole
_MOST = 256 << 20  # it lies in memory unpacked, twice for a moment
_SHEETS = "xl/worksheets/"
_PARTS = (".xml", ".rels")  # pictures and macros have no cells
_ROWS = re.compile(rb"<(\w+:)?sheetData>")
# Only a row that says its number stays in its place when those above it are gone.
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*["']([0-9]{1,7})["']""")


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
    name = next((name for name, member in members.items() if member == largest.filename), None)
    is_plain = len({part.filename for part in parts}) == len(parts)
    if name is None or not is_plain or rest > largest.file_size or not _LEAST <= largest.file_size <= _MOST:
        return None
    return LargeSheet(name, largest.filename)


@contextmanager
def halves_of(content: bytes, large: LargeSheet | None) -> Iterator[list[Half]]:
    """Yield the two workbooks, the lower one with no other sheet, or nothing where none can be cut.

    They are gone when the context ends, except for who has opened them.
    """
    cut = None if large is None else _cut(large.pieces)
    if large is None or cut is None:
        yield []
        return
    above, row, below = cut
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rest = {part.filename: archive.read(part) for part in _parts(archive) if part.filename != large.member}
    without_sheets = {name: text for name, text in rest.items() if not name.lower().startswith(_SHEETS)}
    with _in_memory() as upper, _in_memory() as lower, ThreadPoolExecutor(2) as pool:
        writing = [
            pool.submit(_write, upper, {**rest, large.member: above}),
            pool.submit(_write, lower, {**without_sheets, large.member: below}),
        ]
        for one in writing:
            one.result()
        yield [Half(_handed(upper), 0), Half(_handed(lower), row - 1)]


def _parts(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [part for part in archive.infolist() if part.filename.lower().endswith(_PARTS)]


def _cut(pieces: Sequence[bytes]) -> tuple[list[bytes], int, list[bytes]] | None:
    """The sheet down to a row about its middle, that row's number, and it and all below; both are whole in themselves."""
    half = len(pieces) // 2
    rows, row = (_ROWS.search(pieces[0]), _ROW.search(pieces[half])) if pieces else (None, None)
    if rows is None or row is None or any(map(_is_opaque, pieces[: half + 1])):
        return None
    prefix = rows[1] or b""
    above, below = pieces[half][: row.start()], pieces[half][row.start() :]
    return (
        [*pieces[:half], above, b"</%ssheetData></%sworksheet>" % (prefix, prefix)],
        int(row[1]),
        [pieces[0][: rows.end()], below, *pieces[half + 1 :]],
    )


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
    """A file without a name; where the system has none, bytes, which the library takes over one by one."""
    return os.fdopen(os.memfd_create("workbook"), "w+b") if hasattr(os, "memfd_create") else io.BytesIO()


def _handed(file: IO[bytes]) -> str | bytes:
    return file.getvalue() if isinstance(file, io.BytesIO) else f"/proc/self/fd/{file.fileno()}"
