"""The reference folder: the office's own lists and its map.

Here: the file layouts of townships, departments, topics, sensitive periods, holidays and map.geojson. Not
here: the facts in them (`county`, `days`, `geography`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipelines.generate.columns import day_number, day_of
from pipelines.generate.county import COUNTY, topics, townships, units
from pipelines.generate.days import SENSITIVE_PERIODS, holiday_rows
from pipelines.generate.geography import geography
from pipelines.generate.sheets import with_header, write_csv

TOPICS_IN_USE_SINCE = "2010-01-01"


def write_reference(folder: Path, first: int, end: int) -> None:
    """Write all reference files for registrations between two day numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    places, around = townships(), geography().neighbours
    headers: Sequence[str] = ("乡镇代码", "乡镇名称", "别名", "常住人口", "相邻乡镇代码", "分组")
    rows: list[Sequence[str]] = [
        (
            place.code,
            place.name,
            place.aliases,
            str(place.population),
            "；".join(places[n].code for n in near),
            place.group,
        )
        for place, near in zip(places, around, strict=True)
    ]
    _write(folder / "townships.csv", headers, rows)
    headers = ("单位代码", "单位名称", "别名", "单位分组", "是否信访工作机构")
    rows = [(u.code, u.name, u.aliases, u.group, "是" if u.petition_organ else "否") for u in units()]
    _write(folder / "departments.csv", headers, rows)
    headers = ("分类代码", "一级分类", "二级分类", "三级分类", "启用日期", "停用日期")
    rows = [(leaf.code, *leaf.path, TOPICS_IN_USE_SINCE, "") for leaf in topics()]
    _write(folder / "topics.csv", headers, rows)
    headers = ("时段名称", "开始日期", "结束日期", "提前天数", "状态", "依据")
    _write(folder / "sensitive_periods.csv", headers, [[str(cell) for cell in row] for row in SENSITIVE_PERIODS])
    year_end = day_number(day_of(end).replace(month=12, day=31))
    _write(folder / "holidays.csv", ("日期", "名称", "是否工作日"), holiday_rows(first, year_end))
    (folder / "map.geojson").write_text(_map(), encoding="utf-8")


def _write(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    cells = [[cell or None for cell in column] for column in zip(*rows, strict=True)] or [[] for _ in headers]
    frame = pl.DataFrame(
        [pl.Series(header, column, dtype=pl.String) for header, column in zip(headers, cells, strict=True)]
    )
    write_csv(with_header(frame), path)


def _map() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"code": place.code, "name": place.name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for place, ring in zip(townships(), geography().rings, strict=True)
    ]
    collection = {"type": "FeatureCollection", "name": COUNTY, "features": features}
    return json.dumps(collection, ensure_ascii=False) + "\n"
