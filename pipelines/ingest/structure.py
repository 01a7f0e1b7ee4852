"""What in a table is not data: titles, the header, blank rows, repeated headers, totals and footers.

Here: finding the header among the first rows, sheets that continue each other, and telling structure rows apart. Not
here: which field a column holds (`headers`) and the date in a title (`exported`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.dayorder import DatedSheet
from pipelines.ingest.errors import IngestError
from pipelines.ingest.headers import ColumnMap, Names, best_map, joined, known_headers, map_columns, normalise
from pipelines.ingest.readers import HAS_EXTRA, MOST_COLUMNS, ROW_NO, ROWS_OF_A_SHEET, Sheet, cell, row_words, too_wide
from pipelines.ingest.tidy import clean
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Source
from warehouse.catalogue.sources import DUTY_SHEET

_TOTAL_WORDS = ("合计", "小计", "总计", "共计", "总数", "汇总", "累计", "平均", "total", "subtotal")
# A total may say of what: 东街街道小计, 合计：15件.
_AMOUNTS = r"(?:\d[\d,.]*(?:件人次|件次|人次|批次|件|人|批|起|条|个|户|行|笔)[,、;]?){0,4}(?:\d[\d,.]*)?"
_TOTAL = re.compile(rf".{{0,20}}(?:{'|'.join(_TOTAL_WORDS)})(?:\(.{{1,4}}\))?:?{_AMOUNTS}:?")
_COUNT_OF_ALL = re.compile(rf"(?:以上)?共(?:有|计)?:?(?=\d){_AMOUNTS}(?:记录|数据|信访件)?")
_FOOTERS = re.compile(
    r"^(注|备注|说明|制表|填表|审核|打印|导出|统计|截止|截至|联系|复核人|单位负责人|填报|数据来源)[^,]{0,12}:|^第\d+页|^-?\d+/\d+页?-?$|^共\d+[条页行]\D{0,4}第\d+"
)
# One cell of words alone in its row: 东街街道, 一、来访, 2026年2月台账. With any other digit it may be a number.
_OF_BANNERS = re.compile(r"(?:19|20)\d{2}年度?|\d{1,2}月份?|\d{1,2}日|第\d{1,2}周")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NARROW = 3  # columns; in so narrow a table one cell alone may be a row
_UNITS = re.compile(r"[(\[【].{1,10}[)\]】]|单位:?.{0,6}|件次|人次|批次|件|人|批|起|天|日")
_ORDINALS = re.compile(r"[(\[]?(\d{1,3}|[①-⑳甲乙丙丁戊己a-z])[)\]]?")
_DIGIT = re.compile(r"\d")
_FOOTER_CELLS = 3
_LOOKED_AT = "[0-9０-９]"
_TELLING = "[计共页月:：]"  # in a cell with digits that is no number of a row all the same
_SERIAL_HEADER = "序号"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header found."""

    sheet: DatedSheet
    header_row: int  # from 1; of two header rows the lower
    titles: tuple[str, ...]
    columns: ColumnMap
    taken: tuple[str, ...] = ()  # the sheets that make it up
    skipped: tuple[str, ...] = ()  # sheets of the same file that hold no table
    structure_elsewhere: int = 0  # rows down to the headers of the sheets that continue it

    @property
    def is_duty_sheet(self) -> bool:
        """Whether it is a sheet of duties of the office's own, filled in."""
        return any(DUTY_SHEET in title for title in self.titles)

    @property
    def notes(self) -> list[str]:
        """What was decided about the table that a clerk should see; complete once its rows were read."""
        found = []
        if len(self.taken) > 1:
            names = "、".join(self.taken)
            found.append(f"合并读取的工作表：{names} / sheets read as one: {names}")
        if self.skipped:
            names = "、".join(self.skipped)
            found.append(
                f"未取用的工作表（没有可识别的表头、缺少必填列或已隐藏）：{names} / sheets left aside: {names}"
            )
        return found + self.sheet.decided


@dataclass(frozen=True, slots=True)
class _Found:
    """A header in a sheet."""

    number: int  # of the sheet, from 0
    sheet: Sheet
    header_row: int
    titles: tuple[str, ...]
    columns: ColumnMap

    @property
    def is_complete(self) -> bool:
        return all(name in self.columns.columns for name in self.columns.source.required)


def find_tables(sheets: Sequence[Sheet], sources: Sequence[Source], names: Names) -> list[Table]:
    """Find the tables of a file: sheets with the same fields continue each other, others stand for themselves.

    Raises:
        IngestError: no sheet has a header that some source knows; the message names the columns that are missing.
    """
    known = known_headers(sources, names)
    tables: list[_Found] = []
    for is_hidden in (False, True):  # a hidden sheet is an old copy or a list of words, unless there is nothing else
        if not tables:
            looked_at = [(number, sheet) for number, sheet in enumerate(sheets) if sheet.is_hidden == is_hidden]
            found = [_find(number, sheet, sources, names, known) for number, sheet in looked_at]
            tables = [one for one in found if one is not None]
    if not tables:
        raise _no_header(sheets, sources, names)
    whole = [one for one in tables if one.is_complete] or tables[:1]
    groups: dict[tuple[str, frozenset[str]], list[_Found]] = {}
    for one in whole:
        groups.setdefault((one.columns.source.id, frozenset(one.columns.columns)), []).append(one)
    taken = {one.number for one in whole}
    skipped = tuple(_named(number, sheet) for number, sheet in enumerate(sheets) if number not in taken)
    return [_table(group, skipped, names) for group in groups.values()]


def _named(number: int, sheet: Sheet) -> str:
    return f"“{sheet.name[:40]}”" if sheet.name else f"第{number + 1}个表"


def _find(number: int, sheet: Sheet, sources: Sequence[Source], names: Names, known: frozenset[str]) -> _Found | None:
    """The row of the first rows, or the two rows together, that most fields are found in."""
    rows = [row[:MOST_COLUMNS] for row in sheet.head]
    best: tuple[tuple[int, bool], int, ColumnMap] | None = None  # rank, index of the header, map
    for index, row in enumerate(rows):
        candidates = [(index, tuple(row))]
        if index + 1 < len(rows):
            candidates.append((index + 1, joined(row, rows[index + 1], known)))
        for place, headers in candidates:
            if best and sum(normalise(header) in known for header in headers) < best[0][0]:
                continue
            columns = best_map(headers, sources, names)
            if columns is None:
                continue
            rank = (len(columns.columns), place == index)  # a row alone goes before the same with its title
            if best is None or rank > best[0]:
                best = (rank, place, columns)
    if best is None:
        return None
    _, place, columns = best
    if len(sheet.head[place]) > MOST_COLUMNS:
        raise too_wide(sheet.name, len(sheet.head[place]))
    is_joined = columns.headers != tuple(rows[place])
    above = rows[: place - 1 if is_joined else place]
    titles = tuple(text.strip() for row in above for text in row if text.strip())
    return _Found(number, sheet, place + 1, titles, columns)


def _table(group: Sequence[_Found], skipped: tuple[str, ...], names: Names) -> Table:
    first, *others = group
    sheet = first.sheet if not others else _ContinuedSheet(group)
    dates = {
        index: first.columns.header_of(name)
        for name, index in first.columns.columns.items()
        if FIELDS[name].kind in ("instant", "day", "span")
    }
    dated = DatedSheet(sheet, first.header_row, len(first.columns.headers), dates, names.formats)
    elsewhere = sum(one.header_row for one in others)
    taken = tuple(_named(one.number, one.sheet) for one in group)
    return Table(dated, first.header_row, first.titles, first.columns, taken, skipped, elsewhere)


class _ContinuedSheet:
    """Sheets with the same fields as one: a month each, or what one sheet of old Excel could not hold."""

    def __init__(self, group: Sequence[_Found]) -> None:
        first = group[0].sheet
        self.name = first.name
        self.encoding = first.encoding
        self.is_hidden = first.is_hidden
        self.counts_from_1904 = first.counts_from_1904
        self.head = first.head
        self._group = group

    def blocks(self, after: int, width: int) -> Generator[pl.DataFrame]:
        """Yield the rows of the first sheet below row `after`, then those of the others below their headers.

        The columns of the others are brought to the places that they have in the first.
        """
        first, *others = self._group
        yield from first.sheet.blocks(after, width)
        places = first.columns.columns
        for one in others:
            own = {places[name]: index for name, index in one.columns.columns.items()}
            for block in one.sheet.blocks(one.header_row, len(one.columns.headers)):
                yield block.select(
                    pl.col(ROW_NO) + one.number * ROWS_OF_A_SHEET,
                    HAS_EXTRA,
                    *(
                        pl.col(cell(own[index])).alias(cell(index))
                        if index in own
                        else pl.lit(None, pl.String).alias(cell(index))
                        for index in range(width)
                    ),
                )


def _no_header(sheets: Sequence[Sheet], sources: Sequence[Source], names: Names) -> IngestError:
    if not any(text.strip() for sheet in sheets for row in sheet.head for text in row):
        return IngestError("表格中没有任何内容，请重新导出", "the table is blank: export it again")
    cells = [text for sheet in sheets for row in sheet.head for text in row]
    foreign = [mark for text in cells for mark in text if not mark.isascii()]
    known = known_headers(sources, names)
    if (foreign and all("\u0080" <= mark <= "\u00ff" for mark in foreign)) or any(
        normalise(_read_as_utf8(text)) in known for text in cells if not text.isascii()
    ):
        return IngestError(
            "列名是乱码：文件曾按错误的编码打开并保存。请从原系统重新导出",
            "the headers are garbled: the file was opened and saved in a wrong encoding; export it again",
        )
    if len(sources) == 1:
        source = sources[0]
        maps = [map_columns(row, source, names).columns for sheet in sheets for row in sheet.head]
        best = max(maps, key=len, default={})
        missing = [name for name in source.required if name not in best]
        zh = "、".join(f"{FIELDS[name].name.zh}（如“{FIELDS[name].headers[0]}”）" for name in missing)
        return IngestError(
            f"前30行内没有“{source.name.zh}”的表头，缺少：{zh}。请检查表头，或用 tingmin alias header 写法 字段 对应",
            f"no header of {source.id} in the first 30 rows; missing: {', '.join(missing)}; "
            "mend the header or map it with tingmin alias header",
        )
    return IngestError(
        "前30行内没有可识别的表头。请用 --source 指明是哪一类表，或用 tingmin alias header 写法 字段 对应列名",
        "no known header in the first 30 rows: name the kind of table with --source, "
        "or map its headers with tingmin alias header",
    )


def _read_as_utf8(text: str) -> str:
    """What a cell of UTF-8 said before it was read as GB18030 and saved (鐧昏鏃堕棿)."""
    return text.encode("gb18030", "ignore").decode("utf-8", "ignore")


class StructureRows:
    """Tells the structure rows below a header from the data, block by block, and counts them."""

    def __init__(self, table: Table) -> None:
        self.seen = table.structure_elsewhere
        columns = table.columns
        self._key = cell(columns.columns[columns.source.key[0]])
        self._first_row = table.header_row + 1
        # Where no number names a row, its total may stand beside a date: 2011年, 合计.
        describing = columns.source.key[1:] if columns.source.is_descriptive else ()
        self._describing = [cell(columns.columns[name]) for name in describing if name in columns.columns]
        self._header = [normalise(header) for header in columns.headers]
        # Forms are numbered further than they are filled in.
        is_serial = self._header[columns.columns[columns.source.key[0]]] == _SERIAL_HEADER
        others = [cell(column) for column in columns.columns.values() if cell(column) != self._key]
        self._others = others if is_serial else []
        self._known = known_headers([columns.source], Names())
        self._titles = {_plain(title) for title in table.titles}
        answers = [columns.columns[name] for name in ("replied_at", "closed_at") if name in columns.columns]
        self._answers = [cell(column) for column in answers] if table.is_duty_sheet else []

    def without(self, block: pl.DataFrame) -> pl.DataFrame:
        """The data rows of a block; structure rows are left out and counted, so are duties without an answer yet.

        Only rows whose key has no digit, or says 计, 共, 页, 月 or a colon, are looked at closely: blanks, repeated headers, totals,
        banners. So are the row below the header, which may number the columns, and rows with a serial number only.
        """
        if self._answers:
            said = block.select(
                pl.any_horizontal(pl.col(c).fill_null("").str.strip_chars() != "" for c in self._answers)
            )
            self.seen += block.height - int(said.to_series().sum())
            block = block.filter(said.to_series())
        key = block[self._key]
        suspects = ~key.str.contains(_LOOKED_AT).fill_null(False) | (block[ROW_NO] == self._first_row)
        for column in {self._key, cell(0), *self._describing}:  # 小计 may stand in place of a serial number
            suspects = suspects | block[column].str.contains(_TELLING).fill_null(False)
        if self._others:
            suspects = suspects | block.select(pl.all_horizontal(pl.col(self._others).is_null())).to_series()
        if not suspects.any():
            return block
        rows = block.filter(suspects).select(ROW_NO, HAS_EXTRA, pl.col("^c[0-9]+$")).rows()
        judged = [
            (
                self._is_structure(row_no, cells) and not (has_extra and not any(cells))
            )  # what stands beyond the header is no blank
            or (row_no == self._first_row and _is_numbering(cells))
            for row_no, has_extra, *cells in rows
        ]
        is_structure = suspects.scatter(suspects.arg_true(), judged)
        self.seen += int(is_structure.sum())
        return block.filter(~is_structure)

    def _is_structure(self, row_no: int, row: Sequence[str | None]) -> bool:
        filled = [(index, text) for index, text in enumerate(row) if text is not None and _plain(text)]
        if not filled:
            return True
        texts = [_plain(text) for _, text in filled]
        if _TOTAL.fullmatch(texts[0]) or any(text in _TOTAL_WORDS for text in texts) or texts[0] in self._titles:
            return True
        if len(filled) <= _FOOTER_CELLS and (_FOOTERS.match(texts[0]) or _COUNT_OF_ALL.fullmatch(texts[0])):
            return True
        if all(_UNITS.fullmatch(text) for text in texts):
            return True
        if len(filled) == 1 and self._stands_alone(filled[0][0], texts[0]):
            return True
        return self._repeats_header(row_no, [(index, normalise(text)) for index, text in filled])

    def _repeats_header(self, row_no: int, names: Sequence[tuple[int, str]]) -> bool:
        """Whether these are names of columns again.

        Raises:
            IngestError: in another order, so that the rows below would be read wrong.
        """
        in_place = [name in self._header[index : index + 1] for index, name in names]
        repeated = sum(same or name in self._known for same, (_, name) in zip(in_place, names, strict=True))
        if repeated * 2 <= len(names):
            return False
        if any(name in self._header and not same for same, (_, name) in zip(in_place, names, strict=True)):
            raise _other_order(row_no)
        return True

    def _stands_alone(self, place: int, text: str) -> bool:
        """Whether a cell with nothing beside it is a banner over rows of one kind, or the number of a row not filled in."""
        if place < len(self._header) and self._header[place] == _SERIAL_HEADER and text.isdecimal():
            return True
        return len(self._header) > _NARROW and bool(_HAN.search(text)) and not _DIGIT.search(_OF_BANNERS.sub("", text))


def _other_order(row_no: int) -> IngestError:
    zh, en = row_words(row_no)
    return IngestError(
        f"{zh}又是一行表头，列的次序与上面的不同，其下各行会读错。请把两张表分开，各存为一个工作表或文件",
        f"{en} is another header whose columns stand in another order: put the two tables into sheets or files of their own",
    )


def _is_numbering(row: Sequence[str | None]) -> bool:
    """Whether a row says 1, 2, 3 … or 甲, 乙, 1, 2 … below the header."""
    texts = [_plain(text) for text in row if text is not None and _plain(text)]
    numbers = [match[1] for text in texts if (match := _ORDINALS.fullmatch(text))]
    if len(numbers) < len(texts) or len(texts) < 3:
        return False
    counted = [int(number) for number in numbers if number.isascii() and number.isdigit()]
    return counted == list(range(1, len(counted) + 1)) and len(counted) > 1


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", clean(text[:200])).split()).lower()
