"""Which stretches of days stand side by side: a period, the one before, a year ago, and the year to date.

Belongs here: days and what they are called. Does not belong here: figures.
An unfinished period is compared over the days that it has had, so that stretches of equal age stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from warehouse.calendar import Period, year_of
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording
from warehouse.home import CalendarRules, Home
from warehouse.query import QueryError, Version, stretches
from warehouse.query.context import Build, build
from warehouse.query.periods import find_period, named_periods, same_event_before

Kind = Literal["week", "month", "quarter", "period"]

PAPER_KINDS: dict[Kind, str] = {"week": "weekly", "month": "monthly", "quarter": "quarterly", "period": "period"}
THIS: dict[Kind, Text] = {
    "week": Text("本周", "this week"),
    "month": Text("本月", "this month"),
    "quarter": Text("本季度", "this quarter"),
    "period": Text("本期", "this period"),
}
LAST: dict[Kind, Text] = {
    "week": Text("上周", "last week"),
    "month": Text("上月", "last month"),
    "quarter": Text("上季度", "last quarter"),
    "period": Text("前期", "the days before"),
}
A_YEAR_AGO = Text("去年同期", "a year ago")
YEAR_TO_DATE = Text("今年累计", "year to date")
DAY = timedelta(days=1)
COMPARED_OVER = timedelta(weeks=52)  # units are compared over a year up to the period's end, never over a week


@dataclass(frozen=True, slots=True)
class Frame:
    """A period and what it is compared with.

    `now` is the part of `period` that the data cover; `before`, `year_ago` and `to_date_ago` are None where there is
    no such stretch (a named period that the table does not have for the year before).
    """

    kind: Kind
    name: Text
    period: Period
    now: Period
    before: Period
    year_ago: Period | None
    to_date: Period
    to_date_ago: Period
    number: int | None  # of the period within its year

    @property
    def paper_kind(self) -> str:
        """The kind of paper about such a period; texts kept under it stand in every paper of the kind."""
        return PAPER_KINDS[self.kind]

    @property
    def paper_id(self) -> str:
        """The name of the period's paper, of its files and of what is written by hand for it: weekly-2026-W43."""
        return f"{self.paper_kind}-{self.period.label}"

    @property
    def is_unfinished(self) -> bool:
        """Whether the data end before the period does."""
        return self.now.end < self.period.end

    @property
    def this(self) -> Text:
        """What the period is called in a sentence."""
        return THIS[self.kind]

    @property
    def last(self) -> Text:
        """What the stretch before is called in a sentence."""
        if not self.is_unfinished:
            return LAST[self.kind]
        return Text(f"{LAST[self.kind].zh}同日数", f"the same days of {LAST[self.kind].en}")

    @property
    def days(self) -> Text:
        """The days of the period, and until when it has data if it is not over."""
        whole = wording.span(self.period.start, self.period.end)
        if not self.is_unfinished:
            return whole
        return Text(
            f"{whole.zh}，数据至{self.now.end.month}月{self.now.end.day}日，尚未结束",
            f"{whole.en}, data to {self.now.end:%Y-%m-%d}, not over yet",
        )

    @property
    def compared(self) -> Period:
        """The 52 weeks up to the period's end, over which units are compared."""
        return Period("", self.now.end - COMPARED_OVER + DAY, self.now.end)


def make_frame(home: Home, version: Version, kind: Kind, label: str) -> Frame:
    """The frame of a week (2026-W46), a month (2026-10), a quarter (2026-Q3) or a named period, as `frame_of`."""
    named = named_periods(version) if kind == "period" else ()
    return frame_of(build(version), kind, label, home.configuration().calendar, named)


def frame_of(reach: Build, kind: Kind, label: str, rules: CalendarRules, named: Sequence[Period] = ()) -> Frame:
    """The frame of a period, given how far the data reach and which periods have a name.

    Raises:
        ValueError: no such week, month or quarter.
        QueryError: no such named period, or the data do not reach it.
    """
    if kind == "quarter" and not re.fullmatch(r"\d{4}-Q[1-4]", label):
        raise ValueError(f"没有“{label}”这一季度，写法如 2026-Q3 / no such quarter, write 2026-Q3")
    period = find_period(named, label) if kind == "period" else stretches.of_label(kind, label, rules)
    year = year_of(period.start + (period.end - period.start) / 2, rules.month_cut_day)
    through, first = reach.clock_on, reach.first_registered_on
    name = period_name(kind, period.label)
    if first is None or period.start > through or period.end < first:
        raise QueryError(
            f"数据只有{first or '—'}至{through}，不含{name.zh}（{wording.span(period.start, period.end).zh}）"
            f" / the data do not reach {name.en}"
        )
    before = stretches.before(period, "previous", rules)
    year_ago = stretches.before(period, "year", rules) if kind != "period" else same_event_before(named, period)
    now, before = stretches.elapsed(period, before, through)
    if year_ago is not None:
        year_ago = stretches.elapsed(period, year_ago, through)[1]
    # A week may begin in the year before its own or end in the year after it.
    to_date = Period("", year.start, max(year.start, min(now.end, year.end)))
    year_before = year_of(year.start - DAY, rules.month_cut_day)
    to_date_ago = Period("", year_before.start, min(_a_year_before(to_date.end), year_before.end))
    number = None if kind == "period" else int(period.label[-2:].lstrip("Q"))
    return Frame(kind, name, period, now, before, year_ago, to_date, to_date_ago, number)


def period_name(kind: str, label: str) -> Text:
    """What a paper is about, in words: a week, month or quarter by its label, a named period by its name."""
    if kind == "week":
        return wording.week_label(label)
    if kind == "period":
        return Text(label, label)
    if kind == "month":
        return wording.month_label(label)
    year, number = label[:4], int(label[-1])
    return Text(f"{year}年第{number}季度", f"quarter {number} of {year}")


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
