"""Cells of the shareable edition: only from the tables that the build protected and attacked, latest version only.

Belongs here: whether a question is one of the listed tables, and its rows. Does not belong here: the list
(warehouse/catalogue/shareable.py), what is withheld (decided by the build), figures of the internal edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from warehouse.calendar import CALENDAR_MONTHS, Period, month_of, year_of
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.shareable import ShareableSet, ShareableTable, describe_list, find_set
from warehouse.home import Home
from warehouse.query.errors import NotSharedError, QueryError
from warehouse.query.published import Version, current_version
from warehouse.storage.ask import one

_PERIOD_OF: dict[str, Callable[[date, int], Period]] = {"month": month_of, "year": year_of}
_TABLE = "marts.shareable_cell where table_id = ? and metric = ?"


@dataclass(frozen=True, slots=True)
class ShareableCell:
    """One figure of a shareable table; a number that is withheld is None.

    `reason` is `protected` for a withheld cell, whether it is small itself or guards another. The denominator may stand
    without the numerator.
    """

    by: tuple[str, ...]
    value: float | int | None
    numerator: int | None
    denominator: int | None
    suppressed: bool
    reason: str | None


def latest_version(home: Home, version: str | None) -> Version:
    """The current version; what has been replaced is not shared, since two versions can be subtracted.

    Raises:
        QueryError: another version was asked for.
    """
    current = current_version(home)
    if version not in (None, current.id):
        raise QueryError(
            f"共享版只提供当前版本 {current.id}，不提供 {version} / the shareable edition has the current version only"
        )
    return current


def shareable_cells(
    connection: duckdb.DuckDBPyConnection,
    metric_id: str,
    by: Sequence[str],
    where: Mapping[str, Iterable[str]],
    start: date | None,
    end: date | None,
    month_cut_day: int = CALENDAR_MONTHS,
) -> tuple[ShareableCell, ...]:
    """Answer one question from the fixed list.

    A filter that is no breakdown names one member: it picks the cells of that member from the table that has it.
    Dates name whole periods of the set's grain; one period is such a filter as well.

    Args:
        connection: marts of a published version.
        metric_id: a metric of the book.
        by: breakdowns by their ids.
        where: breakdown → members by their codes.
        start: first day of the period; None from the beginning.
        end: last day of the period, included; None to the end.
        month_cut_day: last day of a month of the office.

    Returns:
        One cell for each combination of members, in order of the breakdowns; withheld ones too.

    Raises:
        NotSharedError: it is not one of the listed tables, which the message names, or the build could not protect it.
    """
    chosen = find_set(metric_id)
    if chosen is None:
        raise _not_listed(f"指标“{metric_id}”不在共享版中", f"{metric_id} is not shared")
    wanted = {name: list(members) for name, members in where.items()}
    periods = _periods(chosen.grain, start, end, month_cut_day)
    if periods is not None:
        named = wanted.get(chosen.grain, periods)
        wanted[chosen.grain] = [label for label in periods if label in named]
    table = _table(chosen, {*by, *wanted})
    for name, members in wanted.items():
        if name not in by and len(members) != 1:
            raise _not_listed(
                f"共享版不能合并“{DIMENSIONS[name].name.zh}”的多个成员", f"members of {name} cannot be added up"
            )
    if one(connection, f"select count(*) from {_TABLE} and audited = 0", [table.id, metric_id])[0]:
        raise NotSharedError(
            f"“{table.name.zh}”本版未通过保护审计，不提供 / {table.name.en}: not audited in this version, so not shared",
            "not_audited",
        )
    columns = {name: f"key_{place}" for place, name in enumerate(table.by, start=1)}
    conditions = "".join(f" and list_contains(?, {columns[name]})" for name in wanted)
    keys = ", ".join(columns[name] for name in by)
    rows = connection.execute(
        f"""
        select value, numerator, denominator, suppressed, reason {", " + keys if keys else ""}
        from {_TABLE} {conditions}
        {"order by " + keys if keys else ""}
        """,
        [table.id, metric_id, *wanted.values()],
    ).fetchall()
    is_count = METRICS[metric_id].denominator is None
    return tuple(
        ShareableCell(tuple(key), numerator if is_count else value, numerator, denominator, bool(suppressed), reason)
        for value, numerator, denominator, suppressed, reason, *key in rows
    )


def _table(chosen: ShareableSet, names: set[str]) -> ShareableTable:
    for table in chosen.tables:
        if set(table.by) == names:
            return table
    asked = " × ".join(sorted(names)) or "—"
    raise _not_listed(f"共享版没有“{asked}”这张表", f"no shareable table by {asked}")


def _not_listed(zh: str, en: str) -> NotSharedError:
    listed = describe_list()
    return NotSharedError(f"{zh}。共享版只有这些表：{listed.zh} / {en}; the shareable tables are: {listed.en}")


def _periods(grain: str, start: date | None, end: date | None, month_cut_day: int) -> list[str] | None:
    """Labels of the whole periods from start to end, or None for all there is."""
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise _not_listed("共享版须同时给出起止日期", "the shareable edition needs both dates")
    labels = []
    day = start
    while day <= end:
        period = _PERIOD_OF[grain](day, month_cut_day)
        if period.start < start or period.end > end:
            raise _not_listed(
                f"共享版只按整{DIMENSIONS[grain].name.zh}提供，{start}至{end}不是",
                f"{start} to {end} is not made of whole periods by {grain}",
            )
        labels.append(period.label)
        day = period.end + timedelta(days=1)
    return labels
