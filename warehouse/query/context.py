"""What stands around the figures of a published version: its weeks, members of breakdowns, inputs and files.

Belongs here: look-ups on one version that are not figures of the metric book. What every figure asks for is asked once
a version, for a published version never changes.
Does not belong here: figures (metric.py), case rows (rows.py), words for a reader (warehouse/exhibits).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from warehouse.calendar import week_of
from warehouse.catalogue.codes import OTHER_TOPIC
from warehouse.catalogue.model import Text
from warehouse.query.published import Version, cursor
from warehouse.storage.ask import one


@dataclass(frozen=True, slots=True)
class Build:
    """How far the data of a version reach."""

    as_of_on: date
    data_through: date
    clock_on: date
    first_registered_on: date | None
    last_registered_on: date | None


@dataclass(frozen=True, slots=True)
class Reach:
    """From which day to which day the exports of a kind reach, and the last ended day of them."""

    first_on: date | None
    data_through: date
    clock_on: date


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the office's calendar, both days included."""

    id: str
    start: date
    end: date
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A township or a responsible unit."""

    code: str
    name: str
    group: str | None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that the office handed in. Instants are UTC."""

    file_id: int
    name: str
    source: str
    exported_at: datetime | None
    exported_at_basis: str
    rows_read: int
    rows_accepted: int
    rows_unchanged: int
    rows_rejected: int
    retracted_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many rows of all files a rule of the importer refused or warned of."""

    rule: str
    severity: str
    rows: int
    files: int


@dataclass(frozen=True, slots=True)
class UnmappedColumn:
    """A column that no field stands for, and in how many files it occurs."""

    header: str
    is_denied: bool
    files: int


@dataclass(frozen=True, slots=True)
class UnmatchedName:
    """A name of a township or unit that stands for none in the reference table, or for several."""

    kind: str
    name: str
    cases: int
    codes: int  # of how many units it is the name


@dataclass(frozen=True, slots=True)
class Revision:
    """Cases of a week of which a file changed a field, or that vanished from it."""

    week: str
    field: str
    file: str
    cases: int


@lru_cache(maxsize=16)
def build(version: Version) -> Build:
    """How far the data of the version reach."""
    with cursor(version.marts) as connection:
        row = connection.execute(
            "select as_of_on, data_through, clock_on, first_registered_on, last_registered_on from marts.build"
        ).fetchone()
    if row is None:
        raise LookupError("marts.build is empty")
    return Build(*row)


@lru_cache(maxsize=128)
def reach_of(version: Version, source: str) -> Reach:
    """How far the exports of a kind reach; a kind that was never imported reaches no day."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select first_on, data_through, clock_on from marts.source where source = ?", [source]
        ).fetchall()
    if rows:
        return Reach(*rows[0])
    whole = build(version)
    return Reach(None, whole.data_through, whole.clock_on)


@lru_cache(maxsize=32)
def weeks(version: Version, week_start: int) -> tuple[Week, ...]:
    """Every week from the first registration to the end of the data, oldest first, those without a case too."""
    reach = build(version)
    if reach.first_registered_on is None:
        return ()
    found = []
    period = week_of(reach.first_registered_on, week_start)
    while period.start <= reach.data_through:
        found.append(Week(period.label, period.start, period.end, period.end <= reach.clock_on))
        period = week_of(period.end + timedelta(days=1), week_start)
    return tuple(found)


def townships(version: Version) -> tuple[Member, ...]:
    """Townships in order of code; the special classes stand last."""
    return _members(version, "township")


def departments(version: Version) -> tuple[Member, ...]:
    """Responsible units in order of code; the special classes stand last."""
    return _members(version, "department")


@lru_cache(maxsize=32)
def _members(version: Version, table: str) -> tuple[Member, ...]:
    with cursor(version.marts) as connection:
        rows = connection.execute(f"select code, name, unit_group from marts.{table} order by code").fetchall()
    return tuple(Member(*row) for row in rows)


@lru_cache(maxsize=16)
def topics(version: Version) -> tuple[str, ...]:
    """First-level topics that occur, in order of name, what is left over last."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select distinct topic_1 from marts.fact_case order by topic_1 = ?, topic_1", [OTHER_TOPIC]
        ).fetchall()
    return tuple(row[0] for row in rows if row[0] is not None)


@lru_cache(maxsize=16)
def missing_inputs(version: Version) -> tuple[str, ...]:
    """Inputs of metrics that no export of this office carries."""
    with cursor(version.marts) as connection:
        rows = connection.execute("select input_id from marts.input where is_available = 0 order by 1").fetchall()
    return tuple(row[0] for row in rows)


@lru_cache(maxsize=16)
def _published_columns(version: Version) -> frozenset[tuple[str, str]]:
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'marts'"
        ).fetchall()
    return frozenset((table, name) for table, name in rows)


def lacks(version: Version, table: str, names: Iterable[str]) -> bool:
    """Whether the version was published before a table had all these columns."""
    return not {(table, name) for name in names} <= _published_columns(version)


@lru_cache(maxsize=64)
def most_rows_of_a_matter(version: Version, fact: str) -> int:
    """How many rows of a fact belong to one matter at most; 0 of an empty fact."""
    with cursor(version.marts) as connection:
        sql = f"select max(n) from (select count(*) as n from marts.{fact} group by matter_key)"
        return int(one(connection, sql)[0] or 0)


def imported_files(version: Version) -> tuple[ImportedFile, ...]:
    """Files in order of export, the latest first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            """
            select
                file_id, name, source, exported_at, exported_at_basis, rows_read, rows_accepted, rows_unchanged,
                rows_rejected, retracted_at
            from marts.imported_file
            order by exported_at desc nulls last, file_id desc
            """
        ).fetchall()
    return tuple(ImportedFile(*row) for row in rows)


def rule_counts(version: Version) -> tuple[RuleCount, ...]:
    """Rules of the importer that fired, refusals before warnings, most rows first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            """
            select rule, severity, sum(rows) as rows_n, count(distinct file_id) as files_n
            from marts.file_rule
            group by rule, severity
            order by severity, rows_n desc, rule
            """
        ).fetchall()
    return tuple(RuleCount(rule, severity, int(n), files) for rule, severity, n, files in rows)


def unmapped_columns(version: Version) -> tuple[UnmappedColumn, ...]:
    """Columns that no field stands for, those that may not enter first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            """
            select header, max(is_denied) as is_denied, count(distinct file_id) as files_n
            from marts.unmapped_column
            group by header
            order by is_denied desc, files_n desc, header
            """
        ).fetchall()
    return tuple(UnmappedColumn(header, bool(denied), files) for header, denied, files in rows)


@lru_cache(maxsize=16)
def revisions(version: Version) -> tuple[Revision, ...]:
    """What later exports changed of what earlier ones had said, latest week of registration first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            """
            select r.week, r.field, f.name, r.cases
            from marts.revision r
            inner join marts.imported_file f on f.file_id = r.file_id
            order by r.week desc, f.exported_at desc, r.field
            """
        ).fetchall()
    return tuple(Revision(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """A question that the data raise about themselves; one that is not open could not be tested, and says why."""

    rule: str
    subject_kind: str
    subject: str
    period: str
    text: Text
    check: Text
    is_open: bool


@lru_cache(maxsize=16)
def integrity_findings(version: Version) -> tuple[IntegrityFinding, ...]:
    """Questions of a version, open ones first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            """
            select rule, subject_kind, subject, finding_period, text_zh, text_en, check_zh, check_en, is_open
            from marts.integrity_finding
            order by is_open desc, rule, subject_kind, subject, finding_period
            """
        ).fetchall()
    return tuple(
        IntegrityFinding(rule, kind, subject, period, Text(zh, en), Text(check_zh, check_en), bool(is_open))
        for rule, kind, subject, period, zh, en, check_zh, check_en, is_open in rows
    )


def unmatched_names(version: Version) -> tuple[UnmatchedName, ...]:
    """Names that stand for no unit of the reference tables, or for several, most cases first."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select kind, name, cases, codes from marts.unmatched_name order by kind desc, cases desc, name"
        ).fetchall()
    return tuple(UnmatchedName(*row) for row in rows)
