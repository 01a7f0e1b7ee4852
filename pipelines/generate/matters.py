"""How matters arise and how they come back: first cases, repeats, planted hotspots.

Here: the process in time (who comes when, about what, against which unit, and whether the matter returns
while open or after the reply). Not here: what the unit does with a case (`handling`), what else stands in
a case's row (`cases`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.generate.codes import Level, Procedure, Purpose
from pipelines.generate.columns import NEVER, NONE, Bools, Ints, Table, draw
from pipelines.generate.county import (
    DISCIPLINE_UNIT,
    Rates,
    draw_units,
    place_topic_shares,
    topic_names_1,
    topics,
    townships,
)
from pipelines.generate.days import Calendar
from pipelines.generate.handling import Handling, Incoming, handle

# Matters of the year before the first export can come back within it: without them the repeat share would
# climb from zero. Their first cases lie before the files begin, as they do in a real office.
BURN_IN_DAYS = 365
PURPOSE_WEIGHTS = (0.79, 0.06, 0.035, 0.095, 0.02)
LEVEL_WEIGHTS = (0.045, 0.57, 0.07, 0.09, 0.225)
MEAN_DAYS_TO_RETURN = 45.0
SHARE_ONE_MORE_MATTER = 0.03  # matters of somebody who already has another one
TYPICAL_FIRST_SHARE = 0.72
SMALLEST_OFFICE_WITH_HOTSPOTS = 500


@dataclass(frozen=True)
class Matters(Table):
    """What stays the same in all cases of a matter."""

    first_day: Ints
    township: Ints
    topic: Ints
    unit: Ints
    purpose: Ints
    procedure: Ints
    grouped: Bools
    petitioner: Ints


@dataclass(frozen=True)
class Petitions(Table):
    """Each case as it arrives; `previous` is the position of the matter's case before it, or NONE."""

    matter: Ints
    depth: Ints
    previous: Ints
    registered: Ints
    level: Ints


@dataclass(frozen=True)
class Hotspot:
    """A planted cluster: extra matters of one topic in one township during some whole weeks."""

    township: int
    topic_1: str
    first: int
    last: int
    usual_per_week: float
    planted: int


def plan_hotspots(rng: np.random.Generator, cases: int, days: int, end: int) -> list[Hotspot]:
    """Choose two clusters in the last 13 weeks, in cells large enough to be told from chance."""
    if cases < SMALLEST_OFFICE_WITH_HOTSPOTS:
        return []
    names = topic_names_1()
    shares = place_topic_shares()
    last_sunday = end - (end + 4) % 7  # 1970-01-01, day 0, was a Thursday
    people = np.argsort([-place.population for place in townships()], kind="stable")
    found = []
    for place, topic_1, weeks, weeks_ago in (
        (people[rng.integers(0, 3)], "劳动和社会保障", 4, 3),
        (people[rng.integers(3, 6)], "国土资源", 3, 0),
    ):
        share = float(shares[place, names == topic_1].sum())
        usual = cases * TYPICAL_FIRST_SHARE * share * 7 / days
        planted = max(round((rng.uniform(4.2, 5.6) - 1) * usual * weeks), 4)
        last = last_sunday - 7 * weeks_ago
        found.append(Hotspot(int(place), topic_1, last - 7 * weeks + 1, last, usual, planted))
    return found


def draw_matters(
    rng: np.random.Generator, calendar: Calendar, *, cases: int, first: int, end: int, hotspots: list[Hotspot]
) -> Matters:
    """Draw matters enough for `cases` cases, in random order behind those of the hotspots."""
    hot = [_hotspot_cells(rng, calendar, spot) for spot in hotspots]
    window = first + draw(rng, calendar.weights(first, end), cases)
    burn_in = draw(rng, calendar.weights(first - BURN_IN_DAYS, first - 1), cases * BURN_IN_DAYS // (end - first))
    usual = rng.permutation(np.concatenate([window, first - BURN_IN_DAYS + burn_in]))
    cells = draw(rng, place_topic_shares().ravel(), len(usual))
    township, topic = np.divmod(cells, len(topics()))
    first_day = np.concatenate([*(part[0] for part in hot), usual])
    township = np.concatenate([*(part[1] for part in hot), township])
    topic = np.concatenate([*(part[2] for part in hot), topic])

    size = len(first_day)
    purpose = draw(rng, PURPOSE_WEIGHTS, size)
    chance = rng.random(size)
    procedure = np.where(chance < 0.025, Procedure.COURT, Procedure.PETITION)
    procedure = np.where(chance > 0.85, Procedure.OTHER_LEGAL, procedure)
    procedure = np.where(purpose == Purpose.ACCUSATION, Procedure.DISCIPLINE, procedure)
    unit = draw_units(rng, township, topic)
    petitioner = np.arange(size)
    again = rng.random(size) < SHARE_ONE_MORE_MATTER
    petitioner[again] = rng.integers(0, size, int(again.sum()))
    return Matters(
        first_day=first_day,
        township=township,
        topic=topic,
        unit=np.where(purpose == Purpose.ACCUSATION, DISCIPLINE_UNIT, unit),
        purpose=purpose,
        procedure=procedure.astype(np.int64),
        grouped=rng.random(size) < 0.05,
        petitioner=petitioner,
    )


def unfold(
    rng: np.random.Generator, calendar: Calendar, rates: Rates, matters: Matters, end: int
) -> tuple[Petitions, Handling]:
    """Let every matter run until `end`: first cases, then the repeats of these, and so on."""
    size = len(matters.first_day)
    arriving = Petitions(
        matter=np.arange(size),
        depth=np.zeros(size, dtype=np.int64),
        previous=np.full(size, NONE),
        registered=matters.first_day,
        level=draw(rng, LEVEL_WEIGHTS, size),
    )
    while_open = np.zeros(size, dtype=np.bool_)
    petitions: list[Petitions] = []
    courses: list[Handling] = []
    before = 0
    while len(arriving.matter):
        of = matters.take(arriving.matter)
        incoming = Incoming(
            registered=arriving.registered,
            depth=arriving.depth,
            unit=of.unit,
            purpose=of.purpose,
            procedure=of.procedure,
            from_above=arriving.level > Level.COUNTY,
            while_open=while_open,
        )
        course = handle(rng, calendar, rates, incoming)
        petitions.append(arriving)
        courses.append(course)
        again, while_open = _next_day(rng, calendar, rates, unit=of.unit, registered=arriving.registered, course=course)
        rows = np.flatnonzero(again <= end)
        while_open = while_open[rows]
        arriving = Petitions(
            matter=arriving.matter[rows],
            depth=arriving.depth[rows] + 1,
            previous=before + rows,
            registered=again[rows],
            level=draw(rng, LEVEL_WEIGHTS, len(rows)),
        )
        before += len(course.way)
    return Petitions.concat(petitions), Handling.concat(courses)


def select(petitions: Petitions, first: int, cases: int) -> Ints:
    """Return the positions of exactly `cases` cases registered from `first` on, whole matters at a time.

    Every planned matter that begins in the window has at least one case, so there are always enough.
    """
    rows = np.flatnonzero(petitions.registered >= first)
    order = np.lexsort((petitions.depth[rows], petitions.matter[rows]))
    return rows[order[:cases]]


def _hotspot_cells(rng: np.random.Generator, calendar: Calendar, spot: Hotspot) -> tuple[Ints, Ints, Ints]:
    days = spot.first + draw(rng, calendar.weights(spot.first, spot.last), spot.planted)
    leaf = next(place for place, topic in enumerate(topics()) if topic.path[0] == spot.topic_1)
    return days, np.full(spot.planted, spot.township), np.full(spot.planted, leaf)


def _next_day(
    rng: np.random.Generator,
    calendar: Calendar,
    rates: Rates,
    *,
    unit: Ints,
    registered: Ints,
    course: Handling,
) -> tuple[Ints, Bools]:
    """Return the day of the matter's next case (or NEVER), and whether this one is still open then."""
    size = len(registered)
    chance = rng.random(size)
    answered = np.minimum(course.replied, course.closed)
    waiting = np.where(answered < NEVER, answered - registered, 150)
    early = registered + 2 + np.floor(rng.random(size) * np.maximum(waiting - 2, 0)).astype(np.int64)
    comes_early = (chance < rates.repeat_while_open[unit]) & (waiting > 4)
    late = answered + 1 + np.floor(rng.exponential(MEAN_DAYS_TO_RETURN, size)).astype(np.int64)
    comes_late = (chance > 1 - rates.repeat_after_reply[unit]) & (answered < NEVER)
    again = np.where(comes_early, early, late)
    # On days when few people come, most who would have come do so some days later.
    waits = rng.random(size) > calendar.weight_of(again)
    again = calendar.work_on_or_after(again + np.where(waits, rng.integers(1, 8, size), 0))
    again = np.where(comes_early | comes_late, again, NEVER)
    return again, again < answered
