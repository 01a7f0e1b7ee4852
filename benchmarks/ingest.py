"""Seconds and peak memory from one CSV to a published version, beside a bare DuckDB read of the same file.

Both run in this one session, so that the ratio holds on a noisy machine: `make bench` prints it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

TINGMIN = Path(sys.executable).with_name("tingmin")
NARROW = (
    "信访件编号", "登记时间", "信访形式", "信访人数", "登记机构", "登记机构级别", "信访目的", "内容分类", "问题属地", "责任单位",
    "全国初次标志", "办理状态", "转交责任单位日期", "受理时间", "限办日期", "答复时间", "办结时间",
)  # fmt: skip
BARE = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[2]); "
    "c.execute('create table t as select * from read_csv(?, all_varchar=true)', [sys.argv[1]]); c.close()"
)


def measured(*command: str | Path) -> tuple[float, float]:
    """Wall seconds and peak resident MB of a command; a failure stops the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=100_000)
    arguments.add_argument("--narrow", action="store_true", help="only 17 columns, no identity and no text")
    given = arguments.parse_args()
    cases = given.cases
    with tempfile.TemporaryDirectory() as folder:
        exports, home = Path(folder) / "exports", Path(folder) / "home"
        measured(TINGMIN, "generate", "--cases", str(cases), "--seed", "7", "--out", exports)
        file = min(exports.glob("cases-*.csv"))
        if given.narrow:
            pl.read_csv(file, infer_schema=False).select(NARROW).write_csv(file, include_bom=True)
        rows = [
            ("bare read_csv, new file", *measured(sys.executable, "-c", BARE, file, Path(folder) / "bare.duckdb")),
            ("import only", *measured(TINGMIN, "ingest", file, "--no-build", "--home", home)),
            ("models, checks, publish", *measured(TINGMIN, "build", "--home", home)),
            ("tingmin metric cases", *measured(TINGMIN, "metric", "cases", "--home", home)),
        ]
        bare = rows[0][1]
        print(f"{file.stat().st_size / 1e6:.0f} MB, {cases:,} cases")
        print(f"{'step':28} {'seconds':>8} {'ratio':>6} {'peak MB':>8}")
        for name, seconds, memory in rows:
            print(f"{name:28} {seconds:8.2f} {seconds / bare:6.1f} {memory:8.0f}")


if __name__ == "__main__":
    main()
