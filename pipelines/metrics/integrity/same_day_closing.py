"""Padding: cases that an organ registers itself and closes the same day, against its own history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.finding import Finding
from pipelines.metrics.integrity.history import LEAST_MARKED, jumped, jumps, share_by_month
from warehouse.catalogue.model import Text


def same_day_closing(cases: Iterable[RegisteredCase], data_through: date) -> list[Finding]:
    """Months in which more of an organ's own registrations were closed the same day than before."""
    counts = share_by_month((c.organ, c.registered_on, c.closed_on == c.registered_on) for c in cases if c.is_own)
    return [
        jumped(
            "same_day_closing",
            organ,
            jump,
            Text("自行登记当日即办结", "own registrations closed the same day"),
            Text(
                "请核对这些件是否真实发生，是否先办后补登？",
                "did these cases happen so, or were they entered after the fact?",
            ),
        )
        for organ, jump in jumps(counts, data_through, least_marked=LEAST_MARKED)
    ]
