"""A full disk and two imports at once."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import TINGMIN, tingmin
from tests.published_figures import differences
from tests.reliability.conftest import Work
from tests.reliability.figures import figures
from warehouse.storage.space import LEAST_FREE_BYTES


def disturbed(work: Work, home: Path, largest_file: int | None = None) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [TINGMIN, *work.command, "--home", str(home)],
        capture_output=True, text=True, check=False, timeout=120, preexec_fn=limit,
    )  # fmt: skip


def said_and_nothing_lost(done: subprocess.CompletedProcess[str], work: Work, home: Path) -> None:
    assert done.returncode != 0
    assert "磁盘空间不足" in done.stderr
    assert "Traceback" not in done.stderr
    assert not differences(figures(home), work.figures_before)


def test_a_disk_that_fills_under_way(work: Work, office: Callable[[str], Path]) -> None:
    """No file may grow beyond a size: the files are taken in, the models cannot be written out."""
    home = office("home")
    said_and_nothing_lost(disturbed(work, home, largest_file=3_500_000), work, home)
    tingmin(*work.command, "--home", home)
    assert not differences(figures(home), work.figures_after)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own; mounting one needs root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = LEAST_FREE_BYTES + 64 * 1024 * 1024
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("only root may mount a small disk; the test above does without")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_is_full(work: Work, small_disk: Path) -> None:
    """Said before anything is begun."""
    home = Path(shutil.copytree(work.before, small_disk / "home"))
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb") as stream:
        stream.write(bytes(shutil.disk_usage(small_disk).free))
    said_and_nothing_lost(disturbed(work, home), work, home)


def test_two_imports_at_once(work: Work, office: Callable[[str], Path]) -> None:
    """The second waits, says for whom, and both end well."""
    home = office("home")
    _, *files = work.command
    commands = [[TINGMIN, "ingest", file, "--home", str(home)] for file in files]
    commands[0].append("--no-build")
    one = subprocess.Popen(commands[0], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    two = None
    try:
        until((home / "warehouse" / "writer.json").exists)
        one.send_signal(signal.SIGSTOP)
        two = subprocess.Popen(commands[1], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert two.stderr is not None
        first_words = two.stderr.readline()
        one.send_signal(signal.SIGCONT)
        assert f"正在等待另一个写入任务：ingest_only（进程{one.pid}" in first_words
        said = two.communicate(timeout=120)
        assert one.wait(timeout=60) == 0
        assert two.returncode == 0, said
    finally:
        for process in (one, two):
            if process is not None:
                process.kill()
                process.wait(timeout=30)
    assert not differences(figures(home), work.figures_after)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
