"""Figures in words: a blank is a dash with its reason, a small cell is <3, neither is ever 0."""

from __future__ import annotations

from warehouse.catalogue.metrics import METRICS
from warehouse.exhibits import Figure, definition, wording
from warehouse.exhibits.handling import mark
from warehouse.home import Configuration
from warehouse.query.compare import Change


def test_blanks() -> None:
    assert wording.show(Figure(None, reason="not_in_export:persons"), "zh") == "—"
    assert wording.explanation(Figure(None, reason="not_in_export:persons"), "zh") == "导出表中没有这一栏：信访人数"
    assert wording.show(Figure(None, reason="small_cell"), "zh") == "<3"
    assert wording.show(Figure(0), "zh") == "0"


def test_a_rate_shows_its_base_and_interval() -> None:
    figure = Figure(0.9, True, 0.8, 0.96, 90, 100)
    assert wording.show(figure, "zh") == "90.0%"
    assert wording.explanation(figure, "zh") == "90/100，95%区间 80.0–96.0%"


def test_a_change_has_the_decimals_of_its_figure() -> None:
    change = Change("up", 0.04, 1.14)
    unit = METRICS["recurrence_mean"].unit
    assert wording.short_change(change, unit, decimals=2).zh == "+0.04件/事项，超出正常波动"


def test_what_is_left_out_is_said_by_reason() -> None:
    words = wording.excluded_words(METRICS["reply_in_time"], {"not_yet_due": 3, "repeat_case": 12})
    assert words is not None
    assert words.zh == "按期答复率未计入：重件，考核只看初件（12件）；期限未到（3件）。"


def test_a_unit_differs_only_beyond_its_interval() -> None:
    county = Figure(0.9, True)
    assert mark(Figure(1.0, True, 0.85, 1.0), county) == "same"
    assert mark(Figure(0.7, True, 0.6, 0.8), county) == "worse"
    assert mark(Figure(0.97, True, 0.92, 0.99), county) == "better"
    assert mark(Figure(None, True, reason="empty_denominator"), county) == ""


def test_deadline_rules_are_named_by_their_source() -> None:
    configuration = Configuration()
    assert wording.deadline_rule_words("exported+extension", configuration).zh == "导出的限办日期，已延期"
    assert wording.deadline_rule_words("reg2022_closing:inferred", configuration).zh == (
        "《信访工作条例》（2022）第三十四条（推定）"
    )


def test_every_metric_has_a_definition_in_both_languages() -> None:
    for metric_id in METRICS:
        for label, text in definition(metric_id):
            assert all((label.zh, label.en, text.zh, text.en)), metric_id
