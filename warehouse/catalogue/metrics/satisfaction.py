"""Section 5 of the book: what petitioners said of the handling, always beside how many said anything."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import PERFORMANCE_REASONS, case_rate
from warehouse.catalogue.model import Metric, Text

SATISFACTION: tuple[Metric, ...] = (
    case_rate(5, "participation_unit", Text("对责任单位参评率", "participation, unit"),
              Text("评价期限届满的初件中按期评价的比率", "first cases evaluated by their evaluation deadline"),
              Text("评价期限在本期内届满", "evaluation deadline ended in the period"),
              Text("期限内已评价", "evaluated by then"), Text("评价期限届满的初件", "first cases whose evaluation deadline ended"),
              "higher_is_better", cohort_on="evaluation_cohort_on", needs=("evaluation_unit",),
              reasons=(*PERFORMANCE_REASONS, "not_closed", "closed_without_date", "not_yet_due"),
              basis=("first_basis", "organ_basis", "evaluation_basis")),
    case_rate(5, "satisfied_unit", Text("对责任单位满意率", "satisfied, unit"),
              Text("已评价件中满意与基本满意的比率，须与参评率同看",
                   "satisfied or mostly satisfied among those evaluated; read with participation"),
              Text("评价期限在本期内届满", "evaluation deadline ended in the period"),
              Text("满意与基本满意", "satisfied or mostly satisfied"), Text("满意、基本满意与不满意之和", "all evaluated"),
              "higher_is_better", cohort_on="evaluation_cohort_on", needs=("evaluation_unit",),
              reasons=(*PERFORMANCE_REASONS, "not_closed", "closed_without_date", "not_yet_due", "evaluated_late", "not_evaluated"),
              basis=("first_basis", "organ_basis", "evaluation_basis"), warnings=("read_with_participation",)),
)
