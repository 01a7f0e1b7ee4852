"""What several lanes of tests share: published homes made through the real command line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from typer.testing import CliRunner, Result
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

import tingmin as command_line

# A busy machine is no finding: an example may take its time.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TINGMIN = str(Path(sys.executable).with_name("tingmin"))
# Tests that share something stay on one worker, so that it is made once: an office that takes seconds, a browser.
TOGETHER_BY_LANE, TOGETHER_BY_FILE = {"browser", "reliability"}, {"integration", "published", "sql"}
# Whole runs of Dagster, which take half as long again while lines are counted. What only they reach is counted as missed.
NOT_MEASURED = {"browser", "integration", "reliability"}


class ByLane(LoadScopeScheduling):
    """Hands tests to workers in the order of collection, those that share something as one piece.

    Groups by the marker xdist_group have no effect under this release of pytest, and nothing says so.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        lane = Path(file).parts[1]
        if lane in TOGETHER_BY_LANE:
            return lane
        return file if lane in TOGETHER_BY_FILE else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByLane | None:
    """`make test` asks for `--dist loadscope`; other ways of spreading tests are xdist's own."""
    return ByLane(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count no lines in the lanes that are not measured, fixtures included."""
    coverage = item.config.pluginmanager.getplugin("_cov")
    if coverage is None or coverage.cov_controller is None or Path(item.nodeid).parts[1] not in NOT_MEASURED:
        return (yield)
    coverage.cov_controller.pause()
    try:
        return (yield)
    finally:
        coverage.cov_controller.resume()


def invoke(*arguments: str | Path) -> Result:
    """One verb of the command line, in this process: a start of Python and Dagster would take seconds each time."""
    return CliRunner().invoke(command_line.app, [str(argument) for argument in arguments])


def tingmin(*arguments: str | Path, expect: int = 0) -> str:
    """Run the command line as a person does; return what it printed on standard output."""
    done = invoke(*arguments)
    assert done.exit_code == expect, f"exit {done.exit_code}\n{done.output}\n{done.exception!r}"
    return done.stdout


def refused(*arguments: str | Path) -> str:
    """What a verb says on standard error when it does not do what was asked: a sentence, no result, no traceback."""
    done = invoke(*arguments)
    assert isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code in (1, 2), done.stderr  # 2 for a question that is not well put
    assert done.stdout == ""
    return done.stderr


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A published home of a small real-size county: 1,500 cases in three years. Read only.

    Made once a run; each worker has a copy, for notes and the like are written beside the figures.
    """
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "made"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            draft = shared.with_suffix(".draft")
            tingmin("demo", "--cases", "1500", "--seed", "7", "--no-serve", "--home", draft)
            draft.rename(shared)
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(shared, home)
    return home


@pytest.fixture(scope="session")
def published_numbers() -> Path:
    """The folder of published inputs and expected numbers, which the project does not ship."""
    folder = SHARED / "published"
    if not folder.is_dir():
        pytest.skip("../shared/published is absent: published numbers cannot be compared")
    return folder


@pytest.fixture(scope="session")
def la311() -> Path:
    """The folder of real records of Los Angeles 311, which the project does not ship."""
    folder = SHARED / "real" / "la311"
    if not folder.is_dir():
        pytest.skip("../shared/real is absent: the real records cannot be read")
    return folder
