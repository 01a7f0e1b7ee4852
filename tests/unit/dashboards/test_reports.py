"""What the page 报告 asks for: the options of `tingmin report`, and where it keeps what people write."""

from __future__ import annotations

from pathlib import Path

from dashboards.pages import reports
from warehouse.exhibits.paper import SECTIONS
from warehouse.home import Home
from warehouse.storage.notes import IssuedPaper, record_issue


def test_an_order_carries_the_edition_and_the_sections_in_the_order_of_the_paper() -> None:
    asked = reports.order("month", "2026-10", ["pdf", "docx"], "shareable", ["notes", "overview"])
    assert asked == ["--month=2026-10", "--format=pdf,docx", "--edition=shareable", "--sections=overview,notes"]
    plain = reports.order("week", "2026-W43", ["docx"], "internal", list(reversed(SECTIONS)))
    assert plain == ["--week=2026-W43", "--format=docx"]


def test_recipients_stay_for_every_paper_of_a_kind_the_rest_belongs_to_one() -> None:
    assert reports.noted_under("send_to", "week", "2026-W43") == "weekly"
    assert reports.noted_under("problems", "week", "2026-W43") == "weekly-2026-W43"
    assert list(reports.WRITTEN) == ["problems", "next_steps", "proposals", "send_to", "copy_to"]


def test_a_file_is_listed_once_with_the_version_that_it_holds_now(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.reports.mkdir(parents=True)
    home.state.mkdir()
    (home.reports / "weekly-2026-W43.docx").write_text("now")
    for version, folder, day in (("v1", home.reports, 1), ("v2", home.reports, 2), ("v3", tmp_path / "desk", 3)):
        file = str(folder / "weekly-2026-W43.docx")
        record_issue(home, IssuedPaper("weekly-2026-W43", version, "internal", file, f"2026-11-0{day}T00:00:00Z"))
    gone = str(home.reports / "weekly-2026-W42.docx")
    record_issue(home, IssuedPaper("weekly-2026-W42", "v1", "internal", gone, "2026-11-01T00:00:00Z"))
    assert [paper.version for paper in reports.in_reports(home)] == ["v2"]
