"""What a mark of a chart chooses when it is clicked; the table twin offers the same as links, for the keyboard.

Does not belong here: what is drawn (figures/), the controls (components/shell.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboards.components.table import Link, no_link
from dashboards.state import Filter, View
from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.exhibits import Column, Row

# Exhibits whose rows choose, and which part of the filter.
FIELDS = {
    "weekly_series": "week", "hotspot_series": "week", "unit_ranks": "department", "unit_funnel": "department",
    "township_map": "township", "hotspot_map": "township",
}  # fmt: skip
MATRIX = "hotspot_matrix"  # whose cells choose a township and a topic
NAMES = frozenset({"week", "unit", "township"})  # columns that name a row
_OF_NOBODY = frozenset({"", "*", *SPECIAL_CLASSES})  # rows that nothing stands behind


def choose(state: Filter, exhibit_id: str, key: str | None, topic: str | None = None) -> Filter:
    """The filter after a row or cell was chosen; what is chosen already is let go."""
    chosen: dict[str, Any] = {}
    if key in _OF_NOBODY or key is None:
        return state
    if exhibit_id == MATRIX:
        chosen = {"township": key, "topic": topic}
    elif exhibit_id in FIELDS:
        chosen = {FIELDS[exhibit_id]: key}
    if all(getattr(state, field) == value for field, value in chosen.items()):
        chosen = dict.fromkeys(chosen)
    return replace(state, **chosen)


def twin_link(view: View, exhibit_id: str) -> Link:
    """The links of the table twin of a chart that filters: its rows, and every cell of the matrix; none for another exhibit."""
    if exhibit_id != MATRIX and exhibit_id not in FIELDS:
        return no_link

    def link(row: Row, column: Column) -> str | None:
        is_name = column.id in NAMES
        if not is_name and exhibit_id != MATRIX:
            return None
        state = choose(view.filter, exhibit_id, row.key, None if is_name else column.id)
        return None if state == view.filter else state.query() or "?"

    return link
