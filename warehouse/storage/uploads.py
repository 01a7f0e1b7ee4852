"""Files that came through the browser: kept until they were taken in or left, for they hold identities.

Belongs here: keeping and removing them. Does not belong here: what they say (pipelines/ingest), who asked (queue.py).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from warehouse.home import Home

LONGEST_NAME = 120
KEPT = timedelta(days=1)  # while nobody says what to do with them


def keep(home: Home, files: Iterable[tuple[str, Callable[[Path], object]]]) -> list[str]:
    """Put files into a folder of their own, readable by this office's account only; returns their paths.

    Args:
        home: the office.
        files: the name that the browser gave, and what writes the file to a path.
    """
    folder = home.uploads / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    home.uploads.chmod(0o700)
    paths = []
    for given, save in files:
        # Only the name's last part, without a leading dash or dot; Chinese stays, the source is told by it.
        name = given.replace("\\", "/").rpartition("/")[2].lstrip(".-")[-LONGEST_NAME:]
        target = folder / (name or "file")
        save(target)
        target.chmod(0o600)
        paths.append(str(target))
    return paths


def remove(home: Home, paths: Iterable[str]) -> None:
    """Remove what was uploaded with these files; paths outside the folder of uploads are left alone."""
    uploads = home.uploads.resolve()
    for path in paths:
        folder = Path(path).resolve().parent
        if uploads in folder.parents:
            shutil.rmtree(folder, ignore_errors=True)


def forget_old(home: Home, now: datetime) -> None:
    """Remove what nobody decided on for a day."""
    for folder in home.uploads.iterdir() if home.uploads.is_dir() else ():
        if folder.stat().st_mtime < (now - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
