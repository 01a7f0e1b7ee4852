"""Seconds to read a workbook of 100,000 rows, beside the time in which fastexcel reads it as text.

`read` is what this project adds: how far cells reach, long numbers, merged cells, the header, blocks of text.
`import` is the whole way to typed rows in raw. Medians over turns, in each of which all three run one after the other;
the ratio is that of one turn.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import fastexcel
import numpy as np
import xlsxwriter

from pipelines.ingest import IngestOptions, ingest_files
from pipelines.ingest.headers import Names
from pipelines.ingest.readers import open_file
from pipelines.ingest.structure import find_tables
from warehouse.catalogue.sources import SOURCES
from warehouse.home import Configuration, Home
from warehouse.storage.database import attach_warehouse
from warehouse.storage.raw import create_raw_tables

DATES = ("登记时间", "转交责任单位日期", "受理时间", "限办日期", "答复时间", "办结时间")
TEXTS = (
    "信访形式", "登记机构", "登记机构级别", "信访目的", "内容分类", "问题属地", "责任单位", "全国初次标志", "办理状态", "办理方式",
)  # fmt: skip
LABELS = ("来访", "县信访局", "县", "申诉求决", "城乡建设_征地拆迁", "东街街道", "城管局", "是", "已办结", "转送")
Office = tuple[duckdb.DuckDBPyConnection, Home]


def write(path: Path, rows: int) -> None:
    """A workbook as Excel keeps it: shared texts, dates as numbers, 18-digit numbers as text."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("数据")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.write_row(0, 0, ("信访件编号", "信访人数", *DATES, *TEXTS))
        for row in range(1, rows + 1):
            page.write_string(row, 0, f"350102202601{row:06d}")
            page.write_number(row, 1, row % 9 + 1)
            for column in range(len(DATES)):
                day = datetime(2026, 1, 5) + timedelta(minutes=row, days=5 * column)
                page.write_datetime(row, 2 + column, day, moment)
            for column, label in enumerate(LABELS):
                page.write_string(row, 2 + len(DATES) + column, label)


def in_turns(works: Sequence[Callable[[], object]], turns: int) -> np.ndarray:
    """Seconds and processor seconds of each work in each turn, shape (turns, works, 2): a busy moment falls on all."""
    taken = np.empty((turns, len(works), 2))
    for turn in range(turns):
        for place, work in enumerate(works):
            started, used = time.perf_counter(), time.process_time()
            work()
            taken[turn, place] = time.perf_counter() - started, time.process_time() - used
    return taken


def as_text(path: Path) -> None:
    """What fastexcel does."""
    fastexcel.read_excel(path.read_bytes()).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()


def as_blocks(path: Path) -> int:
    """What the importer's reader does."""
    (table,) = find_tables(open_file(path), list(SOURCES.values()), Names())
    return sum(block.height for block in table.sheet.blocks(table.header_row, len(table.columns.headers)))


def new_office(folder: Path) -> Office:
    """A home and a warehouse without a row, as an office has before its first file."""
    home = Home(folder)
    home.create()
    connection = duckdb.connect()
    attach_warehouse(connection, home.database)
    create_raw_tables(connection)
    return connection, home


def as_rows(path: Path, office: Office) -> None:
    """The whole import."""
    connection, home = office
    (report,) = ingest_files(
        connection, home, Configuration(), [path], IngestOptions(), datetime.now(UTC), lambda _: None
    )
    if report.error:
        raise SystemExit(report.error)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--turns", type=int, default=9)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.xlsx"
        write(path, given.rows)
        offices = iter([new_office(Path(folder) / f"home-{turn}") for turn in range(given.turns)])
        works = {
            "fastexcel as text": lambda: as_text(path),
            "read": lambda: as_blocks(path),
            "import": lambda: as_rows(path, next(offices)),
        }
        taken = in_turns(list(works.values()), given.turns)
        wall, cpu = np.median(taken, axis=0).T
        ratios = taken[:, :, 0] / taken[:, :1, 0]
        print(f"{path.stat().st_size / 1e6:.0f} MB, {given.rows:,} rows, {2 + len(DATES) + len(LABELS)} columns")
        print(f"{'step':20} {'seconds':>8} {'CPU s':>8} {'x CPU':>8} {'x':>8} {'x in each turn':>16}")
        for place, name in enumerate(works):
            least, middle, most = np.quantile(ratios[:, place], (0, 0.5, 1))
            print(
                f"{name:20} {wall[place]:8.2f} {cpu[place]:8.2f} {cpu[place] / cpu[0]:8.2f} {middle:8.2f} "
                f"{least:8.2f} to {most:.2f}"
            )


if __name__ == "__main__":
    main()
