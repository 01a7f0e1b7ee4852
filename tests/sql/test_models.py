"""The files below sql/: each in the portable subset, and a lint that can find what it looks for (design 5)."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from warehouse.models import load_models
from warehouse.models.lint import RULES, Rule, lint
from warehouse.models.model import Model, ModelError, parse_model

MODELS = load_models()

HEADER = "-- A model.\n-- grain: row\n"


def model(sql: str, header: str = HEADER) -> Model:
    return parse_model("marts", "tested", header + sql)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_keeps_to_the_portable_subset(name: str) -> None:
    assert lint(MODELS[name]) == []


GOOD = (
    "select a, sum(case when b > 1 then 1 else 0 end) as n from core.case group by a order by a nulls last",
    "with x as (select * from core.case) select x.a, count(*) as n from x group by x.a",
    "select row_number() over (partition by a order by b desc nulls last) as place from core.case",
    "select date_diff('day', a, b) as days, cast(a as date) as day, x * 1.0 / nullif(y, 0) as r from core.case",
)  # fmt: skip


@pytest.mark.parametrize("sql", GOOD)
def test_the_subset_itself_is_not_found(sql: str) -> None:
    assert lint(model(sql)) == []


BAD = {
    "QUALIFY": "select a from core.case qualify row_number() over (order by a nulls last) = 1",
    "aggregate FILTER": "select count(*) filter (where a > 1) as n from core.case",
    "GROUP BY ALL": "select a, count(*) as n from core.case group by all",
    "GROUP BY position": "select a, count(*) as n from core.case group by 1",
    "list": "select [a, b] as l from core.case",
    "list function": "select list(a) as l from core.case",
    "list_aggregate": "select array_agg(a) as l from core.case",
    "struct": "select {'a': a} as s from core.case",
    "struct_pack": "select struct_pack(x := a) as s from core.case",
    "map": "select map([a], [b]) as m from core.case",
    "unnest": "select unnest(a) as x from core.case",
    "lambda": "select list_transform(a, x -> x + 1) as l from core.case",
    "series": "select x.a from generate_series(1, 9) as x(a)",
    "range": "select x.a from range(9) as x(a)",
    "PIVOT": "select p.a from (pivot core.case on a using sum(b)) as p",
    "ASOF": "select x.a from core.case x asof join core.other y on x.a >= y.a",
    "round": "select round(a, 2) as r from core.case",
    "quantile_cont": "select quantile_cont(a, 0.5) as q from core.case",
    "quantile": "select quantile(a, 0.5) as q from core.case",
    "percentile_cont": "select percentile_cont(0.5) within group (order by a nulls last) as q from core.case",
    "star at the end": "select * from core.case",
    "star of a table at the end": "with x as (select a from core.case) select x.* from x",
    "star in the last part of a union": "select a from core.case union all select * from core.other",
    "ORDER BY without nulls": "select a from core.case order by a",
    "ORDER BY DESC without nulls": "select a from core.case order by a desc",
    "window without nulls": "select row_number() over (order by a) as n from core.case",
    "string_agg": "select string_agg(a, ',') as s from core.case",
    "strftime": "select strftime(a, '%Y') as s from core.case",
    "regexp_matches": "select regexp_matches(a, 'x') as s from core.case",
    "arg_max_null": "select arg_max_null(a, b) as s from core.case",
}  # fmt: skip


def is_found(sql: str) -> bool:
    """Refused as a model (a series in FROM has no schema), or found by the lint."""
    try:
        return lint(model(sql)) != []
    except ModelError:
        return True


@pytest.mark.parametrize("sql", BAD.values(), ids=BAD)
def test_what_leaves_the_subset_is_found(sql: str) -> None:
    assert is_found(sql)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_of_the_lint_can_fail(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.models.lint.RULES", (rule,))
    monkeypatch.setattr("warehouse.models.lint._ENGINE_FUNCTIONS", set())
    in_from = ("series", "range")
    assert any(lint(model(sql)) for name, sql in BAD.items() if name not in in_from)


def test_a_model_may_say_why_it_leaves_the_subset() -> None:
    assert lint(model(BAD["round"], f"{HEADER}-- portable: no, because it must\n")) == []


def test_models_that_leave_the_subset_are_few_and_say_why() -> None:
    outside = {name: m.not_portable_because for name, m in MODELS.items() if m.not_portable_because is not None}
    assert all(len(reason) > 20 for reason in outside.values())
    ledgers = {"reception", "reception_plan", "owned_case", "dispute", "decision"}
    staged = {f"staging.{name}" for name in {"case", "department", "township", *ledgers}}
    assert set(outside) == {"core.case_before", *staged}


@pytest.mark.parametrize(
    "text",
    [
        "select a from core.case",
        "-- A model.\nselect a from core.case",
        "-- grain: row\nselect a from core.case",
        f"{HEADER}select a from core.case; select b from core.case",
        f"{HEADER}create table t as select a from core.case",
        f"{HEADER}select a from unqualified",
    ],
    ids=["no header", "no grain", "no description", "two statements", "not a SELECT", "table without schema"],
)
def test_a_file_that_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        parse_model("marts", "tested", text)


@pytest.mark.parametrize("name", MODELS)
def test_a_column_of_a_final_select_is_named_once(name: str) -> None:
    """Two columns of one name would be renamed by the engine in silence."""
    tree = sqlglot.parse_one(MODELS[name].sql, dialect="duckdb")
    last = tree if isinstance(tree, exp.Select) else tree.find(exp.Select)
    assert last is not None
    names = [e.alias_or_name for e in last.expressions]
    assert len(names) == len(set(names))
