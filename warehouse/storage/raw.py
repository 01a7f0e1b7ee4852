"""The append-only raw tables, made from the catalogue.

`raw.<thing>_version` holds a content once per key and content hash; `raw.sighting` has one line for every
accepted or unchanged row; `restricted.case_key` is the only place of pseudonyms
and of text signatures.
"""

from __future__ import annotations

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
    source VARCHAR, file_id INTEGER, row_no BIGINT, row_key VARCHAR, content_hash VARCHAR
);
create table if not exists raw.matter_link (
    case_id VARCHAR, first_case_id VARCHAR, evidence VARCHAR, made_on TIMESTAMP
);
create table if not exists restricted.case_key (case_id VARCHAR, kind VARCHAR, key_value VARCHAR, file_id INTEGER);
"""


def version_columns(source: Source) -> list[tuple[str, str]]:
    """The columns of a source's version table after row_key and content_hash: (name, SQL type)."""
    return [column for f in source_fields(source) for column in f.columns]


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing; existing tables and rows stay."""
    connection.execute(_FIXED)
    for source in SOURCES.values():
        columns = ", ".join(f"{name} {sql_type}" for name, sql_type in version_columns(source))
        connection.execute(
            f"create table if not exists {source.table} (row_key VARCHAR, content_hash VARCHAR, {columns})"
        )
