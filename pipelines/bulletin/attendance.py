"""Batches and persons of a bulletin by period, whole and part, for the constant ratio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.bulletin.model import Item, Unit
from pipelines.bulletin.words import STATES
from pipelines.metrics.integrity.constant_ratio import Attendance, constant_ratio_within, constant_ratios
from pipelines.metrics.integrity.finding import Answer


def ask_ratios(items: Sequence[Item]) -> Iterable[Answer]:
    """Ask whether persons per batch are identical in two periods, or in a part and the remainder."""
    found: dict[tuple[str, str, bool], dict[str, int]] = {}
    last: Item | None = None
    for item in items:
        is_part_row = item.is_of_which or STATES.search(item.stem) is not None
        named = STATES.sub("", item.stem)
        # 其中解决 and 2011年解决 name no series: they are parts of what stands above, in the same year.
        is_of_last = not item.period or (last is not None and not named and item.period == last.period)
        whole = last if is_part_row and last is not None and is_of_last else item
        last = last if is_part_row else item
        series = named if whole is item else whole.stem
        for count in item.counts:
            kind = "persons" if count.unit is Unit.PERSON else "events" if count.unit.counts_cases else ""
            period = count.period or whole.period
            if kind and not count.is_base and (not count.measure or STATES.search(count.measure)):
                place = found.setdefault((series, period, is_part_row or bool(count.measure)), {})
                place.setdefault(kind, count.value)
    _pair_what_stands_alone(found)
    attended = {key: pair for key, pair in found.items() if len(pair) == 2}
    for series in dict.fromkeys(key[0] for key in attended):
        wholes = [_attendance(key[1], pair) for key, pair in attended.items() if key[0] == series and not key[2]]
        yield from constant_ratios(series, wholes)
        for (_, period, is_part), pair in ((k, p) for k, p in attended.items() if k[0] == series):
            whole_pair = attended.get((series, period, False))
            if is_part and whole_pair and pair["events"] < whole_pair["events"]:
                part = Attendance(f"{period or '本期'}其中", pair["events"], pair["persons"])
                answer = constant_ratio_within(series, _attendance(period, whole_pair), part)
                if answer:
                    yield answer


def _pair_what_stands_alone(found: dict[tuple[str, str, bool], dict[str, int]]) -> None:
    """Batches and persons of one period under different names (来访, 人数) belong together if nothing else could."""
    for period, is_part in dict.fromkeys((key[1], key[2]) for key in found):
        if not period:
            continue
        alone = {
            kind: [k for k, pair in found.items() if k[1:] == (period, is_part) and set(pair) == {kind}]
            for kind in ("events", "persons")
        }
        if len(alone["events"]) == len(alone["persons"]) == 1:
            found[alone["events"][0]] |= found.pop(alone["persons"][0])


def _attendance(period: str, pair: dict[str, int]) -> Attendance:
    return Attendance(period or "本期", pair["events"], pair["persons"])
