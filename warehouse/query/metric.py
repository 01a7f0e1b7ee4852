"""The one door to figures: metric(id, by, where, from, to, edition) → rows.

A figure comes from the rows of a fact in one published version. Names of columns come from the catalogue, values
from outside are parameters. Role, scope and edition are enforced here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from warehouse.calendar import Period
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Metric
from warehouse.home import Home
from warehouse.query import context, intervals, results
from warehouse.query.cell import SMALL_CELL, Cell, Result, blank, suppressed
from warehouse.query.comparison import compared, side_by_side
from warehouse.query.errors import NotSharedError, QueryError
from warehouse.query.figures import figures
from warehouse.query.kept import Kept
from warehouse.query.periods import find_period, named_periods
from warehouse.query.published import Version, cursor, find_version
from warehouse.query.selection import Selection, Where, find_dimension, find_metric, names_of, select
from warehouse.query.shareable import ShareableCell, latest_version, shareable_cells
from warehouse.query.stretches import Against, of_label
from warehouse.storage.ask import one

Edition = Literal["internal", "shareable"]
MOST_BREAKDOWNS = 3
KEPT = 1024  # figures of so many questions


def metric(
    home: Home,
    metric_id: str,
    *,
    by: Sequence[str] = (),
    where: Where | None = None,
    start: date | None = None,
    end: date | None = None,
    edition: Edition = "internal",
    exact: bool = False,
    version: str | None = None,
    compare: Against | None = None,
    matters: bool = True,
) -> Result:
    """Answer one question from one published version.

    Args:
        home: the office.
        metric_id: a metric of the book.
        by: breakdowns, at most three.
        where: breakdown → value or values; a unit by code or name, a code by id or label.
        start: first day of the period, by the metric's cohort day; None for the whole published range.
        end: last day of the period, included.
        edition: who the answer is for.
        exact: on the office's own machine small cells are exact; screens and papers mask them.
        version: a published version; None for the current one.
        compare: with which other period each figure is compared.
        matters: count the distinct matters of each figure also where neither an interval nor a mask rests on them,
            which takes ten times as long as the sums.

    Raises:
        QueryError: unknown metric, breakdown, value or version, an edition that is not open, or nothing to compare.
    """
    (answers,) = metrics(
        home, [metric_id], [(by, compare)], where=where, start=start, end=end, edition=edition, exact=exact,
        version=version, matters=matters,
    )  # fmt: skip
    return answers[0]


def metrics(
    home: Home,
    metric_ids: Sequence[str],
    cuts: Sequence[tuple[Sequence[str], Against | None]],
    *,
    where: Where | None = None,
    start: date | None = None,
    end: date | None = None,
    edition: Edition = "internal",
    exact: bool = False,
    version: str | None = None,
    matters: bool = True,
) -> list[list[Result]]:
    """Answer the same question of several metrics, by one set of breakdowns after another, such as whole and parts.

    What stands in one fact is read at once, and the whole is the sum of its parts, no reading of its own.

    Args:
        home: the office.
        metric_ids: metrics of the book.
        cuts: breakdowns, and with which other period their figures are compared.
        where: this and the other arguments are those of `metric`.
        start: first day of the period.
        end: last day of the period.
        edition: who the answer is for.
        exact: whether small cells are exact.
        version: a published version.
        matters: whether distinct matters are counted everywhere.

    Returns:
        For each cut the answers in order of the metrics.

    Raises:
        QueryError: as `metric`.
    """
    definitions = [find_metric(metric_id) for metric_id in metric_ids]
    if start and end and start > end:
        raise QueryError(f"起始日期{start}晚于结束日期{end} / the start is after the end")
    chosen = latest_version(home, version) if edition == "shareable" else find_version(home, version)
    asked = [(definition, _conditions(home, chosen, definition, where or {})) for definition in definitions]
    questions = [
        _Question(definition, _asked(definition, by), condition, compare)
        for by, compare in cuts
        for definition, condition in asked
    ]
    known = [q for q in questions if not is_newer(chosen, q.metric)]
    if edition == "shareable":
        if any(q.compare is not None for q in known):
            raise QueryError("共享版不作对比 / the shareable edition does not compare")
        found = iter([_shareable(home, chosen, select(chosen, q.metric, q.by, q.where, start, end)) for q in known])
    else:
        summed = [q for q in known if q.metric.form != "result"]
        selections = [select(chosen, q.metric, q.by, q.where, start, end, matters=matters) for q in summed]
        sums = _answers(home, chosen, selections, exact)
        beside = iter(_beside(home, chosen, sums, selections, [q.compare for q in summed], exact))
        found = iter(
            [_worked_out(home, chosen, q, start, end) if q.metric.form == "result" else next(beside) for q in known]
        )
    answers = [
        replace(next(found) if q in known else _not_in_version(chosen, q.metric, q.by), asked=q.asked)
        for q in questions
    ]
    return [answers[place : place + len(asked)] for place in range(0, len(answers), len(asked))]


class _Question(NamedTuple):
    """A metric, its breakdowns with the names that they have in the question, its conditions, its comparison."""

    metric: Metric
    asked: dict[str, str]
    where: dict[str, tuple[str, ...]]
    compare: Against | None

    @property
    def by(self) -> tuple[str, ...]:
        """The breakdowns asked for, and the classes by which the metric always stands."""
        classes = [self.metric.classes] if self.metric.classes else []
        return tuple(dict.fromkeys([*self.asked, *classes]))


def _asked(definition: Metric, by: Sequence[str]) -> dict[str, str]:
    """Breakdown → the name that the question has for it; said twice it is one."""
    asked: dict[str, str] = {}
    for name in by:
        asked.setdefault(find_dimension(definition, name).id, name)
    if len(asked) > MOST_BREAKDOWNS:
        raise QueryError("最多按三项分列 / three breakdowns at most")
    return asked


def _beside(
    home: Home,
    version: Version,
    answers: Sequence[Result],
    selections: Sequence[Selection],
    compare: Sequence[Against | None],
    exact: bool,
) -> list[Result]:
    """The answers, with another period beside each figure of those that are compared."""
    rules = home.configuration().calendar
    stretches = [
        side_by_side(version, rules, answer, against, _stretch(s, _labelled(home, version, s)), s.start, s.end)
        if against is not None
        else None
        for answer, s, against in zip(answers, selections, compare, strict=True)
    ]
    others = [
        select(
            version,
            s.metric,
            [d for d in s.by if DIMENSIONS[d].kind != "time"],
            {d: keys for d, keys in s.chosen.items() if DIMENSIONS[d].kind != "time"},
            pair.beside.start,
            pair.beside.end,
            matters=s.matters,
        )
        for s, pairs in zip(selections, stretches, strict=True)
        for pair in pairs or ()
    ]
    before = iter(_answers(home, version, others, exact))
    return [
        answer if pairs is None else compared(version, answer, [(pair, next(before)) for pair in pairs])
        for answer, pairs in zip(answers, stretches, strict=True)
    ]


def _conditions(home: Home, version: Version, definition: Metric, where: Where) -> dict[str, tuple[str, ...]]:
    """Breakdown → values, those of the calendar as the calendar writes them.

    Raises:
        QueryError: unknown breakdown, or no such week, month, quarter, year or named period.
    """
    found = {}
    for name, wanted in where.items():
        dimension = find_dimension(definition, name)
        values = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        if dimension.id == "period":
            known = named_periods(version)
            values = tuple(find_period(known, value).label for value in values)
        elif dimension.kind == "time":
            rules = home.configuration().calendar
            try:
                values = tuple(of_label(dimension.id, value, rules).label for value in values)
            except ValueError as error:
                raise QueryError(str(error)) from error
        found[dimension.id] = values
    return found


def _labelled(home: Home, version: Version, selection: Selection) -> tuple[Period, ...]:
    """The weeks, months, quarters, years and named periods that the filter of a question names."""
    labels = [(d, label) for d, keys in selection.chosen.items() if DIMENSIONS[d].kind == "time" for label in keys]
    if not labels:
        return ()
    rules, known = home.configuration().calendar, named_periods(version)
    return tuple(find_period(known, label) if d == "period" else of_label(d, label, rules) for d, label in labels)


def _stretch(selection: Selection, labelled: Sequence[Period]) -> Period | None:
    """The days that a question without a calendar breakdown asks for: from and to, one label, one named period."""
    if len(labelled) == 1:
        return labelled[0]
    if selection.start is None or selection.end is None or labelled:
        return None
    return Period(f"{selection.start}..{selection.end}", selection.start, selection.end)


_figures: Kept[list[Cell]] = Kept(KEPT)


def forget_figures() -> None:
    """Drop the figures that are kept: for measuring."""
    _figures.clear()


def _cells(version: Version, selections: Sequence[Selection]) -> list[list[Cell]]:
    """The figures of selections: a published version never changes, so each is worked out once."""
    found = [_figures.get((version, s.key)) for s in selections]
    unknown = [s for s, cells in zip(selections, found, strict=True) if cells is None]
    if not unknown:
        return [cells for cells in found if cells is not None]
    made = iter(figures(version, unknown))
    answers = []
    for s, cells in zip(selections, found, strict=True):
        answer = next(made) if cells is None else cells
        _figures.put((version, s.key), answer)
        answers.append(answer)
    return answers


def _answers(home: Home, version: Version, selections: Sequence[Selection], exact: bool) -> list[Result]:
    reasons = [missing_input(version, s.metric) for s in selections]
    known = iter(_cells(version, [s for s, reason in zip(selections, reasons, strict=True) if reason is None]))
    return [
        _answer(home, version, s, _blanks(version, s, reason) if reason else next(known), exact)
        for s, reason in zip(selections, reasons, strict=True)
    ]


def _answer(home: Home, version: Version, selection: Selection, cells: Sequence[Cell], exact: bool) -> Result:
    definition = selection.metric
    labelled = _labelled(home, version, selection)
    reach = context.reach_of(version, definition.source)
    if definition.least_matters and any(DIMENSIONS[d].kind != "time" for d in selection.cut_by):
        cells = [_county_only(cell, definition.least_matters) for cell in cells]
    if not exact and selection.is_two_way:
        cells = [_masked(cell) for cell in cells]
    if not cells and not selection.by:
        cells = [_nothing(selection, reach, labelled)]
    return Result(
        metric=definition,
        by=selection.by,
        names={d: names_of(version, DIMENSIONS[d]) for d in selection.by},
        cells=tuple(cells),
        basis=_basis(version, definition, selection.cut_by),
        as_of=version.as_of,
        data_through=reach.data_through.isoformat(),
        reconstructed=_reconstructed(version, selection),
        version=version.id,
        unfinished=_unfinished(version, reach.clock_on, selection, cells, labelled),
    )


def _shareable(home: Home, version: Version, selection: Selection) -> Result:
    """Only what the build protected; matters and exclusions of a cell are not audited, so they are not shown.

    A question that is not on the fixed list, or whose table could not be protected, is answered with one withheld row
    that names no member.
    """
    definition = selection.metric
    labelled = _labelled(home, version, selection)
    reach = context.reach_of(version, definition.source)
    try:
        with cursor(version.marts) as connection:
            found = shareable_cells(
                connection,
                definition.id,
                selection.by,
                selection.chosen,
                selection.start,
                selection.end,
                home.configuration().calendar.month_cut_day,
            )
        cells = [
            Cell(
                c.by, c.value, c.numerator, c.denominator, *_shown_interval(definition, c), None, c.suppressed, c.reason
            )
            for c in found
        ]
    except NotSharedError as error:
        cells = [suppressed(("",) * len(selection.by), error.reason)]
    reason = missing_input(version, definition)
    if reason and not selection.by:
        cells = [blank((), reason)]
    return Result(
        metric=definition, by=selection.by, names={d: names_of(version, DIMENSIONS[d]) for d in selection.by},
        cells=tuple(cells), basis=_basis(version, definition), as_of=version.as_of,
        data_through=reach.data_through.isoformat(),
        reconstructed=_reconstructed(version, select(version, definition, (), {}, None, None)),
        version=version.id, unfinished=_unfinished(version, reach.clock_on, selection, cells, labelled),
    )  # fmt: skip


def _shown_interval(definition: Metric, cell: ShareableCell) -> tuple[float | None, float | None]:
    """An interval that follows from the numbers shown."""
    if cell.value is None:
        return None, None
    if cell.denominator is not None and cell.numerator is not None:
        return intervals.wilson(cell.numerator, cell.denominator)
    return intervals.poisson(int(cell.value)) if definition.interval == "poisson" else (None, None)


def _masked(cell: Cell) -> Cell:
    size = cell.distinct_matters
    if size is None:
        size = int((cell.numerator if cell.denominator is None else cell.denominator) or 0)
    return suppressed(cell.by) if 0 < size < SMALL_CELL else cell


def _county_only(cell: Cell, least: int) -> Cell:
    is_small = cell.value is not None and (cell.distinct_matters or 0) < least
    return suppressed(cell.by, "few_matters") if is_small else cell


def _nothing(selection: Selection, reach: context.Reach, labelled: Sequence[Period]) -> Cell:
    """What no row at all means: a count of 0 where the exports cover the period, not known where they do not."""
    first, last = reach.first_on, reach.data_through
    is_covered = first is not None and (selection.start or first) <= last and (selection.end or last) >= first
    if first is not None and labelled:
        is_covered = is_covered and any(days.start <= last and days.end >= first for days in labelled)
    if not is_covered or selection.metric.form not in ("count", "matters"):
        return blank((), "no_data")
    low, high = intervals.poisson(0) if selection.metric.interval == "poisson" else (None, None)
    return Cell((), 0, 0, None, low, high, 0 if selection.metric.has_matters else None)


def is_newer(version: Version, definition: Metric) -> bool:
    """Whether the metric came after the version was published; what is worked out from others says so itself."""
    columns = (definition.numerator, definition.denominator, definition.excluded, definition.cohort_on)
    return definition.form != "result" and context.lacks(version, definition.fact, (c for c in columns if c))


def _not_in_version(version: Version, definition: Metric, by: tuple[str, ...]) -> Result:
    """One blank row that names no member: the version holds nothing that the metric could be read from."""
    return Result(
        metric=definition, by=by, names={}, cells=(blank(("",) * len(by), "not_in_version"),), basis=definition.source,
        as_of=version.as_of, data_through=version.data_through, reconstructed=False, version=version.id,
    )  # fmt: skip


def missing_input(version: Version, definition: Metric) -> str | None:
    """Why the metric is blank in this version: an input that no export carries; None if it has all it needs."""
    missing = context.missing_inputs(version)
    return next((f"not_in_export:{needed}" for needed in definition.needs if needed in missing), None)


def _blanks(version: Version, selection: Selection, reason: str) -> list[Cell]:
    by = tuple(d for d in selection.by if d != selection.metric.classes)
    if not by:
        return [blank(("",) * len(selection.by), reason)]
    sql = f"select distinct {selection.keys} 1 from {selection.source} where {selection.condition}"
    with cursor(version.marts) as connection:
        rows = connection.execute(sql, selection.parameters).fetchall()
    return [blank(tuple(row[:-1]), reason) for row in sorted(rows) if "" not in row]


def _basis(version: Version, definition: Metric, cut_by: Sequence[str] = ()) -> str:
    names = list(definition.basis)
    if "level" in cut_by and "level_basis" not in names:  # the level visited, or where none is exported
        names.append("level_basis")
    names = [name for name in names if not context.lacks(version, "build", [name])]
    if not names:
        return "registered_cases" if definition.source == "cases" else definition.source
    return _footing(version, tuple(names))


@lru_cache(maxsize=128)
def _footing(version: Version, names: tuple[str, ...]) -> str:
    with cursor(version.marts) as connection:
        row = one(connection, f"select {', '.join(names)} from marts.build")
    return "; ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))


@lru_cache(maxsize=128)
def _is_any_reconstructed(version: Version, fact: str) -> bool:
    with cursor(version.marts) as connection:
        return bool(one(connection, f"select max(reconstructed) from marts.{fact}")[0])


def _reconstructed(version: Version, selection: Selection) -> bool:
    if not _is_any_reconstructed(version, selection.metric.fact):
        return False
    return _is_reconstructed(version, selection.source, selection.condition, selection.parameters)


@lru_cache(maxsize=1024)
def _is_reconstructed(version: Version, source: str, condition: str, parameters: tuple[Any, ...]) -> bool:
    with cursor(version.marts) as connection:
        return bool(one(connection, f"select max(f.reconstructed) from {source} where {condition}", parameters)[0])


def _unfinished(
    version: Version, clock_on: date, selection: Selection, cells: Sequence[Cell], labelled: Sequence[Period]
) -> tuple[str, ...]:
    """Periods that had not ended when the data end: labels of the breakdown, else the period asked for."""
    times = [d for d in selection.by if DIMENSIONS[d].kind == "time"]
    if not times and labelled:
        return tuple(days.label for days in labelled if days.end > clock_on)
    if not times:
        is_open = selection.end is not None and selection.end > clock_on
        return (f"{selection.start or ''}..{selection.end}",) if is_open else ()
    labels = sorted({cell.by[selection.by.index(times[0])] for cell in cells})
    late = _labels_after(version, times[0], clock_on)
    return tuple(label for label in labels if label in late)


@lru_cache(maxsize=128)
def _labels_after(version: Version, dimension: str, day: date) -> frozenset[str]:
    """The labels of a calendar breakdown that have a day after a day."""
    sql = f"select distinct {dimension} from marts.day where day > ?"
    if dimension == "period":
        sql = "select period_name from marts.sensitive_period where ends_on > ?"
    with cursor(version.marts) as connection:
        return frozenset(row[0] for row in connection.execute(sql, [day]).fetchall())


def _worked_out(
    home: Home,
    version: Version,
    question: _Question,
    start: date | None,
    end: date | None,
) -> Result:
    """A figure that is no sum of rows: it comes from other figures, or from days against days."""
    definition, by, where, compare = question.metric, question.by, question.where, question.compare

    def ask(metric_id: str, by: tuple[str, ...], against: Against | None) -> Result:
        """Another figure of the same version, exact: the whole of it, or what is asked for beside another period."""
        if against is None:
            return metric(home, metric_id, by=by, exact=True, version=version.id)
        return metric(
            home, metric_id, by=by, where=where, start=start, end=end, exact=True, version=version.id, compare=against
        )

    reason, basis = missing_input(version, definition), _basis(version, definition)
    if definition.classes:
        by = results.BREAKDOWNS[definition.id]
    if reason:
        cells, like = [blank(("",) * len(by), reason)], None
    else:
        cells, like = results.RESULTS[definition.id](
            results.Question(version, by, where, start, end, compare, home.configuration().calendar), ask
        )
    return Result(
        metric=definition, by=by, names={d: names_of(version, DIMENSIONS[d]) for d in by}, cells=tuple(cells), basis=basis,
        as_of=version.as_of,
        data_through=version.data_through, reconstructed=like.reconstructed if like else False, version=version.id,
        unfinished=like.unfinished if like else (),
    )  # fmt: skip
