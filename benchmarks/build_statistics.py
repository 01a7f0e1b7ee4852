"""Seconds and memory of all statistics of a build for 30 townships × 17 topics, and whether the demo's hotspots are found.

The statistics run in a process of their own on a built office: alarms of the last 13 weeks with a scan of 999 shuffles,
the replay of a year, ranks of 52 weeks and of each year, screening, integrity, then recurrence by every breakdown.
Limits: 8 seconds on two idle cores, 1 GB. `make bench-statistics` prints it before the false alarms of `hotspots.py`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipelines.definitions import run_build
from pipelines.generate import generate
from pipelines.office import Office
from pipelines.settings import end_of_day
from pipelines.statistics import STATISTICS
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.hotspots import ALARMS, alarms, judged_weeks
from warehouse.query.published import current_version
from warehouse.storage.database import open_warehouse

TOWNSHIPS, ROW = 30, 6
BREAKDOWNS = ("township", "department", "topic", "channel", "quarter")
MEASURED = ("marts.hotspot", "marts.unit_rank", "marts.expected_load", "marts.integrity_finding")


def spread_out(folder: Path) -> None:
    """Give the cases of generated exports to thirty townships on a grid, case by case."""
    names = [f"第{n + 1}镇" for n in range(TOWNSHIPS)]
    for file in folder.glob("cases-*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            row["问题属地"] = names[sum(row["信访件编号"].encode()) * 7919 % TOWNSHIPS]
            row.pop("问题属地代码", None)
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    with (folder / "reference" / "townships.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["乡镇代码", "乡镇名称", "常住人口", "相邻乡镇代码"])
        writer.writeheader()
        for n, name in enumerate(names):
            near = [n + step for step in (1, ROW) if n + step < TOWNSHIPS]
            codes = ";".join(f"{1000 + other}" for other in near)
            writer.writerow({"乡镇代码": f"{1000 + n}", "乡镇名称": name, "常住人口": 20000, "相邻乡镇代码": codes})


def built(folder: Path, cases: int, seed: int) -> Home:
    """An office of thirty townships, ingested, built and published."""
    exports = folder / "exports"
    truth = generate(exports, cases=cases, seed=seed)
    spread_out(exports)
    home = Home(folder / "home")
    home.create()
    day = date.fromisoformat(str(truth["end"]))
    office = Office(home=home, as_of_at=end_of_day(day, home.configuration()), now=datetime.now(UTC))
    office.paths = sorted([*(exports / "reference").glob("*.csv"), *exports.glob("cases-*.csv")])
    if not run_build(office):
        raise SystemExit(f"the office could not be built: {office.failure or office.findings}")
    return home


def statistics(home: Home) -> None:
    """Run every statistic of the build once more and print what each took."""
    whole = 0.0
    with open_warehouse(home, "benchmark", lambda _: None) as connection:
        for statistic in STATISTICS:
            began = time.perf_counter()
            statistic.write(connection, home)
            passed = time.perf_counter() - began
            whole += passed if statistic.tables[0] in MEASURED else 0.0
            print(f"  {' '.join(statistic.tables):50} {passed:6.2f} s", flush=True)
    began = time.perf_counter()
    for by in BREAKDOWNS:
        metric(home, "recurrence_90", by=[by])
        metric(home, "recurrence_mean", by=[by])
    passed = time.perf_counter() - began
    print(f"  {'recurrence and mean count by ' + ', '.join(BREAKDOWNS):50} {passed:6.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  hotspots, ranks, screening, integrity and recurrence: {whole + passed:.1f} s (limit 8), peak {peak:.0f} MB (limit 1024)"
    )


def planted(folder: Path, cases: int, seed: int) -> None:
    """Whether the hotspots of the demo are found, and in which week after they began."""
    home = folder / "demo"
    tingmin = Path(sys.executable).with_name("tingmin")
    subprocess.run(
        [str(tingmin), "demo", "--cases", str(cases), "--seed", str(seed), "--no-serve", "--home", str(home)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    truth = json.loads((home / "demo-exports" / "truth.json").read_text("utf-8"))
    version = current_version(Home(home))
    for spot in truth["hotspots"]:
        start, end = (date.fromisoformat(spot[key]) for key in ("from", "to"))
        seen = []
        for week in judged_weeks(version):
            for found in alarms(version, week):
                is_here = not found.townships or spot["township_code"] in found.townships
                is_topic = found.topic_1 in (None, spot["topic_1"])
                inside = start <= found.week_start + timedelta(days=6) and found.week_start <= end
                if found.status in ALARMS[:2] and is_here and is_topic and inside:
                    seen.append((found.week, found.grain, found.observed, round(found.expected or 0, 1)))
        print(
            f"  {spot['township']} {spot['topic_1']} {start}–{end}: {'found, first ' + str(seen[0]) if seen else 'NOT FOUND'}"
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--statistics", type=Path, help="only the statistics of this home")
    asked = parser.parse_args()
    if asked.statistics:
        statistics(Home(asked.statistics))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = built(folder, asked.cases, asked.seed)
        load = os.getloadavg()[0]
        print(f"{TOWNSHIPS} townships, {asked.cases} cases (load {load:.1f}):", flush=True)
        subprocess.run([sys.executable, __file__, "--statistics", str(home.root)], check=True)
        print("Hotspots planted in the demo:", flush=True)
        planted(folder, asked.cases, asked.seed)


if __name__ == "__main__":
    main()
