"""What a unit's cases would have given at the other units' rates: leave-one-out indirect standardisation.

With ordinary standardisation a unit that owns most of a topic is compared with itself. Here each unit is compared
with the others only, in the narrowest stratum in which there are enough of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.catalogue.codes import NOT_FILLED

MIN_OTHER_UNITS = 2
MIN_OTHER_CASES = 20
TOPIC_LEVELS = 2  # the first two levels of coarsening are comparisons within a topic

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strata:
    """Of each row of counts the unit and what its cases are alike in; shape (rows,) each, blank where unknown."""

    unit: Sequence[str]
    topic_1: Sequence[str]
    topic_2: Sequence[str]
    channel: Sequence[str]
    collective: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standardised:
    """Observed and expected events of each unit, in order of unit code; all arrays have shape (units,).

    `expected` is NaN for a unit that cannot be compared with anybody. `certainty` is the share of a unit's sampling
    information that is left when the others' rates are uncertain too: Var(O) / (Var(O) + Var(E)), 0 to 1.
    """

    unit: tuple[str, ...]
    observed: Floats
    cases: Floats
    expected: Floats
    certainty: Floats
    comparable_share: Floats


def expected_events(strata: Strata, events: npt.ArrayLike, cases: npt.ArrayLike) -> Standardised:
    """Expected events where each case has the event or not: E = Σ n r, r the others' rate in the stratum.

    A stratum serves if at least 2 other units have at least 20 cases in it, else it is coarsened: topic_2 × channel
    × collective → topic_1 → channel × collective → all. Var(E) = Σ n² r(1 − r)/N with (R + ½)/(N + 1) for r. Where
    the others have no event at all, half an event is assumed among them, so that O/E stays finite.

    Args:
        strata: shape (rows,); several rows for one unit and stratum are summed.
        events: cases with the event, 0 ≤ events ≤ cases; shape (rows,).
        cases: shape (rows,).
    """
    events_, cases_ = np.asarray(events, dtype=np.float64), np.asarray(cases, dtype=np.float64)
    return _standardise(strata, events_[:, None], cases_[:, None])


def expected_recurrences(
    strata: Strata, day: npt.ArrayLike, events: npt.ArrayLike, leaving: npt.ArrayLike, window: int
) -> Standardised:
    """Expected recurrences within a window: E = Σ over matters of the others' cumulative hazard at its follow-up.

    H(t) = Σ d/n over days ≤ t among the others in the stratum; under their hazard O − E has mean 0 whatever the
    censoring. A recurrence on a day to which none of the others was followed counts on neither side. Strata are coarsened as in `expected_events`, on matters.

    Args:
        strata: shape (rows,).
        day: follow-up in days, to the recurrence or to the censoring, ≥ 0; shape (rows,).
        events: matters that recur on that day; leaving: all matters whose follow-up is that day; shape (rows,).
        window: W; later recurrences count as followed to W without one.

    Source: Breslow & Day 1987, volume II, section 2 (expected deaths from cumulative rates); Aalen 1978.
    """
    cells, cell = _cells(strata)
    width = window + 2
    at = cell * width + np.minimum(np.asarray(day, dtype=np.int64), window + 1)
    size = len(cells.unit) * width
    happened: Floats = np.bincount(at, np.asarray(events, dtype=np.float64), size).astype(np.float64).reshape(-1, width)
    left: Floats = np.bincount(at, np.asarray(leaving, dtype=np.float64), size).astype(np.float64).reshape(-1, width)
    present: Floats = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    return _standardise(cells, happened[:, : window + 1], present[:, : window + 1])


def _standardise(strata: Strata, events: Floats, present: Floats) -> Standardised:
    """Standardise counts in (rows, steps): one step for proportions, one a day for hazards.

    `present` holds who could have the event at a step; in the first step that is everybody.
    """
    names, unit = np.unique(np.asarray(strata.unit, dtype=str), return_inverse=True)
    size = len(names)
    cases = present[:, 0]
    observed, expected, variance, comparable = (np.zeros(size) for _ in range(4))
    open_rows = np.ones(len(cases), dtype=bool)
    is_hazard = events.shape[1] > 1
    for level, (key, known) in enumerate(_levels(strata)):
        served, o, e, v = _expected_at(unit, key, known & open_rows, events, present, is_hazard)
        observed += np.bincount(unit, o, size)
        expected += np.bincount(unit, e, size)
        variance += np.bincount(unit, v, size)
        if level < TOPIC_LEVELS:
            comparable += np.bincount(unit[served], cases[served], size)
        open_rows &= ~served
    n: Floats = np.bincount(unit, cases, size).astype(np.float64)
    impossible = np.bincount(unit[open_rows], cases[open_rows], size) > 0
    others = n.sum() - n
    expected = np.where(expected > 0, expected, 0.5 * n / (others + 1))
    own = expected if is_hazard else expected * (1 - np.minimum(expected / np.maximum(n, 1), 1 - 1e-9))
    certainty = np.divide(own, own + variance, out=np.ones(size), where=own + variance > 0)
    share = np.divide(comparable, n, out=np.zeros(size), where=n > 0)
    return Standardised(
        unit=tuple(str(name) for name in names),
        observed=np.where(impossible, np.bincount(unit, events.sum(axis=1), size), observed),
        cases=n,
        expected=np.where(impossible | (n == 0), np.nan, expected),
        certainty=certainty,
        comparable_share=share,
    )


def _expected_at(
    unit: Ints, key: Ints, wanted: Mask, events: Floats, present: Floats, is_hazard: bool
) -> tuple[Mask, Floats, Floats, Floats]:
    """At one level: which wanted rows are served, and O, E and Var(E) of each (unit, stratum), on its first row."""
    size, keys = len(unit), int(key.max(initial=-1)) + 1
    pairs, first, pair = np.unique(unit * max(keys, 1) + key, return_index=True, return_inverse=True)
    key_of, width = pairs % max(keys, 1), events.shape[1]

    def summed(place: Ints, count: int, values: Floats) -> Floats:
        out = np.zeros((count, width))
        np.add.at(out, place, values)
        return out

    own_events, own_present = summed(pair, len(pairs), events), summed(pair, len(pairs), present)
    others_events = summed(key_of, keys, own_events)[key_of] - own_events
    others_present = summed(key_of, keys, own_present)[key_of] - own_present
    taking_part = np.bincount(key_of, own_present[:, 0] > 0, keys)[key_of] - (own_present[:, 0] > 0)
    enough = (taking_part >= MIN_OTHER_UNITS) & (others_present[:, 0] >= MIN_OTHER_CASES)
    served = wanted & enough[pair]
    mine, happened = (summed(pair[served], len(pairs), a[served]) for a in (present, events))
    n = np.maximum(others_present, 1.0)
    o = (happened * (others_present > 0)).sum(axis=1)
    e = (mine * others_events / n).sum(axis=1)
    if is_hazard:
        v = (mine**2 * others_events / n**2).sum(axis=1) + 0.5 * (mine[:, 0] / n[:, 0]) ** 2
    else:
        rate = (others_events[:, 0] + 0.5) / (n[:, 0] + 1)
        v = mine[:, 0] ** 2 * rate * (1 - rate) / n[:, 0]
    observed, expected, variance = np.zeros(size), np.zeros(size), np.zeros(size)
    observed[first], expected[first], variance[first] = o, e, v
    return served, observed, expected, variance


def _levels(strata: Strata) -> list[tuple[Ints, Mask]]:
    """Stratum number of each row at each level, narrowest first, and whether the row can be placed there."""
    topic_1, topic_2 = _codes(strata.topic_1), _codes(strata.topic_2)
    route = _joined(_codes(strata.channel), _codes(strata.collective))
    known = np.array([bool(t) and t != NOT_FILLED for t in strata.topic_1], dtype=bool)
    everywhere = np.ones(len(known), dtype=bool)
    return [
        (_joined(_joined(topic_1, topic_2), route), known),
        (topic_1, known),
        (route, everywhere),
        (np.zeros(len(known), dtype=np.int64), everywhere),
    ]


def _codes(labels: Sequence[str]) -> Ints:
    places: Ints = np.unique(np.asarray(labels, dtype=str), return_inverse=True)[1].astype(np.int64)
    return places


def _joined(one: Ints, other: Ints) -> Ints:
    both = one * (int(other.max(initial=0)) + 1) + other
    places: Ints = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return places


def _cells(strata: Strata) -> tuple[Strata, Ints]:
    """The distinct (unit, stratum) combinations, and the place of each row among them."""
    columns = (strata.unit, strata.topic_1, strata.topic_2, strata.channel, strata.collective)
    key = np.zeros(len(strata.unit), dtype=np.int64)
    for column in columns:
        key = _joined(key, _codes(column))
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    return Strata(*([column[at] for at in first] for column in columns)), cell.astype(np.int64)
