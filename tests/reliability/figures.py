"""Everything that an office serves."""

from __future__ import annotations

from pathlib import Path

from tests.published_figures import Figures, answers, tables
from warehouse.home import Home
from warehouse.query import current_version
from warehouse.query.published import close_readers


def figures(folder: Path) -> Figures:
    """Every published table, and every metric in all and, where it has them, by township."""
    home = Home(folder)
    version = current_version(home)
    found = tables(version.marts) | tables(version.rows)
    assert found
    found |= answers(home) | answers(home, by=("township",))
    close_readers()
    return found
