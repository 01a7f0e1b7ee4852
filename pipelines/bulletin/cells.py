"""Cells of a bulletin: counts with their units, percentages and changes as printed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from pipelines.bulletin.words import POINT_UNITS, UNIT_PATTERN, compact
from pipelines.metrics.integrity.printed import Printed

MOST_DECIMALS = 6  # more were never printed: a spreadsheet's own arithmetic
_BLANKS = {"", "-", "--", "—", "——", "/", "\\", "无", "n/a", "na", "null", "none", "…", "..."}
_NUMBER = re.compile(
    rf"(?P<sign>[+\-])?(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<mark>个?百分点|pp|%|‰|万|{UNIT_PATTERN}|次)?"
)
_DOWN = re.compile(r"下降|减少|降低|下滑|减幅|降幅|回落|降|减|↓|▼|down|decrease|fell|fall")
_DASHES = str.maketrans("−–—﹣－‐‑", "-------")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a cell as written, and the mark behind it: a unit, %, 百分点, or blank."""

    text: str
    mark: str

    @property
    def whole(self) -> int | None:
        """The number as a count; None when it is none."""
        value = Decimal(self.text)
        return (
            int(value)
            if value == value.to_integral_value() and value >= 0 and self.mark not in ("%", "‰", "万")
            else None
        )


def is_blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return compact(text) in _BLANKS


def numbers_in(text: str) -> list[Number]:
    """All numbers of a cell in order: `95批127人次` holds two."""
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split()).lower()
    return [
        Number((match["sign"] or "").replace("+", "") + match["digits"].replace(",", ""), match["mark"] or "")
        for match in _NUMBER.finditer(plain)
    ]


def is_number(text: str) -> bool:
    """Whether a cell is a number and nothing but a number with its mark."""
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split()).lower()
    return _NUMBER.fullmatch(plain) is not None


def printed_share(text: str, *, is_fraction: bool) -> Printed | None:
    """A percentage; None where the cell holds none."""
    found = numbers_in(text)
    marked = [number for number in found if number.mark == "%"] or [number for number in found if not number.mark]
    return _printed(marked[0].text, is_fraction=is_fraction and marked[0].mark != "%") if marked else None


def printed_change(text: str, *, is_fraction: bool) -> Printed | None:
    """A change with its sign: `-36.93%`, `下降36.93%`, `↓36.93`, `(36.93)`."""
    found = printed_share(text, is_fraction=is_fraction)
    if found is None:
        return None
    plain = compact(text)
    is_down = _DOWN.search(plain) is not None or (plain.startswith("(") and plain.endswith(")"))
    return Printed(-found.value, found.decimals) if is_down and found.value > 0 else found


def is_in_points(text: str) -> bool:
    """Whether a change is told in percentage points."""
    return any(word in compact(text) for word in POINT_UNITS)


def _printed(text: str, *, is_fraction: bool) -> Printed:
    number = Decimal(text) * 100 if is_fraction else Decimal(text)
    if is_fraction:
        number = number.normalize()
    printed = Printed.of(f"{number:f}")
    if printed.decimals > MOST_DECIMALS:
        printed = Printed.of(f"{number:.{MOST_DECIMALS}f}".rstrip("0"))
    return printed
