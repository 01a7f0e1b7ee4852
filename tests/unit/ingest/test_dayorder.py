"""Day and month: decided by a whole column, told, and never guessed."""

from __future__ import annotations

import pytest

from pipelines.ingest.dayorder import decide
from tests.unit.ingest.importing import Importing


def triples(*texts: str) -> set[tuple[str, str, str]]:
    return {(a, b, c) for a, b, c in (text.split("/") for text in texts)}


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("05/01/2026", "13/01/2026"), "dmy"),
        (("05/01/2026", "01/13/2026"), "mdy"),
        (("05/01/2026", "06/12/2026"), None),  # silent
        (("13/01/2026", "01/13/2026"), None),  # contradicts itself
        (("13/01/2026", "99/99/2026"), "dmy"),  # what is no date in any order is no evidence
        (("31/02/2026", "01/13/2026"), "mdy"),
        (("1/25/26",), "mdy"),
        (("26/12/31", "26/11/05"), None),  # the last day of 2026 or the 26th of 2031
        (("26/12/31", "26/1/5"), "ymd"),  # no year has one digit
        (("99/12/31",), "ymd"),
        (("05/05/2026", "06/07/2026"), None),
        (("5/1/26", "26/1/26"), "dmy"),  # the 26th of January 2026 either way, but no month of 26
        (("26/12/31", "13/1/2026"), "dmy"),
        (("26/11/05", "11/05/2026"), None),  # two hands: each leaves two orders, and that they share one says nothing
    ],
)
def test_the_evidence_of_a_column(texts: tuple[str, ...], order: str | None) -> None:
    """Only an order in which all dates exist is possible; only the last one left is taken."""
    assert decide({0: triples(*texts)}) == {0: order}


def test_other_columns_speak_where_one_is_silent() -> None:
    """One program wrote them all; but a column with evidence of its own is believed."""
    silent, day_first, month_first = triples("1/2/2026"), triples("13/2/2026"), triples("2/13/2026")
    assert decide({0: silent, 1: day_first}) == {0: "dmy", 1: "dmy"}
    assert decide({0: silent, 1: day_first, 2: month_first}) == {0: None, 1: "dmy", 2: "mdy"}
    assert decide({0: triples("99/99/2026")}) == {}
    assert decide({0: silent, 1: triples("26/11/05")}) == {0: None, 1: None}


def test_evidence_far_down_the_file_decides_the_first_rows(office: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the file is cut into blocks."""
    monkeypatch.setattr("pipelines.ingest.readers.text._CHUNK", 4096)
    rows = [f"A{n},0{n % 9 + 1}/02/2026 8:00" for n in range(2000)]
    report = office.take("\n".join(["信访件编号,登记时间", *rows, "B1,28/02/2026"]))
    assert report.rejections == {}
    assert office.rows("select max(registered_on)::varchar, count(*) from raw.case_version") == [("2026-02-28", 2001)]
    assert report.note == "“登记时间”按日/月/年读取 / 登记时间 is read as day/month/year"


def test_a_day_that_is_the_same_in_every_order(office: Importing) -> None:
    """It needs no decision, and gives none; with a year of two digits it is open again."""
    report = office.take("信访件编号,登记时间\nA1,05/05/2026 8:30\nA2,06/06/2026\n")
    assert (report.rejections, report.note) == ({}, None)
    report = office.take("信访件编号,登记时间\nB1,05/05/2026\nB2,05/06/2026\nB3,05/05/26\n")
    assert report.rejections == {"ambiguous_date": 2}
    assert office.rows("select registered_on::varchar from raw.case_version order by 1") == [
        ("2026-05-05",), ("2026-05-05",), ("2026-06-06",),
    ]  # fmt: skip


def test_a_dry_run_shows_what_was_decided(office: Importing) -> None:
    """Before anything is written."""
    path = office.write("a.csv", "信访件编号,登记时间\nA1,02/13/2026\nA2,02/03/2026\n")
    report = office.ingest(path, dry_run=True)
    assert "月/日/年" in (report.note or "")
    assert [str(row["registered_on"]) for row in report.sample] == ["2026-02-13", "2026-02-03"]
    assert report.mapping == {"信访件编号": "case_id", "登记时间": "registered_at"}
    assert office.rows("select count(*) from raw.case_version") == [(0,)]


def test_a_profile_leaves_nothing_to_decide(office: Importing) -> None:
    """Its formats hold even where the evidence would say otherwise."""
    (office.home.profiles / "feed.toml").write_text('source = "cases"\n[dates]\nformats = ["%m/%d/%Y"]\n', "utf-8")
    report = office.take("信访件编号,登记时间\nA1,01/02/2026\nA2,13/02/2026\n", profile="feed")
    assert report.rejections == {"ambiguous_date": 1}
    assert office.rows("select registered_on::varchar from raw.case_version") == [("2026-01-02",)]
