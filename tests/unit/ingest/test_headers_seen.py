"""Every header that was seen in exports, in every spelling that offices give it."""

from __future__ import annotations

from collections.abc import Iterator

import opencc
import pytest

from pipelines.ingest.headers import Names, map_columns
from warehouse.catalogue.sources import SOURCES

NONE = Names()
SIMPLIFIED_TO = [opencc.OpenCC(name).convert for name in ("s2t", "s2hk", "s2tw")]
# Field → headers, as they were collected; the catalogue may know more.
SEEN = {
    "cases": {
        "case_id": "信访件编号 信访编号 事项编号 省信访件编号 市受理编号 工单编号 xfjbh",
        "related_case_id": "重复信访件编号 关联件编号 关联信访事项编号 合并件编号 repeated_id",
        "petitioned_on": "信访日期 信访时间 反映日期 xfrq",
        "registered_at": "登记时间 登记日期 录入时间 呼入时间 djsj",
        "channel": "信访形式 信访方式 xfxs xfxsmc",
        "persons": "信访人数 人数 来访人数 实际来访人数 xfrs",
        "registered_by": "登记机构 登记机构名称 登记部门 djjgmc",
        "registered_level": "登记机构级别",
        "registered_class": "登记机构类别 djjglb",
        "township": "问题属地 问题归属地 属地 发生地 事发地 乡镇 所属乡镇 wtsd",
        "township_code": "wtsddm",
        "department": "责任单位 承办单位 办理机构 去向机构 去向单位 处置单位 qxjg zrdw",
        "origin": "信访来源 原件来源 数据来源 source",
        "procedure": "办理程序 是否依法分类处理 blcx",
        "confidential_flag": "是否保密 匿名标志",
        "first_petitioned_on": "首次信访日期 初次信访日期 scxfrq",
        "purpose": "信访目的 来电目的 xfmd",
        "topic_1": "内容分类 一级分类 问题类别 行业内容分类 nrfl",
        "topic_2": "二级分类",
        "topic_3": "三级分类",
        "first_flag": "全国初次标志 是否全国初次信访 qgccbz",
        "local_first_flag": "本机构初次标志 bjgccbz",
        "repeat_flag": "初重标志 初重件 初重件类型 是否重复 重复信访标志 cfxfbz",
        "collective_flag": "集体访标识 联名信或集体访 JTXFBZ",
        "skip_level_flag": "越级标志 是否越级 YJBZ",
        "nonnormal_flag": "非正常上访 是否非正常上访 非接待场所访",
        "destination_level": "上访层级 走访层级 到访级别",
        "backlog_flag": "积案标志 是否信访积案 jabz",
        "litigation_flag": "涉法涉诉标志 sfssbz",
        "counted_flag": "是否纳入统计 sfnrtj",
        "status": "信访件状态 办理状态 事项办理状态 处理状态",
        "handling": "办理方式 blfs",
        "assigned_at": "转交责任单位日期 到达责任单位时间 交办时间",
        "accepted_at": "受理时间 受理日期",
        "accepted_by_unit_at": "责任单位受理时间",
        "notice_at": "受理告知日期 告知时间",
        "unit_role": "主办/协办 承办类型",
        "deadline_on": "限办截止时间 限办日期 限办时间 限期答复时间 办结期限 xbjzsj",
        "extended_to": "延期时间 延期至",
        "extended_flag": "是否延期",
        "extension_approved_on": "延期审批日期",
        "replied_at": "答复时间 处理意见日期 dfsj",
        "closed_at": "办结时间 办结日期 bjsj",
        "outcome": "办理结果 处理结果 办结类型",
        "resolved_flag": "是否化解",
        "settled_flag": "是否息诉罢访 息访",
        "review_flag": "复查标志",
        "final_flag": "复核标志",
        "review_requested_on": "复查申请日期",
        "review_opinion_on": "复查意见日期",
        "review_result": "复查结论",
        "final_requested_on": "复核申请日期",
        "final_opinion_on": "复核意见日期",
        "final_result": "复核结论",
        "supervised_flag": "是否督办 督办标志 dbbz",
        "evaluation_due_on": "评价截止时间 pjjzsj",
        "evaluation_office": "对信访部门满意度",
        "evaluation_unit": "对责任单位满意度 满意度评价",
        "evaluated_at": "评价时间",
        "person_id_number": "证件号码 身份证号",
        "person_name": "信访人姓名 姓名",
        "person_phone": "手机号 联系电话",
        "person_account": "留言用户",
        "subject": "投诉内容 概况信息 内容摘要 反映内容 信访人诉求 主题 留言主题 留言详情",
    },
    "receptions": {
        "held_on": "接访日期 日期 held_on",
        "leader_level": "领导级别 接访领导级别 领导层级",
        "reception_form": "接访形式 接访方式 form",
        "reception_place": "接访地点 place",
        "events": "批次 起数 events",
        "event_persons": "人次 人数 persons",
        "solved_events": "办结批次 当场解决批次",
        "solved_persons": "办结人次",
        "due_on": "答复期限",
        "reception_result": "处理结果 result",
        "unit_head_present": "责任单位负责人到场",
        "visitor_filled": "信访人基本情况",
        "demand_filled": "诉求内容",
        "opinion_filled": "接待处理意见",
        "outcome_filled": "办理结果",
    },
    "owned_cases": {
        "owned_id": "案件编号 信访件编号 信访事项编号",
        "ownership": "类型 kind",
        "leader_level": "包案领导级别 包案层级",
        "owning_department": "包案单位",
        "event_persons": "人次",
        "owned_on": "包案日期",
        "due_on": "化解时限",
        "last_progress_on": "最近进展日期",
        "case_closed_on": "结案日期 closed_on",
        "settled_on": "息诉罢访日期",
        "settled_flag": "是否息诉罢访",
    },
    "disputes": {
        "dispute_id": "排查编号 序号",
        "found_on": "排查日期",
        "leader_level": "包案层级",
        "due_on": "化解时限",
        "resolved_on": "化解日期",
        "resolved_flag": "是否化解",
    },
    "decisions": {
        "decision_id": "序号",
        "decided_on": "议定日期",
        "department": "责任单位",
        "due_on": "完成时限",
        "done_on": "完成日期",
    },
}


def spellings(header: str) -> Iterator[str]:
    """A header as other hands and programs write it."""
    yield from (convert(header) for convert in SIMPLIFIED_TO)
    yield from (
        f" {'　'.join(header)} ",
        f"{header[:1]}\n{header[1:]}",
        header.upper(),
        f"\ufeff{header}\u200b",
        f"“{header}”",
    )
    yield from (
        f"{header}（必填）",
        f"*{header}",
        f"{header}：",
        f"{header}(人)",
        f"{header}【单位：人】",
        f"{header}\n(年/月/日)",
    )
    yield from (
        f"3、{header}",
        f"（2）{header}",
        f"①{header}",
        f"一、{header}",
        f"[{header}]",
        f"【{header}】",
        f"{header}▼",
    )
    yield "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in header)


@pytest.mark.parametrize("source", SEEN)
def test_every_header_that_was_seen(source: str) -> None:
    """It leads to its field in either script, with blanks, brackets, numbers, units and full-width forms."""
    lost = [
        (field, spelling)
        for field, headers in SEEN[source].items()
        for header in headers.split()
        for spelling in (header, *spellings(header))
        if field not in map_columns([spelling], SOURCES[source], NONE).columns
    ]
    assert lost == []
