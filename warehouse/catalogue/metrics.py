"""The metric book: every number the product shows, defined once.

A metric is a sum over rows of a fact: its numerator, its denominator and its exclusion are columns there.
"""

from __future__ import annotations

# fmt: off
from typing import Literal

from warehouse.catalogue.model import Direction, Metric, Text

CASE_BREAKDOWNS = (
    "township", "department", "department_group", "topic_1", "topic_2", "topic_3", "channel", "level", "purpose",
    "source", "week", "month", "quarter", "year",
)
STOCK_BREAKDOWNS = tuple(d for d in CASE_BREAKDOWNS if d not in ("week", "month", "quarter", "year"))

CASES = Text("件次", "cases")
VISITS = Text("批次", "visit events")
PERSON_TIMES = Text("人次", "person-times")
ITEMS_PERSONS = Text("件人次", "non-visit cases + visit persons")
SHARE = Text("比率", "share")

PERFORMANCE_REASONS = (
    "not_counted", "repeat_case", "first_unknown", "look_back", "litigation", "accusation", "withdrawn_merged",
    "persons_out_of_range", "not_petition_organ",
)

_REGISTERED = Text("登记日期在本期内", "registered in the period")


def _count(
    metric_id: str,
    name: Text,
    unit: Text,
    meaning: Text,
    counts: Text,
    *,
    needs: tuple[str, ...] = (),
    reasons: tuple[str, ...] = ("not_counted",),
    interval: Literal["poisson", "none"] = "poisson",
    basis: tuple[str, ...] = (),
    warnings: tuple[str, ...] = ("need_not_performance",),
) -> Metric:
    return Metric(
        id=metric_id, name=name, unit=unit, meaning=meaning, fact="fact_case", numerator=f"{metric_id}_n",
        denominator=None, excluded=f"{metric_id}_x", cohort_on="registered_on", cohort=_REGISTERED, counts=counts,
        of=None, direction="neither", needs=needs, interval=interval, breakdowns=CASE_BREAKDOWNS, basis=basis,
        reasons=reasons, warnings=warnings,
    )


def _rate(
    metric_id: str,
    name: Text,
    meaning: Text,
    cohort: Text,
    counts: Text,
    of: Text,
    direction: Direction,
    *,
    cohort_on: str,
    needs: tuple[str, ...],
    reasons: tuple[str, ...],
    interval: Literal["wilson", "cluster"] = "wilson",
    basis: tuple[str, ...] = ("first_basis", "organ_basis"),
    warnings: tuple[str, ...] = (),
) -> Metric:
    return Metric(
        id=metric_id, name=name, unit=SHARE, meaning=meaning, fact="fact_case", numerator=f"{metric_id}_n",
        denominator=f"{metric_id}_d", excluded=f"{metric_id}_x", cohort_on=cohort_on, cohort=cohort, counts=counts,
        of=of, direction=direction, needs=needs, interval=interval, breakdowns=CASE_BREAKDOWNS, basis=basis,
        reasons=reasons, warnings=warnings,
    )


def _stock(metric_id: str, name: Text, meaning: Text, counts: Text) -> Metric:
    return Metric(
        id=metric_id, name=name, unit=CASES, meaning=meaning, fact="fact_case", numerator=f"{metric_id}_n",
        denominator=None, excluded="open_x", cohort_on="deadline_cohort_on",
        cohort=Text("截至数据截止日仍在办；给定起止日期时，按期限所在日期取", "open at the end of the data; with dates given, by the day of the limit"),
        counts=counts, of=None, direction="lower_is_better" if metric_id == "open_overdue" else "neither",
        needs=("deadline", "open_state"), interval="none", breakdowns=STOCK_BREAKDOWNS,
        basis=("deadline_basis",), reasons=("not_counted", "no_deadline", "impossible_dates"),
        warnings=("stock_now",), is_stock=True,
    )


METRICS: dict[str, Metric] = {
    m.id: m
    for m in (
        _count("cases", Text("信访总量", "cases"), CASES,
               Text("纳入统计的信访件数", "registered cases that are counted"),
               Text("每件计1", "one for each case")),
        _count("visit_events", Text("来访批次", "visit events"), VISITS,
               Text("信访形式为来访的件数，一件即一批", "cases whose channel is a visit"),
               Text("每批计1", "one for each visit"),
               needs=("channel",), reasons=("not_counted", "channel_unknown")),
        _count("visit_persons", Text("来访人次", "visit person-times"), PERSON_TIMES,
               Text("来访各批的信访人数之和", "sum of persons over visit events"),
               Text("信访人数", "persons"), needs=("channel", "persons"),
               reasons=("not_counted", "channel_unknown", "persons_unknown", "persons_out_of_range"), interval="none"),
        _count("items_persons", Text("件人次", "items and persons"), ITEMS_PERSONS,
               Text("来信、网信等计件，来访计人", "non-visit cases in cases plus visits in persons"),
               Text("非来访每件计1，来访计人数", "one for a non-visit case, persons for a visit"),
               needs=("channel", "persons"),
               reasons=("not_counted", "channel_unknown", "persons_unknown", "persons_out_of_range"), interval="none"),
        _count("first_cases", Text("初件", "first cases"), CASES,
               Text("同一事项的第一件", "first case of its matter"), Text("每件计1", "one for each case"),
               needs=("first",), reasons=("not_counted", "first_unknown", "look_back"), basis=("first_basis",)),
        _count("repeat_cases", Text("重件", "repeat cases"), CASES,
               Text("同一事项的第二件及以后各件", "further cases of a matter"), Text("每件计1", "one for each case"),
               needs=("first",), reasons=("not_counted", "first_unknown", "look_back"), basis=("first_basis",)),
        _count("unknown_first", Text("初重未知", "first or repeat unknown"), CASES,
               Text("不知是初件还是重件的件数", "cases not known to be first or repeat"),
               Text("每件计1", "one for each case"), interval="none", basis=("first_basis",)),
        _rate("repeat_share", Text("重复信访占比", "repeat share"),
              Text("重件占初件与重件之和的比率", "repeat cases among first and repeat cases"), _REGISTERED,
              Text("重件", "repeat cases"), Text("初件与重件之和", "first and repeat cases"), "neither",
              cohort_on="registered_on", needs=("first",), reasons=("not_counted", "first_unknown", "look_back"),
              interval="cluster", basis=("first_basis",), warnings=("need_not_performance",)),
        _rate("acceptance_in_time_office", Text("及时受理（转送）率", "office act in time"),
              Text("登记后15日内有首个办理动作的比率", "first recorded office act within 15 days of registration"),
              Text("登记后15日在本期内届满", "registration + 15 days ended in the period"),
              Text("15日内转送、交办、受理或告知", "assigned, accepted or answered within 15 days"),
              Text("有带日期的动作或毫无动作的初件", "first cases with a dated act or none at all"), "higher_is_better",
              cohort_on="office_due_on", needs=("office_act",),
              reasons=(*PERFORMANCE_REASONS, "no_deadline", "act_without_date", "not_yet_due"),
              basis=("first_basis", "organ_basis", "office_rule")),
        _rate("reply_in_time", Text("按期答复率", "reply in time"),
              Text("期限届满的初件中按期答复的比率", "first cases replied to by their deadline"),
              Text("期限在本期内届满", "deadline ended in the period"),
              Text("首次答复不晚于期限", "first reply not after the deadline"),
              Text("按期、逾期与超期未复之和", "in time, late and open past the deadline"), "higher_is_better",
              cohort_on="deadline_cohort_on", needs=("deadline", "reply"),
              reasons=(*PERFORMANCE_REASONS, "no_deadline", "impossible_dates", "closed_without_date",
                       "ended_without_reply", "not_yet_due"),
              basis=("first_basis", "organ_basis", "deadline_basis", "reply_basis")),
        _stock("open_overdue", Text("超期未办结", "open, overdue"),
               Text("在办且期限已过的件数", "open cases whose limit has passed"), Text("每件计1", "one for each case")),
        _stock("open_due_7", Text("7日内到期", "open, due in 7 days"),
               Text("在办且今后7日内到期的件数", "open cases whose limit ends within the next 7 days"),
               Text("每件计1", "one for each case")),
        _stock("open_not_due", Text("在办未到期", "open, not yet due"),
               Text("在办且期限未到的件数（含7日内到期）", "open cases whose limit has not passed (those due in 7 days included)"),
               Text("每件计1", "one for each case")),
        _rate("one_off_resolution",
              Text("初件一次性化解率（办结后90日内未再访口径）", "one-off resolution (no further case in 90 days)"),
              Text("初件办结后90日内同一事项没有其他件的比率", "first cases with no other case of the matter by 90 days after closing"),
              Text("首次办结在本期内且已满90日", "first closed in the period, at least 90 days before the end of the data"),
              Text("自登记至办结后90日没有同一事项的其他件", "no other case of the matter from registration to closing + 90 days"),
              Text("已办结满90日的初件", "first cases closed for at least 90 days"), "higher_is_better",
              cohort_on="closed_cohort_on", needs=("closed", "first", "matter"),
              reasons=(*PERFORMANCE_REASONS, "closed_without_date", "not_closed", "impossible_dates", "not_mature"),
              basis=("first_basis", "organ_basis", "matter_basis"), warnings=("beside_open_overdue",)),
        _count("nonnormal_events",
               Text("到非接待场所走访（原“非正常上访”口径）", "visits outside a reception place"), VISITS,
               Text("导出表标注的到非信访接待场所走访批次，只用已登记的标注",
                    "visits recorded by the office as outside a reception place; the recorded flag only"),
               Text("每批计1", "one for each visit"), needs=("nonnormal",),
               reasons=("not_counted", "nonnormal_unknown"), warnings=("need_not_performance", "no_causal_claim")),
        _rate("participation_unit", Text("对责任单位参评率", "participation, unit"),
              Text("评价期限届满的初件中按期评价的比率", "first cases evaluated by their evaluation deadline"),
              Text("评价期限在本期内届满", "evaluation deadline ended in the period"),
              Text("期限内已评价", "evaluated by then"), Text("评价期限届满的初件", "first cases whose evaluation deadline ended"),
              "higher_is_better", cohort_on="evaluation_cohort_on", needs=("evaluation_unit",),
              reasons=(*PERFORMANCE_REASONS, "not_closed", "closed_without_date", "not_yet_due"),
              basis=("first_basis", "organ_basis", "evaluation_basis")),
        _rate("satisfied_unit", Text("对责任单位满意率", "satisfied, unit"),
              Text("已评价件中满意与基本满意的比率，须与参评率同看",
                   "satisfied or mostly satisfied among those evaluated; read with participation"),
              Text("评价期限在本期内届满", "evaluation deadline ended in the period"),
              Text("满意与基本满意", "satisfied or mostly satisfied"), Text("满意、基本满意与不满意之和", "all evaluated"),
              "higher_is_better", cohort_on="evaluation_cohort_on", needs=("evaluation_unit",),
              reasons=(*PERFORMANCE_REASONS, "not_closed", "closed_without_date", "not_yet_due", "evaluated_late", "not_evaluated"),
              basis=("first_basis", "organ_basis", "evaluation_basis"), warnings=("read_with_participation",)),
    )
}
