"""An office that has published, files that wait, and what its figures must be in the end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import tingmin
from tests.reliability.figures import Figures, figures

AS_OF = "2026-10-31"


@dataclass(frozen=True)
class Work:
    """A home with one published week, the command that is to be disturbed, and what it does when it is not."""

    before: Path
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
    tingmin("ingest", rest[0], "--as-of", AS_OF, "--home", before)
    shutil.copytree(before, after)
    command = ("ingest", str(first), str(rest[1]), "--as-of", AS_OF)
    started = time.monotonic()
    tingmin(*command, "--home", after)
    return Work(before, command, time.monotonic() - started, figures(before), figures(after))


@pytest.fixture
def office(work: Work, tmp_path: Path) -> Callable[[str], Path]:
    """Make a copy of the home to be disturbed."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(work.before, tmp_path / name))

    return copy
