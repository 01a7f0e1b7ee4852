"""The metric book as a reader meets it: what a figure counts, of whom, when, and what is left out."""

from __future__ import annotations

from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Direction, Text
from warehouse.catalogue.reasons import reason_text
from warehouse.catalogue.warnings import USAGE_WARNINGS
from warehouse.exhibits.model import Column, Exhibit, Footing, Row, Scope

DIRECTIONS: dict[Direction, Text] = {
    "higher_is_better": Text("越高越好", "higher is better"),
    "lower_is_better": Text("越低越好", "lower is better"),
    "neither": Text("无好坏方向", "neither"),
}
INTERVALS = {
    "wilson": Text("95%威尔逊区间", "Wilson 95 %"),
    "cluster": Text("95%区间，同一事项各件合并计算", "95 %, cases of a matter taken together"),
    "poisson": Text("泊松精确95%区间", "exact Poisson 95 %"),
    "log_log": Text("95%双对数区间", "log-log 95 %"),
    "robust": Text("95%稳健区间", "robust 95 %"),
    "none": Text("无", "none"),
}


def definition(metric_id: str) -> tuple[tuple[Text, Text], ...]:
    """The lines of a metric's definition: what they are called, what they say."""
    metric = METRICS[metric_id]
    lines = [
        (Text("含义", "Meaning"), metric.meaning),
        (Text("范围", "Cohort"), metric.cohort),
        (Text("分子" if metric.of else "计数", "Numerator" if metric.of else "Count"), metric.counts),
    ]
    if metric.of:
        lines.append((Text("分母", "Denominator"), metric.of))
    if metric.reasons:
        named = [reason_text(reason) for reason in metric.reasons]
        lines.append((Text("不计入", "Left out"), Text("、".join(t.zh for t in named), ", ".join(t.en for t in named))))
    lines.append((Text("区间", "Interval"), INTERVALS[metric.interval]))
    lines.append((Text("方向", "Direction"), DIRECTIONS[metric.direction]))
    lines += [(Text("注意", "Beware"), USAGE_WARNINGS[warning]) for warning in metric.warnings]
    return tuple(lines)


def metric_book(scope: Scope) -> Exhibit:
    """Every metric of the book."""
    rows = []
    for metric in METRICS.values():
        left_out = [reason_text(reason) for reason in metric.reasons]
        formula = metric.counts
        if metric.of:
            formula = Text(f"{metric.counts.zh}÷{metric.of.zh}", f"{metric.counts.en} ÷ {metric.of.en}")
        rows.append(
            Row(
                metric.id,
                (
                    metric.name,
                    metric.unit,
                    metric.meaning,
                    metric.cohort,
                    formula,
                    Text("、".join(t.zh for t in left_out), ", ".join(t.en for t in left_out)),
                    INTERVALS[metric.interval],
                    DIRECTIONS[metric.direction],
                    metric.id,
                ),
            )
        )
    return Exhibit(
        id="metric_book",
        title=Text(f"{len(rows)}项指标的口径", f"{len(rows)} metrics and what they mean"),
        sentence=Text("页面、报告与命令行用的都是这里的口径。", "Pages, papers and the command line all use these."),
        columns=(
            Column("name", Text("指标", "Metric")),
            Column("unit", Text("单位", "Unit")),
            Column("meaning", Text("含义", "Meaning")),
            Column("cohort", Text("范围", "Cohort")),
            Column("formula", Text("算法", "Formula")),
            Column("excluded", Text("不计入", "Left out")),
            Column("interval", Text("区间", "Interval")),
            Column("direction", Text("方向", "Direction")),
            Column("id", Text("命令行名称", "Name on the command line")),
        ),
        rows=tuple(rows),
        footing=Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False),
    )
