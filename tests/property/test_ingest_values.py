"""What must hold of every cell: reading is total, and what was written is read back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.ingest.dates import read_dates
from pipelines.ingest.privacy import check_digit, id_numbers, mask
from pipelines.ingest.tidy import clean
from pipelines.ingest.values import label_reader, read_count, read_id, read_text, split_path
from warehouse.catalogue.fields import FIELDS

MOMENTS = st.datetimes(datetime(1930, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
BLANKS = st.text(" \t\n\u3000\u00a0\u200b", max_size=3)
FULL_WIDTH = str.maketrans("0123456789-:/", "０１２３４５６７８９－：／")
FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日%H时%M分%S秒",
    "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S", "%Y%m%d %H:%M:%S",
)  # fmt: skip


def read(text: str) -> datetime | None:
    return read_dates(pl.Series([text]), (), "Asia/Shanghai").local[0]


@given(MOMENTS, st.sampled_from(FORMS), BLANKS, BLANKS, st.booleans(), st.booleans())
def test_a_written_moment_is_read_back(
    moment: datetime, form: str, before: str, after: str, is_padded: bool, is_full_width: bool
) -> None:
    """Whatever the form, the padding, the width of the digits and the blanks around."""
    text = moment.strftime(form)
    if not is_padded and "%Y%m%d" not in form:
        text = re.sub(r"(?<=\D)0(?=\d)", "", text)
    if is_full_width:
        text = text.translate(FULL_WIDTH)
    assert read(before + text + after) == moment


@given(MOMENTS)
def test_a_serial_number_is_read_back_to_the_second(moment: datetime) -> None:
    """Excel counts days from 1899-12-30; five decimals would lose seconds, nine do not."""
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert read(f"{serial:.9f}") == moment


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), MOMENTS.map(str))))
@example(["2026-01-05", "", None, "9999-99-99", "0000000000", "\x0c", "\xad", "\x85'"])
def test_reading_dates_is_total(cells: list[str | None]) -> None:
    """No text is an error, every text is read, blank or named as unread, and never two of these."""
    column = read_dates(pl.Series(cells, dtype=pl.String), ("%d/%m/%Y",), "Asia/Shanghai")
    assert len(column.local) == len(column.unread) == len(cells)
    for cell, local, unread in zip(cells, column.local, column.unread, strict=True):
        assert not (unread and local is not None)
        assert not (unread and (cell is None or not clean(cell)))


@given(
    st.integers(0, 10**12),
    st.sampled_from(["", "人", "件", " 人次", ".0", ".00"]),
    BLANKS,
    st.booleans(),
    st.booleans(),
)
def test_a_written_count_is_read_back(
    number: int, unit: str, blank: str, has_commas: bool, is_full_width: bool
) -> None:
    """Units, decimals of nothing, separators, width."""
    text = f"{number:,}" if has_commas else str(number)
    text = text.translate(FULL_WIDTH) if is_full_width else text
    assert read_count(blank + text + unit + blank) == number


@given(st.text())
def test_reading_texts_is_total(text: str) -> None:
    """No text is an error, what is kept is short, tidy and on one line."""
    read_count(text)
    assert len(read_id(text) or "") <= 64
    kept, _ = read_text(text)
    assert kept is None or (0 < len(kept) <= 200 and "\x1f" not in kept and kept == " ".join(kept.split()))
    assert split_path(text)[0] or not text
    for name in ("channel", "counted_flag", "repeat_flag"):
        value, warned = label_reader(FIELDS[name], {}, {})(text)
        assert value is None or warned == 0 or (isinstance(value, str) and 0 < len(value) <= 40)
        assert name == "channel" or value in (0, 1, None)


@given(
    st.sampled_from(["1", "0", "是", "否", "重件", "初件"]),
    BLANKS,
    st.sampled_from(["", "{}-{}", "{}({})", "{}（{}）"]),
)
def test_flags_in_any_dress(text: str, blank: str, form: str) -> None:
    """Code, label, or both beside each other mean the same."""
    meaning = {"1": 1, "是": 1, "重件": 1, "0": 0, "否": 0, "初件": 0}[text]
    label, number = ("是", "1") if meaning else ("否", "0")
    dressed = form.format(number, label) if form else text
    assert label_reader(FIELDS["repeat_flag"], {}, {})(blank + dressed + blank) == (meaning, 0)


FIRST_17 = st.tuples(
    st.integers(110_000, 659_999), st.dates(date(1901, 1, 1), date(1999, 12, 31)), st.integers(0, 999)
).map(lambda parts: f"{parts[0]}{parts[1]:%Y%m%d}{parts[2]:03d}")


@given(FIRST_17, st.sampled_from(["", " ", "-", "\u3000"]), st.booleans(), st.booleans())
def test_one_person_has_one_number(first_17: str, mark: str, is_old: bool, is_full_width: bool) -> None:
    """15 or 18 characters, x or X, separators, width: one spelling, so one pseudonym."""
    number = first_17 + check_digit(first_17)
    body = first_17[:6] + first_17[8:] if is_old else number.lower()
    cuts = (6, 12) if is_old else (6, 14)
    text = mark.join([body[: cuts[0]], body[cuts[0] : cuts[1]], body[cuts[1] :]])
    text = text.translate(FULL_WIDTH) if is_full_width else text
    assert id_numbers(text) == [number]


@given(
    st.lists(FIRST_17, min_size=1, max_size=4, unique=True),
    st.sampled_from(["、", ",", "，", ";", "；", "/", "\n", " "]),
)
def test_several_people_in_a_cell(people: list[str], mark: str) -> None:
    """Each of them is keyed."""
    numbers = [first_17 + check_digit(first_17) for first_17 in people]
    assert id_numbers(mark.join(numbers)) == numbers


@given(st.text())
def test_a_mask_hides_numbers_and_names(text: str) -> None:
    """No run of seven digits and no name survives it."""
    shown = mask(text)
    assert not re.search(r"\d{7}", shown)
    assert len(shown) <= 40
    assert "张" not in mask(text + "张三")
