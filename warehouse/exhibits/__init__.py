"""Exhibits: a finding or a question with its figures, described once for screen and paper.

Belongs here: query + columns + title rule + sentence in both languages + kind of chart, as plain data.
Does not belong here: SQL, colours, Dash, Plotly, documents; those who draw import this, never the other way round.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from warehouse.catalogue.model import Text
from warehouse.exhibits.book import definition, metric_book
from warehouse.exhibits.duties import todo_list
from warehouse.exhibits.handling import department_handling, township_handling, township_map
from warehouse.exhibits.hotspots import hotspot_alarms, hotspot_map, hotspot_matrix, hotspot_series
from warehouse.exhibits.lineage import lineage
from warehouse.exhibits.meeting import weekly_changes, weekly_owed
from warehouse.exhibits.model import Cell, Column, Exhibit, Figure, Footing, Pair, Row, Scope
from warehouse.exhibits.need import topic_need, township_need
from warehouse.exhibits.nonnormal import (
    nonnormal_figures,
    nonnormal_history,
    nonnormal_levels,
    nonnormal_periods,
    nonnormal_places,
)
from warehouse.exhibits.over_representation import over_representation
from warehouse.exhibits.quality import (
    imported_files,
    integrity,
    missing_inputs,
    quality_badge,
    revisions,
    rule_counts,
    unmapped_columns,
    unmatched_names,
)
from warehouse.exhibits.ranking import unit_comparison, unit_funnel, unit_ranks
from warehouse.exhibits.receptions import (
    decision_figures,
    owned_figures,
    owned_units,
    reception_figures,
    reception_levels,
    reception_results,
)
from warehouse.exhibits.recurrence import (
    naive_and_right,
    recurrence_by_topic,
    recurrence_curve,
    recurrence_figures,
    repeat_stages,
)
from warehouse.exhibits.screening import (
    duty_sheet,
    screening_backtest,
    screening_calendar,
    screening_duties,
    screening_load,
)
from warehouse.exhibits.shareable import SHAREABLE_EXHIBITS
from warehouse.exhibits.unit import unit_course, unit_profile, unit_trend
from warehouse.exhibits.weekly import clocks, weekly_headline, weekly_series

EXHIBITS: dict[str, Callable[[Scope], Exhibit]] = {
    "weekly_headline": weekly_headline,
    "weekly_series": weekly_series,
    "clocks": clocks,
    "township_need": township_need,
    "topic_need": topic_need,
    "township_handling": township_handling,
    "township_map": township_map,
    "department_handling": department_handling,
    "unit_comparison": unit_comparison,
    "unit_ranks": unit_ranks,
    "unit_funnel": unit_funnel,
    "unit_profile": unit_profile,
    "unit_trend": unit_trend,
    "unit_course": unit_course,
    "recurrence_curve": recurrence_curve,
    "recurrence_figures": recurrence_figures,
    "repeat_stages": repeat_stages,
    "naive_and_right": naive_and_right,
    "recurrence_by_topic": recurrence_by_topic,
    "nonnormal_figures": nonnormal_figures,
    "nonnormal_levels": nonnormal_levels,
    "nonnormal_history": nonnormal_history,
    "nonnormal_periods": nonnormal_periods,
    "nonnormal_places": nonnormal_places,
    "hotspot_alarms": hotspot_alarms,
    "hotspot_map": hotspot_map,
    "hotspot_matrix": hotspot_matrix,
    "over_representation": over_representation,
    "hotspot_series": hotspot_series,
    "weekly_changes": weekly_changes,
    "weekly_owed": weekly_owed,
    "reception_figures": reception_figures,
    "reception_levels": reception_levels,
    "reception_results": reception_results,
    "owned_figures": owned_figures,
    "owned_units": owned_units,
    "decision_figures": decision_figures,
    "screening_duties": screening_duties,
    "screening_calendar": screening_calendar,
    "screening_load": screening_load,
    "screening_backtest": screening_backtest,
    "duty_sheet": duty_sheet,
    "todo_list": todo_list,
    "imported_files": imported_files,
    "rule_counts": rule_counts,
    "unmapped_columns": unmapped_columns,
    "unmatched_names": unmatched_names,
    "missing_inputs": missing_inputs,
    "revisions": revisions,
    "integrity": integrity,
    "lineage": lineage,
    "quality_badge": quality_badge,
    "metric_book": metric_book,
    **SHAREABLE_EXHIBITS,
}

_log = logging.getLogger(__name__)


def build_exhibit(exhibit_id: str, scope: Scope) -> Exhibit:
    """An exhibit by its name; one that fails says so in its place and leaves the others standing.

    Raises:
        KeyError: there is no such exhibit.
    """
    builder = EXHIBITS[exhibit_id]
    try:
        return builder(scope)
    except Exception as error:
        _log.exception("exhibit %s failed", exhibit_id)
        reason = Text(f"出错，未能显示：{error}", f"could not be shown: {error}")
        return Exhibit(exhibit_id, Text("未能显示", "Not shown"), Text("", ""), (), (), state="error", reason=reason)


__all__ = [
    "EXHIBITS", "Cell", "Column", "Exhibit", "Figure", "Footing", "Pair", "Row", "Scope", "build_exhibit", "definition",
]  # fmt: skip
