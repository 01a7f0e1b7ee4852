"""Blocking checks over a candidate. A red one publishes nothing; the last good version stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from warehouse.catalogue.model import Text
from warehouse.catalogue.tables import TABLES, describe_column
from warehouse.home import Home
from warehouse.query.errors import NothingPublishedError
from warehouse.query.published import current_version
from warehouse.storage.ask import one

MAX_DROP = 0.2

FORBIDDEN_COLUMNS = (
    "case_id", "person_key", "matter_id", "related_case_id", "township_code", "department_code", "owned_id", "dispute_id",
    "decision_id",
)  # fmt: skip

# Each fact holds every row of its staging table once.
STAGED = {
    "fact_case": "case",
    "fact_reception": "reception",
    "fact_owned_case": "owned_case",
    "fact_dispute": "dispute",
    "fact_decision": "decision",
}

# Facts by the units that they are broken down by.
UNIT_FACTS = {
    "township": ("fact_case", "fact_reception", "fact_owned_case", "fact_dispute"),
    "department": ("fact_case", "fact_reception", "fact_owned_case", "fact_dispute", "fact_decision"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    check: str
    passed: bool
    text: Text


Check = Callable[[duckdb.DuckDBPyConnection, Home], Finding]


def something_imported(connection: duckdb.DuckDBPyConnection, home: Home) -> Finding:  # noqa: ARG001
    """A home into which no file was ever taken has no figures, not figures of zero."""
    files = one(connection, "select count(*) from raw.file")[0]
    return Finding(
        "something_imported",
        files > 0,
        Text(
            f"导入过{files}个文件；还没有导入任何数据时不发布，请先运行 tingmin ingest 文件",
            f"{files} files were imported; without any nothing is published: run tingmin ingest FILE first",
        ),
    )


def rows_reconcile(connection: duckdb.DuckDBPyConnection, home: Home) -> Finding:  # noqa: ARG001
    """Every row that was read was accepted, unchanged or rejected."""
    wrong = one(
        connection,
        "select count(*) from raw.file where rows_read <> rows_accepted + rows_unchanged + rows_rejected",
    )[0]
    return Finding(
        "rows_reconcile",
        wrong == 0,
        Text(f"{wrong}个文件读入行数不等于采用、无变化与拒收之和", f"{wrong} files do not reconcile"),
    )


def totals_agree(connection: duckdb.DuckDBPyConnection, home: Home) -> Finding:  # noqa: ARG001
    """The facts hold every case and every ledger row of staging once."""
    counts = {
        fact: one(connection, f"select (select count(*) from staging.{staged}), (select count(*) from marts.{fact})")
        for fact, staged in STAGED.items()
    }
    return Finding(
        "totals_agree",
        all(staged == facts for staged, facts in counts.values()),
        Text(
            "；".join(f"{fact} 整理后{staged}行，事实表{facts}行" for fact, (staged, facts) in counts.items()),
            "; ".join(
                f"{fact}: {staged} rows staged, {facts} in the facts" for fact, (staged, facts) in counts.items()
            ),
        ),
    )


def units_named(connection: duckdb.DuckDBPyConnection, home: Home) -> Finding:  # noqa: ARG001
    """Every township and unit of the facts has exactly one name."""
    wrong = 0
    for kind, facts in UNIT_FACTS.items():
        union = " union ".join(f"select {kind} from marts.{fact}" for fact in facts)
        wrong += one(
            connection,
            f"select count(*) from (select f.{kind} from ({union}) f left join marts.{kind} d on d.code = f.{kind} "
            f"group by f.{kind} having count(distinct d.name) <> 1)",
        )[0]
    return Finding("units_named", wrong == 0, Text(f"{wrong}个单位没有唯一名称", f"{wrong} units lack one name"))


def no_forbidden_column(connection: duckdb.DuckDBPyConnection, home: Home) -> Finding:  # noqa: ARG001
    """No mart carries a case number, a matter number or a pseudonym, and every column is described."""
    columns = connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'marts'"
    ).fetchall()
    wrong = [f"{table}.{column}" for table, column in columns if column in FORBIDDEN_COLUMNS]
    for table, column in columns:
        try:
            describe_column(column)
        except KeyError:
            wrong.append(f"{table}.{column}")
        if f"marts.{table}" not in TABLES:
            wrong.append(table)
    return Finding(
        "no_forbidden_column",
        not wrong,
        Text(f"不得发布或未说明的列：{wrong}", f"forbidden or undescribed columns: {wrong}"),
    )


def no_sudden_drop(connection: duckdb.DuckDBPyConnection, home: Home) -> Finding:
    """Cases do not vanish: a candidate of the same or a later day keeps at least 80 % of what is published."""
    now = one(connection, "select count(*) from marts.fact_case")[0]
    try:
        before = current_version(home)
    except NothingPublishedError:
        return Finding("no_sudden_drop", True, Text("首次发布", "first version"))
    as_of = one(connection, "select cast(as_of_on as varchar) from config.build")[0]
    retracted = one(connection, "select count(*) from raw.file where retracted_at is not null")[0]
    earlier = as_of < before.as_of
    published = int(before.manifest["tables"]["marts.fact_case"])
    passed = earlier or retracted > before.manifest["retracted_files"] or now >= published * (1 - MAX_DROP)
    return Finding(
        "no_sudden_drop",
        passed,
        Text(
            f"件数由{published}降为{now}，超过{MAX_DROP:.0%}；如确属撤回，请用 tingmin ingest --retract",
            f"cases fell from {published} to {now}; withdraw files with --retract",
        ),
    )


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (something_imported, rows_reconcile, totals_agree, units_named, no_forbidden_column, no_sudden_drop)
}
