"""Real records that nobody here wrote: one feed in three layouts and three date formats."""

from __future__ import annotations

from pathlib import Path

from tests.unit.ingest.importing import Importing

PROFILE = str(Path(__file__).parents[3] / "docs" / "examples" / "la311.toml")
FILES = ("requests_seed.csv", "2018_mini_b.csv", "2018_mini_a.csv")


def test_all_layouts_are_read(office: Importing, la311: Path) -> None:
    """Every row of every layout is taken, and impossible dates are warned of."""
    reports = office.ingest_all(*(la311 / name for name in FILES), profile=PROFILE)
    assert [(report.error, report.rows_read, report.rows_accepted) for report in reports] == [
        (None, 10_000, 10_000)
    ] * 3
    assert reports[2].warnings["closed_before_registered"] > 0
    assert office.rows("select count(distinct layout_id) from raw.file") == [(1,)]
    days = "select min(registered_on)::varchar, max(registered_on)::varchar from raw.case_version"
    assert office.rows(f"{days} where registered_on >= date '2020-01-01'") == [("2020-01-01", "2020-01-03")]
    assert office.rows(f"{days} where registered_on < date '2018-06-01'") == [("2018-01-01", "2018-01-04")]
    assert (
        office.rows("select count(*) from raw.case_version where topic_1 = 'Metal/Household Appliances'")[0][0] > 2000
    )
    share = "select count(*) filter (township_code is not null) / count(*) from raw.case_version"
    assert office.rows(share)[0][0] > 0.98


def test_the_same_cases_in_another_layout(office: Importing, la311: Path) -> None:
    """The second file holds the same 10,000 numbers: no new case; only what its minutes without seconds change."""
    office.ingest(la311 / "requests_seed.csv", profile=PROFILE)
    keys = office.rows("select count(distinct row_key) from raw.case_version")
    report = office.ingest(la311 / "test_requests.csv", profile=PROFILE)
    assert report.error is None
    assert report.rows_read == 10_000
    assert report.rows_unchanged > 9_700
    assert office.rows("select count(distinct row_key) from raw.case_version") == keys == [(10_000,)]
