"""The rules of a build on made-up offices: silent on clean ones, and each planted fault is found where it was planted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pipelines.generate import generate
from pipelines.metrics.integrity.build import YearOfVisits, integrity
from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.constant_ratio import Attendance
from pipelines.metrics.integrity.finding import Finding, NotTestable
from pipelines.metrics.integrity.numbering import numbering
from pipelines.metrics.integrity.revisions import Issue, Revision, WeekCount, fallen, revised
from tests.unit.pipelines.metrics.integrity.office import (
    END,
    busiest,
    cases_of,
    close_in_bulk,
    drop_numbers,
    pad_same_day,
    register_late,
    relabel_as_repeats,
)
from warehouse.catalogue.fields import FIELDS

NAMES = {
    name: FIELDS[name].name
    for name in ("persons", "first_flag", "local_first_flag", "repeat_flag", "nonnormal_flag", "deadline_on")
} | {"registered_on": FIELDS["registered_at"].name, "closed_on": FIELDS["closed_at"].name}

Cases = list[RegisteredCase]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    folder = tmp_path_factory.mktemp("office")
    generate(folder, cases=6_000, seed=7, end=END)
    return cases_of(folder)


def findings(cases: Cases) -> list[Finding]:
    return [answer for answer in integrity(cases, END, field_names=NAMES) if isinstance(answer, Finding)]


def test_a_clean_office_is_left_in_peace(office: Cases) -> None:
    assert len(office) == 6_000
    assert findings(office) == []


@pytest.mark.parametrize(
    ("rule", "plant", "subject"),
    [
        ("numbering", drop_numbers, None),
        ("same_day_closing", pad_same_day, "organ"),
        ("late_registration", register_late, "organ"),
        ("bulk_closing", close_in_bulk, "unit"),
    ],
)
def test_a_planted_fault_is_found_in_its_month(
    office: Cases, rule: str, plant: Callable[[Cases], Cases], subject: str | None
) -> None:
    found = [one for one in findings(plant(office)) if one.rule == rule]
    assert [one.period for one in found] == ["2026-06"]
    if subject == "unit":
        assert found[0].subject == busiest(office, "unit")
    if rule == "numbering":
        assert found[0].numbers["missing"] == 8
        assert found[0].numbers["missing_before"] == 0


def test_first_cases_registered_as_repeats_are_noticed(office: Cases) -> None:
    found = findings(relabel_as_repeats(office))
    assert {one.rule for one in found} == {"first_to_repeat"}
    assert "" in {one.subject for one in found}


def test_an_unfinished_month_is_not_judged(office: Cases) -> None:
    faulty = drop_numbers(office)
    in_june = integrity(faulty, date(2026, 6, 29), field_names=NAMES)
    assert not any(one.rule == "numbering" and isinstance(one, Finding) for one in in_june)


def numbers(form: Callable[[date, int], str], keep: Callable[[int], bool]) -> list[tuple[str, str, date]]:
    """Ten cases a day from 2025-01-01 to 2026-06-30."""
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(546)]
    return [
        (form(day, n), "县信访局", day) for place, day in enumerate(days) for n in range(1, 11) if keep(place * 10 + n)
    ]


@pytest.mark.parametrize(
    "form",
    [
        lambda day, n: f"XF{day:%Y%m%d}{n:04}",
        lambda day, n: f"{day:%Y}-{day.timetuple().tm_yday * 10 + n - 10:05}",
        lambda day, n: f"信字第{(day - date(2025, 1, 1)).days * 10 + n}",
    ],
)
def test_a_gap_is_found_in_numbers_of_any_kind(form: Callable[[date, int], str]) -> None:
    through = date(2026, 6, 30)
    assert numbering(numbers(form, lambda _: True), through) == []
    gone = range(5_203, 5_209)  # 2026-06-05
    found = numbering(numbers(form, lambda place: place not in gone), through)
    assert [(one.period, one.numbers["missing"]) for one in found] == [("2026-06", 6)]


def test_an_organ_that_always_leaves_gaps_is_not_asked() -> None:
    through = date(2026, 6, 30)
    every_tenth_gone = numbers(lambda day, n: f"XF{day:%Y%m%d}{n:04}", lambda place: place % 10 != 7)
    assert numbering(every_tenth_gone, through) == []


def test_numbers_that_are_not_consecutive_are_not_evaluated() -> None:
    scattered = numbers(lambda day, n: f"XF{day:%Y%m%d}{n * 13:04}", lambda _: True)
    answers = numbering(scattered, date(2026, 6, 30))
    assert len(answers) == 1
    assert isinstance(answers[0], NotTestable)


def test_years_of_receptions() -> None:
    visits = [
        YearOfVisits("接访", Attendance("2008", 266, 504)),
        YearOfVisits("接访", Attendance("2009", 209, 396)),
        YearOfVisits("接访", Attendance("2011", 89, 267), Attendance("2011其中", 63, 189)),
        YearOfVisits("来访", Attendance("2009", 209, 397)),
    ]
    found = integrity([], END, visits=visits, field_names=NAMES)
    assert [(one.rule, one.numbers["events"]) for one in found] == [
        ("constant_ratio", [266, 209]),
        ("constant_ratio", [63, 26]),
    ]


WEEK = date(2026, 6, 1)
PAPER = Issue(data_through=date(2026, 6, 7), issued_on=date(2026, 6, 8))


def test_what_changed_after_a_paper_used_it_is_asked_about() -> None:
    revisions = [
        Revision(WEEK, "closed_on", 3, date(2026, 6, 15)),
        Revision(WEEK, "vanished", 2, date(2026, 6, 15)),
        Revision(WEEK, "topic_1", 9, date(2026, 6, 15)),  # mended in good faith
        Revision(WEEK, "persons", 4, date(2026, 6, 7)),  # before the paper
        Revision(date(2026, 6, 8), "deadline_on", 5, date(2026, 6, 15)),  # no paper had it
    ]
    found = revised(revisions, [PAPER], NAMES)
    assert [(one.rule, one.numbers["field"], one.numbers["cases"]) for one in found] == [
        ("vanished", "vanished", 2),
        ("rewritten", "closed_on", 3),
    ]
    assert "办结时间" in found[1].text.zh
    assert revised(revisions, [], NAMES) == []


def test_a_reported_week_can_only_gain_cases() -> None:
    found = fallen([WeekCount(WEEK, 120, 118), WeekCount(date(2026, 6, 8), 120, 123)])
    assert [(one.rule, one.numbers["difference"]) for one in found] == [("vanished", 2)]
