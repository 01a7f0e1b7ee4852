"""Random small offices for property tests: exports as a real office would keep them, with real-life dirt.

The shape is drawn by hypothesis, the content from one seed, so that an example is a handful of numbers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.reference import File, Row
from tests.warehouse_builder import Builder
from warehouse.home import DEFAULT_CLOCKS, Basis, CalendarRules, ClockRule, Configuration, Home, Thresholds
from warehouse.working_days import DAY, WORKED

TOWNSHIPS = {
    "110101001": "东关街道", "110101002": "西河镇", "110101003": "南岭乡", "110101004": "北原镇",
}  # fmt: skip
TOWNSHIP_ALIASES = {"110101001": "东关办;东街", "110101002": "西河", "110101003": None, "110101004": "北原"}
DEPARTMENTS = {"D01": "城管局", "D02": "人社局", "D03": "住建局", "D04": "县信访局"}
GROUPS = {"D01": "县直部门", "D02": "乡镇街道", "D03": None, "D04": "信访"}
POPULATIONS = {"110101001": 40_000, "110101002": 12_500, "110101003": 8_000, "110101004": 30_100}
TOPICS = {"城乡建设": ("物业", "拆迁"), "劳动保障": ("欠薪",), "环境保护": ("噪声", "水污染")}
LEVELS = ("township", "county", "city", "province", "national")

# Columns that a file may lack; each is there with the probability given.
OPTIONAL = {
    "petitioned_on": 0.8, "channel": 0.9, "persons": 0.9, "registered_by": 0.5, "registered_class": 0.4,
    "township": 0.95, "department": 0.85, "unit_role": 0.7, "origin": 0.5, "purpose": 0.8, "topic_1": 0.9,
    "topic_2": 0.6, "litigation_flag": 0.5, "counted_flag": 0.5, "status": 0.8, "handling": 0.8,
    "assigned_at": 0.85, "accepted_at": 0.85, "notice_at": 0.5, "replied_at": 0.8, "closed_at": 0.9,
    "outcome": 0.6, "nonnormal_flag": 0.7, "evaluation_unit": 0.8, "evaluated_at": 0.7, "topic_3": 0.4,
    "collective_flag": 0.7, "skip_level_flag": 0.7, "destination_level": 0.6, "registered_level": 0.6,
    "backlog_flag": 0.7, "resolved_flag": 0.7, "settled_flag": 0.7, "supervised_flag": 0.6,
    "evaluation_office": 0.7, "review_requested_on": 0.6, "review_opinion_on": 0.6, "review_result": 0.6,
}  # fmt: skip

# Columns of which the whole office has either some or none.
KINDS = {
    "first_flag": 0.35, "local_first_flag": 0.3, "repeat_flag": 0.3, "procedure": 0.6, "confidential_flag": 0.4,
    "deadline_on": 0.6, "extended_to": 0.6, "extension_approved_on": 0.5, "evaluation_due_on": 0.5,
    "matter_id": 0.6, "related_case_id": 0.7, "first_petitioned_on": 0.3, "township_code": 0.4,
    "accepted_by_unit_at": 0.5, "final_requested_on": 0.6, "final_opinion_on": 0.6, "final_result": 0.6,
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Office:
    """An office: its files in order of ingestion and the day that a build looks from."""

    files: tuple[File, ...]
    as_of: date
    configuration: Configuration = field(default_factory=Configuration)
    recipe: str = "an office"  # the call that makes it again
    retracted: int = 0  # so many files at the end were withdrawn again
    holidays: dict[date, bool] = field(default_factory=dict)  # the office's own table: day, whether it is worked

    def __repr__(self) -> str:
        return self.recipe

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.recipe)

    def built(self, folder: Path) -> Home:
        """Published in a new home."""
        home = Home(folder)
        home.create()
        if self.holidays:
            lines = [f"{day},{'是' if worked else '否'}" for day, worked in self.holidays.items()]
            (home.reference / "holidays.csv").write_text("\n".join([f"{DAY},{WORKED}", *lines]), "utf-8-sig")
        builder = Builder(home, configuration=self.configuration)
        for f in self.files:
            builder.file(f.exported.isoformat(), list(f.rows), f.source, set(f.columns) or None)
        builder.connection.execute(
            "update raw.file set retracted_at = ingested_at where file_id > ?", [len(self.files) - self.retracted]
        )
        try:
            builder.publish(self.as_of.isoformat())
        finally:
            builder.connection.close()
        return home


def office(seed: int, cases: int, exports: int, *, early: bool, long: bool) -> Office:
    """An office of so many cases and exports; `early`: built as of a day before its last export."""
    rng = random.Random(seed)
    made = _Maker(rng, cases, exports, early, long).office()
    return replace(made, recipe=f"office({seed}, {cases}, {exports}, early={early}, long={long})")


class _Maker:
    def __init__(self, rng: random.Random, cases: int, exports: int, early: bool, long: bool) -> None:
        self.rng = rng
        # Into a change of the Regulation; or out of the years whose holidays are known.
        self.start = rng.choice([date(2022, 3, 1), date(2024, 1, 1), date(2026, 5, 1)])
        self.span = 520 if long else 120
        # A tidy office: few cases that any rule leaves out, several to a matter, so that curves have enough to rest on.
        self.is_tidy = long and rng.random() < 0.5
        if self.is_tidy:
            cases *= 3
            exports += 2
        spread = sorted(rng.sample(range(self.span // 3, self.span + 60), exports))
        self.exports = [self.start + timedelta(d) for d in spread]
        self.early = early
        # A list: the order of a set differs from run to run, and with it every draw after.
        self.kinds = [name for name, p in KINDS.items() if rng.random() < p]
        if self.is_tidy:
            self.kinds = sorted({*self.kinds, "matter_id", "first_flag"} - {"registered_class"})
        self.has_reference = rng.random() < 0.5
        self.ids = [f"X{n:03d}" for n in range(cases)]
        self.stories = [self.story(case_id) for case_id in self.ids]

    def maybe(self, p: float) -> bool:
        return self.rng.random() < p

    def after(self, day: date, most: int) -> date:
        return day + timedelta(self.rng.randrange(most + 1))

    def story(self, case_id: str) -> Row:
        """What happened, to be seen by exports up to their day."""
        rng = self.rng
        registered = self.start + timedelta(rng.randrange(self.span))
        assigned = self.after(registered, 25)
        accepted = self.after(registered, 20)
        closed = self.after(registered, 110) if self.maybe(0.95) else registered - timedelta(rng.randrange(1, 9))
        deadline = registered + timedelta(rng.choice([60, 60, 45, 30, -2]))
        longer = deadline + timedelta(rng.choice([10, 29, 30, 31, 60]))
        evaluated = self.after(closed, 45)
        review = [self.after(closed, 25)]
        for most in (45, 40, 45):  # asked for review, its opinion, asked for final review, its opinion
            review.append(self.after(review[-1], most))
        topic = rng.choice(list(TOPICS))
        code = rng.choice(list(TOWNSHIPS))
        names = [TOWNSHIPS[code], "无此镇"]
        names += [a for a in (TOWNSHIP_ALIASES[code] or "").split(";") if a] if self.has_reference else []
        story: Row = {
            "case_id": case_id,
            "registered_at": f"{registered}T{rng.randrange(8, 18):02d}:{rng.randrange(60):02d}",
            "petitioned_on": registered - timedelta(rng.choice([0, 0, 0, 1, 3, 4])),
            "first_petitioned_on": registered - timedelta(rng.choice([0, 0, 5, 400])),
            "channel": rng.choice(["visit", "visit", "letter", "web", "phone", "留言板"]),
            "persons": rng.choice([1, 1, 1, 2, 5, 12, 0, 9999, 10000, -1]),
            "registered_by": rng.choice(["县信访局", "县信访局", "城管局", "某机关"]),
            "registered_class": rng.choice(["petition", "petition", "petition", "other"]),
            "township": rng.choice(names),
            "township_code": rng.choice([code, code + "000", None]) if self.has_reference else None,
            "origin": rng.choice(["own", "above", "below"]),
            "purpose": rng.choice(["claim", "claim", "claim", "suggestion", "accusation"]),
            "procedure": rng.choice(["petition", "petition", "petition", "other_route", "discipline"]),
            "confidential_flag": int(self.maybe(0.08)),
            "topic_1": topic,
            "topic_2": rng.choice([*TOPICS[topic], None]),
            "litigation_flag": int(self.maybe(0.06)),
            "counted_flag": int(self.maybe(0.93)),
            "first_flag": int(self.maybe(0.7)),
            "local_first_flag": int(self.maybe(0.7)),
            "repeat_flag": int(self.maybe(0.3)),
            "nonnormal_flag": int(self.maybe(0.3)),
            "collective_flag": int(self.maybe(0.3)),
            "skip_level_flag": int(self.maybe(0.3)),
            "destination_level": rng.choice(LEVELS),
            "registered_level": rng.choice(LEVELS),
            "backlog_flag": int(self.maybe(0.3)),
            "resolved_flag": int(self.maybe(0.5)),
            "settled_flag": int(self.maybe(0.5)),
            "supervised_flag": int(self.maybe(0.3)),
            "topic_3": rng.choice(["甲", "乙", None]),
            "accepted_at": f"{accepted}T10:00",
            "closed_at": f"{closed}T16:00",
            "deadline_on": deadline,
            "extended_to": longer if self.maybe(0.5) else None,
            "extension_approved_on": deadline + timedelta(rng.choice([-20, -1, 0, 1, 5])),
            "evaluation_due_on": closed + timedelta(rng.choice([15, 30])),
            "evaluated_at": f"{evaluated}T09:00",
            "outcome": rng.choice(["supported", "explained", "not_supported", "withdrawn", "merged"]),
            "handling": rng.choice(
                ["assigned", "forwarded", "accepted", "accepted", "supervised", "refused", "closed_to_further", "filed"]
            ),
            "matter_id": f"M{rng.randrange(len(self.ids) // 2 + 1)}" if self.maybe(0.5) else None,
            "related_case_id": rng.choice([*self.ids, "Z998", "Z999"]) if self.maybe(0.35) else None,
            "evaluation_unit": rng.choice(["satisfied", "mostly_satisfied", "dissatisfied", "not_evaluated"]),
            "evaluation_office": rng.choice(["satisfied", "mostly_satisfied", "dissatisfied", "not_evaluated"]),
            "review_result": rng.choice(["upheld", "changed", "revoked", "不予受理"]),
            "final_result": rng.choice(["upheld", "changed", "revoked"]),
        }  # fmt: skip
        story["units"] = self.units(assigned, closed)
        story["moved_on"] = self.after(registered, 90) if self.maybe(0.15) else None
        story["moved_to"] = self.units(self.after(story["moved_on"] or registered, 9), closed)
        story["reopened_on"] = self.after(closed, 30) if self.maybe(0.12) else None
        asked = rng.choice([0, 0, 0, 1, 2, 3, 4])  # how far the reviews went
        names = ("review_requested_on", "review_opinion_on", "final_requested_on", "final_opinion_on")
        story |= {
            name: day if place < asked else None for place, (name, day) in enumerate(zip(names, review, strict=True))
        }
        if self.is_tidy:
            story |= {
                "counted_flag": 1, "litigation_flag": 0, "persons": rng.choice([1, 1, 1, 2, 6]), "purpose": "claim",
                "procedure": "petition", "outcome": rng.choice(["supported"] * 9 + ["withdrawn"]),
                "registered_by": "县信访局", "handling": rng.choice(["accepted"] * 9 + ["refused"]),
                "first_flag": int(self.maybe(0.85)), "matter_id": f"M{rng.randrange(len(self.ids) // 2)}",
                "related_case_id": None, "confidential_flag": 0,
            }  # fmt: skip
        if self.maybe(0.15):  # never closed
            story |= {"closed_at": None, "evaluated_at": None, "evaluation_due_on": None}
        return story

    def units(self, assigned: date, closed: date) -> list[Row]:
        """Handling rows: the lead unit first."""
        names = self.rng.sample(["城管局", "人社局", "住建局", "外县单位"], self.rng.choice([1, 1, 1, 2, 3]))
        rows = []
        for place, name in enumerate(names):
            sent = self.after(assigned, 3) + timedelta(place)
            rows.append({
                "department": name if self.maybe(0.93) else None,
                "unit_role": "lead" if place == 0 else "assist",
                # Minutes differ so that "the latest assigned" is one unit.
                "assigned_at": f"{sent}T09:{self.rng.randrange(20) * 3 + place:02d}",
                "notice_at": f"{self.after(sent, 18)}T10:00",
                "accepted_by_unit_at": f"{self.after(sent, 18)}T11:00" if self.maybe(0.8) else None,
                "replied_at": f"{self.after(sent, max((closed - sent).days, 0))}T15:00" if self.maybe(0.7) else None,
            })  # fmt: skip
        if len({row["department"] for row in rows}) < len(rows):
            return rows[:1]
        return rows

    def seen(self, story: Row, columns: set[str], exported: date) -> list[Row]:
        """The rows of a case in a file exported on a day."""
        if date.fromisoformat(story["registered_at"][:10]) > exported:
            return []
        moved = story["moved_on"] is not None and story["moved_on"] <= exported
        units = story["moved_to"] if moved else story["units"]
        if "department" not in columns:
            units = units[:1]
        reopened = story["reopened_on"] is not None and story["reopened_on"] <= exported
        closed = story["closed_at"] is not None and story["closed_at"][:10] <= exported.isoformat() and not reopened
        values = {k: v for k, v in story.items() if k in columns}
        values["status"] = "closed" if closed else self.rng.choice(["open", "open", "open", None])
        if self.maybe(0.03):
            values["status"] = self.rng.choice(["closed", "replied", "cancelled"])
        if not closed:
            values |= {"closed_at": None, "outcome": None, "evaluated_at": None, "settled_flag": None}
        if not closed or story["evaluated_at"] is None or story["evaluated_at"][:10] > exported.isoformat():
            for name in ("evaluation_unit", "evaluation_office"):
                values[name] = self.rng.choice([None, "not_evaluated", "evaluation_overdue"]) if closed else None
        if self.maybe(0.5):  # the extension is not yet in this export
            values["extended_to"] = None
        for name in values:
            if name not in ("case_id", "registered_at") and self.maybe(0.05):
                values[name] = None
        rows = [{**values, **unit} for unit in units]
        return [{k: self.by(v, exported, k) for k, v in row.items() if k in columns} for row in rows]

    @staticmethod
    def by(value: Any, exported: date, name: str) -> Any:
        """An event that has not happened yet is blank; limits may lie ahead."""
        if name in ("deadline_on", "extended_to", "evaluation_due_on") or value is None:
            return value
        is_dated = name.endswith("_at") or name.endswith("_on")
        return None if is_dated and str(value)[:10] > exported.isoformat() else value

    def office(self) -> Office:
        rng = self.rng
        files: list[File] = self.reference() if self.has_reference else []
        for exported in self.exports:
            columns = {"case_id", "registered_at"}
            columns |= {name for name, p in OPTIONAL.items() if self.maybe(p)}
            columns |= {name for name in self.kinds if self.maybe(0.85)}
            rows: list[Row] = []
            for story in self.stories:
                if self.maybe(0.85):
                    rows += self.seen(story, columns, exported)
            if rows:
                rng.shuffle(rows)
                files.append(File(exported, tuple(rows), "cases", frozenset(columns)))
        rng.shuffle(files)  # dropped in in any order
        last = self.exports[-1]
        as_of = last + timedelta(rng.choice([0, 0, 1, 40]))
        if self.early and len(self.exports) > 1:
            as_of = self.exports[rng.randrange(len(self.exports) - 1)] + timedelta(rng.randrange(20))
        elif self.early:
            as_of = last - timedelta(rng.randrange(1, 30))
        return Office(tuple(files), as_of, self.settings(), holidays=self.holidays())

    def holidays(self) -> dict[date, bool]:
        """Half the time the office's own table: days beyond the package's years, and one that differs from it."""
        if self.maybe(0.5):
            return {}
        return {date(2027, 1, 1): False, date(2027, 2, 6): False, date(2027, 2, 7): True, date(2024, 5, 13): False}

    def reference(self) -> list[File]:
        """Townships and named periods, and half the time departments."""
        unknown = self.rng.choice([None, None, "110101003"])  # whose residents nobody has counted
        rows: list[Row] = [
            {"ref_township_code": c, "ref_township_name": n, "aliases": TOWNSHIP_ALIASES[c], "unit_group": "乡镇",
             "population": None if c == unknown else POPULATIONS[c]}
            for c, n in TOWNSHIPS.items()
        ]  # fmt: skip
        files = [File(self.start, tuple(rows), "townships")]
        if self.maybe(0.6):
            rows = [
                {"ref_department_code": c, "ref_department_name": n, "unit_group": GROUPS[c],
                 "is_petition_organ": {"D04": 1, "D03": None}.get(c, 0)}
                for c, n in DEPARTMENTS.items()
            ]  # fmt: skip
            files.append(File(self.start, tuple(rows), "departments"))
        first = self.start + timedelta(30)
        spans = (  # one is corrected, some overlap, one is of one day
            ("两会", 0, 11), ("两会", 0, 13), ("专项治理", 5, 90), ("两会", 8, 20), ("国庆", 60, 60),
        )  # fmt: skip
        for name, begins, ends in spans:
            row = {"period_name": name, "starts_on": first + timedelta(begins), "ends_on": first + timedelta(ends)}
            files.append(File(self.after(self.start, self.span), (row,), "sensitive_periods"))
        return files

    def settings(self) -> Configuration:
        rng = self.rng
        configuration = Configuration()
        if self.maybe(0.3):  # a change of rule inside the span that shows in the figures
            day = self.start + timedelta(self.span // 2)
            configuration = replace(configuration, clocks=(
                ClockRule("old_office", "office_act", 10, date(2005, 5, 1), day - timedelta(1)),
                ClockRule("new_office", "office_act", 15, day, None),
                ClockRule("old_closing", "closing", 40, self.start + timedelta(20), day - timedelta(1)),
                ClockRule("new_closing", "closing", 60, day, None),
                *(rule for rule in DEFAULT_CLOCKS if rule.step in ("notice", "review")),
            ))  # fmt: skip
        elif self.maybe(0.4):  # working days, and other extensions
            configuration = replace(configuration, clocks=(
                ClockRule("office", "office_act", 5, date(2005, 5, 1), unit="working_days"),
                ClockRule("notice", "notice", 10, date(2005, 5, 1), unit=rng.choice(["days", "working_days"])),
                ClockRule("closing", "closing", 30, date(2005, 5, 1), unit=rng.choice(["days", "working_days"]),
                          extension_days=60),
                ClockRule("review", "review", 20, date(2005, 5, 1), unit=rng.choice(["days", "working_days"])),
            ))  # fmt: skip
        if self.maybe(0.4):
            configuration = replace(configuration, calendar=CalendarRules(
                week_start=rng.choice([1, 7]), month_cut_day=rng.choice([25, 30, 31]),
                deadline_rollover=self.maybe(0.5),
            ))  # fmt: skip
        if self.maybe(0.4):
            configuration = replace(configuration, thresholds=Thresholds(
                evaluation_days=rng.choice([15, 30]), one_off_days=rng.choice([30, 90]),
                look_back_days=rng.choice([90, 365]), collective_min_persons=rng.choice([5, 6]),
            ))  # fmt: skip
        if {"matter_id", "related_case_id"} & set(self.kinds) and self.maybe(0.3):
            configuration = replace(configuration, basis=Basis("linkage"))
        return configuration
