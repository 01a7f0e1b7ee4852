"""Seconds and peak memory of an import, beside a bare DuckDB read of the same rows into a new database file.

Both run in this one session, one after the other, so that the ratio holds on a noisy machine; CPU seconds (user and
system) hold on one that others use as well. `make bench` prints the table.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl

TINGMIN = Path(sys.executable).with_name("tingmin")
NARROW = (
    "信访件编号", "登记时间", "信访形式", "信访人数", "登记机构", "登记机构级别", "信访目的", "内容分类", "问题属地", "责任单位",
    "全国初次标志", "办理状态", "转交责任单位日期", "受理时间", "限办日期", "答复时间", "办结时间",
)  # fmt: skip
TEXT = "概况信息"
Made = TypeVar("Made")
BARE = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[2]); "
    "c.execute('create table t as select * from read_csv(?, all_varchar=true)', [sys.argv[1]]); c.close()"
)


class Cost(NamedTuple):
    """What a command took: wall seconds, CPU seconds, peak resident MB."""

    wall: float
    cpu: float
    memory: float


def measured(*command: str | Path) -> Cost:
    """Run a command; a failure stops the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {command}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bare_read(file: Path) -> Cost:
    """DuckDB alone: all columns as text into a new database."""
    database = file.with_suffix(".duckdb")
    database.unlink(missing_ok=True)
    return measured(sys.executable, "-c", BARE, file, database)


def taken(file: Path, home: Path) -> Cost:
    """An import into a new home."""
    shutil.rmtree(home, ignore_errors=True)
    return measured(TINGMIN, "ingest", file, "--no-build", "--home", home)


def apart(make: Callable[..., Made], *given: object) -> Made:
    """Make files in a process of its own: a command's peak memory begins with that of the process that starts it."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(make, *given).result()


def show(name: str, costs: list[Cost], beside: list[Cost]) -> None:
    """One line: medians over the runs, ratios within each run, the highest peak."""
    wall, cpu, _ = np.median(costs, axis=0)
    by_wall, by_cpu, _ = np.median(np.array(costs) / np.array(beside), axis=0)
    peak = max(cost.memory for cost in costs)
    print(f"{name:32} {wall:8.2f} {cpu:8.2f} {by_wall:8.2f} {by_cpu:8.2f} {peak:8.0f}", flush=True)


def narrow_files(export: Path, folder: Path) -> dict[str, tuple[Path, Path]]:
    """The 17 columns as UTF-8 and GB18030, and with the text: name → file, and the same rows as UTF-8."""
    rows = pl.read_csv(export, infer_schema=False)
    plain, foreign, signed = (folder / f"{name}-{export.name}" for name in ("plain", "foreign", "signed"))
    rows.select(NARROW).write_csv(plain, include_bom=True)
    rows.select(*NARROW, TEXT).write_csv(signed, include_bom=True)
    with (
        plain.open(encoding="utf-8-sig", newline="") as source,
        foreign.open("w", encoding="gb18030", newline="") as to,
    ):
        shutil.copyfileobj(source, to, 1 << 24)
    return {"UTF-8": (plain, plain), "GB18030": (foreign, plain), "with text signatures": (signed, signed)}


def repeated(file: Path, times: int) -> Path:
    """The same rows several times over, under other case numbers."""
    several = file.with_name(f"{times}-times-{file.name}")
    rows = pl.read_csv(file, infer_schema=False)
    with several.open("wb") as to:
        for turn in range(times):
            numbered = rows.with_columns(pl.format("{}-{}", pl.col(NARROW[0]), pl.lit(turn)).alias(NARROW[0]))
            numbered.write_csv(to, include_header=turn == 0, include_bom=turn == 0)
    return several


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=100_000)
    arguments.add_argument("--narrow", action="store_true", help="17 columns: UTF-8, GB18030, with text signatures")
    arguments.add_argument("--times", type=int, default=1, help="with --narrow: the same rows so many times over")
    arguments.add_argument("--runs", type=int, default=1, help="print the medians of so many runs")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        home = folder / "home"
        measured(TINGMIN, "generate", "--cases", str(given.cases), "--seed", "7", "--out", folder / "exports")
        export = min((folder / "exports").glob("cases-*.csv"))
        print(f"{given.cases:,} cases; bare: DuckDB's read_csv into a new file")
        print(f"{'step':32} {'seconds':>8} {'CPU s':>8} {'x bare':>8} {'x CPU':>8} {'peak MB':>8}")
        if given.narrow:
            files = apart(narrow_files, export, folder)
            for name, (file, twin) in files.items():
                pairs = [(bare_read(twin), taken(file, home)) for _ in range(given.runs)]
                bare, costs = map(list, zip(*pairs, strict=True))
                show(f"bare, {twin.stat().st_size / 1e6:.0f} MB", bare, bare)
                show(f"import, {name}", costs, bare)
            if given.times > 1:
                plain, _ = files["UTF-8"]
                several = apart(repeated, plain, given.times)
                once = [taken(plain, home)]
                show(f"import, {given.times} times the rows: x once", [taken(several, home)], once)
            return
        bare = [bare_read(export)]
        show(f"bare, {export.stat().st_size / 1e6:.0f} MB", bare, bare)
        show("import, all columns", [taken(export, home)], bare)
        show("models, checks, publish", [measured(TINGMIN, "build", "--home", home)], bare)
        show("tingmin metric cases", [measured(TINGMIN, "metric", "cases", "--home", home)], bare)


if __name__ == "__main__":
    main()
