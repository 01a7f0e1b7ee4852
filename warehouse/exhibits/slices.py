"""Figures of one metric over a scope, ready to be put into rows.

Belongs here: asking the one door and turning its cells into figures. Does not belong here: any particular exhibit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.catalogue.codes import CLASS_LISTS, CODE_LISTS
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Form, Metric, Text
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Figure, Footing, Scope, State
from warehouse.query import Cell, Result, metric, metrics
from warehouse.query.stretches import Against

# Forms that are neither shares nor whole numbers.
DECIMALS: dict[Form, int] = {"mean": 1, "per_10k": 1, "mean_cumulative": 2, "result": 1}


@dataclass(frozen=True, slots=True)
class Slices:
    """A metric in whole and, when asked, by the members of one breakdown."""

    whole: Result
    parts: Mapping[str, Cell]

    @property
    def metric(self) -> Metric:
        """The metric's entry in the book."""
        return self.whole.metric

    @property
    def total(self) -> Figure:
        """The figure of the whole slice."""
        return _figure(self.metric, self.whole.cells[0])

    @property
    def blank(self) -> str | None:
        """The reason for which the metric has no figure at all, such as an input that no export carries."""
        reason = self.whole.cells[0].reason
        return reason if reason not in (None, "no_data", "empty_denominator") else None

    def part(self, key: str) -> Figure:
        """The figure of one member; a member without records has a count of 0 and no rate."""
        if self.blank:
            return Figure(None, self.metric.is_share, reason=self.blank)
        cell = self.parts.get(key)
        if cell is None:
            cell = Cell((key,), None, None, None, None, None, None, False, "no_data", {})
        return _figure(self.metric, cell)


def ask(
    scope: Scope,
    metric_id: str,
    *,
    by: str | None = None,
    start: date | None = None,
    end: date | None = None,
    without: Iterable[str] = (),
    only: Mapping[str, str | tuple[str, ...]] | None = None,
    compare: Against | None = None,
) -> Slices:
    """One metric over the scope, in whole and by one breakdown; `ask_all` says what the arguments are."""
    (found,) = ask_all(scope, [metric_id], by=by, start=start, end=end, without=without, only=only, compare=compare)
    return found


def ask_all(
    scope: Scope,
    metric_ids: Sequence[str],
    *,
    by: str | None = None,
    start: date | None = None,
    end: date | None = None,
    without: Iterable[str] = (),
    only: Mapping[str, str | tuple[str, ...]] | None = None,
    compare: Against | None = None,
) -> list[Slices]:
    """Metrics over the scope, in whole and by one breakdown, asked for at once: alone each costs a reading of its fact.

    Args:
        scope: version and slice.
        metric_ids: metrics of the book.
        by: a breakdown, or None for the whole only.
        start: first day of the period; None for no limit.
        end: last day of the period.
        without: breakdowns of the slice to leave open.
        only: a further slice, such as one channel.
        compare: with which other period the whole is compared.
    """
    cuts: list[tuple[tuple[str, ...], Against | None]] = [((), compare), *([((by,), None)] if by else [])]
    wholes, *by_member = metrics(
        scope.home, metric_ids, cuts, where={**scope.without(*without), **(only or {})}, start=start, end=end,
        edition=scope.edition, version=scope.version.id, matters=False,
    )  # fmt: skip
    parts = [{cell.by[0]: cell for cell in answer.cells} for answers in by_member for answer in answers]
    return [Slices(whole, part) for whole, part in zip(wholes, parts or [{}] * len(wholes), strict=True)]


def ask_known(
    scope: Scope,
    metric_ids: Sequence[str],
    *,
    by: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> list[Slices]:
    """Metrics, each over the part of the slice that it knows: ledgers have fewer breakdowns than cases.

    Whoever shows it says which filters do not apply.
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for metric_id in metric_ids:
        known = METRICS[metric_id].breakdowns
        alike.setdefault(tuple(name for name, _ in scope.where if name not in known), []).append(metric_id)
    found: dict[str, Slices] = {}
    for without, ids in alike.items():
        answers = ask_all(scope, ids, by=by, start=start, end=end, without=without)
        found |= dict(zip(ids, answers, strict=True))
    return [found[metric_id] for metric_id in metric_ids]


@dataclass(frozen=True, slots=True)
class Classes:
    """A metric that always stands by classes, such as a mix or a stage: every class of its list, in that order."""

    whole: Result
    figures: Mapping[str, Figure]

    @property
    def blank(self) -> str | None:
        """The reason for which there is no figure at all."""
        keys = {cell.by[-1] for cell in self.whole.cells}
        return next((cell.reason for cell in self.whole.cells), "no_data") if keys <= {""} else None

    @property
    def total(self) -> float:
        """The sum over the classes, for counts."""
        return sum(figure.value or 0 for figure in self.figures.values())


def ask_classes(
    scope: Scope,
    metric_id: str,
    *,
    start: date | None = None,
    end: date | None = None,
    without: tuple[str, ...] = (),
) -> Classes:
    """A metric by its own classes over the scope, in the fixed order of the class list."""
    result = metric(
        scope.home, metric_id, where=scope.without(*without), start=start, end=end, edition=scope.edition,
        version=scope.version.id, matters=False,
    )  # fmt: skip
    definition = result.metric
    codes = (CODE_LISTS | CLASS_LISTS)[DIMENSIONS[definition.classes or ""].codes or ""]
    cells = {cell.by[-1]: cell for cell in result.cells}
    none = Figure(None, definition.is_share, reason="no_data") if definition.form == "quantile" else Figure(0)
    figures = {code.id: _figure(definition, cells[code.id]) if code.id in cells else none for code in codes}
    return Classes(result, figures)


def _figure(definition: Metric, cell: Cell) -> Figure:
    is_rate = definition.is_share
    if cell.value is None and cell.reason == "no_data" and definition.form in ("count", "matters"):
        # The scope lies within the days that the exports cover: no record there is a count of 0, not a blank.
        return Figure(0, low=0.0 if definition.interval == "poisson" else None, numerator=0)
    return Figure(
        cell.value, is_rate, cell.low, cell.high, cell.numerator, cell.denominator, cell.reason,
        decimals=DECIMALS.get(definition.form, 0), at_risk=cell.at_risk,
    )  # fmt: skip


def metric_column(metric_id: str, label: Text | None = None) -> Column:
    """The column of a metric, named and explained by the book."""
    definition = METRICS[metric_id]
    return Column(
        metric_id,
        label or definition.name,
        "rate" if definition.is_share else "count",
        definition.unit,
        definition.meaning,
    )


def name_with_unit(metric_id: str) -> Text:
    """The name of a metric with the unit of what it counts, for tables whose rows are metrics."""
    definition = METRICS[metric_id]
    if definition.is_share:
        return definition.name
    return Text(f"{definition.name.zh}（{definition.unit.zh}）", f"{definition.name.en} ({definition.unit.en})")


def footing(slices: Iterable[Slices]) -> Footing:
    """As of when and on which version the figures stand; reconstructed if any of them is."""
    results = [s.whole for s in slices]
    first = results[0]
    return Footing(first.as_of, first.data_through, first.version, any(r.reconstructed for r in results))


def notes(slices: Iterable[Slices]) -> tuple[Text, ...]:
    """What the figures leave out, by reason, one sentence a metric."""
    texts = (wording.excluded_words(s.metric, s.whole.cells[0].excluded) for s in slices)
    return tuple(text for text in texts if text is not None)


def basis(scope: Scope, slices: Iterable[Slices]) -> tuple[Text, ...]:
    """On which footing the figures stand, each once."""
    configuration = scope.home.configuration()
    words = (text for s in slices for text in wording.basis_words(s.whole.basis, configuration))
    return tuple(dict.fromkeys(words))


def state(slices: Slices) -> tuple[State, Text | None]:
    """Whether the leading figure of an exhibit can be shown, and if not why."""
    reason = slices.blank
    if reason is None:
        return "ok", None
    if reason == "small_cell":
        return "suppressed", wording.blank(reason)
    return "not_in_export", wording.blank(reason)
