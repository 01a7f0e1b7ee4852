"""Vanished and rewritten: what later exports changed in weeks that a paper had already reported.

Which cases those are is worked out in SQL (`core.vanished_case`, `core.case_change`, counted in `marts.revision`).
Here: which of it is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.metrics.integrity.finding import Finding
from warehouse.catalogue.model import Text

VANISHED = "vanished"
# A change of one of these moves a published figure. Replies and topics are mended in good faith every day.
WATCHED = (
    "registered_on", "persons", "first_flag", "local_first_flag", "repeat_flag", "nonnormal_flag", "deadline_on", "closed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """Cases registered in one week in which a file changed one field, or which it no longer holds (`vanished`)."""

    week: date
    field: str
    cases: int
    changed_on: date  # the file's day of export


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper that was issued, or a version that was published."""

    data_through: date
    issued_on: date


@dataclass(frozen=True, slots=True)
class WeekCount:
    """Registered cases of one week, as published then and as they stand now."""

    week: date
    published: int
    now: int


def revised(revisions: Sequence[Revision], issues: Sequence[Issue], field_names: Mapping[str, Text]) -> list[Finding]:
    """Ask about changes that came after a paper had used the data; one finding a field.

    Args:
        revisions: rows of marts.revision with the day of their file.
        issues: papers issued; a change in a week that none had covered is no question.
        field_names: names of the watched fields.
    """
    cases: dict[str, int] = defaultdict(int)
    weeks: dict[str, set[date]] = defaultdict(set)
    for one in revisions:
        used = any(paper.data_through >= one.week and paper.issued_on < one.changed_on for paper in issues)
        if used and one.field in (VANISHED, *WATCHED):
            cases[one.field] += one.cases
            weeks[one.field].add(one.week)
    return [
        _finding(name, cases[name], sorted(weeks[name]), field_names) for name in (VANISHED, *WATCHED) if cases[name]
    ]


def _finding(name: str, cases: int, weeks: Sequence[date], field_names: Mapping[str, Text]) -> Finding:
    numbers = {"field": name, "cases": cases, "weeks": len(weeks)}
    period = f"{weeks[0]}–{weeks[-1]}"
    if name == VANISHED:
        return Finding(
            "vanished",
            "",
            Text(
                f"已报告的{len(weeks)}周中有{cases}件在后来的导出中缺失",
                f"{cases} cases of {len(weeks)} reported weeks are missing from later exports",
            ),
            Text(
                "请核对这些件是销号、合并，还是导出范围变了？",
                "were they deleted or merged, or is the export's scope another?",
            ),
            numbers,
            period,
        )
    field = field_names[name]
    return Finding(
        "rewritten",
        "",
        Text(
            f"已报告的{len(weeks)}周中有{cases}件的“{field.zh}”后来被修改",
            f'"{field.en}" of {cases} cases of {len(weeks)} reported weeks was changed later',
        ),
        Text(
            "请核对修改的依据，并在数据修订表中说明？", "what are the grounds, and are they in the table of revisions?"
        ),
        numbers,
        period,
    )


def fallen(weeks: Sequence[WeekCount]) -> list[Finding]:
    """Ask about published weeks that now hold fewer registered cases: a finished week can only gain some."""
    return [
        Finding(
            "vanished",
            "",
            Text(
                f"{one.week}起的一周原报登记{one.published}件，现为{one.now}件",
                f"the week from {one.week} was published with {one.published} registered cases and now has {one.now}",
            ),
            Text("请核对减少的件去了哪里？", "where did the missing cases go?"),
            {"published": one.published, "now": one.now, "difference": one.published - one.now},
            period=str(one.week),
        )
        for one in weeks
        if one.now < one.published
    ]
