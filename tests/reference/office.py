"""The state of a small office as of a day: cases, matters, firsts, clocks; then its figures.

Reading of the book where it leaves a choice is marked `reading:`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.reference import days
from tests.reference.record import Case, File, Judged, Row, as_day
from warehouse.home import ClockRule, Configuration

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

# metrics.md 12: accusations, discipline procedure and confidential cases stand in one class of these.
PROTECTED = ("township", "department", "department_group", "topic_1", "topic_2", "topic_3")


class Reference:
    """The figures of an office as of a day."""

    def __init__(
        self,
        files: Sequence[File],
        as_of: date,
        configuration: Configuration | None = None,
        holidays: Mapping[date, bool] | None = None,
    ) -> None:
        self.configuration = configuration or Configuration()
        self.holidays = holidays or {}
        self.as_of = as_of
        self.files = [f for f in files if f.source == "cases"]
        # Ordered by exported_at; Python's sort is stable, so order of ingestion breaks ties.
        self.by_export = sorted(self.files, key=lambda f: f.exported)
        known = [f for f in self.by_export if f.exported <= as_of]
        # Clocks use min(as_of, data_through); with no export that old the day asked for.
        self.clock_on = min(as_of, max(f.exported for f in known)) if known else as_of
        # What the build knows to be exported; with no export that old, what its reconstruction rests on.
        self.used = known or self.by_export
        self.used_columns = {name for f in self.used for name in f.carried}
        self.townships = Units(files, "townships", as_of)
        self.departments = Units(files, "departments", as_of)
        self.periods = periods(files, as_of)
        self.judged: dict[str, list[tuple[Case, Judged]]] = {}  # what each row gives to a metric, once worked out
        self.cases = self._cases()
        self._matters()
        self._firsts()
        for case in self.cases:
            self._deadline(case)

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
            if case.lead is not None:
                case.leads.append(case.lead)
        for row in rows:
            unit = row.get("department") if "department" in f.carried else case.lead
            for name in f.carried - {"department"}:
                if name not in HANDLING or unit == case.lead:  # clocks use the lead unit's row
                    case.fields[name] = self._masked(case, name, row.get(name))
        # Opened again: a later export took the closing back.
        if "closed_at" in f.carried and case.first_closed_on is not None and case.day("closed_at") is None:
            case.is_reopened = True
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
            for name in ("evaluation_unit", "evaluation_office"):
                case.fields[name] = rows[-1].get(name)

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
                c.order < case.order and case.registered_on - c.registered_on <= days for c in self.others(case)
            )

    # --- clocks ---

    def rule(self, step: str, registered_on: date) -> ClockRule | None:
        """The rule in force on the day of registration."""
        for rule in self.configuration.clocks:
            if rule.step == step and rule.valid_from <= registered_on <= (rule.valid_to or date.max):
                return rule
        return None

    def limit(self, step: str, case: Case, start: date | None) -> tuple[date | None, str]:
        """The last day of a step's term from a day; without one the reason."""
        rule = self.rule(step, case.registered_on)
        if rule is None or start is None:
            return None, "no_deadline"
        try:
            return days.limit(start, rule, self.configuration.calendar.deadline_rollover, self.holidays), ""
        except days.NoCalendarError as error:
            return None, str(error)

    def office_limit(self, case: Case) -> tuple[date | None, str]:
        """Registration + 15 days; the first day is not counted."""
        return self.limit("office_act", case, case.registered_on)

    def notice_limit(self, case: Case) -> tuple[date | None, str]:
        """Receipt by the unit + 15 days."""
        return self.limit("notice", case, case.day("assigned_at"))

    def _deadline(self, case: Case) -> None:
        """Exported wins; else acceptance + 60 days for the petition procedure, else for claims (推定)."""
        limit = as_day(case.get("deadline_on"))
        # reading: the office's acceptance starts the term, where it is not recorded the unit's
        accepted = case.day("accepted_at") or case.day("accepted_by_unit_at")
        procedure, purpose = case.get("procedure"), case.get("purpose")
        # "without that field": no version of the case carried it; a present blank is a real blank
        in_scope = procedure == "petition" or ("procedure" not in case.carried and purpose == "claim")
        if limit is None and in_scope:
            limit, reason = self.limit("closing", case, accepted)
            case.deadline_gap = reason if reason.startswith("no_holiday_calendar") else None
        case.deadline_on = limit
        longer = as_day(case.get("extended_to"))
        if limit is None or longer is None or longer <= limit:
            return
        rule = self.rule("closing", case.registered_on)
        most = rule.extension_days if rule else 30
        approved = case.day("extension_approved_on")
        seen = case.extensions.get(case.get("extended_to"), date.max)  # this extension, not an earlier one
        in_time = (approved is not None and approved <= limit) or seen <= min(limit, self.as_of)
        case.is_extended = in_time and (longer - limit).days <= most
        case.is_extended_late = not case.is_extended
        if case.is_extended:
            case.deadline_on = longer

    # --- what was known ---

    @property
    def has_review(self) -> bool:
        """Whether the exports have review fields."""
        return bool(self.used_columns & {"review_requested_on", "review_opinion_on"})

    def known_by(self, case: Case, day: date) -> Row:
        """The undated fields of a case as the exports of that day and before had them."""
        then = Case(case.case_id, reconstructed=False)
        for f in self.by_export:
            rows = [row for row in f.rows if row["case_id"] == case.case_id]
            if rows and f.exported <= min(day, self.as_of):
                self._see(then, f, rows)
        return then.fields

    # --- slices ---

    def is_undivided(self, case: Case) -> bool:
        """metrics.md 12: accusations, discipline procedure and confidential cases stand together."""
        return bool(
            case.get("purpose") == "accusation"
            or case.get("procedure") == "discipline"
            or case.get("confidential_flag") == 1
        )

    def member(self, case: Case, name: str) -> str:
        """The member of a breakdown to which a case belongs."""
        if name in PROTECTED and self.is_undivided(case):
            return NOT_DIVIDED
        if name == "township":
            return self.townships.code(case.get("township"), case.get("township_code"))
        if name in ("department", "department_group"):
            code = self.departments.code(case.lead)
            return code if name == "department" else self.departments.group(code)
        if name == "level":
            return case.get("destination_level") or case.get("registered_level") or NOT_FILLED
        return case.get({"source": "origin"}.get(name, name)) or NOT_FILLED

    def labels(self, day: date | None, name: str) -> list[str]:
        """The labels of the calendar under which a day stands; it may lie in several named periods, or in none."""
        if day is None:
            return []
        if name == "period":
            # reading: both ends of a named period belong to it; only phases are half-open
            return sorted({p["period_name"] for p in self.periods if p["starts_on"] <= day <= p["ends_on"]})
        return [days.label(day, name, self.configuration.calendar)]

    def blank(self, needs: Iterable[str], inputs: dict[str, tuple[str, ...]]) -> str | None:
        """Why a metric is blank: the first of its inputs that no export carries."""
        for name in needs:
            has_input = bool(self.used_columns & set(inputs[name]))
            if name == "first":
                has_input = self.first_basis != "none"
            if name == "nonnormal_one_source":  # one source for lawful and other visits: every export has the flag
                has_input = all("nonnormal_flag" in f.carried for f in self.used)
            if not has_input:
                return f"not_in_export:{name}"
        return None


def periods(files: Sequence[File], as_of: date) -> list[Row]:
    """The named periods in force: of each its latest version of the day, else its earliest."""
    known: dict[Any, Row] = {}
    for f in sorted((f for f in files if f.source == "sensitive_periods"), key=lambda f: f.exported):
        for row in f.rows:
            key = (row["period_name"], row["starts_on"])
            if f.exported <= as_of or key not in known:
                known[key] = row
    found = [
        {**row, "starts_on": as_day(row["starts_on"]), "ends_on": as_day(row["ends_on"])} for row in known.values()
    ]
    names = [row["period_name"] for row in found]
    for row in found:  # a name that stands for several stretches carries its year
        if names.count(row["period_name"]) > 1:
            row["period_name"] = f"{row['starts_on'].year}年{row['period_name']}"
    return found


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
