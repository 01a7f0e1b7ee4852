"""An alarm in words: what was seen against its own past, hedged, without a cause; a watch is no alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from warehouse.catalogue.model import Text
from warehouse.exhibits.hotspots import alarm_sentence, p_words
from warehouse.query.hotspots import Hotspot

PLACE = Text("西河镇", "Xihe")
ALARM = Hotspot(
    grain="township_topic_1", townships=("T1",), topic_1="环境保护", topic_2=None, week="2026-W13",
    week_start=date(2026, 3, 23), window_weeks=1, status="alarm", reason=None, method="predictive", observed=9,
    distinct_matters=9, cases=11, collective_events=0, expected=1.24, limit_count=5, p=0.0004, p_adjusted=0.01,
    recurrence_interval_weeks=None, driven_by_one_visit=False, first_seen=date(2026, 3, 23), phase="new",
    direction="flat",
)  # fmt: skip
CAUSES = ("导致", "因为", "由于", "引起", "because", "due to", "caused")


def test_a_new_alarm_names_place_topic_count_and_expectation() -> None:
    said = alarm_sentence(ALARM, PLACE)
    assert said.zh == "西河镇“环境保护”近1周有9个事项，预计1.2个，多于自身过去的正常波动，新出现"
    assert said.en == (
        "Xihe, 环境保护, over 1 week: 9 matters, 1.2 expected, more than the usual variation of its own past, new"
    )


@pytest.mark.parametrize(
    ("changed", "zh", "en"),
    [
        ({"status": "strong"}, "很难只用偶然解释", "hard to explain by chance alone"),
        ({"status": "watch", "phase": None}, "只作关注，不是警示", "a watch, not an alarm"),
        ({"status": "none", "phase": "ended"}, "警示已结束", "has ended"),
        ({"phase": "ongoing", "first_seen": date(2026, 3, 9)}, "自2026年3月9日起持续", "since 2026-03-09"),
        ({"collective_events": 2}, "含集体访2批", "2 collective visits"),
        ({"driven_by_one_visit": True}, "可能是一次来访", "perhaps a single visit"),
        ({"window_weeks": 4}, "近4周", "over 4 weeks"),
        ({"topic_1": None}, "各类", "all topics"),
    ],
)
def test_what_an_alarm_rests_on_is_said(changed: dict[str, object], zh: str, en: str) -> None:
    said = alarm_sentence(replace(ALARM, **changed), PLACE)  # type: ignore[arg-type]
    assert zh in said.zh
    assert en in said.en
    assert not any(cause in said.zh or cause in said.en for cause in CAUSES)
    if changed.get("status") == "watch" or changed.get("phase") == "ended":
        assert "新出现" not in said.zh


def test_a_small_cell_gives_no_number() -> None:
    said = alarm_sentence(replace(ALARM, observed=None, expected=0.4), PLACE)
    assert not any(character.isdigit() for character in said.zh.replace("近1周", ""))


def test_a_small_p_value_is_never_printed_as_0() -> None:
    assert [p_words(p).zh for p in (0.0123, 0.001, 0.0009, 1e-9)] == [
        "校正后p＝0.012", "校正后p＝0.001", "校正后p＜0.001", "校正后p＜0.001",
    ]  # fmt: skip
    assert p_words(1e-9).en == "adjusted p < 0.001"
