"""What the page 报告 asks for: the options of `tingmin report`, and where it keeps what people write."""

from __future__ import annotations

from dashboards.pages import reports
from warehouse.exhibits.paper import SECTIONS


def test_an_order_carries_the_edition_and_the_sections_in_the_order_of_the_paper() -> None:
    asked = reports.order("month", "2026-10", ["pdf", "docx"], "shareable", ["notes", "overview"])
    assert asked == ["--month=2026-10", "--format=pdf,docx", "--edition=shareable", "--sections=overview,notes"]
    plain = reports.order("week", "2026-W43", ["docx"], "internal", list(reversed(SECTIONS)))
    assert plain == ["--week=2026-W43", "--format=docx"]


def test_recipients_stay_for_every_paper_of_a_kind_the_rest_belongs_to_one() -> None:
    assert reports.noted_under("send_to", "week", "2026-W43") == "weekly"
    assert reports.noted_under("problems", "week", "2026-W43") == "weekly-2026-W43"
    assert list(reports.WRITTEN) == ["problems", "next_steps", "proposals", "send_to", "copy_to"]
