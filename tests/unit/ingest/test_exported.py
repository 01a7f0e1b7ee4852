"""When an export was made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from pipelines.ingest.exported import Export, Moment, export_of, moment_in_name, moment_in_titles

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SEPTEMBER_5 = date(2026, 9, 5)


def decide(
    argument: date | None = None,
    title: Moment | None = None,
    name: Moment | None = None,
    registration: date | None = None,
    event: date | None = None,
) -> Export:
    return export_of(argument, title, name, registration, event, NOW, ZONE)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("导出时间：2026年9月5日 单位：件", Moment(SEPTEMBER_5)),
        ("截至2026-09-05", Moment(SEPTEMBER_5)),
        ("统计区间：2026-01-01 至 2026-09-05", Moment(SEPTEMBER_5)),
        ("打印日期：2026/9/5 14:30", Moment(SEPTEMBER_5, time(14, 30))),
        ("信访件登记台账（２０２６年９月５日）", Moment(SEPTEMBER_5)),
        ("导出时间：2026年9月5日；统计至2026年12月31日", Moment(SEPTEMBER_5)),
        ("2026年9月台账", None),
        ("2026年13月45日", None),
        ("文号 20269905", None),
    ],
)
def test_dates_in_titles(title: str, expected: Moment | None) -> None:
    """A labelled date comes before a bare one, the end of a period before its start; a month is no date."""
    assert moment_in_titles([title]) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("cases-20260905", SEPTEMBER_5),
        ("信访件 2026-09-05", SEPTEMBER_5),
        ("信访件2026年9月5日（终）", SEPTEMBER_5),
        ("信访件_2026.9.5_v2", SEPTEMBER_5),
        ("20260101-20260905", SEPTEMBER_5),
        ("cases-202609", None),
        ("2026年9月", None),
        ("2018_mini_a", None),
        ("单号3501202609051234", None),
    ],
)
def test_dates_in_file_names(stem: str, expected: date | None) -> None:
    """A bare year and month is no date, nor are digits inside a longer number."""
    found = moment_in_name(stem)
    assert (found and found.day) == expected


def test_what_is_believed_first() -> None:
    """The argument, then the title, then the name, else the time of ingest."""
    title, name = Moment(SEPTEMBER_5), Moment(date(2026, 9, 4))
    assert decide(date(2026, 9, 1), title, name).basis == "argument"
    assert decide(None, title, name).covers_through == SEPTEMBER_5
    assert decide(None, None, name).basis == "name"
    assert decide() == Export(NOW, "ingest", date(2026, 11, 20), date(2026, 11, 20))


def test_a_date_before_the_latest_registration_is_not_the_exports() -> None:
    """A title may name the start of a period: an export cannot hold cases registered after it."""
    title, name = Moment(date(2026, 1, 1)), Moment(SEPTEMBER_5)
    assert decide(None, title, name, registration=date(2026, 9, 4)).basis == "name"
    assert decide(None, title, name, registration=date(2026, 9, 6)).basis == "ingest"
    assert decide(None, title, None, registration=date(2026, 1, 1)).basis == "title"


def test_a_day_means_its_last_second_in_the_office() -> None:
    """And the day had then ended, so that its deadlines count as passed."""
    found = decide(SEPTEMBER_5)
    assert found == Export(datetime(2026, 9, 5, 15, 59, 59, tzinfo=UTC), "argument", SEPTEMBER_5, SEPTEMBER_5)


def test_a_time_of_day_in_a_title() -> None:
    """At half past two the day had not ended: clocks are judged at the end of the day before."""
    found = decide(None, Moment(SEPTEMBER_5, time(14, 30)))
    assert found.at == datetime(2026, 9, 5, 6, 30, tzinfo=UTC)
    assert (found.covers_through, found.clock_through) == (SEPTEMBER_5, date(2026, 9, 4))


def test_no_export_is_later_than_now() -> None:
    """Today's file was exported by now, and a date in the future is capped."""
    for day in (date(2026, 11, 20), date(2027, 1, 1)):
        found = decide(day)
        assert found.at == NOW
        assert (found.covers_through, found.clock_through) == (date(2026, 11, 20), date(2026, 11, 19))


def test_an_undated_file_covers_what_it_shows() -> None:
    """Its latest event, but never tomorrow."""
    assert decide(event=date(2026, 8, 31)).covers_through == date(2026, 8, 31)
    assert decide(event=date(2026, 8, 31)).clock_through == date(2026, 8, 31)
    assert decide(event=date(2027, 8, 31)).covers_through == date(2026, 11, 20)
