"""Units compared, recurrence, visits outside a reception place: what they show is the command line's, and leads on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.conftest import Browser
from tests.conftest import tingmin
from warehouse.home import Home
from warehouse.query import current_version, metric
from warehouse.query.ranks import ranking

pytestmark = pytest.mark.browser


@pytest.fixture
def home(demo_home: Path) -> Home:
    return Home(demo_home)


def rows(browser: Browser, exhibit: str) -> list[list[str]]:
    """The body of a table, cell by cell, without the small print of intervals."""
    script = """
        return [...document.querySelectorAll(arguments[0] + ' tbody tr')].map(tr =>
            [...tr.cells].map(td => td.firstChild ? td.firstChild.textContent : ''))"""
    found: list[list[str]] = browser.driver.execute_script(script, f"#exhibit-{exhibit}")
    return found


def test_the_comparison_is_that_of_tingmin_rank(browser: Browser, demo_home: Path) -> None:
    browser.open("/departments")
    said = json.loads(tingmin("rank", "--format", "json", "--home", demo_home))
    expected = {
        row["name"]: f"{row['position']}（{row['low']}–{row['high']}）" for row in said["rows"] if row["position"]
    }
    shown = {row[1]: row[0] for row in rows(browser, "unit_comparison") if len(row) > 2 and "（" in row[0]}
    assert shown == expected


def test_the_columns_are_those_of_the_metric_book(browser: Browser) -> None:
    browser.open("/departments")
    heads = [h.text.replace("\n", "") for h in browser.all("#exhibit-unit_comparison thead th")]
    assert heads == [
        "位次（95%区间，1为最好）", "单位", "档次", "应办件数", "按期答复率", "及时告知率", "一次性化解率", "90日重复率",
        "满意/参评", "复查改变率", "O/E", "可比份额", "上期档次", "数据提示",
    ]  # fmt: skip


def test_a_unit_opens_its_profile_without_a_reload(browser: Browser, home: Home) -> None:
    browser.open("/departments")
    unit = next(row for row in ranking(home).rows if row.position)
    browser.driver.execute_script("window.stayed = true")
    next(a for a in browser.all("#exhibit-unit_comparison tbody a") if a.text == unit.name).click()
    browser.until(lambda: browser.all("#exhibit-unit_profile tbody tr"))
    assert browser.driver.execute_script("return window.stayed"), "the page was loaded again"
    assert f"department={unit.department}" in browser.driver.current_url
    due = ranking(home, indicator="reply_in_time")
    cell = metric(home, "reply_in_time", where={"department": unit.department}, start=due.start, end=due.end).cells[0]
    shown = next(row for row in rows(browser, "unit_profile") if row[0] == "按期答复率")
    assert shown[4] == (f"{(cell.value or 0) * 100:.1f}%" if cell.value is not None else "—")
    browser.shoot("unit", "desktop")
    browser.driver.back()
    browser.until(lambda: browser.all("#exhibit-unit_comparison tbody tr"))
    assert browser.complaints() == []


def test_recurrence_follows_the_filter_and_is_the_command_lines(browser: Browser, home: Home) -> None:
    browser.open("/recurrence?period=all")
    whole = metric(home, "recurrence_90").cells[0]
    shown = next(row for row in rows(browser, "recurrence_figures") if row[0] == "答复后90日重复率")
    assert shown[1] == f"{(whole.value or 0) * 100:.1f}%"
    assert shown[2] == f"{whole.at_risk:,}"
    browser.choose("channel", "来访")
    browser.until(lambda: "channel=visit" in browser.driver.current_url)
    cell = metric(home, "recurrence_90", where={"channel": "visit"}).cells[0]
    expected = f"{cell.value * 100:.1f}%" if cell.value is not None else "—"
    browser.until(
        lambda: next(row for row in rows(browser, "recurrence_figures") if row[0] == "答复后90日重复率")[1] == expected
    )
    assert browser.complaints() == []


def test_the_naive_share_is_lower_and_the_complete_one_higher(browser: Browser) -> None:
    browser.open("/recurrence?period=all")
    found = rows(browser, "naive_and_right")
    assert [row[0] for row in found] == ["30日内", "60日内", "90日内", "180日内"]
    for row in found:
        naive, complete, right = (float(cell.removesuffix("%")) for cell in row[1:4])
        assert naive <= right <= complete


def test_visits_outside_stand_in_fixed_order_and_lead_to_no_rows(browser: Browser, home: Home) -> None:
    browser.open("/nonnormal?period=all")
    events = metric(home, "nonnormal_events").cells[0]
    shown = rows(browser, "nonnormal_figures")[0]
    assert shown[1] == f"{events.value or 0:,}"
    assert not browser.all("#page a[href*='/todo']")
    assert not browser.all("#page th button, #page th a, [aria-sort]")
    places = [row[0] for row in rows(browser, "nonnormal_places")]
    browser.open("/townships")
    need = [row[0] for row in rows(browser, "township_need")]
    assert [name for name in places if name in need] == [name for name in need if name in places], "the order of code"
    assert browser.complaints() == []


def test_a_copied_number_carries_what_belongs_to_it(browser: Browser, home: Home) -> None:
    browser.open("/departments")
    script = """
        const td = document.querySelector('#exhibit-unit_comparison td.rate');
        const range = document.createRange();
        range.selectNodeContents(td.firstChild);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        const event = new ClipboardEvent('copy', {clipboardData: new DataTransfer(), bubbles: true, cancelable: true});
        td.dispatchEvent(event);
        return event.clipboardData.getData('text/plain')"""
    copied = browser.driver.execute_script(script)
    assert "按期答复率" in copied
    assert "95%区间" in copied
    assert current_version(home).id in copied
    assert "截至" in copied


def test_a_chart_is_saved_as_a_picture_without_asking_anyone(browser: Browser, tmp_path: Path) -> None:
    browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.open("/recurrence")
    for kind in ("png", "svg"):
        browser.one(f"#exhibit-recurrence_curve [data-image={kind}]").click()
        file = tmp_path / f"recurrence_curve.{kind}"
        browser.until(lambda file=file: file.is_file() and file.stat().st_size > 2000)
    assert (tmp_path / "recurrence_curve.png").read_bytes().startswith(b"\x89PNG")
    assert browser.complaints() == []
