"""Named periods of a published version: sensitive periods and campaigns of the office's reference table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from warehouse.calendar import Period
from warehouse.catalogue.model import nearest
from warehouse.query.errors import QueryError
from warehouse.query.published import Version, cursor


@lru_cache(maxsize=16)
def named_periods(version: Version) -> tuple[Period, ...]:
    """Every named period with its days, the earliest first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select period_name, starts_on, ends_on from marts.sensitive_period "
            "where starts_on is not null and ends_on is not null order by starts_on, period_name"
        ).fetchall()
    return tuple(Period(*row) for row in rows)


def find_period(known: Sequence[Period], name: str) -> Period:
    """The named period of that name; a name without its year means the latest of that event.

    Raises:
        QueryError: there is none; the message names the nearest.
    """
    for period in reversed(known):
        if name in (period.label, _event(period.label)):
            return period
    labels = [period.label for period in known]
    hint = nearest(name, labels) or "、".join(labels) or "—"
    raise QueryError(f"没有“{name}”这一时段，最接近的是：{hint} / no such period, nearest: {hint}")


def same_event_before(known: Sequence[Period], period: Period) -> Period | None:
    """The last earlier period of the same event: 2026年春节 → 2025年春节; None where there is none."""
    earlier = [p for p in known if p.start < period.start and _event(p.label) == _event(period.label)]
    return earlier[-1] if earlier else None


@lru_cache(maxsize=1024)
def working_days(version: Version, days: Period) -> int | None:
    """Working days of a stretch; None where the holiday calendar does not cover each of them."""
    with cursor(version.marts) as connection:
        known, worked = connection.execute(
            "select count(is_working), sum(is_working) from marts.day where day >= ? and day <= ?",
            [days.start, days.end],
        ).fetchall()[0]
    return int(worked or 0) if known == days.days else None


def _event(label: str) -> str:
    """A period's name without its year."""
    return re.sub(r"\d{4}年?", "", label).strip()
