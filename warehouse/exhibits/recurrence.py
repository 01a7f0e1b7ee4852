"""Whether matters came back: the curve with who is still observed, one-off resolution, stages, and the naive count.

Recurrence is a figure of the handling: after a reply a matter that is settled does not come back. It says nothing of
who petitioned. Does not belong here: the estimate (warehouse/query/survival.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.catalogue.codes import SPECIAL_CLASSES, code_name
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Cell, Column, Exhibit, Figure, Footing, Mark, Row, Scope
from warehouse.query.context import topics
from warehouse.query.curve import Curve, read_curve
from warehouse.query.survival import Estimate

NOTHING = Text("", "")
LANDMARKS = (30, 60, 90, 180)
DRAWN = tuple(range(0, 181, 5))
METRIC = "recurrence_90"
FIGURES = (
    "recurrence_30", "recurrence_60", "recurrence_90", "recurrence_180", "one_off_resolution", "one_off_confirmed",
    "recurrence_mean", "repeat_share", "multi_channel",
)  # fmt: skip
STAGES_AFTER_REPLY = ("under_review", "replied", "final")
STAGES_OF_DELAY = ("open_overdue",)
HOW = Text(
    "自首次答复起计；没有再访而观察未满的事项按截尾处理（Kaplan–Meier），不当作未再访。观察到该日的不足10个事项时不显示。与其他时段的差别按对数秩检验判断。",
    "From the first reply; matters not watched long enough are censored (Kaplan–Meier), not taken for settled. Blank "
    "where fewer than 10 matters are observed so long. Better or worse than before by the log-rank test.",
)


def _curve(scope: Scope, days: Sequence[int], *, whole: bool = False) -> Curve:
    where = {} if whole else dict(scope.where)
    return read_curve(
        scope.home, METRIC, days, where=where, start=scope.start, end=scope.end, version=scope.version.id
    )  # fmt: skip


def _figure(read: Estimate, units: int) -> Figure:
    reason = None if read.value is not None else "few_at_risk"
    return Figure(read.value, True, read.low, read.high, read.events, units, reason, at_risk=read.at_risk)


def _footing(scope: Scope) -> Footing:
    return s.footing([s.ask(scope, METRIC, start=scope.start, end=scope.end)])


def recurrence_curve(scope: Scope) -> Exhibit:
    """The share of matters that came back by each day, with its band and the number still observed."""
    columns = (
        Column("day", Text("答复后天数", "Days since the reply"), "count"),
        Column("share", Text("已再访占比", "Came back"), "rate"),
        Column("at_risk", Text("仍在观察的事项", "Still observed"), "count"),
    )
    title = Text("答复之后，有多少事项再次信访？", "How many matters came back after the reply?")
    curve = _curve(scope, DRAWN)
    if curve.reason:
        state = "not_in_export" if curve.reason.startswith("not_in_export") else "empty"
        reason = wording.blank(curve.reason)
        return Exhibit("recurrence_curve", title, NOTHING, columns, (), state=state, reason=reason, metrics=(METRIC,))  # type: ignore[arg-type]
    rows = tuple(
        Row(
            str(day),
            (Figure(day), _figure(read, curve.units), Figure(read.at_risk)),
            mark="moved" if day in LANDMARKS else "",
        )
        for day, read in zip(curve.days, curve.share, strict=True)
    )
    at = {day: _figure(read, curve.units) for day, read in zip(curve.days, curve.share, strict=True)}
    known = [(day, at[day]) for day in LANDMARKS if at[day].value is not None]
    lines = {}
    if scope.where:
        whole = _curve(scope, DRAWN, whole=True)
        lines["county"] = tuple(
            (float(d), read.value) for d, read in zip(whole.days, whole.share, strict=True) if read.value is not None
        )
    said = Text("观察时间尚短，暂不能估计", "not observed long enough to estimate")
    if known:
        said = Text(
            "，".join(f"{day}日内{wording.show(figure, 'zh')}" for day, figure in known),
            ", ".join(f"{wording.show(figure, 'en')} within {day} days" for day, figure in known),
        )
    return Exhibit(
        id="recurrence_curve",
        title=title,
        sentence=Text(f"答复后再次信访的事项：{said.zh}。", f"Came back after the reply: {said.en}."),
        columns=columns,
        rows=rows,
        chart="curve",
        n=Text(
            f"n＝{wording.count(curve.units)}个首次办结的事项", f"n = {wording.count(curve.units)} matters first closed"
        ),
        notes=(HOW,),
        metrics=("recurrence_30", "recurrence_60", METRIC, "recurrence_180"),
        footing=_footing(scope),
        lines=lines,
    )


def recurrence_figures(scope: Scope) -> Exhibit:
    """Recurrence and one-off resolution over the period beside the time before, with what belongs beside them."""
    is_compared = scope.start is not None and scope.end is not None
    compare = scope.compare if is_compared else None
    answers = s.ask_all(scope, FIGURES, start=scope.start, end=scope.end, compare=compare)
    rows = []
    for metric_id, answer in zip(FIGURES, answers, strict=True):
        rows.append(Row(metric_id, (s.name_with_unit(metric_id), answer.total, _at_risk(answer), *_compared(answer))))
        if metric_id == "one_off_resolution":
            overdue = s.ask(scope, "open_overdue", start=scope.start, end=scope.end)
            name = Text(
                "　同期登记至今超期未办结（件次）", "  of the same registrations, still open and overdue (cases)"
            )
            rows.append(Row("open_overdue", (name, overdue.total, "", "", "")))
    one_off = next(a for a in answers if a.metric.id == "one_off_resolution").total
    head = wording.show(one_off, "zh") if one_off.value is not None else wording.DASH
    against = wording.AGAINST[scope.compare]
    return Exhibit(
        id="recurrence_figures",
        title=Text(f"初件一次性化解率{head}", f"One-off resolution {head}"),
        sentence=Text(
            "一次性化解：办结后90日内同一事项没有其他件。没有办结的不在其中，须与超期未办结同看。",
            "One-off: no other case of the matter by 90 days after closing. What is not closed is outside it; read it with what is overdue.",
        ),
        columns=(
            Column("metric", Text("指标", "Figure")),
            Column("now", Text("本期", "This period"), "figure"),
            Column("at_risk", Text("仍在观察", "Observed"), "count"),
            Column("before", against, "figure"),
            Column("change", Text("变化", "Change")),
        ),
        rows=tuple(rows),
        notes=(HOW, *s.notes(answers[:5])),
        metrics=FIGURES,
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )  # fmt: skip


def _at_risk(answer: s.Slices) -> Cell:
    found = answer.total.at_risk
    return "" if found is None else Figure(found)


def _compared(answer: s.Slices) -> tuple[Cell, Cell]:
    """The figure of the other period and the change in words."""
    beside = answer.whole.cells[0].comparison
    if beside is None:
        return "", ""
    before = Figure(
        beside.value, answer.metric.is_share, reason=beside.reason or "no_data", decimals=answer.total.decimals
    )
    return before, wording.short_change(
        beside.change, answer.metric.unit, is_rate=answer.metric.is_share, decimals=answer.total.decimals
    )


def repeat_stages(scope: Scope) -> Exhibit:
    """Repeats by where the matter's latest earlier case stood when the repeat came, in fixed order."""
    found = s.ask_classes(scope, "repeat_stage", start=scope.start, end=scope.end)
    title = Text("重件到来时，前件办到哪一步？", "Where did the earlier case stand when a repeat came?")
    columns = (
        Column("stage", Text("前件所处阶段", "Stage of the earlier case")),
        Column("cases", Text("重件", "Repeats"), "count", METRICS["repeat_stage"].unit),
    )
    if found.blank or not found.total:
        reason = wording.blank(found.blank or "no_data")
        is_missing = (found.blank or "").startswith("not_in_export")
        return Exhibit("repeat_stages", title, NOTHING, columns, (), state="not_in_export" if is_missing else "empty",
                       reason=reason, metrics=("repeat_stage",))  # fmt: skip
    rows = []
    for stage, figure in found.figures.items():
        mark: Mark = "worse" if stage in STAGES_OF_DELAY else ""
        rows.append(Row(stage, (code_name("repeat_stage", stage), figure), mark=mark))
    after, late = (_together(found, stages) for stages in (STAGES_AFTER_REPLY, STAGES_OF_DELAY))
    total = wording.show(s.ask(scope, "repeat_cases", start=scope.start, end=scope.end).total, "zh")
    return Exhibit(
        id="repeat_stages",
        title=title,
        sentence=Text(
            f"重件{total}件次：{after}件在前件答复之后，{late}件在前件超期未办结时。"
            "答复之后再来，不等于答复有误。",
            f"{total} repeats: {after} after a reply, {late} while the earlier case was overdue. "
            "Coming back after a reply does not mean that the reply was wrong.",
        ),
        columns=columns,
        rows=tuple(rows),
        chart="bars",
        n=Text(f"n＝{total}件重件", f"n = {total} repeats"),
        notes=(Text("按固定顺序排列，横线为泊松精确95%区间；橙色为前件已超期。",
                    "In fixed order, lines are exact Poisson 95 % intervals; orange: the earlier case was overdue."),),
        metrics=("repeat_stage",),
        basis=tuple(dict.fromkeys(wording.basis_words(found.whole.basis, scope.home.configuration()))),
        footing=Footing(found.whole.as_of, found.whole.data_through, found.whole.version, found.whole.reconstructed),
    )  # fmt: skip


def _together(found: s.Classes, stages: Sequence[str]) -> str:
    """The sum over some stages; a small cell among them makes it a lower bound."""
    figures = [found.figures[stage] for stage in stages]
    known = sum(figure.value or 0 for figure in figures)
    if all(figure.value is not None for figure in figures):
        return wording.count(known)
    return f"≥{wording.count(known)}" if known else wording.SMALL


def naive_and_right(scope: Scope) -> Exhibit:
    """The same matters counted in the two ways that mislead and in the right one, as a worked page."""
    title = Text("三种算法，三个结果：哪一个对？", "Three ways to count, three results: which is right?")
    columns = (
        Column("window", Text("答复后", "After the reply")),
        Column("naive", Text("已再访÷全部办结", "Returns so far ÷ all closed"), "rate"),
        Column("complete", Text("只看已满期的事项", "Only matters with a full window"), "rate"),
        Column("right", Text("按截尾估计（本系统）", "With censoring (used here)"), "rate"),
    )
    curve = _curve(scope, LANDMARKS)
    if curve.reason:
        state = "not_in_export" if curve.reason.startswith("not_in_export") else "empty"
        return Exhibit("naive_and_right", title, NOTHING, columns, (), state=state, reason=wording.blank(curve.reason))  # type: ignore[arg-type]
    rows = tuple(
        Row(
            str(day),
            (
                Text(f"{day}日内", f"{day} days"),
                _plain(naive),
                _plain(complete),
                _figure(read, curve.units),
            ),
        )
        for day, naive, complete, read in zip(curve.days, curve.naive, curve.complete_only, curve.share, strict=True)
    )
    return Exhibit(
        id="naive_and_right",
        title=title,
        sentence=Text(
            "近期办结的事项还来不及再访：用全部办结作分母偏低；只留“已满期或已再访”的事项，则再访的全留下、未再访的只留一部分，偏高。",
            "Matters closed lately had no time to come back: over all closed it is too low; keeping those with a full window or a "
            "return keeps every return and only some of the others: too high.",
        ),
        columns=columns,
        rows=rows,
        n=Text(
            f"n＝{wording.count(curve.units)}个首次办结的事项", f"n = {wording.count(curve.units)} matters first closed"
        ),
        notes=(HOW,),
        metrics=("recurrence_30", "recurrence_60", METRIC, "recurrence_180"),
        footing=_footing(scope),
    )


def _plain(pair: tuple[int, int]) -> Figure:
    k, n = pair
    return Figure(k / n if n else None, True, numerator=k, denominator=n, reason=None if n else "empty_denominator")


def recurrence_by_topic(scope: Scope) -> Exhibit:
    """Which kinds of problem come back: recurrence and one-off resolution by topic, in fixed order."""
    answers = s.ask_all(
        scope, (METRIC, "one_off_resolution"), by="topic_1", start=scope.start, end=scope.end, without=("topic_1",)
    )
    whole = answers[0].total
    state, reason = s.state(answers[0])
    rows = []
    for name in topics(scope.version):
        figures = tuple(answer.part(name) for answer in answers)
        if not any(figure.denominator for figure in figures):
            continue
        is_special = name in SPECIAL_CLASSES
        mark = "" if is_special else _mark(figures[0], whole)
        label = SPECIAL_CLASSES.get(name, Text(name, name))
        rows.append(
            Row("" if is_special else name, (label, *figures, _verdict(mark)), "below" if is_special else "body", mark)
        )
    apart = [row for row in rows if row.mark in ("better", "worse")]
    title = Text("各类问题的90日重复率与全县无法区分", "No topic differs from the county on recurrence")
    if apart:
        title = Text(
            f"{len(apart)}类问题的90日重复率与全县有差别", f"{len(apart)} topics differ from the county on recurrence"
        )
    total = Row("*", (Text("全县", "County"), *(a.total for a in answers), ""), "total")
    return Exhibit(
        id="recurrence_by_topic",
        title=title,
        sentence=Text(
            "逐类与全县比较，95%区间不含全县比率才算有差别；每20类本无差别的问题，约有1类会因偶然被列出。",
            "Each against the county; of 20 that do not differ about one is named by chance.",
        ),
        columns=(
            Column("topic", Text("一级分类", "Topic")),
            s.metric_column(METRIC, Text("90日重复率", "90-day recurrence")),
            s.metric_column("one_off_resolution", Text("一次性化解率", "One-off resolution")),
            Column("band", Text("与全县相比", "Against the county")),
        ),
        rows=(total, *rows),
        state=state,
        reason=reason,
        notes=(HOW, *s.notes(answers)),
        metrics=(METRIC, "one_off_resolution"),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )


def _mark(figure: Figure, whole: Figure) -> Mark:
    """A lower recurrence is better; told only where the interval leaves out the whole."""
    if figure.low is None or figure.high is None or whole.value is None:
        return ""
    if figure.high < whole.value:
        return "better"
    return "worse" if figure.low > whole.value else "same"


def _verdict(mark: Mark) -> Text:
    return {
        "better": Text("低于全县", "lower"),
        "worse": Text("高于全县", "higher"),
        "same": Text("无法区分", "cannot be told"),
    }.get(mark, Text("样本不足", "too few"))
