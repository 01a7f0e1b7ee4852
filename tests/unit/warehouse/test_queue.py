"""The queue of work: oldest first, taken once, told how it ended; interrupted work is not left running."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse.home import ConfigurationError, Home, set_office
from warehouse.storage import queue
from warehouse.storage.outcomes import read_outcomes, set_outcome

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_work_is_taken_in_order_and_only_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    first, second = (queue.ask(home, verb, [], NOW) for verb in ("build", "report"))
    taken = [queue.take(home, NOW), queue.take(home, NOW), queue.take(home, NOW)]
    assert [work and work.id for work in taken] == [first, second, None]
    assert all(work.state == "running" for work in queue.recent(home))


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    home = Home(tmp_path)
    work = queue.ask(home, "alias", ["township", "-城关", "01"], NOW)
    queue.take(home, NOW)
    queue.note_progress(home, work, "读取 / reading")
    assert queue.recent(home)[0].progress == "读取 / reading"
    queue.finish(home, work, 0, {"code": "01", "名": "城关"}, "", NOW)
    found = queue.recent(home)[0]
    assert (found.state, found.result, found.arguments) == (
        "done",
        {"code": "01", "名": "城关"},
        ("township", "-城关", "01"),
    )


@pytest.mark.parametrize(("code", "state"), [(0, "done"), (3, "done"), (1, "failed"), (4, "failed"), (5, "failed")])
def test_refused_rows_are_a_result_and_other_codes_a_failure(tmp_path: Path, code: int, state: str) -> None:
    home = Home(tmp_path)
    work = queue.ask(home, "ingest", ["x.csv"], NOW)
    queue.take(home, NOW)
    queue.finish(home, work, code, None, "", NOW)
    assert queue.recent(home)[0].state == state


def test_interrupted_work_is_said_to_be(tmp_path: Path) -> None:
    home = Home(tmp_path)
    queue.ask(home, "build", [], NOW)
    queue.ask(home, "build", [], NOW)
    queue.take(home, NOW)
    assert queue.fail_interrupted(home, "中断", NOW) == 1
    assert [w.state for w in queue.recent(home)] == ["waiting", "failed"]


def test_a_page_cannot_ask_for_other_verbs(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="不能要求"):
        queue.ask(Home(tmp_path), "serve", [], NOW)


def test_what_was_found_behind_an_alarm_is_kept_and_taken_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    set_outcome(home, "a|b", "confirmed", NOW)
    set_outcome(home, "a|b", "chance", NOW)
    assert read_outcomes(home) == {"a|b": "chance"}
    set_outcome(home, "a|b", None, NOW)
    assert read_outcomes(home) == {}
    with pytest.raises(KeyError):
        set_outcome(home, "a|b", "guilty", NOW)


def test_the_office_is_named_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    before = home.configuration_file.read_text("utf-8")
    set_office(home, {"name": '某县“信访”局"', "timezone": "Asia/Urumqi"})
    office = home.configuration().office
    assert (office.name, office.region, office.timezone) == ('某县“信访”局"', "示例县", "Asia/Urumqi")
    after = home.configuration_file.read_text("utf-8")
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        'name = "某县“信访”局\\""', 'timezone = "Asia/Urumqi"',
    ]  # fmt: skip
    with pytest.raises(ConfigurationError, match="时区"):
        set_office(home, {"timezone": "Mars/Olympus"})
    assert home.configuration_file.read_text("utf-8") == after, "a mistake leaves the file as it was"
