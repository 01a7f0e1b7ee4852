"""What a build is told before it starts: its as-of day, its clocks and thresholds, the office's aliases.

Written as tables of the schema `config`, so that SQL reads a setting as it reads everything else.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import duckdb
import polars as pl

from warehouse.catalogue.codes import CODE_LISTS, LEVELS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import nearest
from warehouse.catalogue.sources import SOURCES
from warehouse.home import Configuration, Home
from warehouse.storage.ask import one
from warehouse.working_days import working_days

FAR_FUTURE = date(9999, 12, 31)
LONGEST_TERM = 10_000  # working days; numbers on either side of a gap in the holiday calendar lie farther apart


def end_of_day(day: date, configuration: Configuration) -> datetime:
    """The last second of a day in the office's time zone, as an instant."""
    return datetime.combine(day, time(23, 59, 59), configuration.zone).astimezone(UTC)


def write_settings(
    connection: duckdb.DuckDBPyConnection,
    configuration: Configuration,
    as_of_at: datetime,
    holidays: Mapping[date, bool],
) -> None:
    """Write config.build, config.source_clock, config.level, config.clock_rule and config.calendar.

    Clocks are judged on `clock_on`, the last day that had ended both at the as-of instant and in the exports;
    `data_through` is what is printed: the last day that the exports cover, not after the as-of day. config.build has
    those of the cases, config.source_clock those of every kind of export.

    Args:
        as_of_at: the instant that the build looks from; versions exported later are not known to it.
        holidays: the office's own holiday table, day → whether it is worked.
    """
    local = as_of_at.astimezone(configuration.zone)
    as_of_on = local.date()
    ended_on = (local + timedelta(seconds=1)).date() - timedelta(days=1)
    connection.execute("create schema if not exists config")
    connection.execute("create or replace table config.source_clock (source VARCHAR, data_through DATE, clock_on DATE)")
    for source in SOURCES:
        covers, clock = one(
            connection,
            "select max(covers_through), max(clock_through) from raw.file "
            "where retracted_at is null and source = ? and exported_at <= ?",
            [source, as_of_at.astimezone(UTC).replace(tzinfo=None)],
        )
        if covers is None:  # only files exported later: their contents are reconstructed as of the day asked for
            covers, clock = as_of_on, ended_on
        connection.execute(
            "insert into config.source_clock values (?, ?, ?)",
            [source, min(covers, as_of_on), min(clock, ended_on)],
        )
    covers, clock = one(connection, "select data_through, clock_on from config.source_clock where source = 'cases'")
    limits = configuration.thresholds
    connection.execute(
        """
        create or replace table config.build as
        select
            cast(? as date) as as_of_on, cast(? as timestamp) as as_of_at,
            cast(? as date) as data_through, cast(? as date) as clock_on,
            cast(? as integer) as collective_min_persons, cast(? as integer) as evaluation_days,
            cast(? as integer) as one_off_days, cast(? as integer) as look_back_days,
            cast(? as integer) as owned_no_movement_days, cast(? as varchar) as first_case_setting,
            cast(? as varchar) as matter_setting, cast(? as integer) as competent_height,
            cast(? as integer) as deadline_rollover
        """,
        [
            as_of_on, as_of_at.astimezone(UTC).replace(tzinfo=None), covers, clock,
            limits.collective_min_persons, limits.evaluation_days, limits.one_off_days, limits.look_back_days,
            limits.owned_no_movement_days, configuration.basis.first_case, configuration.basis.matters,
            LEVELS.index(configuration.basis.competent_level),
            int(configuration.calendar.deadline_rollover),
        ],
    )  # fmt: skip
    connection.execute("create or replace table config.level (level VARCHAR, height INTEGER)")
    connection.executemany("insert into config.level values (?, ?)", [[name, n] for n, name in enumerate(LEVELS)])
    connection.execute(
        "create or replace table config.clock_rule "
        "(rule_id VARCHAR, step VARCHAR, days INTEGER, valid_from DATE, valid_to DATE, is_working INTEGER, "
        "extension_days INTEGER)"
    )
    for rule in configuration.clocks:
        connection.execute(
            "insert into config.clock_rule values (?, ?, ?, ?, ?, ?, ?)",
            [rule.id, rule.step, rule.days, rule.valid_from, rule.valid_to or FAR_FUTURE,
             int(rule.unit == "working_days"), rule.extension_days],
        )  # fmt: skip
    write_working_days(connection, working_days(holidays))


def write_working_days(connection: duckdb.DuckDBPyConnection, days: Mapping[date, bool]) -> None:
    """config.calendar: every day of the years that have a holiday calendar, whether it is worked, and its number.

    `workday_no` counts working days from the start, that day included: n working days after a day is the working day
    whose number is n higher. Years without a calendar part the days into stretches; no term counts across such a gap,
    and `covered_to` is the last day of a day's stretch.
    """
    frame = pl.DataFrame({"day": list(days), "is_working": list(days.values())}).sort("day")
    frame = (
        frame.with_columns(
            pl.col("is_working").cast(pl.Int32),
            stretch=(pl.col("day").diff().dt.total_days() > 1).fill_null(False).cum_sum(),
        )
        .with_columns(
            workday_no=(pl.col("is_working").cum_sum() + pl.col("stretch") * LONGEST_TERM).cast(pl.Int32),
            covered_to=pl.col("day").max().over("stretch"),
        )
        .drop("stretch")
    )
    connection.register("working_days", frame.to_arrow())
    connection.execute("create or replace table config.calendar as select * from working_days")
    connection.unregister("working_days")


def write_aliases(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """core.unit_alias: spellings from the reference tables in force (place 4) and from aliases.csv (place 1)."""
    connection.execute("create schema if not exists core")
    connection.execute(
        "create or replace table core.unit_alias (kind VARCHAR, spelling VARCHAR, code VARCHAR, place INTEGER)"
    )
    for kind in UNITS:
        # Aliases stand in one cell, separated by semicolons or commas of either width.
        connection.execute(
            f"""
            insert into core.unit_alias
            select ?, trim(spelling), code, 4
            from (
                select code, unnest(regexp_split_to_array(aliases, '[;；、,，]')) as spelling
                from staging.{kind}
            )
            where trim(spelling) <> ''
            """,
            [kind],
        )
    for source, spelling, code in read_aliases(home):
        if source in UNITS:
            connection.execute("insert into core.unit_alias values (?, ?, ?, 1)", [source, spelling, code])


ALIAS_HEADER = ("来源", "写法", "代码")
UNITS = ("township", "department")
HEADER = "header"


def read_aliases(home: Home) -> list[tuple[str, str, str]]:
    """The office's own spellings: (source, spelling, code)."""
    file = home.reference / "aliases.csv"
    if not file.is_file():
        return []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    return [(row[0], row[1], row[2]) for row in rows if len(row) >= 3]


def add_alias(home: Home, source: str, spelling: str, code: str) -> None:
    """Keep a spelling of the office: a header, a township, a unit or a label of a code list.

    Args:
        source: `header`, `township`, `department`, or the name of a code list.
        spelling: as the export writes it; said before, the new code replaces the old.
        code: a field, the code of a township or unit, or a code of the list.

    Raises:
        ValueError: unknown source, field or code; the message names the nearest.
    """
    known = {
        HEADER: list(FIELDS),
        **dict.fromkeys(UNITS),
        **{name: [entry.id for entry in entries] for name, entries in CODE_LISTS.items()},
    }
    if source not in known:
        hint = nearest(source, list(known)) or "、".join(known)
        raise ValueError(f"没有“{source}”这一类，最接近的是：{hint} / unknown kind, nearest: {hint}")
    codes = known[source]
    if codes is not None and code not in codes:
        hint = nearest(code, codes) or "、".join(codes[:12])
        raise ValueError(f"“{source}”没有“{code}”，最接近的是：{hint} / unknown code, nearest: {hint}")
    rows = [row for row in read_aliases(home) if row[:2] != (source, spelling)]
    with (home.reference / "aliases.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([ALIAS_HEADER, *rows, (source, spelling, code)])
