"""Seconds and peak memory of every paper in every format. `python benchmarks/paper.py` makes a home of its own.

Aim: any paper of 100,000 cases in 15 seconds and 500 MB; CPU seconds hold on a machine that others use as well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TINGMIN = Path(sys.executable).with_name("tingmin")
PAPERS = (("--week", "2026-W43"), ("--month", "2026-10"), ("--quarter", "2026-Q3"), ("--period", "2026年国庆"))
FORMATS = ("docx", "pptx", "xlsx", "pdf", "docx,pptx,xlsx,pdf")


def measured(*command: str | Path) -> tuple[float, float, float]:
    """Run a command: wall seconds, CPU seconds, peak resident MB; a failure stops the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=100_000)
    arguments.add_argument("--home", type=Path, help="a published demo home, instead of making one")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = given.home or Path(place) / "home"
        if given.home is None:
            measured(TINGMIN, "demo", "--cases", str(given.cases), "--no-serve", "--home", home)
        print(f"{'paper':24} {'formats':20} {'seconds':>8} {'CPU s':>8} {'peak MB':>8}")
        for option, label in PAPERS:
            for formats in FORMATS:
                wall, cpu, peak = measured(
                    TINGMIN, "report", option, label, "--format", formats, "--out", place, "--home", home
                )
                print(f"{label:24} {formats:20} {wall:8.2f} {cpu:8.2f} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    main()
