"""What only papers hold: the overview of a period, levels, topics, rates of handling, ledgers, what falls due, notes.

Each takes a frame: the period, the one before, a year ago and the year to date. Figures that no export carries stay
blank with their reason; rows of need stand in the order of the code list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from warehouse.calendar import Period
from warehouse.catalogue.codes import LEVELS, NOT_DIVIDED, NOT_FILLED, SPECIAL_CLASSES, code_name
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.catalogue.reasons import INPUT_NAMES
from warehouse.exhibits import sentences, wording
from warehouse.exhibits import slices as s
from warehouse.exhibits.changes import change_cell, change_of
from warehouse.exhibits.frames import A_YEAR_AGO, DAY, YEAR_TO_DATE, Frame
from warehouse.exhibits.model import Cell, Column, Exhibit, Figure, Group, Row, Scope
from warehouse.query.compare import Change
from warehouse.query.context import Build, build, departments, missing_inputs, topics
from warehouse.query.periods import working_days

CASES, VISITS, PERSON_TIMES = (METRICS[m].unit for m in ("cases", "visit_events", "visit_persons"))
SLACK = 28  # days of a stretch for each of which one day may pass before the first case
LONGEST_SLACK = 7
NO_DATA = Figure(None, reason="no_data")


# The sections of a paper, in their order; manual ones (warehouse/storage/notes.py) stand before the last.
SECTIONS: dict[str, Text] = {
    "overview": Text("总体情况", "Overview"),
    "levels": Text("走访层级", "Levels of visits"),
    "topics": Text("反映问题和热点", "Topics and hotspots"),
    "handling": Text("办理情况和部门比较", "Handling, units compared"),
    "ledgers": Text("接访、包案、督办、积案", "Receptions, ownership, supervision, backlog"),
    "duties": Text("议定事项落实和下周到期", "Decisions, and what falls due"),
    "notes": Text("数据说明", "Notes on the data"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the overview: a metric, perhaps of one channel only. `if_any` lines are left out where all is 0."""

    metric: str
    label: Text | None = None
    only: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    needs: str | None = None
    if_any: bool = False


OVERVIEW = (
    Line("cases"),
    Line("cases", Text("来信", "letters"), {"channel": "letter"}, "channel"),
    Line("visit_events", Text("来访", "visits")),
    Line("visit_persons", Text("来访", "visits")),
    Line("collective_events", Text("其中集体访", "of them collective")),
    Line("collective_persons", Text("其中集体访", "of them collective")),
    Line("cases", Text("网信", "web"), {"channel": "web"}, "channel"),
    Line("cases", Text("来电", "phone"), {"channel": "phone"}, "channel"),
    Line("cases", Text("其他形式及未填", "other or no channel"), {"channel": ("fax", "other", NOT_FILLED)}, "channel",
         if_any=True),
    Line("first_cases"),
    Line("repeat_cases"),
    Line("unknown_first", if_any=True),
    Line("assigned_from_above"),
)  # fmt: skip
RATES = (
    "acceptance_in_time_office", "notice_in_time_unit", "reply_in_time", "closed_in_time", "one_off_resolution",
    "participation_unit", "satisfied_unit", "review_changed_share",
)  # fmt: skip
LEADING_RATES = 4  # of these are said in words
LEDGERS = (
    "reception_events", "reception_persons", "reception_solved_rate", "owned_new", "owned_closed", "owned_cases",
    "owned_open", "owned_closed_rate", "owned_settled_rate", "supervised_closed_rate", "backlog_listed",
    "backlog_open", "backlog_cleared", "disputes_found", "disputes_resolved", "disputes_open",
    "disputes_resolved_rate",
)  # fmt: skip
DECISIONS = ("decisions_open", "decisions_due_7", "decisions_overdue", "decisions_done_rate")
TOLD = {  # figures of the ledgers that the sentence names
    "reception_events": Text("领导接访", "received by leaders:"),
    "reception_persons": sentences.NOTHING,
    "owned_new": Text("新增包案", "newly owned:"),
    "owned_closed": Text("包案结案", "owned, closed:"),
    "owned_open": Text("包案未结", "owned, open:"),
    "supervised_closed_rate": Text("督办件办结率", "supervised cases closed:"),
    "backlog_open": Text("积案剩余", "backlog left:"),
    "disputes_found": Text("排查矛盾纠纷", "disputes found:"),
    "disputes_resolved": Text("化解矛盾纠纷", "disputes resolved:"),
    "decisions_open": Text("议定事项未完成", "decisions not done:"),
    "decisions_due_7": Text("7日内到期", "due in 7 days:"),
    "decisions_overdue": Text("超期", "overdue:"),
}
DUE = {
    "open_due_7": Text("信访件", "cases"),
    "owned_due_7": Text("包案件", "owned cases"),
    "decisions_due_7": Text("议定事项", "decisions"),
}
BEYOND_LEVEL = ("skip_level_events", "nonnormal_events")

STAR = Text(
    "带*的变化超出正常波动范围（两期之比的95%精确区间不含1，天数不等时按日均计），其余可能出于偶然；人次不判断波动。",
    "Changes with * are beyond normal variation (the exact 95 % interval of the ratio of the counts, a day where "
    "lengths differ, leaves out 1); the others may be due to chance. Persons are not judged.",
)
FIXED_ORDER = Text("按固定顺序排列，反映诉求和工作量，不作排名。", "In fixed order; need and workload, no ranking.")


def _covers(reach: Build, period: Period | None) -> bool:
    """Whether the data reach a stretch of days; the first days of a long one may have had no case."""
    if period is None or reach.first_registered_on is None:
        return False
    slack = timedelta(days=min(LONGEST_SLACK, period.days // SLACK))
    return reach.first_registered_on <= period.start + slack


def _title(frame: Frame, zh: str, en: str) -> Text:
    return Text(f"{frame.this.zh}{zh}", f"{en}, {frame.this.en}")


@dataclass(frozen=True, slots=True)
class _Compared:
    """One line over the stretches of a frame."""

    label: Text
    slices: s.Slices
    now: Figure
    before: Figure
    year_ago: Figure
    to_date: Figure
    to_date_ago: Figure
    frame: Frame

    def change(self, figure: Figure, other: Figure, days: tuple[Period, Period | None]) -> Change:
        """The change of one stretch against another."""
        if days[1] is None:
            return Change("unknown")
        return change_of(figure, other, (days[0], days[1]), is_judged=self.slices.metric.interval != "none")

    @property
    def changes(self) -> tuple[Change, Change, Change]:
        """Against the stretch before, against a year ago, and of the year to date."""
        f = self.frame
        return (
            self.change(self.now, self.before, (f.now, f.before)),
            self.change(self.now, self.year_ago, (f.now, f.year_ago)),
            self.change(self.to_date, self.to_date_ago, (f.to_date, f.to_date_ago)),
        )


def _compare(scope: Scope, frame: Frame, line: Line) -> _Compared:
    reach = build(scope.version)
    absent = f"not_in_export:{line.needs}" if line.needs in missing_inputs(scope.version) else None
    definition = METRICS[line.metric]

    def of(period: Period | None) -> tuple[s.Slices | None, Figure]:
        if absent:
            return None, Figure(None, reason=absent)
        if period is None or not _covers(reach, period):
            return None, NO_DATA
        found = s.ask(scope, line.metric, start=period.start, end=period.end, only=line.only)
        return found, found.total

    found, now = of(frame.now)
    slices = found or s.ask(scope, line.metric, start=frame.now.start, end=frame.now.end)
    label = line.label or definition.name
    unit = definition.unit
    return _Compared(
        label=Text(f"{label.zh}（{unit.zh}）", f"{label.en} ({unit.en})"),
        slices=slices,
        now=now,
        before=of(frame.before)[1],
        year_ago=of(frame.year_ago)[1],
        to_date=of(frame.to_date)[1],
        to_date_ago=of(frame.to_date_ago)[1],
        frame=frame,
    )


def overview(scope: Scope, frame: Frame) -> Exhibit:
    """The one table of the first section: every headline figure beside the stretch before, a year ago and the year."""
    lines = [_compare(scope, frame, line) for line in OVERVIEW]
    lines = [
        found
        for line, found in zip(OVERVIEW, lines, strict=True)
        if not line.if_any or any((found.now.value, found.to_date.value))
    ]
    rows = []
    for found in lines:
        previous, yearly, to_date = found.changes
        cells: tuple[Cell, ...] = (
            found.label, found.now, found.before, change_cell(previous), found.year_ago, change_cell(yearly),
            found.to_date, change_cell(to_date),
        )  # fmt: skip
        rows.append(Row(found.slices.metric.id, cells, mark="moved" if previous.verdict in ("up", "down") else ""))
    total = lines[0]
    slices = [found.slices for found in lines]
    return Exhibit(
        id="overview",
        title=_title(frame, "信访总体情况", "Overview"),
        sentence=_overview_words(scope, frame, total, {found.slices.metric.id: found for found in lines[1:]}),
        columns=(
            Column("line", Text("项目", "Figure")),
            Column("now", frame.this, "figure"),
            Column("before", frame.last, "figure"),
            Column("change", Text("环比", "Change"), "change"),
            Column("year_ago", A_YEAR_AGO, "figure"),
            Column("yearly", Text("同比", "On the year"), "change"),
            Column("to_date", YEAR_TO_DATE, "figure"),
            Column("to_date_yearly", Text("累计同比", "To date, on the year"), "change"),
        ),
        rows=tuple(rows),
        n=Text(f"n＝{wording.show(total.now, 'zh')}件次", f"n = {wording.show(total.now, 'en')} cases"),
        notes=(STAR, _stretches(frame)),
        metrics=tuple(dict.fromkeys(found.slices.metric.id for found in lines)),
        basis=s.basis(scope, slices),
        footing=s.footing(slices),
    )


def _overview_words(scope: Scope, frame: Frame, total: _Compared, others: dict[str, _Compared]) -> Text:
    previous, yearly, to_date = total.changes
    unit = METRICS["cases"].unit
    until = frame.now.end if frame.is_unfinished else None
    said = [
        sentences.total(
            METRICS["cases"].name, unit, frame.this, total.now, [(frame.last, previous), (A_YEAR_AGO, yearly)], until
        )
    ]
    beside = [(frame.this, frame.now), (frame.last, frame.before), (A_YEAR_AGO, frame.year_ago)]
    worked = [(name, working_days(scope.version, days)) for name, days in beside if days is not None]
    said.append(sentences.working_days(worked))
    visits, persons = others["visit_events"].now, others["visit_persons"].now
    collective = (others["collective_events"].now, others["collective_persons"].now)
    said.append(sentences.visits(visits, persons, collective, (VISITS, PERSON_TIMES)))
    unknown = others["unknown_first"].now if "unknown_first" in others else Figure(0)
    said.append(sentences.first_and_repeat(others["first_cases"].now, others["repeat_cases"].now, unknown, CASES))
    said.append(
        sentences.total(METRICS["cases"].name, unit, YEAR_TO_DATE, total.to_date, [(A_YEAR_AGO, to_date)], None)
    )
    return Text("".join(t.zh for t in said), " ".join(t.en for t in said if t.en))


def _stretches(frame: Frame) -> Text:
    """The days behind every column, so that a period is never printed by its name only."""
    named = [
        (frame.this, frame.now),
        (frame.last, frame.before),
        (A_YEAR_AGO, frame.year_ago),
        (YEAR_TO_DATE, frame.to_date),
        (Text("累计的去年同期", "year to date, a year ago"), frame.to_date_ago),
    ]
    spans = [(name, wording.span(p.start, p.end)) for name, p in named if p is not None]
    return Text(
        "；".join(f"{name.zh}为{days.zh}" for name, days in spans) + "。",
        "; ".join(f"{name.en}: {days.en}" for name, days in spans) + ".",
    )


def levels(scope: Scope, frame: Frame) -> Exhibit:
    """Visits by the level of the office where they were registered: level is not misconduct, the order is fixed.

    Events and person-times stand in two parts of the table, one unit each.
    """
    columns = (
        Column("level", Text("走访层级", "Level")),
        Column("now", frame.this, "figure"),
        Column("before", frame.last, "figure"),
        Column("to_date", YEAR_TO_DATE, "figure"),
        Column("to_date_ago", Text("累计去年同期", "To date, a year ago"), "figure"),
    )
    now = s.ask(scope, "visit_events", by="level", start=frame.now.start, end=frame.now.end)
    state, reason = s.state(now)
    title = _title(frame, "来访登记在哪一级？", "At which level were visits registered?")
    if state != "ok":
        return Exhibit("levels", title, sentences.NOTHING, columns, (), state=state, reason=reason)
    events = _by_level(scope, frame, "visit_events", BEYOND_LEVEL)
    persons = _by_level(scope, frame, "visit_persons", ("nonnormal_persons",))
    parts = [
        (text, row.cells[1])
        for row in events
        if row.key in (*LEVELS, NOT_FILLED) and isinstance(text := row.cells[0], Text)
    ]
    known = [(name, figure) for name, figure in parts if isinstance(figure, Figure)]
    return Exhibit(
        id="levels",
        title=title,
        sentence=sentences.in_fixed_order(
            Text(f"{frame.this.zh}来访按登记层级", f"visits of {frame.this.en} by level"), known, VISITS
        ),
        columns=columns,
        # Only events are drawn: what has no key is no category of the chart.
        rows=(*events, *(replace(row, key="") for row in persons)),
        chart="years",
        notes=(
            Text("层级为登记来访的机关的层级。在任何一级的接待场所走访都是反映诉求的途径，层级高低不说明走访是否正常。",
                 "The level is that of the office which registered the visit. A visit to a reception place of any level "
                 "is a way to be heard; its level says nothing of its lawfulness."),
            *s.notes([now]),
        ),
        metrics=("visit_events", "visit_persons", *BEYOND_LEVEL, "nonnormal_persons"),
        basis=s.basis(scope, [now]),
        footing=s.footing([now]),
    )  # fmt: skip


def _by_level(scope: Scope, frame: Frame, metric_id: str, of_them: Sequence[str]) -> list[Row]:
    """One part of the table, in one unit: the whole, every level, and what is told of them besides."""
    reach = build(scope.version)
    unit = METRICS[metric_id].unit
    stretches = [p if _covers(reach, p) else None for p in (frame.now, frame.before, frame.to_date, frame.to_date_ago)]
    asked = [p and s.ask(scope, metric_id, by="level", start=p.start, end=p.end) for p in stretches]

    def row(key: str, name: Text, figures: Sequence[Figure], group: Group = "body") -> Row:
        return Row(key, (name, *figures), group, section=unit)

    rows = [row("*", Text("来访合计", "Visits"), [a.total if a else NO_DATA for a in asked], "total")]
    for level in (*LEVELS, NOT_FILLED):
        figures = [a.part(level) if a else NO_DATA for a in asked]
        if level != NOT_FILLED or any(figure.value for figure in figures):
            rows.append(row(level, code_name("level", level), figures))
    for other in of_them:
        figures = [s.ask(scope, other, start=p.start, end=p.end).total if p else NO_DATA for p in stretches]
        name = METRICS[other].name
        rows.append(row("", Text(f"其中{name.zh}", f"of them {name.en}"), figures))
    return rows


def topic_changes(scope: Scope, frame: Frame) -> Exhibit:
    """Cases by first-level topic over the period and the year, in fixed order, with the changes beyond chance named."""
    reach = build(scope.version)
    stretches = (frame.now, frame.before, frame.to_date, frame.to_date_ago)
    asked = [
        s.ask(scope, "cases", by="topic_1", start=p.start, end=p.end) if _covers(reach, p) else None for p in stretches
    ]
    now, to_date = asked[0], asked[2]
    found = [answer for answer in asked if answer is not None]
    names = [name for name in topics(scope.version) if name not in SPECIAL_CLASSES]
    last = [name for name in (NOT_FILLED, NOT_DIVIDED) if name in topics(scope.version)]
    whole = to_date.total if to_date else NO_DATA
    rows: list[Row] = []
    changes: list[tuple[Text, Change]] = []
    for name in (*names, *last):
        figures = tuple(a.part(name) if a else NO_DATA for a in asked)
        change = change_of(figures[2], figures[3], (frame.to_date, frame.to_date_ago), is_judged=True)
        label = SPECIAL_CLASSES.get(name, Text(name, name))
        if name in names:
            changes.append((label, change))
        group: Group = "body" if name in names else "below"
        cells = (label, *figures, change_cell(change), _share(figures[2], whole))
        rows.append(Row(name if name in names else "", cells, group))
    totals = tuple(a.total if a else NO_DATA for a in asked)
    change = change_of(totals[2], totals[3], (frame.to_date, frame.to_date_ago), is_judged=True)
    total = Row("*", (Text("合计", "Total"), *totals, change_cell(change), _share(whole, whole)), "total")
    return Exhibit(
        id="topic_changes",
        title=Text("反映的问题有哪些变化？", "What changed in what people raise?"),
        sentence=sentences.beyond_chance(
            changes, CASES, Text("去年同期累计", "the same days a year ago"), Text("类问题", "topics")
        ),
        columns=(
            Column("topic", Text("一级分类", "Topic")),
            Column("now", frame.this, "count", CASES),
            Column("before", frame.last, "count", CASES),
            Column("to_date", YEAR_TO_DATE, "count", CASES),
            Column("to_date_ago", Text("累计去年同期", "To date, a year ago"), "count", CASES),
            Column("change", Text("累计同比", "To date, on the year"), "change"),
            Column("share", Text("占累计", "Share to date"), "share"),
        ),
        rows=(total, *rows),
        chart="years",
        state="ok" if names else "empty",
        reason=None if names else Text("导出表没有问题分类", "the exports carry no topic"),
        notes=(
            Text("逐类比较，带*者超出正常波动范围；每20类本无变化的问题，约有1类会因偶然被列出。",
                 "Each topic is compared, * is beyond normal variation; of 20 that did not change about one is named by chance."),
            FIXED_ORDER,
        ),
        metrics=("cases",),
        footing=s.footing(found) if now is not None else None,
    )  # fmt: skip


def highlights(drawn: Sequence[Exhibit]) -> Text:
    """What the later sections found, for the end of the first: what changed, where, and what is owed.

    Args:
        drawn: the exhibits of the paper; what it does not hold is not spoken of.
    """
    found = {exhibit.id: exhibit for exhibit in drawn if exhibit.state == "ok"}
    said: list[Text] = []
    if topic := found.get("topic_changes"):
        said.append(Text(f"反映问题{topic.sentence.zh}", f"Topics: {topic.sentence.en}"))
    if alarms := found.get("hotspot_alarms"):
        said.append(_alarmed(alarms))
    if (clocks := found.get("clocks")) and clocks.footing:
        until = sentences.day(clocks.footing.data_through)
        said.append(
            Text(f"截至{until.zh}，{clocks.title.zh}；{clocks.sentence.zh}",
                 f"As of {until.en}: {clocks.title.en}; {clocks.sentence.en}")
        )  # fmt: skip
    if decisions := found.get("decisions"):
        said.append(decisions.sentence)
    if compared := found.get("unit_comparison"):
        said.append(_differing(compared))
    return Text("".join(text.zh for text in said), " ".join(text.en for text in said))


def _differing(compared: Exhibit) -> Text:
    """Which units differ from what was expected of them."""
    at = compared.column("unit")
    bands = {
        mark: [
            Text(name, name)
            for row in compared.rows
            if row.mark == mark
            for name in [wording.show(row.cells[at], "zh")]
        ]
        for mark in ("worse", "better")
    }
    told = [(wording.BANDS[mark], wording.listed(names)) for mark, names in bands.items() if names]
    if not told:
        return Text(f"{compared.title.zh}。", f"{compared.title.en}.")
    zh = "；".join(f"{band.zh}的有{names.zh}" for band, names in told)
    en = "; ".join(f"{band.en}: {names.en}" for band, names in told)
    return Text(f"{compared.title.zh}，{zh}。", f"{compared.title.en}; {en}.")


def _alarmed(alarms: Exhibit) -> Text:
    """How many alarms there are, and of which places and topics."""
    where, topic = alarms.column("where"), alarms.column("topic")
    names = [
        Text(f"{wording.show(row.cells[where], 'zh')}“{wording.show(row.cells[topic], 'zh')}”",
             f"{wording.show(row.cells[where], 'en')} ({wording.show(row.cells[topic], 'en')})")
        for row in alarms.rows if row.group == "body"
    ]  # fmt: skip
    if not names:
        return Text(f"{alarms.title.zh}。", f"{alarms.title.en}.")
    listed = wording.listed(names)
    return Text(f"{alarms.title.zh}：{listed.zh}。", f"{alarms.title.en}: {listed.en}.")


def revised(revisions: Exhibit) -> Text:
    """What later exports changed of what was reported, by field."""
    if not revisions.rows:
        return Text(f"数据修订：{revisions.title.zh}。", f"Revisions: {revisions.title.en}.")
    at, cases = revisions.column("field"), revisions.column("cases")
    fields: dict[Text, float] = {}
    for row in revisions.rows:
        name, figure = row.cells[at], row.cells[cases]
        if isinstance(name, Text) and isinstance(figure, Figure):
            fields[name] = fields.get(name, 0) + (figure.value or 0)
    zh = "、".join(f"{name.zh}{wording.count(number)}处" for name, number in fields.items())
    en = ", ".join(f"{name.en} {wording.count(number)}" for name, number in fields.items())
    return Text(f"数据修订：{revisions.title.zh}：{zh}；明细见工作簿。", f"Revisions: {revisions.title.en}: {en}.")


def _share(part: Figure, whole: Figure) -> Figure:
    if part.value is None or not whole.value:
        return Figure(None, is_rate=True, reason=part.reason or "empty_denominator")
    return Figure(part.value / whole.value, True, numerator=part.value, denominator=int(whole.value))


def handling_rates(scope: Scope, frame: Frame) -> Exhibit:
    """Rates of handling in the period and over the 52 weeks up to its end."""
    year = frame.compared
    now = s.ask_all(scope, RATES, start=frame.now.start, end=frame.now.end)
    over_year = s.ask_all(scope, RATES, start=year.start, end=year.end)
    rows = tuple(
        Row(this.metric.id, (this.metric.name, this.total, longer.total))
        for this, longer in zip(now, over_year, strict=True)
    )
    leading = [(this.metric.name, this.total) for this in now if this.metric.id in RATES[:LEADING_RATES]]
    return Exhibit(
        id="handling_rates",
        title=_title(frame, "期限届满的件办得怎样？", "How were matters handled that fell due?"),
        sentence=sentences.rates(frame.this, leading),
        columns=(
            Column("metric", Text("指标", "Rate")),
            Column("now", frame.this, "rate"),
            Column("over_year", Text("近52周", "52 weeks"), "rate"),
        ),
        rows=rows,
        notes=s.notes(over_year),
        metrics=RATES,
        basis=s.basis(scope, over_year),
        footing=s.footing(now),
    )  # fmt: skip


def ledgers(scope: Scope, frame: Frame) -> Exhibit:
    """Receptions, owned and supervised cases, backlog, disputes: the period and the year to date."""
    return _ledger(scope, frame, "ledgers", Text("接访、包案、督办和积案", "Receptions, ownership, backlog"), LEDGERS)


def decisions(scope: Scope, frame: Frame) -> Exhibit:
    """What was decided or assigned and is still to be done."""
    return _ledger(scope, frame, "decisions", Text("议定事项落实情况", "Decisions carried out"), DECISIONS)


def _ledger(scope: Scope, frame: Frame, exhibit_id: str, title: Text, ids: Sequence[str]) -> Exhibit:
    has_now = any(METRICS[metric_id].reach != "up_to" for metric_id in ids)
    columns = (
        Column("figure", Text("项目", "Figure")),
        *((Column("now", frame.this, "figure"),) if has_now else ()),
        Column("to_date", Text("累计或现存", "To date or now") if has_now else Text("现存", "Now"), "figure"),
    )
    rows, said, answers = [], [], []
    for metric_id in ids:
        definition = METRICS[metric_id]
        name = definition.name
        if definition.reach == "up_to":
            so_far = s.ask(scope, metric_id, end=frame.now.end)
            cells: tuple[Cell, ...] = ("", so_far.total) if has_now else (so_far.total,)
            told = so_far.total
        else:
            this = s.ask(scope, metric_id, start=frame.now.start, end=frame.now.end)
            so_far = s.ask(scope, metric_id, start=frame.to_date.start, end=frame.to_date.end)
            cells = (this.total, so_far.total)
            told = this.total
        answers.append(so_far)
        if metric_id in TOLD:
            said.append((TOLD[metric_id], told, definition.unit))
        unit = "" if definition.denominator else f"（{definition.unit.zh}）"
        unit_en = "" if definition.denominator else f" ({definition.unit.en})"
        rows.append(Row(metric_id, (Text(f"{name.zh}{unit}", f"{name.en}{unit_en}"), *cells)))
    blank = next((a.blank for a in answers if a.blank), None)
    if blank and all(a.blank for a in answers):
        return Exhibit(
            exhibit_id, title, sentences.NOTHING, columns, (), state="not_in_export", reason=wording.blank(blank)
        )
    return Exhibit(
        id=exhibit_id,
        title=title,
        sentence=sentences.ledger(said),
        columns=columns,
        rows=tuple(rows),
        notes=(
            Text("比率按“截至期末列入者、现时状态”计算；空白项注明缺少的栏目。",
                 "Rates are of those listed up to the end of the period, in their state now."),
            *s.notes(answers),
        ),
        metrics=tuple(ids),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )  # fmt: skip


def due_ahead(scope: Scope, frame: Frame) -> Exhibit:
    """What falls due in the seven days after the end of the data, by responsible unit, most first: these are duties."""
    answers = s.ask_all(scope, tuple(DUE), by="department")
    start = build(scope.version).clock_on + DAY
    days = Period("", start, start + timedelta(days=6))
    rows = []
    for member in departments(scope.version):
        figures = tuple(answer.part(member.code) for answer in answers)
        if any(figure.value for figure in figures):
            rows.append(Row("", (wording.member_name(member), *figures)))
    rows.sort(key=lambda row: -sum(f.value or 0 for f in row.cells[1:] if isinstance(f, Figure)))
    due = [(DUE[a.metric.id], a.total, a.metric.unit) for a in answers]
    state, reason = s.state(answers[0])
    title = Text("今后7日哪些单位有到期事项？", "What falls due in the next 7 days?")
    columns = (
        Column("unit", Text("责任单位", "Responsible unit")),
        *(s.metric_column(m, label) for m, label in DUE.items()),
    )
    if state != "ok":
        return Exhibit("due_ahead", title, sentences.NOTHING, columns, (), state=state, reason=reason)
    total = Row("*", (Text("合计", "Total"), *(answer.total for answer in answers)), "total")
    return Exhibit(
        id="due_ahead",
        title=title,
        sentence=sentences.ahead(days, due, len(rows)),
        columns=columns,
        rows=(total, *rows) if rows else (),
        metrics=tuple(DUE),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
        notes=() if frame.now.end + DAY == start else (_state_of_today(frame),),
    )


def _state_of_today(frame: Frame) -> Text:
    return Text(
        f"在办和到期情况是数据截止日的状态，不是{frame.name.zh}当时的状态。",
        f"What is open and due is the state at the end of the data, not that of {frame.name.en}.",
    )


def data_notes(scope: Scope, frame: Frame) -> tuple[Text, ...]:
    """As of when the figures stand, what was left out and what no export carries; one text a paragraph."""
    version = scope.version
    counted = s.ask(scope, "cases", start=frame.now.start, end=frame.now.end)
    rebuilt = counted.whole.reconstructed
    paragraphs = [
        Text(
            f"截止时间：数据截至{sentences.day(version.as_of).zh}，覆盖至{sentences.day(version.data_through).zh}，发布版本{version.id}"
            f"{'，部分数据为回溯重建' if rebuilt else ''}。{frame.name.zh}为{frame.days.zh}。",
            f"As of {version.as_of}, data to {version.data_through}, version {version.id}"
            f"{', in part reconstructed' if rebuilt else ''}. {frame.name.en}: {frame.days.en}.",
        )
    ]
    left_out = [Text(f"剔除：{t.zh}", f"Left out: {t.en}") for t in s.notes([counted])]
    paragraphs += left_out or [Text(f"剔除：{frame.this.zh}信访总量没有剔除。", "Left out: nothing.")]
    absent = [INPUT_NAMES.get(name, Text(name, name)) for name in missing_inputs(version)]
    if absent:
        names = wording.listed(absent, limit=len(absent))
        paragraphs.append(Text(f"导出表没有的栏目：{names.zh}；有关数字留空，不以0代替。",
                               f"Not exported: {names.en}; the figures stay blank, never 0."))  # fmt: skip
    return tuple(paragraphs)


def blanks(exhibit: Exhibit) -> Text:
    """Why figures of a table are blank: by column where all of it is, else by row."""
    found: dict[str, list[Text]] = {}
    whole: set[int] = set()
    for at, column in enumerate(exhibit.columns):
        figures = [cell for row in exhibit.rows if isinstance(cell := row.cells[at], Figure)]
        reasons = {figure.reason or "no_data" if figure.value is None else None for figure in figures}
        if len(reasons) == 1 and (reason := reasons.pop()) is not None:
            whole.add(at)
            found.setdefault(reason, []).append(Text(f"{column.label.zh}一栏", f"column {column.label.en}"))
    ids = [column.id for column in exhibit.columns]
    label = ids.index("unit") if "unit" in ids else 0
    for row in exhibit.rows:
        name = Text(wording.show(row.cells[label], "zh"), wording.show(row.cells[label], "en"))
        for at, cell in enumerate(row.cells):
            if at in whole or not isinstance(cell, Figure) or cell.value is not None or cell.reason == "small_cell":
                continue
            names = found.setdefault(cell.reason or "no_data", [])
            if name not in names:
                names.append(name)
    return sentences.blanks(list(found.items()))


def definitions(drawn: Sequence[Exhibit]) -> tuple[Text, ...]:
    """On which footing the figures of these exhibits stand and what they mean, for the small print."""
    basis = list(dict.fromkeys(text for exhibit in drawn for text in exhibit.basis))
    ids = dict.fromkeys(metric_id for exhibit in drawn for metric_id in exhibit.metrics)
    meanings = [(METRICS[m].name, METRICS[m].meaning) for m in ids]
    return (
        Text(f"口径：{'；'.join(t.zh for t in basis)}。", f"Footing: {'; '.join(t.en for t in basis)}."),
        Text(
            f"指标含义：{'；'.join(f'{name.zh}，{meaning.zh}' for name, meaning in meanings)}。",
            f"Meanings: {'; '.join(f'{name.en}, {meaning.en}' for name, meaning in meanings)}.",
        ),
    )
