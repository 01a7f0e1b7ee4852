"""What the doctor sees of a home and its machine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.doctor import diagnose
from warehouse.home import Home

TODAY = date(2026, 11, 22)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "数据")
    home.create()
    return home


def said(home: Home, state: str) -> str:
    return "\n".join(d.text.zh for d in diagnose(home, TODAY) if d.state == state)


def test_a_new_home_lacks_and_nothing_is_wrong(home: Home) -> None:
    assert said(home, "wrong") == ""
    assert "尚未导入任何数据" in said(home, "lacking")
    assert "没有2027年节假日安排" in said(home, "lacking")


def test_no_home_yet(tmp_path: Path) -> None:
    assert "tingmin init" in said(Home(tmp_path / "无"), "lacking")


def test_a_key_that_others_can_read_is_wrong(home: Home) -> None:
    home.key_file.chmod(0o644)
    assert "chmod 600" in said(home, "wrong")


def test_a_lost_key_is_wrong(home: Home) -> None:
    home.key_file.unlink()
    assert "备份" in said(home, "wrong")


def test_a_setting_that_cannot_be_taken_is_wrong(home: Home) -> None:
    home.configuration_file.write_text("[calendar]\nweek_strat = 1\n", "utf-8")
    assert "week_start" in said(home, "wrong")


def test_the_office_has_its_own_holidays(home: Home) -> None:
    (home.reference / "holidays.csv").write_text("日期,名称,是否工作日\n2027-02-06,春节,否\n", "utf-8")
    assert "今明两年" in said(home, "ok")
    (home.reference / "holidays.csv").write_text("日期,名称,是否工作日\n2027-02-31,春节,否\n", "utf-8")
    assert "第2行" in said(home, "wrong")
