"""The tables that may be shared, as the build protected them: for papers that leave the office.

Belongs here: columns and words of the fixed list. Does not belong here: the list (warehouse/catalogue/shareable.py),
what is withheld (decided by the build).
"""

from __future__ import annotations

from datetime import date

from warehouse.catalogue.codes import OTHER_TOPIC, SPECIAL_CLASSES
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Text
from warehouse.catalogue.shareable import SETS, ShareableSet, ShareableTable
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Row, Scope
from warehouse.query import QueryError, Result, metric

PROTECTED = Text(
    "只列固定清单中的表；不足规定事项数的格，以及为使其不能推算而一并隐去的格，以“—”表示。",
    "Only the tables of the fixed list; cells on too few matters, and those that would give them away, are blank.",
)


def shared_tables(scope: Scope, until: date) -> tuple[tuple[Text, tuple[Exhibit, ...]], ...]:
    """The fixed list of tables that may be shared, by set: what is protected is blank, what was not audited is absent.

    Args:
        scope: the current version in the shareable edition.
        until: months and years that begin later are left out.
    """
    return tuple((group.name, tuple(_shared(scope, group, table, until) for table in group.tables)) for group in SETS)


def _shared(scope: Scope, group: ShareableSet, table: ShareableTable, until: date) -> Exhibit:
    title = Text(f"{group.name.zh}：{table.name.zh}", f"{group.name.en}: {table.name.en}")
    by = tuple(Column(d, DIMENSIONS[d].name) for d in table.by) or (Column("whole", Text("范围", "Of")),)
    columns = (*by, *(s.metric_column(m) for m in group.metrics))
    try:
        answers = [
            metric(scope.home, m, by=table.by, edition=scope.edition, version=scope.version.id) for m in group.metrics
        ]
    except QueryError as error:
        reason = Text(*str(error).split(" / ", 1))
        return Exhibit(table.id, title, Text("", ""), columns, (), state="suppressed", reason=reason)
    figures = [_figures(answer) for answer in answers]
    found_keys = dict.fromkeys(key for found in figures for key in found)
    keys = sorted(found_keys, key=lambda members: [(m in SPECIAL_CLASSES, m == OTHER_TOPIC) for m in members])
    last = {"month": f"{until:%Y-%m}", "year": f"{until:%Y}"}
    rows = tuple(
        Row(
            "",
            (
                *(_member(answers[0], name, key) for name, key in zip(table.by, members, strict=True)),
                *(() if table.by else (Text("全县", "County"),)),
                *(found.get(members, Figure(None, reason="no_data")) for found in figures),
            ),
        )
        for members in keys
        if all(key <= last.get(name, key) for name, key in zip(table.by, members, strict=True))
    )
    return Exhibit(
        id=table.id,
        title=title,
        sentence=Text("", ""),
        columns=columns,
        rows=rows,
        metrics=group.metrics,
        basis=s.basis(scope, [s.Slices(answer, {}) for answer in answers]),
    )


def _member(answer: Result, dimension: str, key: str) -> Text:
    if dimension == "month":
        return wording.month_label(key)
    return SPECIAL_CLASSES.get(key, Text(answer.name(dimension, key), answer.name(dimension, key)))


def _figures(answer: Result) -> dict[tuple[str, ...], Figure]:
    is_share = answer.metric.is_share
    return {c.by: Figure(c.value, is_share, c.low, c.high, c.numerator, c.denominator, c.reason) for c in answer.cells}
