"""Why a record is left out of a figure, and why a figure is blank. Nothing disappears without one of these."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.model import Text

EXCLUSIONS: dict[str, Text] = {
    "not_counted": Text("标注为不纳入统计", "marked as not counted"),
    "repeat_case": Text("重件，考核只看初件", "repeat case, performance looks at first cases"),
    "first_unknown": Text("初件或重件未知", "not known whether first or repeat"),
    "look_back": Text("回溯不足365天，初件或重件未定", "less than 365 days of look-back"),
    "litigation": Text("涉法涉诉", "in litigation"),
    "accusation": Text("检举控告", "accusation"),
    "withdrawn_merged": Text("撤回或合并", "withdrawn or merged"),
    "persons_out_of_range": Text("人数不在1至9999之间", "persons outside 1–9999"),
    "persons_unknown": Text("人数未填", "persons not filled in"),
    "not_petition_organ": Text("非信访工作机构登记", "not registered by a petition organ"),
    "channel_unknown": Text("信访形式未填", "channel not filled in"),
    "nonnormal_unknown": Text("是否到非接待场所未填", "flag not filled in"),
    "act_without_date": Text("有办理动作但无日期", "act on record without a date"),
    "no_deadline": Text("无期限", "no deadline"),
    "impossible_dates": Text("日期前后矛盾", "dates contradict each other"),
    "ended_without_reply": Text("未经答复即终结（不予受理、存件等）", "ended without a reply (refused, filed …)"),
    "closed_without_date": Text("已办结但无日期", "closed without a date"),
    "not_yet_due": Text("期限未到", "not yet due"),
    "not_closed": Text("未办结", "not closed"),
    "not_mature": Text("办结未满观察期", "closed too recently to tell"),
    "petition_day_unknown": Text("信访日期未填", "day of the petition not filled in"),
    "not_assigned": Text("未转交责任单位", "not yet with a unit"),
    "no_holiday_calendar": Text("没有{detail}年份节假日安排", "no holiday calendar for {detail}"),
    "collective_unknown": Text("集体访标注未填", "collective flag not filled in"),
    "skip_level_unknown": Text("越级标注未填", "skip-level flag not filled in"),
    "source_unknown": Text("信访来源未填", "origin not filled in"),
    "outcome_unknown": Text("办理结果未填", "outcome not filled in"),
    "handling_unknown": Text("办理方式未填", "way of handling not filled in"),
    "department_unknown": Text("责任单位未填", "responsible unit not filled in"),
    "supervised_unknown": Text("是否督办未填", "supervised flag not filled in"),
    "backlog_unknown": Text("积案标注未填", "backlog flag not filled in"),
    "resolved_unknown": Text("是否化解未填", "resolved flag not filled in"),
    "settled_unknown": Text("是否息诉罢访未填", "settled flag not filled in"),
    "request_without_date": Text("复查复核申请无日期", "request without a date"),
    "no_opinion": Text("复查复核意见尚未出具", "no opinion yet"),
    "result_unknown": Text("复查复核结论未填", "review result not filled in"),
    "history_not_linkable": Text("无法关联前件", "cannot be linked to an earlier case"),
    "history_no_earlier_case": Text("无前件", "no earlier case"),
    "history_other_route": Text("前件属其他法定途径", "earlier case on another legal route"),
    "history_refused_not_exported": Text("前件不予受理，告知栏未导出", "earlier case refused, notice not exported"),
    "history_withdrawn": Text("前件已撤回或合并", "earlier case withdrawn or merged"),
    "history_cannot_tell": Text("前件当时状态无法判定", "state of the earlier case cannot be told"),
    "evaluated_late": Text("评价截止后才评价", "evaluated after the deadline"),
    "not_evaluated": Text("未评价", "not evaluated"),
}

BLANKS: dict[str, Text] = {
    "small_cell": Text("不足3个事项", "fewer than 3 matters"),
    "not_in_export": Text("导出表中没有这一栏：{detail}", "not in this export: {detail}"),
    "empty_denominator": Text("没有可计算的记录", "nothing to divide by"),
    "no_linkage": Text("导出表没有可用来判断同一事项的栏目", "the export has nothing that links cases of one matter"),
    "look_back": Text("回溯不足365天，暂不能判断初件或重件", "less than 365 days of look-back"),
    "baseline_short": Text("基线不足6周", "fewer than 6 weeks of baseline"),
    "mean_below_5": Text("每周均值不足5，不画控制图", "mean below 5 a week, no chart"),
    "period_not_over": Text("时段尚未结束或超出数据范围", "the period is not over or outside the data"),
    "base_short": Text("时段前可比日不足56天", "fewer than 56 days to compare with"),
    "base_empty": Text("可比日内没有发生，无从求比", "no event on the days compared with"),
    "few_matters": Text("不足10个事项，只列全县", "fewer than 10 matters: county line only"),
    "few_at_risk": Text("观察到该时点的不足10个事项", "fewer than 10 matters observed so long"),
    "not_reached": Text("未达到该比例", "the share was not reached"),
    "population_unknown": Text("缺少常住人口数", "number of residents not known"),
    "no_comparison": Text("没有可比的其他单位", "no other unit to compare with"),
    "no_data": Text("该范围内没有记录", "no record in this range"),
}

# Inputs that a metric may need: each is available when any of these fields was exported.
INPUTS: dict[str, tuple[str, ...]] = {
    "channel": ("channel",),
    "persons": ("persons",),
    "origin": ("origin",),
    "outcome": ("outcome",),
    "handling": ("handling",),
    "department": ("department",),
    "collective_flag": ("collective_flag",),
    "skip_level": ("skip_level_flag",),
    "first": (),  # worked out by core.first_basis
    "matter": ("matter_id", "related_case_id"),
    "office_act": ("assigned_at", "accepted_at", "notice_at"),
    "assigned": ("assigned_at",),
    "unit_act": ("accepted_at", "accepted_by_unit_at", "notice_at"),
    "acceptance": ("accepted_at", "accepted_by_unit_at"),
    "deadline": ("deadline_on", "accepted_at", "accepted_by_unit_at"),
    "extension": ("extended_to",),
    "reply": ("replied_at", "closed_at"),
    "closed": ("closed_at",),
    "open_state": ("closed_at", "status"),
    "supervised": ("supervised_flag", "handling"),
    "review": ("review_requested_on", "review_opinion_on", "final_requested_on", "final_opinion_on"),
    "backlog": ("backlog_flag",),
    "resolved": ("resolved_flag",),
    "settled": ("settled_flag",),
    "nonnormal": ("nonnormal_flag",),
    "nonnormal_one_source": (),  # every export of cases in use has the flag
    "evaluation_unit": ("evaluation_unit",),
    "evaluation_office": ("evaluation_office",),
}

INPUT_NAMES: dict[str, Text] = {
    "channel": Text("信访形式", "channel"),
    "persons": Text("信访人数", "persons"),
    "origin": Text("信访来源", "origin"),
    "outcome": Text("办理结果", "outcome"),
    "handling": Text("办理方式", "way of handling"),
    "department": Text("责任单位", "responsible unit"),
    "collective_flag": Text("集体访标识", "collective flag"),
    "skip_level": Text("越级标志", "skip-level flag"),
    "assigned": Text("转交责任单位日期", "day of assignment"),
    "unit_act": Text("受理时间或告知日期", "acceptance or notice"),
    "acceptance": Text("受理时间", "acceptance"),
    "extension": Text("延期至", "extended to"),
    "supervised": Text("是否督办", "supervised flag"),
    "review": Text("复查复核日期", "dates of reviews"),
    "backlog": Text("积案标志", "backlog flag"),
    "resolved": Text("是否化解", "resolved flag"),
    "settled": Text("是否息诉罢访", "settled flag"),
    "nonnormal_one_source": Text("各份导出表均有到非接待场所走访标志", "the flag of such visits in every export"),
    "evaluation_office": Text("对信访部门满意度", "evaluation of the office"),
    "first": Text("初重标志或可关联的编号", "first/repeat flag or linking numbers"),
    "matter": Text("信访事项编号或关联件编号", "matter number or related case"),
    "office_act": Text("转交、受理或告知日期", "date of assignment, acceptance or notice"),
    "deadline": Text("限办日期或受理时间", "deadline or acceptance"),
    "reply": Text("答复时间或办结时间", "reply or closing"),
    "closed": Text("办结时间", "closing"),
    "open_state": Text("办结时间或办理状态", "closing or status"),
    "nonnormal": Text("到非接待场所走访标志", "flag of visits outside a reception place"),
    "evaluation_unit": Text("对责任单位满意度", "evaluation of the unit"),
}


def reason_text(reason: str) -> Text:
    """A reason in words; what stands behind its colon (an input, a year) is filled in."""
    name, _, detail = reason.partition(":")
    text = BLANKS.get(name) or EXCLUSIONS[name]
    known = INPUT_NAMES.get(detail, Text(detail or "该", detail or "the year"))
    return Text(text.zh.format(detail=known.zh), text.en.format(detail=known.en))
