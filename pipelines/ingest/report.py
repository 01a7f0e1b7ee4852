"""What an ingest was asked to do and what came of each file.

Here: options and reports. Not here: anything that works on a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What the caller says about the files; what is None is found out."""

    source: str | None = None
    profile: str | None = None
    exported_at: date | None = None
    dry_run: bool = False


@dataclass
class FileReport:
    """What came of one file: rows_read = rows_accepted + rows_unchanged + rows_rejected, always.

    `rejections` counts a rejected row once, under the first rule that it breaks; `warnings` counts rows.
    `mapping` (header → field), `denied_columns` (what may never enter), `sample` (first rows as typed) and `note` (what was decided about the file, a line each)
    are for the reader of a screen. `path` names a member of an archive `a.zip!b.csv`; `container` is the file on disk,
    with its own digest where `sha256` is that of a part of it. `rejected` is the workbook of refused rows, if there is one.
    """

    path: str
    container: Path | None = None
    container_sha256: str | None = None
    sha256: str | None = None
    source: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    exported_at: datetime | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    rows_unchanged: int = 0
    rows_rejected: int = 0
    structure_rows: int = 0
    rejections: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    unmapped_columns: list[str] = field(default_factory=list)
    already_ingested: bool = False
    error: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    denied_columns: list[str] = field(default_factory=list)
    sample: list[dict[str, object]] = field(default_factory=list)
    note: str | None = None
    rejected: Path | None = None

    def to_json(self) -> dict[str, object]:
        """The entry of this file in the output of `ingest --json`."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "source": self.source,
            "encoding": self.encoding,
            "header_row": self.header_row,
            "exported_at": None if self.exported_at is None else self.exported_at.isoformat(),
            "rows_read": self.rows_read,
            "rows_accepted": self.rows_accepted,
            "rows_unchanged": self.rows_unchanged,
            "rows_rejected": self.rows_rejected,
            "structure_rows": self.structure_rows,
            "rejections": dict(self.rejections),
            "warnings": dict(self.warnings),
            "unmapped_columns": list(self.unmapped_columns),
            "already_ingested": self.already_ingested,
            "error": self.error,
        }
