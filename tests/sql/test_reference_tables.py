"""Townships and units by reference table, by alias, by code, and without a table (metric book 0; domain book 6)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import add_alias
from tests.sql.boundary import AS_OF, GOOD
from tests.warehouse_builder import Builder, builder

TOWNSHIPS: list[dict[str, Any]] = [
    {"ref_township_code": "360702001", "ref_township_name": "东关街道", "aliases": "东关办；东街",
     "unit_group": "街道"},
    {"ref_township_code": "360702002", "ref_township_name": "西河镇", "aliases": None, "unit_group": "乡镇"},
]  # fmt: skip
DEPARTMENTS: list[dict[str, Any]] = [
    {"ref_department_code": "D1", "ref_department_name": "城市管理局", "aliases": "城管局;执法局", "unit_group": "县直",
     "is_petition_organ": 0},
    {"ref_department_code": "D2", "ref_department_name": "县信访局", "aliases": None, "unit_group": None,
     "is_petition_organ": 1},
]  # fmt: skip

PLACES: dict[str, tuple[str | None, str | None, str]] = {
    # name, code in the export → class
    "name": ("西河镇", None, "360702002"),
    "alias": ("东关办", None, "360702001"),
    "second alias, full-width semicolon": ("东街", None, "360702001"),
    "9-digit code": (None, "360702002", "360702002"),
    "12-digit code": (None, "360702002000", "360702002"),
    "12-digit code of a village": (None, "360702002203", "360702002"),
    "code wins over name": ("东关街道", "360702002", "360702002"),
    "unknown code, known name": ("东关街道", "999999999", "360702001"),
    "code in the column of names": ("360702002", None, "360702002"),
    "12-digit code in the column of names": ("360702002000", None, "360702002"),
    "unknown name": ("无此镇", None, "未匹配"),
    "unknown code": (None, "999999999", "未匹配"),
    "blank": (None, None, "未填"),
}  # fmt: skip


def case(name: str, **fields: Any) -> dict[str, Any]:
    return {"case_id": name, "department": "城管局", **GOOD, **fields}


def shown(office: Builder, dimension: str) -> dict[str, str]:
    return dict(office.connection.execute(f"select c.case_id, c.{dimension} from core.case c order by 1").fetchall())


@pytest.mark.parametrize("codes", ["9 digits", "12 digits"])
def test_townships_by_name_alias_and_code(tmp_path: Path, codes: str) -> None:
    """The reference table may hold either form; the export may hold either form."""
    suffix = "000" if codes == "12 digits" else ""
    office = builder(tmp_path / "home")
    office.file(
        "2024-01-01", [{**t, "ref_township_code": t["ref_township_code"] + suffix} for t in TOWNSHIPS], "townships"
    )
    office.file(AS_OF, [case(n, township=name, township_code=code) for n, (name, code, _) in PLACES.items()])
    office.build(AS_OF)
    expected = {n: c if c in ("未匹配", "未填") else c + suffix for n, (_, _, c) in PLACES.items()}
    assert shown(office, "township") == expected


def test_units_by_name_alias_and_code_and_their_groups(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", DEPARTMENTS, "departments")
    names = {
        "name": "城市管理局",
        "alias": "执法局",
        "code": "D1",
        "no group": "县信访局",
        "unknown": "某公司",
        "blank": None,
    }
    office.file(AS_OF, [case(n, department=d) for n, d in names.items()])
    office.build(AS_OF)
    assert shown(office, "department") == {
        "name": "D1", "alias": "D1", "code": "D1", "no group": "D2", "unknown": "未匹配", "blank": "未填",
    }  # fmt: skip
    groups = shown(office, "department_group")
    assert (groups["alias"], groups["no group"], groups["unknown"]) == ("县直", "未填", "未填")


def test_without_a_reference_table_names_are_taken_as_they_are(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file(AS_OF, [case("a", township="无此镇"), case("b", township=None, department=None),
                        case("c", township=None, township_code="360702002")])  # fmt: skip
    office.build(AS_OF)
    assert shown(office, "township") == {"a": "无此镇", "b": "未填", "c": "360702002"}
    assert shown(office, "department") == {"a": "城管局", "b": "未填", "c": "城管局"}


def test_without_a_reference_table_a_name_seen_beside_one_code_is_that_code(tmp_path: Path) -> None:
    """`360702001-东关街道` and a bare 东关街道 are one place; a name beside two codes stays what it is."""
    places = {
        "coded": ("东关街道", "360702001"), "of a village": ("东关街道", "360702001203"), "bare": ("东关街道", None),
        "here": ("新村", "360702002"), "there": ("新村", "360702003"), "which": ("新村", None),
    }  # fmt: skip
    office = builder(tmp_path / "home")
    office.file(AS_OF, [case(n, township=name, township_code=code) for n, (name, code) in places.items()])
    office.build(AS_OF)
    assert shown(office, "township") == {
        "coded": "360702001", "of a village": "360702001", "bare": "360702001",
        "here": "360702002", "there": "360702003", "which": "新村",
    }  # fmt: skip


def test_unmatched_names_are_listed_from_three_cases_on(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", TOWNSHIPS, "townships")
    office.file(
        AS_OF,
        [case(f"a{n}", township="三件镇") for n in range(3)] + [case(f"b{n}", township="两件镇") for n in range(2)],
    )
    office.build(AS_OF)
    assert office.connection.execute("select kind, name, cases, codes from marts.unmatched_name").fetchall() == [
        ("township", "三件镇", 3, 0)
    ]


def test_a_name_of_several_units_is_none_of_them_until_an_alias_decides(tmp_path: Path) -> None:
    """The lesser code would be as good a guess as the other; the alias of the office is none."""
    office = builder(tmp_path / "home")
    twins = [{**TOWNSHIPS[0], "aliases": None}, {**TOWNSHIPS[1], "ref_township_name": "东关街道", "aliases": "西河"}]
    office.file("2024-01-01", twins, "townships")
    office.file("2024-01-01", [{**d, "aliases": "执法局"} for d in DEPARTMENTS], "departments")
    places = {"a": "东关街道", "b": "东关街道", "c": "东关街道", "other spelling": "西河"}
    office.file(AS_OF, [case(n, township=name, department="执法局") for n, name in places.items()])
    office.build(AS_OF)
    assert shown(office, "township") == {"a": "未匹配", "b": "未匹配", "c": "未匹配", "other spelling": "360702002"}
    assert set(shown(office, "department").values()) == {"未匹配"}
    listed = "select kind, name, cases, codes from marts.unmatched_name order by 1"
    assert office.connection.execute(listed).fetchall() == [
        ("department", "执法局", 4, 2), ("township", "东关街道", 3, 2),
    ]  # fmt: skip
    add_alias(office.home, "township", "东关街道", "360702001")
    office.build(AS_OF)
    assert shown(office, "township")["a"] == "360702001"


def test_every_member_of_a_breakdown_has_one_name(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", TOWNSHIPS, "townships")
    office.file(AS_OF, [case(n, township=name, township_code=code) for n, (name, code, _) in PLACES.items()]
                + [case("accused", purpose="accusation")])  # fmt: skip
    office.build(AS_OF)
    nameless = office.connection.execute(
        "select f.township, count(distinct t.name) from marts.fact_case f "
        "left join marts.township t on t.code = f.township group by f.township having count(distinct t.name) <> 1"
    ).fetchall()
    assert nameless == []


def test_the_petition_organ_comes_from_the_class_else_from_the_table(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", DEPARTMENTS, "departments")
    bare = {k: v for k, v in GOOD.items() if k != "registered_class"}
    rows = {"organ": "县信访局", "other": "城管局", "unknown": "某机关", "blank": None}
    office.file(AS_OF, [{"case_id": n, "department": "D1", **bare, "deadline_on": "2024-03-10", "registered_by": by}
                        for n, by in rows.items()])  # fmt: skip
    office.build(AS_OF)
    reasons = dict(office.connection.execute("select case_id, performance_x from core.case").fetchall())
    assert reasons == {"organ": None, "other": "not_petition_organ", "unknown": None, "blank": None}


# --- reference rows are versioned like cases ---


def test_a_later_reference_table_does_not_change_an_earlier_day(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", TOWNSHIPS, "townships")
    office.file(
        "2024-05-01", [case("a", township="西河镇"), case("b", township="新西河镇"), case("c", township="西河")]
    )
    office.file("2024-06-01", [{**TOWNSHIPS[1], "ref_township_name": "新西河镇", "aliases": "西河"}], "townships")
    office.build("2024-05-15")
    assert shown(office, "township") == {"a": "360702002", "b": "未匹配", "c": "未匹配"}
    office.build(AS_OF)
    assert shown(office, "township") == {"a": "未匹配", "b": "360702002", "c": "360702002"}


def test_without_a_table_that_old_the_earliest_is_used(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-05-01", [case("a", township="西河镇")])
    office.file("2024-06-01", TOWNSHIPS, "townships")
    office.build("2024-05-15")
    assert shown(office, "township") == {"a": "360702002"}


def test_aliases_of_a_withdrawn_table_are_gone(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", TOWNSHIPS, "townships")
    office.file("2024-02-01", [{**TOWNSHIPS[1], "aliases": "错名"}], "townships")
    office.file(AS_OF, [case("a", township="错名")])
    office.build(AS_OF)
    assert shown(office, "township") == {"a": "360702002"}
    office.connection.execute("update raw.file set retracted_at = ingested_at where file_id = 2")
    office.build(AS_OF)
    assert shown(office, "township") == {"a": "未匹配"}


def test_a_column_absent_from_a_later_reference_table_says_nothing(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file("2024-01-01", TOWNSHIPS, "townships")
    office.file(
        "2024-02-01",
        [{"ref_township_code": "360702001", "ref_township_name": "东关街道", "population": 9}],
        "townships",
    )
    office.file(AS_OF, [case("a", township="东街")])
    office.build(AS_OF)
    assert shown(office, "township") == {"a": "360702001"}
    groups = office.connection.execute("select unit_group, population from staging.township where code = '360702001'")
    assert groups.fetchall() == [("街道", 9)]


def test_a_later_table_of_periods_does_not_change_an_earlier_day(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    period = {"period_name": "春节", "starts_on": "2025-01-28", "lead_days": 14}
    office.file("2024-01-01", [{**period, "ends_on": "2025-02-04", "period_status": "predicted"}], "sensitive_periods")
    office.file("2024-06-01", [{**period, "ends_on": "2025-02-05", "period_status": "confirmed"}], "sensitive_periods")
    states = {}
    for as_of in ("2023-12-31", "2024-03-01", AS_OF):
        office.build(as_of)
        states[as_of] = office.connection.execute(
            "select ends_on, period_status from staging.sensitive_period"
        ).fetchall()
    predicted, confirmed = [(date(2025, 2, 4), "predicted")], [(date(2025, 2, 5), "confirmed")]
    assert states == {"2023-12-31": predicted, "2024-03-01": predicted, AS_OF: confirmed}
