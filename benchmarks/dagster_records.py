"""Processor seconds of a build of an office of 20 cases with connections to Dagster's records kept, and with one a statement.

Run: PYTHONPATH=. python benchmarks/dagster_records.py [--runs 3]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from pipelines import upkeep
from pipelines.definitions import run_build
from pipelines.generate import generate
from pipelines.office import Office
from pipelines.settings import end_of_day
from warehouse.home import Home

END = date(2026, 10, 31)
KEPT = upkeep._kept_connections


def build_seconds(home: Home, paths: list[Path]) -> float:
    """Processor seconds of one run of the build job."""
    office = Office(home, paths=paths, as_of_at=end_of_day(END, home.configuration()))
    start = time.process_time()
    if not run_build(office):
        raise RuntimeError(office.failure)
    return time.process_time() - start


def main() -> None:
    """Print the least seconds of some runs of each kind, taken in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "exports", cases=20, seed=1, end=END)
        home = Home(Path(folder) / "home")
        home.create()
        build_seconds(home, sorted((Path(folder) / "exports").glob("cases-*.csv")))
        kept, anew = [], []
        for _ in range(runs):
            kept.append(build_seconds(home, []))
            upkeep._kept_connections = nullcontext
            anew.append(build_seconds(home, []))
            upkeep._kept_connections = KEPT
        print(f"connections kept          {min(kept):.1f} s")
        print(f"a connection a statement  {min(anew):.1f} s, ratio {min(anew) / min(kept):.2f}")


if __name__ == "__main__":
    main()
