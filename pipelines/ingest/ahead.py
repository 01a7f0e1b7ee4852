"""Work one step ahead on another thread.

Here: one helper. Not here: what is worked on. The reader (polars) and the writer (DuckDB) both leave Python's
lock, so that two cores are busy although each step waits for the one before.
"""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Generator[Item]) -> Generator[Item]:
    """Yield the items while the next one is already being made; its exceptions arrive in their turn.

    Whoever may leave off early closes this generator, and with it the items. Left to Python's collector it might be
    closed while a thread begins, and then it would wait for ever for a lock of that same thread.
    """
    with closing(items), ThreadPoolExecutor(1, "ingest-reader") as pool:
        coming = pool.submit(next, items, None)
        try:
            while (item := coming.result()) is not None:
                coming = pool.submit(next, items, None)
                yield item
        finally:
            del coming  # with an exception in it, it would keep itself and everything that was under way
