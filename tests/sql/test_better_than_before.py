"""A recurrence beside that of the time before: told apart by the log-rank test on the real curves."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.exports import TOPICS, case, take
from tests.warehouse_builder import builder
from warehouse.query import metric
from warehouse.query.published import close_readers

AS_OF = date(2026, 6, 30)


def matters(month: int, back: int) -> list[dict[str, str]]:
    """Sixty matters closed in a month of 2025, of which so many come back after 20 days."""
    rows = []
    for n in range(60):
        day = date(2025, month, 1 + n % 28)
        first = case(f"{month}-{n}", day, "东关街道", TOPICS[n % 4])
        rows.append({**first, "答复时间": f"{day + timedelta(1)} 09:00", "办结时间": f"{day + timedelta(1)} 09:00"})
        if n < back:
            again = case(f"{month}-{n}-R", day + timedelta(21), "东关街道", TOPICS[n % 4], 信访事项编号=f"M{month}-{n}")
            rows.append({**again, "全国初次标志": "否", "答复时间": "", "办结时间": ""})
    return rows


@pytest.mark.parametrize(("back", "verdict"), [(5, "down"), (22, "within_chance"), (45, "up")])
def test_better_than_before(tmp_path: Path, back: int, verdict: str) -> None:
    made = builder(tmp_path / "home")
    take(made, AS_OF, [*matters(8, 20), *matters(9, back)])
    made.publish(AS_OF.isoformat())
    made.connection.close()
    (cell,) = metric(
        made.home, "recurrence_90", start=date(2025, 9, 2), end=date(2025, 10, 1), compare="previous"
    ).cells
    close_readers()
    beside = cell.comparison
    assert beside is not None
    assert cell.value == pytest.approx(back / 60)
    assert beside.change.verdict == verdict
    assert beside.change.p is not None
    assert (beside.change.p < 0.05) == (verdict != "within_chance")
    assert beside.to_json()["p"] == beside.change.p
