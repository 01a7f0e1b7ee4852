"""Which keys and kept links a build may use: as of a day, after a withdrawal, and when the keys are gone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from pipelines.linking import keep_links_and_forget_keys, write_matters
from pipelines.settings import end_of_day, write_settings
from tests.warehouse_builder import MODELS, ORDER, Builder, builder, day
from warehouse.models import run_model

NOW = datetime(2026, 6, 1)
STAGING = [table for table in ORDER if table.startswith(("staging.case", "staging.file", "staging.layout"))]
SIGNATURE = "00" * 64


@pytest.fixture
def office(tmp_path: Path) -> Builder:
    return builder(tmp_path / "home")


def case(number: str, registered: str, topic: str = "城乡建设") -> dict[str, str]:
    return {"case_id": number, "registered_at": f"{registered} 09:00:00", "township": "甲镇", "topic_1": topic}


def keyed(office: Builder, *cases: str, person: str = "p1") -> None:
    """The file that came last also tells who stands behind these cases, and what they say."""
    for number in cases:
        office.connection.execute(
            "insert into restricted.case_key values ($case, 'id_number', $person, $file), ($case, 'subject', $text, $file)",
            {"case": number, "person": person, "text": SIGNATURE, "file": office.files},
        )


def links(office: Builder, as_of: str, *, keep: bool = True) -> list[tuple[str, str]]:
    """What is joined to what; a build that looks from now keeps the links and forgets old keys."""
    write_settings(office.connection, office.configuration, end_of_day(day(as_of), office.configuration), {})
    for table in STAGING:
        run_model(office.connection, MODELS[table])
    write_matters(office.connection, np.random.default_rng(1))
    if keep:
        keep_links_and_forget_keys(office.connection, NOW)
    return office.connection.execute("select case_id, first_case_id from core.derived_link order by all").fetchall()


def withdraw(office: Builder, file_id: int) -> None:
    office.connection.execute("update raw.file set retracted_at = ? where file_id = ?", [NOW, file_id])


def keys(office: Builder) -> set[str]:
    return {row[0] for row in office.connection.execute("select case_id from restricted.case_key").fetchall()}


def test_a_past_week_does_not_know_who_stood_behind_a_case_before_an_export_said_so(office: Builder) -> None:
    rows = [case("A1", "2026-01-05"), case("A2", "2026-02-05")]
    office.file("2026-03-01", rows)
    assert links(office, "2026-03-01", keep=False) == []
    office.file("2026-03-08", rows)
    keyed(office, "A1", "A2")
    assert links(office, "2026-03-08") == [("A2", "A1")]
    assert links(office, "2026-03-01", keep=False) == []


def test_what_only_a_later_export_holds_is_linked_by_its_keys(office: Builder) -> None:
    """A single bulk load: past weeks are reconstructed, their matters too."""
    office.file("2026-03-08", [case("A1", "2026-01-05"), case("A2", "2026-02-05")])
    keyed(office, "A1", "A2")
    assert links(office, "2026-02-10", keep=False) == [("A2", "A1")]


def test_a_link_goes_with_the_file_whose_keys_had_made_it(office: Builder) -> None:
    rows = [case("A1", "2026-01-05"), case("A2", "2026-02-05")]
    office.file("2026-03-01", rows)
    office.file("2026-03-08", rows)
    keyed(office, "A1", "A2")
    assert links(office, "2026-03-08") == [("A2", "A1")]
    withdraw(office, 2)
    assert links(office, "2026-03-08") == []


def test_a_link_that_a_correction_undid_does_not_return_when_the_keys_are_gone(office: Builder) -> None:
    office.file("2024-03-01", [case("A1", "2024-01-05"), case("A2", "2024-02-05")])
    keyed(office, "A1", "A2")
    assert links(office, "2024-03-01") == [("A2", "A1")]
    office.file("2024-03-08", [case("A2", "2024-02-05", topic="教育文体")])
    assert links(office, "2024-03-08") == []
    office.file("2026-05-01", [case("B1", "2026-04-30")])
    assert links(office, "2026-05-01") == []
    assert keys(office) == set()
    assert links(office, "2026-05-01") == []


def test_links_outlive_their_keys(office: Builder) -> None:
    office.file("2024-03-01", [case("A1", "2024-01-05"), case("A2", "2024-02-05")])
    keyed(office, "A1", "A2")
    office.file("2026-05-01", [case("B1", "2026-04-30")])
    assert links(office, "2026-05-01") == [("A2", "A1")]
    assert keys(office) == set()
    assert links(office, "2026-05-01") == [("A2", "A1")]


def test_keys_of_a_withdrawn_file_are_forgotten_in_time_too(office: Builder) -> None:
    office.file("2024-03-01", [case("A1", "2024-01-05")])
    keyed(office, "A1")
    office.file("2026-05-01", [case("B1", "2026-04-30")])
    keyed(office, "B1", person="p2")
    withdraw(office, 1)
    links(office, "2026-05-01")
    assert keys(office) == {"B1"}
