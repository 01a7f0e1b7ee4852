"""Section 2 of the book: the clocks of the office and of the responsible units."""

from __future__ import annotations

# fmt: off
from typing import Any

from warehouse.catalogue.metrics.shapes import (
    CASES,
    DAYS,
    EACH_CASE,
    PERFORMANCE_BASIS,
    PERFORMANCE_REASONS,
    REGISTERED,
    SHARE,
    STOCK_BREAKDOWNS,
    case_count,
    case_rate,
)
from warehouse.catalogue.model import Metric, Text

CALENDAR = "no_holiday_calendar"
DUE = Text("期限在本期内届满", "deadline ended in the period")
OPEN_NOW = Text("截至数据截止日仍在办；给定起止日期时，按期限所在日期取", "open at the end of the data; with dates given, by the day of the limit")
ENDED = ("impossible_dates", "closed_without_date", "ended_without_reply")
REVIEW_BREAKDOWNS = ("review",)


def _stock(metric_id: str, name: Text, meaning: Text, direction: str = "neither") -> Metric:
    return case_count(
        2, metric_id, name, CASES, meaning, EACH_CASE, needs=("deadline", "open_state"),
        reasons=("not_counted", CALENDAR, "no_deadline", "impossible_dates"), warnings=("stock_now",),
        excluded="open_x", cohort_on="deadline_cohort_on", cohort=OPEN_NOW, direction=direction, interval="none",
        breakdowns=STOCK_BREAKDOWNS, basis=("deadline_basis",), is_stock=True,
    )


def _review(metric_id: str, name: Text, meaning: Text, counts: Text, cohort: Text, cohort_on: str, **other: Any) -> Metric:
    return case_count(
        2, metric_id, name, other.pop("unit", Text("件", "requests")), meaning, counts, fact="fact_review",
        cohort=cohort, cohort_on=cohort_on, needs=("review",), warnings=(), **other,
    )


TIMELINESS: tuple[Metric, ...] = (
    case_rate(2, "acceptance_in_time_office", Text("及时受理（转送）率", "office act in time"),
              Text("登记后15日内有首个办理动作的比率", "first recorded office act within 15 days of registration"),
              Text("登记后15日在本期内届满", "registration + 15 days ended in the period"),
              Text("15日内转送、交办、受理或告知", "assigned, accepted or answered within 15 days"),
              Text("有带日期的动作或毫无动作的初件", "first cases with a dated act or none at all"), "higher_is_better",
              cohort_on="office_due_on", needs=("office_act",),
              reasons=(*PERFORMANCE_REASONS, CALENDAR, "no_deadline", "act_without_date", "not_yet_due"),
              basis=(*PERFORMANCE_BASIS, "office_rule")),
    case_rate(2, "notice_in_time_unit", Text("及时告知率", "notice in time"),
              Text("责任单位收到后15日内受理或书面告知的比率", "unit's acceptance or notice within 15 days of receipt"),
              Text("收到后15日在本期内届满", "receipt + 15 days ended in the period"),
              Text("15日内受理或告知", "accepted or told within 15 days"),
              Text("已转交责任单位的初件", "first cases that reached a unit"), "higher_is_better",
              cohort_on="notice_cohort_on", needs=("assigned", "unit_act"),
              reasons=(*PERFORMANCE_REASONS, CALENDAR, "not_assigned", "no_deadline", "impossible_dates", "not_yet_due"),
              basis=(*PERFORMANCE_BASIS, "office_rule")),
    case_rate(2, "acceptance_unit_reg30", Text("登记后30日内受理率（上级口径）", "acceptance within 30 days of registration"),
              Text("登记后30日内责任单位受理的比率，上级通报所用口径，不用于排名", "accepted by the unit within 30 days of registration: the superior's formula, never ranked"),
              Text("登记后30日在本期内届满", "registration + 30 days ended in the period"),
              Text("30日内受理", "accepted within 30 days"), Text("登记满30日的初件", "first cases registered 30 days ago"),
              "neither", cohort_on="reg30_on", needs=("acceptance",), reasons=(*PERFORMANCE_REASONS, "not_yet_due"),
              basis=PERFORMANCE_BASIS, warnings=("superiors_formula",)),
    case_rate(2, "reply_in_time", Text("按期答复率", "reply in time"),
              Text("期限届满的初件中按期答复的比率", "first cases replied to by their deadline"), DUE,
              Text("首次答复不晚于期限", "first reply not after the deadline"),
              Text("按期、逾期与超期未复之和", "in time, late and open past the deadline"), "higher_is_better",
              cohort_on="deadline_cohort_on", needs=("deadline", "reply"),
              reasons=(*PERFORMANCE_REASONS, CALENDAR, "no_deadline", *ENDED, "not_yet_due"),
              basis=(*PERFORMANCE_BASIS, "deadline_basis", "reply_basis")),
    case_rate(2, "closed_in_time", Text("按期办结率", "closed in time"),
              Text("期限届满的初件中按期办结的比率", "first cases closed by their deadline"), DUE,
              Text("首次办结不晚于期限", "first closing not after the deadline"),
              Text("按期、逾期与超期未结之和", "in time, late and open past the deadline"), "higher_is_better",
              cohort_on="deadline_cohort_on", needs=("deadline", "closed"),
              reasons=(*PERFORMANCE_REASONS, CALENDAR, "no_deadline", *ENDED, "not_yet_due"),
              basis=(*PERFORMANCE_BASIS, "deadline_basis")),
    _stock("open_overdue", Text("超期未办结", "open, overdue"),
           Text("在办且期限已过的件数", "open cases whose limit has passed"), "lower_is_better"),
    _stock("open_due_7", Text("7日内到期", "open, due in 7 days"),
           Text("在办且今后7日内到期的件数", "open cases whose limit ends within the next 7 days")),
    _stock("open_not_due", Text("在办未到期", "open, not yet due"),
           Text("在办且期限未到的件数（含7日内到期）", "open cases whose limit has not passed (those due in 7 days included)")),
    case_count(2, "no_movement_30", Text("30日无进展", "no movement in 30 days"), CASES,
               Text("在办且30日没有任何带日期的办理动作", "open cases without a dated act in 30 days"), EACH_CASE,
               needs=("open_state",), warnings=("stock_now",), direction="lower_is_better", interval="none",
               cohort=Text("截至数据截止日仍在办；给定起止日期时，按登记日期取", "open at the end of the data; with dates given, by registration"),
               breakdowns=STOCK_BREAKDOWNS, is_stock=True),
    case_count(2, "days_to_close", Text("办结天数中位数", "median days to close"), DAYS,
               Text("从登记到首次办结的天数，半数件不超过此数；在办件按截尾处理", "days from registration to first closing by which half are closed; open cases are censored"),
               Text("登记至首次办结的天数", "days from registration to first closing"), form="quantile", at=0.5,
               numerator="days_to_close_days", denominator="days_to_close_event", needs=("closed",), warnings=(),
               reasons=("not_counted", *ENDED), interval="log_log", direction="lower_is_better",
               of=Text("纳入统计的件，在办者截尾", "counted cases, open ones censored")),
    case_count(2, "days_to_close_p90", Text("办结天数九成位数", "90th percentile of days to close"), DAYS,
               Text("从登记到首次办结的天数，九成件不超过此数；在办件按截尾处理", "days from registration to first closing by which nine in ten are closed; open cases are censored"),
               Text("登记至首次办结的天数", "days from registration to first closing"), form="quantile", at=0.9,
               numerator="days_to_close_days", denominator="days_to_close_event", excluded="days_to_close_x",
               needs=("closed",), warnings=(), reasons=("not_counted", *ENDED), interval="log_log",
               direction="lower_is_better", of=Text("纳入统计的件，在办者截尾", "counted cases, open ones censored")),
    case_count(2, "stage_days", Text("各环节天数中位数", "median days of each stage"), DAYS,
               Text("各办理环节所用天数的中位数，只计两端都有日期的件", "median days of each stage, of cases with both of its clocks"),
               Text("环节两端日期之差", "days between its two clocks"), fact="fact_stage", form="quantile", at=0.5,
               numerator="stage_days_days", denominator="stage_days_event", classes="stage", interval="log_log",
               warnings=(), direction="neither", of=Text("两端都有日期的件", "cases with both clocks")),
    case_rate(2, "extension_share", Text("延期占比", "extension share"),
              Text("按规定延期的件所占比率", "cases extended as the rule allows"), REGISTERED,
              Text("期限前批准或导出、不超过规定天数的延期", "extended by the old deadline and within the allowed days"),
              Text("有期限的件", "cases with a deadline"), "neither", needs=("deadline", "extension"),
              reasons=("not_counted", CALENDAR, "no_deadline"), excluded="extension_x", basis=("deadline_basis",)),
    case_count(2, "extension_late", Text("不合规延期", "extension that moves nothing"), CASES,
               Text("期限过后才延期或延期过长，不改变期限", "extended after the deadline or by too long; moves no limit"),
               EACH_CASE, needs=("deadline", "extension"), reasons=("not_counted", CALENDAR, "no_deadline"),
               excluded="extension_x", direction="lower_is_better", warnings=(), basis=("deadline_basis",)),
    case_rate(2, "reopened_share", Text("退回重办占比", "reopened share"),
              Text("办结后又退回重办的件所占比率", "cases opened again after a closing"), REGISTERED,
              Text("后来的导出中办结时间被撤销", "a later export took the closing back"), Text("曾办结的件", "cases closed once"),
              "lower_is_better", needs=("closed",), reasons=("not_counted", "closed_without_date", "not_closed"),
              excluded="reopened_x"),
    case_count(2, "handoffs", Text("责任单位变更次数", "handoffs"), Text("次", "changes"),
               Text("各次导出之间责任单位变更的次数", "changes of the responsible unit between exports"),
               Text("变更次数", "number of changes"), needs=("department",), interval="none", warnings=(),
               reasons=("not_counted", "department_unknown"), direction="lower_is_better"),
    case_rate(2, "supervised_closed_rate", Text("督办件办结率", "supervised cases closed"),
              Text("督办件中已办结的比率", "supervised cases that are closed"),
              Text("截至期末登记的督办件，现状态", "supervised cases registered up to the period's end, state now"),
              Text("已办结", "closed"), Text("督办件", "supervised cases"), "higher_is_better", reach="up_to",
              needs=("supervised", "open_state"), reasons=("not_counted", "supervised_unknown"),
              breakdowns=STOCK_BREAKDOWNS, warnings=("stock_now",), is_stock=True),
    _review("review_requests", Text("复查复核申请", "review requests"),
            Text("申请复查、复核的件数", "requests for review and final review"), Text("每次申请计1", "one for each request"),
            Text("申请在本期内", "requested in the period"), "requested_on"),
    _review("review_in_time", Text("复查复核按期率", "review in time"),
            Text("申请后30日内出具意见的比率", "opinions within 30 days of the request"), Text("30日内出具意见", "opinion in time"),
            Text("申请后30日在本期内届满", "request + 30 days ended in the period"), "due_on", unit=SHARE, form="share",
            denominator="review_in_time_d", of=Text("期限届满的申请", "requests whose limit ended"), interval="wilson",
            direction="higher_is_better",
            reasons=("not_counted", "request_without_date", CALENDAR, "no_deadline", "not_yet_due")),
    _review("review_changed_share", Text("复查改变率", "changed at review"),
            Text("复查复核中变更、撤销原意见的比率，反映答复质量", "replies changed or revoked at review: the quality of the reply"),
            Text("变更与撤销", "changed or revoked"), Text("意见在本期内出具", "opinion given in the period"), "opinion_on",
            unit=SHARE, form="share", denominator="review_changed_share_d",
            of=Text("维持、变更与撤销之和", "upheld, changed and revoked"), interval="wilson",
            direction="lower_is_better", reasons=("not_counted", "no_opinion", "result_unknown")),
)
