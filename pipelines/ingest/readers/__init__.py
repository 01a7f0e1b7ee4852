"""A file becomes tables of text, whatever its extension says.

Here: telling formats apart by their first bytes, and one module a family of formats. Not here: which row is
the header (`structure`) and what a cell means. BIFF XLS, HTML tables, Parquet and ZIP take their place as
further modules beside `excel` and `text`; until then they are refused by name.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.excel import open_workbook
from pipelines.ingest.readers.sheet import HAS_EXTRA, HEAD_ROWS, ROW_NO, Sheet, cell
from pipelines.ingest.readers.text import TextSheet, text_form

__all__ = ["HAS_EXTRA", "HEAD_ROWS", "ROW_NO", "Sheet", "cell", "digest_of", "open_file"]

_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "旧版Excel（.xls）", "old Excel (.xls)"),
    (b"%PDF", "PDF", "PDF"),
    (b"PAR1", "Parquet", "Parquet"),
    (b"\x1f\x8b", "gzip压缩", "gzip"),
    (b"Rar!", "RAR压缩", "RAR"),
    (b"7z\xbc\xaf", "7z压缩", "7z"),
)
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_file(path: Path) -> tuple[Sheet, ...]:
    """Tell the format by content and open the tables, in their order.

    Raises:
        IngestError: not there, not readable, empty, or not a table of a known format.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
        form = text_form(path)
    except OSError as error:
        raise IngestError(
            f"无法读取文件（{type(error).__name__}），请检查路径和权限",
            "the file cannot be read: check path and rights",
        ) from error
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise IngestError("文件是空的，请重新导出", "the file is empty: export it again")
    if start.startswith(b"PK\x03\x04"):
        if not _is_workbook(path):
            raise _foreign("ZIP压缩", "ZIP")
        return open_workbook(path)
    for magic, zh, en in _FOREIGN:
        if start.startswith(magic):
            raise _foreign(zh, en)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise _foreign("网页表格（HTML/XML）", "HTML or XML")
    if form is None:
        raise _foreign("二进制", "binary")
    return (TextSheet(path, form),)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _foreign(zh: str, en: str) -> IngestError:
    return IngestError(
        f"不是可识别的表格：内容为{zh}格式。请在Excel中打开，另存为xlsx或csv后再导入",
        f"not a table that can be read ({en}): save it as xlsx or csv and import that",
    )
