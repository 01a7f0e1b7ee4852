"""From the rows of a selection to figures, for each form that a metric can have.

Sums are made by DuckDB; curves are read from days grouped there. Belongs here: what a form divides by what, and when
a figure is blank. Does not belong here: intervals (intervals.py, survival.py), who may see what (metric.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import duckdb
import numpy as np

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Form
from warehouse.query import intervals, survival
from warehouse.query.cell import Cell, Key, blank
from warehouse.query.selection import Selection

Excluded = dict[Key, dict[str, int]]

PER = 10_000
NO_CALENDAR = "no_holiday_calendar"  # the year whose limits cannot be known follows


def figures(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Cell]:
    """One cell for each combination of the breakdowns that occurs, in order of the keys."""
    cells = FORMS[selection.metric.form](connection, selection)
    return [cell for cell in cells if "" not in cell.by]


def exclusions(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Excluded:
    """How many rows each reason left out, by key; the class of a mix is no part of a key: who is left out has none."""
    metric = selection.metric
    plain = replace(selection, by=tuple(d for d in selection.by if d != metric.classes))
    rows = connection.execute(
        f"""
        select {plain.keys} f.{metric.excluded}, count(*)
        from {plain.source}
        where {plain.condition} and f.{metric.excluded} is not null
        group by {plain.group} f.{metric.excluded}
        """,
        plain.parameters,
    ).fetchall()
    order = {reason: place for place, reason in enumerate(metric.reasons)}
    found: Excluded = {}
    for row in sorted(rows, key=lambda r: (order.get(r[-2].partition(":")[0], len(order)), r[-2])):
        found.setdefault(tuple(row[:-2]), {})[row[-2]] = row[-1]
    return found


def _sums(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Cell]:
    metric = selection.metric
    counted = metric.denominator or metric.numerator
    matter = "f.matter_key" if metric.has_matters else "cast(null as bigint)"
    # Grouped by matter first: the sums give the figure, their squares the interval of clustered shares.
    rows = connection.execute(
        f"""
        with matters as (
            select {selection.keys} {matter} as matter_key, sum(f.{metric.numerator}) as y, sum(f.{counted}) as x,
                count(f.{metric.numerator}) as known
            from {selection.source}
            where {selection.condition}
            group by {selection.group} {matter}
        )
        select {"".join(f"{d}, " for d in selection.by)} sum(y), sum(x), sum(case when x > 0 then 1 else 0 end),
            sum(known), sum(y * y), sum(x * y), sum(x * x), count(*)
        from matters
        {"group by " + ", ".join(selection.by) if selection.by else ""}
        """,
        selection.parameters,
    ).fetchall()
    excluded = exclusions(connection, selection)
    cells = []
    for row in rows:
        key, (y, x, matters, known, yy, xy, xx, rows_n) = tuple(row[: len(selection.by)]), row[len(selection.by) :]
        if not rows_n:
            continue
        reasons = excluded.get(_rest(selection, key), {})
        if not (x or known) and not reasons and selection.by:
            continue
        sums = tuple(int(s or 0) for s in (y, x, yy, xy, xx))
        cells.append(_cell(selection, key, sums, int(known or 0), int(matters or 0), reasons))
    return sorted(cells, key=lambda c: c.by)


def _rest(selection: Selection, key: Key) -> Key:
    """The key without the class of a mix."""
    return tuple(k for d, k in zip(selection.by, key, strict=True) if d != selection.metric.classes)


def _cell(
    selection: Selection, key: Key, sums: tuple[int, ...], known: int, matters: int, excluded: dict[str, int]
) -> Cell:
    metric = selection.metric
    y, x, yy, xy, xx = sums
    if metric.denominator is None:
        unknown = unknown_reason(excluded)
        if known == 0 and unknown:
            return blank(key, unknown, excluded)
        if metric.form == "matters":
            return Cell(key, matters, matters, None, None, None, matters, excluded=excluded)
        low, high = intervals.poisson(y) if metric.interval == "poisson" else (None, None)
        return Cell(key, y, y, None, low, high, matters if metric.has_matters else None, excluded=excluded)
    distinct = matters if metric.has_matters else None
    if x == 0:
        reason = next((r for r in excluded if r.startswith(NO_CALENDAR)), "empty_denominator")
        return Cell(key, None, 0, 0, None, None, distinct, False, reason, excluded)
    if metric.interval == "cluster":
        low, high = intervals.cluster_share(y, x, yy, xy, xx, matters)
    elif metric.interval == "wilson":
        low, high = intervals.wilson(y, x)
    else:
        low, high = None, None
    return Cell(key, y / x, y, x, low, high, distinct, excluded=excluded)


def unknown_reason(excluded: dict[str, int]) -> str | None:
    """The commonest of the reasons that mean "not known", not "does not count"; None if there is none."""
    unknown = {
        r: n for r, n in excluded.items() if r.endswith("_unknown") or r == "look_back" or r.startswith(NO_CALENDAR)
    }
    return max(unknown, key=lambda r: unknown[r]) if unknown else None


def _mix(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Cell]:
    """Classes, each as a share of all classes of the same slice."""
    cells = [cell for cell in _sums(connection, selection) if cell.numerator and "" not in cell.by]
    totals: dict[Key, int] = {}
    for cell in cells:
        rest = _rest(selection, cell.by)
        totals[rest] = totals.get(rest, 0) + int(cell.numerator or 0)
    shares = []
    for cell in cells:
        k, total = int(cell.numerator or 0), totals[_rest(selection, cell.by)]
        low, high = intervals.wilson(k, total)
        shares.append(replace(cell, value=k / total, numerator=k, denominator=total, low=low, high=high))
    place = selection.by.index(selection.metric.classes or "")
    wanted = selection.chosen.get(selection.metric.classes or "", ())
    return [cell for cell in shares if not wanted or cell.by[place] in wanted]


def _per_10k(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Cell]:
    rows = connection.execute("select code, population from marts.township").fetchall()
    residents = {code: population for code, population in rows if code not in SPECIAL_CLASSES}
    asked = list(selection.chosen.get("township", residents))
    cells = []
    for cell in _sums(connection, selection):
        if cell.value is None:
            cells.append(cell)
            continue
        codes = asked
        if "township" in selection.by:
            codes = [cell.by[selection.by.index("township")]]
        known = [residents.get(code) for code in codes]
        if not known or not all(known):
            cells.append(blank(cell.by, "population_unknown", cell.excluded))
            continue
        people, events = sum(n for n in known if n), int(cell.numerator or 0)
        low, high = intervals.poisson(events)
        cells.append(
            Cell(
                cell.by,
                events * PER / people,
                events,
                people,
                low * PER / people,
                high * PER / people,
                cell.distinct_matters,
                excluded=cell.excluded,
            )
        )
    return cells


def _durations(connection: duckdb.DuckDBPyConnection, selection: Selection) -> dict[Key, list[tuple[int, int, int]]]:
    """For each key (days, rows with the event, all rows)."""
    metric = selection.metric
    rows = connection.execute(
        f"""
        select {selection.keys} f.{metric.numerator} as days, sum(f.{metric.denominator}), count(*)
        from {selection.source}
        where {selection.condition} and f.{metric.numerator} is not null
        group by {selection.group} f.{metric.numerator}
        order by all
        """,
        selection.parameters,
    ).fetchall()
    found: dict[Key, list[tuple[int, int, int]]] = {}
    for row in rows:
        found.setdefault(tuple(row[: len(selection.by)]), []).append(tuple(row[len(selection.by) :]))
    return found


def _matters(connection: duckdb.DuckDBPyConnection, selection: Selection) -> dict[Key, int]:
    metric = selection.metric
    rows = connection.execute(
        f"""
        select {selection.keys} count(distinct f.matter_key)
        from {selection.source}
        where {selection.condition} and f.{metric.numerator} is not null
        {"group by " + selection.group.rstrip(", ") if selection.by else ""}
        """,
        selection.parameters,
    ).fetchall()
    return {tuple(row[:-1]): row[-1] for row in rows}


def curves(connection: duckdb.DuckDBPyConnection, selection: Selection) -> dict[Key, survival.SurvivalCurve]:
    """The curve of each combination of the breakdowns, for a metric that is read from one."""
    return {
        key: survival.kaplan_meier([d for d, _, _ in rows], [e for _, e, _ in rows], [n for _, _, n in rows])
        for key, rows in _durations(connection, selection).items()
    }


def _read_curves(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Cell]:
    metric = selection.metric
    excluded = exclusions(connection, selection)
    matters = _matters(connection, selection)
    found = curves(connection, selection)
    cells = []
    for key in sorted(found if metric.classes else {*found, *excluded}):
        reasons = excluded.get(_rest(selection, key), {})
        if key not in found:
            cells.append(Cell(key, None, 0, 0, None, None, 0, False, "empty_denominator", reasons, 0))
            continue
        curve, units = found[key], int(found[key].units)
        if metric.form == "recurrence":
            read = survival.event_share(curve, int(metric.at))
            reason = None if read.value is not None else "few_at_risk"
            cells.append(Cell(key, read.value, read.events, units, read.low, read.high, matters[key], False, reason,
                              reasons, read.at_risk, curve=curve))  # fmt: skip
        else:
            day = survival.quantile_day(curve, metric.at)
            reason = None if day.day is not None else "not_reached"
            cells.append(Cell(key, day.day, int(curve.events.sum()), units, day.low, day.high, matters[key], False,
                              reason, reasons, units))  # fmt: skip
    return cells


def _mean_cumulative(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[Cell]:
    metric = selection.metric
    rows = connection.execute(
        f"""
        select {selection.keys} f.matter_key, f.{metric.numerator}
        from {selection.source}
        where {selection.condition} and f.{metric.numerator} is not null
        """,
        selection.parameters,
    ).fetchall()
    # Matters have random keys: with days and units in a fixed order the sums of equal data are equal to the last bit.
    events = connection.execute("select matter_key, days from marts.fact_recurrence order by days").fetchall()
    days_of: dict[int, list[int]] = {}
    for matter, days in events:
        days_of.setdefault(matter, []).append(days)
    excluded = exclusions(connection, selection)
    groups: dict[Key, list[tuple[int, int]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[:-2]), []).append((row[-2], row[-1]))
    cells = []
    for key in sorted({*groups, *excluded}):
        units = sorted(groups.get(key, []), key=lambda unit: (unit[1], days_of.get(unit[0], [])))
        if not units:
            cells.append(Cell(key, None, 0, 0, None, None, 0, False, "empty_denominator", excluded[key], 0))
            continue
        follow_up = np.array([days for _, days in units])
        unit, when = [], []
        for place, (matter, observed) in enumerate(units):
            for days in days_of.get(matter, ()):
                if days <= observed:
                    unit.append(place)
                    when.append(days)
        read = survival.mean_cumulative(follow_up, np.array(unit, dtype=int), np.array(when, dtype=int), int(metric.at))
        reason = None if read.value is not None else "few_at_risk"
        cells.append(Cell(key, read.value, read.events, len(units), read.low, read.high, len(units), False, reason,
                          excluded.get(key, {}), read.at_risk))  # fmt: skip
    return cells


FORMS: dict[Form, Callable[[duckdb.DuckDBPyConnection, Selection], list[Cell]]] = {
    "count": _sums,
    "share": _sums,
    "mean": _sums,
    "matters": _sums,
    "mix": _mix,
    "per_10k": _per_10k,
    "quantile": _read_curves,
    "recurrence": _read_curves,
    "mean_cumulative": _mean_cumulative,
}
