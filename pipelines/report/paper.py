"""The neutral shape of a paper: what stands in it and in which order, with nothing of how it is drawn.

Belongs here: plain data. Does not belong here: figures and sentences (warehouse/exhibits), formats (docx.py …).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from warehouse.catalogue.model import Text
from warehouse.exhibits import Exhibit

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section, （一）…"""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; `is_note` is small print."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """An exhibit drawn as a table, a chart or both, with the days that it is about."""

    name: str  # a sheet's name: short, without : \ / ? * [ ]
    exhibit: Exhibit
    period: Text
    has_table: bool = True
    has_chart: bool = True
    shorter: Exhibit | None = None  # what the text prints where the whole is for the workbook
    chart_period: Text | None = None  # the days of the chart, where it shows others than the table does

    @property
    def printed(self) -> Exhibit:
        """The exhibit as the text prints it."""
        return self.shorter or self.exhibit

    def table_caption(self, number: int) -> str:
        """What stands above the table."""
        return f"表{number}　{self.name}（{self.period.zh}）"

    def chart_caption(self, number: int, title: str, unit: str, left_out: int) -> str:
        """What stands below the chart: its days, its unit, and how many units had no room."""
        unit = f"，单位：{unit}" if unit else ""
        rest = f"；另有{left_out}个单位见表" if left_out else ""
        days = (self.chart_period or self.period).zh
        return f"图{number}　{title or self.name}（{days}{unit}{rest}）"


Block = Heading | Paragraph | Drawing


@dataclass(frozen=True, slots=True)
class Section:
    """A section, 一、…; its number is its place in the paper."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The exhibits of the section."""
        return tuple(block for block in self.blocks if isinstance(block, Drawing))


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of one published version."""

    id: str  # weekly-2026-W43
    masthead: str  # 栖云县信访工作周报
    title: str
    days: str
    number: str  # 2026年第43期, empty where papers are not numbered
    office: str
    issued_on: str
    mark: str
    send_to: str
    copy_to: str
    version: str
    as_of: str
    data_through: str
    sections: tuple[Section, ...]
    appendix: tuple[Drawing, ...]  # what only the workbook holds

    @property
    def drawings(self) -> Iterator[Drawing]:
        """Every exhibit of the text, in order."""
        for section in self.sections:
            yield from section.drawings


def numeral(place: int) -> str:
    """1 → 一 … 10 → 十, 11 → 十一."""
    return NUMERALS[place - 1] if place <= len(NUMERALS) else f"十{NUMERALS[place - len(NUMERALS) - 1]}"
