"""Section 4 of the book: visits outside a reception place. Never ranked, never a row list."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import (
    EACH_VISIT,
    MATTERS,
    PER_10K,
    PERSON_TIMES,
    SHARE,
    VISITS,
    case_count,
)
from warehouse.catalogue.model import Metric, Text

OCCURRED = Text("信访日期（无则登记日期）在本期内", "petitioned, else registered, in the period")
REASONS = ("not_counted", "nonnormal_unknown")
OUTSIDE = (
    "history_not_linkable", "history_no_earlier_case", "history_other_route", "history_refused_not_exported",
    "history_withdrawn", "history_cannot_tell",
)
LATE_DUTY = Text("此前已超期、应告知未告知或逾期答复", "overdue, untold or replied late before")


def _nonnormal(metric_id: str, name: Text, unit: Text, meaning: Text, counts: Text = EACH_VISIT, **other: object) -> Metric:
    shape: dict[str, object] = {
        "needs": ("nonnormal",), "reasons": REASONS, "cohort_on": "occurred_on", "cohort": OCCURRED,
        "warnings": ("need_not_performance", "no_causal_claim"),
    }
    return case_count(4, metric_id, name, unit, meaning, counts, **(shape | other))  # type: ignore[arg-type]


NONNORMAL: tuple[Metric, ...] = (
    _nonnormal("nonnormal_events", Text("到非接待场所走访（原“非正常上访”口径）", "visits outside a reception place"), VISITS,
               Text("导出表标注的到非信访接待场所走访批次，只用已登记的标注",
                    "visits recorded by the office as outside a reception place; the recorded flag only")),
    _nonnormal("nonnormal_persons", Text("到非接待场所走访人次", "persons of visits outside a reception place"), PERSON_TIMES,
               Text("到非接待场所走访各批的人数之和", "sum of persons over those visits"), Text("信访人数", "persons"),
               needs=("nonnormal", "persons"), reasons=(*REASONS, "persons_unknown", "persons_out_of_range"), interval="none"),
    _nonnormal("nonnormal_unknown", Text("是否到非接待场所未填", "flag not filled in"), VISITS,
               Text("该标注未填的来访批次，单列，不视为否", "visits without the flag, a class of their own, never taken as no"),
               reasons=("not_counted",), interval="none"),
    _nonnormal("nonnormal_matters", Text("到非接待场所走访涉及事项", "matters of visits outside a reception place"), MATTERS,
               Text("涉及的不同事项数", "distinct matters among those visits"), Text("每个事项计1", "one for each matter"),
               form="matters", numerator="nonnormal_events_n", excluded="nonnormal_events_x",
               needs=("nonnormal", "matter"), interval="none", basis=("matter_basis",)),
    _nonnormal("nonnormal_share", Text("到非接待场所走访占比", "share of visits outside a reception place"), SHARE,
               Text("标注已填的来访中到非接待场所的比率，仅在同一来源登记时计算",
                    "of visits whose flag is known; only where all visits come from one source"),
               form="share", numerator="nonnormal_events_n", denominator="nonnormal_share_d", of=Text("标注已填的来访批次", "visits whose flag is known"),
               interval="cluster", needs=("nonnormal", "nonnormal_one_source", "channel")),
    _nonnormal("nonnormal_per_10k", Text("每万人到非接待场所走访批次", "visits outside a reception place per 10,000 residents"), PER_10K,
               Text("批次与常住人口之比，按每万人计", "such visits for 10,000 residents"), form="per_10k",
               numerator="nonnormal_events_n", excluded="nonnormal_events_x", of=Text("常住人口", "residents")),
    _nonnormal("nonnormal_history", Text("到非接待场所走访前的办理经过", "handling before visits outside a reception place"), VISITS,
               Text("每批按同一事项最近一件前件当时的办理状态归类", "each such visit by where the matter's latest earlier case stood"),
               classes="nonnormal_history", excluded="nonnormal_events_x", needs=("nonnormal", "matter"),
               least_matters=10, basis=("matter_basis",)),
    _nonnormal("nonnormal_after_late_duty", Text("此前已超期或缺少告知的占比", "after a duty that was late"), SHARE,
               Text("其中此前已超期、应告知未告知或逾期答复的比率", "of those with a history that can be told, after a duty that was late"),
               LATE_DUTY, form="share", denominator="nonnormal_after_late_duty_d",
               of=Text("此前办理经过可判定的批次", "visits whose history can be told"), interval="cluster",
               needs=("nonnormal", "matter"), reasons=(*REASONS, *OUTSIDE), least_matters=10, basis=("matter_basis",)),
    _nonnormal("period_rate_ratio", Text("重要时段日均比", "daily rate of a named period"), Text("倍", "times"),
               Text("时段内每日涉及事项数与此前同类型日之比", "matters a day in the period against days of the same type before it"),
               Text("时段内涉及事项的日数之和", "matter-days of the period"), form="result", classes="phase",
               of=Text("此前56个可比日", "the 56 comparable days before"), needs=("nonnormal", "matter"),
               breakdowns=("period",), interval="poisson", basis=("matter_basis",)),
    _nonnormal("nonnormal_registered_late", Text("到非接待场所走访迟登占比", "registered more than 3 days late"), SHARE,
               Text("信访日期后超过3日才登记的比率", "registered more than 3 days after the petition"),
               Text("登记晚于信访日期3日以上", "registered more than 3 days later"), form="share",
               denominator="nonnormal_registered_late_d", of=Text("信访日期已填的批次", "visits whose day of petition is known"),
               interval="cluster", reasons=(*REASONS, "petition_day_unknown"), least_matters=10),
)
