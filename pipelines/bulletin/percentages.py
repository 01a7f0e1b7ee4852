"""Percentages of a bulletin: which base each has, and what else may be its base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from pipelines.bulletin.counts import View, bulletin_view, cases_of, composite_of, count_in, counts_of, first_sound
from pipelines.bulletin.model import UNIT_NAMES, Count, Item, Share, Unit
from pipelines.bulletin.structure import Group, Structure
from pipelines.bulletin.words import (
    classes_of,
    has_own_base,
    is_base_of,
    is_headline,
    is_share_of_total,
    label_of,
    named_base,
)
from pipelines.metrics.integrity.finding import Answer, NotTestable
from pipelines.metrics.integrity.grim import Base, counts_that_give, grim
from pipelines.metrics.integrity.printed import Printed, prints_as
from warehouse.catalogue.model import Text

Reading = Callable[[Structure, Item, Share, View, Sequence[Base]], Answer | None]


def ask_percentages(of: Structure) -> Iterable[Answer]:
    """Ask of every percentage whether some count on its base gives it."""
    items = of.section.items
    view = bulletin_view(items)
    others = _document_bases(of, view)
    for item in items:
        for share in item.shares:
            own_view = (share.period, "") if share.period else view
            answer = _reading(of, item, share, own_view)(of, item, share, own_view, others)
            if answer is not None:
                yield answer


def _reading(of: Structure, item: Item, share: Share, view: View) -> Reading:
    """How a percentage is to be read, by its column, its label and what its row prints."""
    if not share.is_named:
        return _plain_share
    if _made_as_elsewhere(of, item, share, view) is not None:
        return _rate_as_elsewhere
    is_of_its_own = has_own_base(share.header) and not label_of(item.label).is_share
    return _rate_without_base if is_of_its_own and not _stated_bases(item, share) else _named_share


def _base(item: Item, value: int, unit: Unit) -> Base:
    return Base(value, UNIT_NAMES[unit], item.label)


def _document_bases(of: Structure, view: View) -> list[Base]:
    """Numbers on which the percentages of this table may have been computed, first those that fit most of them."""
    items = of.section.items
    single = [_base(item, c.value, c.unit) for item in items for c in item.counts if c.value]
    sums: list[Base] = []
    for group in of.groups:
        for unit in (Unit.CASE_PERSON, Unit.CASE_EVENT):
            values = [composite_of(part, view, unit) for part in group.parts]
            inner = Unit.PERSON if unit is Unit.CASE_PERSON else Unit.EVENT
            if any(count_in(part, view, inner) is not None for part in group.parts):
                sums.append(_sum(values, unit))
        sums.append(_sum([cases_of(part, view) for part in group.parts], Unit.CASE))
        sums.append(_sum([count_in(part, view, Unit.PERSON) for part in group.parts], Unit.PERSON))
        if group.breakdown == "channel":
            sums += _with_lone_persons(items, group, view)
    shares = [share.printed for item in items for share in item.shares]
    fits = {b.value: sum(bool(counts_that_give(p, b.value)) for p in shares) for b in (*sums, *single) if b.value}
    return sorted((b for b in (*sums, *single) if b.value), key=lambda base: -fits[base.value])


def _sum(values: Sequence[int | None], unit: Unit) -> Base:
    known = [value for value in values if value is not None]
    return Base(sum(known), UNIT_NAMES[unit], addends=tuple(known)) if len(known) > 1 else Base(0, UNIT_NAMES[unit])


def _with_lone_persons(items: Sequence[Item], group: Group, view: View) -> Iterable[Base]:
    """件人次 where the persons of the visits stand in a row of their own."""
    visits = [part for part in group.parts if classes_of(part.stem).get("channel") == "visit"]
    if any(count_in(part, view, Unit.PERSON) is not None for part in visits):
        return
    rest = [count for part in group.parts if part not in visits and (count := cases_of(part, view)) is not None]
    for item in items:
        persons = count_in(item, view, Unit.PERSON)
        if persons is not None and rest:
            yield Base(persons + sum(rest), UNIT_NAMES[Unit.CASE_PERSON], addends=(persons, *rest))


def _plain_share(of: Structure, item: Item, share: Share, view: View, others: Sequence[Base]) -> Answer | None:
    """A percentage in a column of shares: of the item's whole."""
    own = [c for c in counts_of(item, view) if c.value or c.unit is not Unit.UNKNOWN]
    stated = [c for c in item.counts if c.is_base]
    if stated:
        return _on_bases(item, share, [(_base(item, c.value, c.unit), c.unit) for c in stated], own, others)
    if is_headline(item.stem) or item in of.headlines:
        return _own_share(item, share, own, others)
    if any(_makes(one, base, share.printed) for base in own for one in own if one.column != base.column):
        return None
    bases = []
    for whole in (of.parents.get(item), of.headline_for(item), *_visits_of(of, item)):
        bases += [(_base(whole, c.value, c.unit), c.unit) for c in counts_of(whole, view)] if whole else []
    if not bases:
        return _share_without_whole(of, item, share, own, others)
    answer = _on_bases(item, share, bases, own, others)
    if answer is None or not has_own_base(item.label):
        return answer
    printed_elsewhere = [base for one in of.section.items if one is not item for base in counts_of(one, view)]
    is_made = any(_makes(count, base, share.printed) for base in printed_elsewhere for count in own)
    return None if is_made else NotTestable("grim", item.label, _NO_BASE, {"percentage": str(share.printed)})


def _own_share(item: Item, share: Share, own: Sequence[Count], others: Sequence[Base]) -> Answer | None:
    """A percentage beside the whole itself: 100, or that of some count on the whole."""
    if share.printed.value == 100:
        return None
    row_counts = [c.value for c in item.counts]
    return first_sound(
        grim(item.label, share.printed, _base(item, c.value, c.unit), row_counts=row_counts, others=others) for c in own
    )


def _makes(count: Count, base: Count, printed: Printed) -> bool:
    """Whether one printed count on another gives a percentage; both in one unit."""
    is_one_unit = count.unit is base.unit or (count.unit.counts_cases and base.unit.counts_cases)
    return is_one_unit and base.value > 0 and prints_as(Fraction(100 * count.value, base.value), printed)


def _visits_of(of: Structure, item: Item) -> list[Item]:
    """The visits, where an item is a kind of visit: a level visited, batches."""
    is_visit = "level" in classes_of(item.stem) or any(c.unit is Unit.EVENT for c in item.counts)
    visits = [one for one in of.section.items if classes_of(one.stem).get("channel") == "visit"]
    return [one for one in visits if is_visit and item not in visits]


def _on_bases(
    item: Item, share: Share, bases: Sequence[tuple[Base, Unit]], own: Sequence[Count], others: Sequence[Base]
) -> Answer | None:
    """Sound if it fits one of the bases; numerator and base in one unit."""
    answers = []
    for base, unit in bases:
        if unit in (Unit.CASE_PERSON, Unit.CASE_EVENT):
            counts = [c.value for c in own]
        else:
            counts = [c.value for c in own if c.unit is unit or (c.unit.counts_cases and unit.counts_cases)]
        if own and not counts and len(bases) > 1:
            continue
        answers.append(
            grim(
                item.label, share.printed, base, counts=counts, row_counts=[c.value for c in item.counts], others=others
            )
        )
    return first_sound(answers)


def _share_without_whole(
    of: Structure, item: Item, share: Share, own: Sequence[Count], others: Sequence[Base]
) -> Answer | None:
    """No total is printed: the sum of the column's items may be it, or any number that fits all of them."""
    view = bulletin_view(of.section.items)
    column = [
        (count, s.printed)
        for one in of.section.items
        for s in one.shares
        if s.column == share.column and not s.is_named and (count := cases_of(one, view)) is not None
    ]
    if not own:
        return NotTestable("grim", item.label, _NO_BASE, {"percentage": str(share.printed)})
    if len(column) == 1:
        return first_sound(
            grim(
                item.label,
                share.printed,
                _base(item, c.value, c.unit),
                row_counts=[c.value for c in item.counts],
                others=others,
            )
            for c in own
            if c.value
        )
    total = sum(count for count, _ in column)
    if total and all(prints_as(Fraction(100 * count, total), printed) for count, printed in column):
        return None
    if _has_common_base(column):
        return None
    got = sum((p.value for _, p in column), Fraction(0))
    is_all = abs(got - 100) <= sum((2 * p.half_unit for _, p in column), Fraction(0))
    if is_all and total:
        base = Base(total, UNIT_NAMES[Unit.CASE], addends=tuple(count for count, _ in column))
        return grim(
            item.label, share.printed, base, counts=[c.value for c in own if c.unit.counts_cases], others=others
        )
    return NotTestable("grim", item.label, _NO_BASE, {"percentage": str(share.printed)})


_NO_BASE = Text("未列出该百分数的基数，无法检验", "not testable: the base of this percentage is not printed")


def _has_common_base(column: Sequence[tuple[int, Printed]]) -> bool:
    """Whether one whole number of cases fits all counts with their percentages."""
    low, high = Fraction(1), None
    for count, printed in column:
        if printed.value + printed.half_unit > 0:
            low = max(low, Fraction(100 * count) / (printed.value + 2 * printed.half_unit))
        if printed.value - printed.half_unit > 0:
            most = Fraction(100 * count) / (printed.value - printed.half_unit)
            high = most if high is None else min(high, most)
    return high is None or -(-low.numerator // low.denominator) <= high


def _stated_bases(item: Item, share: Share) -> list[Count]:
    """The counts of a row that stand in a column of bases, or in one that by its name is what the rate is of."""
    return [c for c in item.counts if c.is_base or is_base_of(c.measure, share.header)]


def _rate_without_base(of: Structure, item: Item, share: Share, view: View, others: Sequence[Base]) -> Answer | None:  # noqa: ARG001
    """A rate of something that the row does not print: two of its numbers may make it, else nobody can tell."""
    own = [c for c in item.counts if c.period == view[0]]
    if any(_makes(one, base, share.printed) for base in own for one in own if one is not base):
        return None
    return NotTestable("grim", item.label, _NO_BASE, {"percentage": str(share.printed), "column": share.header.strip()})


def _rate_as_elsewhere(of: Structure, item: Item, share: Share, view: View, others: Sequence[Base]) -> Answer | None:
    """A rate that two columns make in the other rows; silent where other numbers of the row make it here."""
    own = [c for c in item.counts if c.period == view[0]]
    made = _made_as_elsewhere(of, item, share, view)
    if made is None or any(_makes(one, base, share.printed) for base in own for one in own if one is not base):
        return None
    numerator, base = made
    return _on_bases(item, share, [(_base(item, base.value, base.unit), base.unit)], [numerator], others)


def _made_as_elsewhere(of: Structure, item: Item, share: Share, view: View) -> tuple[Count, Count] | None:
    """The numerator and base of a rate by the two columns that make it in most of the other rows, two at least."""
    by_column = {c.column: c for c in item.counts if c.period == view[0]}
    made: Counter[tuple[int, int]] = Counter()
    rows = 0
    for other in of.section.items:
        printed = next((s.printed for s in other.shares if s.column == share.column), None)
        if other is item or printed is None or printed.value in (0, 100):
            continue
        rows += 1
        pairs = {
            (n.column, d.column)
            for n in other.counts
            for d in other.counts
            if n.column != d.column and _makes(n, d, printed)
        }
        made.update(pairs)
    for (part, whole), times in made.most_common(1):
        if times > 1 and 2 * times > rows and by_column.keys() >= {part, whole} and by_column[whole].value:
            return by_column[part], by_column[whole]
    return None


def _named_share(of: Structure, item: Item, share: Share, view: View, others: Sequence[Base]) -> Answer | None:
    """A rate, or a share of something of its own: any two numbers of the row may make it, or the row's number is its base."""
    own = [c for c in item.counts if c.period == view[0]]
    stated = _stated_bases(item, share) or own
    printed = share.printed
    if any(
        prints_as(Fraction(100 * one.value, c.value), printed) for c in stated if c.value for one in own if one is not c
    ):
        return None
    by_name = named_base(item.label)
    if by_name:
        stems = (by_name, f"已{by_name}")
        whole = next((one for one in of.section.items if one is not item and one.stem in stems), None)
    else:
        whole = of.parents.get(item) or (of.headline_for(item) if is_share_of_total(item.label) else None)
    wholes = [c for c in counts_of(whole, view) if c.value]
    if any(prints_as(Fraction(100 * one.value, c.value), printed) for c in wholes for one in own):
        return None
    bases = [_base(item, c.value, c.unit) for c in sorted(stated, key=lambda c: -c.value) if c.value]
    if not bases and whole is not None:
        return first_sound(
            grim(
                item.label,
                printed,
                _base(whole, c.value, c.unit),
                row_counts=[c.value for c in item.counts],
                others=others,
            )
            for c in wholes
            if c.unit.counts_cases
        )
    if not bases:
        return NotTestable("grim", item.label, _NO_BASE, {"percentage": str(printed)})
    is_own_name = label_of(item.label).is_share
    larger = [c for c in wholes if is_own_name and c.unit.counts_cases and c.value > max(b.value for b in bases)]
    if larger and own:
        # The row's number is smaller than the whole: most likely the numerator. Its reading as a base stays open.
        readings = [
            grim(
                item.label,
                printed,
                _base(whole, c.value, c.unit),
                counts=[own[0].value],
                row_counts=[c.value for c in item.counts],
                others=others,
            )
            for c in larger
            if whole
        ]
        return first_sound(
            [
                *readings,
                *(
                    a
                    for b in bases
                    if not isinstance(
                        a := grim(item.label, printed, b, row_counts=[c.value for c in item.counts], others=others),
                        NotTestable,
                    )
                ),
            ]
        )
    return first_sound(
        grim(item.label, printed, base, row_counts=[c.value for c in item.counts], others=others) for base in bases
    )
