"""Every page stands, in every size, without complaint and without asking anyone else."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser

PAGES = {
    "weekly": ("/", {"weekly_headline", "weekly_series", "clocks"}),
    "townships": ("/townships", {"township_map", "township_need", "township_handling"}),
    "departments": ("/departments", {"department_handling", "clocks"}),
    "todo": ("/todo", {"todo_list"}),
    "data": (
        "/data",
        {"imported_files", "rule_counts", "unmatched_names", "unmapped_columns", "missing_inputs", "revisions"},
    ),
    "metrics": ("/metrics", {"metric_book"}),
}


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_renders_its_exhibits(browser: Browser, name: str, size: str) -> None:
    path, exhibits = PAGES[name]
    browser.open(path, size=size)
    assert {e.get_attribute("id") for e in browser.all(".exhibit")} == {f"exhibit-{e}" for e in exhibits}
    assert not browser.all(".exhibit[data-state=error]")
    width = browser.driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= browser.driver.execute_script("return window.innerWidth"), "the page scrolls sideways"
    browser.shoot(name, size)
    assert browser.complaints() == []


def test_the_weekly_page_fills_a_wide_screen(browser: Browser) -> None:
    browser.open("/", size="wide")
    series, clocks = browser.one("#exhibit-weekly_series").rect, browser.one("#exhibit-clocks").rect
    assert series["y"] == clocks["y"], "side by side"
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
    assert empty_browser.complaints() == []


def test_what_the_url_asks_for_and_nobody_knows_is_said(browser: Browser) -> None:
    browser.open("/?township=nowhere&week=2026-W99&matter_id=1")
    notices = [n.text for n in browser.all(".notice")]
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
