"""到非接待场所走访: events with what is not known, levels, handling before, named periods with their companions.

Only the flag that the office recorded counts. Fixed order everywhere, no ranking, no rows of cases, no causal claim: a
visit outside a reception place is a matter that left the lawful channel, beside how it had been handled.
"""

from __future__ import annotations

from warehouse.catalogue.codes import CODE_LISTS, NOT_DIVIDED, NOT_FILLED, code_name
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Cell, Column, Exhibit, Figure, Footing, Mark, Row, Scope
from warehouse.query import Cell as Answered
from warehouse.query import metric
from warehouse.query.context import townships
from warehouse.query.periods import named_periods

NOTHING = Text("", "")
NAME = METRICS["nonnormal_events"].name
COUNTS = ("nonnormal_events", "nonnormal_persons", "nonnormal_matters", "nonnormal_unknown")
RATES = ("nonnormal_share", "nonnormal_per_10k", "nonnormal_after_late_duty", "nonnormal_registered_late")
# Lines on which a duty was late before, as the figure nonnormal_after_late_duty counts them.
LATE = ("refused_untold", "open_overdue", "open_untold", "replied_late", "replied_late_repeated")
# Lines that say nothing of how the matter was handled; they stand paler.
OUTSIDE = ("not_linkable", "no_earlier_case", "other_route", "refused_not_exported", "withdrawn", "cannot_tell")
LEVELS = tuple(code.id for code in reversed(CODE_LISTS["level"]))
RECORDED = Text(
    "只用导出表登记的标注，不由文字或人员推断；未填单列，不当作“否”。按固定顺序排列，不作排名。",
    "Only the recorded flag, never inferred from text or persons; not filled in is a class of its own, never “no”. Fixed order, no ranking.",
)
NO_CAUSE = Text("不表示因果关系。", "This is no causal claim.")
COUNTY_ONLY = Text(
    "只列全县；单个时段数量很小时，比值的区间很宽。", "County only; where a period has few, the interval is wide."
)


def nonnormal_figures(scope: Scope) -> Exhibit:
    """Events, persons, matters and what is not known, with the rates that may be told."""
    is_compared = scope.start is not None and scope.end is not None
    compare = scope.compare if is_compared else None
    answers = s.ask_all(scope, (*COUNTS, *RATES), start=scope.start, end=scope.end, compare=compare)
    events, unknown = answers[0], answers[3].total
    state, reason = s.state(events)
    rows = tuple(Row(a.metric.id, (s.name_with_unit(a.metric.id), a.total, *_beside(a))) for a in answers)
    said = Text(
        f"另有{wording.show(unknown, 'zh')}批来访未填该标注",
        f"{wording.show(unknown, 'en')} more visits without the flag",
    )
    return Exhibit(
        id="nonnormal_figures",
        title=Text(f"{NAME.zh}{wording.show(events.total, 'zh')}批次", f"{wording.show(events.total, 'en')} {NAME.en}"),
        sentence=Text(f"{said.zh}。{RECORDED.zh}", f"{said.en}. {RECORDED.en}"),
        columns=(
            Column("metric", Text("指标", "Figure")),
            Column("now", Text("本期", "This period"), "figure"),
            Column("before", wording.AGAINST[scope.compare], "figure"),
            Column("change", Text("变化", "Change")),
        ),
        rows=rows,
        state=state,
        reason=reason,
        notes=(*s.notes(answers[4:]), NO_CAUSE),
        metrics=(*COUNTS, *RATES),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )


def _beside(answer: s.Slices) -> tuple[Cell, Cell]:
    beside = answer.whole.cells[0].comparison
    if beside is None:
        return "", ""
    before = Figure(
        beside.value, answer.metric.is_share, reason=beside.reason or "no_data", decimals=answer.total.decimals
    )
    if answer.metric.interval == "none":
        return before, ""
    return before, wording.short_change(
        beside.change, answer.metric.unit, is_rate=answer.metric.is_share, decimals=answer.total.decimals
    )


def nonnormal_levels(scope: Scope) -> Exhibit:
    """Events by the level at which they were recorded; level is not misconduct, the order is fixed."""
    found = s.ask(scope, "nonnormal_events", by="level", start=scope.start, end=scope.end)
    state, reason = s.state(found)
    order = (*LEVELS, NOT_FILLED) if NOT_FILLED in found.parts else LEVELS
    rows = tuple(Row(level, (code_name("level", level), found.part(level))) for level in order)
    return Exhibit(
        id="nonnormal_levels",
        title=Text("登记在哪一级？", "At which level were they recorded?"),
        sentence=Text(
            "层级为登记机关的层级，高低不说明是否正常。",
            "The level of the recording office; it says nothing of lawfulness.",
        ),
        columns=(
            Column("level", Text("层级", "Level")),
            Column("events", Text("批次", "Events"), "count", METRICS["nonnormal_events"].unit),
        ),
        rows=rows,
        chart="bars",
        state=state,
        reason=reason,
        n=Text(f"n＝{wording.show(found.total, 'zh')}批次", f"n = {wording.show(found.total, 'en')} events"),
        notes=(RECORDED,),
        metrics=("nonnormal_events",),
        basis=s.basis(scope, [found]),
        footing=s.footing([found]),
    )


def nonnormal_history(scope: Scope) -> Exhibit:
    """Each event by where the matter's latest earlier case stood on the day before; every event is on one line."""
    found = s.ask_classes(scope, "nonnormal_history", start=scope.start, end=scope.end)
    title = Text("此前的办理到了哪一步？", "How far had the handling come before?")
    columns = (
        Column("history", Text("前一日的办理情况", "State on the day before")),
        Column("events", Text("批次", "Events"), "count", METRICS["nonnormal_history"].unit),
    )
    rows = []
    for line, figure in found.figures.items():
        mark: Mark = "worse" if line in LATE else ""
        rows.append(
            Row(line, (code_name("nonnormal_history", line), figure), "below" if line in OUTSIDE else "body", mark)
        )
    late = s.ask(scope, "nonnormal_after_late_duty", start=scope.start, end=scope.end).total
    said = Text(
        "此前办理经过可判定的不足10个事项，不计算占比。",
        "Fewer than 10 matters with a history that can be told: no share.",
    )
    if late.numerator is not None and late.denominator:
        n, of = wording.count(late.numerator), wording.count(late.denominator)
        said = Text(
            f"经过可判定的{of}批中，其中{n}件此前已超期或缺少告知。",
            f"Of {of} whose history can be told, {n} came after an overdue or missing notice or reply.",
        )
    missing = found.blank or ""
    is_ok = not found.blank and found.total > 0
    return Exhibit(
        id="nonnormal_history",
        title=title,
        sentence=Text(f"{said.zh}{NO_CAUSE.zh}", f"{said.en} {NO_CAUSE.en}"),
        columns=columns,
        rows=tuple(rows),
        chart="bars",
        state="ok" if is_ok else "not_in_export" if missing.startswith("not_in_export") else "empty",
        reason=None if is_ok else wording.blank(found.blank or "no_data"),
        n=Text(f"n＝{wording.count(found.total)}批次", f"n = {wording.count(found.total)} events"),
        notes=(
            Text("取走访前一日登记在先的最近一件前件，只用当日已有的日期；各行互斥，合计为全部批次。橙色为此前有超期、应告知未告知或逾期答复；"
                 "浅灰不说明办理好坏；8、10、11不是失职：依法答复也可能不被接受。",
                 "The matter's latest case registered before the visit, read from dates then known; lines exclude each other and sum to all. "
                 "Orange: a duty was late before. Pale: says nothing of the handling. 8, 10 and 11 are no failures: a lawful reply may displease."),
            RECORDED,
        ),
        metrics=("nonnormal_history", "nonnormal_after_late_duty"),
        basis=tuple(dict.fromkeys(wording.basis_words(found.whole.basis, scope.home.configuration()))),
        footing=Footing(found.whole.as_of, found.whole.data_through, found.whole.version, found.whole.reconstructed),
    )  # fmt: skip


def nonnormal_periods(scope: Scope) -> Exhibit:
    """The daily rate of each named period against ordinary days before it, with the days after and late registration."""
    periods = named_periods(scope.version)
    title = Text("重要时段内是否不同于平日？", "Do named periods differ from ordinary days?")
    if not periods:
        reason = Text(
            "时段表为空：导入 sensitive_periods 表后显示", "no named period: take in the table sensitive_periods"
        )
        return Exhibit("nonnormal_periods", title, NOTHING, (), (), state="empty", reason=reason)
    rates = metric(scope.home, "period_rate_ratio", version=scope.version.id)
    late = metric(scope.home, "nonnormal_registered_late", by=["period"], version=scope.version.id)
    at = {cell.by: cell for cell in rates.cells}
    late_at = {cell.by[0]: cell for cell in late.cells}
    rows = []
    for period in periods:
        during, after = at.get((period.label, "during")), at.get((period.label, "after"))
        rows.append(
            Row(
                period.label,
                (
                    period.label,
                    period.start,
                    period.end,
                    *_rate(during),
                    *_rate(after),
                    _late(late_at.get(period.label)),
                ),
                "unfinished" if during is not None and during.reason == "period_not_over" else "body",
            )
        )
    blank = rates.cells[0].reason if len(rates.cells) == 1 and not rates.cells[0].by[0] else None
    judged = [cell for cell in rates.cells if cell.by[1] == "during" and cell.low is not None and cell.high is not None]
    apart = [c for c in judged if (c.low or 0) > 1 or (c.high or 0) < 1]
    said = Text("没有可以比较的时段。", "No period can be compared.")
    if judged and not apart:
        said = Text(
            f"{len(judged)}个可比时段的日均均与此前平日没有可以确认的差别。",
            f"Periods that differ from the ordinary days before them: none of {len(judged)}.",
        )
    elif apart:
        names = wording.listed([Text(c.by[0], c.by[0]) for c in apart])
        said = Text(f"与此前平日有差别的时段：{names.zh}。", f"Periods that differ from the days before: {names.en}.")
    return Exhibit(
        id="nonnormal_periods",
        title=title,
        sentence=Text(f"{said.zh}{COUNTY_ONLY.zh}{NO_CAUSE.zh}", f"{said.en} {COUNTY_ONLY.en} {NO_CAUSE.en}"),
        columns=(
            Column("period", Text("时段", "Period")),
            Column("start", Text("起", "From"), "date"),
            Column("end", Text("止", "To"), "date"),
            Column("during", Text("时段内（事项日数）", "During (matter-days)"), "count"),
            Column("ratio", Text("与平日之比", "Against ordinary days"), "figure"),
            Column("after", Text("其后同样天数", "As many days after"), "count"),
            Column("ratio_after", Text("与平日之比", "Against ordinary days"), "figure"),
            Column("late", Text("迟登3日以上", "Registered > 3 days late"), "rate"),
        ),
        rows=tuple(rows),
        state="not_in_export" if blank else "ok",
        reason=wording.blank(blank) if blank else None,
        notes=(
            Text("每个事项每日计1；与提前期之前的56个同类型日（工作日、休息日）相比，其他时段的日子以更早的日子代替，区间为精确95%区间。",
                 "A matter counts once a day; against the 56 days of the same type before the lead, days of other periods replaced by earlier ones; exact 95 %."),
            RECORDED,
        ),
        metrics=("period_rate_ratio", "nonnormal_registered_late"),
        basis=tuple(dict.fromkeys(wording.basis_words(rates.basis, scope.home.configuration()))),
        footing=Footing(rates.as_of, rates.data_through, rates.version, rates.reconstructed),
    )  # fmt: skip


def _rate(cell: Answered | None) -> tuple[Figure, Figure]:
    """Matter-days and their ratio; without any an upper limit is all there is."""
    if cell is None:
        return Figure(None, reason="no_data"), Figure(None, reason="no_data")
    days = Figure(cell.numerator, reason=cell.reason)
    return days, Figure(cell.value, low=cell.low, high=cell.high, reason=cell.reason, decimals=1)


def _late(cell: Answered | None) -> Figure:
    if cell is None:
        return Figure(None, True, reason="empty_denominator")
    return Figure(cell.value, True, cell.low, cell.high, cell.numerator, cell.denominator, cell.reason)


def nonnormal_places(scope: Scope) -> Exhibit:
    """Events by township in order of code; never sorted, ranked or shaded."""
    ids = ("nonnormal_events", "nonnormal_matters", "nonnormal_unknown")
    answers = s.ask_all(scope, ids, by="township", start=scope.start, end=scope.end, without=("township",))
    state, reason = s.state(answers[0])
    rows = []
    for member in townships(scope.version):
        figures = tuple(answer.part(member.code) for answer in answers)
        is_last = member.code in (NOT_FILLED, NOT_DIVIDED)
        if not is_last or any(figure.value for figure in figures):
            rows.append(Row("", (wording.member_name(member), *figures), "below" if is_last else "body"))
    total = Row("*", (Text("全县", "County"), *(a.total for a in answers)), "total")
    return Exhibit(
        id="nonnormal_places",
        title=Text("各属地情况（按代码排列）", "By township, in order of code"),
        sentence=Text(
            "反映诉求，不作排名；属地为事项所在地。", "Need, not a ranking; the place where the matter lies."
        ),
        columns=(Column("township", Text("属地", "Township")), *(s.metric_column(m) for m in ids)),
        rows=(total, *rows),
        state=state,
        reason=reason,
        notes=(RECORDED,),
        metrics=ids,
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )
