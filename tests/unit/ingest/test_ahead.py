"""One step ahead: what was begun is ended where it was left, and by nobody else."""

from __future__ import annotations

import gc
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest import rows
from pipelines.ingest.ahead import ahead
from tests.unit.ingest.importing import HEADER, Importing


@pytest.fixture(autouse=True)
def _nothing_is_collected() -> Iterator[None]:
    """Python's collector might close a reader while a thread begins, which then waits for ever."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def counted(ended: list[str], most: int) -> Generator[int]:
    try:
        yield from range(most)
        raise ValueError
    finally:
        ended.append("ended")


def test_items_come_in_their_order_and_the_exception_in_its_turn() -> None:
    """As without the thread."""
    ended: list[str] = []
    found = []
    with pytest.raises(ValueError):
        for number in ahead(counted(ended, 3)):
            found.append(number)
    assert (found, ended) == ([0, 1, 2], ["ended"])


def test_whoever_leaves_early_ends_the_items() -> None:
    """With the thread that makes them."""
    ended: list[str] = []
    items = ahead(counted(ended, 3))
    assert next(items) == 0
    items.close()
    assert ended == ["ended"]
    assert not readers()


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
def test_an_import_that_breaks_off_leaves_no_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Nor anything that would still end one."""
    office = Importing(tmp_path)
    lines = [HEADER, *(f"A{number},2026-01-05,来访,1,东街,民政局," for number in range(30))]
    path = office.write(name, "\n".join(lines))
    if name.endswith("xlsx"):
        path = office.write_xlsx(name, [line.split(",") for line in lines])

    def broken(*_: object) -> pl.DataFrame:
        raise ValueError

    monkeypatch.setattr(rows.RowReader, "read", broken)
    report = office.ingest(path)
    assert report.error is not None
    assert not readers()
    suspended = [one for one in gc.get_objects() if isinstance(one, Generator) and one.gi_frame is not None]
    assert [
        one.__qualname__ for one in suspended if one.__name__ in ("ahead", "blocks", "_all_blocks", "_batches")
    ] == []


def readers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("ingest")]
