"""When an export was made, and how far its data reach.

Here: dates in a title row or a file name, which of them to believe, the days covered. Not here: dates in data
cells (`dates`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Basis = Literal["argument", "title", "name", "ingest"]

_SPELLED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[年./_-]\s*(\d{1,2})\s*[月./_-]\s*(\d{1,2})(?!\d)\s*日?"
    r"(?:[\sT]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?)?"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?(?!\d)")
# What stands before a date says how well it names the export; a bare date comes last.
_LABELS = (re.compile(r"(导出|生成|打印|制表|填报)[^\d]{0,10}$"), re.compile(r"(截至|截止|至|到)[^\d]{0,6}$"))
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Export:
    """The moment of an export (UTC), on what basis it is known, and the days that its data cover, if any."""

    at: datetime
    basis: Basis
    covers_through: date | None
    clock_through: date | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day named somewhere, with the time of day if that was named too."""

    day: date
    clock: time | None = None


def moment_in_titles(titles: Sequence[str]) -> Moment | None:
    """The date of a title: of an export (导出时间) before an end (截至) before any other, the last of several."""
    found: list[tuple[int, Moment]] = []
    for title in titles:
        text = unicodedata.normalize("NFKC", title)
        for start, moment in _moments(text):
            places = [place for place, label in enumerate(_LABELS) if label.search(text[:start])]
            found.append((min(places, default=len(_LABELS)), moment))
    best = min((place for place, _ in found), default=None)
    return _latest([moment for place, moment in found if place == best])


def moment_in_name(stem: str) -> Moment | None:
    """The last day in a file name; a year and month alone are no date."""
    return _latest([moment for _, moment in _moments(unicodedata.normalize("NFKC", stem))])


def _latest(moments: Sequence[Moment]) -> Moment | None:
    return max(moments, key=lambda moment: (moment.day, moment.clock or _LAST_SECOND), default=None)


def _moments(text: str) -> list[tuple[int, Moment]]:
    found = []
    for pattern in (_SPELLED, _COMPACT):
        for match in pattern.finditer(text):
            year, month, day, *clock = (None if part is None else int(part) for part in match.groups())
            try:
                named = date(year or 0, month or 0, day or 0)
                at = None if clock[0] is None else time(clock[0], clock[1] or 0, clock[2] or 0)
            except ValueError:
                continue
            found.append((match.start(), Moment(named, at)))
    return found


def export_of(
    argument: date | None,
    title: Moment | None,
    name: Moment | None,
    latest_registration: date | None,
    latest_event: date | None,
    now: datetime,
    zone: ZoneInfo,
) -> Export:
    """Decide when an export was made.

    Args:
        latest_registration: the latest registration that is not after today; a title or name with an earlier date
            cannot be that of the export.
        latest_event: the latest event in the data, for a file that names no date.
        now: aware, UTC; no export was made after it.
    """
    today = now.astimezone(zone).date()
    candidates: list[tuple[Basis, Moment | None]] = [
        ("argument", None if argument is None else Moment(argument)),
        ("title", _believed(title, latest_registration)),
        ("name", _believed(name, latest_registration)),
    ]
    for basis, moment in candidates:
        if moment is None:
            continue
        local = datetime.combine(moment.day, moment.clock or _LAST_SECOND, zone)
        at = min(local.astimezone(UTC), now)
        local = at.astimezone(zone)
        ended = local.date() if local.time() >= _LAST_SECOND else local.date() - timedelta(days=1)
        return Export(at, basis, local.date(), ended)
    covers = min(latest_event or today, today)
    return Export(now, "ingest", covers, covers)


def _believed(moment: Moment | None, latest_registration: date | None) -> Moment | None:
    if moment is None or latest_registration is None or moment.day >= latest_registration:
        return moment
    return None
