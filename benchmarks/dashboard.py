"""Server time of every page's callback, its bytes, and many users at once. `python benchmarks/dashboard.py --home HOME`.

Cold: nothing is kept, neither pages nor exhibits nor figures; the version's file is open and its fixed tables are known,
as in any server that has drawn a page. Kept: the same question again. CPU seconds stand beside because wall seconds say
little on a machine that others use. The first page counts from the start of the server's answer: what a browser needs
to draw it is not in it.

Aims at 1,000,000 cases: p95 of any callback ≤ 150 ms with the result cache, first page ≤ 3 s, reload ≤ 1 s, ≤ 300 KB a
page, 50 users with 5 s between clicks for 60 s: p95 ≤ 1 s without an error and with stable memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboards.app import create_app
from dashboards.cache import forget
from dashboards.pages import PAGES
from warehouse.home import Home
from warehouse.query import current_version
from warehouse.query.context import departments, townships
from warehouse.query.metric import forget_figures

TINGMIN = Path(sys.executable).with_name("tingmin")
ROOT = Path(__file__).resolve().parents[1]
SHELL = re.compile(r'<script[^>]* src="([^"]+)"')
SERVE = """
import sys
from pathlib import Path
from dashboards.server import serve
from warehouse.home import Home
serve(Home(Path(sys.argv[1])), port=0, on_ready=lambda address: print(address, flush=True))
"""


@lru_cache(maxsize=1)
def _output() -> str:
    """The name of the callback that draws a page."""
    with tempfile.TemporaryDirectory() as place:
        return next(name for name in create_app(Home(Path(place))).callback_map if "page.children" in name)


def question(path: str, search: str, version: str) -> bytes:
    """The body with which the browser asks for a page."""
    outputs = [dict(zip(("id", "property"), one.split("."), strict=True)) for one in _output().strip(".").split("...")]
    inputs = [("url", "pathname", path), ("url", "search", search), ("version", "data", version)]
    return json.dumps(
        {
            "output": _output(),
            "outputs": outputs,
            "inputs": [{"id": i, "property": p, "value": v} for i, p, v in inputs],
            "changedPropIds": ["url.pathname"],
        }
    ).encode()


def searches(home: Home) -> list[str]:
    """Filters that people set: none, a period, a place, a unit, a channel."""
    version = current_version(home)
    town = [m.code for m in townships(version)][:3]
    unit = [m.code for m in departments(version)][:3]
    return [
        "", "?period=26w", "?period=all", "?compare=year", "?channel=visit",
        *(f"?township={code}" for code in town), *(f"?department={code}" for code in unit),
    ]  # fmt: skip


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def callbacks(home: Home) -> None:
    """Each page under each filter, with nothing kept and again."""
    client = create_app(home).server.test_client()
    version = current_version(home).id
    headers = {"Content-Type": "application/json", "Host": "127.0.0.1"}

    def ask(path: str, search: str) -> tuple[float, float, int]:
        """Milliseconds, those of the processor, and bytes on the wire."""
        body = question(path, search, version)
        started, cpu = time.perf_counter(), time.process_time()
        answer = client.post("/_dash-update-component", data=body, headers=headers)
        took, used = time.perf_counter() - started, time.process_time() - cpu
        if answer.status_code != 200:
            raise SystemExit(f"{path}{search}: {answer.status_code}")
        return took * 1000, used * 1000, len(gzip.compress(answer.get_data(), 6))

    for page in PAGES:
        ask(page.path, "")
    print(f"{'':14} {'cold, wall':>15} {'cold, CPU':>15} {'kept, wall':>15} {'kept, CPU':>15} {'KB':>6}")
    print(
        f"{'page':14} {'p50':>7} {'p95':>7} {'p50':>7} {'p95':>7} {'p50':>7} {'p95':>7} {'p50':>7} {'p95':>7} {'most':>6}"
    )
    whole: list[list[float]] = [[], [], [], []]
    largest = 0
    for page in PAGES:
        times: list[list[float]] = [[], [], [], []]
        size = 0
        for search in searches(home):
            forget()
            forget_figures()
            answers = [ask(page.path, search) for _ in range(4)]
            times[0].append(answers[0][0])
            times[1].append(answers[0][1])
            times[2] += [wall for wall, _, _ in answers[1:]]
            times[3] += [cpu for _, cpu, _ in answers[1:]]
            size = max(size, answers[0][2])
        _print(page.path, times, size)
        whole = [[*all_, *own] for all_, own in zip(whole, times, strict=True)]
        largest = max(largest, size)
    _print("all", whole, largest)


def _print(name: str, times: list[list[float]], size: int) -> None:
    cells = " ".join(f"{quantile(column, share):7.0f}" for column in times for share in (0.5, 0.95))
    print(f"{name:14} {cells} {size / 1024:6.0f}", flush=True)


def first_page(base: str, version: str, pid: int, *, with_scripts: bool) -> str:
    """Seconds and CPU seconds of the server for all that a browser asks it for before it can draw the first page.

    A reload asks for the scripts no more: their addresses change with their content, so the browser keeps them.
    """
    started, cpu = time.perf_counter(), _processor(pid)
    scripts = SHELL.findall(_get(f"{base}/"))
    for path in ("/_dash-layout", "/_dash-dependencies", *(scripts if with_scripts else ())):
        _get(f"{base}{path}")
    _get(f"{base}/_dash-update-component", question("/", "", version))
    return f"{time.perf_counter() - started:.1f} s ({_processor(pid) - cpu:.1f} CPU s)"


def _get(address: str, body: bytes | None = None) -> str:
    headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - an address of this machine
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        data = answer.read()
        return str((gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data).decode())


def users(home: Home, many: int, seconds: float, pause: float) -> None:
    """So many users who click every few seconds on a served dashboard."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(home.root)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    base = (process.stdout.readline() if process.stdout else "").strip().rstrip("/")
    version, asked = current_version(home).id, searches(home)
    first = first_page(base, version, process.pid, with_scripts=True)
    again = first_page(base, version, process.pid, with_scripts=False)
    print(f"the server's part of the first page {first}, of a reload {again}")
    _prepared(process.pid)
    times: list[float] = []
    errors: list[str] = []
    end = time.monotonic() + seconds

    def click(seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - which page a user opens next
        time.sleep(rng.random() * pause)
        while time.monotonic() < end:
            body = question(rng.choice(PAGES).path, rng.choice(asked), version)
            started = time.perf_counter()
            try:
                _get(f"{base}/_dash-update-component", body)
                times.append(time.perf_counter() - started)
            except OSError as error:
                errors.append(str(error))
            time.sleep(pause)

    before, cpu = _resident(process.pid), _processor(process.pid)
    threads = [threading.Thread(target=click, args=(seed,)) for seed in range(many)]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    halfway = _resident(process.pid)
    for thread in threads:
        thread.join()
    after, used = _resident(process.pid), _processor(process.pid) - cpu
    process.terminate()
    process.wait(10)
    if process.stdout:
        process.stdout.close()
    print(
        f"{many} users, {seconds:.0f} s: {len(times)} answers, p50 {quantile(times, 0.5) * 1000:.0f} ms, "
        f"p95 {quantile(times, 0.95) * 1000:.0f} ms, {len(errors)} errors, {used:.0f} CPU s, "
        f"{before:.0f} → {halfway:.0f} (halfway) → {after:.0f} MB"
    )


def _prepared(pid: int) -> None:
    """Wait until the server has nothing to do: after its start it draws each page once, without a filter."""
    used = 0.0
    while _processor(pid) - used > 0.1:
        used = _processor(pid)
        time.sleep(1)


def _processor(pid: int) -> float:
    """CPU seconds that a process has used."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=1_000_000)
    arguments.add_argument("--home", type=Path, help="a published demo home, instead of making one")
    arguments.add_argument("--users", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=60)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = given.home or Path(place) / "home"
        if given.home is None:
            made: list[Any] = [TINGMIN, "demo", "--cases", str(given.cases), "--no-serve", "--home", root]
            subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        home = Home(root)
        callbacks(home)
        if given.users:
            users(home, given.users, given.seconds, 5.0)


if __name__ == "__main__":
    main()
