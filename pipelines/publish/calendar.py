"""marts.day: every day of the data with its labels, and whether it is worked."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import polars as pl

from warehouse.calendar import month_of, quarter_of, week_of, year_of
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Configuration
from warehouse.storage.ask import one

# The tables whose days have a row.
FACTS = tuple(sorted({f"marts.{m.fact}" for m in METRICS.values() if m.form != "result"}))

# Limits lie ahead of the data and lags before them; days farther off have a row only if something stands on them.
MARGIN = timedelta(days=400)


def write_calendar(connection: duckdb.DuckDBPyConnection, configuration: Configuration) -> None:
    """Write marts.day."""
    cohorts = sorted({(m.fact, m.cohort_on) for m in METRICS.values() if m.form != "result"})
    union = " union ".join(f"select {column} as day from marts.{fact}" for fact, column in cohorts)
    union += " union select registered_on from raw.case_version"
    days = {d for (d,) in connection.execute(f"select day from ({union}) where day is not null").fetchall()}
    first, last = one(connection, "select min(first_on), max(data_through) from marts.source")
    if first is not None:
        days |= {first - MARGIN + timedelta(days=n) for n in range((last - first + 2 * MARGIN).days + 1)}
    rules = configuration.calendar
    labels = [
        (
            d,
            week_of(d, rules.week_start).label,
            month_of(d, rules.month_cut_day).label,
            quarter_of(d, rules.month_cut_day).label,
            year_of(d, rules.month_cut_day).label,
        )
        for d in sorted(days)
    ]
    calendar = pl.DataFrame(
        labels,
        schema={"day": pl.Date, "week": pl.String, "month": pl.String, "quarter": pl.String, "year": pl.String},
        orient="row",
    ).to_arrow()
    connection.register("labels", calendar)
    connection.execute(
        """
        create or replace table marts.day as
        select l.day, l.week, l.month, l.quarter, l.year, c.is_working
        from labels l left join config.calendar c on c.day = l.day
        order by l.day
        """
    )
    connection.unregister("labels")
