"""What a person does: filter, drill, go back, click the map, download; every number is the command line's."""

from __future__ import annotations

import csv
import io
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Keys

from tests.browser.conftest import Browser
from warehouse.exhibits import Figure, Scope, build_exhibit
from warehouse.home import Home
from warehouse.query import current_version, metric
from warehouse.query.context import Member, Week, townships, weeks

pytestmark = pytest.mark.browser


@pytest.fixture
def home(demo_home: Path) -> Home:
    return Home(demo_home)


@pytest.fixture
def busiest(home: Home) -> tuple[Week, Member]:
    """The township with most cases in a complete week of the last half year, so that its number says something."""
    version = current_version(home)
    complete = [w for w in weeks(version, 1) if w.is_complete][-26:]
    names = {m.code: m for m in townships(version)}
    answer = metric(home, "cases", by=["week", "township"], start=complete[0].start, end=complete[-1].end, exact=True)
    cells = [c for c in answer.cells if c.by[1].isdigit()]
    week, code = max(cells, key=lambda c: c.value or 0).by
    return next(w for w in complete if w.id == week), names[code]


def cases(home: Home, start: date, end: date, township: str | None = None) -> str:
    """The number of cases as the command line gives it."""
    where = {"township": township} if township else {}
    cell = metric(home, "cases", where=where, start=start, end=end).cells[0]
    return f"{cell.value or 0:,}"


def shown(browser: Browser, metric_id: str) -> str:
    """A headline figure of the weekly page, without its unit."""
    value = browser.one(f"[data-metric={metric_id}] .value")
    return value.text.removesuffix(value.find_element("css selector", "small").text).strip()


def test_a_filter_changes_the_numbers_and_stays(browser: Browser, home: Home, busiest: tuple[Week, Member]) -> None:
    week, township = busiest
    browser.open(f"/?week={week.id}")
    assert shown(browser, "cases") == cases(home, week.start, week.end)

    browser.choose("township", township.name)
    browser.until(lambda: f"township={township.code}" in browser.driver.current_url)
    expected = cases(home, week.start, week.end, township.code)
    browser.until(lambda: shown(browser, "cases") == expected)

    browser.driver.refresh()
    browser.settle()
    assert shown(browser, "cases") == expected, "survives a reload"

    next(a for a in browser.all(".tabs a") if a.text == "乡镇").click()
    browser.until(lambda: browser.all("#exhibit-township_need"))
    assert f"township={township.code}" in browser.driver.current_url, "survives a change of page"
    browser.until(lambda: len(browser.all("#exhibit-township_need tbody tr")) == 2)

    browser.driver.back()
    browser.until(lambda: browser.all("[data-metric=cases]"))
    assert shown(browser, "cases") == expected, "survives the back button"

    browser.one("#reset").click()
    browser.until(lambda: "township" not in browser.driver.current_url)
    browser.until(lambda: browser.all("#exhibit-weekly_headline"))
    assert browser.complaints() == []


def test_a_clock_leads_to_just_the_rows_that_it_counts(browser: Browser, home: Home) -> None:
    browser.open("/")
    link = browser.one("#exhibit-clocks tbody a")
    counted = int(link.text)
    href = link.get_attribute("href") or ""
    link.click()
    browser.until(lambda: browser.all("#exhibit-todo_list"))
    assert browser.driver.current_url == href
    browser.until(lambda: len(browser.all(".ag-center-cols-container .ag-row [col-id=case_id]")) == counted)
    assert f"{counted}件" in browser.one("#exhibit-todo_list h2").text
    browser.driver.back()
    browser.until(lambda: browser.all("#exhibit-weekly_headline"))
    assert browser.complaints() == []


def test_the_to_do_list_is_ordered_by_duty_only(browser: Browser) -> None:
    browser.open("/todo")
    browser.until(lambda: browser.all(".ag-center-cols-container .ag-row [col-id=case_id]"))
    sortable = {h.get_attribute("col-id") for h in browser.all(".ag-header-cell-sortable")}
    assert sortable == {"department", "township", "topic", "deadline_on", "days_left"}

    def days() -> list[int]:
        rows = sorted(
            browser.all(".ag-center-cols-container .ag-row"), key=lambda r: int(r.get_attribute("row-index") or 0)
        )
        texts = [r.find_element("css selector", "[col-id=days_left]").text.replace("−", "-") for r in rows]
        return [int(text) for text in texts] if all(texts) else []

    first = browser.until(days)
    assert first == sorted(first)
    browser.one(".ag-header-cell[col-id=days_left]").click()
    browser.one(".ag-header-cell[col-id=days_left]").click()
    browser.until(lambda: (found := days()) and found == sorted(found, reverse=True) and found != first)
    assert browser.complaints() == []


def test_a_click_on_the_map_filters(browser: Browser, home: Home) -> None:
    browser.open("/townships")
    township = next(m for m in townships(current_version(home)) if m.name == "云台街道")
    label = next(t for t in browser.all("#exhibit-township_map .textpoint text") if t.text == township.name)
    ActionChains(browser.driver).move_to_element(label).click().perform()
    browser.until(lambda: f"township={township.code}" in browser.driver.current_url)
    browser.until(lambda: len(browser.all("#exhibit-township_handling tbody tr")) == 2)
    browser.one("#exhibit-township_handling tbody a").send_keys(Keys.ENTER)  # by the keyboard, and back to all
    browser.until(lambda: len(browser.all("#exhibit-township_handling tbody tr")) > 2)
    next(a for a in browser.all("#exhibit-township_need tbody a") if a.text == township.name).send_keys(Keys.ENTER)
    browser.until(lambda: f"township={township.code}" in browser.driver.current_url)
    browser.until(lambda: len(browser.all("#exhibit-township_handling tbody tr")) == 2)
    browser.shoot("township-chosen", "desktop")
    assert browser.complaints() == []


def test_a_click_on_a_cell_filters_by_both_of_its_sides(browser: Browser) -> None:
    browser.open("/hotspots")
    cell = browser.driver.execute_script(
        "const g = document.querySelector('#exhibit-hotspot_matrix .js-plotly-plot'), {xaxis, yaxis} = g._fullLayout;"
        "g.scrollIntoView({block: 'center'}); const {left, top} = g.getBoundingClientRect(), [of] = g.data;"
        "return [left + xaxis._offset + xaxis.d2p(of.x[1]), top + yaxis._offset + yaxis.d2p(of.y[2]),"
        " yaxis.ticktext[2], xaxis.ticktext[1]]"
    )
    pointer = ActionChains(browser.driver)
    pointer.w3c_actions.pointer_action.move_to_location(int(cell[0]), int(cell[1])).pause(0.5)
    pointer.w3c_actions.pointer_action.move_to_location(int(cell[0]) + 1, int(cell[1])).click()
    pointer.perform()
    browser.until(lambda: "township=" in browser.driver.current_url and "topic=" in browser.driver.current_url)
    browser.settle()
    chosen = [option.get_attribute("value") for option in browser.all("input[id*=filter]")]
    assert cell[2] in chosen
    assert any(str(value).startswith(cell[3].rstrip("…")) for value in chosen)


def test_a_click_on_a_week_opens_it(browser: Browser) -> None:
    browser.open("/")
    bar = browser.all("#exhibit-weekly_series .bars .point")[5]
    ActionChains(browser.driver).move_to_element(bar).click().perform()
    browser.until(lambda: "week=" in browser.driver.current_url)
    browser.settle()
    browser.one("#exhibit-weekly_series summary").send_keys(Keys.ENTER)  # its table chooses the same, by the keyboard
    week = browser.one("#exhibit-weekly_series td a")
    href = week.get_attribute("href")
    week.send_keys(Keys.ENTER)
    browser.until(lambda: browser.driver.current_url == href)
    assert browser.complaints() == []


def test_own_dates_are_picked_in_chinese(browser: Browser) -> None:
    browser.open("/recurrence?period=custom&from=2026-01-01&to=2026-06-30")
    assert browser.one(".lead p").text == "2026年1月1日至6月30日"
    browser.one("[data-dates-input]").click()
    weekdays = browser.until(lambda: [d.text for d in browser.all("thead th") if d.is_displayed() and len(d.text) == 1])
    assert weekdays[:7] == list("一二三四五六日")
    assert browser.complaints() == []


def test_a_definition_stands_beside_the_figure(browser: Browser) -> None:
    browser.open("/departments")
    browser.one("#exhibit-department_handling .tools button").click()
    text = browser.until(lambda: browser.one(".definition").text)
    assert "首次答复不晚于期限" in text
    assert "按期、逾期与超期未复之和" in text
    browser.one(".definition .lineage").click()
    browser.until(lambda: browser.all("#exhibit-lineage tbody tr"))
    assert browser.one(".exhibit").get_attribute("id") == "exhibit-lineage", "what was asked for comes first"
    assert "marts.fact_case" in browser.one("#exhibit-lineage").text
    assert "cases-20261031.csv" in browser.one("#exhibit-lineage").text


def test_a_download_holds_the_same_figures(dashboard: str, home: Home) -> None:
    with urllib.request.urlopen(f"{dashboard}/export/department_handling.csv?period=26w") as answer:  # noqa: S310
        raw = answer.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    complete = [w for w in weeks(current_version(home), 1) if w.is_complete][-26:]
    scope = Scope.of(home, start=complete[0].start, end=complete[-1].end)
    exhibit = build_exhibit("department_handling", scope)
    assert len(rows) == len(exhibit.rows)
    rate = exhibit.rows[0].cells[exhibit.column("reply_in_time")]
    assert isinstance(rate, Figure)
    assert float(rows[0]["按期答复率"]) == rate.value


def test_a_newer_version_is_offered_and_a_lost_one_is_said(browser: Browser) -> None:
    browser.open("/")
    tell = "window.dash_clientside.set_props(arguments[0], arguments[1])"
    browser.driver.execute_script(tell, "clock", {"n_intervals": 1})
    browser.settle()
    assert browser.all("#newer a") == [], "this is the newest"
    browser.driver.execute_script(tell, "version", {"data": "20200101T000000Z-older"})
    browser.until(lambda: "已被清理" in browser.one("#notices").text)
    browser.driver.execute_script(tell, "clock", {"n_intervals": 2})
    browser.until(lambda: "有新版本" in browser.one("#newer").text)
    browser.one("#newer a").click()
    browser.until(lambda: browser.all("[data-metric=cases]"))
    assert [n for n in browser.all(".notice") if n.is_displayed()] == []


def test_an_answer_that_does_not_come_is_said(browser: Browser) -> None:
    browser.open("/metrics?lang=en")
    network = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", network)
    try:
        next(a for a in browser.all(".tabs a") if a.text == "Reports").click()
        browser.until(lambda: browser.one("#lost").is_displayed())
        assert [a.text[:12] for a in browser.all("#lost a") if a.is_displayed()] == ["Nothing came"]
    finally:
        reached = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", reached)
    next(a for a in browser.all(".tabs a") if a.text == "Metric book").click()
    browser.until(lambda: not browser.one("#lost").is_displayed())


def press(browser: Browser, *keys: str) -> None:
    """Press keys one after another, as a person without a mouse does."""
    for key in keys:
        ActionChains(browser.driver).send_keys(key).perform()


def test_a_page_is_used_without_a_mouse(browser: Browser) -> None:
    browser.open("/todo")
    reached = browser.driver.execute_script(
        "return [...document.querySelectorAll('a[href], button, input, summary, [tabindex]')].filter(e => e.tabIndex >= 0"
        " && e.getClientRects().length && !e.closest('.ag-root-wrapper, details:not([open]) > :not(summary)'))"
    )
    seen = []
    for _ in range(len(reached) + 5):  # the grid is one stop or two, whatever the number of its cells
        press(browser, Keys.TAB)
        at = browser.driver.switch_to.active_element
        if at.tag_name == "body":
            break
        has_ring = browser.driver.execute_script("return getComputedStyle(arguments[0]).outlineStyle === 'solid'", at)
        seen.append((at.id, has_ring, at.get_attribute("class") or ""))
    assert {e.id for e in reached} <= {identity for identity, *_ in seen}
    assert [s for s in seen if not s[1] and "ag-" not in s[2]] == [], "the focus is seen"

    browser.open("/")
    press(browser, Keys.TAB)
    assert browser.driver.switch_to.active_element.text == "跳到正文"
    press(browser, Keys.ENTER, Keys.TAB)
    browser.until(lambda: browser.driver.switch_to.active_element.text == "口径")
    press(browser, Keys.ENTER)
    browser.until(lambda: browser.driver.switch_to.active_element.text == "数的来历")
    press(browser, Keys.ESCAPE)
    browser.until(lambda: browser.driver.switch_to.active_element.text == "口径")

    control = browser.one('[id*="compare"][id*="filter"]')
    browser.driver.execute_script("arguments[0].focus()", control)
    press(browser, Keys.ENTER, Keys.ARROW_DOWN, Keys.ENTER)
    browser.until(lambda: "compare=year" in browser.driver.current_url)
    browser.settle()
    browser.until(lambda: browser.driver.switch_to.active_element.get_attribute("value") == "上年同期")
    assert browser.complaints() == []
