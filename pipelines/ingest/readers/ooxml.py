"""XLSX workbooks, as far as they must be known before they are read.

Here: how far the cells of a sheet reach, which are merged, whether a number is longer than Excel can hold, where
serial numbers count from, how much would come out of the file. Not here: the cells themselves (`excel`).

The reader of cells lays a sheet out as a full grid in memory: one stray cell at XFD1048576 would ask for gigabytes and
end the process, so the reach is looked up first. Sheets are searched as bytes, piece by piece: parsing them twice
would take as long as reading them.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.ingest.ahead import ahead
from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.archive import BROKEN, MOST_RATIO
from pipelines.ingest.readers.biff import Extent
from pipelines.ingest.readers.halves import LargeSheet, large_sheet

MOST_BYTES = 6 << 30
_FREE_BYTES = 64 << 20
_PIECE = 8 << 20
_OVERLAP = 256  # longer than any tag that is searched for
_CLOSELY = 8 << 20  # a sheet of this size or less is searched cell by cell
_BYTES_OF_A_CELL = 40

_LONG_NUMBER = r"v>-?[0-9]{16}|v>-?[0-9.]+[Ee]\+?[0-9]"
_FAR = r"""[ \t\r\n]r[ \t\r\n]*=[ \t\r\n]*["'](?:[A-Za-z]{3}|[H-Zh-z][A-Za-z]|[A-Za-z]*[0-9]{7})"""
_MERGED = re.compile(rb"""mergeCell\s[^>]*?\bref\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7}):[A-Za-z]{1,3}([0-9]{1,7})["']""")
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_FROM_1904 = re.compile(r"""\bdate1904\s*=\s*["'](?:1|true|on)["']""", re.IGNORECASE)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_FAR_AWAY = 1 << 40
_SHARED = "xl/sharedstrings.xml"


@dataclass
class SheetFacts(Extent):
    """What must be known of a sheet."""

    has_long_numbers: bool = False


@dataclass
class WorkbookFacts:
    """What must be known of a workbook: facts by the name of a sheet."""

    counts_from_1904: bool = False
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    widest: SheetFacts = field(default_factory=SheetFacts)  # of all sheets together, for one whose own are not found
    large: LargeSheet | None = None


def inspect(content: bytes) -> WorkbookFacts:
    """Look a workbook over.

    Raises:
        IngestError: it is damaged, or too much would come out of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive)
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            if _SHARED in names:
                _check_texts(archive, names[_SHARED])
            book = archive.read(names["xl/workbook.xml"]).decode("utf-8", "replace")
            hidden = {
                _attribute(tag, "name") for tag in _SHEET.findall(book) if "hidden" in _attribute(tag, "state").lower()
            }
            members = {name: names[path] for name, path in _paths(archive, names, book).items() if path in names}
            found = WorkbookFacts(bool(_FROM_1904.search(book)), large=large_sheet(archive, members))
            kept = {found.large.member: found.large.pieces} if found.large else {}
            sheets = {
                member: _facts(archive, member, kept.get(member))
                for path, member in names.items()
                if path.startswith("xl/worksheets/sheet")
            }
            for name, member in members.items():
                found.sheets[name] = sheets.get(member) or _facts(archive, member)
                found.sheets[name].is_hidden = name in hidden
            for facts in sheets.values():
                found.widest.cells += facts.cells
                found.widest.rows = max(found.widest.rows, facts.rows)
                found.widest.columns = max(found.widest.columns, facts.columns)
                found.widest.has_long_numbers |= facts.has_long_numbers
    except BROKEN as error:
        raise IngestError(
            "工作簿已损坏，请在Excel中打开并另存为xlsx", "the workbook is damaged: save it again as xlsx"
        ) from error
    return found


def _check_size(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > MOST_BYTES or (unpacked > _FREE_BYTES and unpacked > MOST_RATIO * max(packed, 1)):
        raise IngestError(
            f"工作簿解开后过大（{unpacked >> 20}MB），请分成几个文件", "the workbook is too large: split it"
        )


def _check_texts(archive: zipfile.ZipFile, member: str) -> None:
    """Refuse a text that runs on for megabytes: the reader of cells would keep it several times over."""
    if archive.getinfo(member).file_size > _PIECE and any(b"<" not in piece for piece in _pieces(archive, member)):
        raise _too_long()


def _too_long() -> IngestError:
    return IngestError(
        "工作簿中有一个单元格长达数兆，Excel不会这样写。请从原系统导出csv",
        "a cell of the workbook holds megabytes, which Excel never writes: export csv instead",
    )


def _paths(archive: zipfile.ZipFile, names: dict[str, str], book: str) -> dict[str, str]:
    """The member that holds each sheet."""
    relations = names.get("xl/_rels/workbook.xml.rels")
    text = "" if relations is None else archive.read(relations).decode("utf-8", "replace")
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(text)}
    found = {}
    for tag in _SHEET.findall(book):
        target = targets.get(_attribute(tag, r"\w+:id"), "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found[_attribute(tag, "name")] = path.lower()
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return html.unescape(match[1] or match[2] or "") if match else ""


def _facts(archive: zipfile.ZipFile, member: str, kept: list[bytes] | None = None) -> SheetFacts:
    """Look a sheet over; cell by cell only where it is small or some cell lies far off. Its pieces can be kept."""
    size = archive.getinfo(member).file_size
    found = SheetFacts(cells=size // _BYTES_OF_A_CELL)
    is_far = size <= _CLOSELY
    with closing(ahead(_pieces(archive, member, kept))) as pieces:
        for piece in pieces:
            if b"<" not in piece:
                raise _too_long()
            whole = _as_one_value(piece)
            if _holds(whole, f"{_LONG_NUMBER}|{_FAR}"):
                found.has_long_numbers = found.has_long_numbers or _holds(whole, _LONG_NUMBER)
                is_far = is_far or _holds(whole, _FAR)
            if b"mergeCell" in piece:
                ranges = _MERGED.findall(piece)
                found.merged += [(int(top) - 1, int(bottom) - 1, _number(left) - 1) for left, top, bottom in ranges]
    if is_far:
        for piece in _pieces(archive, member):
            _reach(piece, found)
    return found


def _as_one_value(piece: bytes) -> pa.Array:
    """The piece as it lies in memory; `pa.array` would copy it and load pandas, which takes most of a second."""
    ends = pa.py_buffer(np.array([0, len(piece)], dtype=np.int64))
    return pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, pa.py_buffer(piece)])


def _holds(piece: pa.Array, pattern: str) -> bool:
    return bool(pc.match_substring_regex(piece, pattern)[0].as_py())


def _reach(piece: bytes, found: SheetFacts) -> None:
    for letters, digits in set(_CELL.findall(piece)):
        found.columns = max(found.columns, _number(letters))
        found.rows = max(found.rows, int(digits) if len(digits) < 10 else _FAR_AWAY)


def _number(letters: bytes) -> int:
    """The number of a column from 1: A 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number


def _pieces(archive: zipfile.ZipFile, member: str, kept: list[bytes] | None = None) -> Generator[bytes]:
    """The member in pieces that overlap, so that no tag is cut; as they are they can be kept."""
    with archive.open(member) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            if kept is not None:
                kept.append(piece)
            yield tail + piece
            tail = piece[-_OVERLAP:]
