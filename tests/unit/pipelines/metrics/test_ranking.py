"""The comparison of units: fair to small and large, blind to names, closed to counts of petitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from pipelines.metrics.ranking import (
    INDICATORS,
    OVERALL,
    RECURRENCE,
    SATISFIED,
    Recurrences,
    Shares,
    UnitRank,
    rank_units,
)
from pipelines.metrics.standardisation import Strata
from warehouse.catalogue.metrics import METRICS

Office = Shares | Recurrences


def names(count: int) -> list[str]:
    return [f"u{place:02}" for place in range(count)]


def shares(
    rng: np.random.Generator,
    sizes: Sequence[int],
    rates: Sequence[float],
    mix: Sequence[Sequence[float]],
    indicator: str = "reply_in_time",
) -> Shares:
    """Draw failures of units with these sizes, true failure rates and mixes of topics."""
    unit, topic, failures, cases = [], [], [], []
    for name, size, rate, its in zip(names(len(sizes)), sizes, rates, mix, strict=True):
        for place, count in enumerate(rng.multinomial(size, its)):
            unit.append(name)
            topic.append(f"t{place}")
            failures.append(int(rng.binomial(count, rate)))
            cases.append(int(count))
    blank = [""] * len(unit)
    return Shares(indicator, Strata(unit, topic, blank, blank, blank), failures, cases)


def recurrences(
    rng: np.random.Generator, sizes: Sequence[int], rates: Sequence[float], mix: Sequence[Sequence[float]]
) -> Recurrences:
    """Draw 90-day recurrences, a fifth of the matters closed less than 90 days ago."""
    unit, topic, day, event = [], [], [], []
    for name, size, rate, its in zip(names(len(sizes)), sizes, rates, mix, strict=True):
        happens = np.ceil(rng.exponential(-90 / np.log(1 - rate), size)).astype(int)
        until = np.where(rng.random(size) < 0.2, rng.integers(1, 90, size), 400)
        unit += [name] * size
        topic += [f"t{t}" for t in rng.choice(len(its), size, p=its)]
        day += np.minimum(happens, until).tolist()
        event += (happens <= until).tolist()
    blank = [""] * len(unit)
    return Recurrences(Strata(unit, topic, blank, blank, blank), day, event, [1] * len(unit))


def even(units: int, topics: int = 5) -> list[list[float]]:
    return [[1 / topics] * topics] * units


def one_group(units: int) -> dict[str, str]:
    return dict.fromkeys(names(units), "县直部门")


def of(rows: list[UnitRank], indicator: str) -> dict[str, UnitRank]:
    return {row.unit: row for row in rows if row.indicator == indicator}


def office(seed: int, sizes: Sequence[int], spread: float = 0.02) -> list[Office]:
    """Three indicators of units that truly differ a little."""
    rng = np.random.default_rng(seed)
    size = len(sizes)
    a = 0.1 * (0.1 * 0.9 / spread**2 - 1)
    rates = [rng.beta(a, 9 * a, size) for _ in range(3)]
    mix = [list(rng.dirichlet(np.full(5, 4.0))) for _ in sizes]
    return [
        shares(rng, sizes, rates[0], mix),
        shares(rng, sizes, rates[1], mix, "one_off_resolution"),
        recurrences(rng, sizes, rates[2], mix),
    ]


# What may be compared


@pytest.mark.parametrize(
    "indicator",
    [
        *(m for m in METRICS if m not in INDICATORS),
        "cases_per_10k", "collective_events", "collective_share", "skip_level_events", "first_cases", "repeat_cases",
        "repeat_share", "nonnormal_events", "nonnormal_share", "nonnormal_per_10k", "owned_settled_rate",
        "settled_flag", "closed_not_settled", "visit_events", "registered_level", "acceptance_unit_reg30", OVERALL, "",
    ],
)  # fmt: skip
def test_no_count_of_petitions_can_be_compared(indicator: str) -> None:
    with pytest.raises(ValueError, match="不能进入排名"):
        Shares(indicator, Strata([], [], [], [], []), [], [])


def test_every_indicator_is_about_handling_and_the_list_is_closed() -> None:
    assert set(INDICATORS) == {
        "reply_in_time", "notice_in_time_unit", "one_off_resolution", "recurrence_90", "satisfied_unit",
        "review_changed_share",
    }  # fmt: skip
    assert all(METRICS[name].direction != "neither" for name in INDICATORS if name in METRICS)


def test_satisfaction_cannot_come_without_participation() -> None:
    with pytest.raises(ValueError, match="participation"):
        Shares(SATISFIED, Strata([], [], [], [], []), [], [])


def test_an_indicator_twice_is_refused() -> None:
    given = shares(np.random.default_rng(1), [30] * 4, [0.1] * 4, even(4))
    with pytest.raises(ValueError, match="twice"):
        rank_units([given, given], one_group(4))


# Fairness


def test_names_turn_no_order_round() -> None:
    indicators = office(3, [12, 20, 35, 60, 90, 140, 200, 300])
    units = names(8)
    renamed = dict(zip(units, np.random.default_rng(5).permutation(units).tolist(), strict=True))
    here = rank_units(indicators, one_group(8))
    there = rank_units(
        [
            replace(given, strata=replace(given.strata, unit=[renamed[unit] for unit in given.strata.unit]))
            for given in indicators
        ],
        one_group(8),
    )
    assert {(row.indicator, row.position): renamed[row.unit] for row in here} == {
        (row.indicator, row.position): row.unit for row in there
    }
    for row in here:
        other = of(there, row.indicator)[renamed[row.unit]]
        assert (other.low, other.high, other.band, other.tie_group) == (row.low, row.high, row.band, row.tie_group)
        assert other.third_share == row.third_share


@pytest.mark.parametrize("seed", range(8))
def test_a_department_with_business_of_its_own_turns_no_order_round(seed: int) -> None:
    indicators = office(seed, [12, 20, 35, 60, 90, 140, 200, 300])
    before = rank_units(indicators, one_group(8))
    with_new = [
        added(given, Strata(["new"], ["own"], [""], [""], [""]), failures=40, cases=400) for given in indicators
    ]
    after = rank_units(with_new, {**one_group(8), "new": "县直部门"})
    for indicator in ("reply_in_time", "one_off_resolution", RECURRENCE, OVERALL):
        new = of(after, indicator)["new"]
        assert (new.state, new.position) == ("own_business", None)
        assert order(before, indicator) == order(after, indicator)


def added(given: Office, strata: Strata, failures: int, cases: int) -> Office:
    joined = Strata(
        *(
            [*getattr(given.strata, name), *getattr(strata, name)]
            for name in ("unit", "topic_1", "topic_2", "channel", "collective")
        )
    )
    if isinstance(given, Shares):
        return replace(
            given,
            strata=joined,
            failures=[*np.asarray(given.failures), failures],
            cases=[*np.asarray(given.cases), cases],
        )
    twice = Strata(
        *([*getattr(joined, n), *getattr(strata, n)] for n in ("unit", "topic_1", "topic_2", "channel", "collective"))
    )
    return replace(
        given,
        strata=twice,
        day=[*np.asarray(given.day), 40, 91],
        events=[*np.asarray(given.events), failures, 0],
        leaving=[*np.asarray(given.leaving), failures, cases - failures],
    )


def order(rows: list[UnitRank], indicator: str) -> list[str]:
    return [row.unit for row in rows if row.indicator == indicator and row.position is not None]


@pytest.mark.parametrize("draw", [shares, recurrences])
def test_equal_departments_of_22_and_4226_cases_are_not_told_apart(draw: object) -> None:
    """25 offices: the large one is compared with 440 cases of others, and its size is no fault or merit."""
    rng = np.random.default_rng(4)
    sizes = [4226] + [22] * 20
    calls = apart = 0
    for _ in range(25):
        rows = of(rank_units([draw(rng, sizes, [0.08] * 21, even(21))], one_group(21)), OVERALL)  # type: ignore[operator]
        calls += rows["u00"].band != "as_expected"
        apart += any(row.tie_group != rows["u00"].tie_group for row in rows.values())
    assert calls <= 1
    assert apart <= 2


def test_a_perfect_unit_of_22_cases_is_not_surely_the_first() -> None:
    """22 of 22 in time, others 94 %: a bulletin put it first; its rank may be almost any."""
    rng = np.random.default_rng(2)
    given = shares(rng, [22] + [200] * 9, [0.0] + [0.06] * 9, even(10))
    first = of(rank_units([given], one_group(10)), "reply_in_time")["u00"]
    assert first.observed == 0
    assert first.band == "as_expected"
    assert first.low is not None and first.high is not None
    assert first.high - first.low >= 6


def test_a_department_twice_as_bad_that_owns_most_of_its_topic_is_found() -> None:
    """3,200 of 4,000 cases of the topic, others 10 % of their work: 15 offices, the ratio of 2 is shown, put below."""
    rng = np.random.default_rng(7)
    mix = [[1.0, 0, 0, 0]] + [[0.1, 0.3, 0.3, 0.3]] * 20
    found, ratios = 0, []
    for _ in range(15):
        given = shares(rng, [3200] + [400] * 20, [0.16] + [0.08] * 20, mix)
        own = of(rank_units([given], one_group(21)), "reply_in_time")["u00"]
        assert own.ratio is not None and own.position == 21
        found += own.band == "worse"
        ratios.append(own.ratio)
    assert found >= 14
    assert np.mean(ratios) == pytest.approx(2, abs=0.08)


def test_intervals_of_ranks_hold_the_true_rank() -> None:
    """60 offices of 12 units that truly differ: at least 95 % of the intervals hold the unit's true rank."""
    held = total = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        sizes, rates = rng.integers(10, 300, 12), rng.beta(8, 80, 12)
        rows = of(rank_units([shares(rng, list(sizes), list(rates), even(12))], one_group(12)), "reply_in_time")
        ranked = sorted(unit for unit, row in rows.items() if row.position is not None)
        true = {unit: float(rates[names(12).index(unit)]) for unit in ranked}
        for unit in ranked:
            place = 1 + sum(true[other] < true[unit] for other in ranked)
            low, high = rows[unit].low, rows[unit].high
            assert low is not None and high is not None
            held += low <= place <= high
            total += 1
    assert held / total >= 0.95


def test_an_office_of_ten_cases_a_week_gets_a_useful_table() -> None:
    """520 cases a year, 20 townships: most are ranked, none is called anything, the intervals are wide."""
    rng = np.random.default_rng(12)
    sizes = list(rng.multinomial(520, rng.dirichlet(np.full(20, 3.0))))
    mix, rates = even(20), [0.1] * 20
    given: list[Office] = [shares(rng, sizes, rates, mix), recurrences(rng, sizes, rates, mix)]
    rows = of(rank_units(given, dict.fromkeys(names(20), "乡镇街道")), OVERALL)
    ranked = [row for row in rows.values() if row.state == "ranked"]
    assert len(rows) == 20
    assert len(ranked) >= 15
    assert sorted(row.position or 0 for row in ranked) == list(range(1, len(ranked) + 1))
    assert all(row.band == "as_expected" for row in ranked)
    assert np.mean([(row.high or 0) - (row.low or 0) for row in ranked]) > len(ranked) / 2
    assert {row.state for row in rows.values()} <= {"ranked", "too_few"}
    assert all(row.ratio is not None and row.comparable_share is not None for row in ranked)


# The line, the order, the columns


def test_below_the_line_in_code_order_with_the_reason() -> None:
    rng = np.random.default_rng(1)
    given = shares(rng, [9, 40, 40, 40, 40, 40], [0.1] * 6, [[0, 0.5, 0.5]] * 3 + [[0, 0.5, 0.5]] * 2 + [[1, 0, 0]])
    rows = rank_units([given], {**one_group(6), "u99": "县直部门"}, pending={"u01"})
    for indicator in ("reply_in_time", OVERALL):
        its = [row for row in rows if row.indicator == indicator]
        assert [row.unit for row in its[3:]] == ["u00", "u01", "u05", "u99"]
        assert [row.state for row in its] == ["ranked"] * 3 + ["too_few", "pending", "own_business", "too_few"]
        assert all(row.position is row.band is row.low is row.tie_group is None for row in its[3:])
        assert [row.position for row in its[:3]] == [1, 2, 3]


@pytest.mark.parametrize(("due", "state"), [(9, "too_few"), (10, "ranked")])
def test_ranked_from_ten_due_cases(due: int, state: str) -> None:
    strata = Strata(["a", "b", "c"], ["t"] * 3, [""] * 3, [""] * 3, [""] * 3)
    rows = rank_units([Shares("reply_in_time", strata, [1, 4, 5], [due, 40, 40])], dict.fromkeys("abc", "g"))
    assert of(rows, "reply_in_time")["a"].state == state


@pytest.mark.parametrize(
    ("evaluated", "due", "state"), [(29, 40, "too_few"), (30, 50, "ranked"), (30, 51, "too_few"), (400, 500, "ranked")]
)
def test_satisfaction_needs_thirty_evaluations_and_six_in_ten_taking_part(evaluated: int, due: int, state: str) -> None:
    strata = Strata(["a", "b", "c", "d"], ["t"] * 4, [""] * 4, [""] * 4, [""] * 4)
    replies = Shares("reply_in_time", strata, [5] * 4, [100] * 4)
    given = Shares(
        SATISFIED,
        strata,
        [9, 20, 15, 22],
        [evaluated, 150, 150, 150],
        {"a": (evaluated, due), "b": (150, 200), "c": (150, 200), "d": (150, 200)},
    )
    rows = rank_units([replies, given], dict.fromkeys("abcd", "g"))
    assert of(rows, SATISFIED)["a"].state == state
    assert of(rows, OVERALL)["a"].indicators == (2 if state == "ranked" else 1)


def test_groups_of_like_with_like_are_ranked_apart() -> None:
    indicators = office(3, [60] * 8)
    groups = dict(zip(names(8), ["县直部门"] * 4 + ["乡镇街道"] * 4, strict=True))
    rows = of(rank_units(indicators, groups), OVERALL)
    for group in ("县直部门", "乡镇街道"):
        assert sorted(r.position or 0 for r in rows.values() if r.group == group) == [1, 2, 3, 4]


def test_order_follows_band_then_value_and_the_interval_holds_the_position() -> None:
    for seed in range(5):
        rows = rank_units(office(seed, [15, 30, 200, 900, 1500, 2000, 2500, 90, 60, 45], spread=0.05), one_group(10))
        for indicator in ("reply_in_time", "one_off_resolution", RECURRENCE, OVERALL):
            its = [row for row in rows if row.indicator == indicator and row.state == "ranked"]
            places = {"better": 0, "as_expected": 1, "worse": 2}
            keys = [(places[row.band or ""], row.mean_rank if indicator == OVERALL else row.shrunken) for row in its]
            assert keys == sorted(keys)  # type: ignore[type-var]
            assert all((row.low or 0) <= (row.position or 0) <= (row.high or 0) for row in its)


def test_where_most_cases_fail_the_successes_are_compared() -> None:
    """Expected rates above one half would let no ratio exceed 2; the better unit still comes first."""
    strata = Strata(["a", "b", "c", "d"], ["t"] * 4, [""] * 4, [""] * 4, [""] * 4)
    rows = of(
        rank_units([Shares("reply_in_time", strata, [500, 800, 900, 850], [1000] * 4)], dict.fromkeys("abcd", "g")),
        "reply_in_time",
    )
    assert not rows["a"].more_is_worse
    assert rows["a"].observed == 500
    assert (rows["a"].position, rows["a"].band) == (1, "better")
    assert (rows["c"].position, rows["c"].band) == (4, "worse")


def test_overall_is_the_mean_rank_and_says_whether_the_weights_matter() -> None:
    """Best on both, worst on both, and two that are first and third in turn."""
    strata = Strata(["a", "b", "c", "d"], ["t"] * 4, [""] * 4, [""] * 4, [""] * 4)
    one = Shares("reply_in_time", strata, [10, 100, 200, 300], [1000] * 4)
    other = Shares("one_off_resolution", strata, [10, 200, 100, 300], [1000] * 4)
    rows = of(rank_units([one, other], dict.fromkeys("abcd", "g")), OVERALL)
    assert [rows[unit].mean_rank for unit in "abcd"] == pytest.approx([1, 2.5, 2.5, 4], abs=0.01)
    assert (rows["a"].band, rows["d"].band) == ("better", "worse")
    assert rows["a"].third_share == rows["d"].third_share == 1
    assert 0.3 < (rows["c"].third_share or 0) < 0.7
    assert rows["a"].observed == 20
    assert rows["a"].ratio == pytest.approx(20 / (rows["a"].expected or 0))


def test_one_unit_no_unit_and_all_zeros_have_an_answer() -> None:
    blank = Strata([], [], [], [], [])
    assert rank_units([Shares("reply_in_time", blank, [], [])], {}) == []
    none = rank_units([Shares("reply_in_time", blank, [], []), Recurrences(blank, [], [], [])], {"a": "g"})
    assert [row.state for row in none] == ["too_few"] * 3
    alone = Strata(["a"], ["t"], [""], [""], [""])
    rows = rank_units([Shares("reply_in_time", alone, [3], [50])], {"a": "g"})
    assert [(row.state, row.ratio) for row in rows] == [("own_business", None)] * 2
    strata = Strata(["a", "b", "c", "d"], ["t"] * 4, [""] * 4, [""] * 4, [""] * 4)
    zeros = rank_units(
        [Shares("reply_in_time", strata, [0] * 4, [30] * 4), Recurrences(strata, [91] * 4, [0] * 4, [30] * 4)],
        dict.fromkeys("abcd", "g"),
    )
    for row in zeros:
        assert (row.state, row.band, row.ratio, row.tie_group) == ("ranked", "as_expected", 0.0, 1)
        assert (row.low, row.high) == (1, 4)


def test_the_same_counts_give_the_same_rows() -> None:
    assert rank_units(office(9, [50] * 9), one_group(9)) == rank_units(office(9, [50] * 9), one_group(9))


def test_equal_units_are_seldom_called_anything_overall() -> None:
    """10 offices of 20 equal units on three indicators: at most 2 % of units get a band, at most 4 % a hint."""
    bands = hints = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        sizes, mix, rates = list(rng.integers(20, 300, 20)), even(20), [0.08] * 20
        given = [shares(rng, sizes, rates, mix, name) for name in ("reply_in_time", "notice_in_time_unit")]
        rows = of(rank_units([*given, recurrences(rng, sizes, rates, mix)], one_group(20)), OVERALL)
        bands += sum(row.band != "as_expected" for row in rows.values())
        hints += sum(row.hint is not None for row in rows.values())
    assert bands <= 4
    assert hints <= 8


def test_a_hint_overall_takes_two_indicators_that_agree() -> None:
    strata = Strata([f"{i:02}" for i in range(12)], ["t"] * 12, [""] * 12, [""] * 12, [""] * 12)
    high, even_ = [57] + [40] * 11, [40] * 12
    names_ = dict.fromkeys(strata.unit, "g")
    one = rank_units([Shares("reply_in_time", strata, high, [400] * 12)], names_)
    assert of(one, "reply_in_time")["00"].hint == "worse"
    alone = rank_units(
        [Shares("reply_in_time", strata, high, [400] * 12), Shares("one_off_resolution", strata, even_, [400] * 12)],
        names_,
    )
    both = rank_units(
        [Shares("reply_in_time", strata, high, [400] * 12), Shares("one_off_resolution", strata, high, [400] * 12)],
        names_,
    )
    assert of(alone, OVERALL)["00"].hint is None
    assert of(both, OVERALL)["00"].hint == "worse"
