"""Hand-made cases: each has its own unit, so that its one row of the facts can be found by name.

A story is a list of versions (day of export, fields). Each version is a file of its own: a field that it does
not name is a column that the file lacks, None is a present blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.warehouse_builder import Builder, builder
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Configuration, Home

AS_OF = "2024-06-30"

# A first case that every rate takes, registered long enough ago that every clock has run out.
GOOD: dict[str, Any] = {
    "registered_at": "2024-01-10T09:00", "first_flag": 1, "counted_flag": 1, "litigation_flag": 0,
    "channel": "visit", "persons": 1, "purpose": "claim", "procedure": "petition", "status": "open",
    "registered_class": "petition", "topic_1": "城乡建设", "township": "东关街道",
}  # fmt: skip

Version = tuple[str, dict[str, Any]]
Story = Sequence[Version]
Facts = dict[str, dict[str, Any]]


def good(**fields: Any) -> list[Version]:
    """A good case with these fields, exported once, on the day of the build."""
    return [(AS_OF, {**GOOD, **fields})]


def then(*versions: tuple[str, dict[str, Any]]) -> list[Version]:
    """A good case in several exports; the first carries all of GOOD, the later ones what they name."""
    (first, fields), *later = versions
    return [(first, {**GOOD, **fields}), *((d, {"registered_at": GOOD["registered_at"], **f}) for d, f in later)]


def write(office: Builder, stories: Mapping[str, Story]) -> None:
    """Each version as a file, in order of export."""
    versions = [(day, name, fields) for name, story in stories.items() for day, fields in story]
    for day, name, fields in sorted(versions, key=lambda v: v[0]):
        office.file(day, [{"case_id": name, "department": name, **fields}])


def read(office: Builder) -> Facts:
    """Rows of the facts by the name of the case."""
    rows = office.connection.execute("select * from marts.fact_case")
    columns = [column[0] for column in rows.description]
    facts = [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]
    return {f["department"]: f for f in facts}


def facts_of(
    folder: Path, stories: Mapping[str, Story], as_of: str = AS_OF, configuration: Configuration | None = None
) -> Facts:
    """Build an office of these stories and give the facts of each."""
    office = builder(folder)
    if configuration is not None:
        office = Builder(Home(folder), configuration=configuration)
    write(office, stories)
    office.build(as_of)
    try:
        return read(office)
    finally:
        office.connection.close()


def rate(facts: Mapping[str, Any], metric: str) -> Any:
    """1 in the numerator, 0 in the denominator only, else the reason why it is left out."""
    definition = METRICS[metric]
    excluded = facts[definition.excluded]
    if excluded is not None:
        assert (facts[definition.numerator], facts[definition.denominator or ""]) == (None, None)
        return excluded
    assert facts[definition.denominator or ""] == 1
    return facts[definition.numerator]


def count(facts: Mapping[str, Any], metric: str) -> Any:
    """What a case adds to a count, 0 where it is none of its kind, or the reason why it is left out."""
    definition = METRICS[metric]
    excluded = facts[definition.excluded]
    if excluded is not None:
        assert facts[definition.numerator] is None
        return excluded
    return facts[definition.numerator] or 0
