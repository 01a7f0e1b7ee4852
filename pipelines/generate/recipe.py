"""The order of work: draw the office, write its exports, ledgers and reference lists, state the truth.

Here: the one public entry of this package. Every step has its own stream of random numbers, so that a
change in one leaves the others' draws alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.generate import truth
from pipelines.generate.cases import CaseBook, make_case_book
from pipelines.generate.columns import day_number, day_of
from pipelines.generate.county import COUNTY, Rates, draw_rates
from pipelines.generate.days import Calendar, make_calendar
from pipelines.generate.dirt import soil
from pipelines.generate.exports import DATE_HEADERS, MOMENT_HEADERS, plan_exports, render
from pipelines.generate.ledgers import HEADERS_OF_DATES, HEADERS_OF_NUMBERS, make_ledgers
from pipelines.generate.matters import BURN_IN_DAYS, Hotspot, draw_matters, plan_hotspots, select, unfold
from pipelines.generate.reference import write_reference
from pipelines.generate.sheets import Sheet, with_header, write_csv, write_xlsx

YEARS = 3
FORMATS = ("csv", "xlsx")
DEFAULT_END = date(2026, 10, 31)
# Room behind the last export for events that it does not show yet, and before the first day for the burn-in.
MARGIN_DAYS = 60

FileTruth = dict[str, object]

_DATES = {*DATE_HEADERS, *MOMENT_HEADERS, *HEADERS_OF_DATES}
_NUMBERS = {"信访人数", *HEADERS_OF_NUMBERS}


@dataclass
class _Folder:
    """Where files go, and what is true about each."""

    out: Path
    formats: Sequence[str]
    files: list[FileTruth] = field(default_factory=list)

    def write(self, source: str, day: int, sheet: Sheet, stated: FileTruth) -> None:
        for form in self.formats:
            path = self.out / f"{source}-{day_of(day):%Y%m%d}.{form}"
            if form == "csv":
                write_csv(sheet, path)
            else:
                write_xlsx(sheet, path, _DATES, _NUMBERS)
            head = {
                "name": path.name,
                "source": source,
                "exported_at": day_of(day).isoformat(),
                "encoding": sheet.encoding if form == "csv" else None,
                "header_row": sheet.header_row,
            }
            self.files.append({**head, **stated})


def generate(
    out: Path,
    *,
    cases: int,
    seed: int,
    end: date = DEFAULT_END,
    dirty: float = 0.0,
    formats: Sequence[str] = ("csv",),
    progress: Callable[[str], None] | None = None,
) -> dict[str, object]:
    """Write the exports of a made-up county's petition office into `out`; return the content of truth.json.

    `cases` is the number of distinct case numbers; registrations span the three years up to `end`. The
    same arguments give the same bytes. `dirty` (0 to 1) plants mistakes, each recorded in truth.json.
    """
    if cases < 1:
        raise ValueError(f"cases must be at least 1, not {cases}")
    if not 0 <= dirty <= 1:
        raise ValueError(f"dirty must lie between 0 and 1, not {dirty}")
    if not formats or not set(formats) <= set(FORMATS):
        raise ValueError(f"formats must be some of {', '.join(FORMATS)}, not {', '.join(formats)}")
    say = progress or (lambda _: None)
    out.mkdir(parents=True, exist_ok=True)
    first, last = day_number(_years_before(end)) + 1, day_number(end)
    *office_streams, ledger_stream, dirt_stream = _streams(seed, 6)
    margin = timedelta(days=MARGIN_DAYS)
    calendar = make_calendar(day_of(first) - timedelta(days=BURN_IN_DAYS) - margin, end + margin)

    say(f"drawing {cases} cases")
    book, rates, spots = make_office(office_streams, calendar, cases, first, last)
    folder = _Folder(out, formats)
    for place, export in enumerate(plan_exports(book, last)):
        say(f"writing the case export of {day_of(export.day)}: {len(export.cases)} cases")
        sheet, stated = _case_sheet(dirt_stream, render(book, export), place, export.day, dirty)
        folder.write("cases", export.day, sheet, {"cases": len(export.cases), **stated})
    say("writing ledgers and reference lists")
    for source, frame in make_ledgers(ledger_stream, calendar, book, first, last).items():
        folder.write(source, last, with_header(frame), {"rows": frame.height})
    write_reference(out / "reference", first, last)

    content = {
        "county": COUNTY,
        "seed": seed,
        "cases": cases,
        "start": day_of(first).isoformat(),
        "end": end.isoformat(),
        "dirty": dirty,
        "matters": len(np.unique(book.petitions.matter)),
        "joint_cases": len(np.unique(book.assistance.case)),
        "files": folder.files,
        "totals": truth.totals(book, last, np.ones(len(book), dtype=np.bool_)),
        "totals_counted": truth.totals(book, last, book.details.counted),
        "hotspots": truth.hotspots(spots, book),
        "departments": truth.department_rates(rates, book),
    }
    (out / "truth.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return content


def make_office(
    streams: list[np.random.Generator], calendar: Calendar, cases: int, first: int, last: int
) -> tuple[CaseBook, Rates, list[Hotspot]]:
    """Draw the whole office: its cases, its units' true rates, the planted hotspots."""
    of_rates, of_matters, of_courses, of_details = streams
    rates = draw_rates(of_rates)
    spots = plan_hotspots(of_matters, cases, last - first + 1, last)
    matters = draw_matters(of_matters, calendar, cases=cases, first=first, end=last, hotspots=spots)
    petitions, courses = unfold(of_courses, calendar, rates, matters, last)
    chosen = select(petitions, first, cases)
    book = make_case_book(of_details, rates, matters=matters, petitions=petitions, courses=courses, chosen=chosen)
    return book, rates, spots


def _case_sheet(
    rng: np.random.Generator, frame: pl.DataFrame, place: int, day: int, dirty: float
) -> tuple[Sheet, FileTruth]:
    if dirty > 0:
        return soil(rng, frame, place, day, dirty)
    return with_header(frame), {"rows": frame.height}


def _streams(seed: int, count: int) -> list[np.random.Generator]:
    return [np.random.Generator(np.random.PCG64(child)) for child in np.random.SeedSequence(seed).spawn(count)]


def _years_before(end: date) -> date:
    # 29 February has no counterpart three years earlier.
    day = min(end.day, 28) if end.month == 2 else end.day
    return end.replace(year=end.year - YEARS, day=day)
