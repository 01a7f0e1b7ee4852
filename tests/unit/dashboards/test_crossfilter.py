"""What a mark of a chart chooses its table twin offers as a link; what is chosen already is let go."""

from __future__ import annotations

import pytest

from dashboards.crossfilter import choose, twin_link
from dashboards.state import Filter
from tests.unit.dashboards.test_state import view
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Figure, Row

NOTHING = Text("", "")
WHOLE, FIRST, SECOND = (Row(key, (key, Figure(3))) for key in ("*", "01", "02"))


@pytest.mark.parametrize(
    ("exhibit", "column", "query"),
    [
        ("township_map", "township", "?township=01"),
        ("unit_funnel", "unit", "?department=01"),
        ("weekly_series", "week", "?week=01"),
        ("hotspot_matrix", "township", "?township=01"),
        ("hotspot_matrix", "民政", "?township=01&topic=%E6%B0%91%E6%94%BF"),
    ],
)
def test_a_row_or_cell_leads_to_what_a_click_on_its_mark_chooses(exhibit: str, column: str, query: str) -> None:
    link = twin_link(view(), exhibit)
    assert link(FIRST, Column(column, NOTHING)) == query
    assert link(WHOLE, Column(column, NOTHING)) is None, "nothing stands behind the whole"
    if exhibit != "hotspot_matrix":
        assert link(FIRST, Column("cases", NOTHING)) is None
    clicked = choose(Filter(), exhibit, "01", None if column in ("township", "unit", "week") else column)
    assert clicked.query() == query
    assert choose(clicked, exhibit, "01", clicked.topic) == Filter(), "once more lets it go"


def test_an_exhibit_that_does_not_filter_has_no_links() -> None:
    assert twin_link(view(), "repeat_stages")(FIRST, Column("unit", NOTHING)) is None
    assert choose(Filter(), "repeat_stages", "replied") == Filter()
