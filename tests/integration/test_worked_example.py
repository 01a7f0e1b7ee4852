"""The worked example of the docs: its ledgers through the real importer, its commands, its figures."""

from __future__ import annotations

import json
import re
import shlex
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, tingmin

DOC = ROOT / "docs" / "worked-example.md"
LEDGERS = ROOT / "docs" / "examples" / "ledgers"
CITIES = {"甲市": "city-a", "乙市": "city-b"}


def examples() -> list[tuple[str, str, str]]:
    """City, command and printed result of every row of the tables."""
    found = []
    for part in DOC.read_text("utf-8").split("\n## ")[1:]:
        city = CITIES[part.split(" ", 1)[0]]
        found += [(city, *row) for row in re.findall(r"^\|.*\| `tingmin (metric .*?)` \| (.*?) \|$", part, re.M)]
    return found


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for city in CITIES.values():
        home = tmp_path_factory.mktemp(city) / "home"
        files = sorted((LEDGERS / city).glob("*.csv"))
        report = json.loads(tingmin("ingest", *files, "--json", "--home", home))
        assert [file["source"] for file in report["files"]] == [file.stem.split("-")[0] for file in files]
        assert not any(file["rows_rejected"] or file["warnings"] for file in report["files"])
        made[city] = home
    return made


def test_the_document_has_its_examples() -> None:
    assert len(examples()) == 23


@pytest.mark.parametrize(("city", "command", "printed"), examples())
def test_a_command_gives_the_figure_that_the_document_prints(
    homes: dict[str, Path], city: str, command: str, printed: str
) -> None:
    answer = json.loads(tingmin(*shlex.split(command), "--format", "json", "--home", homes[city]))
    assert [shown(row) for row in answer["rows"]] == printed.split(" · ")
    assert answer["data_through"] == "2012-01-15"


def shown(row: dict[str, Any]) -> str:
    """A row as the document writes it."""
    if row["denominator"] is None:
        return f"{row['value']:,}"
    share = Decimal(row["numerator"]) * 100 / Decimal(row["denominator"])
    assert row["value"] == row["numerator"] / row["denominator"]
    return f"{row['numerator']:,}/{row['denominator']:,} = {share.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}%"
