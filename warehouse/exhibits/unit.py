"""One responsible unit: every indicator against what was expected of it, its course over time, and how it handles.

The scope's slice names the unit. Belongs here: the profile behind the comparison. Does not belong here: ranks of others.
"""

from __future__ import annotations

from datetime import date, timedelta

from warehouse.calendar import quarter_of
from warehouse.catalogue.codes import code_name
from warehouse.catalogue.comparison import INDICATORS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import ranking as r
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Cell, Column, Exhibit, Figure, Row, Scope
from warehouse.query.context import build, departments
from warehouse.query.ranks import OVERALL, ROLLING, UnitRank, ranking

NOTHING = Text("", "")
QUARTERS = 10
COURSE = (
    "days_to_close", "days_to_close_p90", "reopened_share", "handoffs", "extension_share", "extension_late",
    "review_requests", "review_in_time", "review_changed_share", "no_movement_30",
)  # fmt: skip
COUNTY = Text("全县", "County")
NO_UNIT = Text("请选择一个责任单位", "choose a responsible unit")
NOT_COMPARED = Text("该单位不在比较之列（信访部门、未匹配名称或没有应办件）", "this unit is not among those compared")


def unit_name(scope: Scope) -> Text:
    """The name of the unit of the scope."""
    code = dict(scope.where).get("department", "")
    member = next((m for m in departments(scope.version) if m.code == code), None)
    return wording.member_name(member) if member else Text(code, code)


def _missing(exhibit_id: str, title: Text, reason: Text) -> Exhibit:
    return Exhibit(exhibit_id, title, NOTHING, (), (), state="empty", reason=reason)


def unit_profile(scope: Scope) -> Exhibit:
    """Each indicator of one unit against what was expected of it, and its rank with the interval."""
    unit = dict(scope.where).get("department")
    title = Text("各项指标与预期相比", "Each indicator against what was expected")
    if unit is None:
        return _missing("unit_profile", title, NO_UNIT)
    rows, found, answers = [], [], []
    window = None
    for indicator in (OVERALL, *INDICATORS):
        window = ranking(scope.home, indicator=indicator, period=scope.window or ROLLING, version=scope.version.id)
        row = next((row for row in window.rows if row.department == unit), None)
        if row is None:
            continue
        found.append(row)
        rate: Figure | None = None
        if indicator != OVERALL:
            asked = s.ask(
                scope, indicator, start=window.start, end=window.end, without=("township", "topic_1", "channel")
            )
            answers.append(asked)
            rate = asked.total
        rows.append(
            Row(
                indicator,
                (
                    r.indicator_name(indicator),
                    r.position_words(row),
                    wording.band(row.band, row.hint) if row.position is not None else Text(wording.DASH, wording.DASH),
                    Figure(row.cases),
                    rate or "",
                    _expected(row, indicator),
                    r.ratio(row),
                    wording.band(row.previous_band, None),
                ),
                "total" if indicator == OVERALL else "body",
                r.unit_mark(row),
            )
        )
    if not rows or window is None or window.start is None or window.end is None:
        return _missing("unit_profile", title, NOT_COMPARED)
    name = unit_name(scope)
    apart = [row for row in found if row.indicator != OVERALL and row.band in ("better", "worse")]
    verdict = Text("各项指标与预期没有可以确认的差别", "no indicator differs from what was expected")
    if apart:
        verdict = Text(
            "；".join(f"{r.SHORT[a.indicator].zh}{wording.BANDS[a.band or ''].zh}" for a in apart),
            "; ".join(f"{r.SHORT[a.indicator].en}: {wording.BANDS[a.band or ''].en}" for a in apart),
        )
    span = wording.span(window.start, window.end)
    return Exhibit(
        id="unit_profile",
        title=Text(f"{name.zh}：{verdict.zh}", f"{name.en}: {verdict.en}"),
        sentence=Text(
            f"{span.zh}，{found[0].unit_group}组。预期由办理同类事项的其他单位推算。",
            f"{span.en}, group {found[0].unit_group}. Expected from the other units' like cases.",
        ),
        columns=(
            Column("indicator", Text("指标", "Indicator")),
            Column("position", Text("位次（95%区间，1为最好）", "Rank (95 %, 1 is best)")),
            Column("band", Text("档次", "Band")),
            Column("cases", Text("应办件数", "Cases"), "count"),
            Column("observed", Text("实际", "Observed"), "rate"),
            Column("expected", Text("预期", "Expected"), "share"),
            Column("ratio", Text("O/E", "O/E"), "ratio"),
            Column("previous", Text("上期档次", "Band before")),
        ),
        rows=tuple(rows),
        notes=(r.HOW, r.HOW_OVERALL, r.NOT_COUNTS),
        metrics=INDICATORS,
        basis=s.basis(scope, answers),
        footing=s.footing(answers) if answers else None,
    )


def _expected(row: UnitRank, indicator: str) -> Cell:
    """The rate that was expected of the unit, on the side on which the indicator is read."""
    if indicator == OVERALL:
        return ""
    if row.expected is None or not row.cases:
        return Figure(None, is_rate=True, reason="no_comparison")
    share = row.expected / row.cases
    is_failure_rate = METRICS[indicator].direction == "lower_is_better"
    return Figure(share if row.more_is_worse == is_failure_rate else 1 - share, is_rate=True)


def unit_trend(scope: Scope) -> Exhibit:
    """Replies in time by quarter, the unit beside the county."""
    title = Text("按期答复率逐季如何？", "Replies in time by quarter")
    if "department" not in dict(scope.where):
        return _missing("unit_trend", title, NO_UNIT)
    reach = build(scope.version)
    start = _quarters_before(reach.clock_on, QUARTERS)
    own = s.ask(scope, "reply_in_time", by="quarter", start=start, end=reach.clock_on)
    whole = s.ask(scope, "reply_in_time", by="quarter", start=start, end=reach.clock_on, without=("department",))
    state, reason = s.state(own)
    rows = []
    quarter = quarter_of(start)
    while quarter.start <= reach.clock_on:
        figure = own.part(quarter.label)
        year, number = quarter.label.split("-Q")
        label = Text(f"{year}年{number}季度", quarter.label)
        is_over = quarter.end <= reach.clock_on
        if not is_over:
            label = Text(f"{label.zh}（未满）", f"{label.en} (unfinished)")
        rows.append(Row(quarter.label, (label, figure, whole.part(quarter.label)), "body" if is_over else "unfinished"))
        quarter = quarter_of(quarter.end + timedelta(days=1))
    name, n = unit_name(scope), wording.count(own.total.denominator or 0)
    return Exhibit(
        id="unit_trend",
        title=Text(f"{name.zh}：{title.zh}", f"{name.en}: {title.en}"),
        sentence=Text("竖线为95%区间；区间含全县比率的季度，与全县无法区分。",
                      "Vertical lines: 95 % intervals; a quarter whose interval holds the county's rate cannot be told from it."),
        columns=(
            Column("quarter", Text("季度", "Quarter")),
            Column("unit", name, "rate"),
            Column("county", COUNTY, "rate"),
        ),
        rows=tuple(rows),
        chart="trend",
        state=state,
        reason=reason,
        n=Text(f"n＝{n}件", f"n = {n} cases"),
        notes=s.notes([own]),
        metrics=("reply_in_time",),
        basis=s.basis(scope, [own]),
        footing=s.footing([own]),
    )  # fmt: skip


def _quarters_before(day: date, many: int) -> date:
    quarter = quarter_of(day)
    for _ in range(many - 1):
        quarter = quarter_of(quarter.start - timedelta(days=1))
    return quarter.start


def unit_course(scope: Scope) -> Exhibit:
    """How long the unit takes, what came back, and what reviews said, beside the county."""
    title = Text("办理过程", "The course of handling")
    if "department" not in dict(scope.where):
        return _missing("unit_course", title, NO_UNIT)
    rows = []
    own_stages = s.ask_classes(scope, "stage_days", start=scope.start, end=scope.end)
    all_stages = s.ask_classes(scope, "stage_days", start=scope.start, end=scope.end, without=("department",))
    answers = _course(scope)
    for metric_id, own, whole in zip(COURSE, answers, _course(scope, without=("department",)), strict=True):
        rows.append(Row(metric_id, (s.name_with_unit(metric_id), own.total, whole.total)))
        if metric_id == "days_to_close_p90":
            rows += [
                Row(stage, (_stage(stage), figure, all_stages.figures[stage]))
                for stage, figure in own_stages.figures.items()
            ]
    name = unit_name(scope)
    return Exhibit(
        id="unit_course",
        title=Text(f"{name.zh}：{title.zh}", f"{name.en}: {title.en}"),
        sentence=Text("天数为中位数，在办件按截尾处理；责任单位变更和复查改变反映办理质量，不涉及信访人。",
                      "Days are medians, open cases censored; handoffs and reviews speak of the handling, not of petitioners."),
        columns=(
            Column("figure", Text("项目", "Figure")),
            Column("unit", Text("本单位", "This unit"), "figure"),
            Column("county", COUNTY, "figure"),
        ),
        rows=tuple(rows),
        notes=s.notes(answers),
        metrics=(*COURSE, "stage_days"),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )  # fmt: skip


def _course(scope: Scope, without: tuple[str, ...] = ()) -> list[s.Slices]:
    """The figures of the course; a stock is a state now, not of the period."""
    stocks = [m for m in COURSE if METRICS[m].is_stock]
    found = s.ask_all(scope, stocks, without=without)
    others = [m for m in COURSE if m not in stocks]
    found += s.ask_all(scope, others, start=scope.start, end=scope.end, without=without)
    by_metric = dict(zip((*stocks, *others), found, strict=True))
    return [by_metric[m] for m in COURSE]


def _stage(stage: str) -> Text:
    name = code_name("stage", stage)
    return Text(f"其中{name.zh}（天）", f"of it {name.en} (days)")
