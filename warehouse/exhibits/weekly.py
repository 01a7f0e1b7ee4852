"""The weekly meeting: headline figures against the week before, the last weeks, the clocks by unit.

The scope's period is the week. Counts of need have no good or bad direction and no order but the book's.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from statistics import median

from warehouse.calendar import week_of
from warehouse.catalogue.codes import NOT_DIVIDED, code_name
from warehouse.catalogue.model import Text
from warehouse.exhibits import sentences, wording
from warehouse.exhibits import slices as s
from warehouse.exhibits.model import Column, Exhibit, Figure, Group, Point, Row, Scope
from warehouse.home import Home
from warehouse.query import find_version, metric
from warehouse.query.compare import Change
from warehouse.query.context import Week, build, departments, weeks
from warehouse.query.headline import Chart, charts
from warehouse.query.stretches import Against

NOTHING = Text("", "")

HEADLINE = (
    "cases", "items_batches", "items_persons", "visit_events", "visit_persons", "first_cases", "repeat_cases",
    "repeat_share", "assigned_from_above", "nonnormal_events",
)  # fmt: skip
WEEKS_SHOWN = 26
CLOCKS = ("open_overdue", "open_due_7", "open_not_due")
AGAINST: dict[Against, Text] = {
    "previous": Text("上周", "last week"),
    "year": Text("上年同周", "the week a year before"),
}
USUAL = Text("在本单位平常波动范围内", "within this office's usual variation")


def weekly_headline(scope: Scope) -> Exhibit:
    """The headline figures of a week beside another week, what would have been told, and the control chart's verdict."""
    if scope.start is None or scope.end is None:
        raise ValueError("the weekly headline needs a week")
    against = AGAINST[scope.compare]
    answers = s.ask_all(scope, HEADLINE, start=scope.start, end=scope.end, compare=scope.compare)
    signals = week_signals(scope)
    rows, changes = [], []
    for answer in answers:
        figure, beside = answer.total, answer.whole.cells[0].comparison
        change = beside.change if beside else Change("unknown")
        changes.append(change)
        words = wording.change_words(change, answer.metric.unit, is_rate=figure.is_rate, against=against)
        if change.verdict == "within_chance":  # the note says what that means, once for all figures
            words = Text(f"与{against.zh}基本持平", f"about the same as {against.en}")
        if figure.value is None:
            words = wording.blank(figure.reason or "no_data")
        before = Figure(
            beside.value if beside else None, figure.is_rate, reason=(beside and beside.reason) or "no_data"
        )
        cells = (
            answer.metric.name,
            answer.metric.unit if not figure.is_rate else NOTHING,
            figure,
            before,
            words,
            _detectable(answer, change),
            _unknown(answer),
            signals.get(answer.metric.id),
        )
        rows.append(Row(answer.metric.id, cells, mark="moved" if change.verdict in ("up", "down") else ""))
    total = answers[0].total
    return Exhibit(
        id="weekly_headline",
        title=_headline_title(changes[0], against),
        sentence=_headline_sentence(answers, changes[0], against, build(scope.version).last_registered_on),
        columns=(
            Column("metric", Text("指标", "Figure")),
            Column("unit", Text("单位", "Unit")),
            Column("now", Text("本周", "This week"), "figure"),
            Column("before", against, "figure"),
            Column("change", Text("变化", "Change")),
            Column("detectable", Text("可察觉变化", "Detectable change")),
            Column("unknown", Text("未知", "Unknown")),
            Column("signal", Text("控制图", "Control chart")),
        ),
        rows=tuple(rows),
        chart="headline",
        n=Text(f"n＝{wording.show(total, 'zh')}件次", f"n = {wording.show(total, 'en')} cases"),
        notes=(
            *s.notes(answers),
            Text("“基本持平”即差异在正常波动范围内：两周件数之比的95%精确区间包含1，或两周占比之差的95%区间包含0。人次不判断波动。",
                 "About the same means within normal variation: the exact 95 % interval of the ratio of the two counts "
                 "includes 1, or that of the difference of the two shares includes 0. Persons are not judged."),
            Text("圆点为控制图（XmR，冻结基线，只看全县）：空心为平常波动，实心为异常，没有圆点的不画控制图；数量没有好坏方向，故不用颜色。",
                 "The dot is the control chart (XmR, frozen baseline, whole county only): hollow is usual, filled unusual, none where "
                 "no chart is drawn; counts are neither good nor bad, hence no colour."),
        ),
        metrics=HEADLINE,
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _charts(home: Home, version: str, week_start: int) -> tuple[Chart, ...]:
    """The control charts of a version, which never change."""
    return charts(
        find_version(home, version),
        week_start,
        lambda name: metric(home, name, by=["week"], exact=True, version=version),
    )


def week_signals(scope: Scope) -> dict[str, Text]:
    """What the control chart of each headline series says of the scope's week; only of the whole county."""
    if scope.where or scope.start is None:
        return {}
    rules = scope.home.configuration().calendar
    label = week_of(scope.start, rules.week_start).label
    said = {}
    for chart in _charts(scope.home, scope.version.id, rules.week_start):
        week = next((w for w in chart.weeks if w.week == label), None)
        if week is not None:
            said[chart.metric] = USUAL if week.rule is None else code_name("spc_rule", week.rule)
    return said


def _detectable(answer: s.Slices, change: Change) -> Text | None:
    """From which count on the change would have been told; only where it was not."""
    beside = answer.whole.cells[0].comparison
    if beside is None or beside.detectable is None or change.verdict != "within_chance":
        return None
    unit = answer.metric.unit
    return Text(
        f"需达到{wording.count(beside.detectable)}{unit.zh}才会提示",
        f"would be told from {wording.count(beside.detectable)} {unit.en}",
    )


def _unknown(slices: s.Slices) -> Text | None:
    """Records that are not known to belong to the figure; left out of it, never taken for no."""
    excluded = slices.whole.cells[0].excluded
    unknown = sum(n for reason, n in excluded.items() if reason.endswith("_unknown") or reason == "look_back")
    return Text(f"另有{unknown}件未知", f"{unknown} more unknown") if unknown else None


def _headline_title(change: Change, against: Text) -> Text:
    match change.verdict:
        case "up":
            return Text("本周信访总量高于正常波动范围", "More cases this week than chance explains")
        case "down":
            return Text("本周信访总量低于正常波动范围", "Fewer cases this week than chance explains")
        case "within_chance":
            return Text(f"本周信访总量与{against.zh}基本持平", f"About as many cases as {against.en}")
        case "both_zero":
            return Text(f"本周与{against.zh}均无信访件", f"No cases this week or {against.en}")
        case _:
            return Text("本周信访总量", "Cases this week")


def _headline_sentence(now: list[s.Slices], change: Change, against: Text, last: date | None) -> Text:
    if change.verdict == "both_zero" and last is not None:
        return Text(f"最近一件登记于{last:%Y-%m-%d}。", f"The latest case was registered on {last:%Y-%m-%d}.")
    figures = {this.metric.id: this.total for this in now}
    cases = figures["cases"]
    words = wording.change_words(change, now[0].metric.unit, against=against)
    zh = [f"本周信访总量{wording.show(cases, 'zh')}件次，{words.zh}"]
    en = [f"{wording.show(cases, 'en')} cases this week, {words.en}"]
    first, repeat = figures["first_cases"], figures["repeat_cases"]
    if first.value is not None and repeat.value is not None:
        zh.append(f"其中初件{wording.show(first, 'zh')}件次、重件{wording.show(repeat, 'zh')}件次")
        en.append(f"of them {wording.show(first, 'en')} first and {wording.show(repeat, 'en')} repeat")
    beside = now[0].whole.cells[0].comparison
    days = sentences.working_days(
        [(Text("本周", "this week"), beside.working_days), (against, beside.working_days_before)] if beside else []
    )
    return Text("；".join(zh) + "。" + days.zh, f"{'; '.join(en)}. {days.en}".strip())


def weekly_series(scope: Scope) -> Exhibit:
    """Cases a week over the last complete weeks up to the scope's end, and the running week labelled."""
    shown = _shown_weeks(scope)
    if not shown:
        return Exhibit("weekly_series", Text("每周信访总量", "Cases a week"), Text("", ""), (), (), state="empty",
                       reason=Text("尚无完整的一周", "no complete week yet"))  # fmt: skip
    cases = s.ask(scope, "cases", by="week", start=shown[0].start, end=shown[-1].end)
    rows = []
    for week in shown:
        figure = cases.part(week.id)
        label = wording.week_label(week.id)
        if not week.is_complete:
            label = Text(f"{label.zh}（未满周）", f"{label.en} (unfinished)")
        group: Group = "body" if week.is_complete else "unfinished"
        key = week.id if week.is_complete else ""
        rows.append(Row(key, (label, week.start, week.end, figure), group))
    complete = [r.cells[3].value or 0 for r in rows if r.group == "body" and isinstance(r.cells[3], Figure)]
    limits, chart_note = _limits(scope, shown)
    low, high = min(complete), max(complete)
    middle = median(complete)
    zero = sum(1 for value in complete if value == 0)
    least, most, half = (
        wording.count(low),
        wording.count(high),
        wording.number(middle, 0 if middle == int(middle) else 1),
    )
    zh = f"近{len(complete)}个完整周每周{least}至{most}件次，中位数{half}件次"
    en = f"{least} to {most} cases a week over {len(complete)} complete weeks, median {half}"
    if len(complete) == 1:
        zh, en = f"只有一个完整周：{most}件次", f"one complete week only: {most} cases"
    if not high:
        zh, en = f"近{len(complete)}个完整周均为0", f"no case in {len(complete)} complete weeks"
    elif zero:
        zh, en = f"{zh}，其中{zero}周为0", f"{en}, {zero} of them without any"
    return Exhibit(
        id="weekly_series",
        title=Text(f"近{len(complete)}周每周有多少件？", f"How many cases a week over {len(complete)} weeks?"),
        sentence=Text(f"{zh}。", f"{en}."),
        columns=(
            Column("week", Text("周", "Week")),
            Column("start", Text("起", "From"), "date"),
            Column("end", Text("止", "To"), "date"),
            s.metric_column("cases"),
        ),
        rows=tuple(rows),
        chart="series",
        n=Text(f"n＝{wording.show(cases.total, 'zh')}件次", f"n = {wording.show(cases.total, 'en')} cases"),
        notes=(
            *s.notes([cases]),
            Text("细线为泊松精确95%区间；未满周不参与比较。",
                 "Thin lines: exact Poisson 95 % interval; the unfinished week is not compared."),
            *chart_note,
        ),
        lines=limits,
        metrics=("cases",),
        basis=s.basis(scope, [cases]),
        footing=s.footing([cases]),
    )  # fmt: skip


def _limits(scope: Scope, shown: list[Week]) -> tuple[dict[str, tuple[Point, ...]], tuple[Text, ...]]:
    """Mean and limits of the control chart over the weeks that it judges, by the day on which each starts."""
    rules = scope.home.configuration().calendar
    if scope.where:
        return {}, ()
    chart = next((c for c in _charts(scope.home, scope.version.id, rules.week_start) if c.metric == "cases"), None)
    if chart is None or chart.limits is None:
        why = wording.blank(chart.reason) if chart and chart.reason else NOTHING
        return {}, (Text(f"控制图：{why.zh}。", f"Control chart: {why.en}."),) if why.zh else ()
    judged = {week.week for week in chart.weeks}
    at = [float(week.start.toordinal()) for week in shown if week.id in judged]
    values = {"mean": chart.limits.mean, "low": max(chart.limits.low, 0.0), "high": chart.limits.high}
    trial = Text("（基线不足13周，暂定）", " (trial limits: fewer than 13 weeks)") if chart.limits.is_trial else NOTHING
    note = Text(
        f"虚线为控制图的均值与上下限，由此前的冻结基线算出{trial.zh}。",
        f"Dashed: mean and limits of the control chart from a frozen baseline before{trial.en}.",
    )
    return {name: tuple((x, value) for x in at) for name, value in values.items()}, (note,)


def _shown_weeks(scope: Scope) -> list[Week]:
    """The last complete weeks up to the scope's end, and the running week when it is the next one."""
    known = weeks(scope.version, scope.home.configuration().calendar.week_start)
    complete = [w for w in known if w.is_complete and (scope.end is None or w.start <= scope.end)]
    following = known[len(complete) : len(complete) + 1]
    return [*complete[-WEEKS_SHOWN:], *(w for w in following if not w.is_complete)]


def clocks(scope: Scope) -> Exhibit:
    """Open cases against their limits by responsible unit, most overdue first: these are duties."""
    answers = s.ask_all(scope, CLOCKS, by="department")
    state, reason = s.state(answers[0])
    title = Text("各单位期限情况", "Clocks by unit")
    columns = (Column("unit", Text("责任单位", "Responsible unit")), *(s.metric_column(m) for m in CLOCKS))
    if state != "ok":
        return Exhibit("clocks", title, Text("", ""), columns, (), state=state, reason=reason, metrics=CLOCKS)
    rows = []
    for member in departments(scope.version):
        figures = tuple(answer.part(member.code) for answer in answers)
        if any(figure.value for figure in figures):
            key = "" if member.code == NOT_DIVIDED else member.code
            rows.append(Row(key, (wording.member_name(member), *figures)))
    rows.sort(key=lambda row: tuple(-(f.value or 0) for f in row.cells[1:3] if isinstance(f, Figure)))
    total = tuple(answer.total for answer in answers)
    late, soon, later = (int(f.value or 0) for f in total)
    shown = wording.count(late)
    holders = sum(1 for row in rows if isinstance(row.cells[1], Figure) and row.cells[1].value)
    if not rows:
        reason = Text("没有带期限的在办件", "no open case with a limit")
        return Exhibit("clocks", title, Text("", ""), columns, (), state="empty", reason=reason, metrics=CLOCKS)
    sentence = Text(
        f"{f'另有{wording.count(soon)}件7日内到期' if soon else '7日内无到期件'}，在办未到期共{wording.count(later)}件。",
        f"{wording.count(soon) if soon else 'None'} due within 7 days; {wording.count(later)} are open and not yet due.",
    )
    return Exhibit(
        id="clocks",
        title=Text(f"{holders}个单位共{shown}件超期未办结", f"{shown} cases overdue at {holders} units") if late
        else Text("没有超期未办结件", "No case is overdue"),
        sentence=sentence,
        columns=columns,
        rows=(Row("*", (Text("合计", "Total"), *total), "total"), *rows),
        chart="clocks",
        n=Text(f"n＝{wording.count(late + later)}件次在办", f"n = {wording.count(late + later)} open cases"),
        notes=(
            *s.notes(answers[:1]),
            Text("“在办未到期”含7日内到期；“不分列”为检举控告和保密件，不列明细；期限情况不随周和信访形式筛选变化。",
                 "Not yet due includes due in 7 days; “not broken down” are accusations and confidential cases, "
                 "without rows; clocks do not follow the filters of week and channel."),
        ),
        metrics=CLOCKS,
        basis=s.basis(scope, answers[:1]),
        footing=s.footing(answers),
    )  # fmt: skip
