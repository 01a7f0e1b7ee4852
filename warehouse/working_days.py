"""Working days of China: the package's years, and the office's own holiday table beside or beyond them.

A year that neither covers is not known; nothing is guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta

from warehouse.home import ConfigurationError, Home

HEADER = ("日期", "是否上班")
_WORKED = {"是": True, "1": True, "班": True, "否": False, "0": False, "休": False}
PACKAGE_FIRST_YEAR = 2004


def read_holidays(home: Home) -> dict[date, bool]:
    """reference/holidays.csv: day → whether it is worked; empty without the file.

    A year that has a row there is covered: its other days are worked from Monday to Friday, or as the package says.

    Raises:
        ConfigurationError: a row that cannot be read; the message names it.
    """
    file = home.reference / "holidays.csv"
    if not file.is_file():
        return {}
    days = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.reader(stream), start=1):
            if number == 1 or not any(row):
                continue
            try:
                days[date.fromisoformat(row[0].strip())] = _WORKED[row[1].strip()]
            except (ValueError, KeyError, IndexError) as error:
                raise ConfigurationError(
                    f"reference/holidays.csv 第{number}行 {row!r} 无法识别，应为 日期（如2027-02-06）,是否上班（是或否）"
                    " / expected a date and 是 or 否"
                ) from error
    return days


def working_days(holidays: Mapping[date, bool]) -> dict[date, bool]:
    """Every day of the covered years, in order: whether it is worked.

    Args:
        holidays: the office's own table; it wins over the package and covers years beyond it.
    """
    own_years = {day.year for day in holidays}
    year = PACKAGE_FIRST_YEAR
    found: dict[date, bool] = {}
    last = max(own_years, default=0)
    while (package := _package_year(year)) or year <= last:
        days = package or (_plain_year(year) if year in own_years else {})
        found |= days
        year += 1
    return found | {day: worked for day, worked in holidays.items() if day in found}


def _year(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _plain_year(year: int) -> dict[date, bool]:
    return {day: day.isoweekday() < 6 for day in _year(year)}


def _package_year(year: int) -> dict[date, bool]:
    """The package's year; empty where it has none."""
    import chinese_calendar  # loads in a tenth of a second, and only a build needs it

    try:
        return {day: bool(chinese_calendar.is_workday(day)) for day in _year(year)}
    except NotImplementedError:
        return {}
