"""All rules that a build asks of a whole office, over plain rows.

Belongs here: which rule gets which rows. Does not belong here: fetching the rows and writing the findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.metrics.integrity.bulk_closing import bulk_closing
from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.constant_ratio import Attendance, constant_ratio_within, constant_ratios
from pipelines.metrics.integrity.finding import Answer
from pipelines.metrics.integrity.first_to_repeat import first_to_repeat
from pipelines.metrics.integrity.late_registration import late_registration
from pipelines.metrics.integrity.numbering import numbering
from pipelines.metrics.integrity.revisions import Issue, Revision, WeekCount, fallen, revised
from pipelines.metrics.integrity.same_day_closing import same_day_closing
from warehouse.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class YearOfVisits:
    """Batches and persons of one year of a series, and the solved part where the ledger tells it apart."""

    series: str
    whole: Attendance
    solved: Attendance | None = None


def integrity(
    cases: Sequence[RegisteredCase],
    data_through: date,
    *,
    visits: Sequence[YearOfVisits] = (),
    revisions: Sequence[Revision] = (),
    issues: Sequence[Issue] = (),
    weeks: Sequence[WeekCount] = (),
    field_names: Mapping[str, Text],
) -> list[Answer]:
    """Every open question about an office's data, and what could not be asked.

    Args:
        cases: one row a case; reconstructed ones too.
        data_through: last day that the exports cover. Months that it does not complete are not judged.
        visits: years of visits or receptions.
        revisions: what later exports changed.
        issues: papers issued so far.
        weeks: counts of finished weeks as published and now.
        field_names: names of the fields of `revisions`.
    """
    answers: list[Answer] = [
        *numbering([(c.number, c.organ, c.registered_on) for c in cases], data_through),
        *same_day_closing(cases, data_through),
        *late_registration(cases, data_through),
        *bulk_closing(cases, data_through),
        *first_to_repeat(cases, data_through),
        *revised(revisions, issues, field_names),
        *fallen(weeks),
    ]
    for series in dict.fromkeys(year.series for year in visits):
        years = [year for year in visits if year.series == series]
        answers += constant_ratios(series, [year.whole for year in years])
        within = (constant_ratio_within(series, year.whole, year.solved) for year in years if year.solved)
        answers += [found for found in within if found]
    return answers
