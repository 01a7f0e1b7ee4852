"""However a file was damaged: no crash, no hang, no flood of memory, and the numbers add up.

TINGMIN_MUTATIONS says how many damaged files are tried (500 without it), TINGMIN_MUTATIONS_FROM where to begin.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = int(os.environ.get("TINGMIN_MUTATIONS", "500"))
FIRST = int(os.environ.get("TINGMIN_MUTATIONS_FROM", "0"))
A_PROCESS = 250


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, A_PROCESS))
def test_damaged_files(first: int) -> None:
    """Each in at most 5 seconds, all of a process in at most 500 MB; the number before the end names the file."""
    count = min(A_PROCESS, FIRST + COUNT - first)
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.fuzz.worker", str(first), str(count)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.split("\n")[-3:]
    assert done.returncode == 0, f"mutation {last}, exit {done.returncode}\n{done.stderr[-3000:]}"
