"""Padding: cases registered long after the petition, out of the period they belong to, against the organ's history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.finding import Finding
from pipelines.metrics.integrity.history import LEAST_MARKED, jumped, jumps, share_by_month
from warehouse.catalogue.model import Text

LATE_DAYS = 3


def late_registration(cases: Iterable[RegisteredCase], data_through: date) -> list[Finding]:
    """Months in which more cases were registered over 3 days after the petition than before."""
    counts = share_by_month(
        (c.organ, c.registered_on, (c.registered_on - c.petitioned_on).days > LATE_DAYS)
        for c in cases
        if c.petitioned_on is not None
    )
    return [
        jumped(
            "late_registration",
            organ,
            jump,
            Text(f"提出后超过{LATE_DAYS}日才登记", f"registered over {LATE_DAYS} days after the petition"),
            Text(
                "请核对登记为何推迟，是否避开了某个统计期？",
                "why was registration put off, and past the end of a period?",
            ),
        )
        for organ, jump in jumps(counts, data_through, least_marked=LEAST_MARKED)
    ]
