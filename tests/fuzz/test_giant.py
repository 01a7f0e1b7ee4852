"""One cell of 200 MB is data: the row is taken without its excess, or refused by name, in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.giant import AROUND

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", [*AROUND, "workbook"])
def test_a_cell_of_200_megabytes(kind: str) -> None:
    """Whatever the form of the file."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.giant", kind], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
