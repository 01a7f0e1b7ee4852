"""Withdrawing a file: recorded, and undone by taking the same file in again."""

from __future__ import annotations

from datetime import datetime

import duckdb

from pipelines.ingest.errors import IngestError

SHORTEST = 8


def retract(connection: duckdb.DuckDBPyConnection, sha256: str, now: datetime) -> list[str]:
    """Withdraw every import of a file; from the next build on the figures are those of never having had it.

    Args:
        sha256: the digest of the file or at least its first eight letters.
        now: when it was withdrawn, UTC.

    Returns:
        The names under which the file had come.

    Raises:
        IngestError: too short, no such file, or several.
    """
    wanted = sha256.strip().lower()
    if len(wanted) < SHORTEST:
        raise IngestError(f"请写出摘要的前{SHORTEST}位以上", f"write at least {SHORTEST} letters of the digest")
    found = connection.execute(
        "select distinct sha256, name from raw.file where starts_with(sha256, ?) and retracted_at is null order by name",
        [wanted],
    ).fetchall()
    digests = {row[0] for row in found}
    if not digests:
        raise IngestError(f"没有摘要以“{sha256}”开头的文件，或已撤回", "no such file, or withdrawn before")
    if len(digests) > 1:
        raise IngestError(
            f"有{len(digests)}个文件的摘要以“{sha256}”开头，请多写几位", "several files: write more letters"
        )
    connection.execute(
        "update raw.file set retracted_at = ? where sha256 = ? and retracted_at is null", [now, digests.pop()]
    )
    return [row[1] for row in found]
