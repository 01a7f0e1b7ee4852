"""Which column is which field."""

from __future__ import annotations

import pytest

from pipelines.ingest.headers import Names, best_map, is_denied, map_columns, may_become, normalise
from tingmin import _check_header
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.sources import SOURCES

NONE = Names()


def fields_of(*headers: str, names: Names = NONE, source: str = "cases") -> dict[str, str]:
    found = map_columns(headers, SOURCES[source], names)
    return {headers[index]: field for field, index in found.columns.items()}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("信访人数（人）", "信访人数"),
        ("信访人数(人) ", "信访人数"),
        ("登记\n时间", "登记时间"),
        ("\ufeff信访件编号", "信访件编号"),
        ("信 访 件 编 号", "信访件编号"),
        ("*信访件编号", "信访件编号"),
        ("重復信訪件編號", "重复信访件编号"),
        ("ＸＦＪＢＨ", "xfjbh"),
        ("办结日期【年-月-日】（必填）", "办结日期"),
        ("登记时间：", "登记时间"),
        ("[登记时间]", "登记时间"),
        ("【信访件编号】", "信访件编号"),
        ("二、登记时间", "登记时间"),
        ("登记时间▼", "登记时间"),
        ("★登记时间", "登记时间"),
        ("是否集体訪？", "是否集体访"),
        ("一级分类", "一级分类"),
        ("（人）", "(人)"),
        ("主办/协办", "主办/协办"),
    ],
)
def test_one_spelling(header: str, expected: str) -> None:
    """Width, script, blanks, line breaks, units in brackets and marks of required columns do not matter."""
    assert normalise(header) == expected


def test_every_header_of_the_catalogue_is_found() -> None:
    """No header of the catalogue is on the deny-list, and each leads to its field where its source stands alone."""
    for source in SOURCES.values():
        for name in source.fields:
            for header in FIELDS[name].headers:
                assert not is_denied(header)
                assert map_columns([header], source, NONE).columns, (source.id, header)


def test_a_matter_number_is_the_case_number_where_none_stands_beside_it() -> None:
    """信访事项编号 names the matter when the case has its own number, else it is all the number there is."""
    assert fields_of("信访件编号", "信访事项编号") == {"信访件编号": "case_id", "信访事项编号": "matter_id"}
    assert fields_of("事项编号", "登记时间") == {"事项编号": "case_id", "登记时间": "registered_at"}
    assert fields_of("信访事项编号") == {"信访事项编号": "case_id"}
    assert fields_of("信访事项编号", "工单编号") == {"信访事项编号": "matter_id", "工单编号": "case_id"}


def test_two_columns_for_one_field() -> None:
    """The catalogue's first header wins wherever it stands; the other column is left aside and named."""
    found = map_columns(["录入时间", "登记时间", "xfjbh"], SOURCES["cases"], NONE)
    assert found.columns["registered_at"] == 1
    assert found.unmapped == [("录入时间", False)]


def test_denied_headers_are_dropped_whatever_maps_them() -> None:
    """Neither a profile nor an alias reaches the deny-list."""
    names = Names(profile={"重点人员标志": "status"}, aliases={"是否扬言": "channel"})
    found = map_columns(["信访件编号", "重点人员标志", "是否扬言", "家庭住址"], SOURCES["cases"], names)
    assert list(found.columns) == ["case_id"]
    assert found.unmapped == [("重点人员标志", True), ("是否扬言", True), ("家庭住址", True)]


def test_no_name_of_ones_own_stores_an_identity() -> None:
    """A profile or an alias may say which column identifies a person, and nothing else of it."""
    names = Names(
        profile={"来访人姓名": "department", "联系人电话": "person_phone"}, aliases={"身份证": "related_case_id"}
    )
    found = fields_of("信访件编号", "来访人姓名", "联系人电话", "身份证", names=names)
    assert found == {"信访件编号": "case_id", "联系人电话": "person_phone", "身份证": "person_id_number"}


def test_no_stored_field_is_known_by_a_header_of_identities() -> None:
    """The catalogue keeps its own rule."""
    stored = [field for field in FIELDS.values() if field.stored]
    assert [(f.id, header) for f in stored for header in f.headers if not may_become(header, f.id)] == []


def test_own_names_come_first() -> None:
    """A profile wins over an alias, an alias over the catalogue."""
    names = Names(profile={"甲": "township"}, aliases={"属地": "department", "甲": "channel"})
    assert fields_of("甲", "属地", "乡镇", names=names) == {"甲": "township", "属地": "department"}


@pytest.mark.parametrize(
    ("headers", "source"),
    [
        (["信访件编号", "登记时间", "信访形式"], "cases"),
        (["接访日期", "领导级别", "批次", "人次", "接访地点"], "receptions"),
        (["接访日期", "领导级别", "接访形式", "处理结果"], "receptions"),
        (["日期", "起数", "人数"], "receptions"),
        (["接访日期", "领导级别", "接访地点"], "reception_plan"),
        (["信访件编号", "包案领导级别", "包案单位", "包案日期", "化解时限"], "owned_cases"),
        (["信访件编号", "包案领导级别", "包案单位", "结案日期", "责任单位"], "owned_cases"),
        (["信访件编号", "登记时间", "责任单位", "领导级别"], "cases"),
        (["排查编号", "排查日期", "属地", "化解日期"], "disputes"),
        (["代码", "名称", "常住人口"], "townships"),
        (["代码", "名称", "是否信访工作机构"], "departments"),
        (["名称", "开始日期", "结束日期"], "sensitive_periods"),
        (["序号", "议定日期", "责任单位", "完成时限"], "decisions"),
        (["乡镇代码", "乡镇名称", "常住人口"], "townships"),
        (["单位代码", "单位名称", "分组"], "departments"),
        (["分类代码", "一级分类", "二级分类"], "topics"),
        (["时段名称", "开始日期", "结束日期"], "sensitive_periods"),
    ],
)
def test_the_source_is_guessed(headers: list[str], source: str) -> None:
    """The signature must be there; the source that takes most columns wins."""
    found = best_map(headers, list(SOURCES.values()), NONE)
    assert found is not None
    assert found.source.id == source


def test_no_source_is_guessed_from_nothing() -> None:
    """A table of something else is not forced into a source."""
    assert best_map(["日期", "名称", "是否工作日"], list(SOURCES.values()), NONE) is None


def test_a_table_of_codes_and_names_is_not_guessed() -> None:
    """Townships and units look alike; said which, they are taken."""
    headers = ["代码", "名称", "别名", "分组"]
    assert best_map(headers, list(SOURCES.values()), NONE) is None
    assert fields_of(*headers, source="departments") == {
        "代码": "ref_department_code", "名称": "ref_department_name", "别名": "aliases", "分组": "unit_group",
    }  # fmt: skip


def test_a_named_source_needs_only_what_its_rows_must_have() -> None:
    """A ledger without the columns by which it would be guessed is taken when the clerk says what it is."""
    headers = ["案件编号", "包案单位", "是否息诉罢访"]
    assert best_map(headers, list(SOURCES.values()), NONE) is None
    found = best_map(headers, [SOURCES["owned_cases"]], NONE)
    assert found is not None
    assert found.source.id == "owned_cases"
    assert best_map(["包案领导级别"], [SOURCES["owned_cases"]], NONE) is None


def test_blank_headers_are_no_columns() -> None:
    """Excel leaves columns without a name; they are neither mapped nor listed."""
    assert map_columns(["信访件编号", "", " "], SOURCES["cases"], NONE).unmapped == []


@pytest.mark.parametrize(
    ("header", "field"), [("联系人电话", "department"), ("重点人员", "status"), ("姓名", "person_name")]
)
def test_an_alias_that_would_never_be_used_is_refused(header: str, field: str) -> None:
    """The clerk is told at once."""
    if field == "person_name":
        _check_header(header, field)
    else:
        with pytest.raises(ValueError, match="不能对应"):
            _check_header(header, field)
