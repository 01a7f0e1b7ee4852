"""A made-up office for the rules of a build, read from the exports that the generator writes, and faults to plant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.metrics.integrity.case import RegisteredCase

END = date(2026, 10, 31)
FROM, TO = date(2026, 6, 1), date(2026, 6, 30)  # the month in which faults are planted


def cases_of(folder: Path) -> list[RegisteredCase]:
    """The latest state of each case over the exports of a folder."""
    files = sorted(folder.glob("cases-*.csv"))
    frame = pl.concat([pl.read_csv(path, infer_schema=False) for path in files], how="diagonal")
    leads = frame.filter(pl.col("承办类型").is_null() | (pl.col("承办类型") != "协办"))
    latest = leads.unique("信访件编号", keep="last", maintain_order=True)
    return [
        RegisteredCase(
            number=row["信访件编号"],
            organ=row["登记机构"],
            registered_on=date.fromisoformat(row["登记时间"][:10]),
            unit=row["责任单位"],
            petitioned_on=date.fromisoformat(row["信访日期"][:10]),
            closed_on=date.fromisoformat(row["办结时间"][:10]) if row["办结时间"] else None,
            is_own=row["信访来源"] == "本级登记",
            is_first=row["全国初次标志"] == "是",
        )
        for row in latest.iter_rows(named=True)
        if row["登记时间"]
    ]


def in_month(case: RegisteredCase) -> bool:
    return FROM <= case.registered_on <= TO


def busiest(cases: list[RegisteredCase], name: str) -> str:
    """The organ or unit with most cases in the month."""
    names = [getattr(case, name) for case in cases if in_month(case) and getattr(case, name)]
    return max(sorted(set(names)), key=names.count)


def drop_numbers(cases: list[RegisteredCase]) -> list[RegisteredCase]:
    """Delete the second number of eight busy days of the month: 销号. The last of a day would leave no gap."""
    by_day: dict[date, list[str]] = {}
    for case in cases:
        if in_month(case):
            by_day.setdefault(case.registered_on, []).append(case.number)
    gone = {sorted(numbers)[1] for numbers in [n for n in by_day.values() if len(n) > 2][:8]}
    return [case for case in cases if case.number not in gone]


def pad_same_day(cases: list[RegisteredCase]) -> list[RegisteredCase]:
    """Close most own registrations of one organ's month on the day itself."""
    organ = busiest([case for case in cases if case.is_own], "organ")
    return [
        replace(case, closed_on=case.registered_on) if case.organ == organ and case.is_own and in_month(case) else case
        for case in cases
    ]


def register_late(cases: list[RegisteredCase]) -> list[RegisteredCase]:
    """One organ registers a month's cases ten days after the petition."""
    organ = busiest(cases, "organ")
    return [
        replace(case, petitioned_on=case.registered_on - timedelta(days=10))
        if case.organ == organ and in_month(case)
        else case
        for case in cases
    ]


def close_in_bulk(cases: list[RegisteredCase]) -> list[RegisteredCase]:
    """One unit closes what it has open on the last day of the month, and in some number."""
    unit = busiest(cases, "unit")
    open_then = [
        c for c in cases if c.unit == unit and c.registered_on <= TO and (c.closed_on is None or c.closed_on > FROM)
    ]
    chosen = {case.number for case in open_then[-40:]}
    return [replace(case, closed_on=TO) if case.number in chosen else case for case in cases]


def relabel_as_repeats(cases: list[RegisteredCase]) -> list[RegisteredCase]:
    """Register two in five first cases of the last year as repeats."""
    return [
        replace(case, is_first=False)
        if case.is_first and case.registered_on > date(2025, 10, 31) and place % 5 < 2
        else case
        for place, case in enumerate(cases)
    ]
