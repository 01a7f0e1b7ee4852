"""Section 5 of the book: what petitioners said of the handling, always beside how many said anything."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import PERFORMANCE_BASIS, PERFORMANCE_REASONS, case_rate
from warehouse.catalogue.model import Metric, Text

EVALUATION_DUE = Text("评价期限在本期内届满", "evaluation deadline ended in the period")
SCOPE_REASONS = (*PERFORMANCE_REASONS, "not_closed", "closed_without_date", "not_yet_due")
IN_SCOPE = Text("评价期限届满的初件", "first cases whose evaluation deadline ended")
BASIS = (*PERFORMANCE_BASIS, "evaluation_basis")


def _evaluation(who: str, zh: str, en: str) -> tuple[Metric, ...]:
    needs = (f"evaluation_{who}",)
    return (
        case_rate(5, f"participation_{who}", Text(f"对{zh}参评率", f"participation, {en}"),
                  Text("评价期限届满的初件中按期评价的比率", "first cases evaluated by their evaluation deadline"),
                  EVALUATION_DUE, Text("期限内已评价", "evaluated by then"), IN_SCOPE, "higher_is_better",
                  cohort_on="evaluation_cohort_on", denominator="participation_d", excluded="participation_x",
                  needs=needs, reasons=SCOPE_REASONS, basis=BASIS),
        case_rate(5, f"satisfied_{who}", Text(f"对{zh}满意率", f"satisfied, {en}"),
                  Text("已评价件中满意与基本满意的比率，须与参评率同看",
                       "satisfied or mostly satisfied among those evaluated; read with participation"),
                  EVALUATION_DUE, Text("满意与基本满意", "satisfied or mostly satisfied"),
                  Text("满意、基本满意与不满意之和", "all evaluated"), "higher_is_better",
                  cohort_on="evaluation_cohort_on", needs=needs,
                  reasons=(*SCOPE_REASONS, "evaluated_late", "not_evaluated"), basis=BASIS,
                  warnings=("read_with_participation",)),
        case_rate(5, f"satisfied_{who}_low", Text(f"对{zh}满意率下限（未评者均不满意）", f"satisfied, {en}, if the silent were dissatisfied"),
                  Text("假定未按期评价者全部不满意时的满意率", "as if everyone who did not evaluate in time were dissatisfied"),
                  EVALUATION_DUE, Text("满意与基本满意", "satisfied or mostly satisfied"), IN_SCOPE, "higher_is_better",
                  cohort_on="evaluation_cohort_on", denominator="participation_d", excluded="participation_x",
                  needs=needs, reasons=SCOPE_REASONS, basis=BASIS, warnings=("read_with_participation",)),
        case_rate(5, f"satisfied_{who}_high", Text(f"对{zh}满意率上限（未评者均满意）", f"satisfied, {en}, if the silent were satisfied"),
                  Text("假定未按期评价者全部满意时的满意率", "as if everyone who did not evaluate in time were satisfied"),
                  EVALUATION_DUE, Text("满意、基本满意与未评价之和", "satisfied, mostly satisfied and silent"), IN_SCOPE,
                  "higher_is_better", cohort_on="evaluation_cohort_on", denominator="participation_d",
                  excluded="participation_x", needs=needs, reasons=SCOPE_REASONS, basis=BASIS,
                  warnings=("read_with_participation",)),
    )


SATISFACTION: tuple[Metric, ...] = (
    *_evaluation("unit", "责任单位", "unit"),
    *_evaluation("office", "信访部门", "office"),
)
