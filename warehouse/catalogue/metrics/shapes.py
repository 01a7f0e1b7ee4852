"""How entries of the book are written down: the common parts of counts and rates of cases. No entry stands here."""

from __future__ import annotations

# fmt: off
from typing import Any, Literal

from warehouse.catalogue.model import Direction, Metric, Text

TIMES = ("week", "month", "quarter", "year", "period")
STOCK_BREAKDOWNS = (
    "township", "department", "department_group", "topic_1", "topic_2", "topic_3", "channel", "level", "purpose", "source",
)
CASE_BREAKDOWNS = (*STOCK_BREAKDOWNS, *TIMES)

CASES = Text("件次", "cases")
VISITS = Text("批次", "visit events")
PERSON_TIMES = Text("人次", "person-times")
ITEMS_PERSONS = Text("件人次", "non-visit cases + visit persons")
ITEMS_BATCHES = Text("件批次", "non-visit cases + visit events")
MATTERS = Text("个事项", "matters")
SHARE = Text("比率", "share")
DAYS = Text("天", "days")
PER_10K = Text("每万人", "per 10,000 residents")

EACH_CASE = Text("每件计1", "one for each case")
EACH_VISIT = Text("每批计1", "one for each visit")
REGISTERED = Text("登记日期在本期内", "registered in the period")
CLOSED = Text("首次办结在本期内", "first closed in the period")

PERFORMANCE_REASONS = (
    "not_counted", "repeat_case", "first_unknown", "look_back", "litigation", "accusation", "withdrawn_merged",
    "persons_out_of_range", "not_petition_organ",
)
PERFORMANCE_BASIS = ("first_basis", "organ_basis")

Section = Literal[1, 2, 3, 4, 5, 6]


def case_count(
    section: Section,
    metric_id: str,
    name: Text,
    unit: Text,
    meaning: Text,
    counts: Text,
    *,
    needs: tuple[str, ...] = (),
    reasons: tuple[str, ...] = ("not_counted",),
    warnings: tuple[str, ...] = ("need_not_performance",),
    **other: Any,
) -> Metric:
    """A count over cases by their registration, unless said otherwise."""
    shape: dict[str, Any] = {
        "form": "count", "fact": "fact_case", "numerator": f"{metric_id}_n", "denominator": None,
        "excluded": f"{metric_id}_x", "cohort_on": "registered_on", "cohort": REGISTERED, "of": None,
        "direction": "neither", "interval": "poisson", "breakdowns": CASE_BREAKDOWNS,
    }
    return Metric(section=section, id=metric_id, name=name, unit=unit, meaning=meaning, counts=counts, needs=needs,
                  reasons=reasons, warnings=warnings, **(shape | other))


def case_rate(
    section: Section,
    metric_id: str,
    name: Text,
    meaning: Text,
    cohort: Text,
    counts: Text,
    of: Text,
    direction: Direction,
    *,
    cohort_on: str = "registered_on",
    needs: tuple[str, ...] = (),
    reasons: tuple[str, ...] = ("not_counted",),
    **other: Any,
) -> Metric:
    """A share over cases."""
    shape: dict[str, Any] = {
        "form": "share", "unit": SHARE, "fact": "fact_case", "numerator": f"{metric_id}_n",
        "denominator": f"{metric_id}_d", "excluded": f"{metric_id}_x", "interval": "wilson",
        "breakdowns": CASE_BREAKDOWNS,
    }
    return Metric(section=section, id=metric_id, name=name, meaning=meaning, cohort=cohort, counts=counts, of=of,
                  direction=direction, cohort_on=cohort_on, needs=needs, reasons=reasons, **(shape | other))
