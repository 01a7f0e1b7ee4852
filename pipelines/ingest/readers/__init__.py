"""A file becomes tables of text, whatever its extension says.

Here: telling formats apart by their first bytes, and one module a family of formats. Not here: which row is
the header (`structure`) and what a cell means.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.archive import Member, members_of
from pipelines.ingest.readers.excel import open_biff, open_workbook
from pipelines.ingest.readers.html import open_html
from pipelines.ingest.readers.parquet import open_parquet
from pipelines.ingest.readers.records import JsonSheet, start_of_array
from pipelines.ingest.readers.sheet import (
    HAS_EXTRA,
    HEAD_ROWS,
    MOST_COLUMNS,
    ROW_NO,
    ROWS_OF_A_SHEET,
    ExportFile,
    Sheet,
    cell,
    row_words,
    too_wide,
)
from pipelines.ingest.readers.spreadsheetml import SPACE, open_spreadsheetml
from pipelines.ingest.readers.text import TextSheet, decoder_of, text_form

__all__ = [
    "HAS_EXTRA", "HEAD_ROWS", "MOST_COLUMNS", "ROWS_OF_A_SHEET", "ROW_NO", "ExportFile", "Member", "Sheet", "cell", "digest_of",
    "files_in", "open_file", "row_words", "too_wide",
]  # fmt: skip

_FOREIGN = (
    (b"%PDF", "PDF", "PDF"),
    (b"\x1f\x8b", "gzip压缩", "gzip"),
    (b"Rar!", "RAR压缩", "RAR"),
    (b"7z\xbc\xaf", "7z压缩", "7z"),
    (b"{\\rtf", "RTF文档", "RTF"),
    (b"MIME-Version:", "单文件网页（MHTML）", "MHTML"),
    (b"\x89PNG", "图片", "image"),
    (b"\xff\xd8\xff", "图片", "image"),
)
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
# What an archive with this member is; a workbook is one with the first.
_WORKBOOK = "xl/workbook.xml"
_PACKAGES = (
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", "binary workbook (.xlsb)"),
    ("word/document.xml", "Word文档", "Word document"),
    ("ppt/presentation.xml", "演示文稿", "presentation"),
    ("content.xml", "OpenDocument表格", "OpenDocument"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|meta|body|table|div|style|!--)", re.IGNORECASE)
_JSON_ANSWER = re.compile(r"\s*\{\s*[\r\n]")  # one object over many lines
_JSON_OF_ARRAYS = re.compile(r"\s*\[\s*\[")
_START = 4096


def digest_of(file: ExportFile) -> str:
    """SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def files_in(path: Path) -> Sequence[Path | Member]:
    """The files to read: the members of an archive, or the file itself.

    Raises:
        IngestError: the archive is damaged, empty, locked or too large when unpacked.
    """
    try:
        with path.open("rb") as stream:
            is_archive = stream.read(4) in _ARCHIVE
    except OSError:
        return [path]  # opening it says why
    return members_of(path) if is_archive and _package(path) is None else [path]


def open_file(file: ExportFile) -> tuple[Sheet, ...]:
    """Tell the format by content and open the tables, in their order.

    Raises:
        IngestError: not there, not readable, empty, or not a table of a known format.
    """
    try:
        with file.open("rb") as stream:
            start = stream.read(_START)
        return _open(file, start)
    except FileNotFoundError as error:
        raise IngestError("找不到这个文件，请检查路径", "there is no such file: check the path") from error
    except IsADirectoryError as error:
        raise IngestError("这是一个文件夹，请写出其中的文件", "this is a folder: name the files in it") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise IngestError(
            f"无法读取文件（{type(error).__name__}），请检查路径和权限",
            "the file cannot be read: check path and rights",
        ) from error


def _open(file: ExportFile, start: bytes) -> tuple[Sheet, ...]:
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise IngestError("文件是空的，请重新导出", "the file is empty: export it again")
    if start.startswith(_ARCHIVE):
        package = _package(file)
        if package == _WORKBOOK:
            return open_workbook(file)
        names = [(zh, en) for name, zh, en in _PACKAGES if name == package]
        if not names:
            raise IngestError(
                "ZIP压缩包内还有压缩包，请先解压内层再导入", "an archive inside an archive: unpack the inner one"
            )
        raise _foreign(*names[0])
    if start.startswith(_OLE):
        return open_biff(file)
    if start.startswith(b"PAR1"):
        return open_parquet(file)
    for magic, zh, en in _FOREIGN:
        if start.startswith(magic):
            raise _foreign(zh, en)
    return _open_text(file, start)


def _open_text(file: ExportFile, start: bytes) -> tuple[Sheet, ...]:
    form = text_form(file)
    if form is None:
        raise _foreign("二进制", "binary")
    text = decoder_of(form.encoding).decode(start).lstrip("\ufeff")
    if _MARKUP.match(text) or (text.lstrip().startswith("<?xml") and "<html" in text.lower()):
        return open_html(file, form.encoding)
    if text.lstrip().startswith("<") and SPACE in text:
        return open_spreadsheetml(file, form.encoding)
    if text.lstrip().startswith("<?xml"):
        raise _foreign("XML", "XML")
    if _JSON_OF_ARRAYS.match(text):
        raise IngestError(
            "内容为JSON数组的数组，没有列名。请导出为xlsx、csv，或每条记录一个对象的JSON",
            "a JSON array of arrays has no column names: export xlsx, csv, or JSON with an object a record",
        )
    is_array = start_of_array(text) is not None
    if _JSON_ANSWER.match(text) and not is_array:
        raise IngestError(
            "内容为一个分行书写的JSON对象，其中没有可识别的记录数组。请只保留记录数组（以[开头、以]结尾），或导出为xlsx、csv",
            "one JSON object over many lines without an array of records: keep only the array, or export xlsx or csv",
        )
    if is_array or text.lstrip().startswith("{"):
        return (JsonSheet(file, form.encoding),)
    return (TextSheet(file, form),)


def _package(file: ExportFile) -> str | None:
    """The member by which an archive is known to be a workbook or a document; None if it is a mere archive."""
    try:
        with file.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if _WORKBOOK in names:
        return _WORKBOOK
    if not names & {"mimetype", "[content_types].xml"}:
        return None
    return next((name for name, _, _ in _PACKAGES if name in names), None)


def _foreign(zh: str, en: str) -> IngestError:
    return IngestError(
        f"不是可识别的表格：内容为{zh}格式。请在Excel中打开，另存为xlsx或csv后再导入",
        f"not a table that can be read ({en}): save it as xlsx or csv and import that",
    )
