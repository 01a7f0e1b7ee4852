"""The named rules of the catalogue, applied to a block of rows.

Here: collecting which row breaks which rule, and the rules that compare columns. Not here: what the rules are
called and how to mend (`warehouse.catalogue.rules`), reading single cells, and rules that need the whole file
(`ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from pipelines.ingest.dayorder import is_undecided
from pipelines.ingest.headers import ColumnMap
from pipelines.ingest.privacy import EXPONENT, LIKE_AN_IDENTITY, mask
from pipelines.ingest.readers import cell
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.rules import RULES

REJECTIONS = tuple(rule.id for rule in RULES.values() if rule.severity == "reject")
WARNINGS = tuple(rule.id for rule in RULES.values() if rule.severity == "warn")


class Problem(NamedTuple):
    """A rejected cell, masked."""

    row_no: int
    row_key: str | None
    rule: str
    column_name: str
    value_masked: str
    detail: str


_PROBLEM_TYPES = {name: pl.Int64 if name == "row_no" else pl.String for name in Problem._fields}


def warning(rule: str) -> int:
    """The bit of a warning in the column `warned`."""
    return 1 << WARNINGS.index(rule)


@dataclass
class Findings:
    """What is wrong in one block: rows to reject with the cell to blame, and warnings as bits."""

    row_no: pl.Series
    warned: pl.Series = field(init=False)
    rejected: pl.Series = field(init=False)
    _blamed: list[tuple[str, str, pl.Series, pl.Series | str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.warned = pl.repeat(0, len(self.row_no), dtype=pl.UInt32, eager=True)
        self.rejected = pl.repeat(False, len(self.row_no), dtype=pl.Boolean, eager=True)

    def reject(self, rule: str, column: str, where: pl.Series, shown: pl.Series | str) -> None:
        """Reject rows; `shown` is the column of cells to blame (they will be masked), or one text for all.

        A date that only lacks a decision about day and month is no date that cannot be read.
        """
        if not where.any():
            return
        self.rejected = self.rejected | where
        if rule == "bad_date" and not isinstance(shown, str):
            undecided = where.clone().scatter(where.arg_true(), is_undecided(shown.filter(where)))
            if undecided.any():
                self._blamed.append(("ambiguous_date", column, undecided, shown))
            where = where & ~undecided
        self._blamed.append((rule, column, where, shown))

    def warn(self, bits: pl.Series | None) -> None:
        """Add warnings, given as bits a row."""
        if bits is not None:
            self.warned = self.warned | bits

    def warn_where(self, rule: str, where: pl.Series) -> None:
        """Add one warning to some rows; an unknown comparison warns nobody."""
        if where.any():
            self.warn(where.fill_null(False).cast(pl.UInt32) * warning(rule))

    def problems(self, row_key: pl.Series) -> pl.DataFrame:
        """The rejected cells, one line each, masked."""
        lines = [pl.DataFrame(schema=_PROBLEM_TYPES)]
        for rule, column, where, shown in self._blamed:
            masked = shown if isinstance(shown, str) else pl.Series(map(mask, shown.filter(where)), dtype=pl.String)
            line = {"rule": rule, "column_name": column, "value_masked": masked, "detail": ""}
            numbers = row_key.filter(where).str.replace(f"{LIKE_AN_IDENTITY}|{EXPONENT}", "***")
            found = {"row_no": self.row_no.filter(where), "row_key": numbers}
            lines.append(pl.DataFrame(found | line, schema=_PROBLEM_TYPES))
        return pl.concat(lines)


def compare_rivals(block: pl.DataFrame, columns: ColumnMap, findings: Findings) -> None:
    """Two columns that name one field: the header that goes first in the catalogue decides, others are only compared.

    Labels are not: many exports print a code and its name side by side. Identity and text are nobody's to compare.
    """
    for name, places in columns.rivals.items():
        if FIELDS[name].kind not in _COMPARED:
            continue
        chosen = block[cell(columns.columns[name])].str.strip_chars().fill_null("")
        for place in places:
            other = block[cell(place)].str.strip_chars().fill_null("")
            findings.warn_where("second_column", (other != "") & (other != chosen))


_COMPARED = ("id", "text", "count", "instant", "day")

# A day that comes before one that it cannot come before: earlier, later, rule.
_ORDERED_DAYS = (
    ("registered_on", "closed_on", "closed_before_registered"),
    ("registered_on", "deadline_on", "deadline_before_registered"),
    ("registered_on", "assigned_on", "act_before_registered"),
    ("registered_on", "accepted_on", "act_before_registered"),
    ("registered_on", "accepted_by_unit_on", "act_before_registered"),
    ("registered_on", "notice_on", "act_before_registered"),
    ("registered_on", "replied_on", "act_before_registered"),
    ("petitioned_on", "registered_on", "registered_before_petitioned"),
    ("first_petitioned_on", "petitioned_on", "first_petition_later"),
    ("accepted_on", "closed_on", "accepted_after_closed"),
    ("deadline_on", "extended_to", "extension_before_deadline"),
    ("replied_on", "review_requested_on", "review_out_of_order"),
    ("review_requested_on", "review_opinion_on", "review_out_of_order"),
    ("review_opinion_on", "final_requested_on", "review_out_of_order"),
    ("final_requested_on", "final_opinion_on", "review_out_of_order"),
    ("registered_on", "evaluated_on", "evaluated_too_early"),
    ("registered_on", "evaluation_due_on", "evaluated_too_early"),
    ("owned_on", "case_closed_on", "ended_before_start"),
    ("owned_on", "settled_on", "ended_before_start"),
    ("owned_on", "last_progress_on", "ended_before_start"),
    ("found_on", "resolved_on", "ended_before_start"),
    ("decided_on", "done_on", "ended_before_start"),
    ("held_on", "due_on", "due_before_start"),
    ("owned_on", "due_on", "due_before_start"),
    ("found_on", "due_on", "due_before_start"),
    ("decided_on", "due_on", "due_before_start"),
    ("valid_from", "valid_to", "ended_before_start"),
)
# A count that cannot exceed another: smaller, larger, rule.
_ORDERED_COUNTS = (
    ("solved_events", "events", "solved_over_received"),
    ("solved_persons", "event_persons", "solved_over_received"),
    ("events", "event_persons", "fewer_persons_than_batches"),
)


def compare_columns(columns: dict[str, pl.Series], findings: Findings) -> None:
    """The rules of a row's columns against each other; days are compared, not times."""
    for earlier, later, rule in _ORDERED_DAYS:
        if earlier in columns and later in columns:
            findings.warn_where(rule, columns[later] < columns[earlier])
    for smaller, larger, rule in _ORDERED_COUNTS:
        if smaller in columns and larger in columns:
            findings.warn_where(rule, columns[smaller] > columns[larger])
    if "persons" in columns:
        findings.warn_where("persons_out_of_range", ~columns["persons"].is_between(1, 9999))
    if "related_case_id" in columns and "case_id" in columns:
        findings.warn_where("related_to_itself", columns["related_case_id"] == columns["case_id"])
    if "starts_on" in columns and "ends_on" in columns:
        is_backward = (columns["ends_on"] < columns["starts_on"]).fill_null(False)
        findings.reject("period_backward", FIELDS["ends_on"].name.zh, is_backward, columns["ends_on"].cast(pl.String))
    _compare_states(columns, findings)


def _compare_states(columns: dict[str, pl.Series], findings: Findings) -> None:
    """States and dates, and states that contain each other: closed, resolved, settled."""
    status, closed_on = columns.get("status"), columns.get("closed_on")
    if status is not None and closed_on is not None:
        findings.warn_where("closed_without_date", (status == "closed") & closed_on.is_null())
        findings.warn_where("open_with_closing_date", (status == "open") & closed_on.is_not_null())
    resolved, settled = columns.get("resolved_flag"), columns.get("settled_flag")
    if resolved is not None and settled is not None:
        findings.warn_where("states_contradict", (settled == 1) & (resolved == 0))
    if status is not None and resolved is not None:
        findings.warn_where("states_contradict", (status == "open") & (resolved == 1))
    if "resolved_on" in columns and resolved is not None:
        findings.warn_where("states_contradict", columns["resolved_on"].is_not_null() & (resolved == 0))
    for review in ("review", "final"):
        if (flag := columns.get(f"{review}_flag")) is not None:
            is_undated = flag == 1
            for day in (f"{review}_requested_on", f"{review}_opinion_on"):
                is_undated = is_undated & columns[day].is_null() if day in columns else is_undated
            findings.warn_where("review_without_date", is_undated)
    if "first_flag" in columns and "repeat_flag" in columns:
        findings.warn_where("first_and_repeat", columns["first_flag"] == columns["repeat_flag"])
