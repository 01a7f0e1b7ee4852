"""Where a number comes from: its metric, the facts it is summed from, the SQL behind them, and the files behind that."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from warehouse.catalogue.layers import STEPS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.catalogue.sources import SOURCES
from warehouse.catalogue.tables import TABLES
from warehouse.exhibits import wording
from warehouse.exhibits.book import definition
from warehouse.exhibits.model import Column, Exhibit, Footing, Row, Scope
from warehouse.query.context import imported_files

if TYPE_CHECKING:
    from warehouse.models import Model

NOTHING = Text("", "")
FIRST = "reply_in_time"
RAW = "raw."


@lru_cache(maxsize=1)
def _models() -> dict[str, Model]:
    from warehouse.models import load_models  # its SQL parser loads only where lineage is asked for

    return load_models()


def upstream(table: str) -> tuple[str, ...]:
    """Every model behind a table, nearest first, the table itself included; raw tables are left to the files."""
    models = _models()
    found: list[str] = []
    waiting = [table]
    while waiting:
        name = waiting.pop(0)
        if name in models and name not in found:
            found.append(name)
            waiting += models[name].inputs
    return tuple(found)


def _what(name: str, model: Model) -> Text:
    """What a table holds: in the catalogue's words, in English as its SQL file says it."""
    return Text(TABLES[name].name.zh if name in TABLES else STEPS[name], model.description)


def lineage(scope: Scope) -> Exhibit:
    """The way of one metric, from the figure back to the files in force."""
    metric = METRICS[scope.metric if scope.metric in METRICS else FIRST]
    title = Text(f"“{metric.name.zh}”从哪里来？", f"Where does “{metric.name.en}” come from?")
    meant = [text for _, text in definition(metric.id)[:3]]
    means = Text("；".join(text.zh for text in meant), "; ".join(text.en for text in meant))
    steps = [Row("", (Text("指标", "Metric"), metric.id, means, ""))]
    if metric.form != "result":
        columns = f"{metric.numerator}{f' ÷ {metric.denominator}' if metric.denominator else ''}"
        kept = Text(f"按{metric.cohort_on}取时段，{columns}之和，不计入者见{metric.excluded}",
                    f"by {metric.cohort_on}: sums of {columns}; exclusions in {metric.excluded}")  # fmt: skip
        steps.append(Row("", (Text("事实", "Facts"), f"marts.{metric.fact}", kept, "")))
    models = _models()
    for name in upstream(f"marts.{metric.fact}"):
        model = models[name]
        path = f"sql/{name.replace('.', '/', 1)}.sql"
        steps.append(
            Row(
                name,
                (Text("SQL", "SQL"), path, _what(name, model), Text("、".join(model.inputs), ", ".join(model.inputs))),
            )
        )
    files = [f for f in imported_files(scope.version) if f.source == metric.source and f.retracted_at is None]
    kind = SOURCES[metric.source].name if metric.source in SOURCES else Text(metric.source, metric.source)
    for file in files:
        rows = Text(f"采用{wording.count(file.rows_accepted)}行", f"{wording.count(file.rows_accepted)} rows")
        steps.append(Row("", (Text("文件", "File"), file.name, kind, rows)))
    return Exhibit(
        id="lineage",
        title=title,
        sentence=Text(
            "由近及远：指标、事实、逐层SQL、导入的文件。每个SQL文件就是一张同名的表。",
            "Nearest first: metric, facts, SQL layer by layer, files. Each SQL file is the table of its name.",
        ),
        columns=(
            Column("step", Text("层次", "Step")),
            Column("name", Text("名称", "Name")),
            Column("what", Text("说明", "What it is")),
            Column("reads", Text("来自", "Reads")),
        ),
        rows=tuple(steps),
        footing=Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False),
    )
