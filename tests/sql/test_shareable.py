"""The shareable edition over a real build: what is shown rests on enough matters, and what is withheld stays so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from pipelines.publish.shareable import protect
from tests.sql.boundary import AS_OF, GOOD
from tests.unit.pipelines.metrics.suppression.two_way import bounds
from tests.warehouse_builder import Builder, builder
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.shareable import MIN_MATTERS, SETS, find_set
from warehouse.query.errors import NotSharedError, QueryError
from warehouse.query.published import close_readers, current_version
from warehouse.query.shareable import latest_version, shareable_cells

TOWNSHIPS = {"东关街道": 0.5, "西关镇": 0.3, "南山乡": 0.15, "北湖乡": 0.05}
TOPICS = {"城乡建设": 0.6, "农业农村": 0.3, "交通运输": 0.1}
UNITS = {"城市管理局": 0.6, "农业农村局": 0.35, "交通局": 0.05}
GROUPS = {"城市管理局": "县直部门", "农业农村局": "县直部门", "交通局": "企事业"}


def an_office(folder: Path) -> Builder:
    """360 cases of four months; the matters of the smallest township are one that came 12 times and a few others."""
    draw = random.Random(11)
    pick = lambda shares: draw.choices(list(shares), list(shares.values()))[0]  # noqa: E731
    rows: list[dict[str, Any]] = []
    for number in range(360):
        township, month = pick(TOWNSHIPS), draw.randint(1, 4)
        registered = date(2024, month, draw.randint(1, 28))
        in_time = draw.random() < 0.7
        closed = registered + timedelta(days=20) if in_time else date(2024, 6, 15)
        rows.append(
            {
                **GOOD,
                "case_id": f"{number}",
                "matter_id": f"m{number}",
                "township": township,
                "topic_1": pick(TOPICS),
                "department": pick(UNITS),
                "channel": draw.choice(["visit", "letter", "web"]),
                "first_flag": 1,
                "registered_at": f"{registered}T09:00",
                "accepted_by_unit_at": f"{registered + timedelta(days=draw.choice([20, 30, 40]))}T09:00",
                "assigned_at": f"{registered + timedelta(days=draw.choice([2, 9, 20]))}T09:00",
                "closed_at": f"{closed}T09:00",
                "evaluated_at": f"{closed + timedelta(days=5)}T09:00",
                "evaluation_unit": draw.choice(["satisfied", "mostly_satisfied", "dissatisfied", None]),
                "confidential_flag": int(number % 30 == 0),
                "deadline_on": "2024-05-30",
                "replied_at": f"{closed}T09:00",
            }
        )
    for number in range(12):
        rows.append(
            {
                **rows[1],
                "case_id": f"again{number}",
                "matter_id": "one",
                "township": "北湖乡",
                "topic_1": "交通运输",
                "first_flag": int(number == 0),
                "registered_at": "2024-03-05T09:00",
                "confidential_flag": 0,
            }
        )
    office = builder(folder)
    office.file(
        "2024-01-01",
        [
            {"ref_department_code": name, "ref_department_name": name, "aliases": None, "unit_group": group,
             "is_petition_organ": 0}
            for name, group in GROUPS.items()
        ],
        "departments",
    )  # fmt: skip
    office.file(AS_OF, rows)
    return office


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    office = an_office(tmp_path_factory.mktemp("shareable") / "home")
    connection = office.build(AS_OF)
    protect(connection, MIN_MATTERS)
    yield connection
    connection.close()


def facts_by(metric_id: str, by: tuple[str, ...], quantity: str) -> str:
    """Sum, matters and largest matter of a quantity, straight from the facts."""
    metric = METRICS[metric_id]
    keys = "".join(f"{'d' if DIMENSIONS[name].kind == 'time' else 'f'}.{name}, " for name in by)
    names = ", ".join(by)
    return f"""
        select {names + "," if names else ""} sum(q), count(*) filter (q > 0), max(q)
        from (
            select {keys} f.matter_key, sum({quantity}) as q
            from marts.{metric.fact} f inner join marts.day d on d.day = f.{metric.cohort_on}
            where f.{metric.excluded} is null
            group by all
        )
        {"group by " + names if names else ""}
    """


QUESTIONS = [(m, t) for s in SETS for t in s.tables for m in s.metrics]


@pytest.mark.parametrize(("metric_id", "table"), QUESTIONS, ids=[f"{m} {t.id}" for m, t in QUESTIONS])
def test_every_number_shown_is_right_and_rests_on_enough_matters(
    marts: duckdb.DuckDBPyConnection, metric_id: str, table: Any
) -> None:
    metric = METRICS[metric_id]
    parts = {"numerator": metric.numerator}
    if metric.denominator:
        parts |= {"denominator": metric.denominator, "both": f"{metric.denominator} - {metric.numerator}"}
    cells = {cell.by: cell for cell in shareable_cells(marts, metric_id, table.by, {}, None, None)}
    found = {part: marts.execute(facts_by(metric_id, table.by, column)).fetchall() for part, column in parts.items()}
    for part, rows in found.items():
        for *key, total, matters, largest in rows:
            cell = cells[tuple(key)]
            shown = cell.value if part == "both" else getattr(cell, part)
            if shown is not None:
                assert matters >= MIN_MATTERS
                assert 2 * largest <= total
                assert part == "both" or shown == total
    for key, cell in cells.items():
        assert cell.suppressed is (cell.value is None)
        assert cell.reason == ("protected" if cell.suppressed else None)
        if cell.denominator and cell.numerator is not None:
            assert cell.value == cell.numerator / cell.denominator
        if key not in {tuple(row[:-3]) for row in found["numerator"]}:
            assert (cell.value, cell.numerator, cell.denominator) == (None, None, None)


def test_totals_are_shown_and_small_cells_are_not(marts: duckdb.DuckDBPyConnection) -> None:
    (total,) = shareable_cells(marts, "cases", (), {}, None, None)
    assert (total.value, total.suppressed) == (372, False)
    by_both = shareable_cells(marts, "cases", ("township", "topic_1"), {}, None, None)
    assert {cell.suppressed for cell in by_both} == {True, False}


def test_a_matter_that_came_often_does_not_make_a_cell(marts: duckdb.DuckDBPyConnection) -> None:
    """Twelve cases and more, but of few matters, one of which is most of it."""
    cells = {c.by: c for c in shareable_cells(marts, "cases", ("township", "topic_1"), {}, None, None)}
    assert cells["北湖乡", "交通运输"].suppressed


def test_combinations_that_never_occur_stand_there_like_small_ones(marts: duckdb.DuckDBPyConnection) -> None:
    cells = {c.by: c for c in shareable_cells(marts, "cases", ("township", "month"), {}, None, None)}
    assert set(cells) == set(product([*TOWNSHIPS, "不分列"], [f"2024-{m:02d}" for m in range(1, 5)]))


def test_undivided_cases_have_no_cell_that_everybody_knows_to_be_empty(marts: duckdb.DuckDBPyConnection) -> None:
    cells = {c.by for c in shareable_cells(marts, "cases", ("township", "topic_1"), {}, None, None)}
    assert {by for by in cells if "不分列" in by} == {("不分列", "不分列")}


def test_whoever_combines_all_tables_of_need_learns_no_small_cell_of_them(marts: duckdb.DuckDBPyConnection) -> None:
    """The attacker takes every township × topic × month × channel as unknown and knows all that is shown."""
    dimensions = ("township", "topic_1", "month", "channel")
    members: dict[str, list[str]] = {}
    for name in dimensions:
        members[name] = [c.by[0] for c in shareable_cells(marts, "cases", (name,), {}, None, None)]
    inner = [
        combination
        for combination in product(*members.values())
        if (combination[0] == "不分列") == (combination[1] == "不分列")
    ]
    inside, values, published, least = [], [], [], []
    for table in SETS[0].tables:
        width = len(table.by)
        facts = marts.execute(facts_by("cases", table.by, "f.cases_n")).fetchall()
        truth = {tuple(row[:width]): row[width:] for row in facts}
        for cell in shareable_cells(marts, "cases", table.by, {}, None, None):
            where = [(dimensions.index(name), member) for name, member in zip(table.by, cell.by, strict=True)]
            inside.append([float(all(c[place] == member for place, member in where)) for c in inner])
            total, matters, largest = truth.get(cell.by, (0, 0, 0))
            values.append(float(total))
            published.append(not cell.suppressed)
            least.append(matters < MIN_MATTERS or 2 * largest > total)
    for cell in np.flatnonzero(least):
        low, high = bounds(np.array(inside), np.array(values), np.array(published), int(cell))
        if values[cell] < MIN_MATTERS:
            assert (low, high >= MIN_MATTERS - 1) == (0, True)
        else:
            assert low <= values[cell] - (MIN_MATTERS - 1)
            assert high >= values[cell] + (MIN_MATTERS - 1)
    assert sum(least) > 5


def test_a_filter_and_a_month_pick_cells_of_a_listed_table(marts: duckdb.DuckDBPyConnection) -> None:
    whole = {c.by: c for c in shareable_cells(marts, "cases", ("township", "month"), {}, None, None)}
    march = shareable_cells(marts, "cases", ("township",), {}, date(2024, 3, 1), date(2024, 3, 31))
    assert {(*c.by, "2024-03"): c.value for c in march} == {
        by: c.value for by, c in whole.items() if by[1] == "2024-03"
    }
    east = shareable_cells(marts, "cases", ("month",), {"township": ["东关街道"]}, date(2024, 2, 1), date(2024, 3, 31))
    assert [c.by for c in east] == [("2024-02",), ("2024-03",)]
    assert [c.value for c in east] == [whole["东关街道", month].value for month in ("2024-02", "2024-03")]
    nothing = shareable_cells(marts, "cases", ("month",), {"month": ["2024-01"]}, date(2024, 2, 1), date(2024, 3, 31))
    assert nothing == ()
    with pytest.raises(QueryError, match="整月"):
        shareable_cells(marts, "cases", (), {}, date(2024, 3, 1), date(2024, 3, 31), month_cut_day=25)
    (year,) = shareable_cells(marts, "reply_in_time", (), {}, date(2024, 1, 1), date(2024, 12, 31))
    assert year.denominator


@pytest.mark.parametrize(
    ("metric_id", "by", "where", "start", "end"),
    [
        ("visit_persons", (), {}, None, None),
        ("cases", ("week",), {}, None, None),
        ("cases", ("township", "topic_1", "month"), {}, None, None),
        ("cases", ("channel",), {"township": ["东关街道"]}, None, None),
        ("cases", ("month",), {"township": ["东关街道", "西关镇"]}, None, None),
        ("cases", (), {}, date(2024, 3, 2), date(2024, 3, 31)),
        ("cases", (), {}, date(2024, 2, 1), date(2024, 3, 31)),
        ("cases", (), {}, date(2024, 2, 1), None),
        ("reply_in_time", ("department",), {}, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_what_is_not_listed_is_refused_and_the_list_is_named(
    marts: duckdb.DuckDBPyConnection, metric_id: str, by: Any, where: Any, start: Any, end: Any
) -> None:
    with pytest.raises(QueryError, match="township × topic_1"):
        shareable_cells(marts, metric_id, by, where, start, end)


def test_a_table_that_cannot_be_protected_is_not_shared(tmp_path: Path) -> None:
    """A unit that lies in two groups: the totals of groups do not follow from their units."""
    office = an_office(tmp_path / "home")
    connection = office.build(AS_OF)
    connection.execute("update marts.fact_case set department_group = '另一组' where channel = 'letter'")
    protect(connection, MIN_MATTERS)
    rows = connection.execute(
        "select table_id, numerator, denominator, value, reason, audited from marts.shareable_cell "
        "where metric = 'reply_in_time'"
    ).fetchall()
    assert {row[0] for row in rows} == {table.id for table in SETS[1].tables}
    assert {row[1:] for row in rows} == {(None, None, None, "not_audited", 0)}
    with pytest.raises(NotSharedError, match="未通过保护审计") as refused:
        shareable_cells(connection, "reply_in_time", ("department",), {}, None, None)
    assert refused.value.reason == "not_audited"
    assert shareable_cells(connection, "cases", (), {}, None, None)[0].value == 372
    connection.close()


def test_a_metric_that_the_exports_cannot_feed_has_no_cells(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    office.file(AS_OF, [{"case_id": f"{n}", **GOOD} for n in range(20)])
    connection = office.build(AS_OF)
    protect(connection, MIN_MATTERS)
    assert shareable_cells(connection, "satisfied_unit", (), {}, None, None) == ()
    assert shareable_cells(connection, "cases", (), {}, None, None)[0].value == 20
    connection.close()


def test_only_the_latest_version_is_shared(tmp_path: Path) -> None:
    office = an_office(tmp_path / "home")
    office.publish(AS_OF)
    old = current_version(office.home).id
    assert latest_version(office.home, None).id == latest_version(office.home, old).id == old
    office.file(AS_OF, [{"case_id": "later", **GOOD}])
    office.publish(AS_OF)
    office.connection.close()
    assert latest_version(office.home, None).id != old
    with pytest.raises(QueryError, match="只提供当前版本"):
        latest_version(office.home, old)
    close_readers()


def test_the_list_is_closed_under_adding_up() -> None:
    """Two breakdowns at most, one grain of time, a metric in one set only, and every roll-up a table of the set."""
    metrics = [m for s in SETS for m in s.metrics]
    assert len(metrics) == len(set(metrics))
    for chosen in SETS:
        nested = dict(chosen.within)
        tables = {table.by for table in chosen.tables}
        assert len(tables) == len(chosen.tables)
        for by in tables:
            assert len(by) <= 2
            assert {name for name in by if DIMENSIONS[name].kind == "time"} <= {chosen.grain}
            for name in by:
                rolled = [nested[name] if n == name else n for n in by if n != name or name in nested]
                assert tuple(rolled) in tables
        for metric_id in chosen.metrics:
            metric = METRICS[metric_id]
            assert find_set(metric_id) is chosen
            assert {name for by in tables for name in by} <= set(metric.breakdowns)
            assert metric.form in ("count", "share")
