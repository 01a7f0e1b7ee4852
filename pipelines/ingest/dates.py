"""Dates and times as people and programs write them.

Here: text to local wall-clock time and on to UTC. Not here: dates in titles (`exported`), and which dates make
sense together (`rules`).

The forms are tried in order, each only on the cells that are still unread: the feed's own formats, ISO (fast),
everything spelled with separators or 年月日, digits in a row, Excel serial numbers, what is written out in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import polars as pl

from pipelines.ingest.numerals import NUMERALS, spoken
from pipelines.ingest.tidy import INVISIBLE, QUOTES

_LOCAL = pl.Datetime("us")
_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_EARLIEST, _LATEST = datetime(1901, 1, 1), datetime(2200, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 100_000  # 1927 to 2173
_EXCEL_EPOCH = datetime(1899, 12, 30)

_AROUND = rf"^[\s{QUOTES}]+|[\s{QUOTES}.。,、;]+$"
# What systems write for "never": not a date that could not be read. A zero in a cell of dates is 1899-12-31 or 30.
_BLANK = (
    r"(?i)^(?:|[-—–/\\_.]+|无|暂无|未知|null|none|nan|nat|n/a|\\n|#n/a|0+"
    r"|(?:0000|0001|1900)\D0?[01]\D.*|1899\D12\D3[01](?: 00:00:00)?|9999\D12\D31.*)$"
)
_SPELLED = (
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[T,\s]*(上午|下午|AM|PM|am|pm)?\s*(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?"
    r"\s*(上午|下午|AM|PM|am|pm)?)?\s*(Z|[+-]\d{2}:?\d{2})?$"
)
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:[T\s]*(\d{2}):?(\d{2})(?::?(\d{2}))?)?$"
# What stands in a date beside its numbers, or for them.
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?")
_DASH = re.compile(r"\s*[‐-―−]\s*")
_SHORT_YEAR = re.compile(r"^(\d{2})年")
_NUMERALS = re.compile(f"[{NUMERALS}]+")
_LONGEST = 60
_EPOCH = r"^\d{13}$"  # milliseconds since 1970, as Java and JavaScript write; ten digits could be a day and its hour
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ENGLISH = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[-\s/.]*(?P<m1>[A-Za-z]{3,9})|(?P<m2>[A-Za-z]{3,9})\.?\s*(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r"[-\s/.,]*(?P<clock>\d{1,2}:\d\d(?::\d\d)?\s+(?:CST|GMT\+08:00)\s+)?(?P<year>\d{4}|\d{2})(?P<rest>\D.*|)"
)
_SERIAL = r"^\d{5}(?:\.\d+)?$"
# A total of a month or a year is dated by it: 2008年, 2011年(部分), 2008年3月, 2008-03, 200803.
_SPAN = (
    r"^(?:((?:19|20)\d{2})(?:年度?)?|((?:19|20)\d{2})(?:[-/.年]?(0[1-9]|1[0-2])|[-/.年]([1-9]))(?:月份?)?)"
    r"(?:\([^()]*\))?$"
)

Form = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True, slots=True)
class Dates:
    """Local times of a column, and which filled cells could not be read."""

    local: pl.Series
    unread: pl.Series


def read_dates(cells: pl.Series, formats: Sequence[str], timezone: str) -> Dates:
    """Read a column of dates.

    Args:
        formats: strptime formats of the feed, tried before ours.
        timezone: the office's; a cell that names its own offset is brought to it.
    """
    first, *others = [partial(_strptime, form=form) for form in (*formats, *_ISO)]
    local = _sensible(first(cells))
    waiting = cells.is_not_null() & local.is_null()
    local, waiting = _try(others, cells, local, waiting)
    if waiting.any():
        cleaned = tidied(cells.filter(waiting))
        is_blank = cleaned.str.contains(_BLANK)
        cells = cells.scatter(waiting.arg_true(), cleaned)
        waiting = waiting.scatter(waiting.arg_true(), ~is_blank)
        again: list[Form] = [
            first, *others, partial(_spelled, timezone=timezone), _compact, _serial,
            partial(_worded, timezone=timezone), partial(_epoch, timezone=timezone),
        ]  # fmt: skip
        local, waiting = _try(again, cells, local, waiting)
    return Dates(local, waiting)


@dataclass(frozen=True, slots=True)
class Spans:
    """First days of a column of days, months and years, which of the three each is, and cells that are none."""

    first: pl.Series
    span: pl.Series
    unread: pl.Series


def read_spans(cells: pl.Series, formats: Sequence[str], timezone: str) -> Spans:
    """Read a column in which a row may stand for a day, a month or a year."""
    dates = read_dates(cells, formats, timezone)
    parts = tidied(cells.zip_with(dates.unread, cells.clear(len(cells)))).str.extract_groups(_SPAN).struct.unnest()
    year = pl.coalesce("1", "2").cast(pl.Int32)
    month = pl.coalesce("3", "4").cast(pl.Int32)
    found = parts.select(
        first=pl.date(year, month.fill_null(1), 1),
        span=pl.when(month.is_not_null()).then(pl.lit("month")).when(year.is_not_null()).then(pl.lit("year")),
    )
    days = dates.local.dt.date()
    of_day = pl.select(pl.when(pl.lit(days).is_not_null()).then(pl.lit("day"))).to_series()
    return Spans(
        days.zip_with(days.is_not_null(), found["first"]),
        of_day.zip_with(of_day.is_not_null(), found["span"]),
        dates.unread & found["first"].is_null(),
    )


def to_utc(local: pl.Series, timezone: str) -> pl.Series:
    """Bring local times to UTC."""
    days = local.dt.truncate("1d").unique().drop_nulls()
    edges = pl.concat([days, days.dt.offset_by("1d")])
    offsets = (edges - _zoned_to_utc(edges, timezone)).unique()
    # Looking up a clock change for each row takes ten times as long as this one subtraction.
    return local - offsets[0] if len(offsets) == 1 else _zoned_to_utc(local, timezone)


def _zoned_to_utc(local: pl.Series, timezone: str) -> pl.Series:
    """The same by looking up each row; an hour that a clock change skipped is taken as the one after it."""
    zoned = local.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    if zoned.null_count() > local.null_count():
        later = local.dt.offset_by("1h").dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
        zoned = zoned.zip_with(zoned.is_not_null(), later)
    return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def _try(forms: Sequence[Form], cells: pl.Series, local: pl.Series, waiting: pl.Series) -> tuple[pl.Series, pl.Series]:
    for form in forms:
        if not waiting.any():
            break
        read = _sensible(form(cells.filter(waiting)))
        local = local.scatter(waiting.arg_true(), read)
        waiting = waiting.scatter(waiting.arg_true(), read.is_null())
    return local, waiting


def _sensible(read: pl.Series) -> pl.Series:
    """Blank what no petition office can have meant: year 26, year 20265."""
    is_sensible = read.is_between(_EARLIEST, _LATEST)
    return read if is_sensible.all() else read.zip_with(is_sensible.fill_null(False), read.clear(len(read)))


def tidied(cells: pl.Series) -> pl.Series:
    """Cells in half-width characters, without what cannot be seen, blanks or quotes around them."""
    return cells.str.normalize("NFKC").str.replace_all(INVISIBLE, "").str.replace_all(_AROUND, "")


def _strptime(cells: pl.Series, form: str) -> pl.Series:
    return cells.str.to_datetime(form, time_unit="us", strict=False, ambiguous="null")


def _spelled(cells: pl.Series, timezone: str) -> pl.Series:
    parts = cells.str.extract_groups(_SPELLED).struct.unnest()
    hour = pl.col("5").cast(pl.Int32).fill_null(0)
    half = pl.coalesce("4", "8")
    is_afternoon = half.str.contains("(?i)下午|pm").fill_null(False)
    is_morning = half.str.contains("(?i)上午|am").fill_null(False)
    hour = pl.when(is_afternoon & (hour < 12)).then(hour + 12).when(is_morning & (hour == 12)).then(0).otherwise(hour)
    naive = _built(parts, ("1", "2", "3"), hour, "6", "7")
    offset = parts["9"].str.replace("Z", "+00:00", literal=True)
    if offset.null_count() == len(offset):
        return naive
    sign = offset.str.slice(0, 1).replace_strict({"+": 1, "-": -1}, default=None, return_dtype=pl.Int64)
    minutes = offset.str.slice(1, 2).cast(pl.Int64) * 60 + offset.str.slice(-2).cast(pl.Int64)
    utc = naive - pl.select(pl.duration(minutes=pl.lit(sign * minutes))).to_series()
    local = utc.dt.replace_time_zone("UTC").dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    return local.zip_with(offset.is_not_null(), naive)


def _worded(cells: pl.Series, timezone: str) -> pl.Series:
    """二〇二六年一月五日, 26年元月5日, 2026—01—05 星期一, 05-Jan-2026: brought to numbers, then read like all others."""
    texts = cells.unique()
    plain = pl.Series([_in_numbers(text) for text in texts], dtype=pl.String)
    return _spelled(cells.replace_strict(texts, plain, return_dtype=pl.String), timezone)


def _in_numbers(text: str) -> str:
    text = _with_numbered_month(text)
    text = _DASH.sub("-", _WEEKDAY.sub("", text[:_LONGEST])).replace("元月", "1月")
    text = _NUMERALS.sub(lambda match: str(number) if (number := spoken(match[0])) is not None else match[0], text)
    return _SHORT_YEAR.sub(r"20\1年", text.strip())


def _with_numbered_month(text: str) -> str:
    """05-Jan-26, January 5, 2026 8:00 PM, Mon Jan 05 08:00:00 CST 2026: as year, month, day, time."""
    match = _ENGLISH.fullmatch(text[:_LONGEST].strip())
    if not match:
        return text
    name = (match["m1"] or match["m2"]).lower()
    month = next((number for number, whole in enumerate(_MONTHS, start=1) if whole.startswith(name)), None)
    if month is None:
        return text
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    clock = re.sub(r"\s*(?:CST|GMT\+08:00)\s*$", "", match["clock"] or "")
    rest = re.sub(r"\s*\(.*\)$", "", match["rest"].replace("GMT+", "+")).replace("GMT", "Z")
    return f"{year}-{month}-{match['d1'] or match['d2']} {clock or rest}".strip()


def _epoch(cells: pl.Series, timezone: str) -> pl.Series:
    instants = cells.str.extract(f"({_EPOCH})", 1).cast(pl.Int64, strict=False).cast(pl.Datetime("ms"))
    local = instants.dt.replace_time_zone("UTC").dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    return local.cast(_LOCAL)


def _compact(cells: pl.Series) -> pl.Series:
    parts = cells.str.extract_groups(_COMPACT).struct.unnest()
    return _built(parts, ("1", "2", "3"), pl.col("4").cast(pl.Int32).fill_null(0), "5", "6")


def _built(parts: pl.DataFrame, day: tuple[str, str, str], hour: pl.Expr, minute: str, second: str) -> pl.Series:
    """Put a time together; what is no time (month 13, hour 25) becomes a blank."""
    year, month, number = (pl.col(name).cast(pl.Int32) for name in day)
    minutes, seconds = (pl.col(name).cast(pl.Int32).fill_null(0) for name in (minute, second))
    is_midnight = (hour == 24) & (minutes == 0) & (seconds == 0)  # of the day that it ends
    is_clock = (hour.is_between(0, 23) | is_midnight) & minutes.is_between(0, 59) & seconds.is_between(0, 59)
    text = pl.format("{}-{}-{}", year, month, number)
    midnight = text.str.to_date("%Y-%m-%d", strict=False).cast(_LOCAL)
    built = midnight + pl.duration(hours=hour, minutes=minutes, seconds=seconds)
    return parts.select(pl.when(is_clock).then(built)).to_series()


def _serial(cells: pl.Series) -> pl.Series:
    number = cells.str.extract(f"({_SERIAL})", 1).cast(pl.Float64, strict=False)
    seconds = (number * 86_400).round(0).cast(pl.Int64)
    in_range = number.is_between(_FIRST_SERIAL, _LAST_SERIAL)
    built = pl.select(pl.lit(_EXCEL_EPOCH).cast(_LOCAL) + pl.duration(seconds=pl.lit(seconds))).to_series()
    return built.zip_with(in_range.fill_null(False), built.clear(len(built)))
