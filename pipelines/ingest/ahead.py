"""Work one step ahead on another thread.

Here: one helper. Not here: what is worked on. The reader (polars) and the writer (DuckDB) both leave Python's
lock, so that two cores are busy although each step waits for the one before.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterable[Item]) -> Generator[Item]:
    """Yield the items while the next one is already being made; its exceptions arrive in their turn."""
    source = iter(items)
    with ThreadPoolExecutor(1, "ingest-reader") as pool:
        coming = pool.submit(next, source, None)
        while (item := coming.result()) is not None:
            coming = pool.submit(next, source, None)
            yield item
