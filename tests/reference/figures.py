"""From what each row gives to figures, for every form of the catalogue. Curves are worked out one day at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import product

from tests.reference.need import NEED
from tests.reference.nonnormal import NONNORMAL
from tests.reference.office import NOT_DIVIDED, NOT_FILLED, NOT_MATCHED, Reference
from tests.reference.record import Case, Figure, Judged
from tests.reference.recurrence import RECURRENCE
from tests.reference.satisfaction import SATISFACTION
from tests.reference.shared import Rule
from tests.reference.timeliness import TIMELINESS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Metric
from warehouse.catalogue.reasons import INPUTS

RULES: dict[str, Rule] = NEED | TIMELINESS | RECURRENCE | NONNORMAL | SATISFACTION

Key = tuple[str, ...]
Table = dict[Key, Figure]
Rows = list[tuple[Case, Judged]]

TIMES = ("week", "month", "quarter", "year", "period")
LEAST_AT_RISK = 10
NO_CALENDAR = "no_holiday_calendar"


def table(
    ref: Reference, name: str, by: Sequence[str] = (), start: date | None = None, end: date | None = None
) -> Table | str:
    """A metric by breakdowns, in a period of its own cohort day; a reason where an input is missing."""
    metric = METRICS[name]
    missing = ref.blank(metric.needs, INPUTS)
    if missing:
        return missing
    groups: dict[Key, Rows] = {} if by or metric.classes else {(): []}
    left_out: dict[Key, Counter[str]] = {}
    for case, judged in judged_by(ref, name):
        is_before = start is not None and metric.reach == "within" and (judged.day is None or judged.day < start)
        if is_before or (end is not None and (judged.day is None or judged.day > end)):
            continue
        for key in product(*(members(ref, case, judged, d) for d in by)):
            if judged.x is not None:
                left_out.setdefault(key, Counter())[judged.x] += 1
            if not metric.classes:
                groups.setdefault(key, []).append((case, judged))
            elif judged.label is not None and judged.n is not None:
                groups.setdefault((*key, judged.label), []).append((case, judged))
    if metric.form == "mix":
        return _mix(groups, left_out)
    figures = {
        key: _figure(ref, metric, tuple(by), key, rows, dict(left_out.get(key[: len(by)], {})))
        for key, rows in groups.items()
        if any(j.n is not None or j.x is not None for _, j in rows)  # of no row is anything to say
    }
    if metric.least_matters and set(by) - set(TIMES):
        few = Figure(None, 0, None, {}, 0, "few_matters")
        return {
            key: few if f.value is not None and f.matters < metric.least_matters else f for key, f in figures.items()
        }
    return figures


def judged_by(ref: Reference, name: str) -> Rows:
    """What each row gives to a metric; worked out once."""
    if name not in ref.judged:
        ref.judged[name] = list(RULES[name](ref))
    return ref.judged[name]


def members(ref: Reference, case: Case, judged: Judged, dimension: str) -> list[str]:
    """The members of a breakdown to which a row belongs: one, or the calendar's labels of its cohort day."""
    if dimension in TIMES:
        return ref.labels(judged.day, dimension)
    if dimension == "review":
        return [judged.label or ""]
    return [ref.member(case, dimension)]


def _figure(  # noqa: PLR0911
    ref: Reference, metric: Metric, by: tuple[str, ...], key: Key, rows: Rows, excluded: dict[str, int]
) -> Figure:
    if metric.form in ("quantile", "recurrence"):
        return _curve(metric, rows, excluded)
    if metric.form == "mean_cumulative":
        return _mean_cumulative(rows, int(metric.at), excluded)
    n = sum(j.n or 0 for _, j in rows)
    if metric.form in ("share", "mean"):
        d = sum(j.d or 0 for _, j in rows if j.n is not None)
        matters = len({c.matter for c, j in rows if j.d})
        gap = min((r for r in excluded if r.startswith(NO_CALENDAR)), default="empty_denominator")
        return Figure(n / d if d else None, n, d, excluded, matters, None if d else gap)
    unknown = {
        r: k for r, k in excluded.items() if r.endswith("_unknown") or r == "look_back" or r.startswith(NO_CALENDAR)
    }
    if unknown and all(j.n is None for _, j in rows):  # not one row is known: that is not a count of 0
        order = [r.partition(":")[0] for r in metric.reasons]
        return Figure(
            None, 0, None, excluded, 0, min(unknown, key=lambda r: (-unknown[r], order.index(r.partition(":")[0]), r))
        )
    matters = len({c.matter for c, j in rows if j.n})
    if metric.form == "matters":
        return Figure(matters, matters, None, excluded, matters)
    if metric.form == "per_10k":
        people = _residents(ref, by, key)
        if people is None:
            return Figure(None, 0, None, excluded, 0, "population_unknown")
        return Figure(n * 10_000 / people, n, people, excluded, matters)
    return Figure(n, n, None, excluded, matters)


def _residents(ref: Reference, by: tuple[str, ...], key: Key) -> int | None:
    """Residents of the township of a slice, else of the whole county; None unless all of them are known."""
    towns = [key[by.index("township")]] if "township" in by else list(ref.townships.rows)
    known = [ref.townships.rows.get(town, {}).get("population") for town in towns]
    if not known or not all(known) or {NOT_DIVIDED, NOT_FILLED, NOT_MATCHED} & set(towns):
        return None
    return sum(known)


def _mix(groups: dict[Key, Rows], left_out: dict[Key, Counter[str]]) -> Table:
    """Each class as a share of all classes of the slice."""
    totals = Counter(key[:-1] for key, rows in groups.items() for _ in rows)
    return {
        key: Figure(
            len(rows) / totals[key[:-1]], len(rows), totals[key[:-1]], dict(left_out.get(key[:-1], {})),
            len({c.matter for c, _ in rows}),
        )
        for key, rows in groups.items()
    }  # fmt: skip


def _curve(metric: Metric, rows: Rows, excluded: dict[str, int]) -> Figure:
    """Kaplan–Meier: at each day with events, who is still there and who of them has the event."""
    units = [(j.n, j.d == 1) for _, j in rows if j.n is not None]
    matters = len({c.matter for c, j in rows if j.n is not None})
    if not units:
        return Figure(None, 0, 0, excluded, 0, "empty_denominator")
    staying = Fraction(1)
    curve = []
    for day in sorted({days for days, is_event in units if is_event}):
        there = sum(days >= day for days, _ in units)
        staying *= 1 - Fraction(sum(is_event and days == day for days, is_event in units), there)
        curve.append((day, staying))
    if metric.form == "quantile":
        reached = [day for day, share in curve if 1 - share >= Fraction(str(metric.at))]
        events = sum(is_event for _, is_event in units)
        reason = None if reached else "not_reached"
        return Figure(reached[0] if reached else None, events, len(units), excluded, matters, reason)
    events = sum(is_event and days <= metric.at for days, is_event in units)
    if sum(days >= metric.at for days, _ in units) < LEAST_AT_RISK:
        return Figure(None, events, len(units), excluded, matters, "few_at_risk")
    left = [share for day, share in curve if day <= metric.at]
    return Figure(float(1 - left[-1]) if left else 0.0, events, len(units), excluded, matters)


def _mean_cumulative(rows: Rows, at: int, excluded: dict[str, int]) -> Figure:
    """The mean number of events a unit by a day: at each event, one over those still watched."""
    units = [(j.n, j.later) for _, j in rows if j.n is not None]
    if not units:
        return Figure(None, 0, 0, excluded, 0, "empty_denominator")
    days = [day for _, later in units for day in later if day <= at]
    if sum(watched >= at for watched, _ in units) < LEAST_AT_RISK:
        return Figure(None, len(days), len(units), excluded, len(units), "few_at_risk")
    mean = sum((Fraction(1, sum(watched >= day for watched, _ in units)) for day in days), Fraction(0))
    return Figure(float(mean), len(days), len(units), excluded, len(units))
