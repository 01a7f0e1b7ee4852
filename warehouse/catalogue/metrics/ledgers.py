"""Section 6 of the book: receptions by leaders, cases owned by leaders, disputes and decisions.

The rows come from ledgers of their own, not from cases. 息诉罢访 (settled) is shown, never ranked, and has no target.
"""

from __future__ import annotations

# fmt: off
from typing import Any

from warehouse.catalogue.metrics.shapes import DAYS, PERSON_TIMES, SHARE, TIMES, VISITS
from warehouse.catalogue.model import Direction, Metric, Text

CASES = Text("件", "cases")
ITEMS = Text("项", "decisions")
DISPUTES = Text("件", "disputes")
PLANNED = Text("次", "planned receptions")

UNITS = ("township", "department", "department_group")
TOPICS = ("topic_1", "topic_2", "topic_3")
RECEPTION_BREAKDOWNS = ("leader_level", "reception_form", *UNITS, *TOPICS, *TIMES)
OWNED_BREAKDOWNS = ("leader_level", "ownership", *UNITS, *TIMES)
DISPUTE_BREAKDOWNS = ("leader_level", *UNITS, *TOPICS, *TIMES)
DECISION_BREAKDOWNS = ("department", "department_group", *TIMES)

HELD = Text("接访日期在本期内", "held in the period")
OWNED = Text("包案日期不晚于期末，状态为现在", "owned by the end of the period, state now")
FOUND = Text("排查日期不晚于期末，状态为现在", "found by the end of the period, state now")
DECIDED = Text("议定日期不晚于期末，状态为现在", "decided by the end of the period, state now")
EACH_OWNED = Text("每件计1", "one for each case")
OPEN_OWNED = Text("未结案的件", "cases not closed")
EACH_DISPUTE = Text("每件计1", "one for each dispute")

STOCK: dict[str, Any] = {"reach": "up_to", "is_stock": True}


def _ledger(
    fact: str, cohort_on: str, cohort: Text, breakdowns: tuple[str, ...], needs: tuple[str, ...], metric_id: str, name: Text,
    unit: Text, meaning: Text, counts: Text, *, of: Text | None = None, direction: Direction = "neither", more: tuple[str, ...] = (),
    **other: Any,
) -> Metric:
    """A count of a ledger, or a share when it has a denominator."""
    shape: dict[str, Any] = {
        "form": "count" if of is None else "share", "numerator": f"{metric_id}_n", "excluded": f"{metric_id}_x",
        "denominator": None if of is None else f"{metric_id}_d", "interval": "none" if of is None else "wilson",
        "source": needs[0],
    }
    return Metric(section=6, id=metric_id, name=name, unit=unit, meaning=meaning, counts=counts, of=of, fact=fact,
                  cohort_on=cohort_on, cohort=cohort, breakdowns=breakdowns, direction=direction, needs=(*needs, *more),
                  **(shape | other))


def _reception(metric_id: str, name: Text, unit: Text, meaning: Text, counts: Text, **other: Any) -> Metric:
    return _ledger("fact_reception", "held_on", HELD, RECEPTION_BREAKDOWNS, ("receptions",), metric_id, name, unit, meaning,
                   counts, has_matters=False, **other)


def _owned(metric_id: str, name: Text, unit: Text, meaning: Text, counts: Text, **other: Any) -> Metric:
    shape: dict[str, Any] = {"cohort_on": "listed_on", "cohort": OWNED, **STOCK}
    shape |= other
    return _ledger("fact_owned_case", shape.pop("cohort_on"), shape.pop("cohort"), OWNED_BREAKDOWNS, ("owned_cases",),
                   metric_id, name, unit, meaning, counts, **shape)


def _dispute(metric_id: str, name: Text, unit: Text, meaning: Text, counts: Text, **other: Any) -> Metric:
    shape: dict[str, Any] = {"cohort_on": "listed_on", "cohort": FOUND, **STOCK}
    shape |= other
    return _ledger("fact_dispute", shape.pop("cohort_on"), shape.pop("cohort"), DISPUTE_BREAKDOWNS, ("disputes",),
                   metric_id, name, unit, meaning, counts, **shape)


def _decision(metric_id: str, name: Text, unit: Text, meaning: Text, counts: Text, **other: Any) -> Metric:
    return _ledger("fact_decision", "listed_on", DECIDED, DECISION_BREAKDOWNS, ("decisions",), metric_id, name, unit, meaning,
                   counts, **(STOCK | other))


RECEPTIONS: tuple[Metric, ...] = (
    _reception("reception_events", Text("领导接访批次", "batches received by leaders"), VISITS,
               Text("领导接访的批次；一行可为一次接访，也可为一日、一月或一年的合计，合计记在其第一日",
                    "batches that leaders received; a row is one reception or the total of a day, month or year, "
                    "and a total stands on its first day"),
               Text("批次之和，未填批次的行计1", "sum of batches, one where it is not filled in"),
               warnings=("need_not_performance", "totals_by_year")),
    _reception("reception_persons", Text("领导接访人次", "persons received by leaders"), PERSON_TIMES,
               Text("领导接访的人次", "person-times that leaders received"), Text("人次之和", "sum of persons"),
               reasons=("persons_unknown",), warnings=("need_not_performance", "totals_by_year")),
    _reception("reception_solved_rate", Text("接访办结率（批次）", "batches solved"), SHARE,
               Text("接访批次中已办结的比率", "share of the batches received that were solved"),
               Text("办结批次", "batches solved"), of=Text("填有办结批次的行的批次", "batches of rows that say how many were solved"),
               direction="higher_is_better", more=("reception_solved",), reasons=("solved_unknown", "impossible_counts"),
               warnings=("totals_by_year",)),
    _reception("reception_solved_persons_rate", Text("接访办结率（人次）", "persons of solved batches"), SHARE,
               Text("接访人次中已办结的比率；人次不给区间", "share of the persons received whose batch was solved; without an interval"),
               Text("办结人次", "persons of solved batches"),
               of=Text("填有办结人次的行的人次", "persons of rows that say how many were solved"), interval="none",
               direction="higher_is_better", more=("reception_solved_persons",),
               reasons=("persons_unknown", "solved_unknown", "impossible_counts"), warnings=("totals_by_year",)),
    _reception("reception_result_mix", Text("接访处理结果构成", "results of receptions"), SHARE,
               Text("各处理结果占接访批次的比率，未填为一类", "share of each result among the batches, not filled in being one"),
               Text("该结果的批次", "batches with the result"), form="mix", interval="wilson", classes="reception_result",
               more=("reception_result",)),
    _reception("unit_head_present", Text("集体访责任单位负责人到场率", "head of the unit present at collective visits"), SHARE,
               Text("单次接访人数达到集体访人数的，责任单位负责人到场的比率；合计行看不出是否集体访，不计",
                    "share of collective receptions with the head of the responsible unit; a total cannot tell them"),
               Text("负责人到场的集体访", "collective receptions with the head of the unit"),
               of=Text("填有是否到场的集体访", "collective receptions that say so"), direction="higher_is_better",
               more=("unit_head_present",), reasons=("total_row", "persons_unknown", "head_unknown")),
    _reception("ledger_completeness", Text("接访台账填写完整率", "duty fields filled in"), SHARE,
               Text("信访人基本情况、诉求内容、接待处理意见、办理结果、期限五项中已填写的比率，只记是否填写",
                    "share of the five duty fields (visitor, demand, opinion, outcome, date) that were filled in"),
               Text("已填写的项", "fields filled in"), of=Text("台账所含的项", "fields that the ledger has"), interval="none",
               direction="higher_is_better", more=("duty_fields",), reasons=("no_duty_field",)),
    _ledger("fact_reception_day", "held_on", Text("工作日在本期内", "working days of the period"), TIMES, ("receptions",),
            "reception_coverage", Text("接访日覆盖率", "working days with a reception"), SHARE,
            Text("自首次接访起至台账截止日，有领导接访的工作日的比率；月、年合计行不计",
                 "share of the working days from the first reception to the end of the ledger on which a leader received"),
            Text("有领导接访的工作日", "working days with a leader's reception"), of=Text("工作日", "working days"),
            direction="higher_is_better", has_matters=False, reasons=("no_holiday_calendar",)),
    _ledger("fact_reception_plan", "planned_on", Text("安排的日期在本期内", "planned for the period"), ("leader_level", *TIMES),
            ("receptions", "reception_plan"), "reception_plan_kept", Text("接访安排落实率", "planned receptions held"), SHARE,
            Text("已到日期的接访安排中，当日该级别领导确有接访的比率",
                 "share of planned receptions whose day has come on which a leader of that level received"),
            Text("落实的安排", "plans that were kept"), of=Text("已到日期的安排", "plans whose day has come"),
            direction="higher_is_better", has_matters=False, reasons=("not_yet_due",)),
)

OWNERSHIP: tuple[Metric, ...] = (
    _owned("owned_cases", Text("包案件数", "cases owned by leaders"), CASES,
           Text("领导包案、批示、督办的件数", "cases that leaders own, instructed or have supervised"), EACH_OWNED,
           warnings=("stock_now",)),
    _owned("owned_persons", Text("包案涉及人次", "persons of owned cases"), PERSON_TIMES,
           Text("包案件的人次", "person-times of owned cases"), Text("人次之和", "sum of persons"),
           reasons=("persons_unknown",), warnings=("stock_now",)),
    _owned("owned_closed_rate", Text("包案结案率", "owned cases closed"), SHARE,
           Text("包案件中已结案的比率；结案、化解、息诉罢访各是一回事", "share of owned cases that are closed; closed is not settled"),
           Text("已结案", "closed"), of=Text("结案与否已知的包案件", "owned cases of which it is known"),
           direction="higher_is_better", reasons=("closed_unknown",), warnings=("stock_now",)),
    _owned("owned_settled_rate", Text("包案息诉罢访率", "owned cases settled"), SHARE,
           Text("包案件中已息诉罢访的比率，只作展示，不排名、不设目标", "share of owned cases that are settled; shown, never ranked, no target"),
           Text("已息诉罢访", "settled"), of=Text("息诉与否已知的包案件", "owned cases of which it is known"),
           reasons=("closed_unknown", "settled_unknown"), warnings=("stock_now", "settled_never_ranked")),
    _owned("owned_settled_of_closed", Text("结案件息诉罢访率", "closed owned cases settled"), SHARE,
           Text("已结案的包案件中息诉罢访的比率，只作展示，不排名、不设目标",
                "share of closed owned cases that are settled; shown, never ranked, no target"),
           Text("已息诉罢访", "settled"), of=Text("已结案、息诉与否已知的包案件", "closed owned cases of which it is known"),
           reasons=("closed_unknown", "not_closed", "settled_unknown"), warnings=("stock_now", "settled_never_ranked")),
    _owned("owned_open", Text("包案未结件", "owned cases not closed"), CASES,
           Text("包案件中尚未结案的件数", "owned cases that are not closed"), OPEN_OWNED, reasons=("closed_unknown",),
           warnings=("stock_now",)),
    _owned("owned_due_7", Text("包案7日内到期件", "owned cases due in 7 days"), CASES,
           Text("未结案且化解时限在7日内的件数", "cases not closed whose date comes within 7 days"), OPEN_OWNED,
           excluded="owned_due_x", reasons=("closed_unknown", "no_deadline"), warnings=("stock_now",)),
    _owned("owned_overdue", Text("包案超期件", "owned cases overdue"), CASES,
           Text("未结案且化解时限已过的件数", "cases not closed whose date has passed"), OPEN_OWNED, excluded="owned_due_x",
           direction="lower_is_better", reasons=("closed_unknown", "no_deadline"), warnings=("stock_now",)),
    _owned("owned_no_movement", Text("包案久无进展件", "owned cases without movement"), CASES,
           Text("未结案且自最近进展（无则包案）之日起满规定天数的件数",
                "cases not closed whose last progress, else owning, lies the set number of days back"), OPEN_OWNED,
           direction="lower_is_better", reasons=("closed_unknown", "no_date"), warnings=("stock_now",)),
    _owned("owned_new", Text("新增包案", "cases newly owned"), CASES,
           Text("本期新增的包案件数", "cases that leaders took on in the period"), EACH_OWNED,
           cohort=Text("包案日期在本期内", "owned since a day of the period"), reach="within", is_stock=False),
    _owned("owned_closed", Text("包案新结案", "owned cases closed in the period"), CASES,
           Text("本期结案的包案件数", "owned cases closed in the period"), EACH_OWNED,
           cohort_on="closed_cohort_on", cohort=Text("结案日期在本期内", "closed in the period"), reach="within", is_stock=False,
           reasons=("closed_unknown", "closed_without_date")),
    _owned("owned_open_age", Text("包案未结件天数中位数", "median age of open owned cases"), DAYS,
           Text("未结案的包案件自包案之日起天数的中位数", "median days since owning of the cases not closed"),
           Text("自包案之日起的天数", "days since owning"), of=OPEN_OWNED, form="quantile", at=0.5, interval="log_log",
           reasons=("closed_unknown", "no_date"), warnings=("stock_now",)),
    _owned("owned_unmatched", Text("未对应信访件的包案", "owned cases with an unknown number"), CASES,
           Text("编号不在已导入信访件中的包案件数，属正常情况，照样计数",
                "owned cases whose number no imported case has; this is normal, they count"), EACH_OWNED, warnings=("stock_now",)),
)

DISPUTE_METRICS: tuple[Metric, ...] = (
    _dispute("disputes_found", Text("排查矛盾纠纷", "disputes found"), DISPUTES, Text("本期新排查的件数", "disputes found in the period"),
             EACH_DISPUTE, cohort=Text("排查日期在本期内", "found in the period"), reach="within", is_stock=False,
             warnings=("need_not_performance",)),
    _dispute("disputes_resolved", Text("本期化解矛盾纠纷", "disputes resolved in the period"), DISPUTES,
             Text("本期化解的件数", "disputes resolved in the period"), EACH_DISPUTE, cohort_on="resolved_cohort_on",
             cohort=Text("化解日期在本期内", "resolved in the period"), reach="within", is_stock=False,
             reasons=("resolved_unknown", "resolved_without_date")),
    _dispute("disputes_resolved_rate", Text("矛盾纠纷化解率", "disputes resolved"), SHARE,
             Text("排查出的矛盾纠纷中已化解的比率", "share of the disputes found that are resolved"), Text("累计化解", "resolved by now"),
             of=Text("化解与否已知的矛盾纠纷", "disputes of which it is known"), direction="higher_is_better",
             reasons=("resolved_unknown",), warnings=("stock_now",)),
    _dispute("disputes_open", Text("剩余矛盾纠纷", "disputes left"), DISPUTES, Text("尚未化解的件数", "disputes not resolved"),
             EACH_DISPUTE, reasons=("resolved_unknown",), warnings=("stock_now",)),
    _dispute("disputes_overdue", Text("矛盾纠纷超期件", "disputes overdue"), DISPUTES,
             Text("未化解且化解时限已过的件数", "disputes not resolved whose date has passed"), EACH_DISPUTE,
             direction="lower_is_better", reasons=("resolved_unknown", "no_deadline"), warnings=("stock_now",)),
    _dispute("disputes_open_age", Text("剩余矛盾纠纷天数中位数", "median age of disputes left"), DAYS,
             Text("未化解的矛盾纠纷自排查之日起天数的中位数", "median days since finding of the disputes not resolved"),
             Text("自排查之日起的天数", "days since finding"), of=Text("未化解的矛盾纠纷", "disputes not resolved"), form="quantile",
             at=0.5, interval="log_log", reasons=("resolved_unknown", "no_date"), warnings=("stock_now",)),
)

DECISIONS: tuple[Metric, ...] = (
    _decision("decisions", Text("议定事项", "decisions"), ITEMS, Text("会议议定、交办的事项", "decisions taken and assigned by meetings"),
              Text("每项计1", "one for each decision"), warnings=("stock_now",)),
    _decision("decisions_open", Text("议定事项未完成", "decisions not done"), ITEMS, Text("尚未完成的议定事项", "decisions not done yet"),
              Text("每项计1", "one for each decision"), reasons=("done_unknown",), warnings=("stock_now",)),
    _decision("decisions_due_7", Text("议定事项7日内到期", "decisions due in 7 days"), ITEMS,
              Text("未完成且完成时限在7日内的事项", "decisions not done whose date comes within 7 days"),
              Text("每项计1", "one for each decision"), excluded="decisions_due_x", reasons=("done_unknown", "no_deadline"),
              warnings=("stock_now",)),
    _decision("decisions_overdue", Text("议定事项超期", "decisions overdue"), ITEMS,
              Text("未完成且完成时限已过的事项", "decisions not done whose date has passed"), Text("每项计1", "one for each decision"),
              excluded="decisions_due_x", direction="lower_is_better", reasons=("done_unknown", "no_deadline"),
              warnings=("stock_now",)),
    _decision("decisions_done_rate", Text("议定事项完成率", "decisions done"), SHARE,
              Text("议定事项中已完成的比率", "share of decisions that are done"), Text("已完成", "done"),
              of=Text("完成与否已知的事项", "decisions of which it is known"), direction="higher_is_better",
              reasons=("done_unknown",), warnings=("stock_now",)),
)

LEDGERS: tuple[Metric, ...] = (*RECEPTIONS, *OWNERSHIP, *DISPUTE_METRICS, *DECISIONS)
