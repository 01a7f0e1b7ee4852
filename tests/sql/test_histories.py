"""Handling before a visit outside a reception place, and stages of repeats: every class, every boundary day (book 3, 4).

The event is of 2024-05-01, so what is read of the earlier case is read up to its eve, 2024-04-30. The earlier case
was registered on 2024-01-10.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, Facts, Story, facts_of, good, rate, then
from warehouse.catalogue.codes import CLASS_LISTS

EVE, DAY = "2024-04-30", "2024-05-01"

# Earlier cases of the matter, fields of the event, its class of nonnormal_history, its repeat_stage.
Table = Mapping[str, tuple[tuple[Story, ...], dict[str, Any], str, str]]


def one(story: Story, history: str, stage: str) -> tuple[tuple[Story, ...], dict[str, Any], str, str]:
    return (story,), {}, history, stage


def replied(on: str, **fields: Any) -> Story:
    """Replied to in time, long ago enough that only what `fields` says can keep it from being at rest."""
    return good(replied_at=f"{on}T09:00", **{"deadline_on": "2024-04-10", **fields})


LINKS: Table = {
    "0: nothing could link it": ((), {"matter_id": None}, "not_linkable", "unknown"),
    "1: the related-case column is there and blank": (
        (), {"matter_id": None, "related_case_id": None}, "no_earlier_case", "unknown",
    ),
    "1: alone in its matter": ((), {}, "no_earlier_case", "unknown"),
    "1: the other case was registered that day": (
        (good(registered_at=f"{DAY}T08:00"),), {}, "no_earlier_case", "unknown",
    ),
    "the other case was registered on the eve": (
        (good(registered_at=f"{EVE}T08:00"),), {}, "open_no_deadline", "open_no_deadline",
    ),
    "the day is that of the petition": (
        (good(deadline_on=DAY),), {"registered_at": "2024-05-10T09:00", "petitioned_on": DAY}, "open_in_term", "open_in_term",
    ),
    "without a petition date that of registration": (
        (good(deadline_on=DAY),), {"registered_at": "2024-05-02T09:00"}, "open_overdue", "open_overdue",
    ),
    "the latest earlier case decides": (
        (good(deadline_on="2024-02-01"), good(registered_at="2024-01-11T09:00", deadline_on=DAY)),
        {}, "open_in_term", "open_in_term",
    ),
}  # fmt: skip

ROUTES: Table = {
    "2: other legal route": one(good(procedure="other_route"), "other_route", "open_no_deadline"),
    "2: discipline procedure": one(good(procedure="discipline", deadline_on=EVE), "other_route", "open_overdue"),
    "2 comes before 3": one(then((EVE, {"procedure": "other_route", "handling": "refused"})), "other_route", "refused"),
    "3a: told on the eve": one(
        then((EVE, {"handling": "refused", "notice_at": f"{EVE}T09:00"})), "refused_told", "refused"),
    "3b: told on the day": one(
        then((EVE, {"handling": "refused", "notice_at": None}), (AS_OF, {"notice_at": f"{DAY}T09:00"})),
        "refused_untold", "refused"),
    "3b: never told": one(then((EVE, {"handling": "refused", "notice_at": None})), "refused_untold", "refused"),
    "3b: no longer accepted": one(
        then((EVE, {"handling": "closed_to_further", "notice_at": None})), "refused_untold", "refused"),
    "3b comes before 4": one(
        then((EVE, {"handling": "refused", "notice_at": None, "deadline_on": "2024-02-01"})), "refused_untold", "refused"),
    "3u: notice not exported": one(then((EVE, {"handling": "refused"})), "refused_not_exported", "refused"),
    "3u: by its status": one(then((EVE, {"status": "refused"})), "refused_not_exported", "refused"),
    "3 comes before 12": one(
        then((EVE, {"handling": "refused", "outcome": "withdrawn"})), "refused_not_exported", "refused"),
    "refused, exported on the day only": one(
        then((DAY, {"handling": "refused", "notice_at": "2024-01-20T09:00"})), "cannot_tell", "unknown"),
}  # fmt: skip

ACT = {"notice_at": None}  # the notice column is there and blank

OPEN: Table = {
    "4: deadline on the eve": one(good(deadline_on=EVE), "open_overdue", "open_overdue"),
    "6: deadline on the day": one(good(deadline_on=DAY), "open_in_term", "open_in_term"),
    "4: replied on the day": one(
        good(deadline_on=EVE, replied_at=f"{DAY}T09:00"), "open_overdue", "open_overdue"),
    "4: closed on the day": one(good(deadline_on=EVE, closed_at=f"{DAY}T09:00"), "open_overdue", "open_overdue"),
    "6: extended in time": one(
        good(deadline_on=EVE, extended_to="2024-05-20", extension_approved_on=EVE), "open_in_term", "open_in_term"),
    "4: extended too late": one(
        good(deadline_on=EVE, extended_to="2024-05-20", extension_approved_on=DAY), "open_overdue", "open_overdue"),
    "4 comes before 5": one(
        good(deadline_on=EVE, assigned_at="2024-01-12T09:00", **ACT), "open_overdue", "open_overdue"),
    "5: 15 days from receipt end on the eve": one(
        good(assigned_at="2024-04-15T09:00", **ACT), "open_untold", "open_no_deadline"),
    "7: they end on the day": one(
        good(assigned_at="2024-04-16T09:00", **ACT), "open_no_deadline", "open_no_deadline"),
    "5 comes before 6": one(
        good(assigned_at="2024-04-15T09:00", deadline_on="2024-06-10", **ACT), "open_untold", "open_in_term"),
    "6: told on the eve": one(
        good(assigned_at="2024-04-15T09:00", deadline_on="2024-06-10", notice_at=f"{EVE}T09:00"),
        "open_in_term", "open_in_term"),
    "5: told on the day": one(
        good(assigned_at="2024-04-15T09:00", notice_at=f"{DAY}T09:00"), "open_untold", "open_no_deadline"),
    "7: accepted by the unit": one(
        good(assigned_at="2024-04-15T09:00", accepted_by_unit_at="2024-04-20T09:00", procedure=None),
        "open_no_deadline", "open_no_deadline"),
    "7: accepted, no column of the unit's own": one(
        good(assigned_at="2024-04-15T09:00", accepted_at="2024-04-20T09:00", procedure=None),
        "open_no_deadline", "open_no_deadline"),
    "5: accepted by the office, not by the unit": one(
        good(assigned_at="2024-04-15T09:00", accepted_at="2024-04-20T09:00", accepted_by_unit_at=None, procedure=None),
        "open_untold", "open_no_deadline"),
    "5: with no unit, the office's own 15 days": one(
        good(registered_at="2024-04-15T09:00", **ACT), "open_untold", "open_no_deadline"),
    "7: they still run": one(good(registered_at="2024-04-16T09:00", **ACT), "open_no_deadline", "open_no_deadline"),
    "5: on the eve it had no unit": one(
        good(registered_at="2024-04-10T09:00", assigned_at=f"{DAY}T09:00", **ACT), "open_untold", "open_no_deadline"),
    "7: neither acceptance nor notice exported, so nobody can say that it was missed": one(
        good(assigned_at="2024-01-12T09:00"), "open_no_deadline", "open_no_deadline"),
    "13: closed without a date by the eve": one(
        then((EVE, {"status": "closed", "deadline_on": "2024-02-01"})), "cannot_tell", "unknown"),
    "13: filed": one(then((EVE, {"handling": "filed"})), "cannot_tell", "unknown"),
}  # fmt: skip

REPLIED: Table = {
    "8: the right to review runs on the day": one(replied("2024-04-01"), "under_review", "under_review"),
    "10: it ended on the eve": one(replied("2024-03-31"), "replied_in_time", "replied"),
    "8: review asked for, no opinion": one(
        replied("2024-02-01", review_requested_on="2024-02-20"), "under_review", "under_review"),
    "8: opinion on the day": one(
        replied("2024-02-01", review_requested_on="2024-02-20", review_opinion_on=DAY), "under_review", "under_review"),
    "8: after the opinion the right to final review": one(
        replied("2024-02-01", review_requested_on="2024-02-20", review_opinion_on="2024-04-01"),
        "under_review", "under_review"),
    "10: that right ended on the eve": one(
        replied("2024-02-01", review_requested_on="2024-02-20", review_opinion_on="2024-03-31"),
        "replied_in_time", "replied"),
    "8: final review asked for": one(
        replied("2024-01-20", review_requested_on="2024-01-25", review_opinion_on="2024-02-20",
                final_requested_on="2024-03-01"), "under_review", "under_review"),
    "10: review asked for on the day only, the right had ended": one(
        replied("2024-03-31", review_requested_on=DAY), "replied_in_time", "replied"),
    "8 comes before 9": one(replied("2024-04-11"), "under_review", "under_review"),
    "9: replied a day late": one(replied("2024-02-11", deadline_on="2024-02-10"), "replied_late", "replied"),
    "10: replied on the deadline": one(replied("2024-02-10", deadline_on="2024-02-10"), "replied_in_time", "replied"),
    "9: a closing stands for the reply": one(
        good(deadline_on="2024-02-10", closed_at="2024-02-11T09:00"), "replied_late", "replied"),
    "10: a reopening does not undo a reply": one(
        then(("2024-02-20", {"deadline_on": "2024-02-10", "closed_at": "2024-02-05T09:00"}), (EVE, {"closed_at": None})),
        "replied_in_time", "replied"),
    "11: final opinion on the eve": one(
        replied("2024-01-20", review_requested_on="2024-01-25", review_opinion_on="2024-02-20",
                final_requested_on="2024-03-01", final_opinion_on=EVE), "final", "final"),
    "8: final opinion on the day": one(
        replied("2024-01-20", review_requested_on="2024-01-25", review_opinion_on="2024-02-20",
                final_requested_on="2024-03-01", final_opinion_on=DAY), "under_review", "under_review"),
    "11: no deadline known": one(
        replied("2024-01-20", deadline_on=None, final_opinion_on="2024-03-20"), "final", "final"),
    "9 comes before 11": one(
        replied("2024-02-11", deadline_on="2024-02-10", final_opinion_on="2024-04-20"), "replied_late", "final"),
    "12: withdrawn, exported on the eve": one(
        then((EVE, {"outcome": "withdrawn", "closed_at": "2024-04-20T09:00", "deadline_on": "2024-03-01"})),
        "withdrawn", "withdrawn"),
    "12: merged": one(then((EVE, {"outcome": "merged"})), "withdrawn", "withdrawn"),
    "12: by its status": one(then((EVE, {"status": "cancelled"})), "withdrawn", "withdrawn"),
    "13: withdrawn, exported on the day only": one(
        then((DAY, {"outcome": "withdrawn", "closed_at": "2024-04-20T09:00", "deadline_on": "2024-03-01"})),
        "cannot_tell", "unknown"),
    "10 comes before 12": one(
        then((EVE, {"outcome": "withdrawn", "replied_at": "2024-02-10T09:00", "deadline_on": "2024-03-01"})),
        "replied_in_time", "replied"),
    "13: replied, no deadline known": one(replied("2024-02-01", deadline_on=None), "cannot_tell", "replied"),
}  # fmt: skip

BEFORE = good(registered_at="2024-01-05T09:00")  # a case of the matter before the earlier one

REPEATED: Table = {
    "8 with an earlier repeat": ((BEFORE, replied("2024-04-01")), {}, "under_review_repeated", "under_review"),
    "9 with an earlier repeat": (
        (BEFORE, replied("2024-02-11", deadline_on="2024-02-10")), {}, "replied_late_repeated", "replied",
    ),
    "10 with an earlier repeat": ((BEFORE, replied("2024-02-01")), {}, "replied_in_time_repeated", "replied"),
    "11 with an earlier repeat": (
        (BEFORE, replied("2024-02-01", final_opinion_on="2024-04-01")), {}, "final_repeated", "final",
    ),
    "4 is not split": ((BEFORE, good(deadline_on=EVE)), {}, "open_overdue", "open_overdue"),
}  # fmt: skip

TABLE = LINKS | ROUTES | OPEN | REPLIED | REPEATED

LATE_DUTY = {"refused_untold", "open_overdue", "open_untold", "replied_late", "replied_late_repeated"}
OUTSIDE = {"not_linkable", "no_earlier_case", "other_route", "refused_not_exported", "withdrawn", "cannot_tell"}


def told(name: str) -> dict[str, Story]:
    """The stories of an entry of the table: its earlier cases and the event."""
    earlier, fields, _, _ = TABLE[name]
    event = {"registered_at": f"{DAY}T09:00", "nonnormal_flag": 1, "first_flag": 0, "matter_id": name} | fields
    stories: dict[str, Story] = {f"{name}: event": good(**event)}
    for place, story in enumerate(earlier):
        stories[f"{name}: earlier {place}"] = [(day, {"matter_id": name, **fields}) for day, fields in story]
    return stories


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    stories = {key: story for name in TABLE for key, story in told(name).items()}
    return facts_of(tmp_path_factory.mktemp("histories") / "home", stories)


@pytest.mark.parametrize("name", TABLE)
def test_history_and_stage(facts: Facts, name: str) -> None:
    row, (_, _, history, stage) = facts[f"{name}: event"], TABLE[name]
    assert (row["nonnormal_history"], row["repeat_stage"]) == (history, stage)
    outside = f"history_{history}" if history in OUTSIDE else int(history in LATE_DUTY)
    assert rate(row, "nonnormal_after_late_duty") == outside


def test_every_class_has_a_case() -> None:
    for name, place in (("nonnormal_history", 2), ("repeat_stage", 3)):
        assert {entry[place] for entry in TABLE.values()} == {code.id for code in CLASS_LISTS[name]}


def test_without_review_fields_the_replied_stages_are_one(tmp_path: Path) -> None:
    """The right to review runs all the same; only whether it was used is not known."""
    stories = {
        "event": good(registered_at=f"{DAY}T09:00", first_flag=0, nonnormal_flag=1, matter_id="m"),
        "earlier": replied("2024-04-01", matter_id="m"),
    }
    row = facts_of(tmp_path, stories)["event"]
    assert (row["nonnormal_history"], row["repeat_stage"]) == ("under_review", "replied")


def test_the_history_of_a_recorded_visit_only(tmp_path: Path) -> None:
    """Never inferred: a flag that says no or nothing has no history, nor has a visit that is not counted."""
    facts = facts_of(tmp_path, {
        "no": good(nonnormal_flag=0, matter_id="m"), "blank": good(nonnormal_flag=None, matter_id="m"),
        "not counted": good(nonnormal_flag=1, counted_flag=0, matter_id="m"),
    })  # fmt: skip
    assert [row["nonnormal_history"] for row in facts.values()] == [None, None, None]
