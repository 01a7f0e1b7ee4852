"""The asset graph as Dagster sees it: a changed graph is a decision, so it is a changed file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.definitions import BUILD_JOB, build_defs
from pipelines.office import Office
from warehouse.home import Home

ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = Path(__file__).with_name("asset_graph.txt")


def graph(home: Path) -> str:
    repository = build_defs(Office(Home(home))).get_repository_def()
    assets = repository.asset_graph
    lines = []
    for key in sorted(assets.get_all_asset_keys()):
        parents = ", ".join(sorted(".".join(p.path) for p in assets.get(key).parent_keys))
        lines.append(f"{'.'.join(key.path)} <- {parents}")
    checks = sorted(f"check {c.name} on {'.'.join(c.asset_key.path)}" for c in assets.asset_check_keys)
    return "\n".join([*lines, *checks]) + "\n"


def test_the_asset_graph_is_the_one_that_was_agreed(tmp_path: Path) -> None:
    """After a wanted change: write what this prints into asset_graph.txt."""
    assert graph(tmp_path) == SNAPSHOT.read_text("utf-8")


def test_every_model_and_every_published_table_is_an_asset(tmp_path: Path) -> None:
    text = graph(tmp_path)
    for file in (ROOT / "sql").glob("*/*.sql"):
        assert f"{file.parent.name}.{file.stem} <- " in text


def test_the_workspace_opens(tmp_path: Path) -> None:
    """What `make dagster` loads is valid, with the warnings of the library's own command aside."""
    home = Home(tmp_path / "home")
    home.create()
    done = subprocess.run(
        [str(Path(sys.executable).with_name("dagster")), "definitions", "validate", "-w", "workspace.yaml"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TINGMIN_HOME": str(home.root),
             "DAGSTER_HOME": str(home.dagster)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All code locations passed" in done.stdout + done.stderr


def test_telemetry_is_off(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.create()
    text = (home.dagster / "dagster.yaml").read_text("utf-8")
    assert "telemetry:\n  enabled: false" in text


@pytest.mark.parametrize("job", [BUILD_JOB, "ingest_only"])
def test_jobs_run_in_this_process_without_a_pool(tmp_path: Path, job: str) -> None:
    """A pool's slot stays claimed after a kill and the next run spins for ever."""
    definition = build_defs(Office(Home(tmp_path))).resolve_job_def(job)
    assert definition.executor_def.name == "in_process"
    assert not any(node.definition.pools for node in definition.graph.nodes if hasattr(node.definition, "pools"))
