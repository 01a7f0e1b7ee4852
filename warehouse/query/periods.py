"""Named periods of a published version: sensitive periods and campaigns of the office's reference table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.calendar import Period
from warehouse.catalogue.model import nearest
from warehouse.query.errors import QueryError
from warehouse.query.published import Version, cursor


def named_periods(version: Version) -> tuple[Period, ...]:
    """Every named period with its days, the earliest first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select period_name, starts_on, ends_on from marts.sensitive_period "
            "where starts_on is not null and ends_on is not null order by starts_on, period_name"
        ).fetchall()
    return tuple(Period(*row) for row in rows)


def find_period(known: Sequence[Period], name: str) -> Period:
    """The named period of that name.

    Raises:
        QueryError: there is none; the message names the nearest.
    """
    found = {period.label: period for period in known}
    if name not in found:
        hint = nearest(name, list(found)) or "、".join(found) or "—"
        raise QueryError(f"没有“{name}”这一时段，最接近的是：{hint} / no such period, nearest: {hint}")
    return found[name]


def same_event_before(known: Sequence[Period], period: Period) -> Period | None:
    """The same event a year earlier: 2026年春节 → 2025年春节; None where names carry no year or there is none."""
    match = re.match(r"(\d{4})(.*)", period.label)
    if match is None:
        return None
    name = f"{int(match[1]) - 1}{match[2]}"
    return next((other for other in known if other.label == name), None)
