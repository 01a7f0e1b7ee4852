"""Which cases belong to one matter: core.case_matter, and the links that outlive the keys.

This is the only reader of the restricted table of pseudonyms and text signatures. Links once made are kept in
raw.matter_link; keys older than the look-back are deleted when the build looks from the end of the data.
"""

from __future__ import annotations

from datetime import datetime

import duckdb
import numpy as np
import polars as pl

from pipelines.ingest.signature import SUBJECT
from pipelines.metrics.derived import derived_links
from pipelines.metrics.matters import matters
from warehouse.storage.ask import one

KEEP_KEYS_MONTHS = 24

_CASES = """
    select case_id, matter_id, related_case_id, coalesce(petitioned_on, registered_on) as occurred_on,
        coalesce(topic_3, topic_2, topic_1) as topic, coalesce(township_code, township) as township
    from staging.case
    order by case_id
"""
# The keys of the exports that this build takes a case from: those of a withdrawn file, or of one that came after the
# day that a build looks from, are as if they had never come.
_KEYS = """
    select distinct k.case_id, k.key_value
    from restricted.case_key k
    inner join staging.case_sighting s on s.row_key = k.case_id and s.file_id = k.file_id
    inner join staging.case c on c.case_id = k.case_id
    where k.kind {operator} '{subject}'
"""
_SIGNATURES = """
    select case_id, unhex(max(key_value)) as signature from ({keys}) group by case_id
"""


def write_matters(connection: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """Write core.case_matter: case_id, matter_id, matter_key, evidence, is_weak, has_key."""
    cases = connection.sql(_CASES).pl()
    keys = connection.sql(_KEYS.format(operator="<>", subject=SUBJECT)).pl().rename({"key_value": "person_key"})
    signatures = connection.sql(_SIGNATURES.format(keys=_KEYS.format(operator="=", subject=SUBJECT))).pl()
    links = derived_links(cases.select("case_id", "occurred_on", "topic", "township"), keys, signatures)
    links = pl.concat([links, _kept(connection)]).unique("case_id", keep="first", maintain_order=True)
    # An office may ask for what the exports say and nothing else: what is derived is kept all the same.
    is_derived_used = one(connection, "select matter_setting from config.build")[0] == "all"
    strong = links.filter((pl.col("evidence") == "derived") & is_derived_used)
    joined = matters(cases, strong.select("case_id", "first_case_id"), rng).with_columns(
        is_weak=pl.col("case_id")
        .is_in(links.filter(pl.col("evidence") != "derived")["case_id"].implode())
        .cast(pl.Int32),
        has_key=(pl.col("case_id").is_in(keys["case_id"].unique().implode()) & is_derived_used).cast(pl.Int32),
    )
    connection.execute("create schema if not exists core")
    for table, frame in (("core.case_matter", joined), ("core.derived_link", links)):
        connection.register("frame", frame.to_arrow())
        connection.execute(f"create or replace table {table} as select * from frame")
        connection.unregister("frame")


def _kept(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Links of cases that are still there, once the keys of either end are forgotten; till then keys decide."""
    kept: pl.DataFrame = connection.sql(
        """
        select l.case_id, l.first_case_id, l.evidence
        from raw.matter_link l
        inner join staging.case c on c.case_id = l.case_id
        inner join staging.case f on f.case_id = l.first_case_id
        where l.case_id not in (select case_id from restricted.case_key)
            or l.first_case_id not in (select case_id from restricted.case_key)
        order by l.made_on, l.case_id
        """
    ).pl()
    return kept


def keep_links_and_forget_keys(connection: duckdb.DuckDBPyConnection, now: datetime) -> int:
    """Keep every derived link, then delete the keys of cases registered before the look-back.

    A link that a correction or a withdrawal has undone is taken back while both keys are there: without them it would
    hold again.

    Returns:
        How many keys were deleted.
    """
    connection.execute(
        """
        delete from raw.matter_link l
        where l.case_id in (select case_id from restricted.case_key)
            and l.first_case_id in (select case_id from restricted.case_key)
            and not exists (
                select 1 from core.derived_link d where d.case_id = l.case_id and d.first_case_id = l.first_case_id
            )
        """
    )
    connection.execute(
        """
        insert into raw.matter_link
        select d.case_id, d.first_case_id, d.evidence, cast(? as timestamp)
        from core.derived_link d
        where not exists (
            select 1 from raw.matter_link l where l.case_id = d.case_id and l.first_case_id = d.first_case_id
        )
        """,
        [now.replace(tzinfo=None)],
    )
    before = one(connection, "select count(*) from restricted.case_key")[0]
    # Written anew, so that the deleted keys leave the pages of the file and not only the table.
    connection.execute(
        f"""
        create or replace table restricted.case_key as
        select k.*
        from restricted.case_key k
        inner join (
            select row_key, max(registered_on) as registered_on from raw.case_version group by row_key
        ) v on v.row_key = k.case_id
        cross join config.build b
        where v.registered_on >= b.data_through - interval {KEEP_KEYS_MONTHS} month
        """
    )
    return int(before - one(connection, "select count(*) from restricted.case_key")[0])
