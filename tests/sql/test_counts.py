"""What a case adds to each count, and why it is left out (metric book 0 and 1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD, Facts, Story, count, facts_of, good, rate

# visit_events, visit_persons, items_persons, reply_in_time (deadline long past, no reply)
PERSONS: dict[str, tuple[Story, tuple[Any, Any, Any, Any]]] = {
    "visit of 1": (good(persons=1), (1, 1, 1, 0)),
    "visit of 9999": (good(persons=9999), (1, 9999, 9999, 0)),
    "visit of 10000": (good(persons=10000), (1,) + ("persons_out_of_range",) * 3),
    "visit of 0": (good(persons=0), (1,) + ("persons_out_of_range",) * 3),
    "visit of -3": (good(persons=-3), (1,) + ("persons_out_of_range",) * 3),
    "visit, persons not filled in": (good(persons=None), (1, "persons_unknown", "persons_unknown", 0)),
    "letter of 12": (good(channel="letter", persons=12), (0, 0, 1, 0)),
    "letter of 0": (good(channel="letter", persons=0), (0, 0, 1, "persons_out_of_range")),
    "letter, persons not filled in": (good(channel="letter", persons=None), (0, 0, 1, 0)),
    "channel on no list": (good(channel="留言板", persons=5), (0, 0, 1, 0)),
    "channel not filled in": (good(channel=None, persons=5), ("channel_unknown",) * 3 + (0,)),
    "visit not counted": (good(persons=4, counted_flag=0), ("not_counted",) * 4),
    "letter not counted": (good(channel="letter", counted_flag=0), (0, 0, "not_counted", "not_counted")),
    "counted not filled in": (good(persons=4, counted_flag=None), (1, 4, 4, 0)),
}  # fmt: skip

NONNORMAL: dict[str, tuple[Story, Any]] = {
    "recorded": (good(nonnormal_flag=1), 1),
    "recorded as normal": (good(nonnormal_flag=0), 0),
    "visit, not filled in": (good(nonnormal_flag=None), "nonnormal_unknown"),
    "letter, not filled in": (good(channel="letter", nonnormal_flag=None), 0),
    "channel and flag not filled in": (good(channel=None, nonnormal_flag=None), "nonnormal_unknown"),
    "recorded, not counted": (good(nonnormal_flag=1, counted_flag=0), "not_counted"),
}  # fmt: skip

# The performance filter, one reason at a time, then two at once: the first that fits.
PERFORMANCE: dict[str, tuple[Story, Any]] = {
    "passes": (good(), 0),
    "not counted": (good(counted_flag=0), "not_counted"),
    "repeat": (good(first_flag=0), "repeat_case"),
    "not known whether first": (good(first_flag=None), "first_unknown"),
    "in litigation": (good(litigation_flag=1), "litigation"),
    "litigation not filled in": (good(litigation_flag=None), 0),
    "accusation": (good(purpose="accusation"), "accusation"),
    "purpose not filled in": (good(purpose=None), 0),
    "withdrawn": (good(outcome="withdrawn"), "withdrawn_merged"),
    "merged": (good(outcome="merged"), "withdrawn_merged"),
    "other organ": (good(registered_class="other"), "not_petition_organ"),
    "organ not filled in": (good(registered_class=None), 0),
    "not counted and a repeat": (good(counted_flag=0, first_flag=0), "not_counted"),
    "repeat and accusation": (good(first_flag=0, purpose="accusation"), "repeat_case"),
    "accusation and persons 0": (good(purpose="accusation", persons=0), "accusation"),
}  # fmt: skip

SECTIONS = {"persons": PERSONS, "nonnormal": NONNORMAL, "performance": PERFORMANCE}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """Protected cases share a row 不分列, so rows are found by their own file: one office a section."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for section, table in SECTIONS.items():
        stories = {
            name: [(d, {"deadline_on": "2024-03-10", **fields}) for d, fields in story]
            for name, (story, _) in table.items()
        }  # fmt: skip
        accused = {name for name, story in stories.items() if story[0][1].get("purpose") == "accusation"}
        rows: Facts = facts_of(
            tmp_path_factory.mktemp(section) / "home", {n: s for n, s in stories.items() if n not in accused}
        )
        for name in accused:
            # A second, plain case keeps the footing of the build the same.
            pair = {name: stories[name], "plain": [(AS_OF, GOOD)]}
            rows[name] = facts_of(tmp_path_factory.mktemp(section) / "home", pair)["不分列"]
        found |= {(section, name): row for name, row in rows.items()}
    return found


@pytest.mark.parametrize("name", PERSONS)
def test_persons_and_channel(facts: dict[tuple[str, str], dict[str, Any]], name: str) -> None:
    row = facts["persons", name]
    counts = tuple(count(row, metric) for metric in ("visit_events", "visit_persons", "items_persons"))
    assert (*counts, rate(row, "reply_in_time")) == PERSONS[name][1]


@pytest.mark.parametrize("name", NONNORMAL)
def test_nonnormal_only_from_the_recorded_flag(facts: dict[tuple[str, str], dict[str, Any]], name: str) -> None:
    assert count(facts["nonnormal", name], "nonnormal_events") == NONNORMAL[name][1]


@pytest.mark.parametrize("metric", ["reply_in_time", "acceptance_in_time_office"])
@pytest.mark.parametrize("name", PERFORMANCE)
def test_performance_filter(facts: dict[tuple[str, str], dict[str, Any]], name: str, metric: str) -> None:
    assert rate(facts["performance", name], metric) == PERFORMANCE[name][1]


@pytest.mark.parametrize("metric", ["one_off_resolution", "participation_unit", "satisfied_unit"])
@pytest.mark.parametrize("name", [n for n, (_, expected) in PERFORMANCE.items() if expected != 0])
def test_performance_filter_of_the_closed(facts: dict[tuple[str, str], dict[str, Any]], name: str, metric: str) -> None:
    assert rate(facts["performance", name], metric) == PERFORMANCE[name][1]
