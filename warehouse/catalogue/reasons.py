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
    "evaluated_late": Text("评价截止后才评价", "evaluated after the deadline"),
    "not_evaluated": Text("未评价", "not evaluated"),
    "solved_unknown": Text("办结数未填", "number solved not filled in"),
    "impossible_counts": Text("办结数多于接访数", "more solved than received"),
    "total_row": Text("合计行，看不出单次接访", "a total, single receptions cannot be told"),
    "head_unknown": Text("责任单位负责人是否到场未填", "presence of the head of the unit not filled in"),
    "no_duty_field": Text("台账没有应填写的各项", "the ledger has none of the duty fields"),
    "no_holiday_calendar": Text("没有{detail}年的节假日表", "no holiday calendar for {detail}"),
    "closed_unknown": Text("结案与否未知", "not known whether closed"),
    "settled_unknown": Text("息诉与否未填", "settled not filled in"),
    "resolved_unknown": Text("化解与否未填", "resolved not filled in"),
    "resolved_without_date": Text("已化解但无日期", "resolved without a date"),
    "done_unknown": Text("没有完成日期一栏", "no column of the day of completion"),
    "no_date": Text("无起始日期", "no day to count from"),
}

BLANKS: dict[str, Text] = {
    "small_cell": Text("不足3个事项", "fewer than 3 matters"),
    "not_in_export": Text("导出表中没有这一栏：{detail}", "not in this export: {detail}"),
    "empty_denominator": Text("没有可计算的记录", "nothing to divide by"),
    "no_linkage": Text("导出表没有可用来判断同一事项的栏目", "the export has nothing that links cases of one matter"),
    "look_back": Text("回溯不足365天，暂不能判断初件或重件", "less than 365 days of look-back"),
    "few_at_risk": Text("观察到该时点的不足10个事项", "fewer than 10 matters observed so long"),
    "not_reached": Text("未达到该比例", "the share was not reached"),
    "population_unknown": Text("缺少常住人口数", "number of residents not known"),
    "no_data": Text("该范围内没有记录", "no record in this range"),
}

# Inputs that a metric may need: each is available when any of these fields was exported.
INPUTS: dict[str, tuple[str, ...]] = {
    "channel": ("channel",),
    "persons": ("persons",),
    "first": (),  # worked out by core.first_basis
    "matter": ("matter_id", "related_case_id"),
    "office_act": ("assigned_at", "accepted_at", "notice_at"),
    "deadline": ("deadline_on", "accepted_at"),
    "reply": ("replied_at", "closed_at"),
    "closed": ("closed_at",),
    "open_state": ("closed_at", "status"),
    "nonnormal": ("nonnormal_flag",),
    "evaluation_unit": ("evaluation_unit",),
    "receptions": (),  # a ledger of that kind was imported
    "reception_plan": (),
    "owned_cases": (),
    "disputes": (),
    "decisions": (),
    "reception_solved": ("solved_events",),
    "reception_solved_persons": ("solved_persons",),
    "reception_result": ("reception_result",),
    "unit_head_present": ("unit_head_present",),
    "duty_fields": ("visitor_filled", "demand_filled", "opinion_filled", "outcome_filled", "due_on"),
}

INPUT_NAMES: dict[str, Text] = {
    "channel": Text("信访形式", "channel"),
    "persons": Text("信访人数", "persons"),
    "first": Text("初重标志或可关联的编号", "first/repeat flag or linking numbers"),
    "matter": Text("信访事项编号或关联件编号", "matter number or related case"),
    "office_act": Text("转交、受理或告知日期", "date of assignment, acceptance or notice"),
    "deadline": Text("限办日期或受理时间", "deadline or acceptance"),
    "reply": Text("答复时间或办结时间", "reply or closing"),
    "closed": Text("办结时间", "closing"),
    "open_state": Text("办结时间或办理状态", "closing or status"),
    "nonnormal": Text("到非接待场所走访标志", "flag of visits outside a reception place"),
    "evaluation_unit": Text("对责任单位满意度", "evaluation of the unit"),
    "receptions": Text("接访台账", "reception ledger"),
    "reception_plan": Text("接访安排", "reception plan"),
    "owned_cases": Text("包案台账", "ledger of owned cases"),
    "disputes": Text("矛盾纠纷排查台账", "ledger of disputes"),
    "decisions": Text("议定事项", "decisions"),
    "reception_solved": Text("办结批次", "batches solved"),
    "reception_solved_persons": Text("办结人次", "persons of solved batches"),
    "reception_result": Text("处理结果", "result of the reception"),
    "unit_head_present": Text("责任单位负责人到场", "head of the unit present"),
    "duty_fields": Text("接访台账应填写的各项", "duty fields of the reception ledger"),
}
