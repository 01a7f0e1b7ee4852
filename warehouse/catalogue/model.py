"""The shapes of catalogue entries. No entries stand here."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; Chinese is the original, English stands complete beside it."""

    zh: str
    en: str

    def __call__(self, lang: Language) -> str:
        """Return the text in one language."""
        return self.zh if lang == "zh" else self.en


Kind = Literal[
    "id",  # an identifier, kept as text
    "text",  # a short label, kept as it is (township, department)
    "code",  # one of a code list
    "flag",  # yes 1 / no 0 / unknown NULL
    "count",  # a whole number
    "number",  # a decimal number
    "instant",  # date and time: UTC instant in `x_at` and office-time day in `x_on`
    "day",  # a date
    "span",  # a day, or the first day of a month or year that a row is the total of: `x_on` and `x_span`
    "filled",  # whether a cell is filled at all; its content is dropped
    "identity",  # used to compute a keyed pseudonym, never stored
    "subject",  # free text, used inside the import only, never stored in clear
]

SQL_TYPES: dict[Kind, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "flag": "INTEGER",
    "count": "BIGINT",
    "number": "DOUBLE",
    "instant": "TIMESTAMP",
    "day": "DATE",
    "span": "DATE",
    "filled": "INTEGER",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A canonical field of an export: what it means and the headers seen for it (first has precedence)."""

    id: str
    kind: Kind
    name: Text
    meaning: Text
    headers: tuple[str, ...] = ()
    codes: str | None = None
    is_limit: bool = False  # a limit or plan may lie after the export; an event may not
    is_state: bool = False  # an undated field that changes while a case is handled

    @property
    def stored(self) -> bool:
        """Whether a value of this field may be written anywhere."""
        return self.kind not in ("identity", "subject")

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The raw columns that hold this field: (name, SQL type)."""
        if not self.stored:
            return ()
        own = (self.id, SQL_TYPES[self.kind])
        if self.kind == "span":
            return (own, (span_of(self.id), "VARCHAR"))
        return (own, (day_of(self.id), "DATE")) if self.kind == "instant" else (own,)


def day_of(instant: str) -> str:
    """The office-time day column of an instant column: `closed_at` → `closed_on`."""
    return instant.removesuffix("_at") + "_on"


def span_of(day: str) -> str:
    """The column that says whether a span is a day, a month or a year: `held_on` → `held_span`."""
    return day.removesuffix("_on") + "_span"


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of export: its fields and what makes a row of it."""

    id: str
    name: Text
    fields: tuple[str, ...]
    key: tuple[str, ...]  # fields that name a row; rows with the same key are versions of one thing
    required: tuple[str, ...]  # a row without these is rejected
    signature: tuple[str, ...]  # a table is taken for this source only if it has all of these columns
    marks: tuple[str, ...] = ()  # and at least one of these, where any are named
    handling: tuple[str, ...] = ()  # fields in which the rows of one case may differ: one row a unit
    table: str = ""  # raw version table
    is_reference: bool = False
    is_descriptive: bool = False  # no number names a row: two rows of one key may be two things (receptions of a day)


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list and the labels and numbers that exports use for it."""

    id: str
    name: Text
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule of the importer."""

    id: str
    severity: Literal["reject", "warn"]
    name: Text
    mend: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A published table: what it is and what one row of it is."""

    id: str
    name: Text
    grain: Text


Direction = Literal["higher_is_better", "lower_is_better", "neither"]


Form = Literal[
    "count",  # sum of the numerator
    "share",  # sum of the numerator ÷ sum of the denominator, 0 to 1
    "mix",  # each class of `classes` as a share of all of them
    "mean",  # the same, not a share: persons per event
    "per_10k",  # sum of the numerator for 10,000 residents
    "matters",  # distinct matters among the rows whose numerator is 1
    "quantile",  # Kaplan–Meier quantile `at` of days until an event
    "recurrence",  # 1 − Kaplan–Meier at `at` days
    "mean_cumulative",  # mean number of events by `at` days, a matter may have several
    "result",  # worked out by the build or from other figures; no sum of rows
]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the book: what it counts, of whom, when, and what is left out.

    `numerator`, `denominator` and `excluded` are columns of `fact`; for quantiles and recurrence the numerator is the
    number of days and the denominator 1 if the event came, 0 if the row is censored. A numerator is NULL in a row
    that it does not speak of, so that "none" and "not known" stay apart. `excluded` holds NULL for a row that counts
    and the reason for one that does not.
    """

    id: str
    section: Literal[1, 2, 3, 4, 5, 6]  # of the metric book
    name: Text
    unit: Text
    meaning: Text
    form: Form
    fact: str
    numerator: str
    denominator: str | None
    excluded: str
    cohort_on: str
    cohort: Text
    counts: Text  # what the numerator is
    of: Text | None  # what the denominator is
    direction: Direction
    needs: tuple[str, ...]  # inputs without which the metric is blank (see catalogue.inputs)
    interval: Literal["wilson", "cluster", "poisson", "log_log", "robust", "none"]
    breakdowns: tuple[str, ...]
    classes: str | None = None  # the breakdown that the figure always has: a mix, a stage
    at: float = 0  # the quantile, or the days at which a curve is read
    reach: Literal["within", "up_to"] = "within"  # rows of the period, or all listed up to its end
    basis: tuple[str, ...] = ()  # settings of the build that say on which footing it stands
    reasons: tuple[str, ...] = ()  # exclusion reasons, in the order in which they are tested
    warnings: tuple[str, ...] = ()
    is_stock: bool = False  # a state now, not events of a period
    least_matters: int = 0  # a cell by any breakdown but the calendar's is blank below so many
    source: str = "cases"  # the kind of export that its rows come from: their end is the end of its data
    has_matters: bool = True  # a row belongs to a matter (matter_key); else it stands for itself only

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share, shown in per cent."""
        return self.form in ("share", "mix", "recurrence")


def nearest(word: str, known: list[str]) -> str:
    """A hint naming the nearest known names, for error messages; empty when nothing is near."""
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return "、".join(close)
