"""Of which topics a township has more matters than its size and the topic's size make likely, over 52 weeks.

A difference of mix, in order of code. It ranks no place: a township with many matters of every kind has none here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.query.published import Version, cursor


@dataclass(frozen=True, slots=True)
class Excess:
    """A township and topic whose information component lies above 0 at its 2.5 % bound."""

    start: date
    end: date
    township: str
    topic_1: str
    matters: int
    expected: float
    ic: float
    ic_low: float


def over_represented(version: Version) -> tuple[Excess, ...]:
    """The cells beyond chance, by code of township, then topic."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select period_from, period_to, township, topic_1, matters, expected, ic, ic_low "
            "from marts.over_representation where ic_low > 0 order by township, topic_1"
        ).fetchall()
    return tuple(Excess(*row) for row in rows)
