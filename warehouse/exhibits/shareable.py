"""The tables that may be passed on: the fixed list of the catalogue, protected by the build.

Every table of a set is an exhibit of its own; a withheld cell says so and never shows 0. No other exhibit may be drawn in
the shareable edition. Does not belong here: which tables there are (warehouse/catalogue/shareable.py), protection.
"""

from __future__ import annotations

from collections.abc import Callable

from warehouse.catalogue.codes import SPECIAL_CLASSES, code_name
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Text
from warehouse.catalogue.shareable import SETS, ShareableSet, ShareableTable
from warehouse.exhibits import slices as s
from warehouse.exhibits.model import Column, Exhibit, Figure, Footing, Row, Scope
from warehouse.query import Result, metric

NOTHING = Text("", "")
PROTECTED = Text(
    "不足规定事项数或可由其他数推出的格不显示，原因不区分；空白不等于0。整个已发布范围，不随页面筛选变化。",
    "Cells on too few matters, or that others give away, are withheld without telling which; blank is not 0. The whole "
    "published range, filters do not apply.",
)
EDITION = Text("共享版", "Shareable edition")
NOT_LISTED = Text(
    "共享版只有一份固定的表，本表不在其中。",
    "The shareable edition has a fixed list of tables; this is not one of them.",
)


def _builder(chosen: ShareableSet, table: ShareableTable) -> Callable[[Scope], Exhibit]:
    def build(scope: Scope) -> Exhibit:
        # Only the version in force is shared: two versions could be subtracted.
        answers = [metric(scope.home, m, by=table.by, edition="shareable") for m in chosen.metrics]
        return _table(chosen, table, answers)

    return build


def _table(chosen: ShareableSet, table: ShareableTable, answers: list[Result]) -> Exhibit:
    by = table.by
    found = [{cell.by: cell for cell in answer.cells} for answer in answers]
    keys = sorted({key for cells in found for key in cells})
    rows = []
    for key in keys:
        figures = []
        for answer, cells in zip(answers, found, strict=True):
            cell, is_rate = cells.get(key), answer.metric.is_share
            figures.append(
                Figure(None, is_rate, reason="no_data") if cell is None
                else Figure(cell.value, is_rate, cell.low, cell.high, cell.numerator, cell.denominator, cell.reason)
            )  # fmt: skip
        names = tuple(_name(answers[0], d, k) for d, k in zip(by, key, strict=True))
        rows.append(Row("", (*names, *figures)))
    first = answers[0]
    return Exhibit(
        id=shareable_id(table),
        title=Text(
            f"{chosen.name.zh}：{table.name.zh}（{EDITION.zh}）", f"{chosen.name.en}, {table.name.en} ({EDITION.en})"
        ),
        sentence=PROTECTED,
        columns=(
            *(Column(d, DIMENSIONS[d].name) for d in by),
            *(s.metric_column(m) for m in chosen.metrics),
        ),
        rows=tuple(rows),
        state="ok" if rows else "empty",
        reason=None if rows else Text("没有可以公布的表", "no table may be published"),
        metrics=tuple(chosen.metrics),
        footing=Footing(first.as_of, first.data_through, first.version, first.reconstructed),
    )


def _name(result: Result, dimension: str, key: str) -> Text:
    if key in SPECIAL_CLASSES:
        return SPECIAL_CLASSES[key]
    codes = DIMENSIONS[dimension].codes
    if codes:
        return code_name(codes, key)
    name = result.name(dimension, key)
    return Text(name, name)


def shareable_id(table: ShareableTable) -> str:
    """The exhibit of a table of the fixed list."""
    return f"shareable_{table.id}"


SHAREABLE_EXHIBITS: dict[str, Callable[[Scope], Exhibit]] = {
    shareable_id(table): _builder(chosen, table) for chosen in SETS for table in chosen.tables
}
