"""The generator's calendar: on which days people petition and offices work.

Here: working days, the weight of each day for new cases, Spring Festival and the named sensitive periods. Not
here: clocks of a case (`handling`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
import numpy as np

from pipelines.generate.columns import Floats, Ints, day_number, day_of

CALENDAR_YEARS = range(2004, 2027)  # beyond these chinesecalendar raises; the generator then knows weekends only

SPRING_FESTIVALS = tuple(
    date.fromisoformat(day)
    for day in (
        "2015-02-19", "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12",
        "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
    )
)  # fmt: skip

# 时段名称, 开始日期, 结束日期, 提前天数, 状态, 依据. Announced each year, so a table and no rule; the papers
# named as sources do not exist.
SENSITIVE_PERIODS = (
    ("2024年春节", "2024-02-10", "2024-02-17", 10, "确认", "示例：栖云县办发〔2024〕2号"),
    ("2024年全国两会", "2024-03-04", "2024-03-11", 15, "确认", "示例：栖云县办发〔2024〕5号"),
    ("2024年国庆", "2024-10-01", "2024-10-07", 7, "确认", "示例：栖云县办发〔2024〕31号"),
    ("2025年春节", "2025-01-28", "2025-02-04", 10, "确认", "示例：栖云县办发〔2025〕1号"),
    ("2025年全国两会", "2025-03-04", "2025-03-11", 15, "确认", "示例：栖云县办发〔2025〕6号"),
    ("2025年国庆", "2025-10-01", "2025-10-08", 7, "确认", "示例：栖云县办发〔2025〕29号"),
    ("2026年春节", "2026-02-15", "2026-02-23", 10, "确认", "示例：栖云县办发〔2026〕3号"),
    ("2026年全国两会", "2026-03-04", "2026-03-12", 15, "确认", "示例：栖云县办发〔2026〕7号"),
    ("2026年国庆", "2026-10-01", "2026-10-07", 7, "确认", "示例：栖云县办发〔2026〕33号"),
    ("2027年春节", "2027-02-06", "2027-02-12", 10, "预计", "示例：按农历推算，待正式通知"),
)

WEEKDAY_WEIGHTS = (1.18, 1.06, 1.0, 0.97, 0.9, 0.13, 0.1)
HOLIDAY_WEIGHT = 0.06
MADE_UP_WORKDAY_WEIGHT = 0.75


@dataclass(frozen=True)
class Calendar:
    """Working days and petition weights from day number `first` on."""

    first: int
    weight: Floats
    before: Ints
    after: Ints

    def work_on_or_before(self, days: Ints, floor: Ints) -> Ints:
        """Move days back to the last working day, but never before `floor`."""
        return np.maximum(self.before[self._index(days)], floor)

    def work_on_or_after(self, days: Ints) -> Ints:
        """Move days on to the next working day."""
        return self.after[self._index(days)]

    def weight_of(self, days: Ints) -> Floats:
        """Return the petition weight of each day."""
        return self.weight[self._index(days)]

    def weights(self, first: int, last: int) -> Floats:
        """Return the petition weights of the days `first` to `last`, both included."""
        return self.weight[first - self.first : last - self.first + 1]

    def working_days(self, first: int, last: int) -> Ints:
        """Return the working days between two day numbers, both included."""
        days = np.arange(first, last + 1)
        working: Ints = days[self.before[self._index(days)] == days]
        return working

    def _index(self, days: Ints) -> Ints:
        # What happens after the calendar's last day is after every export too: any such day will do.
        return np.clip(days - self.first, 0, len(self.before) - 1)


def is_workday(day: date) -> bool:
    """Tell whether offices are open on this day."""
    if day.year in CALENDAR_YEARS:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def make_calendar(first: date, last: date) -> Calendar:
    """Work out the calendar of these days, both included."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    numbers = np.arange(day_number(first), day_number(last) + 1)
    open_days = np.array([is_workday(day) for day in days])
    before = np.maximum.accumulate(np.where(open_days, numbers, numbers[0]))
    after = np.minimum.accumulate(np.where(open_days, numbers, numbers[-1])[::-1])[::-1]
    weight = np.array([_weight(day, bool(is_open)) for day, is_open in zip(days, open_days, strict=True)])
    return Calendar(int(numbers[0]), weight, before, after)


def holiday_rows(first: int, last: int) -> list[tuple[str, str, str]]:
    """List the days of the official holiday plan: 日期, 名称, 是否工作日."""
    rows = []
    for number in range(first, last + 1):
        day = day_of(number)
        if day.year not in CALENDAR_YEARS:
            continue
        off, name = chinese_calendar.get_holiday_detail(day)
        if name is not None:
            rows.append((day.isoformat(), chinese_calendar.Holiday(name).chinese, "否" if off else "是"))
    return rows


def _weight(day: date, is_open: bool) -> float:
    weekday = day.weekday()
    weight = WEEKDAY_WEIGHTS[weekday]
    if is_open and weekday >= 5:
        weight = MADE_UP_WORKDAY_WEIGHT
    elif not is_open and weekday < 5:
        weight = HOLIDAY_WEIGHT
    for festival in SPRING_FESTIVALS:
        if -10 <= (day - festival).days <= 14:
            weight *= 0.55
    return weight
