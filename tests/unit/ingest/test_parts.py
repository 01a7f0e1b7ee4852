"""A path may hold several tables: each is taken and reported for itself, the file is put away as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.inbox import put_away
from pipelines.ingest.headers import Names
from pipelines.ingest.parts import parts_of
from tests.corpus import forms
from tests.corpus.files import HEADER, ROWS, TYPED
from tests.unit.ingest.importing import NOW, Importing
from warehouse.catalogue.sources import SOURCES

GOOD = forms.text([HEADER, *ROWS])


def test_one_file_is_one_part(tmp_path: Path) -> None:
    """Its label, name and digest are the file's own."""
    path = tmp_path / "台账.xlsx"
    path.write_bytes(forms.xlsx({"封面": [["x"]], "数据": [HEADER, *TYPED]}))
    (part,) = parts_of(path, list(SOURCES.values()), Names())
    assert (part.label, part.name, part.stem, part.container_sha256) == (str(path), "台账.xlsx", "台账", None)
    assert part.table.columns.source.id == "cases"


@pytest.mark.parametrize(
    ("archive", "member", "stem"),
    [("a.zip", "cases-20260905.csv", "cases-20260905"), ("cases-20260905.zip", "a.csv", "cases-20260905"), ("a.zip", "b.csv", "a")],
)  # fmt: skip
def test_the_name_that_holds_a_date_dates_a_member(tmp_path: Path, archive: str, member: str, stem: str) -> None:
    """The member's own before the archive's."""
    path = tmp_path / archive
    path.write_bytes(forms.archive({member: GOOD}))
    (part,) = parts_of(path, list(SOURCES.values()), Names())
    assert part.stem == stem


@pytest.mark.parametrize("members", [{"a.csv": GOOD}, {"a.csv": GOOD, "b.csv": b"nothing"}])
def test_a_dropped_archive_is_put_away_as_one(office: Importing, members: dict[str, bytes]) -> None:
    """To archive if all of it was taken, else to failed with what failed and why."""
    path = office.home.inbox / "a.zip"
    path.write_bytes(forms.archive(members))
    put_away(office.home, office.ingest_all(path), NOW)
    assert list(office.home.inbox.glob("*.zip")) == []
    if len(members) == 1:
        assert [file.name for file in office.home.archive.iterdir()] == ["a.zip"]
        return
    assert sorted(file.name for file in office.home.failed.iterdir()) == ["a.zip", "a.zip.report.txt"]
    text = (office.home.failed / "a.zip.report.txt").read_text("utf-8")
    assert "a.zip!b.csv" in text
    assert "a.zip!a.csv" not in text


def test_an_archive_that_was_written_anew_stays(office: Importing) -> None:
    """What was taken is not what lies there now."""
    path = office.home.inbox / "a.zip"
    path.write_bytes(forms.archive({"a.csv": GOOD}))
    reports = office.ingest_all(path)
    path.write_bytes(forms.archive({"a.csv": GOOD + b"\n"}))
    put_away(office.home, reports, NOW)
    assert path.is_file()


def test_a_header_of_a_million_columns(office: Importing) -> None:
    """It is refused as a whole, in bounded time: no row of it could be told from one with a cell too many."""
    report = office.ingest(
        office.write("a.csv", f"信访件编号,登记时间{',x' * 1_000_000}\nA1,2026-01-05\nA2,2026-01-06{',y' * 3000}\n")
    )
    assert report.error is not None
    assert "最多可读2000列" in report.error
    assert report.rows_read == 0
