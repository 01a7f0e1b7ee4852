"""Every string of the product in both languages, walked in the source: no mixed language, nothing left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from warehouse.catalogue.layers import STEPS
from warehouse.catalogue.tables import TABLES
from warehouse.models import load_models

ROOT = Path(__file__).resolve().parents[3]
CHINESE = re.compile(r"[\u3400-\u9fff]")
FULL_WIDTH = re.compile(r"[，。；：？！（）、]")
COMMAND = re.compile(r"tingmin( -{0,2}[a-z]+)+")  # is typed as it is
# The name of the other language, and what a cell of an export must say.
AS_WRITTEN = {"中文", "write 是 or 否"}
# Latin words that an office writes as they are: names of things, not language.
NAMES = {
    "CSV", "DBSCAN", "EARS", "Excel", "SQL", "XLSX", "Farrington", "Flexible", "Benjamini", "Hochberg", "Kaplan", "Meier",
}  # fmt: skip
TWO_WORDS = re.compile(r"[A-Za-z]{3,} [A-Za-z]{3,}")


def literal(node: ast.expr) -> str | None:
    """The fixed part of a string or an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "" for part in node.values)  # type: ignore[misc]
    return None


def texts() -> Iterator[tuple[str, str, str]]:
    """Where each text of two languages stands, its Chinese and its English."""
    for folder in ("warehouse", "dashboards", "pipelines"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                is_text = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
                if not is_text or len(node.args) != 2:
                    continue
                zh, en = literal(node.args[0]), literal(node.args[1])
                if zh is not None and en is not None:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", zh, en


def test_english_holds_no_chinese() -> None:
    found = [
        (at, en) for at, _, en in texts() if (CHINESE.search(en) or FULL_WIDTH.search(en)) and en not in AS_WRITTEN
    ]
    assert found == []


def test_chinese_holds_no_english_sentence() -> None:
    found = [
        (at, zh)
        for at, zh, _ in texts()
        for pair in TWO_WORDS.findall(COMMAND.sub("", zh))
        if not set(pair.split()) <= NAMES
    ]
    assert found == []


def test_what_is_said_in_one_language_is_said_in_the_other() -> None:
    found = list(texts())
    assert len(found) > 1000, "the walk finds the strings"
    assert [(at, zh, en) for at, zh, en in found if len(CHINESE.findall(zh)) > 2 and not en.strip()] == []
    assert [(at, zh, en) for at, zh, en in found if re.search("[A-Za-z]{3}", en) and not zh.strip()] == []


def test_each_step_of_the_lineage_has_words_in_chinese() -> None:
    models = set(load_models())
    assert models == set(STEPS) | (models & set(TABLES))
    assert not set(STEPS) & set(TABLES)
    assert all(CHINESE.search(text) and not TWO_WORDS.search(text) for text in STEPS.values())
