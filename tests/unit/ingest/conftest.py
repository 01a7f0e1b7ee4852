"""The office of every test here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.ingest.importing import Importing


@pytest.fixture
def office(tmp_path: Path) -> Importing:
    """A fresh office."""
    return Importing(tmp_path)
