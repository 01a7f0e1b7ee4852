"""An office that takes in files: what the tests of the importer share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipelines.ingest import FileReport, IngestOptions, ingest_files
from warehouse.home import Configuration, Home
from warehouse.storage.raw import create_raw_tables

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in the office
HEADER = "信访件编号,登记时间,信访形式,信访人数,问题属地,责任单位,办结时间"


@dataclass
class Importing:
    """A home and its warehouse in memory."""

    root: Path
    configuration: Configuration = field(default_factory=Configuration)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = Home(self.root / "听民 home")
        self.home.create()
        self.connection = duckdb.connect()
        create_raw_tables(self.connection)

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """A file of text or bytes."""
        path = self.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def write_xlsx(self, name: str, rows: Sequence[Sequence[Any]]) -> Path:
        """A workbook whose cells are written as what they are: text, number, datetime, None."""
        path = self.root / name
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        page.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, (int, float)):
                        page.write_number(row, column, cell)
                    elif cell is not None:
                        page.write_string(row, column, cell)
        return path

    def ingest_all(self, *paths: Path, now: datetime = NOW, **options: Any) -> list[FileReport]:
        """Ingest files in one command; every report must add up."""
        reports = ingest_files(
            self.connection, self.home, self.configuration, paths, IngestOptions(**options), now, self.said.append
        )
        for report in reports:
            assert report.rows_read == report.rows_accepted + report.rows_unchanged + report.rows_rejected
            assert sum(report.rejections.values()) == report.rows_rejected
        return reports

    def ingest(self, path: Path, now: datetime = NOW, **options: Any) -> FileReport:
        """Ingest one file."""
        return self.ingest_all(path, now=now, **options)[0]

    def take(self, content: str, name: str = "cases.csv", **options: Any) -> FileReport:
        """Ingest a CSV given as text."""
        report = self.ingest(self.write(name, content), **options)
        assert report.error is None
        return report

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the warehouse answers."""
        return self.connection.execute(sql).fetchall()

    def column(self, name: str, table: str = "raw.case_version") -> list[Any]:
        """A column of a version table, in the order of the keys."""
        return [row[0] for row in self.rows(f"select {name} from {table} order by row_key, content_hash")]
