"""The portable subset, held on sqlglot's tree: the same files must run on Spark.

Each rule is a small function whose docstring says what it forbids and why. A model that must leave the subset
says so in its header: `-- portable: no, because …`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from warehouse.models.model import Model

Rule = Callable[[str], Iterator[str]]


@cache
def _tree(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect="duckdb")


def no_qualify(sql: str) -> Iterator[str]:
    """QUALIFY: write row_number() and a filter; Spark has none and the rewrite moves LIMIT."""
    for _ in _tree(sql).find_all(exp.Qualify):
        yield "QUALIFY"


def no_filter_clause(sql: str) -> Iterator[str]:
    """Aggregate FILTER: write sum(case when …)."""
    for _ in _tree(sql).find_all(exp.Filter):
        yield "FILTER"


def no_positional_group(sql: str) -> Iterator[str]:
    """GROUP BY ALL or by position: name the columns."""
    for group in _tree(sql).find_all(exp.Group):
        if group.args.get("all") or any(isinstance(e, exp.Literal) for e in group.expressions):
            yield "GROUP BY without column names"


def no_nested_or_engine_types(sql: str) -> Iterator[str]:
    """Lists, structs, maps, PIVOT, ASOF, lateral unnest and series: no common spelling."""
    kinds = (
        exp.Array, exp.ArrayAgg, exp.Struct, exp.Map, exp.Pivot, exp.Unnest, exp.Explode, exp.GenerateSeries,
        exp.Lambda, exp.Bracket,
    )  # fmt: skip
    for kind in kinds:
        for _ in _tree(sql).find_all(kind):
            yield kind.__name__
    for join in _tree(sql).find_all(exp.Join):
        if str(join.args.get("method", "")).upper() == "ASOF":
            yield "ASOF JOIN"


def no_engine_text(sql: str) -> Iterator[str]:
    """Joined text, formatted times and regular expressions: each engine has its own dialect of them."""
    for kind in (exp.GroupConcat, exp.TimeToStr, exp.RegexpLike):
        for _ in _tree(sql).find_all(kind):
            yield kind.__name__


def no_rounding_or_quantile(sql: str) -> Iterator[str]:
    """round() and quantiles: nothing is rounded in SQL, and quantiles differ between engines."""
    for kind in (exp.Round, exp.PercentileCont, exp.Quantile):
        for _ in _tree(sql).find_all(kind):
            yield kind.__name__


def no_star_at_the_end(sql: str) -> Iterator[str]:
    """SELECT * in the last SELECT: a table's columns stand where it is made."""
    for select in _last_selects(_tree(sql)):
        if any(expression.is_star for expression in select.expressions):
            yield "SELECT *"


def _last_selects(tree: exp.Expr) -> Iterator[exp.Select]:
    if isinstance(tree, exp.SetOperation):
        yield from _last_selects(tree.left)
        yield from _last_selects(tree.right)
    elif isinstance(tree, exp.Subquery):
        yield from _last_selects(tree.this)
    elif isinstance(tree, exp.Select):
        yield tree


class _NullsSmall(DuckDB):
    NULL_ORDERING = "nulls_are_small"


class _NullsLarge(DuckDB):
    NULL_ORDERING = "nulls_are_large"


def explicit_null_order(sql: str) -> Iterator[str]:
    """ORDER BY without NULLS FIRST or LAST: the engines put NULL at different ends.

    The parser fills in what its dialect would do, so the text is read under two dialects that differ in just that.
    """
    small, large = (sqlglot.parse_one(sql, dialect=dialect) for dialect in (_NullsSmall, _NullsLarge))
    for one, other in zip(small.find_all(exp.Ordered), large.find_all(exp.Ordered), strict=True):
        if bool(one.args.get("nulls_first")) != bool(other.args.get("nulls_first")):
            yield f"ORDER BY {one.this.sql()}"


RULES: tuple[Rule, ...] = (
    no_qualify, no_filter_clause, no_positional_group, no_nested_or_engine_types, no_engine_text,
    no_rounding_or_quantile,
    no_star_at_the_end, explicit_null_order,
)  # fmt: skip

_ENGINE_FUNCTIONS = {"arg_max_null", "arg_min_null"}


def lint(model: Model) -> list[str]:
    """What in a model leaves the portable subset; empty when nothing does or the header says why it must."""
    found = [finding for rule in RULES for finding in rule(model.sql)]
    found += [f.name for f in _tree(model.sql).find_all(exp.Anonymous) if f.name.lower() in _ENGINE_FUNCTIONS]
    return [] if model.not_portable_because else found
