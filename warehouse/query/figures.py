"""From the rows of a selection to figures, for each form that a metric can have.

Sums are made by DuckDB; curves are read from days grouped there. Belongs here: what a form divides by what, and when
a figure is blank. Does not belong here: intervals (intervals.py, survival.py), who may see what (metric.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Form, Metric
from warehouse.query import context, intervals, survival
from warehouse.query.cell import SMALL_CELL, Cell, Key, blank
from warehouse.query.published import Version, cursor
from warehouse.query.selection import Selection

Connection = duckdb.DuckDBPyConnection
Excluded = dict[Key, dict[str, int]]

PER = 10_000
CURVES: tuple[Form, ...] = ("quantile", "recurrence", "mean_cumulative")  # numerator: days that each row was observed
NO_CALENDAR = "no_holiday_calendar"  # the year whose limits cannot be known follows


class Sums(NamedTuple):
    """Numerator, what it is divided by, rows of which the numerator is known, and rows that count where that is needed."""

    y: int
    x: int
    known: int
    counting: int


class Clusters(NamedTuple):
    """Distinct matters among the rows that count, and the squares of their sums."""

    matters: int = 0
    yy: int = 0
    xy: int = 0
    xx: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """What the rows of a selection add up to, by key.

    `excluded` counts the rows that each reason left out; the class of a mix is no part of its key: who is left out has
    none.
    """

    sums: dict[Key, Sums]
    excluded: Excluded
    small: frozenset[Key]  # cells that may rest on so few matters that they are masked


def figures(version: Version, selections: Sequence[Selection]) -> list[list[Cell]]:
    """For each selection one cell for each combination of the breakdowns that occurs, in order of the keys."""
    with cursor(version.marts) as connection:
        rows = _rows(version, connection, selections)
        answers: list[list[Cell]] = [[] for _ in selections]
        for forms, answer in FORMS.items():
            places = [place for place, s in enumerate(selections) if s.metric.form in forms]
            if not places:
                continue
            alike = answer(connection, [selections[p] for p in places], [rows[p] for p in places])
            for place, cells in zip(places, alike, strict=True):
                answers[place] = [cell for cell in cells if "" not in cell.by]
    return answers


def _rows(version: Version, connection: Connection, selections: Sequence[Selection]) -> list[Rows]:
    """The sums of the rows that count, and how many do not: one reading for all that leave out the same rows."""
    readers = _readers(selections)
    readings: dict[Hashable, dict[str, int]] = {}  # the columns of each, and their places
    for s, reader in zip(selections, readers, strict=True):
        columns = readings.setdefault(_reading(reader), {})
        for column in _columns(s):
            columns.setdefault(column, len(columns))
    width = max((len(columns) for columns in readings.values()), default=0)
    asked = []
    for reader in readers:
        columns = readings[_reading(reader)]
        padded = [*columns, *["null"] * (width - len(columns))]
        asked.append(
            f"""
            select {reader.keys} f.{reader.metric.excluded}, count(*), {", ".join(padded)}
            from {reader.source}
            where {reader.condition}
            group by {reader.group} f.{reader.metric.excluded}
            """
        )
    answers = []
    for s, reader, rows in zip(selections, readers, _read(connection, readers, asked), strict=True):
        columns = readings[_reading(reader)]
        members = [reader.by.index(d) for d in s.by]
        places = [len(reader.by) + 2 + columns[column] for column in _columns(s)]
        order = {reason: place for place, reason in enumerate(s.metric.reasons)}
        added: dict[Key, list[int]] = {}
        left_out: dict[Key, Counter[str]] = {}
        for row in rows:
            key = tuple([row[member] for member in members])
            reason, many = row[len(reader.by) : len(reader.by) + 2]
            so_far = added.setdefault(key, [0, 0, 0, 0])
            for sum_, place in enumerate(places):
                so_far[sum_] += int(row[place] or 0)
            if reason is not None:
                left_out.setdefault(_rest(s, key), Counter())[reason] += many
        sums = {key: Sums(*found) for key, found in added.items()}
        excluded = {
            key: dict(sorted(found.items(), key=lambda r: (order.get(r[0].partition(":")[0], len(order)), r[0])))
            for key, found in left_out.items()
        }
        small: frozenset[Key] = frozenset()
        if s.is_by_matter_if_small:
            # More rows than so few matters can have: the cell rests on enough of them.
            most = (SMALL_CELL - 1) * context.most_rows_of_a_matter(version, s.metric.fact)
            small = frozenset(key for key, found in sums.items() if 0 < found.counting <= most)
        answers.append(Rows(sums, excluded, small))
    return answers


def _footing(selection: Selection) -> Hashable:
    """Which rows of a fact are read, and what tells those that do not count."""
    s = selection
    return s.source, s.condition, s.parameters, s.metric.excluded


def _reading(selection: Selection) -> Hashable:
    """What tells a reading of a fact from another."""
    return _footing(selection), selection.by


def _readers(selections: Sequence[Selection]) -> list[Selection]:
    """Which selection is read for each: the finest of the same rows, as the whole is the sum of its parts."""
    footings = [_footing(s) for s in selections]
    alike: dict[Hashable, list[Selection]] = {}
    for s, footing in zip(selections, footings, strict=True):
        alike.setdefault(footing, []).append(s)
    return [
        max((one for one in alike[footing] if set(one.by) >= set(s.by)), key=lambda one: len(one.by))
        for s, footing in zip(selections, footings, strict=True)
    ]


def _base(metric: Metric) -> str:
    """The column of what counts: what the numerator is divided by, else the numerator itself."""
    return f"f.{metric.denominator or metric.numerator}"


def _columns(selection: Selection) -> tuple[str, str, str, str]:
    """The four sums, in SQL."""
    y, x = f"f.{selection.metric.numerator}", _base(selection.metric)
    counts = f"{y} is not null" if selection.metric.form in CURVES else f"{x} > 0"
    counting = f"sum(case when {counts} then 1 else 0 end)" if selection.is_by_matter_if_small else "null"
    return f"sum({y})", f"sum({x})", f"count({y})", counting


def _counted(selections: Sequence[Selection], rows: Sequence[Rows]) -> list[Selection]:
    """Of which selections distinct matters are counted: of every cell, or of the small ones only."""
    return [
        s if s.is_by_matter else s.only(own.small)
        for s, own in zip(selections, rows, strict=True)
        if s.is_by_matter or own.small
    ]


def _clusters(
    connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]
) -> dict[Hashable, dict[Key, Clusters]]:
    """What the matters of each selection add up to, where anything rests on them."""
    counted = _counted(selections, rows)
    asked = [
        f"""
        select {"".join(f"{d}, " for d in s.by)} sum(case when x > 0 then 1 else 0 end), sum(y * y), sum(x * y), sum(x * x)
        from (
            select {s.keys} sum(f.{s.metric.numerator}) as y, sum({_base(s.metric)}) as x
            from {s.source}
            where {s.condition} and (f.{s.metric.numerator} > 0 or {_base(s.metric)} > 0)
            group by {s.group} f.matter_key
        )
        {"group by " + ", ".join(s.by) if s.by else ""}
        """
        for s in counted
    ]
    return {
        s.key: {tuple(row[:-4]): Clusters(*(int(n or 0) for n in row[-4:])) for row in rows}
        for s, rows in zip(counted, _read(connection, counted, asked), strict=True)
    }


def _read(connection: Connection, selections: Sequence[Selection], asked: Sequence[str]) -> list[list[tuple[Any, ...]]]:
    """The rows of each of several statements; those with as many columns are run as one, equal ones once."""
    questions = [(sql, s.parameters) for s, sql in zip(selections, asked, strict=True)]
    answers: dict[tuple[str, tuple[Any, ...]], list[tuple[Any, ...]]] = {question: [] for question in questions}
    for columns in {len(s.by) for s in selections}:
        alike = list(dict.fromkeys(q for q, s in zip(questions, selections, strict=True) if len(s.by) == columns))
        union = " union all ".join(f"select {place} as place, * from ({sql})" for place, (sql, _) in enumerate(alike))
        for place, *row in connection.execute(union, [value for _, own in alike for value in own]).fetchall():
            answers[alike[place]].append(tuple(row))
    return [answers[question] for question in questions]


def _summed(connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]) -> list[list[Cell]]:
    """Counts, shares and means."""
    clusters = _clusters(connection, selections, rows)
    answers = []
    for selection, found in zip(selections, rows, strict=True):
        of_matters = clusters.get(selection.key, {})
        cells = []
        for key, sums in found.sums.items():
            left_out = found.excluded.get(_rest(selection, key), {})
            if sums.x or sums.known or left_out or not selection.by:
                found_matters = of_matters.get(key, Clusters() if selection.is_by_matter else None)
                cells.append(_cell(selection, key, sums, found_matters, left_out))
        answers.append(sorted(cells, key=lambda c: c.by))
    return answers


def _rest(selection: Selection, key: Key) -> Key:
    """The key without the class of a mix."""
    if selection.metric.classes is None:
        return key
    return tuple(k for d, k in zip(selection.by, key, strict=True) if d != selection.metric.classes)


def _cell(selection: Selection, key: Key, sums: Sums, clusters: Clusters | None, excluded: dict[str, int]) -> Cell:
    metric = selection.metric
    y, x, known, _ = sums
    matters, yy, xy, xx = clusters or Clusters()
    distinct = None if clusters is None else matters
    if metric.denominator is None:
        unknown = unknown_reason(excluded)
        if known == 0 and unknown:
            return blank(key, unknown, excluded)
        if metric.form == "matters":
            return Cell(key, matters, matters, None, None, None, matters, excluded=excluded)
        low, high = intervals.poisson(y) if metric.interval == "poisson" else (None, None)
        return Cell(key, y, y, None, low, high, distinct, excluded=excluded)
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


def _mixes(connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]) -> list[list[Cell]]:
    """Classes, each as a share of all classes of the same slice."""
    summed = _summed(connection, selections, rows)
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


def _per_10k(connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]) -> list[list[Cell]]:
    """Counts for 10,000 residents of the places asked for."""
    places = connection.execute("select code, population from marts.township").fetchall()
    residents = {code: population for code, population in places if code not in SPECIAL_CLASSES}
    summed = _summed(connection, selections, rows)
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


def _curves(connection: Connection, selections: Sequence[Selection]) -> list[dict[Key, survival.SurvivalCurve]]:
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


def _matters(
    connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]
) -> dict[Hashable, dict[Key, int]]:
    """How many matters the rows of each curve belong to, where that is asked for."""
    counted = _counted(selections, rows)
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


def _read_curves(connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]) -> list[list[Cell]]:
    """Quantiles of days and shares that came back, read from curves."""
    matters = _matters(connection, selections, rows)
    return [
        _read_curve(selection, own.excluded, found, matters.get(selection.key, {}))
        for selection, own, found in zip(selections, rows, _curves(connection, selections), strict=True)
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
    connection: Connection, selections: Sequence[Selection], rows: Sequence[Rows]
) -> list[list[Cell]]:
    """Mean numbers of further cases of a matter."""
    return [_mean_cumulative(connection, s, own.excluded) for s, own in zip(selections, rows, strict=True)]


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
    for *members, days, many in units:
        follow_up.setdefault(tuple(members), {})[days] = many
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


Answer = Callable[[Connection, Sequence[Selection], Sequence[Rows]], list[list[Cell]]]
FORMS: dict[tuple[Form, ...], Answer] = {
    ("count", "share", "mean", "matters"): _summed,
    ("mix",): _mixes,
    ("per_10k",): _per_10k,
    ("quantile", "recurrence"): _read_curves,
    ("mean_cumulative",): _mean_cumulatives,
}
