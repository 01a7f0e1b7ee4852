"""The metric book on random small offices: what is published equals a brute-force reference, exactly.

And its identities: parts sum to wholes, what is left out is named, names and order of files change nothing.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.offices import Office, office
from tests.property.examples import examples
from tests.reference import Figure, File, Reference, Table, table
from tests.reference.figures import judged_by
from tests.reference.shared import is_open
from warehouse.catalogue.codes import CLASS_LISTS, SPECIAL_CLASSES
from warehouse.catalogue.metrics import METRICS as BOOK
from warehouse.home import Home
from warehouse.query import metric, metrics
from warehouse.query.metric import forget_figures
from warehouse.query.published import close_readers
from warehouse.query.rows import todo

# Ledgers have a reference of their own; a result is worked out from other figures.
METRICS = {name: m for name, m in BOOK.items() if m.section != 6 and m.form != "result"}

# Each example is asked for one of these lists in turn; together they hold every breakdown.
SLICES: tuple[tuple[tuple[str, ...], ...], ...] = (
    ((), ("township",), ("month",), ("department", "channel")),
    ((), ("department",), ("week",), ("review",), ("topic_2", "source")),
    ((), ("channel",), ("period",), ("topic_1",), ("department_group", "purpose")),
    ((), ("level",), ("quarter",), ("topic_3", "year")),
)
UNCUT: tuple[tuple[str, ...], ...] = ((),)


def an_office(rng: random.Random) -> Office:
    """Any office."""
    early, long = rng.random() < 0.5, rng.random() < 0.5
    return office(rng.randrange(10**6), rng.randint(5, 40), rng.randint(1, 4), early=early, long=long)


@contextmanager
def published(made: Office) -> Iterator[Home]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield made.built(Path(folder) / "家")
        finally:
            close_readers()


def asked(home: Home, name: str, by: tuple[str, ...] = (), **slices: Any) -> Table | str:
    """The door's answer in the shape of the reference; a metric without its input gives the reason."""
    cells = metric(home, name, by=by, exact=True, **slices).cells
    missing = {c.reason for c in cells if c.reason and c.reason.startswith("not_in_export")}
    if missing:
        assert len(missing) == 1
        assert all(c.value is None and c.numerator is None and not c.excluded for c in cells)
        return str(missing.pop())
    return {
        c.by: Figure(c.value, int(c.numerator or 0), c.denominator, c.excluded, c.distinct_matters or 0, c.reason)
        for c in cells
    }


def reference_table(reference: Reference, name: str, by: tuple[str, ...] = (), **slices: Any) -> Table | str:
    found = table(reference, name, by, **slices)
    return found if isinstance(found, str) else spoken(found)


def figures(home: Home, name: str, by: tuple[str, ...] = (), **slices: Any) -> Table:
    """The cells that count or leave out anything; none when an input is missing."""
    found = asked(home, name, by, **slices)
    return {} if isinstance(found, str) else spoken(found)


def spoken(found: Table) -> Table:
    """A cell in which nothing is counted or left out says nothing; a share is compared to twelve places."""
    return {
        k: replace(f, value=None if f.value is None else round(f.value, 12))
        for k, f in found.items()
        if f.numerator or f.denominator or f.excluded or f.reason == "few_matters"
    }


def sliced(name: str, slices: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The slices that make sense for a metric."""
    return [by for by in slices if set(by) <= set(METRICS[name].breakdowns)]


def everything(home: Home, slices: Sequence[tuple[str, ...]]) -> dict[tuple[str, tuple[str, ...]], Table]:
    """All metrics by these slices."""
    return {(name, by): figures(home, name, by) for name in METRICS for by in sliced(name, slices)}


def differences(home: Home, reference: Reference, slices: Sequence[tuple[str, ...]], **period: date) -> list[str]:
    """What is published otherwise than the reference says."""
    found = []
    for name in METRICS:
        for by in sliced(name, slices):
            got, want = asked(home, name, by, **period), reference_table(reference, name, by, **period)
            if isinstance(got, str) or isinstance(want, str):
                if got not in (want, {}):  # a blank metric has no row in an empty period
                    found.append(f"{name} by {by}: published {got}, reference {want}")
                continue
            got = spoken(got)
            found += [
                f"{name} by {by} {key}: published {got.get(key)}, reference {want.get(key)}"
                for key in sorted({*want, *got})
                if want.get(key) != got.get(key)
            ]
    return found


def reference_of(made: Office) -> Reference:
    return Reference(made.files, made.as_of, made.configuration, made.holidays)


@examples(6)
def test_every_metric_equals_the_reference(seed: int) -> None:
    made = an_office(random.Random(seed))
    reference = reference_of(made)
    with published(made) as home:
        assert differences(home, reference, SLICES[seed % len(SLICES)]) == []
        assert metric(home, "cases").reconstructed == any(c.reconstructed for c in reference.cases)
        assert metric(home, "cases").as_of == made.as_of.isoformat()
        assert metric(home, "cases").data_through == reference.clock_on.isoformat()


@examples(3)
def test_a_period_takes_the_rows_whose_cohort_day_lies_in_it(seed: int) -> None:
    rng = random.Random(seed)
    made = an_office(rng)
    start = made.as_of - timedelta(rng.randint(0, 400))
    with published(made) as home:
        period = {"start": start, "end": start + timedelta(rng.randint(0, 200))}
        assert differences(home, reference_of(made), ((), ("month",)), **period) == []


# --- identities, on offices that are built once ---

KEPT = (
    office(11, 40, 4, early=False, long=True),
    office(22, 36, 3, early=False, long=True),
    office(24, 39, 2, early=True, long=True),
)


@pytest.fixture(scope="module", params=KEPT, ids=repr)
def kept(request: pytest.FixtureRequest) -> Iterator[tuple[Office, Home]]:
    with published(request.param) as home:
        yield request.param, home


def test_parts_sum_to_wholes_across_every_breakdown(kept: tuple[Office, Home]) -> None:
    """未填 and 不分列 included. Each office takes a third of the breakdowns of each metric."""
    made, home = kept
    for place, (name, definition) in enumerate(METRICS.items()):
        # Distinct matters do not add up; a slice without residents has no rate.
        if definition.form in ("matters", "per_10k") or isinstance(asked(home, name), str):
            continue
        whole = figures(home, name)
        for breakdown in definition.breakdowns[(place + KEPT.index(made)) % 3 :: 3]:
            is_cut = definition.least_matters and breakdown not in ("week", "month", "quarter", "year")
            if breakdown == "period" or is_cut:  # a day may lie in two periods or none; small cells are blank
                continue
            parts = figures(home, name, (breakdown,))
            assert {k[1:] for k in parts} == set(whole), (name, breakdown)
            for key, figure in whole.items():
                own = [f for k, f in parts.items() if k[1:] == key]
                assert sum(f.numerator for f in own) == figure.numerator, (name, breakdown, key)
                if definition.form != "mix":  # the parts of a mix are shares of their own slice
                    assert sum(f.denominator or 0 for f in own) == (figure.denominator or 0), (name, breakdown, key)
                if not definition.classes:  # who is left out has no class
                    left_out: Counter[str] = sum((Counter(f.excluded) for f in own), Counter())
                    assert left_out == Counter(figure.excluded), (name, breakdown)
                if definition.form in ("share", "mean"):  # a roll-up is a ratio of sums
                    n, d = sum(f.numerator for f in own), sum(f.denominator or 0 for f in own)
                    assert figure.value == (round(n / d, 12) if d else None), (name, breakdown)


@pytest.mark.parametrize("exact", [True, False], ids=["exact", "masked"])
def test_figures_asked_together_are_those_asked_alone(kept: tuple[Office, Home], exact: bool) -> None:
    """Pages ask for many figures at once, whole and parts from one reading, with matters counted only where a cell may be
    small. No number and no mask may depend on that."""
    _, home = kept
    for by in (("township",), ("department", "month"), ("department", "channel"), ("topic_1", "township")):
        forget_figures()
        names = [name for name in METRICS if sliced(name, [by])]
        cuts: list[tuple[tuple[str, ...], None]] = [((), None), (by, None)]
        for (cut, _), answers in zip(cuts, metrics(home, names, cuts, exact=exact, matters=False), strict=True):
            for name, answer in zip(names, answers, strict=True):
                alone = [replace(c, distinct_matters=None) for c in metric(home, name, by=cut, exact=exact).cells]
                assert [replace(c, distinct_matters=None) for c in answer.cells] == alone, (name, cut)


# Rates and curves of which every case is either in the denominator or left out by name.
OF_ALL_CASES = (
    "web_share", "repeat_share", "acceptance_in_time_office", "notice_in_time_unit", "acceptance_unit_reg30",
    "reply_in_time", "closed_in_time", "days_to_close", "days_to_close_p90", "extension_share", "reopened_share",
    "one_off_resolution", "one_off_confirmed", "closed_not_settled", "closed_dissatisfied",
    *(f"{name}_{who}" for who in ("unit", "office") for name in ("participation", "satisfied")),
    *(f"satisfied_{who}_{bound}" for who in ("unit", "office") for bound in ("low", "high")),
)  # fmt: skip


def test_what_is_counted_and_what_is_left_out_is_all(kept: tuple[Office, Home]) -> None:
    _, home = kept
    everyone = figures(home, "cases_registered").get((), NOTHING)

    def known(name: str) -> Figure | None:
        found = asked(home, name)
        return None if isinstance(found, str) else found[()]

    counted = known("cases")
    assert counted is not None
    assert counted.numerator + left_out(counted) == everyone.numerator
    for name in OF_ALL_CASES:
        figure = known(name)
        if figure is not None:
            assert (figure.denominator or 0) + left_out(figure) == everyone.numerator, name
            assert {x.partition(":")[0] for x in figure.excluded} <= set(METRICS[name].reasons), name
    for name in ("recurrence_30", "recurrence_180", "recurrence_mean"):  # likewise of matters
        figure = known(name)
        if figure is not None:
            assert (figure.denominator or 0) + left_out(figure) == everyone.matters, name
    for name in ("outcome_mix", "handling_mix"):
        cells = figures(home, name)
        if cells:
            total = next(iter(cells.values()))
            assert (total.denominator or 0) + left_out(total) == everyone.numerator
            assert sum(f.value or 0 for f in cells.values()) == pytest.approx(1)


def left_out(figure: Figure) -> int:
    return sum(figure.excluded.values())


NOTHING = Figure(None, 0, None, {})


def test_figures_that_belong_together_agree(kept: tuple[Office, Home]) -> None:
    made, home = kept
    reference = reference_of(made)

    def n(name: str) -> int:
        return sum(f.numerator for f in figures(home, name).values())

    def can(*names: str) -> bool:
        return not any(isinstance(asked(home, name), str) for name in names)

    if can("first_cases"):
        assert n("first_cases") + n("repeat_cases") + n("unknown_first") == n("cases")
    if can("items_persons"):
        assert n("items_batches") - n("visit_events") + n("visit_persons") == n("items_persons")
        assert n("collective_persons") <= n("visit_persons")
    if can("open_overdue"):
        open_cases = [c for c in reference.cases if is_open(c)]
        excluded = left_out(figures(home, "open_overdue").get((), NOTHING))
        assert n("open_overdue") + n("open_not_due") + excluded == len(open_cases)
        assert n("open_due_7") <= n("open_not_due")
        divided = [
            sum(f.numerator for k, f in figures(home, name, ("township",)).items() if k != ("不分列",))
            for name in ("open_overdue", "open_not_due")
        ]
        assert todo(home).total == sum(divided)
    for name, done in (("reply_in_time", "reply_on"), ("closed_in_time", "first_closed_on")):
        if can(name):  # in time + late + open past the deadline = due
            due = [c for c, j in judged_by(reference, name) if j.x is None]
            late = [c for c in due if (day := getattr(c, done)) and day > c.deadline_on]
            unanswered = [c for c in due if getattr(c, done) is None]
            assert all(is_open(c) and c.deadline_on <= reference.clock_on for c in unanswered)
            assert n(name) + len(late) + len(unanswered) == len(due) == figures(home, name).get((), NOTHING).denominator
    if can("backlog_cleared"):
        assert n("backlog_cleared") + n("backlog_open") <= n("backlog_listed")
        assert n("backlog_listed") <= n("backlog_cleared") + n("backlog_open") + n("backlog_closed")
    for who in ("unit", "office"):
        if can(f"satisfied_{who}"):
            low, middle, high = (asked(home, f"satisfied_{who}{end}")[()].value for end in ("_low", "", "_high"))
            assert middle is None or low <= middle <= high


def test_every_event_is_in_exactly_one_class(kept: tuple[Office, Home]) -> None:
    _, home = kept
    for name, of in (("nonnormal_history", "nonnormal_events"), ("repeat_stage", "repeat_cases")):
        cells = asked(home, name)
        if isinstance(cells, str):
            continue
        assert {k[-1] for k in cells} <= {code.id for code in CLASS_LISTS[name]}
        assert sum(f.numerator for f in cells.values()) == figures(home, of).get((), NOTHING).numerator
    late, history = asked(home, "nonnormal_after_late_duty"), asked(home, "nonnormal_history")
    if isinstance(late, str) or isinstance(history, str):
        return
    figure = late.get((), NOTHING)
    classes = ("refused_untold", "open_overdue", "open_untold", "replied_late", "replied_late_repeated")
    assert figure.numerator == sum(history.get((name,), NOTHING).numerator for name in classes)
    outside = sum(k for x, k in figure.excluded.items() if x.startswith("history_"))
    assert (figure.denominator or 0) + outside == sum(f.numerator for f in history.values())


@examples(2)
def test_one_off_resolution_never_looks_better_than_recurrence(seed: int) -> None:
    """1 − one_off_resolution ≥ recurrence_90 on one cohort: one first case a matter, replied to before it was closed."""
    rng = random.Random(seed)
    start = date(2024, 1, 1)
    rows = []
    for matter in range(40):
        registered = start + timedelta(rng.randrange(60))
        replied = registered + timedelta(rng.randrange(30))
        closed = replied + timedelta(rng.randrange(30))
        first = {"closed_at": f"{closed}T10:00", "replied_at": f"{replied}T10:00", "first_flag": 1}
        days = [registered, *(registered + timedelta(rng.randrange(200)) for _ in range(rng.choice([0, 0, 0, 1, 2])))]
        for place, day in enumerate(days):
            dates = first if place == 0 else {"closed_at": None, "replied_at": None, "first_flag": 0}
            row = {"case_id": f"{matter}-{place}", "registered_at": f"{day}T09:00", "matter_id": f"M{matter}", **dates}
            rows.append(row)
    end = date(2025, 1, 1)
    with published(Office((File(end, tuple(rows)),), end)) as home:
        one_off, recurrence = (asked(home, name)[()].value for name in ("one_off_resolution", "recurrence_90"))
        assert 0 < recurrence <= 1 - one_off < 1


# --- names and order of files change nothing ---


@examples(2)
def test_the_order_in_which_files_come_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    made = an_office(rng)
    files = list(made.files)
    rng.shuffle(files)
    with published(made) as home, published(replace(made, files=tuple(files))) as other:
        assert everything(home, UNCUT) == everything(other, UNCUT)


@examples(2)
def test_relabelling_townships_changes_nothing(seed: int) -> None:
    made = an_office(random.Random(seed))

    def relabelled(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return value.replace("1101010", "3607020") if value.startswith("1101010") else f"新{value}" if value else value

    named = ("township", "township_code", "ref_township_code", "ref_township_name")

    def row(old: dict[str, Any]) -> dict[str, Any]:
        new = {k: relabelled(v) if k in named else v for k, v in old.items()}
        return {**new, "aliases": alias(old["aliases"])} if "ref_township_code" in old else new

    files = tuple(replace(f, rows=tuple(row(old) for old in f.rows)) for f in made.files)
    with published(made) as home, published(replace(made, files=files)) as other:
        for name, definition in METRICS.items():
            assert figures(other, name) == figures(home, name)
            if "township" in definition.breakdowns:
                before = {
                    (key[0] if key[0] in SPECIAL_CLASSES else relabelled(key[0]), *key[1:]): f
                    for key, f in figures(home, name, ("township",)).items()
                }
                assert figures(other, name, ("township",)) == before


def alias(value: str | None) -> str | None:
    return ";".join(f"新{a}" for a in value.split(";")) if value else value


@examples(2)
def test_a_withdrawn_file_was_never_there(seed: int) -> None:
    made = an_office(random.Random(seed))
    cases = [f for f in made.files if f.source == "cases"]
    half = cases[-1].rows[: len(cases[-1].rows) // 2]
    extra = replace(cases[-1], exported=cases[-1].exported + timedelta(1), rows=half)
    with published(made) as home, published(replace(made, files=(*made.files, extra), retracted=1)) as other:
        assert everything(home, UNCUT) == everything(other, UNCUT)
