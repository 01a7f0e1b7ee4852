"""Section 3 of the book: whether a matter came back."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import PERFORMANCE_REASONS, REGISTERED, case_rate
from warehouse.catalogue.model import Metric, Text

RECURRENCE: tuple[Metric, ...] = (
    case_rate(3, "repeat_share", Text("重复信访占比", "repeat share"),
              Text("重件占初件与重件之和的比率", "repeat cases among first and repeat cases"), REGISTERED,
              Text("重件", "repeat cases"), Text("初件与重件之和", "first and repeat cases"), "neither",
              cohort_on="registered_on", needs=("first",), reasons=("not_counted", "first_unknown", "look_back"),
              interval="cluster", basis=("first_basis",), warnings=("need_not_performance",)),
    case_rate(3, "one_off_resolution",
              Text("初件一次性化解率（办结后90日内未再访口径）", "one-off resolution (no further case in 90 days)"),
              Text("初件办结后90日内同一事项没有其他件的比率", "first cases with no other case of the matter by 90 days after closing"),
              Text("首次办结在本期内且已满90日", "first closed in the period, at least 90 days before the end of the data"),
              Text("自登记至办结后90日没有同一事项的其他件", "no other case of the matter from registration to closing + 90 days"),
              Text("已办结满90日的初件", "first cases closed for at least 90 days"), "higher_is_better",
              cohort_on="closed_cohort_on", needs=("closed", "first", "matter"),
              reasons=(*PERFORMANCE_REASONS, "closed_without_date", "not_closed", "impossible_dates", "not_mature"),
              basis=("first_basis", "organ_basis", "matter_basis"), warnings=("beside_open_overdue",)),
)
