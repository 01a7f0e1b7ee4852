"""Seconds to read a workbook of 100,000 rows, beside the time in which fastexcel reads it as text.

`read` is what this project adds: how far cells reach, long numbers, merged cells, the header, blocks of text.
`import` is the whole way to typed rows in raw. Each is the best of three in this one session.
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
import xlsxwriter

from pipelines.ingest import IngestOptions, ingest_files
from pipelines.ingest.headers import Names
from pipelines.ingest.readers import open_file
from pipelines.ingest.structure import find_tables
from warehouse.catalogue.sources import SOURCES
from warehouse.home import Configuration, Home
from warehouse.storage.raw import create_raw_tables

DATES = ("登记时间", "转交责任单位日期", "受理时间", "限办日期", "答复时间", "办结时间")
TEXTS = (
    "信访形式", "登记机构", "登记机构级别", "信访目的", "内容分类", "问题属地", "责任单位", "全国初次标志", "办理状态", "办理方式",
)  # fmt: skip
LABELS = ("来访", "县信访局", "县", "申诉求决", "城乡建设_征地拆迁", "东街街道", "城管局", "是", "已办结", "转送")
REPEATS = 3


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


def best(works: Sequence[Callable[[], object]]) -> list[tuple[float, float]]:
    """Wall and processor seconds of the quickest of some runs of each, in turns, so that a busy moment falls on all."""
    taken: list[list[tuple[float, float]]] = [[] for _ in works]
    for _ in range(REPEATS):
        for work, seconds in zip(works, taken, strict=True):
            started, used = time.perf_counter(), time.process_time()
            work()
            seconds.append((time.perf_counter() - started, time.process_time() - used))
    return [(min(wall for wall, _ in runs), min(cpu for _, cpu in runs)) for runs in taken]


def as_text(path: Path) -> None:
    """What fastexcel does."""
    fastexcel.read_excel(path.read_bytes()).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()


def as_blocks(path: Path) -> int:
    """What the importer's reader does."""
    (table,) = find_tables(open_file(path), list(SOURCES.values()), Names())
    return sum(block.height for block in table.sheet.blocks(table.header_row, len(table.columns.headers)))


def as_rows(path: Path) -> None:
    """The whole import, into a warehouse of its own."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(Path(folder) / "warehouse.duckdb") as connection:
        home = Home(Path(folder) / "home")
        home.create()
        create_raw_tables(connection)
        (report,) = ingest_files(
            connection, home, Configuration(), [path], IngestOptions(), datetime.now(UTC), lambda _: None
        )
        if report.error:
            raise SystemExit(report.error)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    rows = arguments.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.xlsx"
        write(path, rows)
        names = ("fastexcel as text", "read", "import")
        seconds = best([lambda: as_text(path), lambda: as_blocks(path), lambda: as_rows(path)])
        (bare_wall, bare_cpu), *_ = seconds
        print(f"{path.stat().st_size / 1e6:.0f} MB, {rows:,} rows, {2 + len(DATES) + len(LABELS)} columns")
        print(f"{'step':20} {'seconds':>8} {'ratio':>6} {'processor':>10} {'ratio':>6}")
        for name, (wall, cpu) in zip(names, seconds, strict=True):
            print(f"{name:20} {wall:8.2f} {wall / bare_wall:6.2f} {cpu:10.2f} {cpu / bare_cpu:6.2f}")


if __name__ == "__main__":
    main()
