"""Only this machine may ask, and a page may load nothing but its own."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from dashboards.server import HostRefusedError, serve
from warehouse.home import Home

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "example.org"])  # noqa: S104
def test_serving_to_others_is_refused_with_a_sentence(tmp_path: Path, host: str) -> None:
    with pytest.raises(HostRefusedError, match="没有登录功能"):
        serve(Home(tmp_path), host=host)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"])
def test_a_foreign_host_header_is_refused(dashboard: str, host: str) -> None:
    request = urllib.request.Request(f"{dashboard}/", headers={"Host": host})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310
    refused.value.close()
    assert refused.value.code == 403


def test_every_answer_carries_the_policy(dashboard: str) -> None:
    with urllib.request.urlopen(f"{dashboard}/") as answer:  # noqa: S310
        policy = answer.headers["Content-Security-Policy"]
        page = answer.read().decode()
    for rule in ("default-src 'self'", "worker-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "https://" not in page
