"""The append-only raw tables: which files were taken, what was new in each, what was refused.

Here: reading and writing `raw.*` and `restricted.*` for one file, inside the caller's transaction. Not here: the
tables' shape (`warehouse.storage.raw`) and judging rows (`incoming`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from pipelines.ingest.exported import Export
from pipelines.ingest.incoming import Incoming
from pipelines.ingest.rules import warning
from warehouse.catalogue.model import Source
from warehouse.storage.raw import content_table, make_room

PARSER_VERSION = 5  # raise it when the same bytes would be read otherwise: they are then taken in again


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is recorded of a file beside its rows."""

    sha256: str
    name: str
    profile: str | None
    encoding: str
    header_row: int
    structure_rows: int
    unmapped: Sequence[tuple[str, bool]]  # header, whether it is on the deny-list
    fields: Collection[str]  # stored fields that the file says something about
    ingested_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file."""

    accepted: int
    unchanged: int
    rejected: int
    rejections: dict[str, int]
    warnings: dict[str, int]

    @property
    def read(self) -> int:
        """All rows of data."""
        return self.accepted + self.unchanged + self.rejected


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that is in the ledger."""

    file_id: int
    exported_at: datetime


def held_file(
    connection: duckdb.DuckDBPyConnection,
    sha256: str,
    source: Source,
    profile: str | None,
    fields: Collection[str],
    derived: Collection[str],
) -> HeldFile | None:
    """The file with the same bytes, read the same way, that was not retracted.

    Args:
        fields: the stored fields that its columns now map to: with a new alias the same bytes say more.
        derived: fields that its rows may fill beside these.
    """
    found = connection.execute(
        """
        select f.file_id, f.exported_at, list(l.field)
        from raw.file f left join raw.layout l on l.layout_id = f.layout_id
        where f.sha256 = ? and f.source = ? and f.profile is not distinct from ? and f.parser_version = ?
            and f.retracted_at is null
        group by f.file_id, f.exported_at order by f.file_id desc
        """,
        [sha256, source.id, profile, PARSER_VERSION],
    ).fetchall()
    for file_id, exported_at, layout in found:
        if set(fields) <= set(layout) <= {*fields, *derived}:
            return HeldFile(file_id, exported_at.replace(tzinfo=UTC))
    return None


def correct_export(connection: duckdb.DuckDBPyConnection, file_id: int, export: Export) -> None:
    """Record another moment of export for a file that is in the ledger."""
    connection.execute(
        "update raw.file set exported_at = ?, exported_at_basis = ?, "
        "covers_through = case when covers_through is not null then cast(? as date) end, "
        "clock_through = case when clock_through is not null then cast(? as date) end where file_id = ?",
        [_utc(export.at), export.basis, export.covers_through, export.clock_through, file_id],
    )


def record(incoming: Incoming, facts: FileFacts, export: Export) -> Counts:
    """Write one file: new contents, a sighting for every row taken, pseudonyms, problems, totals."""
    connection = incoming.connection
    file_id = _next(connection, "raw.file", "file_id")
    accepted = _write_versions(incoming)
    sighted = _write_sightings(incoming, file_id)
    rejections, warnings = incoming.rejections(), incoming.warnings()
    counts = Counts(accepted, sighted - accepted, sum(rejections.values()), rejections, warnings)
    connection.execute(
        f"insert into restricted.case_key select row_key, kind, person_key, cast(? as integer) from {incoming.persons}",
        [file_id],
    )
    connection.execute(
        "insert into raw.rejected_row "
        f"select cast(? as integer), row_no, row_key, rule, column_name, value_masked, detail from {incoming.problems} "
        "order by row_no",
        [file_id],
    )
    _write_file(connection, file_id, incoming.source, facts, export, counts)
    return counts


def _write_versions(incoming: Incoming) -> int:
    names = [name for name, _ in incoming.columns]
    make_room(incoming.connection, incoming.source, names)
    table, columns = content_table(incoming.source), ", ".join(["row_key", "content_hash", *names])
    row = incoming.connection.execute(
        f"""
        insert into {table} ({columns})
        select {columns} from {incoming.rows} r
        where (warned & {warning("duplicate_collapsed")}) = 0 and not exists (
            select 1 from {table} v where v.row_key = r.row_key and v.content_hash = r.content_hash
        )
        """
    ).fetchone()
    return int(row[0]) if row else 0


def _write_sightings(incoming: Incoming, file_id: int) -> int:
    row = incoming.connection.execute(
        "insert into raw.sighting (source, file_id, row_no, row_key, content_hash) "
        f"select ?, cast(? as integer), row_no, row_key, content_hash from {incoming.rows}",
        [incoming.source.id, file_id],
    ).fetchone()
    return int(row[0]) if row else 0


def _write_file(
    connection: duckdb.DuckDBPyConnection,
    file_id: int,
    source: Source,
    facts: FileFacts,
    export: Export,
    counts: Counts,
) -> None:
    values = {
        "file_id": file_id,
        "sha256": facts.sha256,
        "name": facts.name,
        "source": source.id,
        "profile": facts.profile,
        "encoding": facts.encoding,
        "header_row": facts.header_row,
        "layout_id": _layout(connection, source, facts.fields),
        "parser_version": PARSER_VERSION,
        "ingested_at": _utc(facts.ingested_at),
        "exported_at": _utc(export.at),
        "exported_at_basis": export.basis,
        "covers_through": export.covers_through,
        "clock_through": export.clock_through,
        "rows_read": counts.read,
        "rows_accepted": counts.accepted,
        "rows_unchanged": counts.unchanged,
        "rows_rejected": counts.rejected,
        "structure_rows": facts.structure_rows,
    }
    marks = ", ".join(f"${name}" for name in values)
    connection.execute(f"insert into raw.file ({', '.join(values)}) values ({marks})", values)
    found = [
        (file_id, severity, rule, rows)
        for severity, rules in (("reject", counts.rejections), ("warn", counts.warnings))
        for rule, rows in rules.items()
    ]
    if found:
        connection.executemany("insert into raw.file_rule values (?, ?, ?, ?)", found)
    if facts.unmapped:
        connection.executemany(
            "insert into raw.unmapped_column values (?, ?, ?)", [(file_id, *column) for column in facts.unmapped]
        )


def _layout(connection: duckdb.DuckDBPyConnection, source: Source, fields: Collection[str]) -> int:
    """The id of this set of columns, new if it was never met."""
    known = connection.execute(
        "select layout_id, list(field) from raw.layout where source = ? group by layout_id", [source.id]
    ).fetchall()
    for layout_id, names in known:
        if set(names) == set(fields):
            return int(layout_id)
    layout_id = _next(connection, "raw.layout", "layout_id")
    connection.execute("insert into raw.layout select ?, ?, unnest(?)", [layout_id, source.id, sorted(fields)])
    return layout_id


def _next(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    row = connection.execute(f"select coalesce(max({column}), 0) + 1 from {table}").fetchone()
    return int(row[0]) if row else 1


def _utc(moment: datetime) -> datetime:
    """An instant as raw stores it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
