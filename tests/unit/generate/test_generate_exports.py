"""Which cases a weekly export holds: all that changed, and no others."""

from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from pipelines.generate.columns import day_number
from pipelines.generate.days import make_calendar
from pipelines.generate.exports import Export, plan_exports, render
from pipelines.generate.recipe import make_office

FIRST, END = day_number(date(2023, 11, 1)), day_number(date(2026, 10, 31))


def states(frame: pl.DataFrame) -> dict[str, list[tuple[str | None, ...]]]:
    found: dict[str, list[tuple[str | None, ...]]] = {}
    for row in frame.iter_rows():
        found.setdefault(row[0], []).append(row)
    return found


def test_weekly_exports_hold_exactly_what_changed():
    streams = [np.random.default_rng(number) for number in range(4)]
    calendar = make_calendar(date(2022, 8, 1), date(2026, 12, 31))
    book, _, _ = make_office(streams, calendar, 3000, FIRST, END)
    plan = plan_exports(book, END)
    whole = [np.flatnonzero(book.petitions.registered <= export.day) for export in plan]
    rendered = [states(render(book, Export(e.day, cases))) for e, cases in zip(plan, whole, strict=True)]
    for (before, after), export in zip(pairwise(rendered), plan[1:], strict=True):
        changed = {number for number, rows in after.items() if before.get(number) != rows}
        assert set(book.numbers.gather(export.cases)) == changed
