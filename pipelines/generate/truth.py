"""What is true about the generated office, worked out from its own arrays.

Here: the totals and rates that truth.json states. Not here: what each file holds (`recipe` lists that
while it writes), nor anything read back from a file.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.generate.cases import CaseBook
from pipelines.generate.codes import CHANNELS
from pipelines.generate.columns import NEVER, NONE, Bools, Ints, day_of
from pipelines.generate.county import RESPONSIBLE_UNITS, Rates, topic_names_1, townships, units
from pipelines.generate.matters import MEAN_DAYS_TO_RETURN, Hotspot

MAX_PERSONS = 9999


def totals(book: CaseBook, end: int, included: Bools) -> dict[str, object]:
    """Return the counts of the included cases as they stand at the end of day `end`, before any dirt."""
    visit = book.visit & included
    persons = book.details.persons
    first = book.petitions.depth == 0
    unit = np.where(book.first_act <= end, book.courses.unit, NONE)[included]
    names = [one.name for one in units()]
    by_department = _tally(names, unit[unit != NONE])
    by_department[""] = int((unit == NONE).sum())
    return {
        "cases": int(included.sum()),
        "by_township": _tally([place.name for place in townships()], book.of.township[included]),
        "by_department": by_department,
        "by_channel": _tally(CHANNELS, book.details.channel[included]),
        "visit_events": int(visit.sum()),
        "visit_persons": int(persons[visit & (persons <= MAX_PERSONS)].sum()),
        "first_cases": int((first & included).sum()),
        "repeat_cases": int((~first & included).sum()),
        "nonnormal_events": int((included & (book.details.nonnormal == 1)).sum()),
        "open_cases": int((included & (book.courses.closed > end)).sum()),
        "open_overdue": int((included & (book.courses.closed > end) & (book.courses.limit < end)).sum()),
    }


def hotspots(spots: list[Hotspot], book: CaseBook) -> list[dict[str, object]]:
    """Return the planted clusters and how many matters their weeks really hold."""
    level_1 = topic_names_1()[book.of.topic]
    return [
        {
            "township_code": townships()[spot.township].code,
            "township": townships()[spot.township].name,
            "topic_1": spot.topic_1,
            "from": day_of(spot.first).isoformat(),
            "to": day_of(spot.last).isoformat(),
            "weeks": (spot.last - spot.first + 1) // 7,
            "usual_matters_per_week": round(spot.usual_per_week, 3),
            "planted_matters": spot.planted,
            "first_cases_in_weeks": int(
                (
                    (book.petitions.depth == 0)
                    & (book.of.township == spot.township)
                    & (level_1 == spot.topic_1)
                    & (book.petitions.registered >= spot.first)
                    & (book.petitions.registered <= spot.last)
                ).sum()
            ),
        }
        for spot in spots
    ]


def department_rates(rates: Rates, book: CaseBook) -> dict[str, dict[str, float]]:
    """Return each unit's true probabilities.

    `in_time`: closed by the deadline in force, for cases that have one. `notice_in_time`: accepted within
    15 days of assignment. `repeat_after_reply`: the matter ever returns after a reply; `recurrence_90`:
    within 90 days of it, as the process draws it (registration then waits for a working day).
    `satisfied`: of those who evaluate.
    """
    within_90 = 1 - float(np.exp(-90 / MEAN_DAYS_TO_RETURN))
    dated = np.bincount(book.courses.unit[book.courses.deadline < NEVER], minlength=RESPONSIBLE_UNITS)
    return {
        unit.name: {
            "in_time": float(rates.in_time[place]),
            "notice_in_time": float(rates.notice_in_time[place]),
            "repeat_while_open": float(rates.repeat_while_open[place]),
            "repeat_after_reply": float(rates.repeat_after_reply[place]),
            "recurrence_90": round(float(rates.repeat_after_reply[place]) * within_90, 4),
            "satisfied": float(rates.satisfied[place]),
            "review_changed": float(rates.review_changed[place]),
            "cases_with_deadline": int(dated[place]),
        }
        for place, unit in enumerate(units()[:RESPONSIBLE_UNITS])
    }


def _tally(names: Sequence[str], codes: Ints) -> dict[str, int]:
    counts = np.bincount(codes, minlength=len(names))
    return {name: int(count) for name, count in zip(names, counts, strict=True) if count}
