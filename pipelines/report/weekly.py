"""Which exhibits the weekly paper holds, and over which period each stands.

A week shows need, workload and clocks; units are compared over a year up to it, never over a week.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pipelines.report.workbook import Sheet, write_workbook
from warehouse.calendar import Period
from warehouse.catalogue.model import Text
from warehouse.exhibits import Scope, build_exhibit
from warehouse.exhibits.wording import span, week_label
from warehouse.home import Home
from warehouse.query import find_version

YEAR = timedelta(weeks=52)

OF_THE_WEEK = (
    ("总体情况", "weekly_headline"),
    ("近26周", "weekly_series"),
    ("乡镇信访量", "township_need"),
)
OF_THE_YEAR = (("乡镇办理", "township_handling"), ("部门办理质效", "department_handling"))
# Stocks and the state of the data: as they are at the end of the data, whatever the week.
OF_TODAY = (("期限", "clocks"), ("数据质量", "imported_files"), ("指标口径", "metric_book"))


def write_weekly(home: Home, week: Period, folder: Path, version: str | None) -> Path:
    """Write the weekly paper as a workbook and return where it lies.

    Args:
        home: the office.
        week: the week that the paper is about.
        folder: where to write; made if it is not there.
        version: a published version, or None for the current one.

    Raises:
        QueryError: nothing is published, or not that version.
    """
    chosen = find_version(home, version)
    year = Period("", week.end - YEAR + timedelta(days=1), week.end)
    sheets = [
        Sheet(
            name, build_exhibit(exhibit, Scope(home, chosen, period.start, period.end)), span(period.start, period.end)
        )
        for names, period in ((OF_THE_WEEK, week), (OF_THE_YEAR, year))
        for name, exhibit in names
    ]
    now = Text(f"截至{chosen.data_through}", f"as of {chosen.data_through}")
    sheets += [Sheet(name, build_exhibit(exhibit, Scope(home, chosen)), now) for name, exhibit in OF_TODAY]
    office = home.configuration().office
    title = f"{office.region}信访周报（{week_label(week.label).zh}，{span(week.start, week.end).zh}）"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"weekly-{week.label}.xlsx"
    write_workbook(file, title, office.name, chosen, sheets)
    return file
