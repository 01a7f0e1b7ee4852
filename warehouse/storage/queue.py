"""The work that pages ask for: rows in state/app.sqlite, which one worker runs as `tingmin … --json`.

Belongs here: asking, taking, reporting progress and results. Does not belong here: running anything (pipelines/worker.py),
what a verb does (tingmin.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from warehouse.home import Home
from warehouse.storage.app import opened

State = Literal["waiting", "running", "done", "failed"]
# What a page may ask for. Nothing else of the command line can be reached from a browser.
VERBS = frozenset({"init", "ingest", "alias", "build", "report"})
PREVIEW = "--dry-run"
SCHEMA = """
create table if not exists work (
    id integer primary key, verb text not null, arguments text not null, asked_at text not null, started_at text,
    finished_at text, state text not null, progress text, exit_code integer, result text, message text
);
"""
_COLUMNS = "id, verb, arguments, asked_at, started_at, finished_at, state, progress, exit_code, result, message"


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work. Instants are UTC, ISO; `result` is the object that the verb printed, `message` what it said."""

    id: int
    verb: str
    arguments: tuple[str, ...]
    asked_at: str
    started_at: str | None
    finished_at: str | None
    state: State
    progress: str | None
    exit_code: int | None
    result: dict[str, Any] | None
    message: str | None

    @property
    def is_preview(self) -> bool:
        """Whether files are only looked at, not taken in."""
        return PREVIEW in self.arguments

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it is about."""
        return tuple(argument for argument in self.arguments if not argument.startswith("--"))


def ask(home: Home, verb: str, arguments: Sequence[str], now: datetime) -> int:
    """Ask for work; returns its number.

    Args:
        home: the office.
        verb: one of VERBS.
        arguments: of the command line, without --home and --json.
        now: UTC.

    Raises:
        ValueError: not a verb that a page may ask for.
    """
    if verb not in VERBS:
        raise ValueError(f"页面不能要求执行“{verb}” / a page may not ask for {verb}")
    with opened(home, SCHEMA) as connection:
        found = connection.execute(
            "insert into work (verb, arguments, asked_at, state) values (?, ?, ?, 'waiting') returning id",
            (verb, json.dumps(list(arguments), ensure_ascii=False), f"{now:%FT%TZ}"),
        ).fetchall()
    return int(found[0][0])


def take(home: Home, now: datetime) -> Work | None:
    """The oldest waiting work, marked as running; None when nothing waits."""
    with opened(home, SCHEMA) as connection:
        rows = connection.execute(
            f"update work set state = 'running', started_at = ? where id = "
            f"(select id from work where state = 'waiting' order by id limit 1) returning {_COLUMNS}",
            (f"{now:%FT%TZ}",),
        ).fetchall()
    return _work(rows[0]) if rows else None


def note_progress(home: Home, work_id: int, progress: str) -> None:
    """Say where running work is."""
    with opened(home, SCHEMA) as connection:
        connection.execute("update work set progress = ? where id = ?", (progress, work_id))


def finish(
    home: Home, work_id: int, exit_code: int, result: dict[str, Any] | None, message: str, now: datetime
) -> None:
    """Put down how work ended. Rows rejected (exit code 3) are a result, not a failure."""
    state: State = "done" if exit_code in (0, 3) else "failed"
    stored = None if result is None else json.dumps(result, ensure_ascii=False)
    with opened(home, SCHEMA) as connection:
        connection.execute(
            "update work set state = ?, exit_code = ?, result = ?, message = ?, finished_at = ? where id = ?",
            (state, exit_code, stored, message, f"{now:%FT%TZ}", work_id),
        )


def fail_interrupted(home: Home, message: str, now: datetime) -> int:
    """Mark work that a dead worker left running as failed; returns how many there was."""
    with opened(home, SCHEMA) as connection:
        done = connection.execute(
            "update work set state = 'failed', message = ?, finished_at = ? where state = 'running'",
            (message, f"{now:%FT%TZ}"),
        )
    return done.rowcount


def find(home: Home, work_id: int) -> Work | None:
    """The work of a number."""
    with opened(home, SCHEMA) as connection:
        rows = connection.execute(f"select {_COLUMNS} from work where id = ?", (work_id,)).fetchall()
    return _work(rows[0]) if rows else None


def recent(home: Home, most: int = 8) -> tuple[Work, ...]:
    """The last work, the newest first."""
    with opened(home, SCHEMA) as connection:
        rows = connection.execute(f"select {_COLUMNS} from work order by id desc limit ?", (most,)).fetchall()
    return tuple(_work(row) for row in rows)


def _work(row: tuple[Any, ...]) -> Work:
    (work_id, verb, arguments, asked_at, started_at, finished_at, state, progress, exit_code, result, message) = row
    return Work(
        work_id, verb, tuple(json.loads(arguments)), asked_at, started_at, finished_at, state, progress, exit_code,
        json.loads(result) if result else None, message,
    )  # fmt: skip
