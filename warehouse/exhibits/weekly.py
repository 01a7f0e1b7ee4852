"""The weekly meeting: headline figures against the week before, the last weeks, the clocks by unit.

The scope's period is the week. Counts of need have no good or bad direction and no order but the book's.
"""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.catalogue.codes import NOT_DIVIDED
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Group, Row, Scope
from warehouse.query.compare import Change, compare_counts, compare_rates
from warehouse.query.context import Week, build, departments, weeks

HEADLINE = (
    "cases", "visit_events", "visit_persons", "items_persons", "first_cases", "repeat_cases", "repeat_share",
    "nonnormal_events",
)  # fmt: skip
WEEKS_SHOWN = 26
CLOCKS = ("open_overdue", "open_due_7", "open_not_due")


def weekly_headline(scope: Scope) -> Exhibit:
    """The headline figures of a week beside the week before."""
    if scope.start is None or scope.end is None:
        raise ValueError("the weekly headline needs a week")
    week = timedelta(days=7)
    reach = build(scope.version)
    has_before = reach.first_registered_on is not None and reach.first_registered_on <= scope.start - week
    now = [s.ask(scope, m, start=scope.start, end=scope.end) for m in HEADLINE]
    before = [s.ask(scope, m, start=scope.start - week, end=scope.end - week) for m in HEADLINE]
    rows, changes = [], []
    for this, last in zip(now, before, strict=True):
        figure = this.total
        old = last.total if has_before else Figure(None, figure.is_rate, reason=figure.reason or "no_data")
        change = _change(figure, old, judged=this.metric.interval != "none")
        changes.append(change)
        words = wording.change_words(change, this.metric.unit, is_rate=figure.is_rate)
        if figure.value is None:
            words = wording.blank(figure.reason or "no_data")
        unit = this.metric.unit if not figure.is_rate else Text("", "")
        cells = (this.metric.name, unit, figure, old, words, _unknown(this))
        rows.append(Row(this.metric.id, cells, mark="moved" if change.verdict in ("up", "down") else ""))
    total = now[0].total
    return Exhibit(
        id="weekly_headline",
        title=_headline_title(changes[0]),
        sentence=_headline_sentence(now, changes[0], reach.last_registered_on),
        columns=(
            Column("metric", Text("指标", "Figure")),
            Column("unit", Text("单位", "Unit")),
            Column("now", Text("本周", "This week"), "figure"),
            Column("before", Text("上周", "Last week"), "figure"),
            Column("change", Text("与上周相比", "Against last week")),
            Column("unknown", Text("未知", "Unknown")),
        ),
        rows=tuple(rows),
        chart="headline",
        n=Text(f"n＝{wording.show(total, 'zh')}件次", f"n = {wording.show(total, 'en')} cases"),
        notes=(
            *s.notes(now),
            Text("“正常波动范围”：两周件数之比的95%精确区间包含1，或两周占比之差的95%区间包含0。",
                 "Within normal variation: the exact 95 % interval of the ratio of the two counts includes 1, or that "
                 "of the difference of the two shares includes 0."),
        ),
        metrics=HEADLINE,
        basis=s.basis(scope, now),
        footing=s.footing(now),
    )  # fmt: skip


def _change(now: Figure, before: Figure, *, judged: bool) -> Change:
    if now.is_rate:
        return compare_rates(_limits(now), _limits(before))
    counts = (None if f.value is None else int(f.value) for f in (now, before))
    return compare_counts(*counts, judged=judged)


def _limits(figure: Figure) -> tuple[float, float, float] | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return figure.value, figure.low, figure.high


def _unknown(slices: s.Slices) -> Text | None:
    """Records that are not known to belong to the figure; left out of it, never taken for no."""
    excluded = slices.whole.cells[0].excluded
    unknown = sum(n for reason, n in excluded.items() if reason.endswith("_unknown") or reason == "look_back")
    return Text(f"另有{unknown}件未知", f"{unknown} more unknown") if unknown else None


def _headline_title(change: Change) -> Text:
    match change.verdict:
        case "up":
            return Text("本周信访总量高于正常波动范围", "More cases this week than chance explains")
        case "down":
            return Text("本周信访总量低于正常波动范围", "Fewer cases this week than chance explains")
        case "within_chance":
            return Text("本周信访总量与上周基本持平", "About as many cases as last week")
        case "both_zero":
            return Text("本周与上周均无信访件", "No cases this week or last")
        case _:
            return Text("本周信访总量", "Cases this week")


def _headline_sentence(now: list[s.Slices], change: Change, last: date | None) -> Text:
    if change.verdict == "both_zero" and last is not None:
        return Text(f"最近一件登记于{last:%Y-%m-%d}。", f"The latest case was registered on {last:%Y-%m-%d}.")
    figures = {this.metric.id: this.total for this in now}
    cases = figures["cases"]
    words = wording.change_words(change, now[0].metric.unit)
    zh = [f"本周信访总量{wording.show(cases, 'zh')}件次，{words.zh}"]
    en = [f"{wording.show(cases, 'en')} cases this week, {words.en}"]
    first, repeat = figures["first_cases"], figures["repeat_cases"]
    if first.value is not None and repeat.value is not None:
        zh.append(f"其中初件{wording.show(first, 'zh')}件次、重件{wording.show(repeat, 'zh')}件次")
        en.append(f"of them {wording.show(first, 'en')} first and {wording.show(repeat, 'en')} repeat")
    return Text("；".join(zh) + "。", "; ".join(en) + ".")


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
    low, high = min(complete), max(complete)
    middle = sorted(complete)[len(complete) // 2]
    zero = sum(1 for value in complete if value == 0)
    zh = f"近{len(complete)}个完整周每周{low:.0f}至{high:.0f}件次，中位数{middle:.0f}件次"
    en = f"{low:.0f} to {high:.0f} cases a week over {len(complete)} complete weeks, median {middle:.0f}"
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
        ),
        metrics=("cases",),
        basis=s.basis(scope, [cases]),
        footing=s.footing([cases]),
    )  # fmt: skip


def _shown_weeks(scope: Scope) -> list[Week]:
    """The last complete weeks up to the scope's end, and the running week when it is the next one."""
    known = weeks(scope.version, scope.home.configuration().calendar.week_start)
    complete = [w for w in known if w.is_complete and (scope.end is None or w.start <= scope.end)]
    following = known[len(complete) : len(complete) + 1]
    return [*complete[-WEEKS_SHOWN:], *(w for w in following if not w.is_complete)]


def clocks(scope: Scope) -> Exhibit:
    """Open cases against their limits by responsible unit, most overdue first: these are duties."""
    answers = [s.ask(scope, m, by="department") for m in CLOCKS]
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
    late, soon = (int(f.value or 0) for f in total[:2])
    holders = sum(1 for row in rows if isinstance(row.cells[1], Figure) and row.cells[1].value)
    if not rows:
        reason = Text("没有带期限的在办件", "no open case with a limit")
        return Exhibit("clocks", title, Text("", ""), columns, (), state="empty", reason=reason, metrics=CLOCKS)
    sentence = Text(
        f"{f'另有{soon}件7日内到期' if soon else '7日内无到期件'}，在办未到期共{wording.show(total[2], 'zh')}件。",
        f"{soon or 'None'} due within 7 days; {wording.show(total[2], 'en')} are open and not yet due.",
    )
    return Exhibit(
        id="clocks",
        title=Text(f"{holders}个单位共{late}件超期未办结", f"{late} cases overdue at {holders} units") if late
        else Text("没有超期未办结件", "No case is overdue"),
        sentence=sentence,
        columns=columns,
        rows=(Row("*", (Text("合计", "Total"), *total), "total"), *rows),
        chart="clocks",
        n=Text(f"n＝{late + int(total[2].value or 0)}件次在办", f"n = {late + int(total[2].value or 0)} open cases"),
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
