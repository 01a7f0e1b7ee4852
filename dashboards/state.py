"""The one filter state, typed, in the URL; and the view that it opens on a published version.

Belongs here: parsing and writing the query string, checking it against what the version holds.
Does not belong here: controls (components/shell.py), figures.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from dashboards import words
from dashboards.theme import Scheme
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.comparison import INDICATORS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import Scope
from warehouse.home import Home
from warehouse.query import Edition, Version, find_version
from warehouse.query.context import Build, Member, Week, build, departments, topics, townships, weeks
from warehouse.query.periods import named_periods
from warehouse.query.ranks import Offer, offer
from warehouse.query.rows import CLOCKS

Period = Literal["52w", "26w", "ytd", "all", "custom"]
Compare = Literal["previous", "year"]
WEEKLY = frozenset(
    {
        "weekly_headline", "weekly_series", "weekly_changes", "weekly_owed",
        "hotspot_alarms", "hotspot_map", "hotspot_matrix", "hotspot_series",
    }
)  # fmt: skip
STOCK = frozenset({"clocks", "todo_list"})


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader has chosen; survives page changes, reload, the back button and being sent to a colleague."""

    week: str | None = None
    period: Period = "52w"
    start: date | None = None  # with period custom
    end: date | None = None
    compare: Compare = "previous"
    event: str | None = None  # a named period
    township: str | None = None
    department: str | None = None
    topic: str | None = None
    channel: str | None = None
    clock: str | None = None
    group: str | None = None  # of like units
    indicator: str | None = None  # on which units are compared
    metric: str | None = None  # whose way back to its files is shown
    window: str | None = None  # over which units are compared: a year instead of 52 weeks
    edition: Edition = "internal"
    lang: Language = "zh"
    theme: Scheme = "light"

    def query(self) -> str:
        """The query string, `?` included; empty when everything is as it starts."""
        pairs = [
            (name, str(value))
            for name, field in _FIELDS.items()
            if (value := getattr(self, field)) != getattr(_DEFAULT, field)
        ]
        return f"?{urlencode(pairs)}" if pairs else ""


_NAMES = {"start": "from", "end": "to"}
_DEFAULT = Filter()
_FIELDS = {_NAMES.get(f.name, f.name): f.name for f in fields(Filter)}


@dataclass(frozen=True, slots=True)
class View:
    """A filter on a version: what the pages ask their exhibits for."""

    home: Home
    version: Version
    filter: Filter
    build: Build
    weeks: tuple[Week, ...]
    townships: tuple[Member, ...]
    departments: tuple[Member, ...]
    topics: tuple[str, ...]
    events: tuple[str, ...]
    comparison: Offer
    ignored: tuple[Text, ...]

    @property
    def lang(self) -> Language:
        """The language of the page."""
        return self.filter.lang

    @property
    def complete_weeks(self) -> tuple[Week, ...]:
        """The weeks that have ended within the data: all but the last ones, in order."""
        running = sum(1 for _ in takewhile(lambda week: not week.is_complete, reversed(self.weeks)))
        return self.weeks[: len(self.weeks) - running]

    @property
    def last_week(self) -> Week | None:
        """The last complete week."""
        return self.complete_weeks[-1] if self.complete_weeks else None

    @property
    def first_shown_week(self) -> Week | None:
        """Where the weekly page starts: the last complete week, or the last one with a case where cases end early."""
        last = self.build.last_registered_on
        with_cases = (w for w in reversed(self.complete_weeks) if last is not None and w.start <= last)
        return next(with_cases, self.last_week)

    @property
    def week(self) -> Week | None:
        """The chosen week, else the one to start with."""
        return next((w for w in self.complete_weeks if w.id == self.filter.week), self.first_shown_week)

    @property
    def period(self) -> tuple[date | None, date | None]:
        """First and last day of the chosen period."""
        last = self.last_week.end if self.last_week else self.build.data_through
        match self.filter.period:
            case "52w" | "26w":
                return last - timedelta(days=7 * int(self.filter.period.removesuffix("w")) - 1), last
            case "ytd":
                return self.build.data_through.replace(month=1, day=1), self.build.data_through
            case "custom":
                return self.filter.start, self.filter.end
            case _:
                return self.build.first_registered_on, self.build.data_through

    def scope(self, exhibit_id: str) -> Scope:
        """The scope of one exhibit: a week, a period, or the state now."""
        start, end = self.period
        if exhibit_id in WEEKLY:
            start, end = (self.week.start, self.week.end) if self.week else (None, None)
        elif exhibit_id in STOCK:
            start = end = None
        slice_ = {
            "township": self.filter.township,
            "department": self.filter.department,
            "topic_1": self.filter.topic,
            "channel": self.filter.channel,
        }
        if exhibit_id in STOCK:
            del slice_["channel"]  # the rows behind the clocks are not selected by it
        where = tuple((name, value) for name, value in slice_.items() if value is not None)
        return Scope(
            self.home, self.version, start, end, where, self.filter.clock, compare=self.filter.compare,
            group=self.filter.group, indicator=self.filter.indicator, window=self.filter.window,
            event=self.filter.event, metric=self.filter.metric,
        )  # fmt: skip


def open_view(home: Home, version: str | None, search: str | None) -> View:
    """The view that a URL asks for; what the URL says and the version does not know is ignored with a note.

    Raises:
        QueryError: nothing is published, or the version is gone.
    """
    chosen = find_version(home, version)
    week_start = home.configuration().calendar.week_start
    view = View(home, chosen, Filter(), ignored=(), **_known(home, chosen.id, week_start))
    state, ignored = Filter(), []
    for name, value in parse_qsl((search or "").removeprefix("?")):
        parsed = _parse(view, name, value)
        if parsed is None:
            shown = {"name": name[:40], "value": value[:40]}
            ignored.append(Text(words.IGNORED.zh.format(**shown), words.IGNORED.en.format(**shown)))
        else:
            state = replace(state, **parsed)
    if state.start and state.end and state.start > state.end:
        state = replace(state, start=state.end, end=state.start)
    return replace(view, filter=state, ignored=tuple(ignored))


@lru_cache(maxsize=8)
def _known(home: Home, version_id: str, week_start: int) -> dict[str, Any]:
    """What a version holds: how far it reaches, its weeks, members of breakdowns, named periods, compared units."""
    version = find_version(home, version_id)
    return {
        "build": build(version),
        "weeks": weeks(version, week_start),
        "townships": townships(version),
        "departments": departments(version),
        "topics": topics(version),
        "events": tuple(period.label for period in named_periods(version)),
        "comparison": offer(version),
    }


def _parse(view: View, name: str, value: str) -> dict[str, Any] | None:
    """The field that a pair of the query string sets, or None when it is not known."""
    if name in ("from", "to"):
        try:
            return {_FIELDS[name]: date.fromisoformat(value)}
        except ValueError:
            return None
    known: dict[str, Collection[str]] = {
        "week": {w.id for w in view.complete_weeks},
        "period": get_args(Period),
        "township": {m.code for m in view.townships},
        "department": {m.code for m in view.departments},
        "topic": view.topics,
        "channel": {code.id for code in CODE_LISTS["channel"]},
        "clock": CLOCKS,
        "compare": get_args(Compare),
        "event": view.events,
        "group": view.comparison.groups,
        "indicator": INDICATORS,
        "metric": METRICS,
        "window": view.comparison.windows,
        "edition": get_args(Edition),
        "lang": get_args(Language),
        "theme": get_args(Scheme),
    }
    return {_FIELDS[name]: value} if value in known.get(name, ()) else None
