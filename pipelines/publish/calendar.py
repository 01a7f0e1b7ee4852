"""marts.day: the labels of every day that a cohort of a metric stands on, or that a case was once registered on."""

from __future__ import annotations

import duckdb
import polars as pl

from warehouse.calendar import quarter_label, week_of
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Configuration


def write_calendar(connection: duckdb.DuckDBPyConnection, configuration: Configuration) -> None:
    """Write marts.day."""
    cohorts = sorted({(m.fact, m.cohort_on) for m in METRICS.values()})
    union = " union ".join(f"select {column} as day from marts.{fact}" for fact, column in cohorts)
    union += " union select registered_on from raw.case_version"
    rows = connection.execute(f"select day from ({union}) where day is not null order by day").fetchall()
    start = configuration.calendar.week_start
    labels = [(d, week_of(d, start).label, f"{d:%Y-%m}", quarter_label(d), f"{d.year}") for (d,) in rows]
    calendar = pl.DataFrame(
        labels,
        schema={"day": pl.Date, "week": pl.String, "month": pl.String, "quarter": pl.String, "year": pl.String},
        orient="row",
    ).to_arrow()
    connection.register("calendar", calendar)
    connection.execute("create or replace table marts.day as select * from calendar")
    connection.unregister("calendar")
