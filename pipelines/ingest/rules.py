"""The named rules of the catalogue, applied to a block of rows.

Here: collecting which row breaks which rule, and the rules that compare columns. Not here: what the rules are
called and how to mend (`warehouse.catalogue.rules`), reading single cells, and rules that need the whole file
(`ledger`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from pipelines.ingest.privacy import mask
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
        """Reject rows; `shown` is the column of cells to blame (they will be masked), or one text for all."""
        if where.any():
            self.rejected = self.rejected | where
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
            found = {"row_no": self.row_no.filter(where), "row_key": row_key.filter(where)}
            lines.append(pl.DataFrame(found | line, schema=_PROBLEM_TYPES))
        return pl.concat(lines)


def compare_columns(columns: dict[str, pl.Series], findings: Findings) -> None:
    """The rules of a case's dates and persons against each other; days are compared, not times."""
    registered = columns.get("registered_on")
    for later, rule in (("closed_on", "closed_before_registered"), ("deadline_on", "deadline_before_registered")):
        if registered is not None and later in columns:
            findings.warn_where(rule, columns[later] < registered)
    if "persons" in columns:
        findings.warn_where("persons_out_of_range", ~columns["persons"].is_between(1, 9999))
