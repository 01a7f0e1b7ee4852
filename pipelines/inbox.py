"""The inbox: which dropped files are ready and where they go afterwards.

Belongs here: files and folders below inbox/. Does not belong here: Dagster (`automation`), what stands in a file
(`ingest`), the log that everybody reads (`warehouse.imports`).
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.ingest import PARSER_VERSION, FileReport
from warehouse.home import Home
from warehouse.imports import log_import

STILL_SECONDS = 5.0
MOST_ATTEMPTS = 3
# After an attempt that left the file where it was: a full disk or a wrong setting may be mended meanwhile.
_WAIT_SECONDS = (60.0, 300.0, 0.0)

_PARTIAL_ENDINGS = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".swp", "~")
_HIDDEN_STARTS = (".", "~$")
_NOT_FILES_OF_ANYBODY = ("thumbs.db", "desktop.ini")

GIVEN_UP = (
    f"试了{MOST_ATTEMPTS}次都没有完成导入，该文件未导入。请运行 tingmin doctor，排除原因后重新放入收件目录"
    f" / given up after {MOST_ATTEMPTS} attempts, the file was not taken: run tingmin doctor, then drop it again"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the last look saw of one file.

    Attributes:
        ready_at: from when it may be taken, if it has not changed by then; seconds since 1970.
        attempts: how many runs were asked to take it as it is.
    """

    size: int
    changed_ns: int
    ready_at: float
    attempts: int = 0

    def asked(self, now: float) -> Sight:
        """The same file after one more run was asked to take it."""
        return replace(self, ready_at=now + _WAIT_SECONDS[self.attempts], attempts=self.attempts + 1)


def look(home: Home, before: Mapping[str, Sight], now: float) -> dict[str, Sight]:
    """What lies at the top of the inbox, hidden and partial files aside; a changed file is a new one."""
    sights = {}
    for entry in sorted(home.inbox.iterdir()) if home.inbox.is_dir() else ():
        name = entry.name
        lower = name.lower()
        if lower.startswith(_HIDDEN_STARTS) or lower.endswith(_PARTIAL_ENDINGS) or lower in _NOT_FILES_OF_ANYBODY:
            continue
        try:
            found = entry.lstat()
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(found.st_mode):
            continue
        sight = Sight(found.st_size, found.st_mtime_ns, now + STILL_SECONDS)
        known = before.get(name)
        same = known is not None and (known.size, known.changed_ns) == (sight.size, sight.changed_ns)
        sights[name] = known if same and known is not None else sight
    return sights


def read_sights(text: str | None) -> dict[str, Sight]:
    """What `write_sights` wrote."""
    return {name: Sight(*values) for name, values in json.loads(text).items()} if text else {}


def write_sights(sights: Mapping[str, Sight]) -> str:
    """The sights as text that is kept from look to look."""
    return json.dumps({n: (s.size, s.changed_ns, s.ready_at, s.attempts) for n, s in sights.items()})


def run_key(home: Home, taken: Mapping[str, Sight]) -> str:
    """One key for one attempt at these contents: Dagster never starts a second run for it.

    It tells drops apart: the same content dropped again is looked at again, and found to be there already.
    """
    parts = sorted(f"{_digest(home.inbox / name)} {sight.ready_at} {sight.attempts}" for name, sight in taken.items())
    return hashlib.sha256("\n".join([str(PARSER_VERSION), *parts]).encode()).hexdigest()


def waiting(home: Home, names: Sequence[str]) -> list[Path]:
    """Those of the files that are still in the inbox: an attempt that died may have put some away.

    Raises:
        ValueError: a name that leads out of the inbox.
    """
    for name in names:
        if Path(name).name != name:
            raise ValueError(f"not the name of a file in the inbox: {name!r}")
    return [path for name in names if (path := home.inbox / name).is_file()]


def put_away(home: Home, reports: Iterable[FileReport], now: datetime) -> None:
    """Write down what came of each file of the inbox and move it to archive, or to failed if any part of it failed.

    A file that was written anew meanwhile stays: the next look sees it.
    """
    parts: dict[Path, list[FileReport]] = {}
    for report in reports:
        path = report.container or Path(report.path)
        parts.setdefault(path, []).append(report)
        log_import(
            home,
            now,
            report.path.removeprefix(f"{path.parent}/"),
            "failed" if report.error else "already_ingested" if report.already_ingested else "ingested",
            sha256=report.sha256,
            source=report.source,
            rows_read=report.rows_read,
            rows_accepted=report.rows_accepted,
            rows_unchanged=report.rows_unchanged,
            rows_rejected=report.rows_rejected,
            message=report.error,
        )
    for path, found in parts.items():
        digest = found[0].container_sha256 or found[0].sha256
        if digest not in (None, _digest(path)):
            continue
        errors = [f"{report.path.removeprefix(f'{path.parent}/')}\n{report.error}" for report in found if report.error]
        if errors:
            _fail(home, path, "\n".join(errors), now)
        else:
            _move(path, home.archive, now)


def give_up(home: Home, name: str, now: datetime) -> None:
    """Put a file away that no attempt could take."""
    log_import(home, now, name, "given_up", sha256=_digest(home.inbox / name), message=GIVEN_UP)
    _fail(home, home.inbox / name, GIVEN_UP, now)


def purge(home: Home, now: datetime) -> int:
    """Remove what has lain in archive and failed for longer than `archive_days`; return how many files."""
    oldest = (now - timedelta(days=home.configuration().thresholds.archive_days)).timestamp()
    old = [
        path
        for folder in (home.archive, home.failed)
        if folder.is_dir()
        for path in folder.iterdir()
        if path.is_file() and path.stat().st_mtime < oldest
    ]
    for path in old:
        path.unlink()
    return len(old)


def _digest(path: Path) -> str:
    """SHA-256 of a file; of one that cannot be read its state, so that a run says so."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"{type(error).__name__} {path.name}"


def _fail(home: Home, path: Path, message: str, now: datetime) -> None:
    moved = _move(path, home.failed, now)
    if moved is not None:
        report = moved.with_name(f"{moved.name}.report.txt")
        report.write_text(f"{path.name}\n{now:%FT%TZ}\n{message}\n", "utf-8")
        report.chmod(0o600)


def _move(path: Path, folder: Path, now: datetime) -> Path | None:
    """Move a file, under a name of its own; its age is counted from now on. None: somebody took it away."""
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}-{now:%Y%m%dT%H%M%S%fZ}{path.suffix}"
    try:
        path.replace(target)
    except FileNotFoundError:
        return None
    os.utime(target, (now.timestamp(), now.timestamp()))
    return target
