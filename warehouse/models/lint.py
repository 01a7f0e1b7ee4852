"""The portable subset, held on sqlglot's tree: the same files must run on Spark.

Each rule is a small function whose docstring says what it forbids and why. A model that must leave the subset
says so in its header: `-- portable: no, because …`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp

from warehouse.models.model import Model

Rule = Callable[[exp.Expr], Iterator[str]]


def no_qualify(tree: exp.Expr) -> Iterator[str]:
    """QUALIFY: write row_number() and a filter; Spark has none and the rewrite moves LIMIT."""
    for _ in tree.find_all(exp.Qualify):
        yield "QUALIFY"


def no_filter_clause(tree: exp.Expr) -> Iterator[str]:
    """Aggregate FILTER: write sum(case when …)."""
    for _ in tree.find_all(exp.Filter):
        yield "FILTER"


def no_positional_group(tree: exp.Expr) -> Iterator[str]:
    """GROUP BY ALL or by position: name the columns."""
    for group in tree.find_all(exp.Group):
        if group.args.get("all") or any(isinstance(e, exp.Literal) for e in group.expressions):
            yield "GROUP BY without column names"


def no_nested_or_engine_types(tree: exp.Expr) -> Iterator[str]:
    """Lists, structs, maps, PIVOT, ASOF, lateral unnest and series: no common spelling."""
    kinds = (exp.Array, exp.Struct, exp.Map, exp.Pivot, exp.Unnest, exp.GenerateSeries, exp.Lambda, exp.Bracket)
    for kind in kinds:
        for _ in tree.find_all(kind):
            yield kind.__name__
    for join in tree.find_all(exp.Join):
        if str(join.args.get("method", "")).upper() == "ASOF":
            yield "ASOF JOIN"


def no_rounding_or_quantile(tree: exp.Expr) -> Iterator[str]:
    """round() and quantiles: nothing is rounded in SQL, and quantiles differ between engines."""
    for kind in (exp.Round, exp.PercentileCont, exp.Quantile):
        for _ in tree.find_all(kind):
            yield kind.__name__


def no_star_at_the_end(tree: exp.Expr) -> Iterator[str]:
    """SELECT * in the last SELECT: a table's columns stand where it is made."""
    last = tree if isinstance(tree, exp.Select) else None
    if last is not None and any(isinstance(e, exp.Star) or e.find(exp.Star) is e for e in last.expressions):
        yield "SELECT *"


def explicit_null_order(tree: exp.Expr) -> Iterator[str]:
    """ORDER BY without NULLS FIRST or LAST: the engines put NULL at different ends."""
    for item in tree.find_all(exp.Ordered):
        if "NULLS" not in item.sql(dialect="duckdb").upper() and item.args.get("nulls_first") is None:
            yield f"ORDER BY {item.this.sql()}"


RULES: tuple[Rule, ...] = (
    no_qualify, no_filter_clause, no_positional_group, no_nested_or_engine_types, no_rounding_or_quantile,
    no_star_at_the_end, explicit_null_order,
)  # fmt: skip

_ENGINE_FUNCTIONS = {"arg_max_null", "arg_min_null", "list", "string_agg", "strftime", "regexp_matches"}


def lint(model: Model) -> list[str]:
    """What in a model leaves the portable subset; empty when nothing does or the header says why it must."""
    tree = sqlglot.parse_one(model.sql, dialect="duckdb")
    found = [finding for rule in RULES for finding in rule(tree)]
    found += [f.name for f in tree.find_all(exp.Anonymous) if f.name.lower() in _ENGINE_FUNCTIONS]
    return [] if model.not_portable_because else found
