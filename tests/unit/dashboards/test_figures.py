"""Figures: the shade of a place is its handling, never a count; a running week is only outlined."""

from __future__ import annotations

from datetime import date

from dashboards import theme
from dashboards.figures.map import places, tiles, township_map
from dashboards.figures.series import series
from dashboards.figures.shared import shortened
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Exhibit, Figure, Row

NOTHING = Text("", "")
PLACES = Exhibit(
    "township_map", NOTHING, NOTHING,
    (Column("township", NOTHING), Column("due", NOTHING, "count"), Column("reply_in_time", NOTHING, "rate")),
    (
        Row("*", ("全县", Figure(90), Figure(0.9, True)), "total"),
        Row("01", ("甲镇", Figure(30), Figure(0.5, True)), mark="worse"),
        Row("02", ("乙镇", Figure(900), Figure(0.9, True)), mark="same"),
        Row("03", ("丙镇", Figure(2), Figure(1.0, True))),
        Row("", ("未填", Figure(5), Figure(0.8, True)), "below"),
    ),
    chart="map",
)  # fmt: skip


def test_without_a_map_places_are_tiles_in_order_of_code() -> None:
    rows = places(PLACES)
    assert [row.key for row in rows] == ["01", "02", "03"]
    squares = tiles(rows)
    assert len({ring[0][0] for ring in squares.values()}) == 3, "no two in one place"


def test_places_are_shaded_by_handling_only() -> None:
    figure = township_map(PLACES, "light", "zh", "02")
    fills = [trace["fillcolor"] for trace in figure["data"][:3]]
    assert fills == [theme.LIGHT.worse, theme.LIGHT.line, theme.LIGHT.paper]
    assert all(trace["type"] == "scatter" for trace in figure["data"]), "polygons, no map service"


def test_a_running_week_is_outlined_and_labelled() -> None:
    exhibit = Exhibit(
        "weekly_series", NOTHING, NOTHING,
        (Column("week", NOTHING), Column("start", NOTHING, "date"), Column("end", NOTHING, "date"),
         Column("cases", NOTHING, "count")),
        (
            Row("2026-W43", (Text("43", "43"), date(2026, 10, 19), date(2026, 10, 25), Figure(4, low=1.1, high=10.2))),
            Row("", (Text("44", "44"), date(2026, 10, 26), date(2026, 11, 1), Figure(1)), "unfinished"),
        ),
    )  # fmt: skip
    figure = series(exhibit, "light", "zh", "2026-W43")
    assert figure["data"][0]["marker"]["color"] == [theme.LIGHT.accent, theme.LIGHT.paper]
    assert "未<br>满<br>周" in [a["text"] for a in figure["layout"]["annotations"]]
    assert figure["data"][0]["error_y"]["array"][1] == 0, "no interval for an unfinished week"


def test_a_name_beside_an_axis_is_cut_by_its_width() -> None:
    assert shortened("10 replied in time, repeats before") == "10 replied in time, repeats before"
    assert shortened("前件已答复，复查复核中或可申请期内") == "前件已答复，复查复核中或可申请期内"
    assert shortened("甲" * 21) == "甲" * 17 + "…"
