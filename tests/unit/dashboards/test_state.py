"""The filter state: what it writes into a URL it reads back, and it takes nothing that the version does not know."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboards.state import Filter, View, _parse
from warehouse.home import Home
from warehouse.query import Version
from warehouse.query.context import Build, Member, Week
from warehouse.query.ranks import Offer

VERSION = Version("v", Path("m"), Path("r"), "2026-11-01", "2026-10-31", {})
WEEKS = (
    Week("2026-W42", date(2026, 10, 12), date(2026, 10, 18), is_complete=True),
    Week("2026-W43", date(2026, 10, 19), date(2026, 10, 25), is_complete=True),
    Week("2026-W44", date(2026, 10, 26), date(2026, 11, 1), is_complete=False),
)
BUILD = Build(date(2026, 11, 1), date(2026, 10, 31), date(2026, 10, 31), date(2023, 11, 1), date(2026, 10, 31))


def view(state: Filter | None = None, weeks: tuple[Week, ...] = WEEKS) -> View:
    members = (Member("01", "甲镇", None), Member("未填", "未填", None))
    offer = Offer(("县直部门",), ("2025",))
    topics, events = ("民政",), ("2026年春节",)
    return View(
        Home(Path("home")), VERSION, state or Filter(), BUILD, weeks, members, members, topics, events, offer, ()
    )


def test_a_fresh_state_leaves_no_trace_in_the_url() -> None:
    assert Filter().query() == ""


def test_dates_are_called_from_and_to() -> None:
    assert Filter(period="custom", start=date(2026, 1, 1), end=date(2026, 6, 30)).query() == (
        "?period=custom&from=2026-01-01&to=2026-06-30"
    )


def test_only_known_values_are_taken() -> None:
    assert _parse(view(), "township", "01") == {"township": "01"}
    assert _parse(view(), "township", "99") is None
    assert _parse(view(), "week", "2026-W44") is None, "a running week is no week of the meeting"
    assert _parse(view(), "from", "2026-02-30") is None
    for forbidden in ("matter_id", "nonnormal_flag", "persons", "repeat_flag", "sort"):
        assert _parse(view(), forbidden, "1") is None


def test_the_page_starts_with_the_last_complete_week() -> None:
    assert view().week == WEEKS[1]
    assert view(Filter(week="2026-W42")).week == WEEKS[0]
    assert view(weeks=WEEKS[2:]).week is None


def test_periods_end_with_the_last_complete_week() -> None:
    assert view().period == (date(2025, 10, 27), date(2026, 10, 25))
    assert view(Filter(period="26w")).period == (date(2026, 4, 27), date(2026, 10, 25))
    assert view(Filter(period="ytd")).period == (date(2026, 1, 1), date(2026, 10, 31))
    assert view(Filter(period="all")).period == (date(2023, 11, 1), date(2026, 10, 31))


def test_scopes_take_the_week_the_period_or_now() -> None:
    state = Filter(township="01", channel="visit", clock="overdue")
    weekly, handling, clocks = (view(state).scope(e) for e in ("weekly_headline", "township_need", "clocks"))
    assert (weekly.start, weekly.end) == (WEEKS[1].start, WEEKS[1].end)
    assert (handling.start, handling.end) == (date(2025, 10, 27), date(2026, 10, 25))
    assert clocks.start is clocks.end is None
    assert dict(weekly.where) == {"township": "01", "channel": "visit"}
    assert dict(clocks.where) == {"township": "01"}, "the rows behind a clock are not selected by channel"
