"""The closing sentence of the comparison: who differs beyond chance, and that the others do not."""

from __future__ import annotations

from typing import Any

import pytest

from warehouse.exhibits.ranking import data_note, differing, has_plain_limits, plain_limits, position_words, unit_mark
from warehouse.query.ranks import UnitRank


def unit(name: str, band: str | None = "as_expected", position: int | None = 1, **other: Any) -> UnitRank:
    values: dict[str, Any] = dict.fromkeys(UnitRank.__slots__)
    values |= {"name": name, "band": band, "position": position, "low": 1, "high": 4, "state": "ranked"} | other
    return UnitRank(**values)


def test_nobody_differs() -> None:
    said = differing([unit("甲"), unit("乙")])
    assert said.zh == "2个单位的差异都可能出于偶然，位次先后不说明优劣"
    assert "due to chance" in said.en


def test_those_who_differ_are_named_and_the_others_are_said_not_to() -> None:
    said = differing([unit("甲", "better"), unit("乙"), unit("丙", "worse"), unit("丁")])
    assert said.zh == "甲优于预期；丙低于预期；其余2个单位的差异可能出于偶然，位次先后不说明优劣"


def test_a_unit_below_the_line_is_neither_named_nor_counted() -> None:
    below = unit("戊", "worse", None, state="too_few")
    assert differing([unit("甲"), below]).zh.startswith("1个单位")
    assert position_words(below).zh == "样本不足"
    assert unit_mark(below) == ""


def test_a_rank_stands_with_its_interval() -> None:
    assert position_words(unit("甲")).zh == "1（1–4）"


@pytest.mark.parametrize(
    ("indicator", "said"), [("overall", "应办不足15件"), ("satisfied_unit", "评价不足30件或参评率低于60%")]
)
def test_why_a_unit_stands_below_the_line_is_what_the_office_has_set(indicator: str, said: str) -> None:
    below = unit("戊", None, None, state="too_few", indicator=indicator)
    assert data_note(below, least=15).zh == said


def test_a_group_of_less_than_five_says_what_its_limits_are() -> None:
    few = [unit(name, is_over_dispersed=False) for name in "甲乙丙"]
    assert has_plain_limits(few)
    assert plain_limits("企事业", few).zh == "企事业只有3个单位参与比较，不足5个，估不出单位间固有差异：界限只计偶然。"
    assert "chance alone" in plain_limits("企事业", few).en
    assert not has_plain_limits([unit(name, is_over_dispersed=True) for name in "甲乙丙丁戊"])
    assert not has_plain_limits([unit("戊", None, None, state="too_few", is_over_dispersed=False)])
