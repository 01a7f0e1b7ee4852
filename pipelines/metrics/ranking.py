"""The comparison of responsible units on how they handle matters: from counts to the rows of `marts.unit_rank`.

Belongs here: who is compared with whom, on what, in which order, and how sure that is. The methods stand in
`standardisation`, `funnel`, `shrinkage` and `rank_intervals`. Nothing here can take a count of petitions: what may be
compared is the closed list `INDICATORS`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from pipelines.metrics import funnel, shrinkage
from pipelines.metrics.funnel import Band
from pipelines.metrics.rank_intervals import rank_posterior, tie_groups, told_apart
from pipelines.metrics.standardisation import Standardised, Strata, expected_events, expected_recurrences

SATISFIED: Final = "satisfied_unit"
RECURRENCE: Final = "recurrence_90"
RECURRENCE_DAYS: Final = 90
SHARES: Final = ("reply_in_time", "notice_in_time_unit", "one_off_resolution", SATISFIED, "review_changed_share")
INDICATORS: Final = (*SHARES, RECURRENCE)
OVERALL: Final = "overall"

MIN_CASES = 10
MIN_EVALUATED = 30
MIN_PARTICIPATION = 0.60
MIN_COMPARABLE = 0.50
WEIGHT_DRAWS = 2000
SEED = 20221

State = Literal["ranked", "too_few", "own_business", "pending"]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_BAND_ORDER: Final[Mapping[Band, int]] = {"better": 0, "as_expected": 1, "worse": 2}


@dataclass(frozen=True, slots=True)
class Shares:
    """An indicator in which each due case went well or failed; arrays have shape (rows,).

    `failures` are the cases replied to or noticed late, petitioned again, dissatisfied, or changed on review.
    `participation` belongs to satisfaction alone: of each unit the cases evaluated in time and the cases due.
    """

    indicator: str
    strata: Strata
    failures: npt.ArrayLike
    cases: npt.ArrayLike
    participation: Mapping[str, tuple[int, int]] | None = None

    def __post_init__(self) -> None:
        if self.indicator not in SHARES:
            raise ValueError(
                f"{self.indicator}：不能进入排名。可比较的只有办理质效指标 {'、'.join(INDICATORS)}；"
                "信访数量、初重件、层级、集体访、越级、非接待场所走访和息诉情况不作比较。"
            )
        if (self.participation is None) == (self.indicator == SATISFIED):
            raise ValueError(f"{self.indicator}：participation belongs to {SATISFIED}, and only to it")


@dataclass(frozen=True, slots=True)
class Recurrences:
    """`recurrence_90` as follow-up of closed matters: rows of `expected_recurrences`, shape (rows,)."""

    strata: Strata
    day: npt.ArrayLike
    events: npt.ArrayLike
    leaving: npt.ArrayLike
    indicator: Literal["recurrence_90"] = RECURRENCE


@dataclass(frozen=True, slots=True)
class UnitRank:
    """One row of `marts.unit_rank`: a unit on one indicator or overall, within its group.

    `position` follows band, then shrunken value (overall: mean rank); 1 is best; None below the line. `low` and
    `high` are the 95 % interval of the rank. Units of one `tie_group` cannot be told apart. `observed` are failures,
    or successes where `more_is_worse` is False; `ratio` is O/E, `shrunken` its shrunken value. Overall, `observed`
    and `expected` sum the failures over the unit's `indicators`, `cases` is the greatest of theirs, and `third_share` is the share of random weights
    that keep the unit in its third. `tau2` is the variance between the units of the group, by which limits widen.
    """

    group: str
    indicator: str
    unit: str
    state: State
    cases: int
    observed: float | None = None
    expected: float | None = None
    ratio: float | None = None
    shrunken: float | None = None
    comparable_share: float | None = None
    more_is_worse: bool = True
    band: Band | None = None
    hint: Band | None = None
    over_dispersed: bool = False
    position: int | None = None
    low: int | None = None
    high: int | None = None
    tie_group: int | None = None
    mean_rank: float | None = None
    indicators: int = 1
    third_share: float | None = None
    tau2: float | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """Rows of one group and indicator, with the mean and standard deviation of the rank of those ranked."""

    rows: dict[str, UnitRank]
    rank: dict[str, tuple[float, float]]


def rank_units(
    indicators: Sequence[Shares | Recurrences],
    groups: Mapping[str, str],
    pending: Collection[str] = (),
    min_cases: int = MIN_CASES,
) -> list[UnitRank]:
    """Compare the units of each group on each indicator and overall.

    Args:
        indicators: counts of the period (rolling 52 weeks or a year) in strata, each indicator at most once.
        groups: the group of like with like of each unit that is to be listed. Other units in the counts serve only
            as what a unit is compared with.
        pending: units on which an integrity finding is open.
        min_cases: due cases below which a unit stands under the line; satisfaction needs MIN_EVALUATED.

    Returns:
        Rows by group, indicator (overall last), ranked units in order of position, then those below the line in
        order of unit code.

    Raises:
        ValueError: an indicator twice.
    """
    names = [given.indicator for given in indicators]
    if len(set(names)) < len(names):
        raise ValueError(f"an indicator was given twice: {', '.join(sorted(names))}")
    compared = {given.indicator: _standardised(given) for given in indicators}
    rows: list[UnitRank] = []
    for group in sorted(set(groups.values())):
        units = sorted(unit for unit, its in groups.items() if its == group)
        placed: list[_Placed] = []
        for given in indicators:
            standard, more_is_worse = compared[given.indicator]
            states = _states(given, standard, units, pending, min_cases)
            placed.append(_on_indicator(group, given.indicator, standard, more_is_worse, states))
        for of_indicator in placed:
            rows += _in_order(of_indicator.rows)
        if placed:
            rows += _in_order(_overall(group, units, placed, pending))
    return rows


def _standardised(given: Shares | Recurrences) -> tuple[Standardised, bool]:
    """Observed and expected on the rarer side: failures, unless fewer than half of all cases went well."""
    if isinstance(given, Recurrences):
        return (
            expected_recurrences(given.strata, given.day, given.events, given.leaving, RECURRENCE_DAYS),
            True,
        )
    failures, cases = np.asarray(given.failures, dtype=np.float64), np.asarray(given.cases, dtype=np.float64)
    more_is_worse = bool(2 * failures.sum() <= cases.sum())
    return expected_events(given.strata, failures if more_is_worse else cases - failures, cases), more_is_worse


def _states(
    given: Shares | Recurrences,
    standard: Standardised,
    units: Sequence[str],
    pending: Collection[str],
    min_cases: int,
) -> dict[str, State]:
    """Whether each unit is ranked, or why it stands below the line."""
    at = {unit: place for place, unit in enumerate(standard.unit)}
    participation = given.participation if isinstance(given, Shares) else None
    least = min_cases if participation is None else MIN_EVALUATED

    def state(unit: str) -> State:
        if unit in pending:
            return "pending"
        if unit not in at or standard.cases[at[unit]] < least:
            return "too_few"
        if participation is not None:
            evaluated, due = participation.get(unit, (0, 0))
            if due == 0 or evaluated / due < MIN_PARTICIPATION:
                return "too_few"
        if np.isnan(standard.expected[at[unit]]) or standard.comparable_share[at[unit]] < MIN_COMPARABLE:
            return "own_business"
        return "ranked"

    return {unit: state(unit) for unit in units}


def _on_indicator(
    group: str, indicator: str, standard: Standardised, more_is_worse: bool, states: Mapping[str, State]
) -> _Placed:
    """Rows of one group on one indicator."""
    at = {unit: place for place, unit in enumerate(standard.unit)}
    rows = {
        unit: _plain_row(group, indicator, unit, state, standard, at.get(unit), more_is_worse)
        for unit, state in states.items()
    }
    ranked = [unit for unit, state in states.items() if state == "ranked"]
    if not ranked:
        return _Placed(rows, {})
    where = [at[unit] for unit in ranked]
    o, n, e, c = (a[where] for a in (standard.observed, standard.cases, standard.expected, standard.certainty))
    if indicator == RECURRENCE:
        tested, known = funnel.ratios(o, n, e, c), shrinkage.gamma_poisson(c * o, c * e)
    else:
        tested, known = funnel.proportions(o, n, e, c), shrinkage.beta_binomial(c * o, c * n, c * e)
    side = 1.0 if more_is_worse else -1.0
    # A ratio is skewed; a normal error fits its logarithm.
    error = np.sqrt(np.log1p((known.sd / known.mean) ** 2))
    badness = side * (np.log(known.mean) - error**2 / 2)
    found = rank_posterior(badness, error)
    bands = [funnel.band(float(score), more_is_worse) for score in tested.score]
    order = _ordered([b for b, _ in bands], side * known.mean, ranked)
    ties = tie_groups(order, told_apart(badness, error, SEED))
    for position, i in enumerate(order, start=1):
        rows[ranked[i]] = replace(
            rows[ranked[i]],
            shrunken=float(known.mean[i]),
            band=bands[i][0],
            hint=bands[i][1],
            over_dispersed=tested.phi is not None,
            tau2=tested.tau2,
            position=position,
            # The band may move a unit past where its value alone would put it; the interval then reaches that far.
            low=min(position, int(found.low[i])),
            high=max(position, int(found.high[i])),
            tie_group=int(ties[i]),
            mean_rank=float(found.mean[i]),
        )
    return _Placed(rows, {unit: (float(found.mean[i]), float(found.sd[i])) for i, unit in enumerate(ranked)})


def _plain_row(
    group: str, indicator: str, unit: str, state: State, standard: Standardised, at: int | None, more_is_worse: bool
) -> UnitRank:
    """What can be said of a unit whether it is ranked or not."""
    if at is None or standard.cases[at] == 0:
        return UnitRank(group, indicator, unit, state, 0, more_is_worse=more_is_worse)
    observed, expected = float(standard.observed[at]), float(standard.expected[at])
    comparable = not np.isnan(expected)
    return UnitRank(
        group,
        indicator,
        unit,
        state,
        cases=int(standard.cases[at]),
        observed=observed,
        expected=expected if comparable else None,
        ratio=observed / expected if comparable else None,
        comparable_share=float(standard.comparable_share[at]),
        more_is_worse=more_is_worse,
    )


def _overall(
    group: str, units: Sequence[str], placed: Sequence[_Placed], pending: Collection[str]
) -> dict[str, UnitRank]:
    """Mean rank over the indicators on which a unit is ranked, each with the same weight."""
    ranked = [unit for unit in units if any(unit in one.rank for one in placed)]
    rows = {unit: _overall_row(group, unit, [one.rows[unit] for one in placed], pending) for unit in units}
    if not ranked:
        return rows
    rank, sd = _on_one_scale(ranked, placed)
    has = ~np.isnan(rank)
    mean = np.nansum(rank, axis=1) / has.sum(axis=1)
    # A rank that is known for certain still has to differ from others by more than rounding.
    error = np.maximum(np.sqrt(np.nansum(sd**2, axis=1)) / has.sum(axis=1), 0.01)
    found = rank_posterior(mean, error)
    bands = [_overall_band([one.rows[unit] for one in placed]) for unit in ranked]
    order = _ordered([b for b, _ in bands], mean, ranked)
    ties = tie_groups(order, told_apart(mean, error, SEED))
    kept = _third_share(rank)
    for position, i in enumerate(order, start=1):
        rows[ranked[i]] = replace(
            rows[ranked[i]],
            band=bands[i][0],
            hint=bands[i][1],
            position=position,
            low=min(position, int(found.low[i])),
            high=max(position, int(found.high[i])),
            tie_group=int(ties[i]),
            mean_rank=float(mean[i]),
            third_share=float(kept[i]),
        )
    return rows


def _overall_row(group: str, unit: str, rows: Sequence[UnitRank], pending: Collection[str]) -> UnitRank:
    """Failures observed and expected over the indicators on which a unit is ranked, and why if it is on none."""
    used = [row for row in rows if row.state == "ranked"]
    counted = [row for row in used if row.more_is_worse and row.observed is not None and row.expected is not None]
    state: State = "ranked"
    if not used:
        own = any(row.state == "own_business" for row in rows)
        state = "pending" if unit in pending else "own_business" if own else "too_few"
    known = [row for row in rows if row.comparable_share is not None]
    cases = sum(row.cases for row in known)
    comparable = sum(row.cases * (row.comparable_share or 0.0) for row in known)
    observed = sum(row.observed or 0.0 for row in counted)
    expected = sum(row.expected or 0.0 for row in counted)
    return UnitRank(
        group,
        OVERALL,
        unit,
        state,
        cases=max((row.cases for row in rows), default=0),
        observed=observed if counted else None,
        expected=expected if counted else None,
        ratio=observed / expected if counted else None,
        comparable_share=comparable / cases if cases else None,
        over_dispersed=any(row.over_dispersed for row in used),
        indicators=len(used),
    )


def _on_one_scale(ranked: Sequence[str], placed: Sequence[_Placed]) -> tuple[Floats, Floats]:
    """Ranks and their errors, shape (units, indicators), stretched from 1 … nₖ to 1 … n; NaN where not ranked.

    Errors of ranks among nₖ units are correlated by −1/(nₖ − 1); √(nₖ/(nₖ − 1)) makes differences of units as wide
    as they are when the errors are taken for independent. A unit ranked alone could have any rank.
    """
    n = len(ranked)
    rank, sd = np.full((n, len(placed)), np.nan), np.full((n, len(placed)), np.nan)
    for k, one in enumerate(placed):
        size = len(one.rank)
        for i, unit in enumerate(ranked):
            if unit not in one.rank:
                continue
            mean, error = one.rank[unit]
            stretch = (n - 1) / (size - 1) if size > 1 else 0.0
            rank[i, k] = 1 + (mean - 1) * stretch if size > 1 else (n + 1) / 2
            sd[i, k] = error * stretch * np.sqrt(size / (size - 1)) if size > 1 else n / np.sqrt(12)
    return rank, sd


def _overall_band(rows: Sequence[UnitRank]) -> tuple[Band, Band | None]:
    """Better or worse than expected: on one indicator at least, and on none the other way.

    A hint takes two indicators that hint the same way and none the other: with five indicators every sixth unit has
    one hint by chance.
    """
    ranked = [row for row in rows if row.state == "ranked"]
    beyond: set[Band] = {row.band for row in ranked if row.band in ("better", "worse")}
    if len(beyond) == 1:
        return beyond.pop(), None
    hints = [row.hint for row in ranked if row.hint is not None]
    alike = not beyond and len(hints) >= 2 and len(set(hints)) == 1
    return "as_expected", hints[0] if alike else None


def _third_share(rank: Floats) -> Floats:
    """Share of weights drawn evenly from all weightings that keep each unit in its third; ranks (units, indicators)."""
    has, filled = ~np.isnan(rank), np.nan_to_num(rank)
    weights = np.random.default_rng(SEED).dirichlet(np.ones(rank.shape[1]), WEIGHT_DRAWS)
    equal = np.full((1, rank.shape[1]), 1 / rank.shape[1])

    def thirds(weight: Floats) -> Ints:
        score = np.round((weight @ filled.T) / (weight @ has.T), 9)
        place = np.argsort(np.argsort(score, axis=1, kind="stable"), axis=1, kind="stable")
        third: Ints = 3 * place // rank.shape[0]
        return third

    share: Floats = np.mean(thirds(weights) == thirds(equal), axis=0)
    return share


def _ordered(bands: Sequence[Band], value: Floats, units: Sequence[str]) -> list[int]:
    """Positions of the units by band, value and, where these are equal, code."""
    return sorted(range(len(units)), key=lambda i: (_BAND_ORDER[bands[i]], round(float(value[i]), 9), units[i]))


def _in_order(rows: Mapping[str, UnitRank]) -> list[UnitRank]:
    """Ranked units by position, then those below the line by code."""
    return sorted(rows.values(), key=lambda row: (row.position is None, row.position or 0, row.unit))
