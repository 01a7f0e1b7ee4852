"""Profiles of foreign feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.ingest import IngestError
from pipelines.ingest.profiles import load_profile
from tests.unit.ingest.importing import Importing

PROFILE = """
source = "cases"
[columns]
ticket = "case_id"
opened = "registered_at"
"How" = "channel"
[values.channel]
Call = "phone"
[dates]
formats = ["%d/%m/%Y"]
[fixed]
township = "东街街道"
counted_flag = "1"
"""


def test_a_feed_is_read_through_its_profile(office: Importing) -> None:
    """Columns, values, date formats and what is the same in every row."""
    (office.home.profiles / "feed.toml").write_text(PROFILE, "utf-8")
    report = office.take("Ticket,OPENED,how,note\nT1,02/01/2026,call,x\n", profile="feed")
    assert report.source == "cases"
    assert report.unmapped_columns == ["note"]
    assert office.rows(
        "select case_id, cast(registered_on as varchar), channel, township, counted_flag from raw.case_version"
    ) == [("T1", "2026-01-02", "phone", "东街街道", 1)]
    assert office.rows("select profile from raw.file") == [("feed",)]


def test_a_profile_may_be_a_path(office: Importing) -> None:
    """An example of the handbook is tried before it is copied into the home."""
    path = office.root / "elsewhere.toml"
    path.write_text(PROFILE, "utf-8")
    assert load_profile(str(path), office.home).name == "elsewhere"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('sources = "cases"', "source"),
        ('source = "case"', "cases"),
        ('[columns]\na = "case_no"', "case_id"),
        ('[values.chanel]\na = "web"', "channel"),
        ('[values.channel]\na = "webb"', "web"),
        ("[dates]\nformat = []", "formats"),
        ('[dates]\nformats = ["%d of something"]', "formats"),
        ('[fixed]\nregistered_at = "2026-01-01"', "registered"),
        ('[fixed]\nchannel = "webb"', "web"),
        ("columns = 3", "columns"),
        ('split_topics = "no"', "split_topics"),
        ("[[[", "TOML"),
    ],
)
def test_what_a_profile_may_not_say(office: Importing, text: str, hint: str) -> None:
    """An unknown word names the nearest known one, so that a slip is found at once."""
    (office.home.profiles / "feed.toml").write_text(text, "utf-8")
    with pytest.raises(IngestError, match=hint):
        load_profile("feed", office.home)


def test_an_unknown_profile_names_those_there_are(office: Importing) -> None:
    """The nearest of the home's profiles."""
    (office.home.profiles / "la311.toml").write_text("", "utf-8")
    with pytest.raises(IngestError, match="la311"):
        load_profile("la31", office.home)


def test_the_profile_and_the_option_must_agree(office: Importing) -> None:
    """Two answers to one question."""
    (office.home.profiles / "feed.toml").write_text(PROFILE, "utf-8")
    with pytest.raises(IngestError, match="receptions"):
        office.take("x", profile="feed", source="receptions")


def test_topics_can_be_left_whole(office: Importing) -> None:
    """In some feeds a slash belongs to the name of a topic."""
    (office.home.profiles / "feed.toml").write_text(PROFILE + '\n[values.topic_1]\n"D" = "道路"\n', "utf-8")
    (office.home.profiles / "whole.toml").write_text("split_topics = false\n" + PROFILE, "utf-8")
    text = "Ticket,Opened,一级分类\nT1,02/01/2026,Metal/Household\nT2,02/01/2026,D\n"
    office.take(text, profile="feed")
    office.take(text, profile="whole")
    assert office.rows("select topic_1, topic_2 from raw.case_version where row_key = 'T1' order by 1") == [
        ("Metal", "Household"),
        ("Metal/Household", None),
    ]
    assert ("道路", None) in office.rows("select topic_1, topic_2 from raw.case_version where row_key = 'T2'")


def test_the_example_in_the_documentation(office: Importing) -> None:
    """What the handbook shows must load."""
    example = Path(__file__).parents[3] / "docs" / "examples" / "la311.toml"
    assert load_profile(str(example), office.home).columns["srnumber"] == "case_id"
