"""Which exhibits a paper holds, in which section, and over which days each stands. No figure is made here.

A week shows need, workload and clocks; units are compared over the year up to the period's end, in the papers of a
month, a quarter or a named period, never over a week.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from pipelines.report import style
from pipelines.report.paper import Block, Drawing, Heading, Paper, Paragraph, Section
from pipelines.report.tables import closed, nothing
from warehouse.calendar import Period, week_of
from warehouse.catalogue.model import Text
from warehouse.exhibits import Exhibit, Figure, Scope, build_exhibit, paper
from warehouse.exhibits.frames import DAY, Frame
from warehouse.exhibits.handling import BY_CHANCE
from warehouse.exhibits.hotspots import spelled_out
from warehouse.exhibits.sentences import day
from warehouse.exhibits.shared import PROTECTED, shared_tables
from warehouse.exhibits.wording import span, week_label
from warehouse.query import QueryError
from warehouse.query.hotspots import judged_weeks
from warehouse.query.ranks import window_of
from warehouse.storage import notes as manual

TWO_BREAKDOWNS = 2
ALARM_COLUMNS = ("status", "phase", "where", "topic", "window", "observed", "expected", "cases", "strength")  # printed
LEFT_OUT = Text("各指标未计入的件数及原因见工作簿。", "What each rate leaves out, and why, stands in the workbook.")
PLAIN = frozenset({"clocks", "ledgers", "decisions", "due_ahead"})  # the workbook's book of metrics explains these
KINDS = {"week": "周报", "month": "月报", "quarter": "季报", "period": "专报"}


def compose(
    scope: Scope, frame: Frame, notes: Mapping[str, str], chosen: Collection[str] = tuple(paper.SECTIONS), *,
    has_workbook: bool = True,
) -> Paper:  # fmt: skip
    """The paper of a period.

    Args:
        scope: the published version and the edition.
        frame: the period and what it is compared with.
        notes: manual paragraphs and recipients, by section (warehouse/storage/notes.py).
        chosen: sections to hold, of paper.SECTIONS.
        has_workbook: whether the tables that only a workbook holds are wanted.
    """
    if scope.edition == "shareable":
        return _shareable(scope, frame)
    made = [section for name, make in _MAKERS.items() if name in chosen for section in [make(scope, frame)]]
    found = paper.highlights([drawing.exhibit for section in made for drawing in section.drawings]).zh
    if "overview" in chosen and found:
        said, *others = made[0].blocks
        made[0] = replace(made[0], blocks=(said, Paragraph(found), *others))
    made += [
        Section(heading.zh, tuple(Paragraph(line) for line in notes[name].splitlines() if line.strip()))
        for name, heading in manual.SECTIONS.items()
        if notes.get(name)
    ]
    appendix = _appendix(scope, frame) if has_workbook else ()
    if "notes" in chosen:
        drawn = [drawing.exhibit for section in made for drawing in section.drawings]
        made.append(_notes(scope, frame, drawn))
    recipients = {name: notes.get(name, "") for name in manual.RECIPIENTS}
    return replace(_blank(scope, frame), sections=tuple(made), appendix=appendix, **recipients)


def _blank(scope: Scope, frame: Frame) -> Paper:
    """The paper of a period without its sections."""
    office = scope.home.configuration().office
    about = f"{frame.name.zh}期间" if frame.kind == "period" else frame.name.zh
    return Paper(
        id=frame.paper_id,
        masthead=f"{office.region}信访工作{KINDS[frame.kind]}",
        title=f"{office.region}{about}信访工作情况",
        days=frame.days.zh,
        number=f"{frame.period.label[:4]}年第{frame.number}期" if frame.number else "",
        office=office.name,
        issued_on=day(scope.version.as_of).zh,
        mark=style.MARK,
        send_to="",
        copy_to="",
        version=scope.version.id,
        as_of=scope.version.as_of,
        data_through=scope.version.data_through,
        sections=(),
        appendix=(),
    )


def _shareable(scope: Scope, frame: Frame) -> Paper:
    """The paper that may leave the office: the protected tables, nothing written by hand, no week and no named period.

    Tables by two breakdowns stand in the workbook only.
    """
    if frame.kind not in ("month", "quarter"):
        raise QueryError("共享版只有月报和季报 / the shareable edition has papers of months and quarters only")
    sections, appendix = [], []
    for name, exhibits in shared_tables(scope, frame.now.end):
        drawings = [Drawing(e.title.zh.replace("：", "，"), e, _now(scope)) for e in exhibits]
        printed = [d for d in drawings if len(d.exhibit.columns) - len(d.exhibit.metrics) < TWO_BREAKDOWNS]
        appendix += [d for d in drawings if d not in printed]
        refused = [_said(d.exhibit) for d in printed if d.exhibit.state != "ok"]
        sections.append(Section(name.zh, (*refused, *printed)))
    if not any(drawing.exhibit.state == "ok" for section in sections for drawing in section.drawings):
        raise QueryError(nothing(appendix[0].exhibit))
    blank = _blank(scope, frame)
    told = f"截止时间：数据截至{blank.issued_on}，覆盖至{day(blank.data_through).zh}，发布版本{blank.version}。"
    drawn = [drawing.exhibit for section in sections for drawing in section.drawings]
    words = [Paragraph(text.zh, is_note=True) for text in paper.definitions(drawn)]
    notes = Section(paper.SECTIONS["notes"].zh, (Paragraph(told), Paragraph(PROTECTED.zh), *words))
    return replace(
        blank,
        id=f"{blank.id}-shareable",
        title=f"{blank.title}（共享版）",
        days=f"已发布的全部时段，至{day(frame.now.end.isoformat()).zh}",
        mark="共享版",
        sections=(*sections, notes),
        appendix=tuple(appendix),
    )


def _over(scope: Scope, period: Period) -> Scope:
    return Scope(scope.home, scope.version, period.start, period.end, edition=scope.edition)


def _days(period: Period) -> Text:
    return span(period.start, period.end)


def _now(scope: Scope) -> Text:
    through = day(scope.version.data_through)
    return Text(f"截至{through.zh}", f"as of {through.en}")


def _said(exhibit: Exhibit, *, with_title: bool = False) -> Paragraph:
    """What an exhibit finds; where there is nothing to show, why."""
    if exhibit.state != "ok":
        return Paragraph(f"{exhibit.title.zh.rstrip('？')}：{nothing(exhibit)}。")
    return Paragraph(f"{closed(exhibit.title.zh)}{exhibit.sentence.zh}" if with_title else exhibit.sentence.zh)


def _small_print(exhibit: Exhibit) -> list[Block]:
    """The notes of a table and why figures of it are blank."""
    notes = "".join(note.zh for note in (*exhibit.notes, paper.blanks(exhibit)))
    return [Paragraph(f"注：{notes}", is_note=True)] if exhibit.state == "ok" and notes else []


def _overview(scope: Scope, frame: Frame) -> Section:
    table = paper.overview(scope, frame)
    series = build_exhibit("weekly_series", _over(scope, frame.now))
    return Section(
        paper.SECTIONS["overview"].zh,
        (
            _said(table),
            Drawing("总体情况", table, frame.days, has_chart=False),
            *_small_print(table),
            _said(series),
            Drawing("近26周", series, _weeks_of(series), has_table=False),
        ),
    )


def _weeks_of(series: Exhibit) -> Text:
    """From the first day of the first week of a series to the last day of its last complete one."""
    weeks = [row.cells for row in series.rows if row.group == "body"]
    if not weeks:
        return Text("", "")
    start, end = weeks[0][series.column("start")], weeks[-1][series.column("end")]
    return span(start, end) if isinstance(start, date) and isinstance(end, date) else Text("", "")


def _levels(scope: Scope, frame: Frame) -> Section:
    exhibit = paper.levels(scope, frame)
    return Section(
        paper.SECTIONS["levels"].zh,
        (_said(exhibit), Drawing("走访层级", exhibit, frame.days, has_chart=False), *_small_print(exhibit)),
    )


def _topics(scope: Scope, frame: Frame) -> Section:
    exhibit = paper.topic_changes(scope, frame)
    alarms = _alarms(scope, frame)
    printed = replace(
        alarms,
        columns=tuple(column for column in alarms.columns if column.id in ALARM_COLUMNS),
        rows=tuple(
            replace(
                row, cells=tuple(c for c, of in zip(row.cells, alarms.columns, strict=True) if of.id in ALARM_COLUMNS)
            )
            for row in alarms.rows
        ),
    )
    return Section(
        paper.SECTIONS["topics"].zh,
        (
            Heading("反映问题"),
            _said(exhibit),
            Drawing("反映问题", exhibit, frame.days, chart_period=_days(frame.to_date)),
            *_small_print(exhibit),
            Heading("热点"),
            _said(spelled_out(alarms), with_title=True),
            Drawing("热点警示", alarms, _days(_last_whole_week(scope, frame)), shorter=printed),
            *_small_print(printed),
        ),
    )


def _last_whole_week(scope: Scope, frame: Frame) -> Period:
    """The last week that ended by the end of the period."""
    start = scope.home.configuration().calendar.week_start
    week = week_of(frame.now.end, start)
    return week if week.end <= frame.now.end else week_of(week.start - DAY, start)


def _alarms(scope: Scope, frame: Frame) -> Exhibit:
    """The alarms of that week; a version holds those of its last weeks only."""
    week = _last_whole_week(scope, frame)
    if week.label in judged_weeks(scope.version):
        return build_exhibit("hotspot_alarms", _over(scope, week))
    name = week_label(week.label)
    why = Text(f"本版本没有{name.zh}的热点判断", f"this version holds no alarms of {name.en}")
    return Exhibit("hotspot_alarms", Text("热点警示", "Alarms"), Text("", ""), (), (), state="empty", reason=why)


def _handling(scope: Scope, frame: Frame) -> Section:
    clocks = build_exhibit("clocks", Scope(scope.home, scope.version, edition=scope.edition))
    rates = paper.handling_rates(scope, frame)
    blocks: list[Block] = [
        Heading("办理时限"),
        _said(clocks, with_title=True),
        Drawing("期限", clocks, _now(scope), shorter=_with_duties(clocks)),
        Heading("办理情况"),
        _said(rates),
        Drawing("办理情况", rates, frame.days),
        *_small_print(replace(rates, notes=(_days_compared(frame), LEFT_OUT))),
    ]
    if frame.kind != "week":
        # One section, one stretch: the units beside the table stand over its days.
        window = window_of(scope.version, frame.now.end)
        days = window.days if window else frame.compared
        name = window.name if window else None
        compared = build_exhibit(
            "unit_comparison", Scope(scope.home, scope.version, edition=scope.edition, window=name)
        )
        units = build_exhibit("department_handling", _over(scope, days))
        ranked = _compared(compared)
        blocks += [
            Heading("部门比较"),
            _said(compared, with_title=True),
            _said(units, with_title=True),
            Drawing("部门按期答复", units, _days(days), has_table=False),
            Paragraph(f"注：{BY_CHANCE.zh}", is_note=True),
            # Last: it lies across pages of its own.
            Drawing("部门办理质效比较表", compared, compared.n or _now(scope), shorter=ranked),
            *_small_print(ranked),
        ]
    return Section(paper.SECTIONS["handling"].zh, tuple(blocks))


def _days_compared(frame: Frame) -> Text:
    days = _days(frame.compared)
    return Text(f"近52周为{days.zh}。", f"52 weeks: {days.en}.")


def _with_duties(clocks: Exhibit) -> Exhibit:
    """The units that have something overdue or due within 7 days; the workbook lists the others too."""
    held = [row for row in clocks.rows if any(isinstance(c, Figure) and c.value for c in row.cells[1:3])]
    return replace(clocks, rows=tuple(held))


def _compared(units: Exhibit) -> Exhibit:
    """The units that are ranked; those below the line stand in the workbook, and the notes say how many."""
    ranked = tuple(row for row in units.rows if row.group != "below")
    rest = len(units.rows) - len(ranked)
    told = Text(
        f"线下{rest}个单位样本不足、业务独有或待核，不排位次，见工作簿。",
        f"{rest} units below the line stand in the workbook.",
    )
    return replace(units, rows=ranked, notes=(*units.notes, told) if rest else units.notes)


def _ledgers(scope: Scope, frame: Frame) -> Section:
    exhibit = paper.ledgers(scope, frame)
    return Section(
        paper.SECTIONS["ledgers"].zh,
        (_said(exhibit), Drawing("接访包案督办积案", exhibit, frame.days), *_small_print(exhibit)),
    )


def _duties(scope: Scope, frame: Frame) -> Section:
    decided = paper.decisions(scope, frame)
    due = paper.due_ahead(scope, frame)
    return Section(
        paper.SECTIONS["duties"].zh,
        (
            Heading("议定事项"),
            _said(decided),
            Drawing("议定事项", decided, frame.days),
            Heading("今后7日到期"),
            _said(due),
            Drawing("到期事项", due, _now(scope)),
            *_small_print(due),
        ),
    )


def _notes(scope: Scope, frame: Frame, drawn: list[Exhibit]) -> Section:
    revised = build_exhibit("revisions", Scope(scope.home, scope.version, edition=scope.edition))
    first, *others = (text.zh for text in paper.data_notes(scope, frame))
    explained = [exhibit for exhibit in drawn if exhibit.id not in PLAIN]
    words = [Paragraph(text.zh, is_note=True) for text in paper.definitions(explained)]
    told = (first, paper.revised(revised).zh, *others)
    return Section(paper.SECTIONS["notes"].zh, (*map(Paragraph, told), *words))


_MAKERS = {
    "overview": _overview, "levels": _levels, "topics": _topics, "handling": _handling, "ledgers": _ledgers,
    "duties": _duties,
}  # fmt: skip


def _appendix(scope: Scope, frame: Frame) -> tuple[Drawing, ...]:
    """Tables that only the workbook holds; units over a year also beside a week, where the text does not compare."""
    today = Scope(scope.home, scope.version, edition=scope.edition)
    over = [("乡镇信访量", "township_need", frame.now), ("乡镇办理", "township_handling", frame.compared)]
    if frame.kind == "week":
        over.append(("部门按期答复", "department_handling", frame.compared))
    drawings = [
        Drawing(name, build_exhibit(exhibit, _over(scope, period)), _days(period)) for name, exhibit, period in over
    ]
    drawings += [
        Drawing(name, build_exhibit(exhibit, today), _now(scope))
        for name, exhibit in (("数据修订", "revisions"), ("数据质量", "imported_files"), ("指标口径", "metric_book"))
    ]
    return tuple(drawings)
