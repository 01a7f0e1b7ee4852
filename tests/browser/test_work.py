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
from warehouse.query import current_version
from warehouse.storage import queue

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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
        "信访件编号,登记时间,信访形式,信访人数,问题属地,责任单位,初重件\n"
        "新0001,2026-11-05 09:00:00,来访,3,云台街道,栖云县公安局,初件\n",
        "utf-8",
    )
    browser.open("/data")
    browser.one("#take-in input[type=file]").send_keys(str(file))
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
