"""Standard output kept clean of what the solver lets slip."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silence() -> Iterator[None]:
    """Send what compiled code prints meanwhile to nowhere.

    HiGHS introduces itself when it is first made, before it can be told not to, and the one within scipy (1.12) writes a
    line of debugging at times whatever it is told; either would stand in the middle of the JSON that a command prints.
    They go through C's own buffer, hence the two flushes.
    """
    c_library = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)
    if sys.stdout is not None:
        sys.stdout.flush()
    c_library.fflush(None)
    try:
        kept = os.dup(1)
    except OSError:  # no standard output at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        c_library.fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
