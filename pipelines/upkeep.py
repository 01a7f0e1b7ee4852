"""The office's Dagster instance kept in order: opening it, runs of dead processes, old runs.

Belongs here: everything about records of runs. Does not belong here: what a run does.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from os import getpid
from pathlib import Path
from typing import Any, cast

import dagster as dg
from alembic.config import Config
from alembic.script import ScriptDirectory
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from warehouse.home import Home

KEEP_RUNS = timedelta(days=60)

PROCESS_TAG = "tingmin/process"

_UNDER_WAY = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
UNSUCCESSFUL = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
_ENDED = [dg.DagsterRunStatus.SUCCESS, *UNSUCCESSFUL]
# For a run that no process has claimed: it is only just beginning, or never will.
_LONGEST_START = timedelta(minutes=10)
# For a run on a system where processes cannot be looked up.
_LONGEST_RUN = timedelta(days=1)

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@contextmanager
def dagster_instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """The home's Dagster instance: SQLite below state/, no telemetry."""
    with _kept_connections(), dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        yield instance


class _KeptPool(QueuePool):
    """Connections that stay open although Dagster disposes of its engine after every statement."""

    def dispose(self) -> None:
        """Leave it to `close`."""

    def recreate(self) -> QueuePool:
        """Go on with what there is."""
        return self

    def close(self) -> None:
        """Close every connection."""
        super().dispose()


@contextmanager
def _kept_connections() -> Iterator[None]:
    """One engine and one connection a database for as long as the instance is open.

    Dagster makes a new SQLAlchemy engine and a new connection for each of 1,500 statements a run: every one is compiled
    anew, and SQLite writes everything out when the last connection to a file closes. So records reach the disk at
    checkpoints: a killed process loses nothing by it, a power cut the last events, no file its shape.
    Also the revisions of its records' shape, some ninety files, are loaded once, not for each database of each run.
    `benchmarks/dagster_records.py` prints what this saves.
    """
    engines: dict[str, Engine] = {}

    def kept(address: str, **options: Any) -> Engine:
        if address not in engines:
            engines[address] = create_engine(address, **options | {"poolclass": _KeptPool})
            event.listen(engines[address], "connect", _fewer_syncs)
        return engines[address]

    storages = [vars(module) for module in (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)]
    for storage in storages:
        storage["create_engine"] = kept
    from_config = vars(ScriptDirectory)["from_config"]
    ScriptDirectory.from_config = staticmethod(_known_revisions)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for storage in storages:
            storage["create_engine"] = create_engine
        ScriptDirectory.from_config = from_config  # type: ignore[method-assign]
        for engine in engines.values():
            cast(_KeptPool, engine.pool).close()


_REVISIONS: dict[str, ScriptDirectory] = {}  # by where they lie
_read_revisions = ScriptDirectory.from_config


def _known_revisions(config: Config) -> ScriptDirectory:
    place = config.get_alembic_option("script_location") or ""
    if place not in _REVISIONS:
        _REVISIONS[place] = _read_revisions(config)
    return _REVISIONS[place]


def _fewer_syncs(connection: Any, _: object) -> None:
    connection.execute("pragma synchronous = normal")


def process_tags() -> dict[str, str]:
    """The tags by which a later start knows whether the process of a run is still there."""
    pid = getpid()
    return {PROCESS_TAG: f"{pid}:{_started(pid)}"}


def claim_run(instance: dg.DagsterInstance, run_id: str) -> None:
    """Write down that a run that Dagster's daemon or pages started is this process."""
    instance.add_run_tags(run_id, process_tags())


def _started(pid: int) -> str | None:
    """When a process began, in a form that no other process of this machine has; None: there is no such process."""
    try:
        # The fields after the command, which may itself hold blanks and brackets: state is the first, start the 20th.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return None if fields[0] in "ZX" else f"{fields[19]}@{_BOOT.read_text().strip()}"
    except OSError:
        return None


def mark_dead_runs(instance: dg.DagsterInstance, now: datetime) -> list[str]:
    """Mark as failed what claims to run and whose process is gone; return the ids."""
    dead = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNDER_WAY)):
        run = record.dagster_run
        quiet = now - record.update_timestamp.replace(tzinfo=UTC)
        if _is_dead(run, quiet):
            instance.report_run_failed(run, "进程已不在，标记为失败 / its process is gone: marked as failed")
            dead.append(run.run_id)
    return dead


def _is_dead(run: dg.DagsterRun, quiet: timedelta) -> bool:
    process = run.tags.get(PROCESS_TAG)
    if process is None:
        return quiet > _LONGEST_START
    pid, _, started = process.partition(":")
    if not _BOOT.exists():
        return quiet > _LONGEST_RUN
    return _started(int(pid)) != started


def is_under_way(instance: dg.DagsterInstance, tags: dict[str, str]) -> bool:
    """Whether a run with these tags waits or works."""
    statuses = [dg.DagsterRunStatus.QUEUED, *_UNDER_WAY]
    return instance.get_runs_count(dg.RunsFilter(tags=tags, statuses=statuses)) > 0


def purge_runs(instance: dg.DagsterInstance, home: Home, now: datetime) -> int:
    """Delete runs that ended before KEEP_RUNS with all their records, and give the room back; return how many."""
    old = instance.get_run_records(dg.RunsFilter(statuses=_ENDED, updated_before=now - KEEP_RUNS))
    for record in old:
        run = record.dagster_run.run_id
        instance.delete_run(run)
        # Dagster empties the files of a run and leaves them.
        for file in (home.dagster / "history" / "runs").glob(f"{run}.db*"):
            file.unlink(missing_ok=True)
        shutil.rmtree(home.dagster / "storage" / run, ignore_errors=True)
    for file in home.dagster.glob("*/**/*.db"):
        if file.stem in ("runs", "index", "schedules"):
            _shrink(file)
    return len(old)


def _shrink(file: Path) -> None:
    """SQLite never gives room back by itself; when another process works on the file, the next purge will."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(file, timeout=5)) as connection:
        connection.execute("vacuum")
