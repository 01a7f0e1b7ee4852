"""The list of work says in words what was asked for; an option of the command line is no word."""

from __future__ import annotations

import pytest

from dashboards.components.work import lines
from warehouse.catalogue.model import Language
from warehouse.storage.queue import Work

PAPER = ("--week=2026-W43", "--format=docx,pdf", "--edition=shareable", "--sections=overview,notes", "--version=v1")


@pytest.mark.parametrize(
    ("verb", "arguments", "zh", "en"),
    [
        ("report", PAPER, "2026年第43周、Word 文档、PDF、共享版、2个部分", "Week 43 of 2026, Word, PDF, Shareable, 2 sections"),
        ("report", ("--month=2026-10", "--format=xlsx"), "2026年10月、工作簿", "October 2026, workbook"),
        ("alias", ("township", "东坝镇", "330101"), "属地 东坝镇 → 330101", "township 东坝镇 → 330101"),
        ("alias", ("header", "信访人数量", "persons"), "表头 信访人数量 → 信访人数", "header 信访人数量 → persons"),
        ("init", ("--name=甲县信访局", "--region=甲县"), "甲县信访局、甲县", "甲县信访局, 甲县"),
        ("ingest", ("/home/a/uploads/一月.xlsx", "C:\\b\\二月.csv"), "一月.xlsx、二月.csv", "一月.xlsx, 二月.csv"),
        ("build", (), "", ""),
    ],
)  # fmt: skip
def test_what_was_asked_for_is_said_in_words(verb: str, arguments: tuple[str, ...], zh: str, en: str) -> None:
    work = Work(1, verb, arguments, "2026-11-01T00:00:00Z", None, None, "waiting", None, None, None, None)
    languages: dict[Language, str] = {"zh": zh, "en": en}
    for lang, said in languages.items():
        line = lines((work,), frozenset(), lang).children[0]
        assert line.children[2].children == said
