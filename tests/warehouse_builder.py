"""A small office written straight into raw, for tests of SQL and of the query door.

Rows are what the importer would write; everything after raw is the real thing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from pipelines.linking import write_matters
from pipelines.publish import publish
from pipelines.publish.calendar import FACTS, write_calendar
from pipelines.settings import end_of_day, write_aliases, write_settings
from pipelines.statistics import STATISTICS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import day_of, span_of
from warehouse.catalogue.sources import SOURCES, source_fields
from warehouse.home import Configuration, Home
from warehouse.models import load_models, ordered, run_model
from warehouse.storage import create_raw_tables
from warehouse.storage.ask import one
from warehouse.storage.raw import content_table, make_room
from warehouse.working_days import read_holidays

MODELS = load_models()
ORDER = ordered(
    MODELS,
    {
        "core.unit_alias": ["staging.township", "staging.department"],
        "core.case_matter": ["staging.case"],
        "marts.day": ["marts.source", *FACTS],
        **{table: list(statistic.inputs) for statistic in STATISTICS for table in statistic.tables},
    },
)


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass
class Builder:
    """Files of rows, then a build."""

    home: Home
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    configuration: Configuration = field(default_factory=Configuration)
    files: int = 0

    def __post_init__(self) -> None:
        create_raw_tables(self.connection)

    def file(
        self, exported: str, rows: list[dict[str, Any]], source: str = "cases", columns: set[str] | None = None
    ) -> None:
        """One export: the columns are those that any row names, unless given."""
        self.files += 1
        spec = SOURCES[source]
        columns = columns or {name for row in rows for name in row if name in FIELDS}
        exported_at = end_of_day(day(exported), self.configuration).replace(tzinfo=None)
        self.connection.execute(
            "insert into raw.file (file_id, sha256, name, source, layout_id, exported_at, exported_at_basis, "
            "covers_through, clock_through, ingested_at, rows_read, rows_accepted, rows_unchanged, rows_rejected) "
            "values (?, ?, ?, ?, ?, ?, 'argument', ?, ?, ?, ?, ?, 0, 0)",
            [self.files, f"{self.files:064d}", f"{source}-{self.files}.csv", source, self.files, exported_at,
             day(exported), day(exported), exported_at, len(rows), len(rows)],
        )  # fmt: skip
        for name in columns:
            self.connection.execute("insert into raw.layout values (?, ?, ?)", [self.files, source, name])
        for number, row in enumerate(rows, start=2):
            self._row(spec, number, row)

    def _row(self, spec: Any, number: int, row: dict[str, Any]) -> None:
        values: dict[str, Any] = {}
        for f in source_fields(spec):
            if f.id not in row or not f.stored:
                continue
            value = row[f.id]
            if f.kind in ("day", "span") and isinstance(value, str):
                value = day(value)
            if f.kind == "span":
                values[span_of(f.id)] = row.get(span_of(f.id), "day")
            if f.kind == "instant" and isinstance(value, str):
                moment = datetime.fromisoformat(value)
                values[day_of(f.id)] = moment.date()
                value = (moment - timedelta(hours=8)).replace(tzinfo=None)
            values[f.id] = value
        key = "|".join(str(row.get(k) or "") for k in spec.key)
        content = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:32]
        held = one(
            self.connection, f"select count(*) from {spec.table} where row_key = ? and content_hash = ?", [key, content]
        )
        if held[0] == 0:
            names = ["row_key", "content_hash", *values]
            make_room(self.connection, spec, values)
            self.connection.execute(
                f"insert into {content_table(spec)} ({', '.join(names)}) values ({', '.join('?' for _ in names)})",
                [key, content, *values.values()],
            )
        self.connection.execute(
            "insert into raw.sighting values (?, ?, ?, ?, ?)", [spec.id, self.files, number, key, content]
        )

    def build(self, as_of: str) -> duckdb.DuckDBPyConnection:
        """All models as of a day."""
        write_settings(
            self.connection, self.configuration, end_of_day(day(as_of), self.configuration), read_holidays(self.home)
        )
        written = {
            "core.unit_alias": lambda: write_aliases(self.connection, self.home),
            "core.case_matter": lambda: write_matters(self.connection, np.random.default_rng(1)),
            "marts.day": lambda: write_calendar(self.connection, self.configuration),
        }
        written |= {s.tables[0]: partial(s.write, self.connection, self.home) for s in STATISTICS}
        beside = {table for s in STATISTICS for table in s.tables[1:]}  # written with the first
        for table in ORDER:
            if table in written:
                written[table]()
            elif table not in beside:
                run_model(self.connection, MODELS[table])
        return self.connection

    def publish(self, as_of: str) -> None:
        """Build and publish into the home."""
        self.build(as_of)
        publish(self.connection, self.home, datetime.now(UTC), f"test{self.files:04d}", [])


def builder(folder: Path) -> Builder:
    home = Home(folder)
    home.create()
    return Builder(home)
