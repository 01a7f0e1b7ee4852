"""Downloads: any exhibit as CSV, under the filter of the page, from the server.

UTF-8 with BOM for Excel; numbers unrounded; a text that a spreadsheet would take for a formula is escaped.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from flask import Flask, Response, abort, request

from dashboards.state import open_view
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import EXHIBITS, Cell, Column, Exhibit, Figure, build_exhibit, wording
from warehouse.home import Home
from warehouse.query import QueryError

LOW = Text("下限", "low")
HIGH = Text("上限", "high")
NUMERATOR = Text("分子", "numerator")
DENOMINATOR = Text("分母", "denominator")
REASON = Text("空值原因", "reason if blank")


def register(server: Flask, home: Home) -> None:
    """Add the address of downloads to the server."""

    @server.get("/export/<exhibit_id>.csv")
    def export(exhibit_id: str) -> Response:
        if exhibit_id not in EXHIBITS:
            abort(404)
        arguments = dict(request.args)
        version = arguments.pop("version", None)
        query = request.query_string.decode()
        search = "&".join(pair for pair in query.split("&") if not pair.startswith("version="))
        try:
            view = open_view(home, version, search)
        except QueryError as error:
            abort(404, str(error))
        exhibit = build_exhibit(exhibit_id, view.scope(exhibit_id))
        return Response(
            to_csv(exhibit, view.lang),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f"attachment; filename={exhibit_id}-{view.version.id}.csv"},
        )


def to_csv(exhibit: Exhibit, lang: Language) -> bytes:
    """The rows of an exhibit as a file that Excel opens as it is."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name for column in exhibit.columns for name in _names(column, lang)])
    for row in exhibit.rows:
        cells = zip(exhibit.columns, row.cells, strict=True)
        writer.writerow([value for column, cell in cells for value in _values(column, cell, lang)])
    return "\ufeff".encode() + out.getvalue().encode("utf-8")


def _names(column: Column, lang: Language) -> list[str]:
    label = column.label(lang)
    extra = {"rate": (NUMERATOR, DENOMINATOR, LOW, HIGH, REASON), "figure": (LOW, HIGH, REASON)}.get(column.kind, ())
    return [label, *(f"{label}_{text(lang)}" for text in extra)]


def _values(column: Column, cell: Cell, lang: Language) -> list[str | float | None]:
    if not isinstance(cell, Figure):
        return [cell.isoformat() if isinstance(cell, date) else escape(wording.show(cell, lang))]
    value = cell.value if cell.reason != "small_cell" else wording.SMALL
    reason = wording.blank(cell.reason)(lang) if cell.value is None and cell.reason else ""
    if column.kind == "rate":
        return [value, cell.numerator, cell.denominator, cell.low, cell.high, reason]
    if column.kind == "figure":
        return [value, cell.low, cell.high, reason]
    return [value]


def escape(text: str) -> str:
    """A text that a spreadsheet will not run."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
