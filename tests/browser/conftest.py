"""A real Chromium on a real server, and what it asked for on the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.conftest import ROOT
from warehouse.home import Home

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--window-size=1366,768",
)  # fmt: skip
OWN_SCHEMES = {"data", "blob", "chrome", "chrome-untrusted"}  # the browser's own, without a network
LOGS = ("browser", "performance")
SIZES = {"desktop": (1366, 768), "wide": (1920, 1080), "phone": (390, 844)}
# A slow machine is no failure: these only say when to give up. The page itself is measured by benchmarks/dashboard.py.
PATIENCE = 90  # seconds until something shows
STARTS = 3  # of a browser that did not come up
SERVE = """
import sys
from pathlib import Path
from dashboards.server import serve
from warehouse.home import Home
serve(Home(Path(sys.argv[1])), port=0, on_ready=lambda address: print(address, flush=True))
"""


@dataclass
class Browser:
    """Chromium on one dashboard, with the handles that the tests use."""

    driver: webdriver.Chrome
    base: str
    screenshots: Path

    def open(self, path: str, *, size: str = "desktop") -> None:
        """Open a page at a size and wait until it is drawn."""
        self.resize(size)
        self.driver.get(self.base + path)
        self.settle()

    def resize(self, size: str, height: int | None = None) -> None:
        """Take the size of a device, or of a device as tall as the page."""
        width, usual = SIZES[size]
        metrics = {"width": width, "height": height or usual, "deviceScaleFactor": 1, "mobile": size == "phone"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def settle(self) -> None:
        """Wait until exhibits stand, charts are drawn, and no callback is under way."""
        self.until(
            lambda: self.driver.execute_script(
                "return document.querySelectorAll('.exhibit').length > 0 && document.title !== 'Updating...'"
                " && !document.querySelector('[data-dash-is-loading=true]')"
                " && [...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))"
            )
        )

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait for a condition; elements may be drawn anew meanwhile."""

        def attempt(_: webdriver.Chrome) -> Any:
            try:
                return condition()
            except StaleElementReferenceException:
                return False

        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(attempt)

    def all(self, selector: str) -> list[WebElement]:
        """Every element of a selector."""
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> WebElement:
        """The first element of a selector, waited for."""
        found: list[WebElement] = self.until(lambda: self.all(selector))
        return found[0]

    def choose(self, name: str, text: str) -> None:
        """Choose an option of a filter as a person does: type and take the first."""
        identity = json.dumps({"name": name, "type": "filter"}, separators=(",", ":"))
        control = self.driver.execute_script("return document.getElementById(arguments[0])", identity)
        control.click()
        control.send_keys(text)
        self.until(lambda: [o for o in self.all("[role=option]") if o.is_displayed() and text in o.text])
        next(o for o in self.all("[role=option]") if o.is_displayed() and text in o.text).click()

    def shoot(self, name: str, size: str) -> None:
        """Keep a picture of the whole page."""
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        self.resize(size, min(height, 4000))
        self.settle()
        self.driver.save_screenshot(str(self.screenshots / f"{name}-{size}.png"))

    def complaints(self) -> list[str]:
        """What the console complained of, and every request that left this server; both are read once."""
        said = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if urlsplit(url).netloc != urlsplit(self.base).netloc and urlsplit(url).scheme not in OWN_SCHEMES:
                    said.append(f"asked {url}")
        return said


@contextmanager
def served(home: Path, program: str = SERVE) -> Iterator[str]:
    """The address of a server on a home, in a process of its own.

    A server that does not say its address ends the test with what it said instead.
    """
    process = subprocess.Popen([sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    slow = threading.Timer(PATIENCE, process.kill)
    slow.start()
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rstrip("/")
        slow.cancel()
        assert address, f"the server ended with {process.wait()} before it said its address, or took over {PATIENCE} s"
        yield address
    finally:
        slow.cancel()
        process.kill()  # how a server ends is no question of these tests
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="session")
def dashboard(demo_home: Path) -> Iterator[str]:
    """The address of a dashboard on the demo county."""
    with served(demo_home) as address:
        yield address


@pytest.fixture(scope="session")
def empty_dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard on a home in which nothing was published."""
    home = Home(tmp_path_factory.mktemp("empty") / "home")
    home.create()
    with served(home.root) as address:
        yield address


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages are kept for review."""
    folder = os.environ.get("TINGMIN_SCREENSHOTS")
    if folder is None:
        return tmp_path_factory.mktemp("screenshots")
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


class Chromium:
    """Debian's one Chromium of a run. One that died is started anew for the next test; the test it died in has failed."""

    def __init__(self, profiles: pytest.TempPathFactory) -> None:
        self.profiles = profiles
        self.driver: webdriver.Chrome | None = None

    def blank(self) -> webdriver.Chrome:
        """A browser that answers, on a blank page, rid of what an earlier test left in its logs."""
        for _ in range(STARTS - 1):
            try:
                return self._blank()
            except WebDriverException:
                self.quit()
        return self._blank()

    def _blank(self) -> webdriver.Chrome:
        self.driver = self.driver or self._start()
        self.driver.get("about:blank")
        for log in LOGS:
            self.driver.get_log(log)
        return self.driver

    def _start(self) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={self.profiles.mktemp('profile')}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", dict.fromkeys(LOGS, "ALL"))
        driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        driver.set_page_load_timeout(PATIENCE)
        driver.set_script_timeout(PATIENCE)
        return driver

    def quit(self) -> None:
        """End the browser, also one that no longer answers."""
        if self.driver is not None:
            with suppress(WebDriverException, OSError):
                self.driver.quit()
            self.driver.service.stop()
            self.driver = None


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Chromium, started when it is first asked for."""
    chromium = Chromium(tmp_path_factory)
    yield chromium
    chromium.quit()


@pytest.fixture
def browser(chromium: Chromium, dashboard: str, screenshots: Path) -> Browser:
    """Chromium on the demo county."""
    return Browser(chromium.blank(), dashboard, screenshots)


@pytest.fixture
def empty_browser(chromium: Chromium, empty_dashboard: str, screenshots: Path) -> Browser:
    """Chromium on an empty home."""
    return Browser(chromium.blank(), empty_dashboard, screenshots)
