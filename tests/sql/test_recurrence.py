"""First and repeat, matters and one-off resolution on their boundary days (metric book 3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, Facts, Story, facts_of, good, rate, write
from tests.warehouse_builder import Builder
from warehouse.home import Basis, Configuration, Home

LINKAGE = replace(Configuration(), basis=Basis("linkage"))

# --- first and repeat by linkage; the first registration of the office is 2023-01-01 ---


def linked(registered: str, matter: str | None = None, **fields: Any) -> Story:
    return good(registered_at=f"{registered}T09:00", matter_id=matter, related_case_id=None, first_flag=None, **fields)


FIRST: dict[str, tuple[Story, Any]] = {
    "the very first": (linked("2023-01-01"), "look_back"),
    "364 days of look-back": (linked("2023-12-31"), "look_back"),
    "365 days of look-back": (linked("2024-01-01"), 1),
    "earlier case of the 364": (linked("2023-02-01", "a"), "look_back"),
    "364 days after it": (linked("2024-01-31", "a"), 0),
    "earlier case of the 365": (linked("2023-02-01", "b"), "look_back"),
    "365 days after it": (linked("2024-02-01", "b"), 0),
    "earlier case of the 366": (linked("2023-02-01", "c"), "look_back"),
    "366 days after it": (linked("2024-02-02", "c"), 1),
    "earlier repeat without look-back": (linked("2023-03-01", "a"), "look_back"),
    "alone": (linked("2024-05-01"), 1),
    "first petition exported, same day": (linked("2023-01-20", first_petitioned_on="2023-01-20"), 1),
    "first petition exported, long ago": (linked("2023-01-20", first_petitioned_on="2020-01-20"), 0),
    "first petition is judged by the petition, not the registration": (
        linked("2024-03-05", petitioned_on="2024-03-01", first_petitioned_on="2024-03-01"), 1,
    ),
    "morning of one day": (good(registered_at="2024-04-01T08:00", matter_id="d", first_flag=None), 1),
    "afternoon of that day": (good(registered_at="2024-04-01T15:00", matter_id="d", first_flag=None), 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def firsts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    stories = {name: story for name, (story, _) in FIRST.items()}
    return facts_of(tmp_path_factory.mktemp("first") / "home", stories, configuration=LINKAGE)


@pytest.mark.parametrize("name", FIRST)
def test_first_and_repeat_by_linkage(firsts: Facts, name: str) -> None:
    row, expected = firsts[name], FIRST[name][1]
    counts = (*(row[f"{n}_n"] or 0 for n in ("first_cases", "repeat_cases", "unknown_first")), row["first_x"])
    assert counts == {1: (1, 0, 0, None), 0: (0, 1, 0, None)}.get(expected, (0, 0, 1, expected))


def test_linkage_without_anything_to_link_says_so(tmp_path: Path) -> None:
    """No case may be called a first one where nothing could have shown a repeat."""
    home = Home(tmp_path)
    home.create()
    office = Builder(home, configuration=LINKAGE)
    write(office, {"old": good(registered_at="2022-01-01T09:00"), "x": good()})
    office.build(AS_OF)
    rows = office.connection.execute("select is_available from marts.input where input_id = 'first'").fetchall()
    assert rows == [(0,)]


# --- matters ---


def test_matters_are_declared_and_linked_transitively(tmp_path: Path) -> None:
    def story(matter: str | None, related: str | None) -> Story:
        return good(matter_id=matter, related_case_id=related)

    facts = facts_of(tmp_path, {
        "a": story("M1", None), "b": story("M1", "c"), "c": story(None, "d"), "d": story(None, "c"),
        "e": story(None, "absent"), "f": story("M2", "absent"), "g": story(None, "g"), "h": story(None, None),
        "M1": story(None, None),  # a case number that reads like a matter number
    })  # fmt: skip
    key = {name: row["matter_key"] for name, row in facts.items()}
    assert len({key[n] for n in "abcd"}) == 1
    assert key["e"] == key["f"]
    assert len({key["a"], key["e"], key["g"], key["h"], key["M1"]}) == 5


# --- one-off resolution: first case registered 2024-01-10, closed 2024-02-01, so 90 days end on 2024-05-01 ---

CLOSED = {"closed_at": "2024-02-01T09:00", "status": "closed"}


def pair(other_on: str, **other: Any) -> dict[str, Story]:
    """A closed first case and another case of its matter."""
    return {
        "first": good(**CLOSED, matter_id="m"),
        "other": good(registered_at=f"{other_on}T09:00", first_flag=0, matter_id="m", **other),
    }  # fmt: skip


ONE_OFF: dict[str, tuple[dict[str, Story], Any]] = {
    "another on day 90": (pair("2024-05-01"), 0),
    "another on day 91": (pair("2024-05-02"), 1),
    "another on the day of registration": (pair("2024-01-10"), 0),
    "another before registration": (pair("2024-01-09"), 1),
    "another while open": (pair("2024-01-20"), 0),
    "registered on day 91, petitioned on day 90": (pair("2024-05-02", petitioned_on="2024-05-01"), 0),
    "a withdrawn one counts too": (pair("2024-04-01", outcome="withdrawn"), 0),
    "alone": ({"first": good(**CLOSED, matter_id="m")}, 1),
    "90 days end on the last day of the data": (
        {"first": good(closed_at="2024-04-01T09:00", status="closed", matter_id=None)}, 1,
    ),
    "90 days end the day after": (
        {"first": good(closed_at="2024-04-02T09:00", status="closed", matter_id=None)}, "not_mature",
    ),
    "not closed": ({"first": good(matter_id=None)}, "not_closed"),
    "closed without a date": ({"first": good(matter_id=None, status="closed")}, "closed_without_date"),
    "closed before registered": (
        {"first": good(matter_id=None, closed_at="2024-01-09T09:00", status="closed")}, "impossible_dates",
    ),
    "a mistyped deadline does not concern it": (
        {"first": good(**CLOSED, matter_id=None, deadline_on="2023-01-10")}, 1,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def one_offs(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    stories: dict[str, Story] = {}
    for name, (cases, _) in ONE_OFF.items():
        for role, story in cases.items():
            fields = dict(story[0][1])
            fields["matter_id"] = fields["matter_id"] and name  # each pair is a matter of its own
            stories[f"{name}: {role}"] = [(AS_OF, fields)]
    return facts_of(tmp_path_factory.mktemp("oneoff") / "home", stories)


@pytest.mark.parametrize("name", ONE_OFF)
def test_one_off_resolution(one_offs: Facts, name: str) -> None:
    assert rate(one_offs[f"{name}: first"], "one_off_resolution") == ONE_OFF[name][1]
