"""Rows of a bulletin become items: label, counts with units and periods, percentages, changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.bulletin.cells import is_blank, is_in_points, numbers_in, printed_change, printed_share
from pipelines.bulletin.header import Grid, at, settled
from pipelines.bulletin.model import Change, Count, Item, Share, Unit
from pipelines.bulletin.words import (
    AVERAGES,
    KINDS,
    PERCENT_UNITS,
    POINT_UNITS,
    Column,
    compact,
    is_headline,
    is_total,
    label_of,
    unit_of,
)
from pipelines.metrics.integrity.printed import Printed
from warehouse.catalogue.model import Text

_OF_WHICH_WIDTH = 6  # 其中： in half-widths: what follows is aligned with the name behind it
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+、")
_POINTS = Text("以百分点表示，不是升降幅度，无法检验", "not testable: told in percentage points")
_UNCLEAR = Text("看不出是百分数还是增减的数量，无法检验", "not testable: percentage or number, the column does not say")


def items_of(rows: Grid, columns: list[Column]) -> list[Item]:
    """Read the rows below a header; blank rows and averages are left out, rows without numbers are headings."""
    columns = settled(rows, columns)
    fractions = {
        index: _is_fraction([at(row, index) for _, row in rows], column)
        for index, column in enumerate(columns)
        if column.role in ("share", "change")
    }
    unclear = {
        index
        for index, column in enumerate(columns)
        if column.role == "change" and not column.is_percent and _is_unclear([at(row, index) for _, row in rows])
    }
    labels = [index for index, column in enumerate(columns) if column.role == "label"]
    if not labels:
        labels = [index for index, column in enumerate(columns) if column.role == "period"][:1]
    items: list[Item] = []
    heading, groups = "", [""] * len(columns)
    is_below_of_which = False
    for number, row in rows:
        if all(is_blank(text) for text in row):
            continue
        for index in (*labels[:-1], *(i for i, c in enumerate(columns) if c.role == "group")):
            groups[index] = at(row, index).strip() or groups[index]
        raw = next((text for i in reversed(labels) if not is_blank(text := at(row, i))), "")
        item = _item(number, raw, row, columns, fractions, unclear)
        if not (item.counts or item.shares or item.changes):
            is_below_of_which = label_of(raw).is_of_which
            heading = heading if is_below_of_which else raw.strip()
            continue
        if AVERAGES.search(item.stem):
            continue
        item.is_of_which |= is_below_of_which
        is_below_of_which &= not is_headline(item.stem)
        own_group = next((g for g in groups if g and compact(g) != compact(raw)), "")
        if _CHAPTER.match(heading) and _CHAPTER.match(raw.strip()):
            heading = ""
        item.group = own_group or heading
        items.append(item)
    return items


def _depth(raw: str) -> int:
    """How far a label is indented; a full-width blank counts two."""
    text = raw.lstrip("\ufeff\"'")
    return sum(2 if mark == "\u3000" else 4 if mark == "\t" else 1 for mark in text[: len(text) - len(text.lstrip())])


def _is_fraction(cells: Sequence[str], column: Column) -> bool:
    """Whether a column holds 0.2824 for 28.24 %: no mark anywhere, nothing over 1, decimals that a share of 1 needs."""
    numbers = [n for text in cells if not is_blank(text) for n in numbers_in(text)]
    if column.is_percent or not numbers or any(n.mark for n in numbers):
        return False
    decimals = [len(n.text.partition(".")[2]) for n in numbers]
    least = 3 if column.role == "change" else 2
    return all(abs(float(n.text)) <= 1 for n in numbers) and max(decimals) >= least


def _is_unclear(cells: Sequence[str]) -> bool:
    """Whether a column of changes holds whole numbers without any mark."""
    filled = [text for text in cells if not is_blank(text) and numbers_in(text)]
    return bool(filled) and all(n.mark == "" and "." not in n.text for text in filled for n in numbers_in(text))


def _item(
    number: int, raw: str, row: Sequence[str], columns: list[Column], fractions: dict[int, bool], unclear: set[int]
) -> Item:
    by_role = {column.role: index for index, column in reversed(list(enumerate(columns)))}
    label = label_of(raw)
    period = label.period or label_of(at(row, by_role["period"]) if "period" in by_role else "").period
    kind = compact(at(row, by_role["kind"])) if "kind" in by_role else ""
    named_unit = compact(at(row, by_role["unit"])) if "unit" in by_role else ""
    row_unit = unit_of(named_unit) if named_unit else Unit.UNKNOWN
    item = Item(
        row=number,
        label=" ".join(raw.split()) or f"第{number}行",
        stem=label.stem,
        depth=_depth(raw) + (_OF_WHICH_WIDTH if label.is_of_which else 0),
        parent_name=at(row, by_role["parent"]).strip() if "parent" in by_role else "",
        period=period,
        is_of_which=label.is_of_which,
        is_sum=is_total(label.stem) or KINDS.get(kind, False),
    )
    for index, column in enumerate(columns):
        text = at(row, index)
        if is_blank(text):
            continue
        if column.role in ("value", "base"):
            is_percentage = named_unit in PERCENT_UNITS or any(n.mark == "%" for n in numbers_in(text)[:1])
            if named_unit in POINT_UNITS or is_in_points(text):
                item.changes.append(Change(None, index, label.compares, _POINTS))
            elif is_percentage or (label.is_share and not _is_whole(text)):
                _take_percentage(item, text, index, label.compares, is_fraction=False)
            elif not (label.compares and not _is_whole(text)):
                _take_counts(item, text, index, column, label.unit, row_unit)
        elif column.role == "share":
            printed = printed_share(text, is_fraction=fractions[index])
            if printed is not None:
                item.shares.append(
                    Share(printed, index, column.is_named or label.is_share, column.period, column.header)
                )
        elif column.role == "change":
            _take_change(item, text, index, column, fractions[index], index in unclear)
    return item


def _is_whole(text: str) -> bool:
    found = numbers_in(text)
    return bool(found) and found[0].whole is not None


def _take_percentage(item: Item, text: str, index: int, compares: str, *, is_fraction: bool) -> None:
    if compares:
        item.changes.append(Change(printed_change(text, is_fraction=is_fraction), index, compares.replace("some", "")))
    elif (printed := _as_percentage(text)) is not None:
        item.shares.append(Share(printed, index, is_named=True))


def _as_percentage(text: str) -> Printed | None:
    found = numbers_in(text)
    return printed_share(found[0].text + "%", is_fraction=False) if found else None


def _take_counts(item: Item, text: str, index: int, column: Column, label_unit: Unit, row_unit: Unit) -> None:
    found = numbers_in(text)
    if len(found) > 1 and any(not n.mark for n in found):
        found = found[:1]
    for number in found:
        value = number.whole
        if value is None:
            continue
        own = unit_of(number.mark) if number.mark else Unit.UNKNOWN
        if number.mark == "次":
            own = Unit.UNKNOWN
        is_mixed = label_unit in (Unit.CASE_PERSON, Unit.CASE_EVENT)
        said = (own, label_unit if is_mixed else own, column.unit, row_unit, label_unit)
        units = [unit for unit in said if unit is not Unit.UNKNOWN]
        measure = "" if column.role == "base" else column.measure
        item.counts.append(
            Count(
                value,
                units[0] if units else Unit.UNKNOWN,
                column.period,
                measure,
                column.compares,
                index,
                column.role == "base",
            )
        )


def _take_change(item: Item, text: str, index: int, column: Column, is_fraction: bool, is_unclear: bool) -> None:
    if is_in_points(text):
        item.changes.append(Change(None, index, column.compares, _POINTS))
        return
    printed = printed_change(text, is_fraction=is_fraction)
    if printed is None:
        return  # 持平, 新增: words without a number
    if is_unclear and printed.value:
        item.changes.append(Change(printed, index, column.compares, _UNCLEAR))
    else:
        item.changes.append(Change(printed, index, column.compares))
