"""Counts, flags, codes, labels and numbers as people write them."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.ingest import values
from pipelines.ingest.rules import warning
from warehouse.catalogue.fields import FIELDS


def code(field: str, text: str) -> object:
    return values.label_reader(FIELDS[field], {}, {})(text)[0]


@pytest.mark.parametrize(
    ("text", "count"),
    [("3", 3), ("３", 3), ("3人", 3), ("3 人次", 3),
     ("1,200", 1200), ("１，２００", 1200), ("3.0", 3), (" 12\u3000", 12),
     ("-1", -1), ("0", 0), ("99999", 99999), ("三", 3), ("两", 2), ("三十二人", 32), ("十", 10), ("一百零五人次", 105),
     ("兩批", 2), ("3（人）", 3), ("壹佰", 100), ("二〇", 20), ("一万二千", 12000)],
)  # fmt: skip
def test_counts(text: str, count: int) -> None:
    """Units, separators and `3.0` come from hands and spreadsheets."""
    assert values.read_count(text) == count


@pytest.mark.parametrize(
    "text",
    ["约5人", "3.5", "1,20", "5-6", "1e3", "人", "十几", "一百二", "二万三", "百", "五十五十", "万"],
)
def test_what_is_no_whole_number(text: str) -> None:
    """A guess at a number is worse than none."""
    assert values.read_count(text) is None


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("counted_flag", "是", 1), ("counted_flag", "√", 1), ("counted_flag", "1-是", 1), ("counted_flag", "0", 0),
        ("counted_flag", "否(0)", 0), ("collective_flag", "是（5人以上）", 1), ("counted_flag", "Ｙ", 1),
        ("repeat_flag", "重件", 1), ("repeat_flag", "初件", 0), ("repeat_flag", "是", 1), ("repeat_flag", "重復", 1),
        ("confidential_flag", "保密", 1), ("confidential_flag", "匿名", 1), ("confidential_flag", "公开", 0),
        ("confidential_flag", "不保密", 0), ("collective_flag", "集体访", 1), ("collective_flag", "個體訪", 0),
        ("collective_flag", "非集体访", 0), ("litigation_flag", "涉法涉诉", 1), ("resolved_flag", "已化解", 1),
        ("resolved_flag", "未化解", 0), ("nonnormal_flag", "非正常上访", 1), ("leader_level", "乡级", "township_leader"),
        ("leader_level", "县委书记", "head"), ("leader_level", "副县长", "county_leader"),
        ("first_flag", "初次", 1), ("first_flag", "重复", 0), ("first_flag", "否", 0),
        ("repeat_flag", "重", 1), ("first_flag", "非初次", 0), ("counted_flag", "V", 1), ("counted_flag", "□", 0),
        ("channel", "走访（集体访）", "visit"), ("channel", "不是走访（信）", "不是走访（信）"),
        ("channel", "走访", "visit"), ("channel", "300-网上信访", "web"), ("channel", "网上信访（300）", "web"),
        ("channel", "300", "web"), ("channel", "網上信訪", "web"),
        ("channel", " 来 访 ", "visit"), ("channel", "visit", "visit"),
        ("registered_level", "国家（进京）", "national"), ("registered_level", "县(市、区)", "county"),
        ("evaluation_unit", "不满意", "dissatisfied"),
    ],
)  # fmt: skip
def test_codes(field: str, text: str, value: object) -> None:
    """Exports print code, label or both; traditional script and full-width forms are met in one office."""
    assert code(field, text) == value


@pytest.mark.parametrize("text", ["", "-", "——", "/", "NULL"])
def test_blank_codes(text: str) -> None:
    """A dash in a code column is a blank, not an unknown code."""
    assert values.label_reader(FIELDS["channel"], {}, {})(text) == (None, 0)


def test_unknown_labels() -> None:
    """A label on no list is kept as it is; a flag that is neither yes nor no is unknown."""
    channel = values.label_reader(FIELDS["channel"], {}, {})
    assert channel(" 心灵感应 ") == ("心灵感应", warning("unknown_code"))
    assert channel("很长" * 40)[0] == "很长" * 20
    assert values.label_reader(FIELDS["counted_flag"], {}, {})("大概") == (None, warning("unknown_flag"))


def test_unknown_label_is_never_forced_into_a_neighbour() -> None:
    """满意 is part of 不太满意 and means the opposite."""
    assert code("evaluation_unit", "不太满意") == "不太满意"


def test_own_spellings_come_before_the_catalogue() -> None:
    """An alias of the office, then a feed's values, decide."""
    reader = values.label_reader(FIELDS["channel"], {"爱心热线": "phone", "来访": "other"}, {"Mobile App": "web"})
    assert [reader(text)[0] for text in ("爱心热线", "来访", "mobile app")] == ["phone", "other", "web"]


@pytest.mark.parametrize("text", ["重点人员", "有扬言 上访", "老 户", "穩控对象"])
def test_typing_of_persons_is_dropped(text: str) -> None:
    """The deny-list holds on values too, whatever the column is called."""
    assert values.read_text(text) == (None, warning("denied_value"))
    assert values.label_reader(FIELDS["status"], {}, {})(text) == (None, warning("denied_value"))


def test_text_is_tidied_and_kept() -> None:
    """Names come with newlines, U+3000, NBSP and either kind of bracket; the words stay."""
    assert values.read_text("\n\u3000城管办(城市 管理\u00a0办公室)\u200b") == ("城管办（城市 管理 办公室）", 0)
    assert values.read_text("x" * 300) == ("x" * 200, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [("350103001-东街街道", "东街街道"), ("350103001000 东街街道", "东街街道"), ("03：城管局", "城管局"), ("350103001东街街道", "东街街道"), ("东街街道（350103001）", "东街街道"), ("12345热线", "12345热线"), ("3-1号楼", "3-1号楼")],
)  # fmt: skip
def test_a_code_before_a_name(text: str, name: str) -> None:
    """Some systems print both; the name is what everybody knows."""
    assert values.read_text(text) == (name, 0)


@pytest.mark.parametrize(("text", "kept"), [("東街鎮", "东街镇"), ("乾县", "乾县"), ("城管辦(東)", "城管办（东）")])
def test_names_are_kept_in_one_script(text: str, kept: str) -> None:
    """One office's files hold both scripts; a simplified name is not simplified further."""
    assert values.read_text(text) == (kept, 0)


def test_personal_numbers_do_not_stay_in_labels() -> None:
    """A shifted row puts phones and identity numbers where a unit should stand."""
    assert values.read_text("城管局13800138000") == ("城管局***", 0)
    assert values.read_text("350102198001011234") == ("***", 0)


@pytest.mark.parametrize(
    ("text", "number"),
    [("  XF 2026-001 ", "XF2026-001"), ("ＸＦ２０２６", "XF2026"), ("12345.0", "12345"), ("\ufeff1", "1"), ("-", None),
     ("x" * 65, None), ("见附件", None), ("二", "二"),
     ("350100202601000000", "350100202601000000")],
)  # fmt: skip
def test_ids(text: str, number: str | None) -> None:
    """A number is text; a whole sentence in its place is none."""
    assert values.read_number(text) == number


@pytest.mark.parametrize(
    ("text", "found"), [("350103001", "350103001"), ("350103001000", "350103001000"), ("350103", None), ("东街", None)]
)
def test_township_codes(text: str, found: str | None) -> None:
    """Township cells hold a name or a statistical code of 9 or 12 digits."""
    assert values.township_code(text) == found


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("城乡建设_征地拆迁", ("城乡建设", "征地拆迁", None)),
        ("城乡建设-征地拆迁-补偿", ("城乡建设", "征地拆迁", "补偿")),
        ("甲 / 乙 / 丙", ("甲", "乙", "丙")),
        ("甲＞乙", ("甲", "乙", None)),
        ("甲>乙>丙>丁", ("甲", "乙", "丙/丁")),
        ("城乡建设", ("城乡建设", None, None)),
        ("—", ("—", None, None)),
        ("01-城乡建设_0102-征地拆迁", ("城乡建设", "征地拆迁", None)),
        ("甲/12", ("甲", "12", None)),
    ],
)
def test_topic_paths(text: str, levels: tuple[str | None, ...]) -> None:
    """One column holds the whole path, with whatever mark the system uses."""
    assert values.split_path(text) == levels


@pytest.mark.parametrize("distinct", [3, 5000])
def test_a_column_of_few_and_of_many_texts(distinct: int) -> None:
    """Few distinct texts are replaced, many are joined; both keep order, blanks and warnings."""
    texts = [None if n % 7 == 0 else f"单位{n % distinct}" for n in range(10_000)]
    reader = values.Distinct(lambda text: (text[2:], int(text.endswith("1"))), pl.String())
    read, warned = reader(pl.Series(texts))
    assert read.to_list() == [text and text[2:] for text in texts]
    assert warned is not None
    assert warned.dtype == pl.UInt32
    assert warned.to_list() == [int(text is not None and text.endswith("1")) for text in texts]


@pytest.mark.parametrize(
    ("text", "code"),
    [("350103001", "350103001"), ("３５０１０３００１０００", "350103001000"), ("350103001-东街街道", "350103001"),
     ("东街街道(350103001)", "350103001"), ("东街街道", None), ("350103", None), ("13800138000东街", None)],
)  # fmt: skip
def test_township_codes_beside_names(text: str, code: str | None) -> None:
    """A code alone, or beside the name."""
    assert values.township_code(text) == code
