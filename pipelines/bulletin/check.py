"""Every rule asked of every table of a bulletin.

A percentage or change that has several sensible readings is sound if one of them fits; only what fits none is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.bulletin.attendance import ask_ratios
from pipelines.bulletin.balance import ask_balance
from pipelines.bulletin.changes import ask_changes
from pipelines.bulletin.model import Section
from pipelines.bulletin.percentages import ask_percentages
from pipelines.bulletin.structure import structure
from pipelines.metrics.integrity.finding import Answer


def check_sections(sections: Sequence[Section]) -> list[Answer]:
    """Findings and what could not be tested, table by table."""
    answers: list[Answer] = []
    for section in sections:
        of = structure(section)
        answers += [*ask_balance(of), *ask_percentages(of), *ask_changes(of)]
    return [*answers, *ask_ratios([item for section in sections for item in section.items])]
