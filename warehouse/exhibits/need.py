"""Need and workload by township: fixed order of code, never sorted, ranked or shaded by a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Text
from warehouse.exhibits import sentences, wording
from warehouse.exhibits import slices as s
from warehouse.exhibits.model import Column, Exhibit, Figure, Row, Scope
from warehouse.query.compare import compare_counts
from warehouse.query.context import topics, townships

METRICS = ("cases", "cases_per_10k", "visit_events", "visit_persons", "first_cases", "repeat_cases")
PER_RESIDENT = "cases_per_10k"


def township_need(scope: Scope) -> Exhibit:
    """Cases, visits, persons, first and repeat cases of each township."""
    answers = s.ask_all(scope, METRICS, by="township", start=scope.start, end=scope.end, without=("township",))
    chosen = dict(scope.where).get("township")
    rows = []
    for member in townships(scope.version):
        figures = tuple(answer.part(member.code) for answer in answers)
        is_special = member.code in SPECIAL_CLASSES
        if (is_special and not figures[0].value) or (chosen is not None and member.code != chosen):
            continue
        key = "" if is_special else member.code
        rows.append(Row(key, (wording.member_name(member), *figures), "below" if is_special else "body"))
    total = answers[0].total
    state, reason = s.state(answers[0])
    if state == "ok" and not total.value:
        state, reason = "empty", Text("本期没有信访件", "no case in the period")
    return Exhibit(
        id="township_need",
        title=Text("各乡镇街道的诉求量和工作量", "Need and workload by township"),
        sentence=Text(
            "按代码排列，反映诉求和工作量，不作排名；每万人信访量附95%区间。",
            "In order of code; need and workload, not a ranking; cases per 10,000 residents with the 95 % interval.",
        ),
        columns=(Column("township", Text("属地", "Township")), *(_column(m) for m in METRICS)),
        rows=(Row("*", (Text("全县", "County"), *(a.total for a in answers)), "total"), *rows),
        state=state,
        reason=reason,
        n=Text(f"n＝{wording.show(total, 'zh')}件次", f"n = {wording.show(total, 'en')} cases"),
        notes=s.notes(answers),
        metrics=METRICS,
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )


def _column(metric_id: str) -> Column:
    """A metric's column; the one per resident has its interval beside it."""
    column = s.metric_column(metric_id)
    return replace(column, kind="figure") if metric_id == PER_RESIDENT else column


def topic_need(scope: Scope) -> Exhibit:
    """Cases by topic of the slice beside another stretch of days, in fixed order; changes beyond chance are named."""
    title = Text("反映的是什么问题？", "What was raised?")
    compare = scope.compare if scope.start is not None and scope.end is not None else None
    found = s.ask(scope, "cases", by="topic_1", start=scope.start, end=scope.end, without=("topic_1",), compare=compare)
    beside = found.whole.cells[0].comparison
    before = None
    if beside is not None and beside.value is not None:
        days = (date.fromisoformat(beside.start), date.fromisoformat(beside.end))
        before = s.ask(scope, "cases", by="topic_1", start=days[0], end=days[1], without=("topic_1",))
    rows, changes = [], []
    for name in topics(scope.version):
        now = found.part(name)
        was = before.part(name) if before else Figure(None, reason="no_data")
        label = SPECIAL_CLASSES.get(name, Text(name, name))
        exposure = beside.days / beside.days_before if beside and beside.days and beside.days_before else 1.0
        change = compare_counts(*(None if f.value is None else int(f.value) for f in (now, was)), exposure=exposure)
        if name in SPECIAL_CLASSES:
            if now.value:
                rows.append(Row("", (label, now, was, ""), "below"))
            continue
        changes.append((label, change))
        said = wording.short_change(change, found.metric.unit)
        rows.append(Row(name, (label, now, was, said), mark="moved" if change.verdict in ("up", "down") else ""))
    against = wording.AGAINST[scope.compare]
    return Exhibit(
        id="topic_need",
        title=title,
        sentence=sentences.beyond_chance(changes, found.metric.unit, against, Text("类问题", "topics")),
        columns=(
            Column("topic", Text("一级分类", "Topic")),
            Column("now", Text("本期", "This period"), "count", found.metric.unit),
            Column("before", against, "count", found.metric.unit),
            Column("change", Text("变化", "Change")),
        ),
        rows=tuple(rows),
        state="ok" if rows else "empty",
        reason=None if rows else Text("导出表没有问题分类", "the exports carry no topic"),
        n=Text(f"n＝{wording.show(found.total, 'zh')}件次", f"n = {wording.show(found.total, 'en')} cases"),
        notes=(
            Text("按固定顺序排列，不作排名；逐类比较，每20类本无变化的问题约有1类会因偶然被列出。",
                 "In fixed order, no ranking; of 20 topics that did not change about one is named by chance."),
        ),
        metrics=("cases",),
        basis=s.basis(scope, [found]),
        footing=s.footing([found]),
    )  # fmt: skip
