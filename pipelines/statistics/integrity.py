"""marts.integrity_finding: the questions that an office's own data raise. A question, never an accusation."""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb

from pipelines.metrics.integrity.build import YearOfVisits, integrity
from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.constant_ratio import Attendance
from pipelines.metrics.integrity.finding import Answer, Finding
from pipelines.metrics.integrity.revisions import Issue, Revision
from pipelines.statistics.tables import write_rows
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Text, day_of
from warehouse.home import Home
from warehouse.storage.ask import one

MONTHS = 36  # the history that numbers, closings and lags are held against
UNIT_RULES = ("bulk_closing", "first_to_repeat")
ORGAN_RULES = ("numbering",)


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """A row of marts.integrity_finding. `is_open` is 0 for a rule that could not be tested; the text says why."""

    rule: str
    subject_kind: str  # office, organ or unit
    subject: str
    finding_period: str
    numbers: str  # JSON
    text_zh: str
    text_en: str
    check_zh: str
    check_en: str
    is_open: bool


def write_integrity(connection: duckdb.DuckDBPyConnection, home: Home) -> None:  # noqa: ARG001
    """Write marts.integrity_finding."""
    data_through, first = one(connection, "select data_through, first_registered_on from marts.build")
    answers: list[Answer] = []
    if first is not None:
        answers = integrity(
            _cases(connection),
            data_through,
            visits=_visits(connection),
            revisions=_revisions(connection),
            issues=_issues(connection),
            field_names=_field_names(),
        )
    write_rows(connection, "marts.integrity_finding", IntegrityFinding, [_row(answer) for answer in answers])


def _row(answer: Answer) -> IntegrityFinding:
    kind = "unit" if answer.rule in UNIT_RULES and answer.subject else "office"
    if answer.rule in ORGAN_RULES and answer.subject:
        kind = "organ"
    text, check = (answer.text, answer.check) if isinstance(answer, Finding) else (answer.reason, Text("", ""))
    return IntegrityFinding(
        answer.rule, kind, answer.subject, answer.period, json.dumps(dict(answer.numbers), ensure_ascii=False, default=str),
        text.zh, text.en, check.zh, check.en, isinstance(answer, Finding),
    )  # fmt: skip


def _cases(connection: duckdb.DuckDBPyConnection) -> list[RegisteredCase]:
    # An accused unit must not be told from others: protected cases have no unit here.
    rows = connection.execute(
        f"""
        select
            s.case_id, coalesce(s.registered_by, '未填'), s.registered_on,
            case when c.is_protected = 0 and c.department not in ('未填', '未匹配') then c.department end,
            s.petitioned_on, s.first_closed_on,
            case when s.origin is not null then s.origin = 'own' end,
            case when c.is_first is not null then c.is_first = 1 end
        from staging.case s
        inner join core.case c on c.case_id = s.case_id
        cross join config.build b
        where s.registered_on > b.data_through - interval {MONTHS} month
        order by s.registered_on, s.case_id
        """
    ).fetchall()
    return [RegisteredCase(*row) for row in rows]


def _visits(connection: duckdb.DuckDBPyConnection) -> list[YearOfVisits]:
    """Visits of each whole year by channel; months would make too many pairs for chance."""
    rows = connection.execute(
        """
        select d.year, sum(f.visit_events_n), sum(f.visit_persons_n)
        from marts.fact_case f
        inner join marts.day d on d.day = f.registered_on
        cross join marts.build b
        where f.visit_events_n = 1 and cast(d.year as integer) < year(b.data_through)
        group by d.year
        order by d.year
        """
    ).fetchall()
    return [YearOfVisits("来访", Attendance(year, int(events), int(persons or 0))) for year, events, persons in rows]


def _revisions(connection: duckdb.DuckDBPyConnection) -> list[Revision]:
    rows = connection.execute(
        """
        select min(d.day), r.field, r.cases, cast(f.exported_at as date)
        from marts.revision r
        inner join marts.imported_file f on f.file_id = r.file_id
        inner join marts.day d on d.week = r.week
        group by r.week, r.field, r.file_id, r.cases, f.exported_at
        order by 1, 2, 4
        """
    ).fetchall()
    return [Revision(*row) for row in rows]


def _issues(connection: duckdb.DuckDBPyConnection) -> list[Issue]:
    """Each export of cases is taken for the ground of a paper: a weekly paper was made of it."""
    rows = connection.execute(
        """
        select covers_through, cast(exported_at as date)
        from staging.file where source = 'cases' and in_use = 1 and covers_through is not null order by file_order
        """
    ).fetchall()
    return [Issue(*row) for row in rows]


def _field_names() -> dict[str, Text]:
    names = {field.id: field.name for field in FIELDS.values()}
    return names | {day_of(field.id): field.name for field in FIELDS.values() if field.kind == "instant"}
