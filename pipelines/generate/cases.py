"""The complete case book: everything that a row can show, with the day from which it shows.

Here: the final arrays of all cases (numbers, persons, levels, flags, reviews, evaluations) and the
further units of jointly handled cases. Not here: the process that brought them about (`matters`,
`handling`), their rendering (`exports`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from pipelines.generate.codes import Channel, Level, Opinion, Outcome, Procedure, Way
from pipelines.generate.columns import NEVER, NONE, Bools, Ints, Table, day_of, draw
from pipelines.generate.county import RESPONSIBLE_UNITS, Rates
from pipelines.generate.handling import Handling
from pipelines.generate.matters import Matters, Petitions
from pipelines.generate.people import People, draw_people

# Channel shares of each level, from the township up: far offices are written to, near ones are visited.
_CHANNEL_WEIGHTS = (
    (0.90, 0.02, 0.02, 0.06),
    (0.76, 0.06, 0.10, 0.08),
    (0.70, 0.10, 0.20, 0.00),
    (0.45, 0.15, 0.40, 0.00),
    (0.28, 0.27, 0.45, 0.00),
)
_OFFICE_MINUTES = np.concatenate([np.arange(8 * 60 + 30, 12 * 60), np.arange(14 * 60, 17 * 60)])
COLLECTIVE_MIN_PERSONS = 5
SHARE_LINKED = 0.86
SHARE_JOINT = 0.05  # of cases sent to a unit
EVALUATION_DAYS = 30
SHARE_EVALUATED = 0.63
NONNORMAL_AFTER_LATE, NONNORMAL_AFTER_TIMELY = 0.055, 0.018


@dataclass(frozen=True)
class Details(Table):
    """What a case's row shows beside arrival and handling; NONE is unknown or not applicable."""

    serial: Ints
    minute: Ints
    petitioned: Ints
    linked: Bools
    channel: Ints
    persons: Ints
    nonnormal: Ints
    counted: Bools
    accepted_minute: Ints
    replied_minute: Ints
    closed_minute: Ints
    resolved: Ints
    settled: Ints
    supervised_on: Ints
    review_requested: Ints
    review_opinion: Ints
    review_result: Ints
    evaluation_due: Ints
    evaluated: Ints
    evaluated_minute: Ints
    opinion: Ints
    opening: Ints
    ending: Ints


@dataclass(frozen=True)
class Assistance(Table):
    """One row for each further unit (协办) of a case."""

    case: Ints
    unit: Ints
    assigned: Ints
    notice: Ints
    replied: Ints


@dataclass(frozen=True)
class CaseBook:
    """All cases in order of registration."""

    matters: Matters
    people: People
    petitions: Petitions
    courses: Handling
    details: Details
    assistance: Assistance

    def __len__(self) -> int:
        return len(self.petitions.matter)

    @cached_property
    def numbers(self) -> pl.Series:
        """信访件编号: office, day of registration, number of the day."""
        days = self.petitions.registered
        first = int(days[0])
        words = [f"QYX{day_of(day):%Y%m%d}" for day in range(first, int(days[-1]) + 1)]
        serial = pl.Series(self.details.serial).cast(pl.String).str.zfill(5)
        return pl.Series(words).gather(days - first) + serial

    @cached_property
    def of(self) -> Matters:
        """The matter of each case."""
        return self.matters.take(self.petitions.matter)

    @cached_property
    def first_act(self) -> Ints:
        """The day of the first recorded act on each case; from then on its unit stands in the row."""
        course = self.courses
        return np.minimum(np.minimum(course.assigned, course.notice), course.closed)

    @cached_property
    def visit(self) -> Bools:
        """Whether each case is a visit."""
        visit: Bools = self.details.channel == Channel.VISIT
        return visit


def make_case_book(
    rng: np.random.Generator,
    rates: Rates,
    *,
    matters: Matters,
    petitions: Petitions,
    courses: Handling,
    chosen: Ints,
) -> CaseBook:
    """Put the chosen cases in order of registration and draw what their rows need beside the process."""
    minute = rng.choice(_OFFICE_MINUTES, len(chosen))
    order = np.lexsort((minute, petitions.registered[chosen]))
    minute, rows = minute[order], chosen[order]
    place = np.full(len(petitions.matter), NONE)
    place[rows] = np.arange(len(rows))
    before = petitions.previous[rows]
    cases = petitions.take(rows)
    cases = Petitions(
        matter=cases.matter,
        depth=cases.depth,
        previous=np.where(before == NONE, NONE, place[before]),
        registered=cases.registered,
        level=cases.level,
    )
    handled = courses.take(rows)
    return CaseBook(
        matters=matters,
        people=draw_people(rng, matters),
        petitions=cases,
        courses=handled,
        details=_draw_details(rng, rates, matters.take(cases.matter), cases, handled, minute=minute),
        assistance=_draw_assistance(rng, handled),
    )


def _draw_details(
    rng: np.random.Generator, rates: Rates, of: Matters, cases: Petitions, course: Handling, *, minute: Ints
) -> Details:
    size = len(minute)
    channel, persons = _draw_visitors(rng, of, cases)
    accepted_minute, replied_minute, closed_minute = _draw_minutes(rng, cases, course, minute)
    resolved, settled = _draw_resolution(rng, cases, course)
    requested, opinion_on, result = _draw_reviews(rng, rates, course)
    due, evaluated, opinion = _draw_evaluation(rng, rates, of, course)
    return Details(
        serial=np.arange(size) - np.searchsorted(cases.registered, cases.registered) + 1,
        minute=minute,
        petitioned=_draw_petitioned(rng, cases, course),
        linked=(cases.previous != NONE) & (rng.random(size) < SHARE_LINKED),
        channel=channel,
        persons=persons,
        nonnormal=_draw_nonnormal(rng, channel, cases, course),
        counted=rng.random(size) >= 0.02,
        accepted_minute=accepted_minute,
        replied_minute=replied_minute,
        closed_minute=closed_minute,
        resolved=resolved,
        settled=settled,
        supervised_on=_draw_supervision(rng, course),
        review_requested=requested,
        review_opinion=opinion_on,
        review_result=result,
        evaluation_due=due,
        evaluated=evaluated,
        evaluated_minute=rng.integers(8 * 60, 21 * 60, size),
        opinion=opinion,
        opening=np.where(cases.depth == 0, 0, rng.integers(0, 4, size)),
        ending=np.where(cases.depth == 0, 0, rng.integers(0, 3, size)),
    )


def _draw_visitors(rng: np.random.Generator, of: Matters, cases: Petitions) -> tuple[Ints, Ints]:
    """Return channel and persons."""
    size = len(of.township)
    channel = np.empty(size, dtype=np.int64)
    for level in Level:
        rows = np.flatnonzero(cases.level == level)
        channel[rows] = draw(rng, _CHANNEL_WEIGHTS[level], len(rows))
    visit = channel == Channel.VISIT
    group = of.grouped & (rng.random(size) < 0.85)
    small = np.where(visit, rng.geometric(0.85, size), 1)
    crowd = COLLECTIVE_MIN_PERSONS + np.floor(rng.lognormal(np.log(6), 0.9, size)).astype(np.int64)
    many = group & (visit | (channel == Channel.LETTER))
    return channel, np.where(many, np.minimum(crowd, 400), small)


def _draw_petitioned(rng: np.random.Generator, cases: Petitions, course: Handling) -> Ints:
    """Return the day of petitioning: registration, or some days before it but after what it answers to."""
    size = len(cases.registered)
    lag = np.where(rng.random(size) < 0.12, rng.geometric(0.4, size), 0)
    lag = np.where(rng.random(size) < 0.015, rng.integers(4, 20, size), lag)
    known = cases.previous != NONE
    since = cases.registered[cases.previous]
    answered = np.minimum(course.replied, course.closed)[cases.previous]
    since = np.where(answered < cases.registered, np.maximum(since, answered), since)
    room = np.where(known, cases.registered - since - 1, np.where(cases.depth > 0, 0, 20))
    return cases.registered - np.minimum(lag, np.maximum(room, 0))


def _draw_nonnormal(rng: np.random.Generator, channel: Ints, cases: Petitions, course: Handling) -> Ints:
    """Flag a few visits that follow a handled case of the same matter, more often one handled late."""
    size = len(channel)
    before = cases.previous
    handled = (before != NONE) & (course.accepted[before] < cases.registered)
    answered = np.minimum(course.replied, course.closed)[before]
    limit = course.limit[before]
    late = handled & (limit < cases.registered) & (answered > limit)
    timely = handled & (answered < cases.registered) & ~late
    chance = rng.random(size)
    yes = (late & (chance < NONNORMAL_AFTER_LATE)) | (timely & (chance < NONNORMAL_AFTER_TIMELY))
    unknown = (channel != Channel.VISIT) | (~yes & (rng.random(size) < 0.02))
    return np.where(unknown, NONE, yes.astype(np.int64))


def _draw_minutes(
    rng: np.random.Generator, cases: Petitions, course: Handling, minute: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return clock times of acceptance, reply and closing, in order where they share a day."""
    accepted, replied, closed = (rng.choice(_OFFICE_MINUTES, len(minute)) for _ in range(3))
    replied = np.where(course.replied == cases.registered, minute + 10, replied)
    closed = np.where(course.closed == cases.registered, minute + 15, closed)
    return accepted, replied, np.where(course.closed == course.replied, replied + 5, closed)


def _draw_resolution(rng: np.random.Generator, cases: Petitions, course: Handling) -> tuple[Ints, Ints]:
    """Return 是否化解 and 是否息诉罢访 as recorded at closing: closed, resolved, settled are nested."""
    size = len(cases.registered)
    comes_back = np.zeros(size, dtype=np.bool_)
    comes_back[cases.previous[cases.previous != NONE]] = True
    resolved = rng.random(size) < np.where(comes_back, 0.45, 0.84)
    settled = resolved & (rng.random(size) < np.where(comes_back, 0.3, 0.82))
    stated = course.replied < NEVER
    return np.where(stated, resolved, NONE), np.where(stated, settled, NONE)


def _draw_supervision(rng: np.random.Generator, course: Handling) -> Ints:
    """Return the day on which the case is put under supervision, or NEVER."""
    size = len(course.way)
    chance = rng.random(size)
    reminder = course.limit + rng.integers(1, 20, size)
    overdue = (course.limit < NEVER) & (reminder < course.closed) & (chance > 0.75)
    return np.where(chance < 0.03, course.assigned, np.where(overdue, reminder, NEVER))


def _draw_reviews(rng: np.random.Generator, rates: Rates, course: Handling) -> tuple[Ints, Ints, Ints]:
    """Return request, opinion and result of a review of the reply."""
    size = len(course.way)
    open_to = (course.assigned < NEVER) & (course.replied < NEVER)
    displeasing = (course.outcome == Outcome.EXPLAINED) | (course.outcome == Outcome.REJECTED)
    asked = open_to & displeasing & (rng.random(size) < 0.06)
    requested = np.where(asked, course.replied + rng.integers(2, 31, size), NEVER)
    slow = rng.random(size) < 0.08
    days = np.where(slow, rng.integers(31, 50, size), rng.integers(8, 31, size))
    changed = rng.random(size) < rates.review_changed[course.unit]
    result = np.where(changed, rng.integers(1, 3, size), 0)
    return requested, np.where(asked, requested + days, NEVER), np.where(asked, result, NONE)


def _draw_evaluation(rng: np.random.Generator, rates: Rates, of: Matters, course: Handling) -> tuple[Ints, Ints, Ints]:
    """Return deadline, day and opinion of the petitioner's evaluation."""
    size = len(course.way)
    asked = (course.replied < NEVER) & (of.procedure == Procedure.PETITION) & (course.way != Way.DIRECT)
    answers = asked & (rng.random(size) < SHARE_EVALUATED)
    due = np.where(asked, course.closed + EVALUATION_DAYS, NEVER)
    content = rng.random(size) < rates.satisfied[course.unit]
    fair = rng.random(size) < 0.4
    opinion = np.where(content, np.where(fair, Opinion.FAIR, Opinion.SATISFIED), Opinion.DISSATISFIED)
    evaluated = np.where(answers, course.closed + rng.integers(1, EVALUATION_DAYS + 1, size), NEVER)
    return due, evaluated, opinion.astype(np.int64)


def _draw_assistance(rng: np.random.Generator, course: Handling) -> Assistance:
    """Give some cases one or two further units, which answer before the lead unit does."""
    chance = rng.random(len(course.way))
    sent = course.assigned < NEVER
    second = np.flatnonzero(sent & (chance < SHARE_JOINT))
    third = np.flatnonzero(sent & (chance < SHARE_JOINT * 0.2))
    case = np.concatenate([second, third])
    # Unit positions on a circle: steps below half of it forward for the second unit and backward for the
    # third never meet the lead unit nor each other.
    step = rng.integers(1, RESPONSIBLE_UNITS // 2, len(case))
    step[len(second) :] *= -1
    replied = course.replied[case]
    assigned = np.minimum(course.assigned[case] + rng.integers(0, 4, len(case)), replied)
    room = np.maximum(replied - assigned, 0)
    earlier = assigned + np.floor(rng.random(len(case)) * room).astype(np.int64)
    return Assistance(
        case=case,
        unit=(course.unit[case] + step) % RESPONSIBLE_UNITS,
        assigned=assigned,
        notice=np.minimum(assigned + rng.integers(0, 12, len(case)), replied),
        replied=np.where(replied < NEVER, earlier, NEVER),
    )
