"""A brute-force reference of the metric book: plain Python, no SQL, no frames, one case at a time.

Written from the book and the catalogue, not from sql/. Slow and plain on purpose: each rule of the book stands
once, in the words of the book. Tests compare it with what the warehouse publishes.

Reading of the book where it leaves a choice is marked `reading:`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from warehouse.home import Configuration

Row = dict[str, Any]

# Fields of the handling rows of a case: they may differ between its units (metrics.md 0, "Case and unit").
HANDLING = ("unit_role", "assigned_at", "accepted_by_unit_at", "notice_at", "replied_at")

# The office's own acts (metrics.md 2).
OFFICE_ACTS = ("assigned_at", "accepted_at", "notice_at")

# Events: what happened on a day. Limits and plans are not events.
EVENTS = (
    "petitioned_on", "registered_at", "first_petitioned_on", "assigned_at", "accepted_at", "accepted_by_unit_at",
    "notice_at", "extension_approved_on", "replied_at", "closed_at", "review_requested_on", "review_opinion_on",
    "final_requested_on", "final_opinion_on", "evaluated_at",
)  # fmt: skip

# Undated fields that change while a case is handled: unknown when a case is reconstructed.
STATES = (
    "status", "handling", "extended_flag", "outcome", "resolved_flag", "settled_flag", "review_result",
    "final_result", "supervised_flag", "evaluation_office", "evaluation_unit",
)  # fmt: skip

NOT_FILLED, NOT_MATCHED, NOT_DIVIDED = "未填", "未匹配", "不分列"

EVALUATIONS = ("satisfied", "mostly_satisfied", "dissatisfied")


@dataclass(frozen=True)
class File:
    """One export, in order of ingestion."""

    exported: date
    rows: tuple[Row, ...]
    source: str = "cases"
    columns: frozenset[str] = frozenset()

    @property
    def carried(self) -> frozenset[str]:
        """The columns of the file."""
        return self.columns or frozenset(name for row in self.rows for name in row)


@dataclass
class Case:
    """One case as the build sees it."""

    case_id: str
    reconstructed: bool
    fields: Row = field(default_factory=dict)
    units: dict[str | None, Row] = field(default_factory=dict)
    lead: str | None = None
    first_closed_on: date | None = None
    first_replied_on: date | None = None
    office_act_on: date | None = None
    extensions: dict[Any, date] = field(default_factory=dict)  # each limit so extended, and when first exported
    carried: set[str] = field(default_factory=set)
    matter: int = -1
    first: bool | None = None
    first_reason: str | None = None
    deadline_on: date | None = None

    def get(self, name: str) -> Any:
        """A value of the case; of a handling field the lead unit's."""
        return self.fields.get(name)

    def day(self, name: str) -> date | None:
        """The office-time day of a dated field."""
        return as_day(self.get(name))

    @property
    def registered_on(self) -> date:
        """The day of registration."""
        day = self.day("registered_at")
        assert day is not None
        return day

    @property
    def occurred_on(self) -> date:
        """petitioned_on, else the day of registration."""
        return self.day("petitioned_on") or self.registered_on


def as_day(value: Any) -> date | None:
    """The day of a date, or of an ISO text of a date or of an instant in office time."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


@dataclass(frozen=True)
class Figure:
    """A metric on a slice."""

    value: float | None
    numerator: int
    denominator: int | None
    excluded: dict[str, int]
    matters: int = 0


@dataclass(frozen=True)
class Judged:
    """What one case gives to one metric: numerator, denominator (None: not in it), reason it is left out."""

    n: int
    d: int
    x: str | None = None


class Reference:
    """The figures of an office as of a day."""

    def __init__(self, files: Sequence[File], as_of: date, configuration: Configuration | None = None) -> None:
        self.configuration = configuration or Configuration()
        self.as_of = as_of
        self.files = [f for f in files if f.source == "cases"]
        # Ordered by exported_at; Python's sort is stable, so order of ingestion breaks ties.
        self.by_export = sorted(self.files, key=lambda f: f.exported)
        known = [f for f in self.by_export if f.exported <= as_of]
        # Clocks use min(as_of, data_through); with no export that old the day asked for.
        self.clock_on = min(as_of, max(f.exported for f in known)) if known else as_of
        # What the build knows to be exported; with no export that old, what its reconstruction rests on.
        self.used_columns = {name for f in known or self.by_export for name in f.carried}
        self.cases = self._cases()
        self._matters()
        self._firsts()
        self._deadlines()
        self.townships = Units(files, "townships", as_of)
        self.departments = Units(files, "departments", as_of)
        self.judged: dict[str, dict[str, Judged]] = {
            name: {c.case_id: judge(self, c) for c in self.cases} for name, judge in METRIC_RULES.items()
        }

    # --- the state of each case ---

    def _cases(self) -> list[Case]:
        """metrics.md 0, Time and Case and unit."""
        ids = sorted({row["case_id"] for f in self.files for row in f.rows})
        cases = []
        for case_id in ids:
            sightings = [(f, [r for r in f.rows if r["case_id"] == case_id]) for f in self.by_export]
            sightings = [(f, rows) for f, rows in sightings if rows]
            in_force = [s for s in sightings if s[0].exported <= self.as_of]
            case = Case(case_id, reconstructed=not in_force)
            for f, rows in in_force or sightings[:1]:
                self._see(case, f, rows)
                self._date_evaluation(case, rows)
            if case.get("registered_at") is not None:  # registered after the day: not there yet
                cases.append(case)
        return cases

    def _see(self, case: Case, f: File, rows: list[Row]) -> None:
        """Take one version of a case: columns that are there overwrite, columns that are not say nothing."""
        case.carried |= f.carried
        known = case.units
        if "department" in f.carried:
            case.units = {row.get("department"): dict(known.get(row.get("department"), {})) for row in rows}
            for row in rows:
                for name in f.carried & set(HANDLING):
                    case.units[row.get("department")][name] = self._masked(case, name, row.get(name))
            case.lead = self._lead(case)  # a file without units says nothing about them
        for row in rows:
            unit = row.get("department") if "department" in f.carried else case.lead
            for name in f.carried - {"department"}:
                if name not in HANDLING or unit == case.lead:  # clocks use the lead unit's row
                    case.fields[name] = self._masked(case, name, row.get(name))
        case.first_closed_on = case.first_closed_on or case.day("closed_at")
        case.first_replied_on = case.first_replied_on or case.day("replied_at")
        acts = [d for d in (case.day(name) for name in OFFICE_ACTS) if d]
        case.office_act_on = min([*acts, *([case.office_act_on] if case.office_act_on else [])], default=None)
        if "extended_to" in f.carried and case.get("extended_to") is not None:
            case.extensions.setdefault(case.get("extended_to"), f.exported)

    def _masked(self, case: Case, name: str, value: Any) -> Any:
        """Event dates after the day are ignored; a reconstructed case has no undated state."""
        if name in EVENTS and value is not None and (as_day(value) or date.max) > self.as_of:
            return None
        if case.reconstructed and name in STATES:
            return None
        return value

    def _date_evaluation(self, case: Case, rows: list[Row]) -> None:
        """The evaluation of a reconstructed case is dated where its day is, and known if that day has come."""
        evaluated = as_day(rows[-1].get("evaluated_at"))
        if case.reconstructed and evaluated is not None and evaluated <= self.as_of:
            case.fields["evaluation_unit"] = rows[-1].get("evaluation_unit")

    @staticmethod
    def _lead(case: Case) -> str | None:
        """The lead unit: 主办, else the latest assigned; the last row where that does not decide."""
        units = list(case.units)
        leads = [u for u in units if case.units[u].get("unit_role") == "lead"] or units
        if not leads:
            return None
        return max(leads, key=lambda u: (str(case.units[u].get("assigned_at") or ""), units.index(u)))

    # --- matters ---

    def _matters(self) -> None:
        """metrics.md 3: declared by a common matter number, linked by a related case; transitive."""
        groups: list[set[tuple[str, str]]] = []
        for case in self.cases:
            nodes = {("case", case.case_id)}
            if case.get("matter_id") is not None:
                nodes.add(("matter", case.get("matter_id")))
            if case.get("related_case_id") is not None:
                nodes.add(("case", case.get("related_case_id")))
            touching = [g for g in groups if g & nodes]
            groups = [g for g in groups if not g & nodes]
            groups.append(nodes.union(*touching))
        for case in self.cases:
            case.matter = next(i for i, g in enumerate(groups) if ("case", case.case_id) in g)

    def others(self, case: Case) -> list[Case]:
        """The other cases of the matter."""
        return [c for c in self.cases if c.matter == case.matter and c is not case]

    # --- first and repeat ---

    @property
    def first_basis(self) -> str:
        """The one footing of first and repeat: as set, else a flag known for half of the cases, else linkage."""
        setting = self.configuration.basis.first_case
        links = self.used_columns & {"matter_id", "related_case_id"}
        if setting == "linkage" and not links and "first_petitioned_on" not in self.used_columns:
            return "none"  # nothing could have shown a repeat
        if setting != "auto":
            return setting
        national = sum(c.get("first_flag") is not None for c in self.cases)
        local = sum(_local_first(c) is not None for c in self.cases)
        if national and national * 2 >= len(self.cases):
            return "national_flag"
        if local and local * 2 >= len(self.cases):
            return "local_flag"
        if links:
            return "linkage"
        return "national_flag" if national else "local_flag" if local else "none"

    def _firsts(self) -> None:
        basis = self.first_basis
        start = min((c.registered_on for c in self.cases), default=date.min)
        for case in self.cases:
            if basis == "national_flag":
                case.first = _yes(case.get("first_flag"))
            elif basis == "local_flag":
                case.first = _local_first(case)
            elif basis == "linkage":
                self._first_by_linkage(case, start)
            if case.first is None and case.first_reason is None:
                case.first_reason = "first_unknown"

    def _first_by_linkage(self, case: Case, start: date) -> None:
        """An earlier case of the matter in the previous 365 days, blank until 365 days of look-back exist."""
        days = timedelta(self.configuration.thresholds.look_back_days)
        first_day = case.day("first_petitioned_on")
        if first_day is not None:  # settles it
            case.first = first_day >= case.occurred_on
        elif case.registered_on - days < start:
            case.first_reason = "look_back"
        else:
            case.first = not any(
                self._order(c) < self._order(case) and case.registered_on - c.registered_on <= days
                for c in self.others(case)
            )

    @staticmethod
    def _order(case: Case) -> tuple[str, str]:
        return str(case.get("registered_at")), case.case_id

    # --- clocks ---

    def rule_days(self, step: str, registered_on: date) -> int | None:
        """The limit of the rule in force on the day of registration."""
        for rule in self.configuration.clocks:
            if rule.step == step and rule.valid_from <= registered_on <= (rule.valid_to or date.max):
                return rule.days
        return None

    def office_due_on(self, case: Case) -> date | None:
        """Registration + 15 days; the first day is not counted."""
        days = self.rule_days("office_act", case.registered_on)
        return None if days is None else case.registered_on + timedelta(days)

    def _deadlines(self) -> None:
        for case in self.cases:
            case.deadline_on = self._deadline(case)

    def _deadline(self, case: Case) -> date | None:
        """Exported wins; else acceptance + 60 days for the petition procedure, else for claims (推定)."""
        limit = as_day(case.get("deadline_on"))
        accepted = case.day("accepted_at")
        procedure, purpose = case.get("procedure"), case.get("purpose")
        # "without that field": no version of the case carried it; a present blank is a real blank
        in_scope = procedure == "petition" or ("procedure" not in case.carried and purpose == "claim")
        if limit is None and accepted is not None and in_scope:
            days = self.rule_days("closing", case.registered_on)
            limit = None if days is None else accepted + timedelta(days)
        if limit is None:
            return None
        longer = as_day(case.get("extended_to"))
        if longer is not None and timedelta(0) < longer - limit <= timedelta(30):
            approved = case.day("extension_approved_on")
            seen = case.extensions.get(case.get("extended_to"), date.max)  # this extension, not an earlier one
            if (approved is not None and approved <= limit) or seen <= min(limit, self.as_of):
                limit = longer
        return limit

    # --- slices ---

    def is_undivided(self, case: Case) -> bool:
        """metrics.md 12: accusations, discipline procedure and confidential cases stand together."""
        return bool(
            case.get("purpose") == "accusation"
            or case.get("procedure") == "discipline"
            or case.get("confidential_flag") == 1
        )

    def dimension(self, case: Case, name: str, metric: str) -> str:
        """The member of a breakdown to which a case belongs."""
        if name in ("month", "year"):
            return self.cohort_on(metric, case).isoformat()[: 7 if name == "month" else 4]
        if name in ("township", "department", "department_group", "topic_1", "topic_2") and self.is_undivided(case):
            return NOT_DIVIDED
        if name == "township":
            return self.townships.code(case.get("township"), case.get("township_code"))
        if name in ("department", "department_group"):
            code = self.departments.code(case.lead)
            return code if name == "department" else self.departments.group(code)
        return case.get({"source": "origin"}.get(name, name)) or NOT_FILLED

    def cohort_on(self, metric: str, case: Case) -> date:
        """The day by which a case belongs to a period; registration where the metric's own day is not known."""
        day: date | None = case.registered_on
        if metric == "acceptance_in_time_office":
            day = self.office_due_on(case)
        elif metric == "reply_in_time" or metric.startswith("open_"):
            day = case.deadline_on
        elif metric == "one_off_resolution":
            day = case.first_closed_on
        elif metric in ("participation_unit", "satisfied_unit"):
            day = evaluation_due(self, case)
        return day or case.registered_on

    def figure(self, metric: str, cases: Iterable[Case]) -> Figure:
        """A metric over some cases: sums, and their ratio."""
        cases = list(cases)
        judged = [self.judged[metric][c.case_id] for c in cases]
        counted = [j.d if metric in RATES else j.n for j in judged]
        matters = len({c.matter for c, x in zip(cases, counted, strict=True) if x})
        n, d = sum(j.n for j in judged), sum(j.d for j in judged)
        excluded = dict(Counter(j.x for j in judged if j.x is not None))
        if metric in RATES:
            return Figure(n / d if d else None, n, d, excluded, matters)
        return Figure(n, n, None, excluded, matters)

    def blank(self, needs: Iterable[str], inputs: dict[str, tuple[str, ...]]) -> str | None:
        """Why a metric is blank: the first of its inputs that no export carries."""
        for name in needs:
            has_input = bool(self.used_columns & set(inputs[name]))
            if name == "first":
                has_input = self.first_basis != "none"
            if not has_input:
                return f"not_in_export:{name}"
        return None

    def table(
        self,
        metric: str,
        by: Sequence[str] = (),
        where: dict[str, str] | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> dict[tuple[str, ...], Figure]:
        """A metric by breakdowns, in a period of its own cohort day."""
        groups: dict[tuple[str, ...], list[Case]] = {} if by else {(): []}
        for case in self.cases:
            day = self.cohort_on(metric, case)
            if (start and day < start) or (end and day > end):
                continue
            if any(self.dimension(case, k, metric) != v for k, v in (where or {}).items()):
                continue
            groups.setdefault(tuple(self.dimension(case, d, metric) for d in by), []).append(case)
        return {key: self.figure(metric, cases) for key, cases in groups.items()}


class Units:
    """A reference table of townships or departments as of a day; without one, names are taken as they are."""

    def __init__(self, files: Sequence[File], source: str, as_of: date) -> None:
        kind = source.removesuffix("s")
        own = sorted((f for f in files if f.source == source), key=lambda f: f.exported)
        known: dict[str, Row] = {}
        for f in own:
            for row in f.rows:
                code = row[f"ref_{kind}_code"]
                if f.exported <= as_of or code not in known:
                    known[code] = {**known.get(code, {}), **row}
        self.rows = known
        self.spellings: dict[str, str] = {}
        for code, row in known.items():
            for spelling in (*str(row.get("aliases") or "").split(";"), row[f"ref_{kind}_name"], code):
                if spelling:
                    self.spellings[spelling] = code

    def code(self, name: str | None, code: str | None = None) -> str:
        """The code of a unit, by its own code (9 digits, or 12 with zeros) or name."""
        if not self.rows:
            return code or name or NOT_FILLED
        for spelling in (code, (code or "")[:9], name, (name or "")[:9]):
            if spelling and spelling in self.spellings:
                return self.spellings[spelling]
        return NOT_MATCHED if name or code else NOT_FILLED

    def group(self, code: str) -> str:
        """The group of a unit."""
        return self.rows.get(code, {}).get("unit_group") or NOT_FILLED


def _local_first(case: Case) -> bool | None:
    if case.get("local_first_flag") is not None:
        return bool(case.get("local_first_flag") == 1)
    return None if case.get("repeat_flag") is None else bool(case.get("repeat_flag") == 0)


def _yes(flag: Any) -> bool | None:
    return None if flag is None else flag == 1


# --- what one case gives to each metric ---


def is_counted(case: Case) -> bool:
    """counted_flag not "no"."""
    return bool(case.get("counted_flag") != 0)


def persons_in_range(case: Case) -> bool:
    """1 to 9999."""
    return 1 <= (case.get("persons") or 0) <= 9999


def performance_reason(ref: Reference, case: Case) -> str | None:  # noqa: PLR0911
    """metrics.md 0, performance filter: why a case is not assessed, the first reason that fits."""
    if not is_counted(case):
        return "not_counted"
    if case.first is False:
        return "repeat_case"
    # reading: where nothing tells first from repeat the filter cannot be applied, and the basis says "none"
    if case.first is None and ref.first_basis != "none":
        return case.first_reason
    if case.get("litigation_flag") == 1:
        return "litigation"
    if case.get("purpose") == "accusation":
        return "accusation"
    if case.get("outcome") in ("withdrawn", "merged"):
        return "withdrawn_merged"
    # reading: persons not filled in is unknown, not out of range (section 0: unknown is never 0)
    if case.get("persons") is not None and not persons_in_range(case):
        return "persons_out_of_range"
    if registered_by_petition_organ(ref, case) is False:
        return "not_petition_organ"
    return None


def registered_by_petition_organ(ref: Reference, case: Case) -> bool | None:
    """By class where it is exported, else by the department table, else not known and not applied."""
    if any(c.get("registered_class") is not None for c in ref.cases):
        return None if case.get("registered_class") is None else case.get("registered_class") == "petition"
    row = ref.departments.rows.get(ref.departments.code(case.get("registered_by")))
    return None if row is None else _yes(row.get("is_petition_organ"))


def is_open(case: Case) -> bool:
    """Open now: not closed, withdrawn, merged, refused or filed; a reopened case is open."""
    return (
        case.get("closed_at") is None
        and case.get("status") not in ("closed", "cancelled")
        and case.get("outcome") not in ("withdrawn", "merged")
        and case.get("handling") not in ("refused", "closed_to_further", "filed")
    )


def is_closed_without_date(case: Case) -> bool:
    """The status says closed and no closing day was ever exported."""
    return case.first_closed_on is None and case.get("status") in ("closed", "cancelled")


def has_impossible_limit(case: Case) -> bool:
    """The exported limit lies before registration."""
    limit = as_day(case.get("deadline_on"))
    return limit is not None and limit < case.registered_on


def evaluation_due(ref: Reference, case: Case) -> date | None:
    """Exported, else first closing + evaluation_days."""
    due = as_day(case.get("evaluation_due_on"))
    if due is None and case.first_closed_on is not None:
        due = case.first_closed_on + timedelta(ref.configuration.thresholds.evaluation_days)
    return due


def cases_of(ref: Reference, case: Case) -> Judged:
    return Judged(1, 1) if is_counted(case) else Judged(0, 0, "not_counted")


def visit_events(ref: Reference, case: Case) -> Judged:
    if case.get("channel") not in ("visit", None):  # not one of them, so not left out either
        return Judged(0, 0)
    if not is_counted(case):
        return Judged(0, 0, "not_counted")
    return Judged(0, 0, "channel_unknown") if case.get("channel") is None else Judged(1, 0)


def visit_persons(ref: Reference, case: Case) -> Judged:
    reached = visit_events(ref, case)
    if reached.n == 0:
        return reached
    if case.get("persons") is None:
        return Judged(0, 0, "persons_unknown")
    return Judged(case.get("persons"), 0) if persons_in_range(case) else Judged(0, 0, "persons_out_of_range")


def items_persons(ref: Reference, case: Case) -> Judged:
    if case.get("channel") in ("visit", None):
        return visit_persons(ref, case)
    return cases_of(ref, case)


def _first_or_repeat(wanted: bool) -> Callable[[Reference, Case], Judged]:
    def judge(ref: Reference, case: Case) -> Judged:
        if not is_counted(case):
            return Judged(0, 0, "not_counted")
        if case.first is None:
            return Judged(0, 0, case.first_reason)
        return Judged(int(case.first is wanted), 1)

    return judge


def unknown_first(ref: Reference, case: Case) -> Judged:
    return Judged(int(case.first is None), 0) if is_counted(case) else Judged(0, 0, "not_counted")


def acceptance_in_time_office(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    if reason:
        return Judged(0, 0, reason)
    due = ref.office_due_on(case)
    if due is None:
        return Judged(0, 0, "no_deadline")
    act = case.office_act_on
    if act is None and case.get("handling") is not None:
        return Judged(0, 0, "act_without_date")
    if due > ref.clock_on:
        return Judged(0, 0, "not_yet_due")
    return Judged(int(act is not None and act <= due), 1)


def reply_in_time(ref: Reference, case: Case) -> Judged:  # noqa: PLR0911
    reason = performance_reason(ref, case)
    if reason:
        return Judged(0, 0, reason)
    due = case.deadline_on
    if due is None:
        return Judged(0, 0, "no_deadline")
    replied = case.first_replied_on or case.first_closed_on
    if has_impossible_limit(case) or (replied is not None and replied < case.registered_on):
        return Judged(0, 0, "impossible_dates")
    if replied is None and is_closed_without_date(case):
        return Judged(0, 0, "closed_without_date")
    if replied is None and not is_open(case):
        return Judged(
            0, 0, "ended_without_reply"
        )  # refused or filed: neither in time, nor late, nor open past the limit
    if due > ref.clock_on:
        return Judged(0, 0, "not_yet_due")
    return Judged(int(replied is not None and replied <= due), 1)


def _stock(lowest: int, highest: int) -> Callable[[Reference, Case], Judged]:
    """Open cases by days left: a limit has passed at the end of its day, and the clock's day has ended."""

    def judge(ref: Reference, case: Case) -> Judged:
        if not is_open(case):
            return Judged(0, 0)
        if not is_counted(case):
            return Judged(0, 0, "not_counted")
        if case.deadline_on is None:
            return Judged(0, 0, "no_deadline")
        if has_impossible_limit(case):
            return Judged(0, 0, "impossible_dates")
        return Judged(int(lowest <= (case.deadline_on - ref.clock_on).days <= highest), 0)

    return judge


def one_off_resolution(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    if reason:
        return Judged(0, 0, reason)
    closed = case.first_closed_on
    if closed is None:
        return Judged(0, 0, "closed_without_date" if is_closed_without_date(case) else "not_closed")
    if closed < case.registered_on:
        return Judged(0, 0, "impossible_dates")
    last = closed + timedelta(ref.configuration.thresholds.one_off_days)
    if last > ref.clock_on:
        return Judged(0, 0, "not_mature")
    # reading: the day of another case is petitioned_on, else registered_at, as for recurrence
    came_back = any(case.registered_on <= c.occurred_on <= last for c in ref.others(case))
    return Judged(int(not came_back), 1)


def nonnormal_events(ref: Reference, case: Case) -> Judged:
    """The recorded flag only; it is missed only on visits."""
    flag = case.get("nonnormal_flag")
    if flag == 0 or (flag is None and case.get("channel") not in ("visit", None)):
        return Judged(0, 0)
    if not is_counted(case):
        return Judged(0, 0, "not_counted")
    return Judged(0, 0, "nonnormal_unknown") if flag is None else Judged(1, 0)


def participation_unit(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    if reason:
        return Judged(0, 0, reason)
    due = evaluation_due(ref, case)
    if due is None:
        return Judged(0, 0, "closed_without_date" if is_closed_without_date(case) else "not_closed")
    if due > ref.clock_on:
        return Judged(0, 0, "not_yet_due")
    return Judged(int(is_evaluated_by(case, due)), 1)


def is_evaluated_by(case: Case, due: date) -> bool:
    """Evaluated, and not after the limit. reading: an evaluation without a date counts as in time."""
    evaluated = case.day("evaluated_at")
    return case.get("evaluation_unit") in EVALUATIONS and (evaluated is None or evaluated <= due)


def satisfied_unit(ref: Reference, case: Case) -> Judged:
    reached = participation_unit(ref, case)
    if reached.x is not None:
        return reached
    if reached.n == 0:
        late = case.get("evaluation_unit") in EVALUATIONS
        return Judged(0, 0, "evaluated_late" if late else "not_evaluated")
    return Judged(int(case.get("evaluation_unit") != "dissatisfied"), 1)


FAR = 10**6

METRIC_RULES: dict[str, Callable[[Reference, Case], Judged]] = {
    "cases": cases_of,
    "visit_events": visit_events,
    "visit_persons": visit_persons,
    "items_persons": items_persons,
    "first_cases": _first_or_repeat(True),
    "repeat_cases": _first_or_repeat(False),
    "unknown_first": unknown_first,
    "repeat_share": _first_or_repeat(False),
    "acceptance_in_time_office": acceptance_in_time_office,
    "reply_in_time": reply_in_time,
    "open_overdue": _stock(-FAR, 0),
    "open_due_7": _stock(1, 7),
    "open_not_due": _stock(1, FAR),
    "one_off_resolution": one_off_resolution,
    "nonnormal_events": nonnormal_events,
    "participation_unit": participation_unit,
    "satisfied_unit": satisfied_unit,
}

RATES = frozenset(
    ("repeat_share", "acceptance_in_time_office", "reply_in_time", "one_off_resolution", "participation_unit",
     "satisfied_unit")
)  # fmt: skip
