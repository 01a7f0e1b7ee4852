"""Working days of China: the package's years, and the office's own holiday table beside or beyond them.

A year that neither covers is not known; nothing is guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from warehouse.home import ConfigurationError, Home

DAY, WORKED = "日期", "是否工作日"
_WORKED = {"是": True, "1": True, "班": True, "否": False, "0": False, "休": False}
PACKAGE_FIRST_YEAR = 2004


def read_holidays(home: Home) -> dict[date, bool]:
    """reference/holidays.csv: day → whether it is worked; empty without the file.

    A year that has a row there is covered: its other days are worked as the package says, else from Monday to Friday.

    Raises:
        ConfigurationError: a column or a row that cannot be read; the message names it.
    """
    file = home.reference / "holidays.csv"
    if not file.is_file():
        return {}
    days = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            try:
                days[date.fromisoformat(row[DAY].strip())] = _WORKED[row[WORKED].strip()]
            except (ValueError, KeyError, AttributeError) as error:
                raise ConfigurationError(
                    f"reference/holidays.csv 第{number}行无法识别：{DAY}应写如2027-02-06，{WORKED}应写是或否"
                    f" / row {number}: expected a date and 是 or 否"
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


@cache  # the package asks its tables day by day: a third of a second for all of its years
def _package_year(year: int) -> dict[date, bool]:
    """The package's year; empty where it has none."""
    import chinese_calendar  # loads in a tenth of a second, and only a build needs it

    try:
        return {day: bool(chinese_calendar.is_workday(day)) for day in _year(year)}
    except NotImplementedError:
        return {}
