"""The curve of a page is that of the metric, and the two misleading counts lie on either side of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.offices import office
from warehouse.calendar import parse_week
from warehouse.exhibits import EXHIBITS, Scope, build_exhibit
from warehouse.query import current_version, metric
from warehouse.query.context import departments, topics, townships
from warehouse.query.curve import read_curve


def test_a_curve_read_at_a_day_is_the_metric(tmp_path: Path) -> None:
    home = office(3, 60, 4, early=False, long=True).built(tmp_path / "home")
    curve = read_curve(home, "recurrence_90", (30, 60, 90, 180))
    if curve.reason:
        pytest.skip(f"this office has no curve: {curve.reason}")
    for days, read, naive, complete in zip(curve.days, curve.share, curve.naive, curve.complete_only, strict=True):
        cell = metric(home, f"recurrence_{days}").cells[0]
        assert (read.value, read.low, read.high, read.at_risk) == (cell.value, cell.low, cell.high, cell.at_risk)
        assert naive[1] == cell.denominator
        if read.value is not None:
            assert naive[0] / naive[1] <= read.value + 1e-12
            assert read.value <= complete[0] / complete[1] + 1e-12


@pytest.mark.parametrize("seed", [1, 2, 5, 8])
def test_every_exhibit_stands_on_any_office(tmp_path: Path, seed: int) -> None:
    """No exhibit fails, whatever an office's exports lack; each has words in both languages."""
    home = office(seed, 40, 3, early=seed % 2 == 0, long=seed > 2).built(tmp_path / "home")
    whole = metric(home, "cases", by=["week"])
    weeks = [cell.by[0] for cell in whole.cells]
    assert weeks
    week = parse_week(weeks[-1])
    version = current_version(home)
    members = {"department": departments(version), "township": townships(version)}
    slices: list[dict[str, str]] = [{}, {"channel": "visit"}]
    slices += [{name: known[0].code} for name, known in members.items() if known]
    slices += [{"topic_1": topic} for topic in topics(version)[:1]]
    for exhibit_id in EXHIBITS:
        for where in slices:
            exhibit = build_exhibit(exhibit_id, Scope.of(home, start=week.start, end=week.end, where=where))
            assert exhibit.state != "error", f"{exhibit_id}: {exhibit.reason}"
            assert exhibit.title.zh and exhibit.title.en
            assert bool(exhibit.sentence.zh) == bool(exhibit.sentence.en), exhibit_id
