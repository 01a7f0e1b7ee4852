"""What is asked for by several readers at once is made once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboards.cache import kept


def test_readers_of_the_same_page_wait_for_the_one_that_makes_it() -> None:
    everybody = threading.Barrier(3)
    made: list[int] = []

    def make() -> str:
        made.append(1)
        time.sleep(0.2)  # the others have time to ask
        return "page"

    def ask() -> str:
        everybody.wait(5)
        return kept("test_cache: one page", make, lambda _: True)

    with ThreadPoolExecutor(3) as readers:
        found = [reader.result(10) for reader in [readers.submit(ask) for _ in range(3)]]
    assert found == ["page"] * 3
    assert len(made) == 1


def test_what_holds_another_thing_does_not_wait_for_itself() -> None:
    def page() -> str:
        return "page of " + kept("test_cache: exhibit", lambda: "exhibit", lambda _: True)

    assert kept("test_cache: page", page, lambda _: True) == "page of exhibit"


def test_what_fails_is_made_anew_by_the_next_reader() -> None:
    def fail() -> str:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        kept("test_cache: broken", fail, lambda _: True)
    assert kept("test_cache: broken", lambda: "whole", lambda _: True) == "whole"
