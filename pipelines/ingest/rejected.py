"""The workbook of refused rows that a clerk works through.

Here: what it shows and how it is written. Not here: why a row is refused (`rules`) and masking (`privacy`).
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

from pipelines.ingest.readers import ROWS_OF_A_SHEET, row_words
from pipelines.ingest.rules import Problem
from warehouse.catalogue.rules import RULES

MOST_ROWS = 100_000

_TITLES = (
    ("行号", "row", 8),
    ("编号", "number", 24),
    ("列", "column", 18),
    ("值（已遮盖）", "value (masked)", 28),
    ("原因", "reason", 44),
    ("如何修改", "how to mend", 52),
)
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_rejected(path: Path, problems: Sequence[Problem], total: int) -> None:
    """Write the workbook, readable by its owner only; without problems an earlier one is removed.

    Args:
        total: all rejected cells of the file, of which `problems` may be the first.
    """
    if not problems:
        path.unlink(missing_ok=True)
        return
    import xlsxwriter  # takes a tenth of a second, and most files have no such rows

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _AS_TEXT) as book:
        page = book.add_worksheet("拒收行")
        bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, (zh, en, width) in enumerate(_TITLES):
            page.set_column(column, column, width)
            page.write_string(0, column, zh, bold)
            page.write_string(1, column, en)
        page.freeze_panes(2, 0)
        for line, problem in enumerate(problems, start=2):
            for column, text in enumerate(_cells(problem)):
                page.write_string(line, column, text, plain)
        if total > len(problems):
            page.write_string(
                len(problems) + 2, 0, f"另有{total - len(problems)}处未列出 / {total - len(problems)} more not listed"
            )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content.getvalue())


def _cells(problem: Problem) -> tuple[str, ...]:
    rule = RULES[problem.rule]
    reason = f"{rule.name.zh} / {rule.name.en}"
    return (
        " / ".join(row_words(problem.row_no)) if problem.row_no > ROWS_OF_A_SHEET else str(problem.row_no),
        problem.row_key or "",
        problem.column_name,
        problem.value_masked,
        f"{reason}：{problem.detail}" if problem.detail else reason,
        f"{rule.mend.zh} / {rule.mend.en}",
    )
