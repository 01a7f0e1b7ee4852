"""The home directory and its configuration."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines.ingest.headers import Names, best_map
from warehouse.catalogue.sources import SOURCES
from warehouse.home import (
    TEMPLATE,
    Configuration,
    ConfigurationError,
    Home,
    parse_configuration,
    write_reference_templates,
)


def test_the_template_is_the_defaults() -> None:
    """What `init` writes changes nothing but the names."""
    written = parse_configuration(TEMPLATE.format(name="甲县信访局", region="甲县"))
    assert written.thresholds == Configuration().thresholds
    assert written.calendar == Configuration().calendar
    assert written.basis == Configuration().basis
    assert written.clocks == Configuration().clocks
    assert written.office.name == "甲县信访局"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[thresholds]\ncollective_min_person = 5", "collective_min_persons"),
        (
            '[[clock]]\nid = "a"\nstep = "closing"\ndays = -5\nvalid_from = 2022-01-01',
            "clock.days = -5，应为不小于1的整数",
        ),
        ('[[clock]]\nid = "a"\nstep = "closing"\ndays = "60"\nvalid_from = 2022-01-01', "clock.days = '60'，应为"),
        (
            '[[clock]]\nid = "a"\nstep = "closing"\ndays = 60\nvalid_from = "2022-01-01"',
            "clock.valid_from = '2022-01-01'，应为日期",
        ),
        (
            '[[clock]]\nid = "a"\nstep = "closing"\ndays = 60\nvalid_from = 2022-01-01\nvalid_to = 2021-01-01',
            "clock.valid_to = 2021-01-01 早于",
        ),
        (
            '[[clock]]\nid = "a"\nstep = "closing"\ndays = 60\nvalid_from = 2022-01-01\nextension_days = -1',
            "clock.extension_days = -1，应为不小于0",
        ),
        (
            '[[clock]]\nid = "a"\nstep = "closing"\nday = 60\nvalid_from = 2022-01-01',
            "clock.day”这一项，最接近的是：days",
        ),
        ("clock = 3", r"应写作 \[\[clock\]\]"),
        ("target = [1]", r"应写作 \[\[target\]\]"),
        ("office = 'x'", r"应写作一节 \[office\]"),
        ("[threshold]\n", "thresholds"),
        ("[thresholds]\nevaluation_days = 'x'", "int"),
        ("[thresholds]\nevaluation_days = true", "int"),
        ("[thresholds]\nevaluation_days = 0", "不小于1"),
        ("[office]\ntimezone = 'Asia/Nowhere'", "Asia/Shanghai"),
        ("[calendar]\nweek_start = 8", "1至7"),
        ("[basis]\nfirst_case = 'local'", "local_flag"),
        ("[[clock]]\nid = 'x'\nstep = 'closing'\n", "days"),
        ("[[clock]]\nid = 'x'\nstep = 'clos'\ndays = 3\nvalid_from = 2020-01-01", "office_act"),
        ("[[clock]]\nname = 'x'", "id"),
        ("[office\n", "无法读取"),
    ],
)
def test_a_wrong_setting_names_key_and_what_is_allowed(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        parse_configuration(text)


def test_own_clocks_replace_the_defaults_of_their_step_only() -> None:
    configuration = parse_configuration(
        "[[clock]]\nid = 'zhejiang'\nstep = 'closing'\ndays = 30\nvalid_from = 2020-01-01\n"
    )
    closing = [rule for rule in configuration.clocks if rule.step == "closing"]
    assert [(rule.id, rule.days, rule.valid_from) for rule in closing] == [("zhejiang", 30, date(2020, 1, 1))]
    assert any(rule.step == "office_act" for rule in configuration.clocks)


def test_a_new_home_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    """The key and every folder with rows are for the owner only; a second create changes nothing."""
    home = Home(tmp_path / "一个 县")
    home.create()
    key = home.key()
    assert len(key) == 32
    assert stat.S_IMODE(home.key_file.stat().st_mode) == 0o600
    for folder in (home.root, home.inbox, home.rejected, home.published, home.state, home.database.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    home.create()
    assert home.key() == key


def test_each_reference_table_has_a_template_that_the_importer_knows(tmp_path: Path) -> None:
    """Its headings lead to the fields of that table and of no other; what the office filled in is kept."""
    home = Home(tmp_path)
    home.create()
    files = write_reference_templates(home)
    assert [file.stem for file in files] == ["townships", "departments", "topics", "sensitive_periods"]
    for file in files:
        headings = file.read_text("utf-8-sig").strip().split(",")
        found = best_map(headings, list(SOURCES.values()), Names())
        assert found is not None
        assert (found.source.id, found.unmapped) == (file.stem, [])
    files[0].write_text("乡镇代码,乡镇名称\n1,东关街道\n", "utf-8")
    write_reference_templates(home)
    assert "东关街道" in files[0].read_text("utf-8")


TARGET = '[[target]]\nmetric = "reply_in_time"\nvalue = 0.95\nsource = "县委办发〔2026〕3号"\ndate = 2026-01-01\n'


def test_a_target_has_a_metric_a_value_a_source_and_a_date() -> None:
    (target,) = parse_configuration(TARGET).targets
    assert (target.metric, target.value, target.date) == ("reply_in_time", 0.95, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("value = 0.95", "value = 95", "0至1之间"), ("value = 0.95", "value = 0", "0至1之间"),
        ("value = 0.95", "value = true", "0至1之间"), ("value = 0.95\n", "", "缺少 value"),
        ('source = "县委办发〔2026〕3号"\n', "", "缺少 source"), ("date = 2026-01-01", 'date = "一月"', "2026-01-01"),
        ("source", "sources", "最接近的是：source"), ("reply_in_time", "visit_events", "不设目标"),
        ("reply_in_time", "owned_settled_rate", "不设目标"), ("reply_in_time", "repeat_share", "不设目标"),
    ],
)  # fmt: skip
def test_a_target_that_cannot_be_taken_is_refused_in_words(was: str, now: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        parse_configuration(TARGET.replace(was, now))
