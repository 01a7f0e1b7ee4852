"""Duty sheets before a named period: one workbook for each responsible unit, to be filled in and dropped into the inbox.

Its columns for replies are those of a case export, so that a filled sheet is imported as handling dates. The sheet
carries no date of its own: what is filled in later must not lie after its export.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.report.workbook import CELL, formats_of
from warehouse.catalogue.sources import DUTY_SHEET
from warehouse.exhibits import wording
from warehouse.home import Configuration, Home
from warehouse.query.screening import SENTENCE, DutyRow, LedgerDuty, Screening, duty_rows, ledger_duties

DUTIES = {"overdue": "已超期", "due_inside": "时段内到期", "supervised": "督办、包案未结"}
LEDGERS = {"owned_case": "包案", "reception": "接访", "decision": "议定事项"}
# Headers that an import knows carry what comes back; the others are for the reader only.
COLUMNS = (
    ("信访件编号", 22), ("登记时间", 20), ("责任", 12), ("期限", 12), ("期限依据", 24), ("所在地方", 14), ("所属分类", 18),
    ("答复时间", 20), ("办结时间", 20),
)  # fmt: skip
# Promises of ledgers are read only: what becomes of them is written in the ledger itself.
LEDGER_COLUMNS = (
    ("台账", 12), ("列入日期", 14), ("所涉件", 22), ("责任", 16), ("承诺时限", 14), ("所在地方", 14), ("所属分类", 18)
)  # fmt: skip
REPLY_WASH = "#FFF8E6"  # of the cells that the unit fills in
REPLY = 7  # the first column that the unit fills in


def write_duty_sheets(home: Home, found: Screening, folder: Path) -> list[Path]:
    """Write a sheet for each unit that owes something before the period; nothing owed, no sheet.

    Args:
        folder: made if it is not there; a sheet of the same name is replaced.
    """
    rows = duty_rows(home, found.period.label, version=found.version.id)
    promises = ledger_duties(home, found.period.label, version=found.version.id)
    units = {row.department: row.department_name for row in rows}
    units |= {row.department: row.department_name for row in promises}
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for code, name in sorted(units.items()):
        file = folder / f"{DUTY_SHEET}-{_safe(found.period.label)}-{_safe(name)}-{_safe(code)}.xlsx"
        own = [row for row in rows if row.department == code]
        _write(home, file, found, name, own, [row for row in promises if row.department == code])
        files.append(file)
    return files


def _safe(text: str) -> str:
    return re.sub(r"[^\w]+", "_", text)


def _write(
    home: Home, file: Path, found: Screening, unit: str, rows: Sequence[DutyRow], promises: Sequence[LedgerDuty]
) -> None:
    configuration = home.configuration()
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        formats = formats_of(book)
        # Times that are written by hand stay as they were written.
        formats["reply"] = book.add_format({**CELL, "bg_color": REPLY_WASH, "num_format": "@"})
        sheet = book.add_worksheet("责任清单")
        last = len(COLUMNS) - 1
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, last, f"{DUTY_SHEET}（{found.period.label}）　责任单位：{unit}", formats["title"])
        span = wording.span(found.period.start, found.period.end).zh
        sheet.merge_range(
            1, 0, 1, last,
            f"{SENTENCE}时段：{span}。请填写“答复时间”“办结时间”后放回收件箱，写法如2026-01-05。", formats["note"],
        )  # fmt: skip
        sheet.set_row(1, 32)
        for place, (label, width) in enumerate(COLUMNS):
            sheet.write_string(2, place, label, formats["head"])
            sheet.set_column(place, place, width)
        for number, row in enumerate(rows, start=3):
            registered = row.registered_at.replace(tzinfo=UTC).astimezone(configuration.zone)
            for place, text in enumerate(_cells(row, f"{registered:%Y-%m-%d %H:%M:%S}", configuration)):
                sheet.write_string(number, place, text, formats["text" if place < REPLY else "reply"])
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        if promises:
            _write_promises(book.add_worksheet("台账承诺"), promises, formats)
    finally:
        book.close()


def _write_promises(sheet: Any, promises: Sequence[LedgerDuty], formats: Mapping[str, Any]) -> None:
    for place, (label, width) in enumerate(LEDGER_COLUMNS):
        sheet.write_string(0, place, label, formats["head"])
        sheet.set_column(place, place, width)
    for number, row in enumerate(promises, start=1):
        due = f"{row.due_on:%Y-%m-%d}" if row.due_on else ""
        cells = (
            LEDGERS[row.ledger], f"{row.listed_on:%Y-%m-%d}", row.case_id or "", DUTIES[row.duty], due,
            row.township_name, row.topic,
        )  # fmt: skip
        for place, text in enumerate(cells):
            sheet.write_string(number, place, text, formats["text"])


def _cells(row: DutyRow, registered: str, configuration: Configuration) -> tuple[Any, ...]:
    rule = wording.deadline_rule_words(row.deadline_rule, configuration).zh if row.deadline_rule else ""
    due = f"{row.due_on:%Y-%m-%d}" if row.due_on else ""
    return row.case_id, registered, DUTIES[row.duty], due, rule, row.township_name, row.topic, "", ""
