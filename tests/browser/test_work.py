"""Pages ask for work and see it done: the queue, the worker, the result, the file that is gone afterwards."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Browser, Chromium, served
from warehouse.home import Home
from warehouse.query import current_version, metric
from warehouse.storage import queue

pytestmark = pytest.mark.browser

SERVE = """
import sys
from pathlib import Path
from dashboards.server import serve
from pipelines.worker import start_worker
from warehouse.home import Home
home = Home(Path(sys.argv[1]))
start_worker(home)
serve(home, port=0, on_ready=lambda address: print(address, flush=True))
"""


@pytest.fixture(scope="module")
def own_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the demo county that may be changed."""
    root = tmp_path_factory.mktemp("worked") / "home"
    shutil.copytree(demo_home, root)
    return Home(root)


@pytest.fixture(scope="module")
def working(own_home: Home) -> Iterator[str]:
    """The address of a dashboard with its worker."""
    with served(own_home.root, SERVE) as address:
        yield address


def test_an_uploaded_file_is_taken_in_published_and_deleted(
    chromium: Chromium, working: str, own_home: Home, screenshots: Path, tmp_path: Path
) -> None:
    browser = Browser(chromium.blank(), working, screenshots)
    before = current_version(own_home).id
    file = tmp_path / "信访件导出-20261107.csv"
    file.write_text(
        "信访件编号,登记时间,怎么来的,信访人数,问题属地,责任单位,初重件,姓名,重点人员标志\n"
        "新0001,2026-11-05 09:00:00,来访,3,云台街道,栖云县公安局,初件,王某,是\n",
        "utf-8",
    )
    browser.open("/data")
    browser.one("#take-in input[type=file]").send_keys(str(file))
    look(browser)
    shown = {row.find_elements("css selector", "td")[0].text: row.text for row in browser.all(".preview tbody tr")}
    assert shown["信访人数"] == "信访人数 信访人数 3"
    assert shown["姓名"].endswith("不保存")
    assert shown["重点人员标志"].endswith("按规定不得导入")
    assert current_version(own_home).id == before, "nothing is taken in before somebody says so"
    column = browser.one(".preview input")
    column.click()
    column.send_keys("信访形式")
    browser.until(lambda: [o for o in browser.all("[role=option]") if o.is_displayed() and o.text == "信访形式"])
    next(o for o in browser.all("[role=option]") if o.is_displayed() and o.text == "信访形式").click()
    browser.shoot("preview", "desktop")
    next(b for b in browser.all(".look button") if b.text == "导入并发布").click()
    browser.until(lambda: browser.all(".work li[data-verb=ingest]"))
    waited = 0
    while not browser.all(".work li[data-verb=ingest][data-state=done]") and waited < 8:
        try:
            browser.until(lambda: browser.all(".work li[data-verb=ingest][data-state=done]"))
        except Exception:  # a build on a loaded machine takes longer than one wait
            waited += 1
    line = browser.one(".work li[data-verb=ingest]")
    assert "读入1行，采用1" in line.text
    assert current_version(own_home).id != before
    assert not [path for path in own_home.uploads.rglob("*") if path.is_file()], "an upload holds identities"
    assert "打开新版本" in line.text
    assert not browser.all(".look"), "what was taken in is not offered again"
    assert browser.complaints() == []
    visits = [metric(own_home, "cases", where={"channel": "visit"}, version=v).cells[0].value for v in (before, None)]
    assert visits[1] == (visits[0] or 0) + 1, "the column was taken as the field that was chosen"


def look(browser: Browser) -> None:
    """Wait until the uploaded file was looked at."""
    browser.until(lambda: browser.all(".work li[data-verb=preview]"))
    browser.until(lambda: browser.all(".work .look"))


def test_an_upload_that_is_left_is_deleted_and_not_taken_in(
    chromium: Chromium, working: str, own_home: Home, screenshots: Path, tmp_path: Path
) -> None:
    browser = Browser(chromium.blank(), working, screenshots)
    file = tmp_path / "信访件导出-20261114.csv"
    file.write_text("信访件编号,登记时间\n新0002,2026-11-12 09:00:00\n", "utf-8")
    browser.open("/data")
    browser.one("#take-in input[type=file]").send_keys(str(file))
    look(browser)
    next(b for b in browser.all(".look button") if b.text == "放弃").click()
    browser.until(lambda: not browser.all(".look"))
    assert not [path for path in own_home.uploads.rglob("*") if path.is_file()]
    assert [work.is_preview for work in queue.recent(own_home, 1)] == [True], "nothing else was asked for"
    assert browser.complaints() == []


def test_a_form_of_another_site_is_refused(working: str) -> None:
    request = urllib.request.Request(f"{working}/upload", data=b"", headers={"Origin": "http://evil.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310
    refused.value.close()
    assert refused.value.code == 403


def test_only_some_verbs_can_be_asked_for(own_home: Home) -> None:
    from datetime import UTC, datetime

    for verb in ("serve", "generate", "demo", "metric", "../x"):
        with pytest.raises(ValueError, match="不能要求"):
            queue.ask(own_home, verb, [], datetime.now(UTC))
