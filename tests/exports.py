"""Exports as an office hands them in: rows under Chinese headers, taken in by the real importer."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from pipelines.ingest import IngestOptions, ingest_files
from tests.warehouse_builder import Builder

Row = Mapping[str, str]
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def take(office: Builder, exported: date, rows: Sequence[Row], source: str = "cases") -> None:
    """Write rows as a CSV and ingest it; every row must be accepted."""
    office.files += 1
    headers = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, headers)
    writer.writeheader()
    writer.writerows(rows)
    path = office.home.root / f"{source}-{office.files}.csv"
    path.write_text(text.getvalue(), "utf-8")
    options = IngestOptions(source=source, exported_at=exported)
    (report,) = ingest_files(
        office.connection, office.home, office.configuration, [path], options, NOW, lambda text: None
    )
    assert report.error is None, report.error
    assert report.rows_rejected == 0, report.rejections


TOWNSHIPS = ("东关街道", "西河镇", "南岭乡", "北原镇", "石桥镇", "柳林乡")
TOPICS = ("城乡建设", "劳动和社会保障", "环境保护", "交通运输")


def quiet_weeks(rng: np.random.Generator, first: date, weeks: int, a_week: float) -> list[dict[str, str]]:
    """Cases of an office without any hotspot: each a matter of its own, spread over places, topics and days.

    Args:
        first: a Monday.
        a_week: mean number of cases.
    """
    rows = []
    for week in range(weeks):
        for _ in range(rng.poisson(a_week)):
            day = first + timedelta(days=7 * week + int(rng.integers(5)))
            rows.append(case(f"Q{len(rows):05d}", day, str(rng.choice(TOWNSHIPS)), str(rng.choice(TOPICS))))
    return rows


def case(number: str, day: date, township: str, topic: str, **more: str) -> dict[str, str]:
    """A visit of one person, alone with its matter unless told otherwise."""
    return {
        "信访件编号": number, "信访事项编号": f"M{number}", "登记时间": f"{day} 09:00", "信访形式": "来访", "信访人数": "1",
        "问题属地": township, "一级分类": topic, "责任单位": "县住建局", "全国初次标志": "是", "信访目的": "申诉求决",
    } | more  # fmt: skip
