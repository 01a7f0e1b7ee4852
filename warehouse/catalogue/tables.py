"""Tables of the warehouse: one description of each, and of every column by its name.

The same quantity has the same name everywhere, so a column is described once. Columns of fields, breakdowns and
metrics take their description from there.
"""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Table, Text, day_of

TABLES: dict[str, Table] = {
    t.id: t
    for t in (
        Table("marts.fact_case", Text("信访件事实表", "facts of cases"), Text("一行一件，无编号", "one row a case, no number")),
        Table("marts.fact_matter", Text("信访事项事实表", "facts of matters"), Text("一行一个事项，无编号", "one row a matter, no number")),
        Table("marts.fact_recurrence", Text("办结后再访", "returns after a reply"), Text("事项×再访", "matter × further case")),
        Table("marts.fact_stage", Text("办理环节事实表", "facts of stages"), Text("件×环节", "case × stage")),
        Table("marts.fact_review", Text("复查复核事实表", "facts of reviews"), Text("件×复查或复核", "case × review")),
        Table("marts.fact_reception", Text("接访事实表", "facts of receptions"), Text("接访台账一行", "one row of the reception ledger")),
        Table("marts.fact_reception_day", Text("接访工作日", "working days of receptions"), Text("一行一个工作日", "one row a working day")),
        Table("marts.fact_reception_plan", Text("接访安排落实", "plans of receptions"), Text("一行一次安排", "one row a planned reception")),
        Table("marts.fact_owned_case", Text("包案事实表", "facts of owned cases"), Text("包案件×类型，无编号", "owned case × kind, no number")),
        Table("marts.fact_dispute", Text("矛盾纠纷事实表", "facts of disputes"), Text("一行一件，无编号", "one row a dispute, no number")),
        Table("marts.fact_decision", Text("议定事项事实表", "facts of decisions"), Text("一行一项，无内容", "one row a decision, no content")),
        Table("marts.duty", Text("时段前未完成的责任", "duties before named periods"), Text("时段×单位×属地×分类×责任", "period × unit × township × topic × duty")),
        Table("marts.limit_day", Text("到期日历", "deadline calendar"), Text("日×单位", "day × unit")),
        Table("marts.expected_load", Text("预计量", "expected load"), Text("时段×属地×分类", "period × township × topic")),
        Table("marts.screening_backtest", Text("预计量回测", "backtest of the forecast"), Text("一行一种方法", "one row a method")),
        Table("marts.screening_pit", Text("预计量校准", "calibration of the forecast"), Text("预计分布的十等分", "tenth of the forecast distribution")),
        Table("rows.duty", Text("责任清单", "duty list"), Text("时段×件", "period × case")),
        Table("rows.ledger_duty", Text("台账承诺清单", "promises of ledgers"), Text("时段×台账一行", "period × ledger row")),
        Table("marts.matter_evidence", Text("同一事项的依据", "evidence of matters"), Text("一行一种依据", "one row an evidence")),
        Table("marts.hotspot", Text("热点", "hotspots"), Text("序列×窗口×周", "series × window × week")),
        Table("marts.hotspot_replay", Text("热点回放", "replay of hotspots"), Text("一行一种粒度", "one row a grain")),
        Table("marts.over_representation", Text("构成差异", "over-representation"), Text("属地×一级分类", "township × topic 1")),
        Table("marts.integrity_finding", Text("数据核查问题", "integrity findings"), Text("一行一个问题", "one row a question")),
        Table("marts.unit_rank", Text("部门办理质效比较", "comparison of units"), Text("时段×组×指标×单位", "period × group × indicator × unit")),
        Table("marts.registration_lag", Text("登记滞后", "registration lag"), Text("一行一种滞后天数", "one row a lag")),
        Table("marts.township", Text("乡镇街道", "townships"), Text("一行一个乡镇街道", "one row a township")),
        Table("marts.department", Text("责任单位", "responsible units"), Text("一行一个单位", "one row a unit")),
        Table("marts.day", Text("日历", "calendar"), Text("一行一日", "one row a day")),
        Table("marts.source", Text("各类导出的起止", "reach of the exports"), Text("一行一类导出", "one row a kind of export")),
        Table("marts.input", Text("导出表所含栏目", "inputs in the exports"), Text("一行一种输入", "one row an input")),
        Table("marts.build", Text("本次构建", "this build"), Text("一行", "one row")),
        Table("marts.imported_file", Text("已导入文件", "imported files"), Text("一行一个文件", "one row a file")),
        Table("marts.file_rule", Text("各文件的规则计数", "rule counts of files"), Text("文件×规则", "file × rule")),
        Table("marts.unmapped_column", Text("未对应的列", "columns without a field"), Text("文件×列", "file × column")),
        Table("marts.unmatched_name", Text("未匹配的名称", "names not matched"), Text("类别×名称", "kind × name")),
        Table("marts.revision", Text("数据修订表", "revisions"), Text("周×字段×文件", "week × field × file")),
        Table("marts.shareable_cell", Text("共享版各表的格", "cells of the shareable tables"), Text("表×指标×成员", "table × metric × members")),
        Table("marts.sensitive_period", Text("重要时段", "named periods"), Text("一行一个时段", "one row a period")),
        Table("rows.todo", Text("待办清单", "to-do list"), Text("一行一件", "one row a case")),
    )
}

COLUMNS: dict[str, Text] = {
    "matter_key": Text("信访事项的随机键，每个版本不同，只用于计数", "random key of a matter, new in each version, for counting only"),
    "reconstructed": Text("1表示由较晚的导出回溯重建", "1 if reconstructed from a later export"),
    "deadline_cohort_on": Text("期限所在日；无期限者取登记日", "day of the limit; registration where there is none"),
    "office_due_on": Text("登记后办理动作的期限日", "limit of the office's first act"),
    "occurred_on": Text("信访日期；无则登记日期", "petitioned, else registered"),
    "notice_cohort_on": Text("责任单位告知的期限日；未转交者取登记日", "limit of the unit's notice; registration where it was not assigned"),
    "reg30_on": Text("登记后30日", "registration + 30 days"),
    "requested_on": Text("复查复核申请日", "day of the request for review"),
    "due_on": Text("期限日", "day of the limit"),
    "opinion_on": Text("复查复核意见日", "day of the review opinion"),
    "multi_channel_on": Text("第二种途径出现日；没有者取登记日", "day of the second way; registration where there is none"),
    "days": Text("天数", "number of days"),
    "level_basis": Text("走访层级的依据", "footing of the level"),
    "skip_level_basis": Text("越级的依据", "footing of skipped levels"),
    "has_review": Text("1表示导出表中有复查复核栏", "1 if the exports carry review fields"),
    "closed_cohort_on": Text("办结日；未办结者取登记或列入台账之日", "closing; registration or listing where there is none"),
    "evaluation_cohort_on": Text("评价截止日；无截止日者取登记日", "evaluation deadline; registration where there is none"),
    "listed_on": Text("列入台账之日；未填者取首个文件覆盖至之日", "day of the ledger; the end of the first file where there is none"),
    "resolved_cohort_on": Text("化解日；未化解者取列入台账之日", "resolution; day of the ledger where there is none"),
    "owned_due_x": Text("未结包案件未列入期限统计的原因", "why an open owned case is outside the clocks"),
    "decisions_due_x": Text("未完成事项未列入期限统计的原因", "why an open decision is outside the clocks"),
    "open_x": Text("在办件未列入期限统计的原因", "why an open case is outside the clocks"),
    "is_working": Text("1为工作日；空为没有该年节假日安排", "1 for a working day; empty where there is no holiday calendar"),
    "period": Text("重要时段", "named period"),
    "subject_kind": Text("问题所涉：office全局、organ登记机构、unit责任单位", "office, organ or unit"),
    "subject": Text("所涉机构或单位代码", "code of the organ or unit"),
    "finding_period": Text("所涉时段", "period"),
    "numbers": Text("有关数字（JSON）", "the numbers, as JSON"),
    "text_zh": Text("问题（中文）", "the question in Chinese"),
    "text_en": Text("问题（英文）", "the question in English"),
    "check_zh": Text("核对什么（中文）", "what to check, in Chinese"),
    "check_en": Text("核对什么（英文）", "what to check, in English"),
    "is_open": Text("1为待核；0为无法检验", "1: open; 0: could not be tested"),
    "topic": Text("分类", "topic"),
    "duty": Text("责任：overdue已超期、due_inside时段内到期、supervised督办、包案未结", "overdue, due_inside or supervised (owned too)"),
    "matters": Text("不同事项数", "distinct matters"),
    "ic": Text("信息分量：log2((事项数＋½)÷(推算＋½))", "information component"),
    "ic_low": Text("信息分量的2.5%下限，大于0为超出偶然", "2.5 % bound of the information component"),
    "ledger": Text("台账：owned_case包案、reception接访、decision议定事项", "owned_case, reception or decision"),
    "duties": Text("件数", "number of duties"),
    "first_due_on": Text("最早期限", "earliest limit"),
    "limits": Text("到期件数", "limits that end"),
    "low": Text("下限", "lower limit"),
    "high": Text("上限", "upper limit"),
    "method": Text("方法", "method"),
    "past_periods": Text("过去时段数", "past periods"),
    "hit_rate": Text("命中率：落在最前3格的比率", "share that fell into the 3 foremost cells"),
    "pai": Text("预测精度指数", "prediction accuracy index"),
    "log_score": Text("对数得分，越小越好", "log score, smaller is better"),
    "tenth": Text("预计分布的第几个十分之一", "which tenth of the forecast distribution"),
    "share": Text("落入的过去数所占比率，校准时为0.1", "share of past counts in it, 0.1 if calibrated"),
    "hit_gain": Text("本方法命中率高出多少", "by how much our hit rate is higher"),
    "hit_gain_low": Text("其95%下限", "its lower 95 % limit"),
    "hit_gain_high": Text("其95%上限", "its upper 95 % limit"),
    "beats_long_run_share": Text("1表示优于长期占比；空为时段太少", "1: better than the long-run share; empty: too few periods"),
    "grain": Text("粒度", "grain"),
    "townships": Text("属地代码，多个以顿号分隔；空为全县", "codes of townships, empty for the county"),
    "week_start": Text("窗口最后一周的首日", "first day of the window's last week"),
    "window_weeks": Text("窗口周数", "weeks of the window"),
    "status": Text("strong强警、alarm警示、watch关注、none无、not_evaluated未评估", "strong, alarm, watch, none or not_evaluated"),
    "reason": Text("原因", "reason"),
    "distinct_matters": Text("不同事项数", "distinct matters"),
    "collective_events": Text("集体访批次", "collective visits"),
    "limit_count": Text("平常的最大数", "largest count that is still usual"),
    "p": Text("偶然达到该数的概率", "chance of as many or more"),
    "p_adjusted": Text("多重比较校正后的概率", "the same after Benjamini–Hochberg"),
    "recurrence_interval_weeks": Text("偶然多少周一遇", "weeks in which chance does as much once"),
    "driven_by_one_visit": Text("1表示半数以上事项来自一批来访", "1 if half or more came with one visit"),
    "first_seen": Text("连续警示的首周", "first week of the run"),
    "phase": Text("new新发、ongoing持续、ended结束", "new, ongoing or ended"),
    "direction": Text("12周走势", "trend over 12 weeks"),
    "weeks": Text("周数", "number of weeks"),
    "alarm_share": Text("有警示的周所占比率", "share of weeks with an alarm"),
    "evidence": Text("依据：declared事项编号、linked关联件、derived推定、single单件、derived_weak弱推定（不采用）", "declared, linked, derived, single, derived_weak (not used)"),
    "rank_period": Text("比较时段：52w为近52周，或年份", "52w or a year"),
    "period_from": Text("时段首日", "first day"),
    "period_to": Text("时段末日", "last day"),
    "unit_group": Text("同类分组", "group of like with like"),
    "indicator": Text("指标", "indicator"),
    "state": Text("ranked参与排序；too_few样本不足；own_business业务独有；pending待核", "ranked, too_few, own_business or pending"),
    "observed": Text("实际失败件数；more_is_worse为0时为成功件数", "failures, or successes where more is better"),
    "expected": Text("期望数", "expected number"),
    "ratio": Text("实际与期望之比", "observed ÷ expected"),
    "shrunken": Text("收缩后的比值", "shrunken ratio"),
    "comparable_share": Text("可比份额：在分类层面可与他单位比较的比率", "share of cases compared at topic level"),
    "more_is_worse": Text("1表示数大为差", "1 if more is worse"),
    "band": Text("档次", "band"),
    "hint": Text("提示：在95%与99.8%界限之间", "between the 95 % and 99.8 % limits"),
    "is_over_dispersed": Text("1表示界限含超离散", "1 if the limits hold over-dispersion"),
    "position": Text("位次，1为最好", "rank, 1 is best"),
    "position_low": Text("位次95%区间下限", "lower limit of the rank"),
    "position_high": Text("位次95%区间上限", "upper limit of the rank"),
    "tie_group": Text("并列组", "units that cannot be told apart"),
    "mean_rank": Text("后验平均位次", "posterior mean rank"),
    "indicators": Text("参与的指标数", "indicators that took part"),
    "tau2": Text("同组单位之间的方差，漏斗图的界限据此放宽", "variance between the units of a group"),
    "third_share": Text("随机权重下仍在同一三分之一的比率", "share of weight draws that keep the unit in its third"),
    "previous_band": Text("上期档次", "band of the period before"),
    "table_id": Text("共享表", "shareable table"),
    "metric": Text("指标", "metric"),
    "key_1": Text("第一项分列的成员", "member of the first breakdown"),
    "key_2": Text("第二项分列的成员", "member of the second breakdown"),
    "value": Text("值，隐去者为空", "value, blank where withheld"),
    "numerator": Text("分子或计数，隐去者为空", "numerator or count, blank where withheld"),
    "denominator": Text("分母，隐去者为空", "denominator, blank where withheld"),
    "suppressed": Text("1表示隐去", "1 if withheld"),
    "audited": Text("1表示所在各表经攻击审计", "1 if its tables withstood the attack"),
    "code": Text("代码", "code"),
    "name": Text("名称", "name"),
    "first_on": Text("最早一日", "first day"),
    "day": Text("日期", "day"),
    "input_id": Text("输入名称", "name of the input"),
    "is_available": Text("1表示导出表中有此栏", "1 if the exports carry it"),
    "as_of_on": Text("截止日期", "as-of day"),
    "data_through": Text("数据覆盖至", "last day that the data cover"),
    "clock_on": Text("期限计算截止日，当日已结束", "last ended day on which clocks are judged"),
    "first_basis": Text("初件重件的依据", "footing of first and repeat"),
    "organ_basis": Text("是否信访工作机构登记的依据", "footing of the registering organ"),
    "deadline_basis": Text("期限的依据", "footing of the deadline"),
    "reply_basis": Text("答复时间的依据", "footing of the reply"),
    "evaluation_basis": Text("评价截止的依据", "footing of the evaluation deadline"),
    "matter_basis": Text("同一事项的依据", "footing of matters"),
    "office_rule": Text("办理动作期限的规则", "rule of the office's limit"),
    "first_registered_on": Text("最早登记日", "first registration"),
    "last_registered_on": Text("最晚登记日", "last registration"),
    "file_id": Text("文件序号，按导入先后", "number of the file, in order of import"),
    "sha256": Text("文件内容摘要", "digest of the file"),
    "encoding": Text("编码", "encoding"),
    "header_row": Text("表头所在行", "row of the header"),
    "exported_at": Text("导出时间（UTC）", "time of export (UTC)"),
    "exported_at_basis": Text("导出时间的依据", "where the time of export comes from"),
    "covers_through": Text("该文件覆盖至", "last day that the file covers"),
    "ingested_at": Text("导入时间（UTC）", "time of import (UTC)"),
    "rows_read": Text("读入行数", "rows read"),
    "rows_accepted": Text("采用行数", "rows accepted"),
    "rows_unchanged": Text("无变化行数", "rows unchanged"),
    "rows_rejected": Text("拒收行数", "rows rejected"),
    "structure_rows": Text("标题、表头、合计等结构行数", "title, header, total and blank rows"),
    "retracted_at": Text("撤回时间（UTC）", "time of withdrawal (UTC)"),
    "severity": Text("轻重", "severity"),
    "rule": Text("规则", "rule"),
    "rows": Text("行数", "rows"),
    "header": Text("表头", "header"),
    "is_denied": Text("是否禁止导入", "whether it may not enter"),
    "kind": Text("类别", "kind"),
    "field": Text("被修改的字段；vanished 为后来的导出中缺失", "field that was changed; vanished: missing from a later export"),
    "cases": Text("件次，台账则为行数", "cases, or rows of a ledger"),
    "codes": Text("同名单位数，0为参考表中没有", "units of this name, 0 if the reference table has none"),
    "department_name": Text("责任单位名称", "name of the responsible unit"),
    "township_name": Text("属地名称", "name of the township"),
    "deadline_rule": Text("期限依据的规则", "rule that made the limit"),
    "days_left": Text("剩余天数，负数为已超期", "days left, negative when overdue"),
    "clock": Text("期限状态", "state of the clock"),
}

def _of_metrics() -> dict[str, Text]:
    """Columns of numerators, denominators and exclusions, named after the first metric that uses each."""
    columns: dict[str, Text] = {}
    for m in METRICS.values():
        if m.form == "result":
            continue
        for column, part in (
            (m.numerator, Text("分子或计数", "numerator or count")), (m.denominator, Text("分母", "denominator")),
            (m.excluded, Text("未计入的原因", "why it is left out")),
        ):
            if column:
                columns.setdefault(column, Text(f"{m.name.zh}：{part.zh}", f"{m.name.en}: {part.en}"))
    return columns


_METRIC_COLUMNS = _of_metrics()


def describe_column(column: str) -> Text:
    """What a column of a published table holds.

    Raises:
        KeyError: the column is not described anywhere.
    """
    if column in COLUMNS:
        return COLUMNS[column]
    if column in DIMENSIONS:
        return DIMENSIONS[column].name
    if column in FIELDS:
        return FIELDS[column].meaning
    for field in FIELDS.values():
        if field.kind == "instant" and day_of(field.id) == column:
            return field.meaning
    if column in _METRIC_COLUMNS:
        return _METRIC_COLUMNS[column]
    raise KeyError(column)
