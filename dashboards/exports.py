"""Downloads: any exhibit as CSV or XLSX, under the filter of the page, from the server.

CSV in UTF-8 with BOM for Excel; numbers unrounded; a text that a spreadsheet would take for a formula is escaped. The
workbook has the title, the sentence and the footing with the table, so that a sheet passed on still says what it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

from flask import Flask, Response, abort, request

from dashboards import theme
from dashboards.cache import cached_exhibit
from dashboards.components.exhibit import footing
from dashboards.state import open_view
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import EXHIBITS, Cell, Column, Exhibit, Figure, Pair, shareable, wording
from warehouse.exhibits.shareable import SHAREABLE_EXHIBITS
from warehouse.home import Home
from warehouse.query import QueryError

LOW = Text("下限", "low")
HIGH = Text("上限", "high")
NUMERATOR = Text("分子", "numerator")
DENOMINATOR = Text("分母", "denominator")
REASON = Text("空值原因", "reason if blank")
SECOND = Text("后一项", "second")
SECTION = Text("分组", "Group")


def register(server: Flask, home: Home) -> None:
    """Add the address of downloads to the server."""

    @server.get("/export/<exhibit_id>.<kind>")
    def export(exhibit_id: str, kind: str) -> Response:
        if exhibit_id not in EXHIBITS or kind not in WRITERS:
            abort(404)
        arguments = dict(request.args)
        version = arguments.pop("version", None)
        query = request.query_string.decode()
        search = "&".join(pair for pair in query.split("&") if not pair.startswith("version="))
        try:
            view = open_view(home, version, search)
        except QueryError as error:
            abort(404, str(error))
        if view.filter.edition == "shareable" and not (exhibit_id in SHAREABLE_EXHIBITS or exhibit_id == "metric_book"):
            abort(403, shareable.NOT_LISTED(view.lang))
        exhibit = cached_exhibit(exhibit_id, view.scope(exhibit_id))
        write, content_type = WRITERS[kind]
        return Response(
            write(exhibit, view.lang),
            content_type=content_type,
            headers={"Content-Disposition": f"attachment; filename={exhibit_id}-{view.version.id}.{kind}"},
        )


def to_csv(exhibit: Exhibit, lang: Language) -> bytes:
    """The rows of an exhibit as a file that Excel opens as it is."""
    out = io.StringIO()
    csv.writer(out).writerows([_heads(exhibit, lang), *_records(exhibit, lang)])
    return "\ufeff".encode() + out.getvalue().encode("utf-8")


def to_xlsx(exhibit: Exhibit, lang: Language) -> bytes:
    """The rows of an exhibit as a workbook of one sheet, with what it is and on which data it stands."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold, soft = book.add_format({"bold": True}), book.add_format({"font_color": theme.LIGHT.soft})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        percent = book.add_format({"num_format": "0.0%"})
        sheet.write_string(0, 0, exhibit.title(lang), bold)
        sheet.write_string(1, 0, exhibit.sentence(lang))
        heads, records = _heads(exhibit, lang), _records(exhibit, lang)
        shares = _share_columns(exhibit)
        for at, name in enumerate(heads):
            sheet.write_string(3, at, name, head)
        for below, record in enumerate(records, start=4):
            for at, value in enumerate(record):
                if value is not None and value != "":
                    sheet.write(below, at, value, percent if at in shares and not isinstance(value, str) else None)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, max(len(heads) - 1, 1), 13)
        sheet.freeze_panes(4, 1)
        notes = [text(lang) for text in (*exhibit.notes, *exhibit.basis)]
        for below, note in enumerate([*notes, footing(exhibit, lang)], start=len(records) + 5):
            sheet.write_string(below, 0, note, soft)
    return out.getvalue()


WRITERS: dict[str, tuple[Callable[[Exhibit, Language], bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

Value = str | float | None
EXTRA: dict[str, tuple[Text, ...]] = {
    "rate": (NUMERATOR, DENOMINATOR, LOW, HIGH, REASON),
    "figure": (LOW, HIGH, REASON),
    "pair": (SECOND,),
}


def _has_sections(exhibit: Exhibit) -> bool:
    return any(row.section is not None for row in exhibit.rows)


def _heads(exhibit: Exhibit, lang: Language) -> list[str]:
    names = [name for column in exhibit.columns for name in _names(column, lang)]
    return [SECTION(lang), *names] if _has_sections(exhibit) else names


def _records(exhibit: Exhibit, lang: Language) -> list[list[Value]]:
    has_sections = _has_sections(exhibit)
    records = []
    for row in exhibit.rows:
        cells = zip(exhibit.columns, row.cells, strict=True)
        record = [value for column, cell in cells for value in _values(column, cell, lang)]
        section = escape(row.section(lang)) if row.section else ""
        records.append([section, *record] if has_sections else record)
    return records


def _share_columns(exhibit: Exhibit) -> set[int]:
    """The places of shares among the values of a record."""
    found, at = set(), int(_has_sections(exhibit))
    for column in exhibit.columns:
        if column.kind in ("rate", "share", "change"):
            found.add(at)
            found |= {at + 3, at + 4} if column.kind == "rate" else set()
        elif column.kind == "pair":
            found |= {at, at + 1}
        at += 1 + len(EXTRA.get(column.kind, ()))
    return found


def _names(column: Column, lang: Language) -> list[str]:
    label = column.label(lang)
    return [label, *(f"{label}_{text(lang)}" for text in EXTRA.get(column.kind, ()))]


def _values(column: Column, cell: Cell, lang: Language) -> list[Value]:
    if isinstance(cell, Pair):
        return [cell.first.value, cell.second.value]
    if not isinstance(cell, Figure):
        text = cell.isoformat() if isinstance(cell, date) else escape(wording.show(cell, lang))
        return [text, *("" for _ in EXTRA.get(column.kind, ()))]
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
