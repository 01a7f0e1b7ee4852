"""What compiled code prints does not reach standard output, what Python prints does."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from pipelines.metrics.suppression.silence import silence

PROGRAM = """
import ctypes
from pipelines.metrics.suppression.silence import silence
print("before")
with silence():
    ctypes.CDLL(None).puts(b"from C")
print("after")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the test calls the C library by its POSIX name")
def test_into_a_pipe() -> None:
    """A pipe is fully buffered by C, so an unflushed line would come at the very end."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "before\nafter\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the test calls the C library by its POSIX name")
def test_after_an_error_too(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="inside"), silence():
        ctypes.CDLL(None).puts(b"from C")
        raise ValueError("inside")
    sys.stdout.write("after\n")
    sys.stdout.flush()
    assert capfd.readouterr().out == "after\n"
