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

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.offices import Office, office
from tests.reference import Figure, Reference, Table, table
from warehouse.catalogue.metrics import METRICS as BOOK
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.published import close_readers
from warehouse.query.rows import todo

METRICS = {name: m for name, m in BOOK.items() if m.section != 6}  # ledgers have a reference of their own

SLICES: tuple[tuple[str, ...], ...] = (
    (), ("township",), ("department",), ("channel",), ("topic_1",), ("month",),
)  # fmt: skip
TWO_WAY = (("department", "channel"), ("topic_2", "source"), ("department_group", "purpose"))

# A fixed list of examples; without shrinking, since an example is one seed and its difference says enough.
PROFILE = settings(
    derandomize=True, deadline=None, database=None, max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip

offices = st.builds(
    office,
    st.integers(0, 10**6),
    st.integers(5, 40),
    st.integers(1, 4),
    early=st.booleans(),
    long=st.booleans(),
)

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


@PROFILE
@given(offices)
def test_every_metric_equals_the_reference_on_every_slice(made: Office) -> None:
    reference = Reference(made.files, made.as_of, made.configuration)
    with published(made) as home:
        assert differences(home, reference, (*SLICES, *TWO_WAY)) == []
        assert metric(home, "cases").reconstructed == any(c.reconstructed for c in reference.cases)
        assert metric(home, "cases").as_of == made.as_of.isoformat()
        assert metric(home, "cases").data_through == reference.clock_on.isoformat()


@settings(PROFILE, max_examples=5)
@given(offices, st.integers(0, 400), st.integers(0, 200))
def test_a_period_takes_the_cases_whose_cohort_day_lies_in_it(made: Office, offset: int, length: int) -> None:
    reference = Reference(made.files, made.as_of, made.configuration)
    start = made.as_of - timedelta(offset)
    with published(made) as home:
        end = start + timedelta(length)
        assert differences(home, reference, ((), ("township",), ("month",)), start, end) == []


@settings(PROFILE, max_examples=4)
@given(offices)
def test_parts_sum_to_wholes_across_every_breakdown(made: Office) -> None:
    with published(made) as home:
        for name, definition in METRICS.items():
            whole = figures(home, name).get(())
            for breakdown in definition.breakdowns:
                parts = figures(home, name, (breakdown,)).values()
                assert sum(f.numerator for f in parts) == (whole.numerator if whole else 0), (name, breakdown)
                assert sum(f.denominator or 0 for f in parts) == ((whole and whole.denominator) or 0), (name, breakdown)
                left_out: Counter[str] = sum((Counter(f.excluded) for f in parts), Counter())
                assert left_out == Counter(whole.excluded if whole else {}), (name, breakdown)


@settings(PROFILE, max_examples=5)
@given(offices)
def test_what_is_counted_and_what_is_left_out_is_all(made: Office) -> None:
    cases = len(Reference(made.files, made.as_of, made.configuration).cases)
    with published(made) as home:
        if not cases:
            assert figures(home, "cases") == {}
            return
        counted = figures(home, "cases")[()]
        assert counted.numerator + sum(counted.excluded.values()) == cases
        for name in RATES:
            table = asked(home, name)
            if not isinstance(table, str):
                (figure,) = table.values()
                assert (figure.denominator or 0) + sum(figure.excluded.values()) == cases, name
                assert set(figure.excluded) <= set(METRICS[name].reasons), name
                # A roll-up is a ratio of sums.
                for by in (("township",), ("month",), ("department", "channel")):
                    parts = list(figures(home, name, by).values())
                    n, d = sum(f.numerator for f in parts), sum(f.denominator or 0 for f in parts)
                    assert figure.value == (n / d if d else None), (name, by)
        if reference_has_first(home):
            parts = [figures(home, name).get((), NOTHING) for name in ("first_cases", "repeat_cases", "unknown_first")]
            assert sum(f.numerator for f in parts) == counted.numerator
        if not isinstance(asked(home, "open_overdue"), str):
            divided = [
                sum(f.numerator for k, f in figures(home, name, ("township",)).items() if k != ("不分列",))
                for name in ("open_overdue", "open_not_due")
            ]
            assert todo(home).total == sum(divided)


NOTHING = Figure(None, 0, None, {})


def reference_has_first(home: Home) -> bool:
    return not isinstance(asked(home, "first_cases"), str)


@settings(PROFILE, max_examples=3)
@given(offices, st.randoms(use_true_random=False))
def test_the_order_in_which_files_come_changes_nothing(made: Office, rng: random.Random) -> None:
    files = list(made.files)
    rng.shuffle(files)
    with published(made) as home, published(replace(made, files=tuple(files))) as other:
        assert everything(home) == everything(other)


@settings(PROFILE, max_examples=3)
@given(offices)
def test_relabelling_townships_changes_nothing(made: Office) -> None:
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
        for name in METRICS:
            before = {key if key[0] in CLASSES else (relabelled(key[0]),): f
                      for key, f in figures(home, name, ("township",)).items()}  # fmt: skip
            assert figures(other, name, ("township",)) == before
            assert figures(other, name, ("channel",)) == figures(home, name, ("channel",))


CLASSES = ("未填", "未匹配", "不分列")


def alias(value: str | None) -> str | None:
    return ";".join(f"新{a}" for a in value.split(";")) if value else value


@settings(PROFILE, max_examples=2)
@given(offices)
def test_a_withdrawn_file_was_never_there(made: Office) -> None:
    cases = [f for f in made.files if f.source == "cases"]
    half = cases[-1].rows[: len(cases[-1].rows) // 2]
    extra = replace(cases[-1], exported=cases[-1].exported + timedelta(1), rows=half)
    with published(made) as home, published(replace(made, files=(*made.files, extra), retracted=1)) as other:
        assert everything(home) == everything(other)
