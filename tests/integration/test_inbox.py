"""The inbox: a real daemon takes what is dropped; what it cannot take is put aside with a reason.

Below that, what would take the daemon hours: dead runs, attempts, retention.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines import inbox
from pipelines.definitions import BUILD_JOB, build_defs
from pipelines.ingest import FileReport
from pipelines.office import Office
from pipelines.upkeep import PROCESS_TAG, dagster_instance, mark_dead_runs, process_tags, purge_runs
from tests.conftest import TINGMIN, tingmin
from warehouse.home import Home
from warehouse.imports import recent_imports

ROOT = Path(__file__).resolve().parents[2]
HEADER = "信访件编号,登记时间,信访形式"
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "数据 目录")
    made.create()
    return made


def until(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for: {what}"
        time.sleep(0.2)


# ---- the real daemon


def processes_of(home: Home) -> list[int]:
    """Every process that was started for this home, the daemon's own children too."""
    mark = f"DAGSTER_HOME={home.dagster}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@pytest.fixture
def daemon(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    """A daemon with its code server; at the end every process of it, as a service manager ends a service."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home.root), "TINGMIN_HOME": str(home.root),
                   "DAGSTER_HOME": str(home.dagster)}  # fmt: skip
    with (home.root / "daemon.log").open("wb") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-w", "workspace.yaml"],
            cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            for pid in processes_of(home):
                os.kill(pid, signal.SIGKILL)
            process.wait(timeout=30)


def test_the_daemon_takes_what_is_dropped(home: Home, daemon: subprocess.Popen[bytes]) -> None:
    """Published and archived; again: said; broken: put aside; growing: left alone. Then nothing is left running."""
    stop = threading.Event()
    growing = home.inbox / "cases-20261031.csv"

    def grow() -> None:
        with growing.open("a", encoding="utf-8") as stream:
            stream.write(HEADER + "\n")
            number = 0
            while not stop.wait(0.5):
                number += 1
                stream.write(f"G{number},2026-10-30,来信\n")
                stream.flush()

    def outcomes() -> list[tuple[str, str]]:
        return sorted((record["file"], record["outcome"]) for record in recent_imports(home))

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        first = f"{HEADER}\nA1,2026-10-01,来访\n"
        (home.inbox / "cases-20261010.csv").write_text(first, "utf-8")
        (home.inbox / ".hidden.csv").write_text(first, "utf-8")
        (home.inbox / "cases.csv.part").write_text(first, "utf-8")
        until((home.published / "CURRENT.json").exists, "the first version")
        assert outcomes() == [("cases-20261010.csv", "ingested")]
        assert growing.is_file()
    finally:
        stop.set()
        writer.join()
    rows = growing.read_text("utf-8").count("\n") - 1
    (home.inbox / "cases-20261010.csv").write_text(first, "utf-8")
    (home.inbox / "broken.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    until(lambda: len(outcomes()) == 4, "the other files")
    assert outcomes() == [
        ("broken.xlsx", "failed"),
        ("cases-20261010.csv", "already_ingested"),
        ("cases-20261010.csv", "ingested"),
        ("cases-20261031.csv", "ingested"),
    ]
    (taken,) = [record for record in recent_imports(home) if record["file"] == growing.name]
    assert (taken["rows_read"], taken["rows_accepted"]) == (rows, rows)
    until(lambda: len(list(home.inbox.iterdir())) == 4, "an empty inbox")
    assert {path.name for path in home.inbox.iterdir()} == {"archive", "failed", ".hidden.csv", "cases.csv.part"}
    assert len(list(home.archive.iterdir())) == 3
    assert {path.name for path in home.failed.iterdir()} == {"broken.xlsx", "broken.xlsx.report.txt"}
    until(lambda: f"{rows + 1}件" in tingmin("status", "--home", home.root), "the second version")
    status = tingmin("status", "--home", home.root)
    assert "cases-20261010.csv：已导入过，未重复导入 / already ingested" in status
    assert "broken.xlsx：未导入 / failed" in status

    def runs() -> list[str]:
        with sqlite3.connect(home.dagster / "history" / "runs.db") as connection:
            return [row[0] for row in connection.execute("select status from runs").fetchall()]

    until(lambda: "STARTED" not in runs(), "the end of the last run")
    assert set(runs()) == {"SUCCESS"}
    os.killpg(daemon.pid, signal.SIGTERM)
    assert daemon.wait(timeout=60) == 0
    until(lambda: not processes_of(home), "the end of all its processes")


# ---- what is ready


def test_a_file_is_ready_when_it_has_been_still(home: Home) -> None:
    file = home.inbox / "cases.csv"
    file.write_text("1")
    first = inbox.look(home, {}, 100.0)
    assert first["cases.csv"].ready_at == 105.0
    assert inbox.look(home, first, 103.0) == first
    file.write_text("12")
    assert inbox.look(home, first, 106.0)["cases.csv"].ready_at == 111.0
    assert inbox.read_sights(inbox.write_sights(first)) == first
    assert inbox.read_sights(None) == {}


@pytest.mark.parametrize("name", [".x.csv", "~$x.xlsx", "x.csv.part", "x.crdownload", "x.TMP", "x.csv~", "Thumbs.db"])
def test_what_is_nobody_s_export_is_left_alone(home: Home, name: str) -> None:
    (home.inbox / name).write_text("1")
    (home.inbox / "folder.csv").mkdir()
    (home.inbox / "link.csv").symlink_to("/etc/passwd")
    assert inbox.look(home, {}, 0.0) == {}


def test_a_run_takes_names_only(home: Home) -> None:
    (home.inbox / "a.csv").write_text("1")
    assert inbox.waiting(home, ["a.csv", "gone.csv"]) == [home.inbox / "a.csv"]
    for name in ("../tingmin.toml", "/etc/passwd", "archive/x.csv"):
        with pytest.raises(ValueError, match="inbox"):
            inbox.waiting(home, [name])


def test_names_that_collide_are_kept_apart(home: Home) -> None:
    for hour in range(3):
        file = home.inbox / "cases.csv"
        file.write_text(str(hour))
        inbox.put_away(home, [FileReport(str(file))], NOW + timedelta(hours=hour))
    assert sorted(path.read_text() for path in home.archive.iterdir()) == ["0", "1", "2"]


def test_a_file_written_anew_meanwhile_stays(home: Home) -> None:
    file = home.inbox / "cases.csv"
    file.write_text("more than was read")
    inbox.put_away(home, [FileReport(str(file), sha256="0" * 64)], NOW)
    assert file.exists()


def test_a_given_path_stays_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "cases-20261010.csv"
    file.write_text(f"{HEADER}\nA1,2026-10-01,来访\n", "utf-8")
    tingmin("ingest", file, "--home", tmp_path / "home")
    assert file.exists()
    assert recent_imports(Home(tmp_path / "home")) == []


# ---- the sensor


@pytest.fixture
def instance(home: Home) -> Iterator[dg.DagsterInstance]:
    with dagster_instance(home) as opened:
        yield opened


def tick(home: Home, instance: dg.DagsterInstance, cursor: str | None) -> tuple[list[dg.RunRequest], str | None]:
    sensor = build_defs(Office(home)).get_repository_def().get_sensor_def("inbox")
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    data = sensor.evaluate_tick(context)
    return list(data.run_requests or []), data.cursor


def as_if_later(cursor: str | None) -> str:
    """The same sights when all waiting is over."""
    sights = json.loads(cursor or "{}")
    return json.dumps({name: [size, ns, ready - 1000, tries] for name, (size, ns, ready, tries) in sights.items()})


def test_a_file_that_no_run_can_take_is_given_up(home: Home, instance: dg.DagsterInstance) -> None:
    """Three attempts with keys of their own, then failed/ and a report; the same file dropped again starts anew."""
    (home.inbox / "cases.csv").write_text("1")
    requests, cursor = tick(home, instance, None)
    assert requests == []
    keys = set()
    for _ in range(inbox.MOST_ATTEMPTS):
        requests, cursor = tick(home, instance, as_if_later(cursor))
        keys.add(requests[0].run_key)
        assert requests[0].run_config["ops"]["ingest"]["config"] == {"names": ["cases.csv"]}
    assert len(keys) == inbox.MOST_ATTEMPTS
    requests, cursor = tick(home, instance, as_if_later(cursor))
    assert requests == []
    assert not (home.inbox / "cases.csv").exists()
    report = (home.failed / "cases.csv.report.txt").read_text("utf-8")
    assert "试了3次" in report
    assert "given up after 3 attempts" in report
    assert [record["outcome"] for record in recent_imports(home)] == ["given_up"]
    assert "given up" in tingmin("status", "--home", home.root)
    (home.inbox / "cases.csv").write_text("1")
    requests, cursor = tick(home, instance, cursor)
    requests, _ = tick(home, instance, as_if_later(cursor))
    assert requests[0].run_key not in keys


def test_one_import_at_a_time(home: Home, instance: dg.DagsterInstance) -> None:
    (home.inbox / "cases.csv").write_text("1")
    _, cursor = tick(home, instance, None)
    run = new_run(home, instance, {"dagster/sensor_name": "inbox", **process_tags()})
    assert tick(home, instance, as_if_later(cursor))[0] == []
    instance.report_run_failed(run)
    assert len(tick(home, instance, as_if_later(cursor))[0]) == 1


def test_what_a_dead_run_took_in_is_published_by_another(home: Home, instance: dg.DagsterInstance) -> None:
    """Its files are away. Three attempts at most, and none when a check held the candidate back."""
    tags = {"dagster/sensor_name": "inbox", PROCESS_TAG: "1:long ago"}
    asked = 0
    for _ in range(5):
        new_run(home, instance, tags)
        requests, _ = tick(home, instance, None)
        if not requests:
            break
        asked += 1
        tags |= requests[0].tags
    assert asked == inbox.MOST_ATTEMPTS - 1
    new_run(home, instance, {"dagster/sensor_name": "inbox", PROCESS_TAG: "1:long ago"})
    assert len(tick(home, instance, None)[0]) == 1
    (home.published / "HELD.json").write_text("{}")
    assert tick(home, instance, None)[0] == []


def test_the_inbox_waits_when_the_disk_is_full(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.storage.space.LEAST_FREE_BYTES", 1 << 62)
    (home.inbox / "cases.csv").write_text("1")
    assert tick(home, instance, None) == ([], None)


# ---- records of runs


def new_run(home: Home, instance: dg.DagsterInstance, tags: dict[str, str]) -> dg.DagsterRun:
    job = build_defs(Office(home)).resolve_job_def(BUILD_JOB)
    return instance.create_run_for_job(job, tags=tags)


def status_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status.value


def test_runs_of_dead_processes_are_marked_failed(home: Home, instance: dg.DagsterInstance) -> None:
    dead = subprocess.Popen([TINGMIN, "--help"], stdout=subprocess.DEVNULL)
    dead.wait()
    now = datetime.now(UTC)
    killed = new_run(home, instance, {PROCESS_TAG: f"{dead.pid}:1@boot"})
    reused = new_run(home, instance, {PROCESS_TAG: f"{os.getpid()}:1@boot"})
    alive = new_run(home, instance, process_tags())
    unclaimed = new_run(home, instance, {})
    assert set(mark_dead_runs(instance, now)) == {killed.run_id, reused.run_id}
    assert [status_of(instance, run) for run in (killed, alive, unclaimed)] == ["FAILURE", "NOT_STARTED", "NOT_STARTED"]
    assert mark_dead_runs(instance, now + timedelta(minutes=11)) == [unclaimed.run_id]


def test_old_runs_are_forgotten(home: Home, instance: dg.DagsterInstance) -> None:
    """Their records leave no file behind, and the files of all runs give the room back."""
    run = new_run(home, instance, {})
    instance.report_run_failed(run)
    shard = home.dagster / "history" / "runs" / f"{run.run_id}.db"
    assert shard.exists()
    assert purge_runs(instance, home, datetime.now(UTC) + timedelta(days=59)) == 0
    assert purge_runs(instance, home, datetime.now(UTC) + timedelta(days=61)) == 1
    assert not shard.exists()
    assert instance.get_run_by_id(run.run_id) is None


def test_old_files_of_the_inbox_are_removed(home: Home) -> None:
    for name, broken in (("old.csv", None), ("old-broken.csv", "x")):
        (home.inbox / name).write_text("1")
        inbox.put_away(home, [FileReport(str(home.inbox / name), error=broken)], NOW - timedelta(days=8))
    (home.inbox / "new.csv").write_text("1")
    inbox.put_away(home, [FileReport(str(home.inbox / "new.csv"))], NOW - timedelta(days=6))
    os.utime(home.failed / "old-broken.csv.report.txt", (0, 0))
    assert inbox.purge(home, NOW) == 3
    assert [path.name for path in home.archive.iterdir()] == ["new.csv"]
    assert list(home.failed.iterdir()) == []


def test_the_purge_job_runs(home: Home, instance: dg.DagsterInstance) -> None:
    (home.archive / "old.csv").write_text("1")
    os.utime(home.archive / "old.csv", (0, 0))
    assert build_defs(Office(home)).resolve_job_def("purge").execute_in_process(instance=instance).success
    assert list(home.archive.iterdir()) == []


def test_schedules_in_the_office_s_time(home: Home) -> None:
    text = home.configuration_file.read_text("utf-8").replace("Asia/Shanghai", "Asia/Urumqi")
    home.configuration_file.write_text(text, "utf-8")
    repository = build_defs(Office(home)).get_repository_def()
    weekly, daily = repository.get_schedule_def("weekly_build"), repository.get_schedule_def("daily_purge")
    assert (weekly.cron_schedule, weekly.execution_timezone, weekly.job_name) == ("0 7 * * 1", "Asia/Urumqi", BUILD_JOB)
    assert daily.job_name == "purge"
    assert {s.default_status for s in (weekly, daily)} == {dg.DefaultScheduleStatus.RUNNING}
    context = dg.build_schedule_context(scheduled_execution_time=NOW)
    assert weekly.evaluate_tick(context).run_requests == []  # nothing was ever published
    (home.published / "CURRENT.json").write_text("{}")
    assert len(weekly.evaluate_tick(context).run_requests or []) == 1
