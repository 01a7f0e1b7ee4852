"""Which items of a section are parts of which: by a column, by indentation, by 其中, by total rows, by known classes.

A list of parts is only held to its total when it is plain that it is whole: nine leading topics hold 80 %, and that is no
fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from pipelines.bulletin.model import Item, Section, Unit
from pipelines.bulletin.words import (
    LEADING,
    OTHERS,
    STATES,
    classes_of,
    compact,
    is_headline,
    is_whole_list,
    label_of,
)

# Stated: the document says that these are all. Likely: a breakdown is drawn, but some may be left out.
Wholeness = Literal["stated", "likely", "open"]


@dataclass(slots=True, eq=False)
class Group:
    """Items that divide one whole, if it is printed."""

    whole: Item | None
    parts: list[Item]
    wholeness: Wholeness
    breakdown: str = ""  # channel, level …, where the classes are known
    others: list[Item] = field(default_factory=list)  # wholes that the parts may divide as well


@dataclass(slots=True, eq=False)
class Structure:
    """A section with its relations."""

    section: Section
    headlines: list[Item]
    parents: dict[Item, Item]
    groups: list[Group]

    def headline_for(self, item: Item) -> Item | None:
        """The whole that an item is a share of where nothing nearer is said: the last one above, else the next below."""
        order = {one: place for place, one in enumerate(self.section.items)}
        fitting = [one for one in self.headlines if one is not item and one.period == item.period]
        above = [one for one in fitting if order[one] < order[item]]
        below = [one for one in fitting if order[one] > order[item]]
        return above[-1] if above else below[0] if below else None


def structure(section: Section) -> Structure:
    """Find wholes and parts."""
    items = section.items
    _join_rows_of_one_thing(items)
    told = [item for item in items if not item.is_told_elsewhere]
    headlines = _headlines(told)
    parents, named = _parents(told)
    return Structure(section, headlines, parents, _groups(told, headlines, parents, named))


def _join_rows_of_one_thing(items: Sequence[Item]) -> None:
    """Rows that give a thing again, in another unit or as a percentage or change, lend the first row their numbers."""
    for place, item in enumerate(items):
        label = label_of(item.label)
        says_more = label.unit is not Unit.UNKNOWN or label.is_share or bool(label.compares) or _is_persons_only(item)
        if not says_more:
            continue
        earlier = next((one for one in items[:place] if _is_same_thing(one, item)), None)
        if earlier is None and place and not item.stem and _is_persons_only(item) and not item.period:
            earlier = items[place - 1]  # 人次 under what it counts
        if earlier is None:
            continue
        if item.counts and not {c.unit for c in item.counts} <= {c.unit for c in earlier.counts}:
            earlier.counts += item.counts
            item.is_told_elsewhere = True
        elif not item.counts:
            if earlier.counts:
                item.counts += earlier.counts
            item.is_told_elsewhere = True


def _is_persons_only(item: Item) -> bool:
    return bool(item.counts) and all(count.unit is Unit.PERSON for count in item.counts)


def _is_same_thing(one: Item, other: Item) -> bool:
    classes = classes_of(other.stem)
    says_it_again = _is_persons_only(other) or not other.counts
    return (
        bool(one.counts)
        and not one.is_told_elsewhere
        and (one.stem == other.stem or (says_it_again and bool(classes) and classes == classes_of(one.stem)))
        and (one.period, one.group) == (other.period, other.group)
    )


def _headlines(items: Sequence[Item]) -> list[Item]:
    named = [item for item in items if item.counts and (item.is_sum or is_headline(item.stem)) and not item.is_of_which]
    if named or not items:
        return named
    first = items[0]
    counted = [c.value for item in items for c in item.counts[:1] if c.unit.counts_cases]
    is_largest = bool(first.counts) and len(items) > 1 and first.counts[0].value >= max(counted, default=0)
    is_plain = (
        not classes_of(first.stem) and not first.period and all(share.printed.value == 100 for share in first.shares)
    )
    return [first] if is_largest and is_plain and first.counts[0].unit.counts_cases else []


def _parents(items: Sequence[Item]) -> tuple[dict[Item, Item], set[Item]]:
    """The whole of each item where the document says it; and the items whose whole a column names."""
    parents: dict[Item, Item] = {}
    named: set[Item] = set()
    by_name: dict[str, Item] = {}
    for item in reversed(items):
        by_name[compact(item.label)] = by_name[item.stem] = item
    for place, item in enumerate(items):
        whole = by_name.get(compact(item.parent_name)) if item.parent_name else None
        before = items[:place]
        if whole is not None and whole is not item:
            named.add(item)
        elif item.is_of_which:
            plain = [
                one for one in before if not one.is_of_which and one.depth <= item.depth and not _goes_on(one, parents)
            ]
            whole = plain[-1] if plain else None
        elif item.depth and (shallower := [one for one in before if one.depth < item.depth]):
            whole = shallower[-1]
        elif before and before[-1] in parents and not item.depth and _are_classes_of_one_list(before[-1], item):
            whole = parents[before[-1]]
        else:
            whole = None
        if whole is not None and whole is not item:
            parents[item] = whole
    return parents, named


def _goes_on(item: Item, parents: dict[Item, Item]) -> bool:
    """Whether an item continues a list that 其中 began."""
    return item in parents and not item.depth


def _are_classes_of_one_list(one: Item, other: Item) -> bool:
    return bool(set(classes_of(one.stem)) & set(classes_of(other.stem)))


def _groups(
    items: Sequence[Item], headlines: Sequence[Item], parents: dict[Item, Item], named: set[Item]
) -> list[Group]:
    groups: list[Group] = []
    for whole, children in _by_whole(items, parents).items():
        groups += _known_lists(whole, children)
        rest = _rest(children, groups)
        if rest:
            groups.append(_other_list(whole, rest, is_named=any(child in named for child in rest)))
    top = [item for item in items if item not in parents]
    for segment, total in _segments(top, headlines):
        known = _known_lists(total, segment)
        for group in known:
            channels = [one for one in items if "channel" in classes_of(one.stem)]
            group.others = [*headlines, *(channels if group.breakdown != "channel" else [])]
        groups += known
        rest = _rest(segment, groups)
        for name in dict.fromkeys(item.group for item in rest):
            block = [item for item in rest if item.group == name]
            if len(block) > 1:
                groups.append(_top_list(total, block, has_known=bool(known)))
    return groups


def _by_whole(items: Sequence[Item], parents: dict[Item, Item]) -> dict[Item, list[Item]]:
    children: dict[Item, list[Item]] = {}
    for item in items:
        if item in parents:
            children.setdefault(parents[item], []).append(item)
    return children


def _rest(items: Sequence[Item], groups: Sequence[Group]) -> list[Item]:
    taken = {item for group in groups for item in group.parts}
    return [item for item in items if item not in taken and not label_of(item.label).is_share]


def _segments(top: Sequence[Item], headlines: Sequence[Item]) -> list[tuple[list[Item], Item | None]]:
    """The items outside any other whole, with the total that stands over or under them.

    A total that stands first counts for what follows, one that stands below for what is above it up to the total
    before; a grand total below subtotals counts for the subtotals.
    """
    segments: list[tuple[list[Item], Item | None]] = []
    opened: Item | None = None
    block: list[Item] = []
    subtotals: list[Item] = []
    for item in top:
        if item not in headlines:
            block.append(item)
        elif block and item.is_sum and opened is None:
            segments.append((block, item))
            subtotals.append(item)
            block = []
        elif not block and subtotals and item.is_sum:
            segments.append((subtotals, item))
            subtotals = []
        else:
            if block:
                segments.append((block, opened or item))
            opened, block = item, []
    if block:
        segments.append((block, opened or (headlines[-1] if headlines else None)))
    return segments


def _known_lists(whole: Item | None, items: Sequence[Item]) -> list[Group]:
    """Runs of items that are classes of one list: channels, levels, first and repeat …"""
    groups: list[Group] = []
    last = ""
    codes: dict[str, str] = {}
    for item in items:
        classes = classes_of(item.stem) if item.counts or item.shares else {}
        name = last if last in classes else next(iter(classes), "")
        if item.stem in OTHERS:
            if last:
                groups[-1].parts.append(item)
            continue
        if not name:
            last = ""
            continue
        if name != last or classes[name] in codes or not groups:
            groups.append(Group(whole, [], "open", name))
            codes = {}
        codes[classes[name]] = name
        groups[-1].parts.append(item)
        groups[-1].wholeness = "stated" if is_whole_list(name, set(codes)) else "open"
        last = name
    return [group for group in groups if len(group.parts) > 1]


def _other_list(whole: Item, parts: list[Item], *, is_named: bool) -> Group:
    if any(part.stem in OTHERS for part in parts) and len(parts) > 1:
        return Group(whole, parts, "stated")
    is_leading = any(LEADING.search(part.label) for part in parts) or LEADING.search(parts[0].group)
    if len(parts) == 1 or is_leading or _are_states(parts):
        return Group(whole, parts, "open")
    is_drawn = is_named or all(part.depth > whole.depth and not part.is_of_which for part in parts)
    return Group(whole, parts, "likely" if is_drawn else "open")


def _top_list(total: Item | None, parts: list[Item], *, has_known: bool) -> Group:
    is_leading = any(LEADING.search(part.label) for part in parts) or LEADING.search(parts[0].group)
    if is_leading or _are_states(parts):
        return Group(total, parts, "open")
    sums_all = total is not None and total.is_sum and not has_known
    has_others = any(part.stem in OTHERS for part in parts)
    if sums_all or has_others or _shares_reach_100(parts):
        return Group(total, parts, "stated")
    return Group(total, parts, "open")


def _are_states(parts: Sequence[Item]) -> bool:
    """Closed, settled, replied: nested states of the same cases, which do not add up."""
    return sum(STATES.search(part.stem) is not None for part in parts) > 1


def _shares_reach_100(parts: Sequence[Item]) -> bool:
    shares = [next((s for s in part.shares if not s.is_named), None) for part in parts]
    if any(share is None for share in shares):
        return False
    known = [share.printed for share in shares if share is not None]
    got = sum((p.value for p in known), Fraction(0))
    return abs(got - 100) <= sum((p.half_unit for p in known), Fraction(0))
