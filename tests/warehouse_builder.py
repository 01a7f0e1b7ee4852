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
from uuid import UUID

import duckdb
import numpy as np

from pipelines.linking import write_matters
from pipelines.publish import publish
from pipelines.publish.calendar import FACTS, write_calendar
from pipelines.settings import end_of_day, write_aliases, write_settings
from pipelines.statistics import STATISTICS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Source, day_of, span_of
from warehouse.catalogue.sources import SOURCES, source_fields
from warehouse.home import Configuration, Home
from warehouse.models import load_models, ordered, run_model
from warehouse.storage import create_raw_tables
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

ROWS_A_STATEMENT = 100


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
        self._rows(spec, [_values(spec, row) for row in rows])

    def _rows(self, spec: Source, rows: list[dict[str, Any]]) -> None:
        """Contents that are not held yet, and a sighting of every row."""
        table = content_table(spec)
        held = set(self.connection.execute(f"select row_key, content_hash from {table}").fetchall())
        names = list(dict.fromkeys(name for row in rows for name in row))
        make_room(self.connection, spec, names)
        contents, sightings = [], []
        for number, values in enumerate(rows, start=2):
            key = "|".join(str(values.get(k) or "") for k in spec.key)
            content = UUID(hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:32])
            sightings.append((spec.id, self.files, number, key, content))
            if (key, content) not in held:
                held.add((key, content))
                contents.append((key, content, *(values.get(name) for name in names)))
        self._insert(table, ["row_key", "content_hash", *names], contents)
        self._insert("raw.sighting", ["source", "file_id", "row_no", "row_key", "content_hash"], sightings)

    def _insert(self, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
        """Many rows a statement: one each would be most of a build's time."""
        row = f"({', '.join('?' for _ in names)})"
        for some in (rows[at : at + ROWS_A_STATEMENT] for at in range(0, len(rows), ROWS_A_STATEMENT)):
            self.connection.execute(
                f"insert into {table} ({', '.join(names)}) values {', '.join(row for _ in some)}",
                [value for values in some for value in values],
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


def _values(spec: Source, row: dict[str, Any]) -> dict[str, Any]:
    """What the importer would store of a row."""
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
    return values


def builder(folder: Path) -> Builder:
    home = Home(folder)
    home.create()
    return Builder(home)
