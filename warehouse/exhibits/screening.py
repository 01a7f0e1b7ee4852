"""重要节点研判: what the office still owes before a named period, when limits end, and what the period may bring.

Duties are facts, the expected load is a forecast in a table of its own; they are never added. Repeat, level, channel,
persons and visits outside a reception place select and order nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Footing, Row, Scope
from warehouse.query import QueryError
from warehouse.query.context import build, departments
from warehouse.query.periods import named_periods
from warehouse.query.screening import FOREMOST, Screening, duty_rows, screening

NOTHING = Text("", "")
NO_PERIOD = Text(
    "时段表为空：导入 sensitive_periods 表（名称、起止日期、提前天数）后显示",
    "no named period: take in the table sensitive_periods (name, dates, lead days)",
)
SENTENCE = Text(
    "本清单只用于督促办理；不得据此对信访人采取限制、劝返等措施（《信访工作条例》第十八条、第四十六条）。",
    "This list serves only to have duties done; it is no ground to restrict or turn back anybody (Regulation Art. 18, 46).",
)
METHODS: dict[str, Text] = {
    "expected_load": Text("预计量（收缩估计）", "expected load (shrunken)"),
    "long_run_share": Text("长期占比", "long-run share"),
    "same_period_last_year": Text("上年同一时段", "same period last year"),
    "recent_26_weeks": Text("近26周", "recent 26 weeks"),
}
DUTY: dict[str, Text] = {
    "overdue": Text("已超期", "overdue"),
    "due_inside": Text("时段结束前到期", "due by the period's end"),
    "supervised": Text("督办、包案未结", "supervised or owned, not closed"),
}
FEW_LOADS = 20
LEAST_LOAD = 0.1  # a cell that is expected to bring less says nothing


def chosen_event(scope: Scope) -> str | None:
    """The period of the scope, else the next one to come, else the last."""
    periods = named_periods(scope.version)
    if not periods:
        return None
    labels = [p.label for p in periods]
    if scope.event in labels:
        return scope.event
    today = build(scope.version).clock_on
    coming = [p for p in periods if p.end >= today]
    return min(coming, key=lambda p: p.start).label if coming else labels[-1]


def _found(scope: Scope) -> Screening | None:
    event = chosen_event(scope)
    return screening(scope.home, event, version=scope.version.id) if event else None


def _footing(scope: Scope) -> Footing:
    return Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False)


def _empty(exhibit_id: str, title: Text, reason: Text = NO_PERIOD) -> Exhibit:
    return Exhibit(exhibit_id, title, NOTHING, (), (), state="empty", reason=reason)


def _in_slice(scope: Scope, department: str, township: str, topic: str) -> bool:
    where = dict(scope.where)
    wanted = (where.get("department"), where.get("township"), where.get("topic_1"))
    return all(w is None or w == own for w, own in zip(wanted, (department, township, topic), strict=True))


def screening_duties(scope: Scope) -> Exhibit:
    """Unfinished duties by unit, township and topic: overdue, then due inside, then the oldest."""
    title = Text("责任清单", "Duties")
    found = _found(scope)
    if found is None:
        return _empty("screening_duties", title)
    duties = [d for d in found.duties if _in_slice(scope, d.department, d.township, d.topic)]
    late, soon = sum(d.overdue for d in duties), sum(d.due_inside for d in duties)
    supervised = sum(d.supervised for d in duties)
    span = wording.span(found.period.start, found.period.end)
    label = found.period.label
    total = Row("*", (Text("合计", "Total"), "", "", Figure(late), Figure(soon), Figure(supervised), None), "total")
    rows = tuple(
        Row(
            d.department,
            (
                _member(d.department_name), _member(d.township_name), _member(d.topic), Figure(d.overdue), Figure(d.due_inside),
                Figure(d.supervised), d.first_due_on,
            ),
            mark="worse" if d.overdue else "",
        )
        for d in duties
    )  # fmt: skip
    return Exhibit(
        id="screening_duties",
        title=Text(f"{label}前应办：已超期{wording.count(late)}件，时段结束前到期{wording.count(soon)}件",
                   f"Before {label}: {wording.count(late)} overdue, {wording.count(soon)} due by its end"),
        sentence=Text(f"{span.zh}，提前{found.lead_days}日，按{found.looked_on}的情况。{SENTENCE.zh}",
                      f"{span.en}, lead {found.lead_days} days, as it stood on {found.looked_on}. {SENTENCE.en}"),
        columns=(
            Column("unit", Text("责任单位", "Responsible unit")),
            Column("township", Text("属地", "Township")),
            Column("topic", Text("分类", "Topic")),
            Column("overdue", DUTY["overdue"], "count"),
            Column("due_inside", DUTY["due_inside"], "count"),
            Column("supervised", DUTY["supervised"], "count"),
            Column("first_due_on", Text("最早期限", "First limit"), "date"),
        ),
        rows=(total, *rows) if rows else (),
        state="ok" if rows else "empty",
        reason=None if rows else Text(f"{label}前没有未完成的责任", f"nothing is owed before {label}"),
        notes=(
            Text("事实，不是预测。按超期、时段内到期、最早期限排列；重件、层级、信访形式、人数和到非接待场所走访不参与选择和排序。",
                 "Facts, no forecast. Overdue, then due inside, then the oldest; repeat, level, channel, persons and visits outside "
                 "a reception place neither select nor order."),
        ),
        footing=_footing(scope),
    )  # fmt: skip


def screening_calendar(scope: Scope) -> Exhibit:
    """How many limits of open cases end on each day to and through the period, by unit or in all."""
    title = Text("期限日历", "Calendar of limits")
    found = _found(scope)
    if found is None:
        return _empty("screening_calendar", title)
    unit = dict(scope.where).get("department")
    names = {m.code: m for m in departments(scope.version)}
    days: dict[date, list[tuple[str, int]]] = {}
    for day in found.calendar:
        if unit is None or day.department == unit:
            days.setdefault(day.day, []).append((day.department, day.limits))
    rows = tuple(
        Row(
            "",
            (
                day,
                Figure(sum(n for _, n in held)),
                _units([(names[c].name if c in names else c, n) for c, n in held]),
            ),
            mark="moved" if found.period.start <= day <= found.period.end else "",
        )
        for day, held in sorted(days.items())
    )
    inside = sum(1 for row in rows if row.mark == "moved")
    return Exhibit(
        id="screening_calendar",
        title=Text(f"到时段结束共{len(rows)}天有期限届满", f"Limits end on {len(rows)} days"),
        sentence=Text(f"其中时段之内{inside}天。", f"{inside} of them inside the period.")
        if inside
        else Text("时段之内没有期限届满。", "No limit ends inside the period."),
        columns=(
            Column("day", Text("日期", "Day"), "date"),
            Column("limits", Text("届满件数", "Limits"), "count"),
            Column("units", Text("责任单位", "Units")),
        ),
        rows=rows,
        state="ok" if rows else "empty",
        reason=None if rows else Text("到时段结束没有期限届满", "no limit ends by then"),
        footing=_footing(scope),
    )


def _units(held: Sequence[tuple[str, int]]) -> Text:
    text = "、".join(f"{name}{n}件" for name, n in held)
    return Text(text, ", ".join(f"{_member(name).en} {n}" for name, n in held))


def _member(name: str) -> Text:
    """The name of a unit, township or topic; special classes have one in both languages."""
    return SPECIAL_CLASSES.get(name, Text(name, name))


def screening_load(scope: Scope) -> Exhibit:
    """New first matters that the period may bring, a forecast, in order of code; never added to duties."""
    title = Text("预计新增初件（预测）", "Expected new first matters (forecast)")
    found = _found(scope)
    if found is None:
        return _empty("screening_load", title)
    where = dict(scope.where)
    loads = [
        x for x in found.expected
        if where.get("township") in (None, x.township) and where.get("topic_1") in (None, x.topic)
    ]  # fmt: skip
    if not loads:
        return _empty(
            "screening_load",
            title,
            Text("该时段没有预计（已结束或历史不足）", "no forecast: the period is over or the past too short"),
        )
    largest = sorted((x for x in loads if x.expected >= LEAST_LOAD), key=lambda x: -x.expected)[:FEW_LOADS]
    shown = sorted(largest, key=lambda x: (x.township, x.topic))
    total = sum(x.expected for x in loads)
    return Exhibit(
        id="screening_load",
        title=Text(f"预计新增初件约{total:.0f}个（预测，不与责任相加）", f"About {total:.0f} new first matters expected (forecast, never added)"),
        sentence=wording.backtest_words(found.backtest, found.beats_long_run_share),
        columns=(
            Column("township", Text("属地", "Township")),
            Column("topic", Text("分类", "Topic")),
            Column("expected", Text("预计", "Expected"), "ratio"),
            Column("range", Text("十次中八次在", "Eight times in ten"), "text"),
        ),
        rows=tuple(
            Row("", (_member(x.township_name), _member(x.topic), Figure(x.expected, decimals=1), f"{x.low:.0f}–{x.high:.0f}")) for x in shown
        ),
        notes=(
            Text(f"只列预计较多的{len(shown)}格，按代码排列，不足{LEAST_LOAD}个的不列；由长期占比和近期水平收缩估计，只看新的初件。",
                 f"The {len(shown)} largest cells in order of code, none below {LEAST_LOAD}; long-run share times recent level, shrunken; new first matters only."),
        ),
        footing=_footing(scope),
    )  # fmt: skip


def screening_backtest(scope: Scope) -> Exhibit:
    """What the forecast was worth on every past period, against plainer ways."""
    title = Text("预测有多可靠？", "What is the forecast worth?")
    found = _found(scope)
    if found is None:
        return _empty("screening_backtest", title)
    if not found.backtest:
        return _empty("screening_backtest", title, Text("没有可回测的过去时段", "no past period to test on"))
    rows = tuple(
        Row(
            m.method,
            (
                METHODS.get(m.method, Text(m.method, m.method)),
                Figure(m.past_periods),
                Figure(m.hit_rate, True, reason="no_data"),
                Figure(m.log_score, decimals=3),
                _gain(m.hit_gain, m.hit_gain_low, m.hit_gain_high),
            ),
        )
        for m in found.backtest
    )
    return Exhibit(
        id="screening_backtest",
        title=title,
        sentence=wording.backtest_words(found.backtest, found.beats_long_run_share),
        columns=(
            Column("method", Text("方法", "Method")),
            Column("periods", Text("过去时段", "Past periods"), "count"),
            Column("hit", Text("命中率", "Hit rate"), "share"),
            Column("score", Text("对数得分（越低越好）", "Log score (lower is better)"), "ratio"),
            Column("gain", Text("预计量胜出（95%区间）", "Gain of ours (95 %)")),
        ),
        rows=rows,
        notes=(
            Text(f"每个过去时段只用提前期之前的数据重做一次；命中率看预计最多的{FOREMOST}格；区间为配对自助法。",
                 f"Each past period is done again with data before its lead only; hits in the {FOREMOST} foremost cells; intervals by "
                 "paired bootstrap."),
            _calibration(found.pit),
        ),
        footing=_footing(scope),
    )  # fmt: skip


def _calibration(pit: Sequence[float]) -> Text:
    """Where past counts fell in their forecast distributions."""
    shares = [wording.percent(share) for share in pit]
    return Text(
        f"校准：过去的数落入预计分布各十分之一的比率，校准时各为10%：{'、'.join(shares)}。",
        f"Calibration (PIT): share of past counts in each tenth of the forecast, 10 % each if calibrated: {', '.join(shares)}.",
    )


def _gain(value: float | None, low: float | None, high: float | None) -> Text:
    if value is None or low is None or high is None:
        return NOTHING
    gain, least, most = (wording.signed_percent(share) for share in (value, low, high))
    return Text(f"{gain}（{least}至{most}）", f"{gain} ({least} to {most})")


def duty_sheet(scope: Scope) -> Exhibit:
    """The cases behind the duties of one unit before the period: number, place, topic, limit, duty; nothing of a person."""
    title = Text("责任清单（明细）", "Duty sheet")
    event, unit = chosen_event(scope), dict(scope.where).get("department")
    if event is None:
        return _empty("duty_sheet", title)
    if unit is None:
        return _empty("duty_sheet", title, Text("选择责任单位后显示该单位的明细", "choose a unit to see its sheet"))
    try:
        found = duty_rows(scope.home, event, department=unit, version=scope.version.id)
    except QueryError:
        return _empty("duty_sheet", title, Text("明细只保留最新版本", "rows are kept for the current version only"))
    zone, configuration = scope.home.configuration().zone, scope.home.configuration()
    name = found[0].department_name if found else unit
    return Exhibit(
        id="duty_sheet",
        title=Text(f"{name}：{event}前应办{len(found)}件", f"{name}: {len(found)} cases before {event}"),
        sentence=SENTENCE,
        columns=(
            Column("case_id", Text("信访件编号", "Case number")),
            Column("township", Text("属地", "Township")),
            Column("topic", Text("分类", "Topic")),
            Column("registered", Text("登记日期", "Registered"), "date"),
            Column("due", Text("期限", "Limit"), "date"),
            Column("rule", Text("期限依据", "Rule")),
            Column("duty", Text("责任", "Duty")),
        ),
        rows=tuple(
            Row(
                "",
                (
                    row.case_id, _member(row.township_name), _member(row.topic), row.registered_at.replace(tzinfo=UTC).astimezone(zone).date(), row.due_on,
                    wording.deadline_rule_words(row.deadline_rule, configuration) if row.deadline_rule else "",
                    DUTY.get(row.duty, row.duty),
                ),
                mark="worse" if row.duty == "overdue" else "",
            )
            for row in found
        ),
        state="ok" if found else "empty",
        reason=None if found else Text("该单位没有未完成的责任", "this unit owes nothing"),
        footing=_footing(scope),
    )  # fmt: skip
