"""Room on the disk: asked for before work begins, and told from other failures when it runs out under way.

Belongs here: what a full disk looks like to the libraries. Does not belong here: making room.
"""

from __future__ import annotations

import errno
import shutil

from warehouse.home import Home

LEAST_FREE_BYTES = 64 * 1024 * 1024

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# DuckDB and SQLite pass on the system's words, or their own.
_WORDS = ("no space left on device", "disk quota exceeded", "file too large", "disk is full", "disk i/o error")


class NoSpaceError(Exception):
    """There is no room on the disk of the home directory."""

    def __init__(self, home: Home) -> None:
        super().__init__(
            f"{home.root} 所在磁盘空间不足，未能完成；已发布的版本不受影响。请腾出空间后重新运行同一命令"
            " / the disk is full: nothing published was touched; make room and run the same command again"
        )


def require_space(home: Home) -> None:
    """Check that there is room to begin with.

    Raises:
        NoSpaceError: there is less than LEAST_FREE_BYTES.
    """
    if shutil.disk_usage(home.root).free < LEAST_FREE_BYTES:
        raise NoSpaceError(home)


def is_full_disk(error: BaseException | str) -> bool:
    """Whether an error, or the text of one, says that the disk is full."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    text = str(error).lower()
    return any(words in text for words in _WORDS)
