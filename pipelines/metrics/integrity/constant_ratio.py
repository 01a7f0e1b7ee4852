"""Constant ratio: persons per batch identical as fractions where chance would hardly make it so.

Persons beyond one a batch, x = persons − batches, vary about as a Poisson count. That x₂ hits exactly (n₂/n₁)·x₁ has
a chance of about 1/√(2π·V), V = x₂ + (n₂/n₁)²·x₁ (normal density at its centre). The pair is ordered so that n₂ is
the smaller, which gives the larger chance: the rule does not depend on the order of the periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import pi, sqrt

from pipelines.metrics.integrity.finding import Finding
from warehouse.catalogue.model import Text

LEAST = 20  # batches, and persons beyond one each
MOST_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Attendance:
    """Batches and persons of one period, or of one part of it."""

    name: str
    events: int
    persons: int

    @property
    def beyond(self) -> int:
        """Persons beyond one a batch."""
        return self.persons - self.events


def chance_of_tie(one: Attendance, other: Attendance) -> float:
    """About how likely equal ratios are by chance, 0 to 1."""
    first, second = sorted((one, other), key=lambda a: a.events, reverse=True)
    variance = second.beyond + (second.events / first.events) ** 2 * first.beyond
    return 1 / sqrt(2 * pi * variance)


def constant_ratios(subject: str, periods: Sequence[Attendance]) -> list[Finding]:
    """Ask about each pair of periods with the same ratio."""
    return [found for one, other in combinations(periods, 2) if (found := _tie(subject, one, other)) is not None]


def constant_ratio_within(subject: str, whole: Attendance, part: Attendance) -> Finding | None:
    """Ask about a part of a whole, compared with the remainder: a part and its whole are never independent."""
    rest = Attendance(f"{whole.name}其余", whole.events - part.events, whole.persons - part.persons)
    return _tie(subject, part, rest)


def _tie(subject: str, one: Attendance, other: Attendance) -> Finding | None:
    if min(one.events, other.events, one.beyond, other.beyond) < LEAST:
        return None
    if one.persons * other.events != other.persons * one.events:
        return None
    chance = chance_of_tie(one, other)
    if chance >= MOST_CHANCE:
        return None
    ratio = one.persons / one.events
    return Finding(
        "constant_ratio",
        subject,
        Text(
            f"{one.name}：{one.events}批{one.persons}人次；{other.name}：{other.events}批{other.persons}人次。"
            f"每批人次完全相同（{ratio:.4g}），偶然相同的机会约{chance:.1%}",
            f"{one.name}: {one.events} batches, {one.persons} persons; {other.name}: {other.events}, {other.persons}; "
            f"persons per batch are identical ({ratio:.4g}), by chance in about {chance:.1%}",
        ),
        Text("请核对人次是逐批登记的，还是按批次折算的？", "were persons counted, or worked out from batches?"),
        {
            "events": [one.events, other.events],
            "persons": [one.persons, other.persons],
            "ratio": ratio,
            "chance": chance,
        },
        period=f"{one.name}、{other.name}",
    )
