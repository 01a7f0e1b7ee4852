"""The named rules that compare the columns of a row."""

from __future__ import annotations

import pytest

from tests.unit.ingest.importing import Importing

CASE = {"信访件编号": "A1", "登记时间": "2026-03-01"}


def warned(office: Importing, cells: dict[str, str]) -> dict[str, int]:
    report = office.take(f"{','.join(cells)}\n{','.join(cells.values())}\n")
    assert report.rows_accepted == 1
    return dict(report.warnings)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"受理时间": "2026-02-28"}, "act_before_registered"),
        ({"转交责任单位日期": "2026-02-28"}, "act_before_registered"),
        ({"告知时间": "2026-02-28"}, "act_before_registered"),
        ({"答复时间": "2026-02-28"}, "act_before_registered"),
        ({"信访日期": "2026-03-02"}, "registered_before_petitioned"),
        ({"信访日期": "2026-03-01", "首次信访日期": "2026-03-02"}, "first_petition_later"),
        ({"受理时间": "2026-03-09", "办结时间": "2026-03-08"}, "accepted_after_closed"),
        ({"限办日期": "2026-05-01", "延期至": "2026-04-01"}, "extension_before_deadline"),
        ({"复查申请日期": "2026-05-02", "复查意见日期": "2026-05-01"}, "review_out_of_order"),
        ({"复查意见日期": "2026-05-02", "复核申请日期": "2026-05-01"}, "review_out_of_order"),
        ({"复查标志": "是"}, "review_without_date"),
        ({"复核标志": "是", "复核申请日期": "", "复核意见日期": ""}, "review_without_date"),
        ({"评价时间": "2026-02-01"}, "evaluated_too_early"),
        ({"办理状态": "已办结", "办结时间": ""}, "closed_without_date"),
        ({"办理状态": "办理中", "办结时间": "2026-04-01"}, "open_with_closing_date"),
        ({"是否化解": "否", "是否息诉罢访": "是"}, "states_contradict"),
        ({"办理状态": "办理中", "是否化解": "是"}, "states_contradict"),
        ({"全国初次标志": "是", "初重标志": "重件"}, "first_and_repeat"),
        ({"关联件编号": "A1"}, "related_to_itself"),
    ],
)
def test_a_case_that_contradicts_itself(office: Importing, cells: dict[str, str], rule: str) -> None:
    """The row is taken, the contradiction is counted by name."""
    assert warned(office, CASE | cells) == {rule: 1}


@pytest.mark.parametrize(
    "cells",
    [
        {"受理时间": "2026-03-01", "办结时间": "2026-03-01", "限办日期": "2026-03-01", "答复时间": "2026-03-01"},
        {"办理状态": "已办结", "办结时间": "2026-04-01", "是否化解": "是", "是否息诉罢访": "否"},
        {"复查标志": "是", "复查申请日期": "2026-05-02", "复核标志": "否"},
        {"办理状态": "已办结"},  # the export has no closing dates at all
        {"全国初次标志": "否", "初重标志": "重件"},
        {"受理时间": "", "办结时间": "", "是否化解": "", "是否息诉罢访": "是"},
    ],
)
def test_a_case_without_contradiction(office: Importing, cells: dict[str, str]) -> None:
    """The same day is no contradiction, and unknown contradicts nothing."""
    assert warned(office, CASE | cells) == {}


@pytest.mark.parametrize(
    ("header", "row", "rule"),
    [
        ("接访日期,领导级别,批次,人次,办结批次", "2026-01-05,县级领导,2,5,3", "solved_over_received"),
        ("接访日期,领导级别,批次,人次", "2026-01-05,县级领导,2,1", "fewer_persons_than_batches"),
        ("接访日期,领导级别,批次,答复期限", "2026-01-05,县级领导,2,2026-01-04", "due_before_start"),
        ("信访件编号,包案日期,化解时限", "A1,2026-01-05,2026-01-04", "due_before_start"),
        ("信访件编号,包案日期,结案日期", "A1,2026-01-05,2026-01-04", "ended_before_start"),
        ("排查编号,排查日期,化解日期", "1,2026-01-05,2026-01-04", "ended_before_start"),
        ("排查编号,排查日期,化解日期,是否化解", "1,2026-01-05,2026-01-06,否", "states_contradict"),
        ("序号,议定日期,完成日期", "1,2026-01-05,2026-01-04", "ended_before_start"),
        ("分类代码,一级分类,启用日期,停用日期", "1,政法,2026-01-05,2026-01-04", "ended_before_start"),
    ],
)
def test_ledgers_that_contradict_themselves(office: Importing, header: str, row: str, rule: str) -> None:
    """The same holds of the other exports."""
    assert office.take(f"{header}\n{row}\n").warnings == {rule: 1}


def test_a_period_that_ends_before_it_starts_is_refused(office: Importing) -> None:
    """No comparison could use it."""
    report = office.take("时段名称,开始日期,结束日期\n国庆,2026-10-01,2026-09-07\n春节,2026-02-16,2026-02-23\n")
    assert (report.rejections, report.rows_accepted) == ({"period_backward": 1}, 1)
    assert office.rows("select column_name, value_masked from raw.rejected_row") == [("结束日期", "2026-09-07")]
