"""What offices and units do with a case: every dated act between registration and closing.

Here: the clocks (assignment, acceptance, notice, deadline, extension, reply, closing) of a batch of
cases, drawn from the unit's true rates. Not here: who petitions and whether they come back (`matters`),
what follows a closing (`cases`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.generate.codes import Outcome, Procedure, Purpose, Way
from pipelines.generate.columns import NEVER, NONE, Bools, Floats, Ints, Table, draw
from pipelines.generate.county import OFFICE_UNIT, Rates
from pipelines.generate.days import Calendar

LIMIT_DAYS = 60
SHORT_LIMIT_DAYS = 30  # set by the superior in some assigned cases
EXTENSION_DAYS = 30
NOTICE_DAYS = 15

OUTCOME_WEIGHTS = (0.33, 0.41, 0.14, 0.12)
SHARE_REFUSED = 0.012
SHARE_NO_LONGER = 0.12  # of third and later cases of a matter
SHARE_WITHDRAWN = 0.014
SHARE_MERGED = 0.35  # of cases that come while the one before is open
SHARE_EXTENDED = 0.03
SHARE_NEVER_CLOSED = 0.05  # of late cases


@dataclass(frozen=True)
class Handling(Table):
    """The course of each case; days are NEVER where nothing happens, `limit` is the deadline in force."""

    way: Ints
    unit: Ints
    assigned: Ints
    accepted: Ints
    notice: Ints
    deadline: Ints
    extended_to: Ints
    extended_on: Ints
    limit: Ints
    replied: Ints
    closed: Ints
    outcome: Ints


@dataclass(frozen=True)
class Incoming(Table):
    """What the office knows when a case is registered."""

    registered: Ints
    depth: Ints
    unit: Ints
    purpose: Ints
    procedure: Ints
    from_above: Bools
    while_open: Bools


def handle(rng: np.random.Generator, calendar: Calendar, rates: Rates, case: Incoming) -> Handling:
    """Draw the course of a batch of newly registered cases."""
    size = len(case.registered)
    way = _choose_way(rng, case)
    sent = (way == Way.FORWARDED) | (way == Way.ASSIGNED)
    assigned, accepted, notice = _take_in(rng, calendar, rates, case)
    with_limit = sent & (case.procedure == Procedure.PETITION)
    short = (way == Way.ASSIGNED) & (rng.random(size) < 0.3)
    deadline = np.where(with_limit, accepted + np.where(short, SHORT_LIMIT_DAYS, LIMIT_DAYS), NEVER)
    in_time = rng.random(size) < rates.in_time[case.unit]
    extended = with_limit & (rng.random(size) < SHARE_EXTENDED)
    limit = np.where(extended, deadline + EXTENSION_DAYS, deadline)
    replied, closed = _answer(rng, calendar, accepted=accepted, deadline=deadline, limit=limit, in_time=in_time)
    extended_on = np.where(extended, deadline - rng.integers(0, 8, size), NEVER)
    # Some ask for an extension when the deadline has gone by: recorded, but it moves nothing.
    overdue = with_limit & ~in_time & ~extended & (replied > deadline + 6) & (rng.random(size) < 0.06)
    extended_on = np.where(overdue, deadline + rng.integers(1, 6, size), extended_on)
    extended_to = np.where(extended | overdue, deadline + EXTENSION_DAYS, NEVER)
    outcome = draw(rng, OUTCOME_WEIGHTS, size)

    withdrawn = sent & (rng.random(size) < SHARE_WITHDRAWN)
    closed = np.where(withdrawn, np.minimum(accepted + 1 + rng.integers(0, 20, size), limit), closed)
    outcome[withdrawn] = Outcome.WITHDRAWN
    without = withdrawn & (extended_on >= closed)
    extended_on[without], extended_to[without] = NEVER, NEVER
    limit = np.where(without, deadline, limit)

    refused = (way == Way.REFUSED) | (way == Way.NO_LONGER)
    direct, filed = way == Way.DIRECT, way == Way.FILED
    quick = case.registered + rng.geometric(0.3, size) - 1
    refusal = calendar.work_on_or_before(case.registered + rng.integers(3, 15, size), case.registered + 1)
    by_office = calendar.work_on_or_before(quick, case.registered)
    # One in ten refusals leaves no written notice: the case is closed all the same.
    notice = np.where(refused, np.where(rng.random(size) < 0.1, NEVER, refusal), notice)
    notice = np.where(direct, by_office, np.where(filed, NEVER, notice))
    closed = np.where(refused, refusal, np.where(direct | filed, by_office, closed))
    replied = np.where(direct, by_office, np.where(sent & ~withdrawn, replied, NEVER))
    outcome[direct] = Outcome.EXPLAINED
    outcome[refused] = NONE
    outcome[filed] = Outcome.MERGED
    return Handling(
        way=way,
        unit=np.where(sent, case.unit, OFFICE_UNIT),
        assigned=np.where(sent, assigned, NEVER),
        accepted=np.where(sent, accepted, NEVER),
        notice=notice,
        deadline=deadline,
        extended_to=extended_to,
        extended_on=extended_on,
        limit=limit,
        replied=replied,
        closed=closed,
        outcome=outcome,
    )


def lognormal_days(rng: np.random.Generator, median: float, sigma: float, size: int) -> Ints:
    """Draw whole days, at least one, with a long tail."""
    days: Floats = rng.lognormal(np.log(median), sigma, size)
    return np.clip(np.ceil(days), 1, 1200).astype(np.int64)


def _choose_way(rng: np.random.Generator, case: Incoming) -> Ints:
    size = len(case.registered)
    chance = rng.random(size)
    way = np.where(rng.random(size) < np.where(case.from_above, 0.55, 0.15), Way.ASSIGNED, Way.FORWARDED)
    simple = (case.purpose == Purpose.QUESTION) | (case.purpose == Purpose.SUGGESTION)
    way = np.where(simple & (chance > 0.45), Way.DIRECT, way)
    way = np.where(chance < SHARE_REFUSED, Way.REFUSED, way)
    way = np.where((case.depth >= 2) & (chance < SHARE_NO_LONGER), Way.NO_LONGER, way)
    return np.where(case.while_open & (rng.random(size) < SHARE_MERGED), Way.FILED, way).astype(np.int64)


def _take_in(rng: np.random.Generator, calendar: Calendar, rates: Rates, case: Incoming) -> tuple[Ints, Ints, Ints]:
    """Return assignment, acceptance and notice as if every case were sent to its unit."""
    size = len(case.registered)
    slow = rng.random(size) < 0.025
    lag = np.minimum(lognormal_days(rng, 1.1, 0.9, size) - 1, NOTICE_DAYS)
    lag = np.where(slow, NOTICE_DAYS + rng.geometric(0.12, size), lag)
    floor = case.registered + np.where(slow, NOTICE_DAYS + 1, 0)
    assigned = calendar.work_on_or_before(case.registered + lag, floor)

    noticed = rng.random(size) < rates.notice_in_time[case.unit]
    lag = np.minimum(rng.geometric(0.45, size) - 1, NOTICE_DAYS)
    lag = np.where(noticed, lag, NOTICE_DAYS + rng.geometric(0.15, size))
    # Accepted on a later day than registered: then the clock times of one day never have to be ordered.
    floor = np.maximum(assigned + np.where(noticed, 0, NOTICE_DAYS + 1), case.registered + 1)
    accepted = calendar.work_on_or_before(assigned + lag, floor)
    notice = accepted + rng.integers(0, 3, size)
    notice = np.where(noticed, np.minimum(notice, np.maximum(assigned + NOTICE_DAYS, accepted)), notice)
    return assigned, accepted, np.where(rng.random(size) < 0.03, NEVER, notice)


def _answer(
    rng: np.random.Generator,
    calendar: Calendar,
    *,
    accepted: Ints,
    deadline: Ints,
    limit: Ints,
    in_time: Bools,
) -> tuple[Ints, Ints]:
    """Return reply and closing, both by the limit in force or both after it."""
    size = len(accepted)
    due = limit < NEVER
    natural = accepted + np.where(due, lognormal_days(rng, 7.8, 1.0, size), lognormal_days(rng, 9.0, 1.1, size))
    # Who would be late hurries in the last days; who was given more time needs it.
    punctual = np.minimum(natural, limit - rng.integers(0, 9, size))
    punctual = np.where(limit > deadline, deadline + rng.integers(1, EXTENSION_DAYS + 1, size), punctual)
    late = limit + lognormal_days(rng, 14.0, 1.2, size)
    in_time = in_time | ~due
    floor = np.where(in_time, accepted + 1, limit + 1)
    replied = np.where(due, np.where(in_time, punctual, late), natural)
    replied = calendar.work_on_or_before(replied, floor)
    afterwards = np.where(rng.random(size) < 0.75, 0, rng.integers(1, 6, size))
    closed = np.where(in_time, np.minimum(replied + afterwards, np.maximum(limit, replied)), replied + afterwards)
    unanswered = ~in_time & (rng.random(size) < SHARE_NEVER_CLOSED)
    return np.where(unanswered, NEVER, replied), np.where(unanswered, NEVER, closed)
