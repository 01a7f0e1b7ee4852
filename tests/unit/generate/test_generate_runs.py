"""Runs as a whole: same seed same bytes, small offices, formats, true rates, the map."""

import csv
import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import shapely

from pipelines.generate import generate


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes(tmp_path: Path):
    for name in ("a", "b"):
        generate(tmp_path / name, cases=300, seed=5, dirty=0.5, formats=("csv", "xlsx"))
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_is_another_office(tmp_path: Path):
    for seed in (1, 2):
        generate(tmp_path / str(seed), cases=60, seed=seed)
    first, second = digests(tmp_path / "1"), digests(tmp_path / "2")
    changed = {name for name in first if first[name] != second.get(name)}
    assert "cases-20260905.csv" in changed
    assert "reference/map.geojson" not in changed


@pytest.mark.parametrize("dirty", [0.0, 1.0])
@pytest.mark.parametrize("cases", [1, 50])
def test_small_offices_work(tmp_path: Path, cases: int, dirty: float):
    messages: list[str] = []
    truth = generate(tmp_path, cases=cases, seed=3, dirty=dirty, progress=messages.append)
    assert truth["totals"]["cases"] == cases
    assert truth["hotspots"] == []
    assert messages
    assert len(list(tmp_path.glob("cases-*.csv"))) == 9


@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2028, 6, 30)])
def test_other_ends_work_outside_the_holiday_calendar_too(tmp_path: Path, end: date):
    truth = generate(tmp_path, cases=80, seed=3, end=end)
    assert truth["end"] == end.isoformat()
    assert truth["totals"]["cases"] == 80


@pytest.mark.parametrize(
    "wrong",
    [{"cases": 0}, {"dirty": 1.5}, {"formats": ("ods",)}, {"formats": ()}],
)
def test_wrong_arguments_are_refused_before_anything_is_written(tmp_path: Path, wrong: dict):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        generate(tmp_path / "out", **{"cases": 10, "seed": 1, **wrong})
    assert not (tmp_path / "out").exists()


def test_units_close_in_time_as_often_as_their_true_rate_says(tmp_path: Path):
    truth = generate(tmp_path, cases=20_000, seed=9)
    final: dict[str, dict[str, str]] = {}
    for path in sorted(tmp_path.glob("cases-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            final.update({row["信访件编号"]: row for row in csv.DictReader(file) if row["承办类型"] != "协办"})
    due, punctual = Counter[str](), Counter[str]()
    for row in final.values():
        extended = row["延期至"] and row["延期审批日期"] <= row["限办日期"]
        limit = row["延期至"] if extended else row["限办日期"]
        if limit and limit < truth["end"] and row["办理结果"] != "撤回":
            due[row["责任单位"]] += 1
            punctual[row["责任单位"]] += "" < row["办结时间"][:10] <= limit
    compared = {unit: count for unit, count in due.items() if count >= 100}
    assert len(compared) >= 15
    rates = {unit: truth["departments"][unit]["in_time"] for unit in compared}
    assert max(rates.values()) - min(rates.values()) > 0.08
    for unit, count in compared.items():
        spread = (rates[unit] * (1 - rates[unit]) / count) ** 0.5
        assert abs(punctual[unit] / count - rates[unit]) < 4 * spread, unit


def test_the_map_fills_the_county_and_gives_the_neighbours(tmp_path: Path):
    generate(tmp_path, cases=10, seed=1)
    features = json.loads((tmp_path / "reference" / "map.geojson").read_text(encoding="utf-8"))["features"]
    shapes = {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in features}
    assert len(shapes) == 20
    assert shapely.coverage_is_valid(list(shapes.values()))
    county = shapely.coverage_union_all(list(shapes.values()))
    assert county.geom_type == "Polygon"
    assert not county.interiors
    with (tmp_path / "reference" / "townships.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["乡镇代码"]: row for row in csv.DictReader(file)}
    assert rows.keys() == shapes.keys()
    for code, shape in shapes.items():
        border = {other for other, its in shapes.items() if other != code and shape.intersection(its).length > 0}
        assert set(rows[code]["相邻乡镇代码"].split("；")) == border
