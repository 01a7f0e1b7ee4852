"""Cells that are not dates: numbers of cases, counts, labels, flags and codes.

Here: text to a typed value, one distinct text at a time. Not here: dates (`dates`), identities (`privacy`), and
what follows when a cell cannot be read (`rules`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.ingest.numerals import NUMERALS, spoken
from pipelines.ingest.rules import warning
from pipelines.ingest.tidy import clean, simplified
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.deny import DENIED_VALUE_PARTS
from warehouse.catalogue.model import Field

LONGEST_TEXT = 200
LONGEST_LABEL = 40
LONGEST_ID = 64
_MOST_REMEMBERED = 100_000  # distinct texts of one column
_FEW = 1_000

_BLANKS = frozenset(("", "-", "--", "—", "——", "/", "\\", "\\n", "null", "none", "nan", "n/a", "#n/a", "#ref!"))
_NOTHING = _BLANKS | {"无", "暂无", "未知", "不详"}
_BRACKETS = str.maketrans("()", "（）")
_PERSONAL_NUMBER = re.compile(r"\d{11,}[Xx]?")  # a phone or identity number that strayed into a label
_BROKEN = "\ufffd"  # what a decoder puts in place of bytes that are no character
_COUNT = re.compile(r"([+-]?\d{1,15})(?:\.0+)?\(?[人件名个位批次户起条天日]{0,2}\)?")
_SPOKEN_COUNT = re.compile(rf"([{NUMERALS}]{{1,24}})\(?[人件名个位批次户起条天日]{{0,2}}\)?")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?:\D|$))")
_NUMBERING = re.compile(r".*[0-9A-Za-z].*|第?[(]?[零〇一二三四五六七八九十百甲乙丙丁]+[)、.]?[号件]?")
_TOWNSHIP_CODE = re.compile(r"(\d{12}|\d{9})(?:\D.*)?|.*\D\((\d{12}|\d{9})\)")
_CODE_THEN_LABEL = re.compile(r"([0-9a-z]+)[-_:.、]*([^0-9a-z].*)")
_LABEL_THEN_CODE = re.compile(r"(.*?[^0-9a-z(\-_:])[-_:]*\(?([0-9a-z]+)\)?")
_LABEL_WITH_NOTE = re.compile(r"([^0-9a-z(]+)\((?![0-9a-z]+\))[^()]+\)")
_FLAG = re.compile(r"^是否|标[志识]$")
_BEFORE_FLAG = {"": "1", "已": "1", "未": "0", "不": "0", "非": "0", "没有": "0"}
_CODE_BEFORE_NAME = re.compile(r"(?:\d{2,12}[-_:.、 ]+|(?:\d{9}|\d{12}))(?=[\u4e00-\u9fff])")
_CODE_BEHIND_NAME = re.compile(r"(?<=[\u4e00-\u9fff])\s*\(\d{6,12}\)$")
PATH_MARK = r"[_\-/>＞＿—－／→]"
_PATH = re.compile(rf"\s*{PATH_MARK}+\s*")

Reader = Callable[[str], tuple[Any, int]]


@dataclass
class Distinct:
    """Reads a column through a function of one text, once for each distinct text of a file."""

    read: Reader
    dtype: pl.DataType
    known: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def __call__(self, cells: pl.Series) -> tuple[pl.Series, pl.Series | None]:
        """Return the values of a column, and its warnings as bits if there are any."""
        texts = cells.unique().drop_nulls()
        pairs = [self._pair(text) for text in texts]
        if len(self.known) > _MOST_REMEMBERED:
            self.known.clear()
        has_warnings = any(bits for _, bits in pairs)
        values = pl.Series("value", [value for value, _ in pairs], dtype=self.dtype)
        warned = pl.Series("warned", [bits for _, bits in pairs], dtype=pl.UInt32)
        if len(texts) <= _FEW:  # a join costs three times as much, but does not grow with the distinct texts
            read = cells.replace_strict(texts, values, default=None, return_dtype=self.dtype)
            return read, cells.replace_strict(
                texts, warned, default=0, return_dtype=pl.UInt32
            ) if has_warnings else None
        table = pl.DataFrame([texts.alias("text"), values, warned])
        joined = cells.to_frame("text").join(table, on="text", how="left", maintain_order="left")
        return joined["value"], joined["warned"].fill_null(0) if has_warnings else None

    def _pair(self, text: str) -> tuple[Any, int]:
        pair = self.known.get(text)
        if pair is None:
            pair = self.known[text] = self.read(text)
        return pair


def label_key(text: str) -> str:
    """The form in which labels are compared."""
    compact = "".join(unicodedata.normalize("NFKC", clean(text)).split())
    return simplified(compact).lower().replace("〔", "(").replace("〕", ")")


def is_denied(text: str) -> bool:
    """Whether a value types a person."""
    compact = label_key(text)
    return any(part in compact for part in DENIED_VALUE_PARTS)


def read_id(text: str) -> str | None:
    """A number or code as text: no blanks, half-width, without the `.0` of a spreadsheet."""
    compact = "".join(unicodedata.normalize("NFKC", clean(text)).split())
    if compact.lower() in _NOTHING or len(compact) > LONGEST_ID:
        return None
    return re.sub(r"^(\d+)\.0+$", r"\1", compact)


def read_number(text: str) -> str | None:
    """The number of a case or of a row of a ledger; None if it numbers nothing.

    Words alone (见附件, a name from a shifted row) are no number, nor is one with a broken character.
    """
    number = read_id(text)
    return number if number and _NUMBERING.fullmatch(number) and _BROKEN not in number else None


def read_count(text: str) -> int | None:
    """A whole number, also `１２`, `3人`, `1,200`, `3.0`, `三十二人` and `两批`; None when it is none."""
    compact = _THOUSANDS.sub("", "".join(unicodedata.normalize("NFKC", clean(text)).split()))
    if match := _COUNT.fullmatch(compact):
        return int(match[1])
    match = _SPOKEN_COUNT.fullmatch(simplified(compact))
    return spoken(match[1]) if match else None


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return clean(text).lower() in _NOTHING


def read_text(text: str) -> tuple[str | None, int]:
    """A short label, kept as it is but in one script, with full-width brackets and without a code before it.

    So one name has one spelling.
    """
    cleaned = clean(text)
    if cleaned.lower() in _BLANKS:
        return None, 0
    if is_denied(cleaned):
        return None, warning("denied_value")
    text = _PERSONAL_NUMBER.sub("***", _in_one_script(_named(cleaned)[:LONGEST_TEXT])).translate(_BRACKETS)
    return text, warning("broken_text") if _BROKEN in text else 0


def _named(text: str) -> str:
    """The name of `350103001-东街街道` and `东街街道（350103001）`."""
    plain = unicodedata.normalize("NFKC", text[:40])
    if match := _CODE_BEFORE_NAME.match(plain):
        return text[match.end() :]
    match = _CODE_BEHIND_NAME.search(plain)
    return plain[: match.start()] if match else text


def _in_one_script(text: str) -> str:
    """Traditional script as simplified; a name that is simplified already (乾县) keeps characters that both have."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return simplified(text)
    return text


def township_code(text: str) -> str | None:
    """The code in a township cell that holds a code of 9 or 12 digits, instead of a name or beside it."""
    match = _TOWNSHIP_CODE.fullmatch(read_id(text) or "")
    return (match[1] or match[2]) if match else None


def split_path(text: str) -> tuple[str, str | None, str | None]:
    """The levels of a topic path: `城乡建设_征地拆迁` or `甲/乙/丙`; what follows the third joins it."""
    parts = [part for part in _PATH.split(text) if part]
    parts = [part for place, part in enumerate(parts) if place == len(parts) - 1 or not part.isdigit()]  # 01-城乡建设
    if not parts:
        return text, None, None
    return parts[0], parts[1] if len(parts) > 1 else None, "/".join(parts[2:]) or None


def path_reader(level: int) -> Reader:
    """A reader of one level of a topic path."""
    return lambda text: (split_path(text)[level], 0)


def label_reader(of: Field, aliases: Mapping[str, str], profile: Mapping[str, str]) -> Reader:
    """A reader of the codes or flags of one field.

    A code on no list is kept as it is with a warning; a flag that is neither yes nor no is unknown.

    Args:
        aliases: the office's own spellings of this list: label → code.
        profile: the feed's values: cell → code.
    """
    labels = _labels(of)
    for given in (aliases, profile):
        labels |= {label_key(label): code for label, code in given.items()}
    is_flag = of.kind == "flag"

    def read(text: str) -> tuple[str | int | None, int]:
        key = label_key(text)
        if key in _BLANKS:
            return None, 0
        code = _find(key, labels)
        if code is not None:
            return (int(code) if is_flag else code), 0
        if is_denied(text):
            return None, warning("denied_value")
        if is_flag:
            return None, warning("unknown_flag")
        return _PERSONAL_NUMBER.sub("***", clean(text))[:LONGEST_LABEL], warning("unknown_code")

    return read


def text_reader(profile: Mapping[str, str]) -> Reader:
    """A reader of short labels that a feed may spell otherwise."""
    known = {label_key(cell): value for cell, value in profile.items()}

    def read(text: str) -> tuple[str | None, int]:
        value = known.get(label_key(text)) if known else None
        return read_text(text) if value is None else (value, 0)

    return read


def _labels(of: Field) -> dict[str, str]:
    """All spellings of a code list; a list of first or repeat takes yes and no as well."""
    lists = ["flag"] if of.kind == "flag" else []
    lists += [of.codes] if of.codes else []
    named = _named_after(of) if of.kind == "flag" else {}
    return named | {
        label_key(label): code.id
        for name in lists
        for code in CODE_LISTS[name]
        for label in (code.id, code.name.zh, code.name.en, *code.labels)
    }


def _named_after(of: Field) -> dict[str, str]:
    """What a flag's own name says of a cell: 涉法涉诉 or 已化解 is yes, 非集体访 or 未化解 is no."""
    words = {_FLAG.sub("", label_key(header)) for header in (of.name.zh, *of.headers)}
    told = [(before + word, code) for word in words for before, code in _BEFORE_FLAG.items()]
    return dict(told)


def _find(key: str, labels: Mapping[str, str]) -> str | None:
    """Look a label up as it is, then without a note behind it, then as `code-label` or `label(code)`."""
    if key in labels:
        return labels[key]
    if match := _LABEL_WITH_NOTE.fullmatch(key):  # 网上信访(手机), 是(5人以上)
        return labels.get(match[1])
    if match := _CODE_THEN_LABEL.fullmatch(key):
        code, label = match.groups()
    elif match := _LABEL_THEN_CODE.fullmatch(key):
        label, code = match.groups()
    else:
        return None
    return labels.get(label.strip("()"), labels.get(code))
