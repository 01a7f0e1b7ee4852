"""Version files: written whole under a new name, then pointed to by CURRENT.json.

A reader that opened a version keeps it; no file is ever changed after it was published.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import duckdb

from pipelines.publish.audit import Finding
from warehouse.home import Home
from warehouse.query.errors import NothingPublishedError
from warehouse.query.published import current_version, manifest_file
from warehouse.storage.ask import one
from warehouse.storage.comments import comment_table
from warehouse.storage.notes import issued_papers

STORAGE_VERSION = "v1.5.0"

# Sorted by what readers filter by, so that a slice reads few blocks.
_SORTED_BY = {"fact_case": "registered_on, township, department"}
# A text that a fact repeats in millions of rows is stored as a number of a list: grouping takes half the time.
_FACT = "fact_"
_MOST_LISTED = 65_535


def publish(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    now: datetime,
    run: str,
    findings: Iterable[Finding],
) -> dict[str, Any]:
    """Publish the schemas marts and rows of the warehouse as one new version.

    Returns:
        The manifest. The version becomes CURRENT unless the current one has a later as-of day.
    """
    name = f"{now:%Y%m%dT%H%M%SZ}-{run[:8]}"
    marts = home.published / f"marts-{name}.duckdb"
    rows = home.published / f"rows-{name}.duckdb"
    tables = {**_write(connection, marts, "marts"), **_write(connection, rows, "rows")}
    as_of, data_through = one(
        connection, "select cast(as_of_on as varchar), cast(data_through as varchar) from config.build"
    )
    manifest = {
        "version": name,
        "as_of": as_of,
        "data_through": data_through,
        "published_at": f"{now:%FT%TZ}",
        "tables": tables,
        "sha256": {file.name: _digest(file) for file in (marts, rows)},
        "checks": [f.check for f in findings],
        "retracted_files": one(connection, "select count(*) from raw.file where retracted_at is not null")[0],
        "code_version": installed_version("tingmin"),
    }
    _replace(manifest_file(home, name), manifest)
    if _is_newest(home, manifest):
        _replace(home.published / "CURRENT.json", manifest)
        (home.published / "HELD.json").unlink(missing_ok=True)
    _clean(home)
    return manifest


def hold_back(home: Home, now: datetime, findings: Iterable[Finding]) -> dict[str, Any]:
    """Write down why a candidate was not published; the last good version stays."""
    held = {
        "held_at": f"{now:%FT%TZ}",
        "checks": [{"check": f.check, "zh": f.text.zh, "en": f.text.en} for f in findings],
    }
    _replace(home.published / "HELD.json", held)
    return held


def _write(connection: duckdb.DuckDBPyConnection, file: Path, schema: str) -> dict[str, int]:
    names = [
        row[0]
        for row in connection.execute(
            "select table_name from information_schema.tables "
            "where table_schema = ? and table_catalog = current_database() order by table_name",
            [schema],
        ).fetchall()
    ]
    file.unlink(missing_ok=True)
    escaped = str(file).replace("'", "''")
    connection.execute(f"attach '{escaped}' as candidate (storage_version '{STORAGE_VERSION}')")
    counts = {}
    try:
        connection.begin()  # one wait for the disk, not one for every table and comment
        connection.execute(f"create schema candidate.{schema}")
        for name in names:
            order = f" order by {_SORTED_BY[name]}" if name in _SORTED_BY else ""
            listed = _listed(connection, schema, name) if name.startswith(_FACT) else ""
            connection.execute(
                f"create table candidate.{schema}.{name} as select *{listed} from {schema}.{name}{order}"
            )
            comment_table(connection, f"{schema}.{name}", f"candidate.{schema}.{name}")
            counts[f"{schema}.{name}"] = one(connection, f"select count(*) from candidate.{schema}.{name}")[0]
        connection.commit()
        connection.execute("checkpoint candidate")
    except BaseException:
        with suppress(duckdb.Error):  # a failed commit, as on a full disk, has ended the transaction
            connection.rollback()
        raise
    finally:
        connection.execute("detach candidate")
    if file.with_name(file.name + ".wal").exists():
        raise RuntimeError(f"{file.name} was not written out completely")
    file.chmod(0o600)
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
    return counts


def _listed(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    """Lists of the texts of a fact's columns as types of the candidate, and the clause that casts the columns to them."""
    columns = connection.execute(
        "select column_name from information_schema.columns where table_catalog = current_database() "
        "and table_schema = ? and table_name = ? and data_type = 'VARCHAR' order by ordinal_position",
        [schema, table],
    ).fetchall()
    casts = []
    for (column,) in columns:
        texts = f"select distinct {column} from {schema}.{table} where {column} is not null"
        if one(connection, f"select count(*) from ({texts})")[0] <= _MOST_LISTED:
            kind = f"candidate.{schema}.{table}_{column}"
            connection.execute(f"create type {kind} as enum ({texts} order by {column})")
            casts.append(f"cast({column} as {kind}) as {column}")
    return f" replace ({', '.join(casts)})" if casts else ""


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _replace(file: Path, content: dict[str, Any]) -> None:
    temporary = file.with_name(file.name + ".new")
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.chmod(0o600)
    temporary.replace(file)


def _is_newest(home: Home, manifest: dict[str, Any]) -> bool:
    try:
        return bool(manifest["as_of"] >= current_version(home).as_of)
    except NothingPublishedError:
        return True


def _clean(home: Home) -> None:
    """Keep the last versions, the current one, those that a paper names, and the rows of the current one only.

    Whatever else lies there was left by a process that died while it published.
    """
    current = current_version(home).id
    names = sorted(f.stem.removeprefix("manifest-") for f in home.published.glob("manifest-*.json"))
    keep = {
        *names[-home.configuration().thresholds.keep_versions :],
        current,
        *(p.version for p in issued_papers(home)),
    }
    wanted = {f"marts-{name}.duckdb" for name in keep} | {manifest_file(home, name).name for name in keep}
    wanted.add(f"rows-{current}.duckdb")
    for pattern in ("marts-*", "rows-*", "manifest-*", "*.new"):
        for file in home.published.glob(pattern):
            if file.name not in wanted:
                file.unlink(missing_ok=True)
