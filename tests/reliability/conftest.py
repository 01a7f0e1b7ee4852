"""An office that has published, files that wait, and what its figures must be in the end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import tingmin
from tests.published_figures import Figures
from tests.reliability.figures import figures


@dataclass(frozen=True)
class Work:
    """A home with one published week, the command that is to be disturbed, and what it does when it is not."""

    before: Path
    after: Path
    command: tuple[str, ...]
    seconds: float
    figures_before: Figures
    figures_after: Figures


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    folder = tmp_path_factory.mktemp("reliability")
    tingmin("generate", "--cases", "200", "--seed", "3", "--out", folder / "exports")
    first, *rest = sorted((folder / "exports").glob("cases-*.csv"))
    before, after = folder / "before", folder / "after"
    tingmin("init", "--home", before)
    set_noon(before / "tingmin.toml")
    tingmin("ingest", rest[0], "--home", before)
    shutil.copytree(before, after)
    command = ("ingest", str(first), str(rest[1]))
    started = time.monotonic()
    tingmin(*command, "--home", after)
    return Work(before, after, command, time.monotonic() - started, figures(before), figures(after))


def set_noon(configuration: Path) -> None:
    """Put the office where it is about noon, so that no two builds fall on two days."""
    hours = 12 - datetime.now(UTC).hour
    text = configuration.read_text("utf-8")
    configuration.write_text(text.replace("Asia/Shanghai", f"Etc/GMT{-hours:+d}"), "utf-8")


@pytest.fixture
def office(work: Work, tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the home to be disturbed."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(work.before, tmp_path / name))

    return copy
