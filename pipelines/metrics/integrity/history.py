"""Against one's own history: is a share in this month higher than the same organ's share in the months before?

The exact test of a two-by-two table (Fisher 1935): given the margins, the number of marked rows that fall in the
month is hypergeometric. A level that differs from organ to organ is nobody's fault; a jump is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import exp, lgamma, log

from pipelines.metrics.integrity.finding import Finding
from warehouse.catalogue.model import Text

MONTHS_EVALUATED = 12
LEAST_HISTORY = 50  # rows before the month; with fewer there is nothing to compare with
LEAST_MARKED = 5  # fewer cases of a kind in a month are never a question
CHANCE_OF_A_FALSE_FINDING = 0.01  # of a rule in one build, over all organs and months together


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    def before(self, months: int) -> Month:
        """The month so many months earlier."""
        number = self.year * 12 + self.month - 1 - months
        return Month(number // 12, number % 12 + 1)

    @property
    def order(self) -> int:
        """Months since year 0."""
        return self.year * 12 + self.month

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


Counts = Mapping[str, Mapping[Month, tuple[int, int]]]  # organ → month → (marked, all)


@dataclass(frozen=True, slots=True)
class Jump:
    """A month whose share is beyond its history."""

    month: Month
    marked: int
    total: int
    marked_before: int
    total_before: int
    chance: float


def evaluated_months(data_through: date) -> list[Month]:
    """The last complete months up to the last day that the data cover."""
    this = Month.of(data_through)
    # The day after the last one belongs to another month: then this one is complete.
    offset = 0 if Month.of(date.fromordinal(data_through.toordinal() + 1)) != this else 1
    return [this.before(back + offset) for back in range(MONTHS_EVALUATED - 1, -1, -1)]


def jumps(counts: Counts, data_through: date, *, least_marked: int) -> list[tuple[str, Jump]]:
    """Months in which an organ's share of marked rows is beyond its own history.

    Args:
        counts: organ → month → (marked rows, all rows).
        data_through: the last day that the data cover.
        least_marked: fewer marked rows in a month are never a question.
    """
    months = evaluated_months(data_through)
    tested: list[tuple[str, Jump]] = []
    for organ, by_month in counts.items():
        for month in months:
            marked, total = by_month.get(month, (0, 0))
            earlier = [pair for other, pair in by_month.items() if other.order < month.order]
            marked_before, total_before = (sum(pair[side] for pair in earlier) for side in (0, 1))
            if total and total_before >= LEAST_HISTORY:
                chance = chance_of_so_many(marked, total, marked_before, total_before)
                tested.append((organ, Jump(month, marked, total, marked_before, total_before, chance)))
    limit = CHANCE_OF_A_FALSE_FINDING / max(len(tested), 1)
    return [(organ, jump) for organ, jump in tested if jump.marked >= least_marked and jump.chance < limit]


def share_by_month(rows: Iterable[tuple[str, date, bool]]) -> Counts:
    """Count rows (organ, day, is marked) by organ and month."""
    counts: dict[str, dict[Month, tuple[int, int]]] = defaultdict(dict)
    for organ, day, is_marked in rows:
        month = Month.of(day)
        marked, total = counts[organ].get(month, (0, 0))
        counts[organ][month] = (marked + is_marked, total + 1)
    return counts


def jumped(rule: str, organ: str, jump: Jump, what: Text, check: Text) -> Finding:
    """The finding of a month whose share jumped."""
    before = jump.marked_before / jump.total_before
    return Finding(
        rule,
        organ,
        Text(
            f"{jump.month}登记{jump.total}件，{what.zh}{jump.marked}件；此前占{before:.1%}",
            f"{jump.month}: {jump.marked} of {jump.total} {what.en}; before, {before:.1%}",
        ),
        check,
        {"marked": jump.marked, "total": jump.total, "marked_before": jump.marked_before,
         "total_before": jump.total_before, "chance": jump.chance},
        period=str(jump.month),
    )  # fmt: skip


def chance_of_so_many(marked: int, total: int, marked_before: int, total_before: int) -> float:
    """P(so many marked rows or more in the month), the margins given; 1 when there are none."""
    all_marked = marked + marked_before
    everything = _choose(total + total_before, all_marked)
    most = min(total, all_marked)
    terms = (
        exp(_choose(total, k) + _choose(total_before, all_marked - k) - everything)
        for k in range(max(marked, all_marked - total_before), most + 1)
    )
    return min(1.0, sum(terms))


def _choose(n: int, k: int) -> float:
    """The logarithm of n over k."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def chance_of_count(count: int, mean: float, dispersion: float = 1.0) -> float:
    """P(count or more), Poisson where the dispersion (variance over mean) is 1, else negative binomial.

    The negative binomial of mean m and variance d·m has size m/(d − 1) (Johnson, Kemp and Kotz, Univariate Discrete
    Distributions, chapter 5). The terms below the count are summed, which is exact enough for chances above 1e-12.
    """
    below = sum(exp(_log_chance(k, mean, dispersion)) for k in range(count))
    return min(1.0, max(0.0, 1.0 - below))


def _log_chance(k: int, mean: float, dispersion: float) -> float:
    if dispersion - 1 < 1e-9:
        return k * log(mean) - mean - lgamma(k + 1)
    size = mean / (dispersion - 1)
    odds = log(size / (size + mean)) * size + log(mean / (size + mean)) * k
    return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + odds


def chance_of_heads(count: int, tosses: int) -> float:
    """P(count heads or more) of a fair coin: two Poisson counts of one mean, given their sum."""
    terms = (exp(_choose(tosses, k) - tosses * log(2)) for k in range(count, tosses + 1))
    return min(1.0, sum(terms))
