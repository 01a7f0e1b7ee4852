"""The one worker: takes work that pages asked for and runs it as `tingmin … --json`, one piece after another.

Belongs here: starting the command line, handing on its progress and its result. Does not belong here: what a verb does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from warehouse.home import Home
from warehouse.storage import queue, uploads
from warehouse.storage.queue import Work

PAUSE = 0.5  # seconds between looks at the queue
INTERRUPTED = "服务停止时未完成，请重新提交 / interrupted, ask again"
MOST_MESSAGE = 2000


def start_worker(home: Home) -> threading.Event:
    """Run a worker beside the dashboard until the returned event is set; a second one on the same home stays idle."""
    stop = threading.Event()
    threading.Thread(target=_work_on, args=(home, stop), name="worker", daemon=True).start()
    return stop


def _work_on(home: Home, stop: threading.Event) -> None:
    home.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.state / "worker.lock")
    while not stop.is_set():
        try:
            with lock.acquire(timeout=PAUSE):
                queue.fail_interrupted(home, INTERRUPTED, _now())
                while not stop.wait(PAUSE):
                    run_waiting(home, stop)
                    uploads.forget_old(home, _now())
        except Timeout:
            continue


def run_waiting(home: Home, stop: threading.Event | None = None) -> int:
    """Run all that waits; returns how many pieces were run."""
    done = 0
    while (stop is None or not stop.is_set()) and (work := queue.take(home, _now())) is not None:
        try:
            code, result, message = _run(home, work)
        except OSError as error:
            code, result, message = 1, None, str(error)
        queue.finish(home, work.id, code, result, message, _now())
        if not (work.is_preview and result):  # what was only looked at waits for a word
            uploads.remove(home, work.arguments)
        done += 1
    return done


def _run(home: Home, work: Work) -> tuple[int, dict[str, Any] | None, str]:
    """Run the verb in a process of its own: it may take memory and time, the dashboard stays as it is."""
    # Values follow --, so that one that begins with a dash is no option.
    options = [a for a in work.arguments if a.startswith("--")]
    values = [a for a in work.arguments if not a.startswith("--")]
    command = [
        sys.executable, "-m", "tingmin", work.verb, *options, "--json", "--home", str(home.root),
        *(["--", *values] if values else []),
    ]  # fmt: skip
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace", cwd=root
    ) as process:
        said: list[str] = []
        listener = threading.Thread(target=_listen, args=(home, work.id, process.stderr, said), daemon=True)
        listener.start()
        out = process.stdout.read() if process.stdout else ""
        listener.join()
    return process.returncode, _last_object(out), "\n".join(said)[-MOST_MESSAGE:]


def _listen(home: Home, work_id: int, stream: Any, said: list[str]) -> None:
    """Lines that begin with a dot are progress; the others are what went wrong."""
    for raw in stream:
        line = raw.strip()
        if line.startswith("· "):
            queue.note_progress(home, work_id, line.removeprefix("· "))
        elif line:
            said.append(line)


def _last_object(out: str) -> dict[str, Any] | None:
    for line in reversed(out.strip().splitlines()):
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    return None


def _now() -> datetime:
    return datetime.now(UTC)
