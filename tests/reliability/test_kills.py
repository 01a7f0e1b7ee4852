"""A process may die at any moment: the same command run again ends where an undisturbed run ends.

Five moments by default; `make reliability` takes a hundred (TINGMIN_KILLS).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import TINGMIN, tingmin
from tests.published_figures import differences
from tests.reliability.conftest import Work
from tests.reliability.figures import figures
from warehouse.home import Home

KILLS = int(os.environ.get("TINGMIN_KILLS", "5"))
SEED = int(os.environ.get("TINGMIN_KILLS_SEED", "7"))


def statuses(home: Home) -> list[str]:
    with sqlite3.connect(home.dagster / "history" / "runs.db") as connection:
        return [row[0] for row in connection.execute("select status from runs order by id").fetchall()]


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_import_is_finished_by_the_same_command(
    work: Work, office: Callable[[str], Path], number: int
) -> None:
    home = Home(office("home"))
    # One moment in each equal part of the run: a few kills meet all of it.
    moment = (number + random.Random(SEED * 1000 + number).random()) / KILLS * work.seconds
    process = subprocess.Popen(
        [TINGMIN, *work.command, "--home", str(home.root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)

    served = figures(home.root)  # while nobody works
    assert not differences(served, work.figures_before) or not differences(served, work.figures_after)

    tingmin(*work.command, "--home", home.root)
    assert not differences(figures(home.root), work.figures_after)
    assert set(statuses(home)) <= {"SUCCESS", "FAILURE"}
    assert statuses(home)[-1] == "SUCCESS"
    left = {file.name for file in home.published.iterdir()}
    versions = {name.removeprefix("manifest-").removesuffix(".json") for name in left if name.startswith("manifest-")}
    assert {name for name in left if name.startswith("marts-")} == {f"marts-{version}.duckdb" for version in versions}
    assert len([name for name in left if name.startswith("rows-")]) == 1
    assert not [name for name in left if name.endswith((".wal", ".new"))]
    assert not (home.database.parent / "writer.json").exists()
    assert not home.database.with_name(home.database.name + ".wal").exists()
    assert not list(home.database.parent.glob("temporary/*"))


def test_building_again_changes_no_figure(work: Work, tmp_path: Path) -> None:
    """Although the first build forgot old keys: what a killed build had done already must not tell."""
    home = Path(shutil.copytree(work.after, tmp_path / "home"))
    tingmin("build", "--home", home)
    assert not differences(figures(home), work.figures_after)
