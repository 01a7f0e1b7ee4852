"""Every page stands, in every size, without complaint and without asking anyone else."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser

PAGES = {
    "weekly": (
        "/",
        {
            "weekly_headline", "weekly_changes", "weekly_series", "hotspot_alarms", "clocks", "weekly_owed",
            "quality_badge",
        },
    ),
    "hotspots": ("/hotspots", {"hotspot_alarms", "hotspot_map", "hotspot_series", "hotspot_matrix", "over_representation"}),
    "recurrence": (
        "/recurrence",
        {"recurrence_curve", "recurrence_figures", "repeat_stages", "naive_and_right", "recurrence_by_topic"},
    ),
    "nonnormal": (
        "/nonnormal",
        {"nonnormal_figures", "nonnormal_levels", "nonnormal_history", "nonnormal_periods", "nonnormal_places"},
    ),
    "departments": ("/departments", {"unit_comparison", "unit_ranks", "unit_funnel", "department_handling"}),
    "townships": ("/townships", {"township_map", "township_need", "township_handling", "unit_comparison"}),
    "screening": (
        "/screening", {"screening_duties", "screening_calendar", "screening_backtest", "screening_load"},
    ),
    "receptions": (
        "/receptions",
        {
            "reception_figures", "reception_results", "reception_levels", "owned_figures", "decision_figures",
            "owned_units",
        },
    ),
    "todo": ("/todo", {"todo_list"}),
    "data": (
        "/data",
        {
            "quality_badge", "integrity", "imported_files", "rule_counts", "unmatched_names", "unmapped_columns",
            "missing_inputs", "revisions", "lineage",
        },
    ),
    "metrics": ("/metrics", {"metric_book"}),
}  # fmt: skip
# Parts of pages that are no exhibits: forms, lists of work, the handbook.
PLAIN = {"take-in", "work", "alias-form", "outcomes", "paper-form", "issued", "handbook"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_renders_its_exhibits(browser: Browser, name: str) -> None:
    path, exhibits = PAGES[name]
    browser.open(path)
    assert {e.get_attribute("id") for e in browser.all(".exhibit")} - PLAIN == {f"exhibit-{e}" for e in exhibits}
    assert not browser.all(".exhibit[data-state=error]")
    for drawn in browser.driver.execute_script(
        "return [...document.querySelectorAll('.js-plotly-plot')].map(({data, layout}) => ({data, layout}))"
    ):
        go.Figure(drawn)  # raises at a property that Plotly does not know: the browser would pass it over
    assert browser.one(".switches a[href^='/handbook']").is_displayed(), "the handbook is reached from every page"
    for size in ("desktop", "phone"):
        browser.resize(size)
        browser.settle()
        width = browser.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= browser.driver.execute_script("return window.innerWidth"), f"scrolls sideways, {size}"
        browser.shoot(name, size)
    assert browser.complaints() == []


def test_the_weekly_page_fills_a_wide_screen(browser: Browser) -> None:
    browser.open("/", size="wide")
    series, changes = browser.one("#exhibit-weekly_series").rect, browser.one("#exhibit-weekly_changes").rect
    assert series["y"] == changes["y"], "side by side"
    browser.shoot("weekly", "wide")


def test_dark_and_english_come_from_the_url(browser: Browser) -> None:
    browser.open("/townships?theme=dark&lang=en")
    assert browser.driver.execute_script("return document.documentElement.dataset.mantineColorScheme") == "dark"
    assert browser.one(".tabs a.current").text == "Townships"
    browser.shoot("townships-dark", "desktop")
    assert browser.complaints() == []


def test_an_empty_home_says_how_to_begin(empty_browser: Browser) -> None:
    empty_browser.open("/departments")
    assert "tingmin ingest" in empty_browser.one("#first-run").text
    assert empty_browser.one("#first-run input[type=file]")
    assert empty_browser.one("#office-form input").get_attribute("value") == "示例县信访局"
    assert empty_browser.complaints() == []


def test_what_the_url_asks_for_and_nobody_knows_is_said(browser: Browser) -> None:
    browser.open("/?township=nowhere&week=2026-W99&matter_id=1")
    notices = [n.text for n in browser.all("#notices .notice")]
    assert len(notices) == 3
    assert all("已忽略" in notice for notice in notices)
    assert browser.one("[data-metric=cases]").is_displayed()


def test_need_cannot_be_sorted(browser: Browser) -> None:
    browser.open("/townships")
    heads = browser.all("#exhibit-township_need th")
    assert heads
    assert not browser.all("#exhibit-township_need th button, #exhibit-township_need th a, [aria-sort]")
    codes = [row.text.split()[0] for row in browser.all("#exhibit-township_need tbody tr.body")]
    again = [row.text.split()[0] for row in browser.all("#exhibit-township_handling tbody tr.body")]
    assert codes == again, "one fixed order everywhere"


def test_the_handbook_opens_from_a_page(browser: Browser) -> None:
    browser.open("/metrics")
    browser.one(".switches a[href^='/handbook']").click()
    browser.until(lambda: "每周要做的事" in browser.one("#handbook").text)
    assert browser.complaints() == []


def test_reports_offer_periods_that_the_data_reach(browser: Browser) -> None:
    browser.open("/reports")
    assert browser.one("#paper-form").is_displayed()
    browser.shoot("reports", "desktop")
    assert browser.complaints() == []
