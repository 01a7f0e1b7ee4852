"""Section 3 of the book: whether a matter came back."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import (
    CASES,
    CLOSED,
    DAYS,
    EACH_CASE,
    MATTERS,
    PERFORMANCE_BASIS,
    PERFORMANCE_REASONS,
    REGISTERED,
    SHARE,
    STOCK_BREAKDOWNS,
    case_count,
    case_rate,
)
from warehouse.catalogue.model import Metric, Text

CLOSING_REASONS = ("closed_without_date", "not_closed", "impossible_dates", "not_mature")
ONE_OFF_COHORT = Text("首次办结在本期内且已满90日", "first closed in the period, at least 90 days before the end of the data")
LISTED = Text("截至期末登记的积案，现状态", "backlog registered up to the period's end, state now")
MATTER_BASIS = (*PERFORMANCE_BASIS, "matter_basis")


def _recurrence(days: int) -> Metric:
    return case_count(
        3, f"recurrence_{days}", Text(f"答复后{days}日重复率", f"recurrence within {days} days"), SHARE,
        Text(f"事项首次办结、答复后{days}日内再次信访的比率，观察不足者按截尾处理",
             f"matters that came back within {days} days of the reply; those not watched so long are censored"),
        Text(f"{days}日内有其他件", f"another case within {days} days"), fact="fact_matter", form="recurrence", at=days,
        numerator="recurrence_days", denominator="recurrence_event", excluded="recurrence_x",
        cohort_on="closed_cohort_on", cohort=Text("事项首次办结在本期内", "matter first closed in the period"),
        of=Text("首次办结的事项", "matters at their first closing"), direction="lower_is_better",
        needs=("closed", "first", "matter"), interval="log_log",
        reasons=(*PERFORMANCE_REASONS, *CLOSING_REASONS), basis=MATTER_BASIS, warnings=(),
    )


def _backlog(metric_id: str, name: Text, meaning: Text, **other: object) -> Metric:
    shape: dict[str, object] = {
        "excluded": "backlog_x", "cohort": LISTED, "reach": "up_to", "is_stock": True, "interval": "none",
        "breakdowns": STOCK_BREAKDOWNS, "needs": ("backlog",), "reasons": ("not_counted", "backlog_unknown"),
        "warnings": ("stock_now",),
    }
    return case_count(3, metric_id, name, other.pop("unit", CASES), meaning, other.pop("counts", EACH_CASE), **(shape | other))  # type: ignore[arg-type]


RECURRENCE: tuple[Metric, ...] = (
    case_rate(3, "repeat_share", Text("重复信访占比", "repeat share"),
              Text("重件占初件与重件之和的比率", "repeat cases among first and repeat cases"), REGISTERED,
              Text("重件", "repeat cases"), Text("初件与重件之和", "first and repeat cases"), "neither",
              numerator="repeat_cases_n", excluded="first_x", needs=("first",),
              reasons=("not_counted", "first_unknown", "look_back"), interval="cluster", basis=("first_basis",),
              warnings=("need_not_performance",)),
    *(_recurrence(days) for days in (30, 60, 90, 180)),
    case_rate(3, "one_off_resolution",
              Text("初件一次性化解率（办结后90日内未再访口径）", "one-off resolution (no further case in 90 days)"),
              Text("初件办结后90日内同一事项没有其他件的比率", "first cases with no other case of the matter by 90 days after closing"),
              ONE_OFF_COHORT,
              Text("自登记至办结后90日没有同一事项的其他件", "no other case of the matter from registration to closing + 90 days"),
              Text("已办结满90日的初件", "first cases closed for at least 90 days"), "higher_is_better",
              cohort_on="closed_cohort_on", needs=("closed", "first", "matter"),
              reasons=(*PERFORMANCE_REASONS, *CLOSING_REASONS), basis=MATTER_BASIS, warnings=("beside_open_overdue",)),
    case_rate(3, "one_off_confirmed", Text("初件一次性化解率（已确认化解）", "one-off resolution, confirmed"),
              Text("一次性化解且标注为化解的比率", "one-off resolved and flagged as resolved"), ONE_OFF_COHORT,
              Text("未再访且是否化解为是", "no further case, and flagged as resolved"),
              Text("已办结满90日且是否化解已填的初件", "first cases closed for at least 90 days with the flag filled in"),
              "higher_is_better", cohort_on="closed_cohort_on", needs=("closed", "first", "matter", "resolved"),
              reasons=(*PERFORMANCE_REASONS, *CLOSING_REASONS, "resolved_unknown"), basis=MATTER_BASIS,
              warnings=("beside_open_overdue",)),
    case_count(3, "recurrence_mean", Text("答复后180日平均再访件数", "mean further cases in 180 days"), Text("件/事项", "cases per matter"),
               Text("每个办结事项答复后180日内的平均其他件数", "mean number of further cases of a closed matter by 180 days after the reply"),
               Text("180日内的其他件", "further cases within 180 days"), fact="fact_matter", form="mean_cumulative", at=180,
               numerator="watched_days", excluded="recurrence_x", cohort_on="closed_cohort_on",
               cohort=Text("事项首次办结在本期内", "matter first closed in the period"),
               of=Text("首次办结的事项", "matters at their first closing"), direction="lower_is_better",
               needs=("closed", "first", "matter"), interval="robust",
               reasons=(*PERFORMANCE_REASONS, *CLOSING_REASONS), basis=MATTER_BASIS, warnings=()),
    case_count(3, "repeat_stage", Text("重件所处阶段", "stage of repeats"), CASES,
               Text("每件重件按同一事项最近一件前件当时的办理阶段归类", "each repeat by where the matter's latest earlier case stood"),
               EACH_CASE, needs=("first", "matter"), classes="repeat_stage", excluded="first_x",
               reasons=("not_counted", "first_unknown", "look_back"), basis=("first_basis", "matter_basis")),
    case_count(3, "multi_channel", Text("多头信访事项", "matters by several ways"), MATTERS,
               Text("30日内经两种以上形式或机构反映的事项数", "matters with two or more channels or offices within 30 days"),
               Text("每个事项计1", "one for each matter"), fact="fact_matter", form="count", cohort_on="multi_channel_on",
               cohort=Text("第二种途径出现在本期内", "second way within the period"), needs=("matter",), basis=("matter_basis",)),
    _backlog("backlog_listed", Text("积案（累计）", "backlog listed"), Text("截至期末登记的积案件数", "backlog cases registered up to the period's end")),
    _backlog("backlog_open", Text("积案（剩余）", "backlog open"), Text("尚未化解的积案件数", "backlog cases not resolved"), direction="lower_is_better"),
    _backlog("backlog_closed", Text("积案（已结未化解）", "backlog closed, not resolved"),
             Text("已办结但未标注化解的积案件数", "backlog cases closed but not flagged as resolved")),
    _backlog("backlog_age", Text("积案时长中位数", "median age of the backlog"), Text("尚未化解的积案自登记起的天数", "days since registration of backlog not resolved"),
             unit=DAYS, counts=Text("登记至今的天数", "days since registration"), form="quantile", at=0.5,
             numerator="backlog_age_days", denominator="backlog_age_event", interval="log_log",
             of=Text("尚未化解的积案", "backlog not resolved"), direction="lower_is_better"),
    _backlog("backlog_cleared", Text("积案化解率", "backlog cleared"), Text("积案中标注为已化解的比率", "backlog cases flagged as resolved"),
             unit=SHARE, counts=Text("是否化解为是", "flagged as resolved"), form="share", denominator="backlog_cleared_d",
             excluded="backlog_cleared_x", of=Text("是否化解已填的积案", "backlog with the flag filled in"), interval="wilson",
             direction="higher_is_better", needs=("backlog", "resolved"),
             reasons=("not_counted", "backlog_unknown", "resolved_unknown")),
    case_rate(3, "closed_not_settled", Text("案了事未了占比", "closed, not settled"),
              Text("已办结而未息诉罢访的比率", "closed but not settled"), CLOSED, Text("息诉罢访为否", "not settled"),
              Text("已办结且是否息诉罢访已填", "closed, with the flag filled in"), "neither", cohort_on="closed_cohort_on",
              needs=("closed", "settled"), reasons=("not_counted", "closed_without_date", "not_closed", "settled_unknown"),
              warnings=("need_not_performance",)),
    case_rate(3, "closed_dissatisfied", Text("官了民未了占比", "closed, dissatisfied"),
              Text("已办结而评价不满意的比率", "closed and evaluated as dissatisfied"), CLOSED, Text("评价为不满意", "dissatisfied"),
              Text("已办结且已评价", "closed and evaluated"), "lower_is_better", cohort_on="closed_cohort_on",
              needs=("closed", "evaluation_unit"), reasons=("not_counted", "closed_without_date", "not_closed", "not_evaluated"),
              warnings=("read_with_participation",)),
)
