"""Nothing is lost: any week can be rebuilt, the order of files does not matter, a withdrawn file was never there.

Four of nine weeks are published and rebuilt by default; `make reliability` takes all nine (TINGMIN_WEEKS).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.definitions import run_build
from pipelines.generate import generate
from pipelines.importing import run_import
from pipelines.office import Office
from pipelines.settings import end_of_day
from tests.published_figures import Figures, answers, differences, tables
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.published import find_version

END = date(2026, 10, 31)
WEEKS = int(os.environ.get("TINGMIN_WEEKS", "4"))  # at least two: the first and the last


def run(home: Home, paths: list[Path], as_of: date | None = None, retract: str | None = None) -> Office:
    """Files through the real job; only imported when there is no day to build as of."""
    office = Office(home, paths=paths, retract=retract)
    if as_of:
        office.as_of_at = end_of_day(as_of, home.configuration())
    assert (run_build if as_of else run_import)(office), office.failure
    assert not [r.error for r in office.reports if r.error]
    return office


def figures(home: Home, version: str | None = None) -> Figures:
    """The facts, which every figure in every breakdown is summed from, and every metric in whole."""
    return tables(find_version(home, version).marts, "marts.fact_") | answers(home, version)


def exported(file: Path) -> date:
    digits = file.stem.rsplit("-", 1)[1]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[Path]]:
    """Reference tables and the case exports of nine weeks, history first."""
    folder = tmp_path_factory.mktemp("exports")
    generate(folder, cases=400, seed=11, end=END)
    reference = [folder / "reference" / f"{name}.csv" for name in ("townships", "departments")]
    return reference, sorted(folder.glob("cases-*.csv"))


@pytest.fixture(scope="module")
def weekly(
    exports: tuple[list[Path], list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Home, dict[date, Any]]:
    """An office that took its files in week by week, and what was published in some weeks, evenly spread."""
    reference, files = exports
    chosen = {files[round(n * (len(files) - 1) / (WEEKS - 1))] for n in range(WEEKS)}
    home = Home(tmp_path_factory.mktemp("weekly") / "home")
    home.create()
    run(home, reference)
    published = {}
    for file in files:
        if file in chosen:
            run(home, [file], exported(file))
            published[exported(file)] = figures(home)
        else:
            run(home, [file])
    return home, published


def test_every_week_is_rebuilt_as_it_was_published(weekly: tuple[Home, dict[date, Any]]) -> None:
    home, published = weekly
    assert len(published) == WEEKS
    for day, then in published.items():
        office = run(home, [], day)
        assert office.manifest is not None
        assert not differences(figures(home, office.manifest["version"]), then), day


def test_weeks_differ_so_that_the_test_above_can_fail(weekly: tuple[Home, dict[date, Any]]) -> None:
    _, published = weekly
    seen = [json.dumps(then["open_not_due by ()"], default=str) for then in published.values()]
    assert len(set(seen)) > WEEKS * 5 / 9


def test_the_order_of_files_does_not_matter(
    weekly: tuple[Home, dict[date, Any]], exports: tuple[list[Path], list[Path]], tmp_path: Path
) -> None:
    """The same files in one command, shuffled: the date in the name orders them, not the order of arrival."""
    _, published = weekly
    reference, files = exports
    home = Home(tmp_path / "home")
    home.create()
    shuffled = [*reference, *files]
    random.Random(5).shuffle(shuffled)
    run(home, shuffled, END)
    assert not differences(figures(home), published[END])


def test_an_old_file_that_comes_late_changes_no_present_state(
    weekly: tuple[Home, dict[date, Any]], exports: tuple[list[Path], list[Path]], tmp_path: Path
) -> None:
    _, published = weekly
    reference, files = exports
    home = Home(tmp_path / "home")
    home.create()
    late = files[4]
    run(home, [*reference, *(f for f in files if f != late)])
    run(home, [late], END)
    assert not differences(figures(home), published[END])


def test_a_withdrawn_file_was_never_there_and_can_come_back(
    weekly: tuple[Home, dict[date, Any]], exports: tuple[list[Path], list[Path]], tmp_path: Path
) -> None:
    published_home, published = weekly
    reference, files = exports
    never = Home(tmp_path / "never")
    never.create()
    run(never, [*reference, *files[:-1]], END)
    once = Home(shutil.copytree(published_home.root, tmp_path / "once"))
    digest = hashlib.sha256(files[-1].read_bytes()).hexdigest()
    withdrawn = run(once, [], END, retract=digest[:12])
    assert withdrawn.retracted == [files[-1].name]
    assert not differences(figures(once), figures(never))
    run(once, [files[-1]], END)
    assert not differences(figures(once), published[END])


def test_one_bulk_load_is_reconstructed_for_past_weeks_not_empty(
    exports: tuple[list[Path], list[Path]], tmp_path: Path
) -> None:
    """All that an office has is one export of today: a past week is marked, and its registrations are right."""
    reference, files = exports
    home = Home(tmp_path / "home")
    home.create()
    past = exported(files[0]) - timedelta(days=60)
    run(home, [*reference, files[0]], exported(files[0]))
    now = metric(home, "cases", end=past)
    office = run(home, [], past)
    assert office.manifest is not None
    then = metric(home, "cases", version=office.manifest["version"])
    assert then.reconstructed
    assert then.cells[0].value == now.cells[0].value
    closed_later = metric(home, "open_not_due", version=office.manifest["version"])
    assert (closed_later.cells[0].value or 0) > 0


def test_nothing_is_exported_after_its_import(tmp_path: Path) -> None:
    """A date in the future is capped at the moment of import."""
    file = tmp_path / "cases.csv"
    file.write_text("信访件编号,登记时间\nA1,2026-10-01\n", "utf-8")
    home = Home(tmp_path / "home")
    home.create()
    from pipelines.ingest import IngestOptions

    office = Office(home, paths=[file], options=IngestOptions(exported_at=date(2099, 1, 1)))
    assert run_import(office)
    at = office.reports[0].exported_at
    assert at is not None
    assert at <= datetime.now(UTC)
