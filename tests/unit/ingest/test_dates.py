"""Dates as they stand in real columns."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from pipelines.ingest.dates import read_dates, read_spans, to_utc

MORNING = datetime(2026, 1, 5, 8, 0)
DAY = datetime(2026, 1, 5)


def read(text: str | None, *formats: str) -> datetime | None:
    return read_dates(pl.Series([text], dtype=pl.String), formats, "Asia/Shanghai").local[0]


def is_unread(text: str) -> bool:
    return read_dates(pl.Series([text]), (), "Asia/Shanghai").unread[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05 08:00:00", MORNING),  # what most systems write
        ("2026-01-05", DAY),
        ("2019/2/28 11:25:05", datetime(2019, 2, 28, 11, 25, 5)),  # Excel's zh-CN display, un-padded
        ("2026/1/5 8:00", MORNING),
        ("2026年1月5日", DAY),  # typed by hand
        ("2026.1.5.", DAY),
        ("2026年1月5日8时", MORNING),
        ("2026年01月05日 08:00", MORNING),
        ("2026年1月5日 8时00分", MORNING),
        ("2026.1.5", DAY),
        ("20260105", DAY),  # old database exports
        ("20260105080000", MORNING),
        ("20260105 08:00", MORNING),
        ("2026-01-05T08:00", MORNING),  # ISO with T
        ("2026-01-05T08:00:00", MORNING),
        ("2026-01-05T00:00:00Z", MORNING),  # an offset is brought to office time
        ("2026-01-05T08:00:00+08:00", MORNING),
        ("2026-01-04T19:00:00-0500", MORNING),
        ("2026-01-05 08:00:00.123", MORNING),
        ("2026/1/5 下午 3:05", datetime(2026, 1, 5, 15, 5)),  # Excel's 12-hour clock
        ("2026/1/5 上午 12:05", datetime(2026, 1, 5, 0, 5)),
        ("46027", DAY),  # a date cell that lost its format
        ("46027.333333333", MORNING),
        ("２０２６－０１－０５", DAY),  # typed with a Chinese input method
        ("２０２６年１月５日", DAY),
        ("\u30002026-01-05\u00a0", DAY),  # blanks that no trim of ASCII removes
        ("\n2026-01-05 08:00:00\t", MORNING),
        ("\ufeff'2026-01-05\"", DAY),
        ("2026-01-04 24:00", DAY),  # the end of a day
        ("2026年1月5日 星期一", DAY),  # Excel's long date
        ("2026-01-05（周一）8:00", MORNING),
        ("2026–01–05", DAY),  # dashes of a word processor
        ("二〇二六年一月五日", DAY),  # official papers
        ("二○二六年元月五日八时", MORNING),
        ("1767571200000", MORNING),  # milliseconds of a web system
        ("05-Jan-2026", DAY),  # systems and spreadsheets set up in English
        ("5-Jan-26", DAY),
        ("5 January 2026 8:00", MORNING),
        ("Jan 5, 2026 8:00 AM", MORNING),
        ("January 5th, 2026", DAY),
        ("Mon Jan 05 08:00:00 CST 2026", MORNING),  # Java
        ("Mon Jan 05 2026 08:00:00 GMT+0800 (中国标准时间)", MORNING),  # JavaScript
        ("Mon, 05 Jan 2026 00:00:00 GMT", MORNING),
        ("26年1月5日", DAY),
    ],
)
def test_forms(text: str, expected: datetime) -> None:
    """Each of these forms was seen in an export."""
    assert read(text) == expected
    assert not is_unread(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-45",
        "2026-02-30",
        "20261340",
        "2026-01-05 25:00:00",
        "abc",
        "2026年1月",
        "1234567",
        "5 Marble 2026",
        "2026010508",
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    """A wrong date is the clerk's to mend."""
    assert read(text) is None
    assert is_unread(text)


@pytest.mark.parametrize("text", ["26-1-5", "1/5/2026", "05-01-2026"])
def test_ambiguous_order_is_not_guessed(text: str) -> None:
    """Day and month could be either; only a profile may say which."""
    assert is_unread(text)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "\u3000",
        "-",
        "——",
        "/",
        "无",
        "NULL",
        "0",
        "0000-00-00",
        "9999-12-31 23:59:59",
        "1900-01-01",
        "1899-12-31 00:00:00",
    ],
)
def test_nothing_is_a_blank(text: str | None) -> None:
    """Systems write these for "never": blanks, not dates that cannot be read."""
    column = read_dates(pl.Series([text], dtype=pl.String), (), "Asia/Shanghai")
    assert column.local[0] is None
    assert not column.unread[0]


def test_mixed_column() -> None:
    """One column mixes forms: a form is tried on what is still unread, and never changes what was read."""
    column = read_dates(pl.Series(["46027", "2026-01-05", "x", None, "2026年1月5日"]), (), "Asia/Shanghai")
    assert column.local.to_list() == [DAY, DAY, None, None, DAY]
    assert column.unread.to_list() == [False, False, True, False, False]


def test_formats_of_a_feed_come_first() -> None:
    """Three layouts of one feed; 1/2/20 is the second of January because the profile says so."""
    formats = ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %H:%M")
    assert read("1/2/20 0:05", *formats) == datetime(2020, 1, 2, 0, 5)
    assert read("01/02/2018 12:00:09 AM", *formats) == datetime(2018, 1, 2, 0, 0, 9)
    assert read("2020-01-02 00:05:00", *formats) == datetime(2020, 1, 2, 0, 5)


def test_office_time_to_utc() -> None:
    """Stored instants are UTC; an hour skipped by a clock change (New York, 8 March 2026) still is an instant."""
    local = pl.Series([MORNING, None])
    assert to_utc(local, "Asia/Shanghai").to_list() == [datetime(2026, 1, 5), None]
    skipped = pl.Series([datetime(2026, 3, 8, 2, 30)])
    assert to_utc(skipped, "America/New_York").to_list() == [datetime(2026, 3, 8, 7, 30)]


@pytest.mark.parametrize(
    ("text", "first", "span"),
    [
        ("2008年", date(2008, 1, 1), "year"), ("2008", date(2008, 1, 1), "year"), ("2008年度", date(2008, 1, 1), "year"),
        ("２０１１年（部分）", date(2011, 1, 1), "year"), ("2008年3月", date(2008, 3, 1), "month"),
        ("2008-03", date(2008, 3, 1), "month"), ("2008/3", date(2008, 3, 1), "month"), ("200812", date(2008, 12, 1), "month"),
        ("2008年12月份", date(2008, 12, 1), "month"), ("2008-03-05", date(2008, 3, 5), "day"),
        ("20080305", date(2008, 3, 5), "day"), ("39448", date(2008, 1, 1), "day"), ("", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_a_span_is_a_day_a_month_or_a_year(text: str | None, first: date | None, span: str | None) -> None:
    read = read_spans(pl.Series([text], dtype=pl.String), (), "Asia/Shanghai")
    assert (read.first[0], read.span[0], read.unread[0]) == (first, span, False)


@pytest.mark.parametrize("text", ["2008年13月", "12/2008", "上半年", "2008年30月", "1850", "2008年1-9月"])
def test_what_is_no_span(text: str) -> None:
    read = read_spans(pl.Series([text]), (), "Asia/Shanghai")
    assert (read.first[0], read.span[0], read.unread[0]) == (None, None, True)
