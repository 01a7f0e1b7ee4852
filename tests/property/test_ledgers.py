"""Section 6 on random ledgers: what is published equals a brute-force reference, exactly, through the real importer."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar

from pipelines.ingest import IngestOptions, ingest_files
from tests.ledger_reference import DUTY_FIELDS, LEDGERS, RECEPTION_KEY, LedgerReference
from tests.property.examples import examples
from tests.reference import Figure, File, Row
from tests.warehouse_builder import Builder
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Metric
from warehouse.home import Configuration, Home
from warehouse.query import metric
from warehouse.query.published import close_readers

NOW = datetime(2028, 1, 1, tzinfo=UTC)
METRICS_OF_LEDGERS = {m.id: m for m in METRICS.values() if m.section == 6}
SLICES = ((), ("leader_level",), ("department",), ("township",), ("topic_1",), ("ownership",), ("year",), ("month",),
          ("department_group", "leader_level"), ("reception_form", "topic_2"))  # fmt: skip

UNITS = ("城管局", "人社局", "无此局", None)
PLACES = ("东关街道", "西河镇", "东街", None)
TOPICS = ("城乡建设_物业", "城乡建设_拆迁", "劳动保障", None)
OPTIONAL = {
    "receptions": {
        "events": 0.9, "event_persons": 0.9, "solved_events": 0.7, "solved_persons": 0.7, "due_on": 0.6,
        "reception_result": 0.8, "unit_head_present": 0.7, **dict.fromkeys(DUTY_FIELDS, 0.6),
    },
    "reception_plan": {},
    "owned_cases": {
        "leader_level": 0.9, "owning_department": 0.9, "township": 0.8, "event_persons": 0.8, "owned_on": 0.85,
        "due_on": 0.8, "last_progress_on": 0.7, "case_closed_on": 0.8, "settled_on": 0.4, "settled_flag": 0.6,
    },
    "disputes": {
        "township": 0.9, "topic": 0.9, "department": 0.8, "leader_level": 0.8, "due_on": 0.8, "resolved_on": 0.7,
        "resolved_flag": 0.5,
    },
    "decisions": {"department": 0.9, "due_on": 0.9, "done_on": 0.85},
}  # fmt: skip
MENDED = {"future_date", "unknown_code", "unknown_flag", "denied_value", "duplicate_collapsed"}
LIMITS = ("due_on", "planned_on")


@dataclass(frozen=True, repr=False)
class Office:
    """Ledgers, cases and reference tables of an office, in order of ingestion, and the day of the build."""

    files: tuple[File, ...]
    as_of: date
    recipe: str
    configuration: Configuration = field(default_factory=Configuration)

    def __repr__(self) -> str:
        return self.recipe

    @contextmanager
    def published(self) -> Iterator[Home]:
        """Published in a new home: ledgers through the importer, the other files straight into raw."""
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder) / "家")
            home.create()
            builder = Builder(home, configuration=self.configuration)
            rng = random.Random(self.recipe)
            try:
                for number, f in enumerate(self.files):
                    if f.source in LEDGERS:
                        self.take(builder, write(Path(folder) / f"{number}.csv", f, rng), f)
                    else:
                        builder.file(f.exported.isoformat(), list(f.rows), f.source)
                builder.publish(self.as_of.isoformat())
                builder.connection.close()
                yield home
            finally:
                close_readers()

    def take(self, builder: Builder, path: Path, f: File) -> None:
        """Ingest a ledger; no row of it is refused or mended, though some are asked about."""
        options = IngestOptions(source=f.source, exported_at=f.exported)
        (report,) = ingest_files(
            builder.connection, builder.home, self.configuration, [path], options, NOW, lambda _: None
        )
        assert (report.error, report.rows_read, report.rejections) == (None, len(f.rows), {})
        assert not MENDED & set(report.warnings)
        builder.files += 1


def write(path: Path, f: File, rng: random.Random) -> Path:
    """A ledger as an office keeps it: any known header of a field, any spelling of a date or code."""
    columns = sorted(f.carried - {"held_span"})
    headers = [rng.choice(FIELDS["topic_1" if c == "topic" else c].headers) for c in columns]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headers)
        writer.writerows([spelled(row, c, rng) for c in columns] for row in f.rows)
    return path


def spelled(row: Row, name: str, rng: random.Random) -> str:
    value = row.get(name)
    if name in DUTY_FIELDS:
        return "见附件" if value else ""
    if value is None:
        return ""
    if isinstance(value, date):
        span = row["held_span"] if name == "held_on" else "day"
        forms = {
            "day": (
                f"{value}",
                f"{value.year}年{value.month}月{value.day}日",
                f"{value.year}/{value.month}/{value.day}",
            ),
            "month": (f"{value.year}年{value.month}月", f"{value:%Y-%m}"),
            "year": (f"{value.year}年", f"{value.year}"),
        }
        return rng.choice(forms[span])
    codes = FIELDS[name].codes if name in FIELDS else None
    if codes:
        code = next(code for code in CODE_LISTS[codes] if code.id == str(value))
        return rng.choice([code.name.zh, *code.labels])
    return str(value)


def office(seed: int, things: int, exports: int, *, early: bool, late: bool) -> Office:
    """An office of so many rows a ledger; `early`: built as of a day before its last export; `late`: beyond the
    holiday calendar."""
    rng = random.Random(seed)
    start = date(2026, 9, 1) if late else date(2025, 2, 1)
    days = sorted(start + timedelta(d) for d in rng.sample(range(60, 240), exports))
    files = _cases(rng, start)
    if rng.random() < 0.5:
        files += _reference(start)
    for source in LEDGERS:
        if rng.random() < 0.9:
            files += _exports(rng, source, _STORIES[source](rng, start, things, days[-1]), days)
    rng.shuffle(files)
    as_of = days[0] - timedelta(rng.choice([-5, 0, 10])) if early else days[-1] + timedelta(rng.choice([0, 9]))
    return Office(tuple(files), as_of, f"office({seed}, {things}, {exports}, early={early}, late={late})")


def _cases(rng: random.Random, start: date) -> list[File]:
    rows: list[Row] = [
        {"case_id": f"X{n}", "registered_at": f"{start}T09:00", "matter_id": rng.choice([None, "M1", "M2"]),
         "purpose": rng.choice(["claim", "claim", "accusation"]), "confidential_flag": rng.choice([0, 0, 0, 1])}
        for n in range(6)
    ]  # fmt: skip
    return [File(start, tuple(rows))] if rng.random() < 0.7 else []


def _reference(start: date) -> list[File]:
    places: list[Row] = [
        {"ref_township_code": "110101001", "ref_township_name": "东关街道", "aliases": "东关办;东街"},
        {"ref_township_code": "110101002", "ref_township_name": "西河镇", "aliases": None},
    ]
    units: list[Row] = [
        {"ref_department_code": "D1", "ref_department_name": "城管局", "unit_group": "县直"},
        {"ref_department_code": "D2", "ref_department_name": "人社局", "unit_group": None},
    ]
    return [File(start, tuple(places), "townships"), File(start, tuple(units), "departments")]


def _exports(rng: random.Random, source: str, stories: list[Row], days: list[date]) -> list[File]:
    always = {name for story in stories for name in story} - set(OPTIONAL[source])
    files = []
    for exported in days:
        columns = always | {name for name, p in OPTIONAL[source].items() if rng.random() < p}
        rows = []
        for story in stories:
            if rng.random() < 0.85 and (story["seen_from"] or days[0]) <= exported:
                row = {name: _known(name, story.get(name), exported) for name in columns - {"seen_from", "copies"}}
                if row.get("ownership") == "owned" and rng.random() < 0.5:
                    row["ownership"] = None  # 包案 is what a blank kind means
                rows += [row] * story.get("copies", 1)
        rng.shuffle(rows)
        if rows:
            files.append(File(exported, tuple(rows), source, frozenset(columns - {"seen_from", "copies"})))
    return files


def _known(name: str, value: Any, exported: date) -> Any:
    """An event that has not happened yet is blank; limits and plans may lie ahead."""
    if isinstance(value, date) and name not in LIMITS and value > exported:
        return 0 if name.endswith("_flag") else None
    return value


def _maybe(rng: random.Random, value: Any, p: float = 0.8) -> Any:
    return value if rng.random() < p else None


def _limit(rng: random.Random, since: date, last: date) -> date | None:
    """A limit, half the time at the boundaries of the last export."""
    return _maybe(rng, rng.choice([since + timedelta(rng.randrange(90)), last + timedelta(rng.choice([0, 1, 7, 8]))]))


def _code(rng: random.Random, codes: str) -> str | None:
    return rng.choice([None, *(code.id for code in CODE_LISTS[codes])])


def _receptions(rng: random.Random, start: date, things: int, last: date) -> list[Row]:
    stories: dict[tuple[Any, ...], Row] = {}
    for _ in range(things):
        span = rng.choice(["day"] * 6 + ["month", "year"])
        day = start + timedelta(rng.randrange(240))
        events = rng.choice([None, 1, 1, 1, 2, 30])
        persons = _maybe(rng, rng.choice([1, 2, 4, 5, 6, 40]))
        story: Row = {
            "held_on": {"day": day, "month": day.replace(day=1), "year": date(day.year, 1, 1)}[span], "held_span": span,
            "leader_level": _code(rng, "leader_level"), "reception_form": _code(rng, "reception_form"),
            "reception_place": rng.choice(["接待中心", None]), "township": rng.choice(PLACES),
            "department": rng.choice(UNITS), "topic": rng.choice(TOPICS), "events": events, "event_persons": persons,
            "solved_events": _maybe(rng, rng.choice([0, 1, 1, 31])), "solved_persons": _maybe(rng, rng.choice([0, 1, 5])),
            "due_on": _maybe(rng, day + timedelta(30)), "reception_result": _code(rng, "reception_result"),
            "unit_head_present": rng.choice([0, 1, None]), **{name: rng.choice([0, 1]) for name in DUTY_FIELDS},
            "copies": rng.choice([1, 1, 1, 2, 3]),
        }  # fmt: skip
        story["seen_from"] = story["held_on"]
        stories[tuple(story[name] for name in RECEPTION_KEY)] = story
    return list(stories.values())


def _plans(rng: random.Random, start: date, things: int, last: date) -> list[Row]:
    return [
        {"planned_on": start + timedelta(rng.randrange(260)), "leader_level": _code(rng, "leader_level"),
         "reception_place": f"地点{n}", "seen_from": None}
        for n in range(things)
    ]  # fmt: skip


def _owned(rng: random.Random, start: date, things: int, last: date) -> list[Row]:
    numbers = ["X0", "X1", "X2", "X3", "M1", "M2", *(f"Z{n}" for n in range(things))]
    stories = {}
    for _ in range(things):
        since = start + timedelta(rng.randrange(200))
        closed = _maybe(rng, since + timedelta(rng.randrange(90)), 0.6)
        settled = closed and _maybe(rng, closed + timedelta(rng.randrange(20)), 0.6)
        story: Row = {
            "owned_id": rng.choice(numbers), "ownership": _code(rng, "ownership"),
            "leader_level": _code(rng, "leader_level"), "owning_department": rng.choice(UNITS),
            "township": rng.choice(PLACES), "event_persons": _maybe(rng, rng.randrange(20)),
            "owned_on": _maybe(rng, since, 0.9), "due_on": _limit(rng, since, last),
            "last_progress_on": _maybe(rng, rng.choice([since + timedelta(rng.randrange(60)), last - timedelta(30)])),
            "case_closed_on": closed and _maybe(rng, closed), "settled_on": settled,
            "settled_flag": rng.choice([None, 0, 1]) if settled is None else 1, "seen_from": since,
        }  # fmt: skip
        stories[story["owned_id"], story["ownership"] or "owned"] = story
    return list(stories.values())


def _disputes(rng: random.Random, start: date, things: int, last: date) -> list[Row]:
    stories = []
    for n in range(things):
        found = start + timedelta(rng.randrange(200))
        resolved = _maybe(rng, found + timedelta(rng.randrange(90)), 0.6)
        stories.append({
            "dispute_id": f"{n // 2 + 1}", "found_on": _maybe(rng, found, 0.9) if n % 2 else found,
            "township": rng.choice(PLACES), "topic": rng.choice(TOPICS), "department": rng.choice(UNITS),
            "leader_level": _code(rng, "leader_level"), "due_on": _limit(rng, found, last),
            "resolved_on": resolved and _maybe(rng, resolved),
            "resolved_flag": rng.choice([None, 0, 1]) if resolved is None else 1, "seen_from": found,
        })  # fmt: skip
    return list({(s["dispute_id"], s["found_on"]): s for s in stories}.values())


def _decisions(rng: random.Random, start: date, things: int, last: date) -> list[Row]:
    stories: list[Row] = []
    for n in range(things):
        decided = start + timedelta(rng.randrange(200))
        stories.append({
            "decision_id": f"{n}", "decided_on": _maybe(rng, decided, 0.9), "department": rng.choice(UNITS),
            "due_on": _limit(rng, decided, last),
            "done_on": _maybe(rng, decided + timedelta(rng.randrange(60)), 0.6), "seen_from": decided,
        })  # fmt: skip
    return stories


_STORIES = {
    "receptions": _receptions, "reception_plan": _plans, "owned_cases": _owned, "disputes": _disputes,
    "decisions": _decisions,
}  # fmt: skip


def an_office(rng: random.Random) -> Office:
    """Any office."""
    early, late = rng.random() < 0.5, rng.random() < 0.5
    return office(rng.randrange(10**6), rng.randint(1, 30), rng.randint(1, 4), early=early, late=late)


def is_worked(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def blank(made: Office, definition: Metric) -> str | None:
    """Why a metric is blank: the first of its inputs that no export in use carries."""
    for need in definition.needs:
        source = need if need in LEDGERS else "receptions"
        own = [f for f in made.files if f.source == source]
        used = [f for f in own if f.exported <= made.as_of] or own
        columns = {
            "reception_solved": {"solved_events"}, "reception_solved_persons": {"solved_persons"},
            "duty_fields": {*DUTY_FIELDS, "due_on"},
        }.get(need, {need})  # fmt: skip
        if not used or (need not in LEDGERS and not any(columns & f.carried for f in used)):
            return f"not_in_export:{need}"
    return None


Table = dict[tuple[str, ...], Figure]


def spoken(table: Table) -> Table:
    """A cell in which nothing is counted or left out says nothing."""
    return {k: f for k, f in table.items() if f.numerator or f.denominator or f.excluded}


def differences(home: Home, made: Office, start: date | None = None, end: date | None = None) -> list[str]:
    """What is published otherwise than the reference says."""
    reference = LedgerReference(made.files, made.as_of, made.configuration, is_worked)
    found = []
    for name, definition in METRICS_OF_LEDGERS.items():
        for by in SLICES:
            if not set(by) <= set(definition.breakdowns):
                continue
            asked = (*by, definition.classes) if definition.classes else by
            cells = metric(home, name, by=by, start=start, end=end, exact=True).cells
            reason = blank(made, definition)
            if reason:
                found += [f"{name} by {by}: {c}, but {reason}" for c in cells if (c.value, c.reason) != (None, reason)]
                continue
            got = {
                c.by: Figure(c.value, int(c.numerator or 0), c.denominator, c.excluded, c.distinct_matters or 0)
                for c in cells if c.reason != "no_data"
            }  # fmt: skip
            want = reference.table(name, definition.form, asked, start, end, is_up_to=definition.reach == "up_to")
            got, want = spoken(got), spoken(want)
            found += [
                f"{name} by {by} {key}: published {got.get(key)}, reference {want.get(key)}"
                for key in sorted({*want, *got})
                if want.get(key) != got.get(key)
            ]
    return found


@examples(10)
def test_every_ledger_metric_equals_the_reference(seed: int) -> None:
    made = an_office(random.Random(seed))
    with made.published() as home:
        assert differences(home, made) == []


@examples(5)
def test_a_period_takes_its_flows_and_what_was_listed_by_its_end(seed: int) -> None:
    rng = random.Random(seed)
    made = an_office(rng)
    start = made.as_of - timedelta(rng.randint(0, 250))
    with made.published() as home:
        assert differences(home, made, start, start + timedelta(rng.randint(0, 120))) == []


@examples(4)
def test_parts_sum_to_wholes(seed: int) -> None:
    with an_office(random.Random(seed)).published() as home:
        for name, definition in METRICS_OF_LEDGERS.items():
            if definition.form not in ("count", "share"):
                continue
            (whole,) = metric(home, name, exact=True).cells
            for breakdown in (*definition.breakdowns,):
                if breakdown == "period":
                    continue
                parts = metric(home, name, by=(breakdown,), exact=True).cells
                assert sum(p.numerator or 0 for p in parts) == (whole.numerator or 0), (name, breakdown)
                assert sum(p.denominator or 0 for p in parts) == (whole.denominator or 0), (name, breakdown)
                left_out = sum(sum(p.excluded.values()) for p in parts)
                assert left_out == sum(whole.excluded.values()), (name, breakdown)


@examples(3)
def test_settled_is_within_closed_and_open_is_the_rest(seed: int) -> None:
    with an_office(random.Random(seed)).published() as home:
        found: dict[str, Any] = {
            name: metric(home, name, exact=True).cells[0]
            for name in ("owned_cases", "owned_closed_rate", "owned_settled_of_closed", "owned_open", "owned_overdue")
        }
        if found["owned_cases"].value is None:
            return
        closed = found["owned_closed_rate"]
        assert (closed.denominator or 0) + sum(closed.excluded.values()) == found["owned_cases"].value
        assert (closed.numerator or 0) + (found["owned_open"].value or 0) == (closed.denominator or 0)
        assert (found["owned_settled_of_closed"].denominator or 0) <= (closed.numerator or 0)
        assert (found["owned_overdue"].value or 0) <= (found["owned_open"].value or 0)
