"""The same person with the same thing, found without a number, and still found when the keys are gone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.definitions import run_build
from pipelines.office import Office
from warehouse.home import Home
from warehouse.query import metric

HEADER = "信访件编号,登记时间,信访形式,问题属地,内容分类,全国初次标志,办结时间,身份证号,概况信息"
TEXT = "反映纺织厂老宿舍电梯故障停运长期不修"
PERSON, OTHER = "990001198001011234", "990001198502025678"


def take(home: Home, folder: Path, name: str, *rows: str) -> None:
    file = folder / name
    file.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    office = Office(home, paths=[file])
    assert run_build(office), office.failure
    assert not office.reports[0].error, office.reports[0].error


def case(number: str, day: str, person: str, text: str = TEXT, closed: str = "") -> str:
    first = "是" if number == "A1" else "否"
    return f"{number},{day},来访,甲镇,城乡建设_物业管理,{first},{closed},{person},{text}"


def one_off(home: Home) -> float | int | None:
    return metric(home, "one_off_resolution", exact=True).cells[0].value


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.mark.parametrize(
    ("second", "resolved"),
    [
        (case("A2", "2024-03-01", PERSON, TEXT + "，多次反映未果"), 0),
        (case("A2", "2024-03-01", OTHER), 1),
        (case("A2", "2024-03-01", PERSON, "反映征地补偿款按旧标准发放"), 1),
        (case("A2", "2024-06-01", PERSON), 1),
    ],
    ids=["again", "other person", "other thing", "after 90 days"],
)
def test_a_derived_matter_decides_one_off_resolution(home: Home, tmp_path: Path, second: str, resolved: int) -> None:
    take(home, tmp_path, "cases-20241231.csv", case("A1", "2024-01-05", PERSON, closed="2024-02-01"), second)
    assert one_off(home) == resolved
    assert "derived" in metric(home, "one_off_resolution").basis


def test_an_office_may_ask_for_declared_and_linked_matters_only(home: Home, tmp_path: Path) -> None:
    """The derived link is still made and counted; it only decides no figure."""
    take(
        home,
        tmp_path,
        "cases-20241231.csv",
        case("A1", "2024-01-05", PERSON, closed="2024-02-01"),
        case("A2", "2024-03-01", PERSON),
    )
    assert one_off(home) == 0
    assert run_build(Office(_declared_only(home)))
    assert one_off(home) is None  # nothing that was exported links cases
    with duckdb.connect(str(home.database), read_only=True) as connection:
        assert connection.execute("select count(*) from core.derived_link").fetchall() == [(1,)]


def _declared_only(home: Home) -> Home:
    text = home.configuration_file.read_text("utf-8")
    home.configuration_file.write_text(text.replace('matters = "all"', 'matters = "declared_linked"'), "utf-8")
    return home


def keys(home: Home) -> int:
    with duckdb.connect(str(home.database), read_only=True) as connection:
        return connection.execute("select count(*) from restricted.case_key").fetchall()[0][0]


def test_old_keys_are_forgotten_and_their_links_are_not(home: Home, tmp_path: Path) -> None:
    """Two years on the keys of 2022 are gone; what they had linked stays linked."""
    take(
        home,
        tmp_path,
        "cases-20221231.csv",
        case("A1", "2022-01-05", PERSON, closed="2022-02-01"),
        case("A2", "2022-03-01", PERSON),
    )
    assert one_off(home) == 0
    assert keys(home) == 4
    take(home, tmp_path, "cases-20250301.csv", case("B1", "2025-02-20", OTHER, "反映夜间加工厂噪声扰民"))
    assert keys(home) == 2
    assert one_off(home) == 0
    with duckdb.connect(str(home.database), read_only=True) as connection:
        links = connection.execute("select case_id, first_case_id, evidence from raw.matter_link").fetchall()
    assert links == [("A2", "A1", "derived")]
