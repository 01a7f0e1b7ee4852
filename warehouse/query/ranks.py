"""The comparison of responsible units of a published version. Never of places or persons, never by counts of petitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from warehouse.calendar import Period
from warehouse.catalogue.comparison import BESIDE, INDICATORS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import nearest
from warehouse.home import Home
from warehouse.query.cell import Cell, blank
from warehouse.query.errors import QueryError
from warehouse.query.metric import metric
from warehouse.query.published import Version, cursor, find_version

OVERALL = "overall"
ROLLING = "52w"


@dataclass(frozen=True, slots=True)
class UnitRank:
    """A unit on one indicator or overall, within its group. `position` 1 is best, None below the line.

    `state`: ranked, too_few, own_business or pending. `band`: better, as_expected or worse; `hint` the same between
    the 95 % and the 99.8 % limit. `observed` and `expected` count failures, or successes where `more_is_worse` is False.
    `tau2` is the variance between the units of the group on one indicator, by which the limits of a funnel widen.
    """

    unit_group: str
    indicator: str
    department: str
    name: str
    state: str
    position: int | None
    low: int | None
    high: int | None
    tie_group: int | None
    band: str | None
    hint: str | None
    previous_band: str | None
    cases: int
    observed: float | None
    expected: float | None
    ratio: float | None
    shrunken: float | None
    comparable_share: float | None
    more_is_worse: bool
    is_over_dispersed: bool
    mean_rank: float | None
    indicators: int
    third_share: float | None
    tau2: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Units in order: by group, ranked ones by position, then those below the line by code."""

    version: Version
    period: str
    start: date | None
    end: date | None
    indicator: str
    rows: tuple[UnitRank, ...]
    indicators: tuple[str, ...]  # those that this version has

    def to_json(self, figures: Figures) -> dict[str, Any]:
        """The object of `tingmin rank --format json`; position 1 is best.

        Args:
            figures: from `figures_beside`.
        """
        return {
            "indicator": self.indicator,
            "period": self.period,
            "from": None if self.start is None else self.start.isoformat(),
            "to": None if self.end is None else self.end.isoformat(),
            "direction": "position_1_is_best",
            "indicators": list(self.indicators),
            "as_of": self.version.as_of,
            "data_through": self.version.data_through,
            "version": self.version.id,
            "rows": [asdict(row) | {"figures": _figures(figures[row.department])} for row in self.rows],
        }

    @property
    def fields(self) -> list[str]:
        """What each of its records has, also when there is none."""
        return [*UnitRank.__slots__, *BESIDE, *(f"{name}_denominator" for name in BESIDE)]

    def records(self, figures: Figures) -> list[dict[str, Any]]:
        """The rows of `tingmin rank --format csv`: each figure beside the rank is a column."""
        return [
            asdict(row)
            | {name: cell.value for name, cell in figures[row.department].items()}
            | {f"{name}_denominator": cell.denominator for name, cell in figures[row.department].items()}
            for row in self.rows
        ]


Figures = Mapping[str, Mapping[str, Cell]]


def _figures(cells: Mapping[str, Cell]) -> dict[str, dict[str, Any]]:
    kept = ("value", "numerator", "denominator", "low", "high", "reason")
    return {name: {field: getattr(cell, field) for field in kept} for name, cell in cells.items()}


def figures_beside(home: Home, found: Ranking) -> Figures:
    """Of each unit of a comparison its own figures over the same days, by unit and metric."""
    beside: dict[str, dict[str, Cell]] = {row.department: {} for row in found.rows}
    for name in BESIDE if found.rows else ():
        answer = metric(
            home, name, by=["department"], start=found.start, end=found.end, exact=True, version=found.version.id
        )
        cells = {cell.by[0]: cell for cell in answer.cells}
        for unit, its in beside.items():
            its[name] = cells.get(unit) or blank((unit,), "no_data")
    return beside


@dataclass(frozen=True, slots=True)
class Offer:
    """What a version's comparison may be asked for: groups, the largest first, and years beside the 52 weeks."""

    groups: tuple[str, ...]
    windows: tuple[str, ...]


def offer(version: Version) -> Offer:
    """The groups of like with like and the years of a version's comparison."""
    with cursor(version.marts) as connection:
        groups = connection.execute(
            "select unit_group from marts.unit_rank where indicator = ? group by unit_group "
            "order by sum(cases) desc, unit_group",
            [OVERALL],
        ).fetchall()
        windows = connection.execute(
            "select distinct rank_period from marts.unit_rank where rank_period <> ? order by 1 desc", [ROLLING]
        ).fetchall()
    return Offer(tuple(row[0] for row in groups), tuple(row[0] for row in windows))


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days over which a version compares units: the last 52 weeks, or a whole year."""

    name: str
    days: Period


def window_of(version: Version, last: date) -> Window | None:
    """The window in which a period's paper compares units: of those that hold its last day the one that ends first."""
    with cursor(version.marts) as connection:
        found = connection.execute(
            """
            select rank_period, min(period_from), max(period_to)
            from marts.unit_rank
            group by rank_period
            having min(period_from) <= ? and max(period_to) >= ?
            order by max(period_to), rank_period
            """,
            [last, last],
        ).fetchall()
    return next((Window(name, Period("", start, end)) for name, start, end in found), None)


def ranking(
    home: Home,
    *,
    indicator: str = OVERALL,
    group: str | None = None,
    period: str = ROLLING,
    version: str | None = None,
) -> Ranking:
    """The comparison of units on one indicator or overall.

    Args:
        indicator: one of INDICATORS, or overall.
        group: a group of like with like; None for all of them, each ranked by itself.
        period: `52w`, or a year that is wholly covered.

    Raises:
        QueryError: not an indicator, unknown group or period; the message names what there is.
    """
    if indicator != OVERALL and indicator not in INDICATORS:
        allowed = "、".join((*INDICATORS, OVERALL))
        why = "是数量，不参与比较" if indicator in METRICS else "不是比较指标"
        raise QueryError(f"“{indicator}”{why}，可用：{allowed} / not an indicator of the comparison, use: {allowed}")
    return _ranking(find_version(home, version), indicator, group, period)


@lru_cache(maxsize=256)
def _ranking(chosen: Version, indicator: str, group: str | None, period: str) -> Ranking:
    """The comparison of a published version, read once."""
    with cursor(chosen.marts) as connection:
        known = [
            row[0]
            for row in connection.execute("select distinct rank_period from marts.unit_rank order by 1").fetchall()
        ]
        groups = [
            row[0]
            for row in connection.execute("select distinct unit_group from marts.unit_rank order by 1").fetchall()
        ]
        if known and period not in known:
            raise QueryError(f"没有“{period}”的比较，可用：{'、'.join(known)} / no such period: {', '.join(known)}")
        if group is not None and group not in groups:
            hint = nearest(group, groups) or "、".join(groups) or "—"
            raise QueryError(f"没有“{group}”这一组，最接近的是：{hint} / unknown group, nearest: {hint}")
        rows = connection.execute(
            """
            select
                r.unit_group, r.indicator, r.department, d.name, r.state, r.position, r.position_low, r.position_high,
                r.tie_group, r.band, r.hint, r.previous_band, r.cases, r.observed, r.expected, r.ratio, r.shrunken,
                r.comparable_share, r.more_is_worse = 1, r.is_over_dispersed = 1, r.mean_rank, r.indicators,
                r.third_share, r.tau2
            from marts.unit_rank r
            left join marts.department d on d.code = r.department
            where r.rank_period = ? and r.indicator = ? and (r.unit_group = ? or ? is null)
            order by r.unit_group, r.position is null, r.position, r.department
            """,
            [period, indicator, group, group],
        ).fetchall()
        days = connection.execute(
            "select min(period_from), max(period_to) from marts.unit_rank where rank_period = ?", [period]
        ).fetchall()[0]
        has = connection.execute(
            "select distinct indicator from marts.unit_rank where indicator <> ?", [OVERALL]
        ).fetchall()
    present = {row[0] for row in has}
    return Ranking(
        version=chosen,
        period=period,
        start=days[0],
        end=days[1],
        indicator=indicator,
        rows=tuple(UnitRank(*row) for row in rows),
        indicators=tuple(name for name in INDICATORS if name in present),
    )
