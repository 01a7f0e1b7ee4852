"""The append-only raw tables, made from the catalogue.

`raw.<thing>_version` shows a content once per key and content hash, with every column of the catalogue. It is a view
over `raw.<thing>_content`, which has only the columns that a file of this office ever had: writing a column that is
blank throughout costs nearly as much as a filled one, and a field that is new to the catalogue is simply shown as
blank. `raw.sighting` has one line for every accepted or unchanged row. `restricted.case_key` is the only place of
pseudonyms and of text signatures.

A content hash is the first 128 bits of a SHA-256, kept as UUID: half the bytes, and among 10^9 contents the chance
that any two share one is 10^-21.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from warehouse.catalogue.model import Source
from warehouse.catalogue.sources import SOURCES, source_fields

_FIXED = """
create schema if not exists raw;
create schema if not exists restricted;
create table if not exists raw.file (
    file_id INTEGER, sha256 VARCHAR, name VARCHAR, source VARCHAR, profile VARCHAR, encoding VARCHAR,
    header_row INTEGER, layout_id INTEGER, parser_version INTEGER, ingested_at TIMESTAMP,
    exported_at TIMESTAMP, exported_at_basis VARCHAR, covers_through DATE, clock_through DATE,
    rows_read BIGINT, rows_accepted BIGINT, rows_unchanged BIGINT, rows_rejected BIGINT, structure_rows BIGINT,
    retracted_at TIMESTAMP
);
create table if not exists raw.layout (layout_id INTEGER, source VARCHAR, field VARCHAR);
create table if not exists raw.file_rule (file_id INTEGER, severity VARCHAR, rule VARCHAR, rows BIGINT);
create table if not exists raw.unmapped_column (file_id INTEGER, header VARCHAR, is_denied BOOLEAN);
create table if not exists raw.rejected_row (
    file_id INTEGER, row_no BIGINT, row_key VARCHAR, rule VARCHAR, column_name VARCHAR, value_masked VARCHAR,
    detail VARCHAR
);
create table if not exists raw.sighting (
    source VARCHAR, file_id INTEGER, row_no BIGINT, row_key VARCHAR, content_hash UUID
);
create table if not exists raw.matter_link (
    case_id VARCHAR, first_case_id VARCHAR, evidence VARCHAR, made_on TIMESTAMP
);
create table if not exists restricted.case_key (case_id VARCHAR, kind VARCHAR, key_value VARCHAR, file_id INTEGER);
"""


def version_columns(source: Source) -> list[tuple[str, str]]:
    """The columns of a source's version table after row_key and content_hash: (name, SQL type)."""
    return [column for f in source_fields(source) for column in f.columns]


def content_table(source: Source) -> str:
    """The table below a source's version view."""
    return source.table.removesuffix("_version") + "_content"


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing; existing tables and rows stay."""
    connection.execute(_FIXED)
    for source in SOURCES.values():
        connection.execute(f"create table if not exists {content_table(source)} (row_key VARCHAR, content_hash UUID)")
        make_room(connection, source, ())


def make_room(connection: duckdb.DuckDBPyConnection, source: Source, names: Collection[str]) -> None:
    """Give a content table the columns that are about to be filled, and show the others of the catalogue as blank."""
    table = content_table(source)
    held = {row[0] for row in connection.execute(f"select column_name from (describe {table})").fetchall()}
    shown = ["row_key", "content_hash"]
    for name, sql_type in version_columns(source):
        if name in names and name not in held:
            connection.execute(f"alter table {table} add column {name} {sql_type}")
            held.add(name)
        shown.append(name if name in held else f"cast(null as {sql_type}) as {name}")
    connection.execute(f"create or replace view {source.table} as select {', '.join(shown)} from {table}")
