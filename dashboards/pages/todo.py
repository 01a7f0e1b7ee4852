"""待办清单: the only rows of cases, behind the clocks, for those who have to act."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag

from dashboards import theme
from dashboards.components.exhibit import draw
from dashboards.pages.page import Page, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import Column, Exhibit, Row, wording
from warehouse.exhibits.duties import COLUMNS, todo_list
from warehouse.query.rows import SORT_KEYS

TITLE = Text("待办清单", "To-do list")
BLOCK = 100
GRID_WORDS = {
    "loadingOoo": Text("载入中…", "Loading…"),
    "noRowsToShow": Text("没有符合条件的待办件", "No rows"),
    "ariaSortableColumn": Text("按回车键排序", "Press Enter to sort"),
}


def _render(view: View) -> list[Any]:
    exhibit = todo_list(view.scope("todo_list"), limit=0)
    body = dag.AgGrid(
        id="todo-rows",
        columnDefs=[_column(column, view.lang) for column in COLUMNS],
        defaultColDef={"resizable": True, "suppressMovable": True, "suppressHeaderMenuButton": True},
        rowModelType="infinite",
        dashGridOptions={
            "theme": theme.ag_grid(view.filter.theme),
            "cacheBlockSize": BLOCK,
            "localeText": {key: text(view.lang) for key, text in GRID_WORDS.items()},
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            # Tab leaves the grid, whose cells are walked with the arrows; else thousands of cells stand before what follows.
            "tabToNextCell": {"function": "false"},
            "tabToNextHeader": {"function": "false"},
            "rowHeight": theme.GRID_ROW,
            "headerHeight": theme.GRID_HEADER,
        },
        style={"height": theme.grid_height(exhibit.total or 0)},
    )
    return [lead(TITLE(view.lang)), grid(draw(exhibit, view, body=body))]


def _column(column: Column, lang: Language) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "field": column.id,
        "headerName": column.label(lang),
        "sortable": column.id in SORT_KEYS,
        "width": theme.GRID_WIDTHS.get(column.id, theme.GRID_WIDTH),
    }
    if column.id == "deadline_rule":
        definition |= {"flex": 1, "minWidth": theme.GRID_WIDTHS["deadline_rule"]}
    if column.kind == "count":
        definition |= {
            "type": "rightAligned",
            "cellClassRules": {"overdue": "params.data && params.data.is_overdue"},
        }
    return definition


def stretch(view: View, request: dict[str, Any]) -> dict[str, Any]:
    """The rows that the grid asks for, in the order that it asks for, as its answer."""
    sort = next(iter(request.get("sortModel") or ()), {"colId": "deadline_on", "sort": "asc"})
    start, end = int(request["startRow"]), int(request["endRow"])
    exhibit = todo_list(
        view.scope("todo_list"),
        sort=sort["colId"],
        descending=sort["sort"] == "desc",
        offset=start,
        limit=min(end - start, BLOCK),
    )
    return {"rowData": [_record(exhibit, row, view.lang) for row in exhibit.rows], "rowCount": exhibit.total or 0}


def _record(exhibit: Exhibit, row: Row, lang: Language) -> dict[str, Any]:
    cells = zip(exhibit.columns, row.cells, strict=True)
    return {column.id: wording.show(cell, lang) for column, cell in cells} | {"is_overdue": row.mark == "worse"}


PAGE = Page("/todo", TITLE, ("clock", "department", "township", "topic"), _render, is_live=True)
