"""Days in plain Python, one step at a time: labels of the calendar, limits in days and in working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import chinese_calendar

from warehouse.home import CalendarRules, ClockRule

DAY = timedelta(1)


def is_cut(day: date, cut_day: int) -> bool:
    """Whether a month of the office ends on this day; a month too short for the cut ends on its own last day."""
    return day.day == cut_day or (day.day < cut_day and (day + DAY).month != day.month)


def label(day: date, name: str, rules: CalendarRules) -> str:
    """The week, month, quarter or year of the office that holds a day."""
    if name == "week":
        while day.isoweekday() != rules.week_start:
            day -= DAY
        middle = day + 3 * DAY  # as ISO numbers a Monday week by its Thursday
        return f"{middle.year}-W{(middle.timetuple().tm_yday - 1) // 7 + 1:02d}"
    while not is_cut(day, rules.month_cut_day):
        day += DAY
    return {"month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": f"{day.year}"}[name]


class NoCalendarError(Exception):
    """A limit needs a day of a year whose holidays nobody has said."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no_holiday_calendar:{year}")


def is_worked(day: date, holidays: Mapping[date, bool]) -> bool:
    """Whether a day is worked: as the office's table says, else the package, else Monday to Friday of a year in the table.

    Raises:
        NoCalendarError: nobody has said.
    """
    if day in holidays:
        return holidays[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        if any(known.year == day.year for known in holidays):
            return day.isoweekday() < 6
        raise NoCalendarError(day.year) from None


def limit(start: date, rule: ClockRule, rollover: bool, holidays: Mapping[date, bool]) -> date:
    """The last day of a term. The first day is not counted; with rollover a holiday moves to the next working day.

    Raises:
        NoCalendarError: working days decide, and their year has no calendar.
    """
    if rule.unit == "working_days":
        is_worked(start, holidays)  # a term from a day that no calendar covers is not known
        day, left = start, rule.days
        while left:
            day += DAY
            left -= is_worked(day, holidays)
        return day
    day = start + rule.days * DAY
    while rollover and not is_worked(day, holidays):
        day += DAY
    return day
