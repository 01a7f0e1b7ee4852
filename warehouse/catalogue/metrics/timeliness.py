"""Section 2 of the book: the clocks of the office and of the responsible units."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import (
    CASES,
    EACH_CASE,
    PERFORMANCE_REASONS,
    STOCK_BREAKDOWNS,
    case_count,
    case_rate,
)
from warehouse.catalogue.model import Metric, Text


def _stock(metric_id: str, name: Text, meaning: Text, counts: Text) -> Metric:
    return case_count(
        2, metric_id, name, CASES, meaning, counts,
        needs=("deadline", "open_state"), reasons=("not_counted", "no_deadline", "impossible_dates"),
        warnings=("stock_now",), excluded="open_x", cohort_on="deadline_cohort_on",
        cohort=Text("截至数据截止日仍在办；给定起止日期时，按期限所在日期取", "open at the end of the data; with dates given, by the day of the limit"),
        direction="lower_is_better" if metric_id == "open_overdue" else "neither", interval="none",
        breakdowns=STOCK_BREAKDOWNS, basis=("deadline_basis",), is_stock=True,
    )


TIMELINESS: tuple[Metric, ...] = (
    case_rate(2, "acceptance_in_time_office", Text("及时受理（转送）率", "office act in time"),
              Text("登记后15日内有首个办理动作的比率", "first recorded office act within 15 days of registration"),
              Text("登记后15日在本期内届满", "registration + 15 days ended in the period"),
              Text("15日内转送、交办、受理或告知", "assigned, accepted or answered within 15 days"),
              Text("有带日期的动作或毫无动作的初件", "first cases with a dated act or none at all"), "higher_is_better",
              cohort_on="office_due_on", needs=("office_act",),
              reasons=(*PERFORMANCE_REASONS, "no_deadline", "act_without_date", "not_yet_due"),
              basis=("first_basis", "organ_basis", "office_rule")),
    case_rate(2, "reply_in_time", Text("按期答复率", "reply in time"),
              Text("期限届满的初件中按期答复的比率", "first cases replied to by their deadline"),
              Text("期限在本期内届满", "deadline ended in the period"),
              Text("首次答复不晚于期限", "first reply not after the deadline"),
              Text("按期、逾期与超期未复之和", "in time, late and open past the deadline"), "higher_is_better",
              cohort_on="deadline_cohort_on", needs=("deadline", "reply"),
              reasons=(*PERFORMANCE_REASONS, "no_deadline", "impossible_dates", "closed_without_date",
                       "ended_without_reply", "not_yet_due"),
              basis=("first_basis", "organ_basis", "deadline_basis", "reply_basis")),
    _stock("open_overdue", Text("超期未办结", "open, overdue"),
               Text("在办且期限已过的件数", "open cases whose limit has passed"), EACH_CASE),
    _stock("open_due_7", Text("7日内到期", "open, due in 7 days"),
               Text("在办且今后7日内到期的件数", "open cases whose limit ends within the next 7 days"),
               EACH_CASE),
    _stock("open_not_due", Text("在办未到期", "open, not yet due"),
               Text("在办且期限未到的件数（含7日内到期）", "open cases whose limit has not passed (those due in 7 days included)"),
               EACH_CASE),
)
