"""A brute-force reference of section 6 of the metric book: plain Python, one ledger row at a time.

Written from the book and the catalogue, not from sql/. Reading of the book where it leaves a choice is marked
`reading:`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.reference import NOT_DIVIDED, NOT_FILLED, Figure, File, Row, Units
from warehouse.home import Configuration

LEDGERS = ("receptions", "reception_plan", "owned_cases", "disputes", "decisions")
DUTY_FIELDS = ("visitor_filled", "demand_filled", "opinion_filled", "outcome_filled")
RECEPTION_KEY = ("held_on", "leader_level", "reception_form", "reception_place", "township", "department", "topic")


@dataclass
class Thing:
    """What a ledger says of one thing as of the day: column by column from the latest file that has the column."""

    values: Row
    carried: set[str]
    is_reconstructed: bool
    first_listed_on: date

    def get(self, name: str) -> Any:
        """What was said of a field; None where nothing was."""
        return self.values.get(name)


@dataclass
class Judged:
    """What one row gives to one metric: numerator (None: it does not speak of it), denominator, reason left out."""

    n: int | None
    d: int = 0
    x: str | None = None


@dataclass
class Entry:
    """A row of a ledger: where it stands and what it gives to each metric."""

    members: dict[str, str]
    day: date
    judged: dict[str, Judged]
    matter: str | None = None
    other_days: dict[str, date] = field(default_factory=dict)  # of metrics with a cohort of their own


class LedgerReference:
    """The ledgers of an office as of a day.

    Args:
        files: in order of ingestion; cases among them.
        as_of: the day of the build.
        is_worked: whether a day is worked; None where no holiday calendar covers it.
    """

    def __init__(
        self, files: Sequence[File], as_of: date, configuration: Configuration, is_worked: Callable[[date], bool | None]
    ) -> None:
        self.files = files
        self.as_of = as_of
        self.limits = configuration.thresholds
        self.is_worked = is_worked
        self.townships = Units(files, "townships", as_of)
        self.departments = Units(files, "departments", as_of)
        self.entries: dict[str, list[Entry]] = {}
        for judge in (self._receptions, self._coverage, self._plan, self._owned, self._disputes, self._decisions):
            self.entries |= judge()

    # --- what the files say ---

    def things(self, source: str, key: Callable[[Row], tuple[Any, ...]]) -> list[Thing]:
        """The latest versions. Rows of one file with one key are different things: first, second …"""
        said: dict[tuple[Any, ...], list[tuple[File, Row]]] = {}
        for f in sorted((f for f in self.files if f.source == source), key=lambda f: f.exported):
            seen: Counter[tuple[Any, ...]] = Counter()
            for row in f.rows:
                name = key(row)
                said.setdefault((*name, seen[name]), []).append((f, row))
                seen[name] += 1
        found = []
        for versions in said.values():
            known = [(f, row) for f, row in versions if f.exported <= self.as_of]
            used = known or [v for v in versions if v[0] is versions[0][0]]
            values: Row = {}
            for f, row in used:
                values |= {name: row.get(name) for name in f.carried}
            carried = {name for f, _ in used for name in f.carried}
            found.append(Thing(values, carried, not known, used[0][0].exported))
        return found

    def clock_on(self, source: str) -> date:
        """The last day that the source's exports cover, not after the day of the build."""
        exports = [f.exported for f in self.files if f.source == source and f.exported <= self.as_of]
        return max(exports, default=self.as_of)

    def event(self, thing: Thing, name: str) -> date | None:
        """A day on which something happened; what lies after the day of the build is not known yet."""
        day: date | None = thing.get(name)
        return day if day is not None and day <= self.as_of else None

    def state(self, thing: Thing, name: str) -> Any:
        """An undated state, unknown of a row that is reconstructed."""
        return None if thing.is_reconstructed else thing.get(name)

    def members(self, thing: Thing, department: str = "department") -> dict[str, str]:
        """The breakdowns of a row."""
        unit = self.departments.code(thing.get(department))
        topics = [*str(thing.get("topic") or "").split("_"), "", ""]
        return {
            "township": self.townships.code(thing.get("township")),
            "department": unit,
            "department_group": self.departments.group(unit),
            "topic_1": topics[0] or NOT_FILLED,
            "topic_2": topics[1] or NOT_FILLED,
            "leader_level": thing.get("leader_level") or NOT_FILLED,
        }

    # --- receptions ---

    def _held(self) -> list[Thing]:
        rows = self.things("receptions", lambda row: tuple(row.get(name) for name in RECEPTION_KEY))
        return [r for r in rows if r.get("held_on") <= self.as_of]

    def _receptions(self) -> dict[str, list[Entry]]:
        entries = []
        for r in self._held():
            events = 1 if r.get("events") is None else r.get("events")
            persons, solved = r.get("event_persons"), self.state(r, "solved_events")
            solved_persons = self.state(r, "solved_persons")
            judged = {
                "reception_events": Judged(events),
                "reception_result_mix": Judged(events),
                "reception_persons": Judged(persons, 0, "persons_unknown" if persons is None else None),
                "reception_solved_rate": _part(solved, events),
                "unit_head_present": self._head(r, events),
                "ledger_completeness": self._completeness(r),
            }
            if persons is None:
                judged["reception_solved_persons_rate"] = Judged(0, 0, "persons_unknown")
            else:
                judged["reception_solved_persons_rate"] = _part(solved_persons, persons)
            members = self.members(r) | {
                "reception_form": r.get("reception_form") or NOT_FILLED,
                "reception_result": self.state(r, "reception_result") or NOT_FILLED,
            }
            entries.append(Entry(members, r.get("held_on"), judged))
        return dict.fromkeys(_names(entries, "reception_events"), entries)

    def _head(self, r: Thing, events: int) -> Judged:
        """At collective visits; a total of several receptions cannot tell whether one of them was collective."""
        persons, present = r.get("event_persons"), r.get("unit_head_present")
        if r.get("held_span") != "day" or events != 1:
            return Judged(0, 0, "total_row")
        if persons is None:
            return Judged(0, 0, "persons_unknown")
        if persons < self.limits.collective_min_persons:
            return Judged(0)
        return Judged(0, 0, "head_unknown") if present is None else Judged(present, 1)

    def _completeness(self, r: Thing) -> Judged:
        """The duty fields that the ledger has, the date by which it was promised among them."""
        filled = [
            self.state(r, name) if name in ("opinion_filled", "outcome_filled") else r.get(name) for name in DUTY_FIELDS
        ]
        if "due_on" in r.carried:
            filled.append(int(r.get("due_on") is not None))
        known = [f for f in filled if f is not None]
        return Judged(sum(known), len(known), None if known else "no_duty_field")

    def _coverage(self) -> dict[str, list[Entry]]:
        """Working days from the first reception to the end of the ledger; totals of months and years name no day."""
        days = {r.get("held_on") for r in self._held() if r.get("held_span") == "day"}
        entries = []
        if days:
            day, last = min(days), self.clock_on("receptions")
            while day <= last:
                if self.is_worked(day):
                    entries.append(Entry({}, day, {"reception_coverage": Judged(int(day in days), 1)}))
                day += timedelta(1)
            entries += [
                Entry({}, d, {"reception_coverage": Judged(0, 0, f"no_holiday_calendar:{d.year}")})
                for d in days if self.is_worked(d) is None
            ]  # fmt: skip
        return {"reception_coverage": entries}

    def _plan(self) -> dict[str, list[Entry]]:
        held = {(r.get("held_on"), r.get("leader_level")) for r in self._held() if r.get("held_span") == "day"}
        # reading: a plan without a level is kept by a leader of any level that is named
        anybody = {d for d, level in held if level is not None}
        key = ("planned_on", "leader_level", "reception_place")
        entries = []
        for p in self.things("reception_plan", lambda row: tuple(row.get(name) for name in key)):
            day, level = p.get("planned_on"), p.get("leader_level")
            kept = day in anybody if level is None else (day, level) in held
            judged = Judged(int(kept), 1) if day <= self.clock_on("receptions") else Judged(0, 0, "not_yet_due")
            entries.append(Entry({"leader_level": level or NOT_FILLED}, day, {"reception_plan_kept": judged}))
        return {"reception_plan_kept": entries}

    # --- owned cases ---

    def _owned(self) -> dict[str, list[Entry]]:
        clock = self.clock_on("owned_cases")
        entries = []
        for o in self.things("owned_cases", lambda row: (row["owned_id"], row.get("ownership") or "owned")):
            day = o.get("owned_on") or o.first_listed_on
            if day <= self.as_of:
                entries.append(self._owned_entry(o, day, clock))
        return dict.fromkeys(_names(entries, "owned_cases"), entries)

    def _owned_entry(self, o: Thing, day: date, clock: date) -> Entry:
        closed_on, settled_on = self.event(o, "case_closed_on"), self.event(o, "settled_on")
        is_settled = _said(settled_on, self.state(o, "settled_flag"), "settled_on" in o.carried)
        is_closed = _said(closed_on, 1 if is_settled else None, "case_closed_on" in o.carried)
        if is_closed == 0:
            is_settled = 0
        persons, due, since = o.get("event_persons"), o.get("due_on"), o.get("owned_on")
        moved = self.event(o, "last_progress_on") or since
        closed_x = "closed_unknown" if is_closed is None else None
        settled_x = "settled_unknown" if is_settled is None else None
        ended = closed_on or settled_on

        def among_open(value: date | None, missing: str, fits: Callable[[date], bool]) -> Judged:
            if is_closed == 1:
                return Judged(0)
            if is_closed is None or value is None:
                return Judged(None, 0, closed_x or missing)
            return Judged(int(fits(value)))

        age = Judged(None)
        if is_closed is None or (is_closed == 0 and since is None):
            age = Judged(None, 0, closed_x or "no_date")
        elif is_closed == 0:
            age = Judged(max((clock - since).days, 0), 1)
        matter, is_protected = self._matter(o.get("owned_id"))
        judged = {
            "owned_cases": Judged(1),
            "owned_new": Judged(1),
            "owned_persons": Judged(persons, 0, "persons_unknown" if persons is None else None),
            "owned_open": Judged(None if is_closed is None else 1 - is_closed, 0, closed_x),
            "owned_closed": Judged(is_closed, 0, closed_x),
            "owned_closed_rate": Judged(is_closed or 0, int(is_closed is not None), closed_x),
            "owned_settled_rate": Judged(
                is_settled or 0, int(is_settled is not None), settled_x and (closed_x or settled_x)
            ),
            "owned_settled_of_closed": Judged(is_settled or 0, 1),
            "owned_due_7": among_open(due, "no_deadline", lambda d: 0 < (d - clock).days <= 7),
            "owned_overdue": among_open(due, "no_deadline", lambda d: d <= clock),
            "owned_no_movement": among_open(
                moved, "no_date", lambda d: (clock - d).days >= self.limits.owned_no_movement_days
            ),
            "owned_open_age": age,
            "owned_unmatched": Judged(int(matter is None)),
        }
        if is_closed == 1 and ended is None:
            judged["owned_closed"] = Judged(None, 0, "closed_without_date")
        if is_closed != 1 or is_settled is None:
            reason = closed_x or ("not_closed" if is_closed == 0 else settled_x)
            judged["owned_settled_of_closed"] = Judged(0, 0, reason)
        members = self.members(o, "owning_department") | {"ownership": o.get("ownership") or "owned"}
        if is_protected:
            members |= dict.fromkeys(("township", "department", "department_group"), NOT_DIVIDED)
        return Entry(members, day, judged, matter or f"number {o.get('owned_id')}", {"owned_closed": ended or day})

    def _matter(self, number: str) -> tuple[str | None, bool]:
        """The matter of a number, which is that of a case or of a matter, and whether it is protected."""
        cases = [row for f in self.files if f.source == "cases" for row in f.rows]
        own = [row for row in cases if row["case_id"] == number]
        shared = [row for row in cases if row.get("matter_id") == number]
        if not own and not shared:
            return None, False
        is_protected = any(row["purpose"] == "accusation" or row["confidential_flag"] == 1 for row in own + shared)
        case = (own or shared)[0]
        return str(case.get("matter_id") or case["case_id"]), is_protected

    # --- disputes and decisions ---

    def _disputes(self) -> dict[str, list[Entry]]:
        clock = self.clock_on("disputes")
        entries = []
        for n, d in enumerate(self.things("disputes", lambda row: (row["dispute_id"], row.get("found_on")))):
            found, due, resolved_on = d.get("found_on"), d.get("due_on"), self.event(d, "resolved_on")
            day = found or d.first_listed_on
            if day > self.as_of:
                continue
            done = _said(resolved_on, self.state(d, "resolved_flag"), "resolved_on" in d.carried)
            unknown = "resolved_unknown" if done is None else None
            judged = {
                "disputes_found": Judged(1),
                "disputes_resolved": Judged(done, 0, unknown),
                "disputes_resolved_rate": Judged(done or 0, int(done is not None), unknown),
                "disputes_open": Judged(None if done is None else 1 - done, 0, unknown),
                "disputes_overdue": _overdue(done, due, clock, unknown),
                "disputes_open_age": Judged(None),
            }
            if done == 1 and resolved_on is None:
                judged["disputes_resolved"] = Judged(None, 0, "resolved_without_date")
            if done is None or (done == 0 and found is None):
                judged["disputes_open_age"] = Judged(None, 0, unknown or "no_date")
            elif done == 0:
                judged["disputes_open_age"] = Judged(max((clock - found).days, 0), 1)
            entries.append(
                Entry(self.members(d), day, judged, f"dispute {n}", {"disputes_resolved": resolved_on or day})
            )
        return dict.fromkeys(_names(entries, "disputes_found"), entries)

    def _decisions(self) -> dict[str, list[Entry]]:
        clock = self.clock_on("decisions")
        entries = []
        for n, d in enumerate(self.things("decisions", lambda row: (row["decision_id"], row.get("decided_on")))):
            day, due = d.get("decided_on") or d.first_listed_on, d.get("due_on")
            if day > self.as_of:
                continue
            done = _said(self.event(d, "done_on"), None, "done_on" in d.carried)
            unknown = "done_unknown" if done is None else None
            soon = _overdue(done, due, clock, unknown)
            if soon.x is None and done == 0:
                soon = Judged(int(0 < (due - clock).days <= 7))
            judged = {
                "decisions": Judged(1),
                "decisions_open": Judged(None if done is None else 1 - done, 0, unknown),
                "decisions_due_7": soon,
                "decisions_overdue": _overdue(done, due, clock, unknown),
                "decisions_done_rate": Judged(done or 0, int(done is not None), unknown),
            }
            entries.append(Entry(self.members(d), day, judged, f"decision {n}"))
        return dict.fromkeys(_names(entries, "decisions_open"), entries)

    # --- figures ---

    def table(
        self,
        metric: str,
        form: str,
        by: Sequence[str] = (),
        start: date | None = None,
        end: date | None = None,
        *,
        is_up_to: bool = False,
    ) -> dict[tuple[str, ...], Figure]:
        """A metric by breakdowns in a period; a stock takes everything listed up to the period's end."""
        groups: dict[tuple[str, ...], list[Entry]] = {}
        for entry in self.entries.get(metric, []):
            day = entry.other_days.get(metric, entry.day)
            if (start and day < start and not is_up_to) or (end and day > end):
                continue
            members = entry.members | {"month": f"{day:%Y-%m}", "year": f"{day.year}"}
            groups.setdefault(tuple(members[name] for name in by), []).append(entry)
        whole: Counter[tuple[str, ...]] = Counter()
        for key, entries in groups.items():
            whole[key[:-1]] += sum(e.judged[metric].n or 0 for e in entries)
        tables = {}
        for key, entries in groups.items():
            figure = _figure(metric, form, entries)
            if form == "mix":
                total = whole[key[:-1]]
                figure = Figure(figure.numerator / total if total else None, figure.numerator, total, {})
            tables[key] = figure
        return tables


def _names(entries: list[Entry], always: str) -> list[str]:
    return list(entries[0].judged) if entries else [always]


def _said(day: date | None, flag: int | None, has_column: bool) -> int | None:
    """1 by a date or a yes; 0 by a no, or by a date column that is there and blank; else not known."""
    if day is not None or flag == 1:
        return 1
    return 0 if flag == 0 or has_column else None


def _part(part: int | None, whole: int) -> Judged:
    if part is None:
        return Judged(0, 0, "solved_unknown")
    return Judged(0, 0, "impossible_counts") if part > whole else Judged(part, whole)


def _overdue(done: int | None, due: date | None, clock: date, unknown: str | None) -> Judged:
    if done == 1:
        return Judged(0)
    if done is None or due is None:
        return Judged(None, 0, unknown or "no_deadline")
    return Judged(int(due <= clock))


def _figure(metric: str, form: str, entries: list[Entry]) -> Figure:
    judged = [e.judged[metric] for e in entries]
    excluded = dict(Counter(j.x for j in judged if j.x is not None))
    n, d = sum(j.n or 0 for j in judged), sum(j.d for j in judged)
    if form == "quantile":  # the median: the first day by which half of them are that old or younger
        days = sorted(j.n for j in judged if j.n is not None)
        matters = len({e.matter for e in entries if e.judged[metric].n is not None})
        median = days[(len(days) + 1) // 2 - 1] if days else None
        return Figure(median, len(days), len(days), excluded, matters)
    if form == "share":
        matters = len({e.matter for e in entries if e.judged[metric].d and e.matter is not None})
        return Figure(n / d if d else None, n, d, excluded, matters)
    matters = len({e.matter for e in entries if e.judged[metric].n and e.matter is not None})
    known = [j for j in judged if j.n is not None]
    if not known and any(x.endswith("_unknown") for x in excluded):
        return Figure(None, 0, None, excluded)
    return Figure(n, n, None, excluded, matters)
