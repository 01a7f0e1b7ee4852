"""From the rows of a selection to figures, for each form that a metric can have.

Sums are made by DuckDB; curves are read from days grouped there. Belongs here: what a form divides by what, and when
a figure is blank. Does not belong here: intervals (intervals.py, survival.py), who may see what (metric.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Form
from warehouse.query import intervals, survival
from warehouse.query.cell import Cell, Key, blank
from warehouse.query.selection import Selection

Connection = duckdb.DuckDBPyConnection
Excluded = dict[Key, dict[str, int]]

PER = 10_000
NO_CALENDAR = "no_holiday_calendar"  # the year whose limits cannot be known follows


class Sums(NamedTuple):
    """Numerator, what it is divided by, rows that are known, matters, and the sums of squares over matters."""

    y: int = 0
    x: int = 0
    known: int = 0
    matters: int = 0
    yy: int = 0
    xy: int = 0
    xx: int = 0


def figures(connection: Connection, selections: Sequence[Selection]) -> list[list[Cell]]:
    """For each selection one cell for each combination of the breakdowns that occurs, in order of the keys."""
    excluded = exclusions(connection, selections)
    answers: list[list[Cell]] = [[] for _ in selections]
    for forms, answer in FORMS.items():
        places = [place for place, s in enumerate(selections) if s.metric.form in forms]
        if not places:
            continue
        alike = answer(connection, [selections[p] for p in places], [excluded[p] for p in places])
        for place, cells in zip(places, alike, strict=True):
            answers[place] = [cell for cell in cells if "" not in cell.by]
    return answers


def exclusions(connection: Connection, selections: Sequence[Selection]) -> list[Excluded]:
    """How many rows each reason left out, by key; the class of a mix is no part of a key: who is left out has none."""
    plain = [replace(s, by=tuple(d for d in s.by if d != s.metric.classes)) for s in selections]
    asked = [
        f"""
        select {s.keys} f.{s.metric.excluded}, count(*)
        from {s.source}
        where {s.condition} and f.{s.metric.excluded} is not null
        group by {s.group} f.{s.metric.excluded}
        """
        for s in plain
    ]
    answers = []
    for selection, rows in zip(plain, _read(connection, plain, asked), strict=True):
        order = {reason: place for place, reason in enumerate(selection.metric.reasons)}
        found: Excluded = {}
        for row in sorted(rows, key=lambda r: (order.get(r[-2].partition(":")[0], len(order)), r[-2])):
            found.setdefault(tuple(row[:-2]), {})[row[-2]] = row[-1]
        answers.append(found)
    return answers


def _read(connection: Connection, selections: Sequence[Selection], asked: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    """The rows of each of several statements; those with as many columns are run as one, equal ones once."""
    questions = [(sql, s.parameters) for s, sql in zip(selections, asked, strict=True)]
    answers: dict[tuple[str, tuple[Any, ...]], list[tuple[Any, ...]]] = {question: [] for question in questions}
    for many in {len(s.by) for s in selections}:
        alike = list(dict.fromkeys(q for q, s in zip(questions, selections, strict=True) if len(s.by) == many))
        union = " union all ".join(f"select {place} as place, * from ({sql})" for place, (sql, _) in enumerate(alike))
        for place, *row in connection.execute(union, [value for _, own in alike for value in own]).fetchall():
            answers[alike[place]].append(tuple(row))
    return [answers[question] for question in questions]


def _sums(connection: Connection, selections: Sequence[Selection]) -> list[dict[Key, Sums]]:
    """The sums of each selection by key. Selections of the same days and filter of a fact are read in one scan."""
    scans: dict[Any, list[int]] = {}
    for place, s in enumerate(selections):
        scans.setdefault((s.source, s.by, s.filter, s.parameters, s.start, s.end, s.is_by_matter), []).append(place)
    answers: list[dict[Key, Sums]] = [{} for _ in selections]
    for places in scans.values():
        for place, found in zip(places, _scan(connection, [selections[p] for p in places]), strict=True):
            answers[place] = found
    return answers


def _scan(connection: Connection, selections: Sequence[Selection]) -> list[dict[Key, Sums]]:
    """The sums of selections that differ in what they count, and in the day by which a row falls into the period."""
    first = selections[0]
    windows = list(dict.fromkeys(s.window for s in selections))
    inner: dict[str, str] = {}  # what is summed over the rows of a matter → its name
    outer: dict[str, int] = {}  # what is summed over matters → its column

    def of_rows(function: str, value: str, window: str) -> str:
        within = value if len(windows) == 1 else f"case when {window} then {value} end"
        return inner.setdefault(f"{function}({within})", f"s{len(inner)}")

    def of_matters(value: str) -> int:
        return outer.setdefault(f"sum({value})", len(first.by) + len(outer))

    columns, counted = [], []
    for s in selections:
        metric = s.metric
        counted += [f"f.{metric.numerator}", f"f.{metric.denominator or metric.numerator}"]
        y, x = (of_rows("sum", column, s.window) for column in counted[-2:])
        known, rows = of_rows("count", f"f.{metric.numerator}", s.window), of_rows("count", "1", s.window)
        sums = [y, x, known]
        if s.is_by_matter:
            sums.append(f"case when {x} > 0 then 1 else 0 end")
        if metric.interval == "cluster":
            sums += [f"{y} * {y}", f"{x} * {y}", f"{x} * {x}"]
        columns.append((of_matters(rows), [of_matters(value) for value in sums]))
    # Grouped by matter first: the sums give the figure, their squares the interval of clustered shares. Rows that add
    # to no sum, of which some figures have a million, need not be told apart.
    adds = " or ".join(f"{column} > 0" for column in dict.fromkeys(counted))
    grouped = first.group + (f"case when {adds} then f.matter_key end" if first.is_by_matter else "")
    found = connection.execute(
        f"""
        with matters as (
            select {first.keys} {", ".join(f"{sql} as {name}" for sql, name in inner.items())}
            from {first.source}
            where {first.filter} and ({" or ".join(windows)})
            {"group by " + grouped.rstrip(", ") if grouped else ""}
        )
        select {"".join(f"{d}, " for d in first.by)} {", ".join(outer)}
        from matters
        {"group by " + ", ".join(first.by) if first.by else ""}
        """,
        first.parameters,
    ).fetchall()
    return [
        {tuple(row[: len(first.by)]): Sums(*(int(row[c] or 0) for c in sums)) for row in found if row[rows]}
        for rows, sums in columns
    ]


def _summed(connection: Connection, selections: Sequence[Selection], excluded: Sequence[Excluded]) -> list[list[Cell]]:
    """Counts, shares and means."""
    answers = []
    for selection, reasons, found in zip(selections, excluded, _sums(connection, selections), strict=True):
        cells = []
        for key, sums in found.items():
            left_out = reasons.get(_rest(selection, key), {})
            if sums.x or sums.known or left_out or not selection.by:
                cells.append(_cell(selection, key, sums, left_out))
        answers.append(sorted(cells, key=lambda c: c.by))
    return answers


def _rest(selection: Selection, key: Key) -> Key:
    """The key without the class of a mix."""
    return tuple(k for d, k in zip(selection.by, key, strict=True) if d != selection.metric.classes)


def _cell(selection: Selection, key: Key, sums: Sums, excluded: dict[str, int]) -> Cell:
    metric = selection.metric
    y, x, known, matters, yy, xy, xx = sums
    if metric.denominator is None:
        unknown = unknown_reason(excluded)
        if known == 0 and unknown:
            return blank(key, unknown, excluded)
        if metric.form == "matters":
            return Cell(key, matters, matters, None, None, None, matters, excluded=excluded)
        low, high = intervals.poisson(y) if metric.interval == "poisson" else (None, None)
        return Cell(key, y, y, None, low, high, matters if selection.is_by_matter else None, excluded=excluded)
    distinct = matters if selection.is_by_matter else None
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


def _mixes(connection: Connection, selections: Sequence[Selection], excluded: Sequence[Excluded]) -> list[list[Cell]]:
    """Classes, each as a share of all classes of the same slice."""
    summed = _summed(connection, selections, excluded)
    return [_mix(selection, cells) for selection, cells in zip(selections, summed, strict=True)]


def _mix(selection: Selection, cells: Sequence[Cell]) -> list[Cell]:
    cells = [cell for cell in cells if cell.numerator and "" not in cell.by]
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


def _per_10k(connection: Connection, selections: Sequence[Selection], excluded: Sequence[Excluded]) -> list[list[Cell]]:
    """Counts for 10,000 residents of the places asked for."""
    rows = connection.execute("select code, population from marts.township").fetchall()
    residents = {code: population for code, population in rows if code not in SPECIAL_CLASSES}
    summed = _summed(connection, selections, excluded)
    return [
        [_per_resident(selection, cell, residents) for cell in cells]
        for selection, cells in zip(selections, summed, strict=True)
    ]


def _per_resident(selection: Selection, cell: Cell, residents: dict[str, int | None]) -> Cell:
    if cell.value is None:
        return cell
    codes = list(selection.chosen.get("township", residents))
    if "township" in selection.by:
        codes = [cell.by[selection.by.index("township")]]
    known = [residents.get(code) for code in codes]
    if not known or not all(known):
        return blank(cell.by, "population_unknown", cell.excluded)
    people, events = sum(n for n in known if n), int(cell.numerator or 0)
    low, high = intervals.poisson(events)
    return replace(
        cell, value=events * PER / people, numerator=events, denominator=people, low=low * PER / people,
        high=high * PER / people,
    )  # fmt: skip


def curves(connection: Connection, selections: Sequence[Selection]) -> list[dict[Key, survival.SurvivalCurve]]:
    """For each selection the curve of each combination of the breakdowns, for metrics that are read from one."""
    asked = [
        f"""
        select {s.keys} f.{s.metric.numerator} as days, sum(f.{s.metric.denominator}), count(*)
        from {s.source}
        where {s.condition} and f.{s.metric.numerator} is not null
        group by {s.group} f.{s.metric.numerator}
        """
        for s in selections
    ]
    answers = []
    for selection, rows in zip(selections, _read(connection, selections, asked), strict=True):
        durations: dict[Key, list[tuple[int, int, int]]] = {}  # days, rows with the event, all rows
        for row in rows:
            durations.setdefault(tuple(row[: len(selection.by)]), []).append(tuple(row[len(selection.by) :]))
        answers.append({key: survival.kaplan_meier(*zip(*found, strict=True)) for key, found in durations.items()})
    return answers


def _matters(connection: Connection, selections: Sequence[Selection]) -> dict[Hashable, dict[Key, int]]:
    """How many matters the rows of each curve belong to, where that is asked for."""
    counted = [s for s in selections if s.is_by_matter]
    asked = [
        f"""
        select {s.keys} count(distinct f.matter_key)
        from {s.source}
        where {s.condition} and f.{s.metric.numerator} is not null
        {"group by " + s.group.rstrip(", ") if s.by else ""}
        """
        for s in counted
    ]
    return {
        s.key: {tuple(row[:-1]): row[-1] for row in rows}
        for s, rows in zip(counted, _read(connection, counted, asked), strict=True)
    }


def _read_curves(
    connection: Connection, selections: Sequence[Selection], excluded: Sequence[Excluded]
) -> list[list[Cell]]:
    """Quantiles of days and shares that came back, read from curves."""
    matters = _matters(connection, selections)
    return [
        _read_curve(selection, reasons, found, matters.get(selection.key, {}))
        for selection, reasons, found in zip(selections, excluded, curves(connection, selections), strict=True)
    ]


def _read_curve(
    selection: Selection, excluded: Excluded, found: dict[Key, survival.SurvivalCurve], matters: dict[Key, int]
) -> list[Cell]:
    metric = selection.metric
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
            cells.append(Cell(key, read.value, read.events, units, read.low, read.high, matters.get(key), False, reason,
                              reasons, read.at_risk, curve=curve))  # fmt: skip
        else:
            day = survival.quantile_day(curve, metric.at)
            reason = None if day.day is not None else "not_reached"
            cells.append(Cell(key, day.day, int(curve.events.sum()), units, day.low, day.high, matters.get(key), False,
                              reason, reasons, units))  # fmt: skip
    return cells


def _mean_cumulatives(
    connection: Connection, selections: Sequence[Selection], excluded: Sequence[Excluded]
) -> list[list[Cell]]:
    """Mean numbers of further cases of a matter."""
    return [_mean_cumulative(connection, s, reasons) for s, reasons in zip(selections, excluded, strict=True)]


def _mean_cumulative(connection: Connection, selection: Selection, excluded: Excluded) -> list[Cell]:
    metric = selection.metric
    watched = f"f.{metric.numerator}"
    units = connection.execute(
        f"""
        select {selection.keys} {watched}, count(*)
        from {selection.source}
        where {selection.condition} and {watched} is not null
        group by {selection.group} {watched}
        """,
        selection.parameters,
    ).fetchall()
    # A matter's events stand together, matters in any order: their keys are random.
    events = connection.execute(
        f"""
        select {selection.keys} f.matter_key as matter, {watched} as watched, r.days as days
        from {selection.source}
        inner join marts.fact_recurrence r on r.matter_key = f.matter_key
        where {selection.condition} and r.days <= {watched} and r.days <= {int(metric.at)}
        order by {selection.group} f.matter_key, r.days
        """,
        selection.parameters,
    ).fetchnumpy()
    follow_up: dict[Key, dict[int, int]] = {}
    for *key, days, matters in units:
        follow_up.setdefault(tuple(key), {})[days] = matters
    names = [events[d] for d in selection.by]
    ends = _ends(names, len(events["matter"]))
    stretches = {tuple(name[end - 1] for name in names): slice(start, end) for start, end in pairwise([0, *ends])}
    cells = []
    for key in sorted({*follow_up, *excluded}):
        matters = follow_up.get(key, {})
        total = sum(matters.values())
        if not total:
            cells.append(Cell(key, None, 0, 0, None, None, 0, False, "empty_denominator", excluded[key], 0))
            continue
        own = stretches.get(key, slice(0, 0))
        last = _ends([events["matter"][own]], own.stop - own.start)  # of each matter that came back
        having = events["watched"][own][last - 1]
        watched_days = np.array(list(matters), dtype=np.int64)
        without = np.array(list(matters.values())) - np.bincount(having, minlength=watched_days.max() + 1)[watched_days]
        read = survival.mean_cumulative(
            np.concatenate([having, np.repeat(watched_days, without)]),
            np.repeat(np.arange(len(last)), np.diff(last, prepend=0)),
            events["days"][own],
            int(metric.at),
        )
        reason = None if read.value is not None else "few_at_risk"
        cells.append(Cell(key, read.value, read.events, total, read.low, read.high, total, False, reason,
                          excluded.get(key, {}), read.at_risk))  # fmt: skip
    return cells


def _ends(columns: Sequence[npt.NDArray[Any]], rows: int) -> npt.NDArray[np.int64]:
    """Where each stretch of equal rows ends; none where there is no row."""
    changed = np.zeros(max(rows - 1, 0), dtype=bool)
    for column in columns:
        changed |= column[1:] != column[:-1]
    return np.concatenate([np.flatnonzero(changed) + 1, [rows] if rows else []]).astype(np.int64)


Answer = Callable[[Connection, Sequence[Selection], Sequence[Excluded]], list[list[Cell]]]
FORMS: dict[tuple[Form, ...], Answer] = {
    ("count", "share", "mean", "matters"): _summed,
    ("mix",): _mixes,
    ("per_10k",): _per_10k,
    ("quantile", "recurrence"): _read_curves,
    ("mean_cumulative",): _mean_cumulatives,
}
