"""数据质量: a version of another release takes a form off the page, not the page, from which the office builds again."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.pages import data
from tests.unit.dashboards.test_state import view
from warehouse.query import QueryError


def test_names_that_cannot_be_read_leave_the_form_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_another_release(_: Any) -> Any:
        raise QueryError("由另一版程序发布 / published by another release")

    monkeypatch.setattr(data, "unmapped_columns", lambda _: ())
    monkeypatch.setattr(data, "unmatched_names", lambda _: ())
    assert len(data._alias(view())) == 1
    monkeypatch.setattr(data, "unmatched_names", of_another_release)
    assert data._alias(view()) == []
