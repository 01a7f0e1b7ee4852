"""ZIP archives: their members, read where they lie.

Here: which members there are, what they are called, and how much may come out of an archive. Not here: what stands
in a member. Nothing is ever unpacked to disk, so no name can lead anywhere.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Literal, cast

from pipelines.ingest.errors import IngestError
from pipelines.ingest.tidy import INVISIBLE

MOST_MEMBERS = 500
MOST_BYTES = 4 << 30  # of all members together
MOST_RATIO = 200  # tables shrink to a tenth or a fiftieth
_FREE_BYTES = 64 << 20  # up to here no ratio is asked for: nothing can happen
_LONGEST_NAME = 100
_IS_UTF8 = 0x800
_IS_LOCKED = 0x1
_OF_SYSTEMS = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
_NOT_FOR_NAMES = re.compile(rf"{INVISIBLE}|[\t\n\x0b\x0c\r<>:\"|?*]")
_PARENTS = re.compile(r"(^|/)\.\.?(?=/|$)")
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A file inside an archive."""

    archive: Path
    entry: zipfile.ZipInfo
    inside: str  # its name as a person reads it, folders and all

    @property
    def name(self) -> str:
        """Archive and member in one name that is good for a file."""
        return f"{self.archive.name}!{self.inside.replace('/', '_')[-_LONGEST_NAME:]}"

    @property
    def stem(self) -> str:
        """The member's own name without its ending, which may say when it was exported."""
        return Path(self.inside).stem

    def __str__(self) -> str:
        return f"{self.archive}!{self.inside}"

    def open(self, mode: Literal["rb"]) -> BinaryIO:  # noqa: ARG002 - a member can only be read
        """Open it for reading."""
        with zipfile.ZipFile(self.archive) as archive:  # the archive stays open until the member is closed
            return cast(BinaryIO, archive.open(self.entry))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its bytes; reading them all proves that they can be read.

        Raises:
            IngestError: locked, damaged, or packed in an unknown way.
        """
        if self.entry.flag_bits & _IS_LOCKED:
            raise IngestError(
                "压缩包内的文件设有密码，请解压后导入", "the member is locked: unpack it and import the file"
            )
        try:
            with self.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        except BROKEN as error:
            raise IngestError(
                f"压缩包内的文件已损坏（{type(error).__name__}），请重新打包", "the member is damaged: pack it again"
            ) from error


def members_of(path: Path) -> list[Member]:
    """The members of an archive that a person put there, in their order.

    Raises:
        IngestError: the archive is damaged or empty, or too much would come out of it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except BROKEN as error:
        raise IngestError(
            "ZIP压缩包或工作簿已损坏，请重新导出", "the ZIP archive or workbook is damaged: export it again"
        ) from error
    members = [Member(path, entry, inside) for entry in entries if (inside := _readable(entry))]
    if not members:
        raise IngestError("ZIP压缩包内没有文件", "the ZIP archive holds no file")
    unpacked, packed = (sum(sizes) for sizes in zip(*((e.file_size, e.compress_size) for e in entries), strict=True))
    too_tight = unpacked > _FREE_BYTES and unpacked > MOST_RATIO * max(packed, 1)
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES or too_tight:
        raise IngestError(
            f"ZIP压缩包解开后过大（{len(members)}个文件，{unpacked >> 20}MB），请解压后分批导入",
            "too much would come out of the ZIP archive: unpack it and import the files",
        )
    return members


def _readable(entry: zipfile.ZipInfo) -> str:
    """A member's name as its writer meant it; empty for what only a system put there.

    Windows writes GBK and does not say so, which zipfile takes for code page 437.
    """
    name = entry.filename
    if not entry.flag_bits & _IS_UTF8 and not name.isascii():
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = entry.filename
    name = _PARENTS.sub(r"\1", _NOT_FOR_NAMES.sub("", name).replace("\\", "/"))
    parts = [part for part in name.split("/") if part]
    if not parts or parts[-1].startswith("~$") or any(part.lower() in _OF_SYSTEMS for part in parts):
        return ""
    return "/".join(parts)
