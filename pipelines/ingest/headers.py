"""Which column holds which field.

Here: how a header is normalised, how headers find their fields, which source a table belongs to. Not here:
finding the header row (`structure`), reading a profile's file (`profiles`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.ingest.privacy import without_numbers
from pipelines.ingest.tidy import INVISIBLE, QUOTES, simplified
from warehouse.catalogue.deny import DENIED_HEADER_PARTS, IDENTITY_HEADER_PARTS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Source

_LONGEST_HEADER = 200
_MARKS = re.compile(rf"{INVISIBLE}|[\s{QUOTES}*★☆※_.·—-]")
_TRAILING_BRACKETS = re.compile(r"[(\[【〔{<《][^()\[\]【】〔〕{}<>《》]*[)\]】〕}>》]$")
_LEADING_NUMBER = re.compile(r"^(?:[(\[（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)\]）、:：.．]|[①-⑳])(?=\D)")
_AROUND = re.compile(r"^[\[【](?P<name>[^\[\]【】]+)[\]】]$")
_BEHIND = ":;,、。?!↑↓▲▼△▽⇅↕"  # punctuation and the arrows of a sorted column
_UNIT = re.compile(r"[/:](?:单位[:/]?)?(?:人次|件次|批次|个|件|人|批|起|天|日)$")


@lru_cache(maxsize=1 << 14)
def normalise(header: str) -> str:
    """Bring a header to the form in which headers are compared: no blanks, marks, numbers before or units behind it."""
    text = simplified(unicodedata.normalize("NFKC", _LEADING_NUMBER.sub("", header[:_LONGEST_HEADER].strip())))
    text = _AROUND.sub(r"\g<name>", _MARKS.sub("", text).lower().rstrip(_BEHIND))
    while (shorter := _TRAILING_BRACKETS.sub("", text)) != text and shorter:
        text = shorter
    return _UNIT.sub("", text)


@lru_cache(maxsize=1 << 14)
def is_denied(header: str) -> bool:
    """Whether a header names something that may never enter."""
    text = normalise(header)
    return any(normalise(part) in text for part in DENIED_HEADER_PARTS)


def may_become(header: str, field_id: str) -> bool:
    """Whether a header may be mapped to a field: the deny-list to none, a column of identities to none that is stored."""
    text = normalise(header)
    is_identity = any(part in text for part in IDENTITY_HEADER_PARTS)
    return not is_denied(header) and not (is_identity and FIELDS[field_id].stored)


@dataclass(frozen=True, slots=True)
class Names:
    """How this office and this feed write: headers beside the catalogue's (header → field), and forms of dates."""

    profile: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    formats: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field → column of one table, and the columns that were left aside.

    `rivals` are the columns that name a field too, whose place was taken by a header that goes before theirs.
    """

    source: Source
    headers: tuple[str, ...]
    columns: dict[str, int]
    rivals: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether the table has the columns by which its source is known."""
        has_mark = not self.source.marks or any(name in self.columns for name in self.source.marks)
        return has_mark and all(name in self.columns for name in self.source.signature)

    @property
    def has_required(self) -> bool:
        """Whether the table has all columns without which no row of its source can be taken."""
        return all(name in self.columns for name in self.source.required)

    @property
    def unmapped(self) -> list[tuple[str, bool]]:
        """Headers without a field, and whether each is on the deny-list; a number in one may be somebody's."""
        used = set(self.columns.values())
        return [
            (without_numbers(header.strip()), is_denied(header))
            for index, header in enumerate(self.headers)
            if index not in used and header.strip()
        ]

    def header_of(self, field_id: str) -> str:
        """The header of a field as the file spells it."""
        index = self.columns.get(field_id)
        return FIELDS[field_id].name.zh if index is None else self.headers[index].strip()


def map_columns(headers: Sequence[str], source: Source, names: Names) -> ColumnMap:
    """Give each field of a source its column.

    The office's own names come first, then the catalogue's in their order: the first header of a field has
    precedence, and a column serves the first field that asks for it. So 信访事项编号 is the case number only
    where no better one stands beside it.
    """
    free: dict[str, list[int]] = {}
    for index, header in enumerate(headers):
        if not is_denied(header):
            free.setdefault(normalise(header), []).append(index)
    columns: dict[str, int] = {}

    def take(field_id: str, header: str) -> None:
        waiting = free.get(header)
        if waiting and field_id not in columns:
            columns[field_id] = waiting.pop(0)

    wanted = list(_wanted(source, names))
    for field_id, header in wanted:
        take(field_id, header)
    rivals: dict[str, tuple[int, ...]] = {}
    for field_id, header in wanted:
        if field_id in columns and header in free:
            rivals[field_id] = (*rivals.get(field_id, ()), *free.pop(header))
    return ColumnMap(source, tuple(headers), columns, {name: places for name, places in rivals.items() if places})


def _wanted(source: Source, names: Names) -> Iterator[tuple[str, str]]:
    """Field and normalised header, in the order in which they are served; a field's own name is a header too."""
    for given in (names.profile, names.aliases):
        for header, field_id in given.items():
            if field_id in source.fields and may_become(header, field_id):
                yield field_id, normalise(header)
    for field_id in source.fields:
        for header in (*FIELDS[field_id].headers, field_id):
            yield field_id, normalise(header)


def known_headers(sources: Sequence[Source], names: Names) -> frozenset[str]:
    """Every header that means something to some source, normalised."""
    return frozenset(header for source in sources for _, header in _wanted(source, names))


def joined(upper: Sequence[str], lower: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
    """The headers of two rows: a name under its group (复查 over 申请日期), or the one that stands alone.

    A group is written over its first column only. It joins a name where the two together mean something.
    """
    headers = []
    group = ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place].strip() if place < len(upper) else ""
        below = lower[place].strip() if place < len(lower) else ""
        group = above or group
        headers.append(group + below if below and normalise(group + below) in known else below or above)
    return tuple(headers)


def best_map(headers: Sequence[str], sources: Sequence[Source], names: Names) -> ColumnMap | None:
    """The source that takes most columns among those whose signature is there; the declared order breaks ties.

    One whose rows could be taken goes before one that lacks a column. Where two sources would take the very same columns
    (代码, 名称) nobody can tell. A source that somebody named need not be guessed: what its rows must have is enough.
    """
    maps = [map_columns(headers, source, names) for source in sources]
    complete = [found for found in maps if found.is_complete or (len(maps) == 1 and found.has_required)]
    best = max(complete, key=_rank, default=None)
    rivals = [found for found in complete if best and found is not best and _rank(found) == _rank(best)]
    return None if any(set(one.columns.values()) == set(best.columns.values()) for one in rivals if best) else best


def _rank(found: ColumnMap) -> tuple[bool, int]:
    return found.has_required, len(found.columns)
