"""Responsible units compared on how they handle matters: the table, the ranks with their intervals, the funnel.

Belongs here: words and columns of what the build found (marts.unit_rank). Does not belong here: any verdict of its own.
Every rank stands with its interval, and the closing sentence says who differs beyond chance and that the others do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.calendar import Period
from warehouse.catalogue.comparison import BESIDE, INDICATORS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Footing, Mark, Pair, Point, Row, Scope
from warehouse.query import stretches
from warehouse.query.funnel import Z_95, Z_998, ratio_limits, share_limits
from warehouse.query.ranks import OVERALL, ROLLING, Ranking, UnitRank, ranking
from warehouse.query.targets import JudgedTarget, judged_targets

RATES = ("reply_in_time", "notice_in_time_unit", "one_off_resolution", "recurrence_90")
SATISFACTION = ("satisfied_unit", "participation_unit")
TITLE = Text("部门办理质效比较表", "Comparison of units on handling")
NOTHING = Text("", "")
OVERALL_NAME = Text("综合", "Overall")
LEAST_COMPARABLE = 0.5
LEAST_STABLE = 2 / 3
SHORT: dict[str, Text] = {
    "reply_in_time": Text("按期答复率", "Reply in time"),
    "notice_in_time_unit": Text("及时告知率", "Notice in time"),
    "one_off_resolution": Text("一次性化解率", "One-off resolution"),
    "recurrence_90": Text("90日重复率", "90-day recurrence"),
    "satisfied_unit": Text("满意率", "Satisfied"),
    "review_changed_share": Text("复查改变率", "Changed at review"),
}
NO_RANKING = Text(
    "近52周没有可比较的单位：没有期限届满的初件，或导出表缺少所需栏目。",
    "No unit can be compared: no first case fell due in 52 weeks, or the exports lack what is needed.",
)
NOT_COUNTS = Text(
    "只比较办理：信访数量、初重件、层级、集体访、越级、到非接待场所走访和息诉情况不参与比较。",
    "Handling only: counts of petitions, repeats, levels, collective, skip-level and non-normal visits and settlement never enter.",
)
HOW = Text(
    "预期由办理同类事项（分类、形式、是否集体访相同）的其他单位推算；超出99.8%界限（已计入单位间固有差异）才定为优于或低于预期，"
    "95%与99.8%之间为提示。同类单位分组比较。",
    "Expected from the other units' cases of the same topic, channel and kind of visit; better or worse only beyond the "
    "over-dispersed 99.8 % limit, a hint between 95 % and 99.8 %. Like is compared with like.",
)
LITTLE_KNOWN = Text(
    "空心点在界线之外而档次仍为符合预期：预期所依据的同类件太少，不能认定与预期不同。三角表示比值超出图幅。",
    "Hollow points lie beyond the lines and are still as expected: too few like cases stand behind the expectation. "
    "A triangle: the ratio lies further out.",
)
HOW_OVERALL = Text(
    "综合位次为各项指标位次的等权平均；位次按档次、再按收缩后的值排列，区间为95%区间。稳定度为随机改变各项指标权重后，"
    "位次仍在同一三分之一的比率。",
    "Overall: mean rank over the indicators with equal weights; ordered by band, then shrunken value; 95 % intervals. "
    "Stability: how often the rank stays in its third when weights are drawn at random.",
)


@dataclass(frozen=True, slots=True)
class _Compared:
    """The rows of the version, the groups in order of their size, and the group that figures show."""

    found: Ranking
    groups: tuple[str, ...]
    shown: str

    def of(self, group: str) -> list[UnitRank]:
        """The rows of a group, ranked ones first."""
        return [row for row in self.found.rows if row.unit_group == group]


def _compared(scope: Scope, indicator: str | None = None) -> _Compared | None:
    found = ranking(
        scope.home, indicator=indicator or scope.indicator or OVERALL, period=scope.window or ROLLING,
        version=scope.version.id,
    )  # fmt: skip
    if not found.rows or found.start is None or found.end is None:
        return None
    size = {row.unit_group: 0 for row in found.rows}
    for row in found.rows:
        size[row.unit_group] += row.cases
    groups = tuple(sorted(size, key=lambda group: (-size[group], group)))
    return _Compared(found, groups, scope.group if scope.group in groups else groups[0])


def groups_of(scope: Scope) -> tuple[str, ...]:
    """The groups of like with like that are compared, the largest first."""
    compared = _compared(scope)
    return compared.groups if compared else ()


def _footing(scope: Scope) -> Footing:
    return Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False)


def _empty(scope: Scope, exhibit_id: str, title: Text) -> Exhibit:
    return Exhibit(exhibit_id, title, NOTHING, (), (), state="empty", reason=NO_RANKING, footing=_footing(scope))


def indicator_name(indicator: str) -> Text:
    """An indicator of the comparison in few words."""
    return SHORT.get(indicator, OVERALL_NAME)


def position_words(row: UnitRank) -> Text:
    """A rank with its interval, or why there is none."""
    if row.position is None:
        return wording.RANK_STATES[row.state]
    return Text(f"{row.position}（{row.low}–{row.high}）", f"{row.position} ({row.low}–{row.high})")


def ratio(row: UnitRank) -> Figure:
    """Observed ÷ expected, two decimals."""
    if row.ratio is None:
        return Figure(None, reason="no_comparison")
    return Figure(row.ratio, decimals=2, numerator=row.observed)


def unit_mark(row: UnitRank) -> Mark:
    """How a ranked unit is marked: only a band beyond the 99.8 % limit is."""
    if row.position is None:
        return ""
    return "better" if row.band == "better" else "worse" if row.band == "worse" else "same"


def differing(rows: Sequence[UnitRank]) -> Text:
    """The closing sentence: who differs beyond chance, and that the others do not."""
    ranked = [row for row in rows if row.position is not None]
    named = {band: [Text(row.name, row.name) for row in ranked if row.band == band] for band in ("better", "worse")}
    rest = len(ranked) - len(named["better"]) - len(named["worse"])
    if not ranked:
        return Text("没有单位参与比较", "no unit is ranked")
    zh = [f"{'、'.join(n.zh for n in names)}{wording.BANDS[band].zh}" for band, names in named.items() if names]
    en = [f"{', '.join(n.en for n in names)}: {wording.BANDS[band].en}" for band, names in named.items() if names]
    if not zh:
        return Text(
            f"{len(ranked)}个单位的差异都可能出于偶然，位次先后不说明优劣",
            f"the differences between {len(ranked)} units may all be due to chance, their order says nothing",
        )
    if rest:
        zh.append(f"其余{rest}个单位的差异可能出于偶然，位次先后不说明优劣")
        en.append(f"the differences of the other {rest} may be due to chance, their order says nothing")
    return Text("；".join(zh), "; ".join(en))


def has_plain_limits(rows: Sequence[UnitRank]) -> bool:
    """Whether too few units of a group are ranked to tell how units differ anyway."""
    ranked = [row for row in rows if row.position is not None]
    return bool(ranked) and not any(row.is_over_dispersed for row in ranked)


def plain_limits(group: str, rows: Sequence[UnitRank]) -> Text:
    """What a small group's bands rest on."""
    ranked = sum(1 for row in rows if row.position is not None)
    return Text(
        f"{group}只有{ranked}个单位参与比较，不足5个，估不出单位间固有差异：界限只计偶然。",
        f"{group}: {ranked} units are ranked, fewer than 5; how units differ anyway cannot be told, limits are those of chance "
        "alone.",
    )


def target_words(judged: JudgedTarget, rows: Sequence[UnitRank]) -> Text:
    """A target with its source and date, and who has missed it; missed only where the interval leaves it out."""
    target = judged.target
    names = {row.department: Text(row.name or row.department, row.name or row.department) for row in rows}
    of = {v: [names[code] for code, found in judged.verdicts.items() if found == v] for v in ("missed", "met")}
    rest = len(judged.verdicts) - len(of["missed"]) - len(of["met"])
    name, value = SHORT[target.metric], wording.percent(target.value)
    zh = [f"{'、'.join(n.zh for n in of[v])}{said}" for v, said in (("missed", "未达标"), ("met", "达标")) if of[v]]
    en = [f"{', '.join(n.en for n in of[v])}: {v}" for v in ("missed", "met") if of[v]]
    if rest:
        zh.append(f"{'其余' if zh else ''}{rest}个单位的95%区间包含目标值或样本不足，不能判断")
        en.append(f"{rest} units cannot be told from the target")
    return Text(
        f"{name.zh}目标{value}（{target.source}，{target.date}）：{'；'.join(zh)}。",
        f"{name.en}, target {value} ({target.source}, {target.date}): {'; '.join(en)}.",
    )


def _title(compared: _Compared, groups: Sequence[str]) -> Text:
    ranked = [row for group in groups for row in compared.of(group) if row.position is not None]
    n = sum(1 for row in ranked if row.band in ("better", "worse"))
    if not ranked:
        return Text(f"{TITLE.zh}：没有单位参与比较", f"{TITLE.en}: no unit is ranked")
    if not n:
        return Text(
            f"{TITLE.zh}：各单位与预期没有可以确认的差别", f"{TITLE.en}: no unit differs from what was expected"
        )
    return Text(f"{TITLE.zh}：{n}个单位与预期有差别", f"{TITLE.en}: {n} units differ from what was expected")


def unit_comparison(scope: Scope) -> Exhibit:
    """部门办理质效比较表, each group by itself; below the line units that cannot be ranked, with the reason."""
    compared = _compared(scope)
    if compared is None:
        return _empty(scope, "unit_comparison", TITLE)
    found = compared.found
    groups = (scope.group,) if scope.group in compared.groups else compared.groups
    least = scope.home.configuration().thresholds.rank_min_due
    asked = s.ask_all(scope, BESIDE, by="department", start=found.start, end=found.end, without=_EVERY)
    answers = dict(zip(BESIDE, asked, strict=True))
    year_before = _year_before(scope, compared)
    rows = [
        Row(
            row.department,
            (
                position_words(row),
                row.name,
                wording.band(row.band, row.hint) if row.position is not None else Text(wording.DASH, wording.DASH),
                Figure(answers["reply_in_time"].part(row.department).denominator or 0),
                *(answers[m].part(row.department) for m in RATES),
                Pair(*(answers[m].part(row.department) for m in SATISFACTION)),
                answers["review_changed_share"].part(row.department),
                ratio(row),
                _comparable(row),
                wording.band(row.previous_band, None),
                data_note(row, least, own_years(row.department, answers, year_before)),
            ),
            "body" if row.position is not None else "below",
            unit_mark(row),
            section=Text(group, group),
        )
        for group in groups
        for row in compared.of(group or "")
    ]
    sentence = _closing(compared, [group or "" for group in groups])
    return Exhibit(
        id="unit_comparison",
        title=_title(compared, [group or "" for group in groups]),
        sentence=sentence,
        columns=(
            Column("position", Text("位次（95%区间，1为最好）", "Rank (95 %, 1 is best)")),
            Column("unit", Text("单位", "Unit")),
            Column("band", Text("档次", "Band")),
            Column("due", Text("应办件数", "Due"), "count", meaning=METRICS["reply_in_time"].of),
            *(s.metric_column(m, SHORT[m]) for m in RATES),
            Column("satisfied", Text("满意/参评", "Satisfied / took part"), "pair",
                   meaning=METRICS["satisfied_unit"].meaning),
            s.metric_column("review_changed_share", SHORT["review_changed_share"]),
            Column("ratio", Text("O/E", "O/E"), "ratio",
                   meaning=Text("实际失败件数÷预期失败件数，1为与预期相同，越低越好",
                                "failures observed ÷ expected, 1 is as expected, lower is better")),
            Column("comparable", Text("可比份额", "Comparable"), "share",
                   meaning=Text("能与其他单位同类事项相比的件所占份额", "share of cases that other units' like cases can be held against")),
            Column("previous", Text("上期档次", "Band before")),
            Column("note", Text("数据提示", "Notes on data")),
        ),
        rows=tuple(rows),
        chart="none",
        n=_span(found),
        notes=(
            *(target_words(judged, found.rows) for judged in judged_targets(scope.home, found)),
            *(plain_limits(group, compared.of(group)) for group in groups if has_plain_limits(compared.of(group))),
            HOW,
            *((HOW_OVERALL,) if found.indicator == OVERALL else ()),
            NOT_COUNTS,
        ),
        metrics=BESIDE,
        basis=s.basis(scope, answers.values()),
        footing=s.footing(answers.values()),
    )  # fmt: skip


# The comparison is made by the build over all cases of a unit: no filter of the page narrows it.
_EVERY = ("department", "township", "topic_1", "channel")


def _span(found: Ranking) -> Text | None:
    return wording.span(found.start, found.end) if found.start and found.end else None


def _closing(compared: _Compared, groups: Sequence[str]) -> Text:
    name = indicator_name(compared.found.indicator)
    if compared.found.indicator == OVERALL:
        name = Text("各项指标综合", "all indicators together")
    said = [(group, differing(compared.of(group))) for group in groups]
    days = _span(compared.found) or NOTHING
    return Text(
        f"{days.zh}，按{name.zh}比较。" + "".join(f"{group}：{text.zh}。" for group, text in said),
        f"{days.en}, compared on: {name.en}. " + " ".join(f"{group}: {text.en}." for group, text in said),
    )


def _comparable(row: UnitRank) -> Figure:
    if row.comparable_share is None:
        return Figure(None, is_rate=True, reason="no_comparison")
    return Figure(row.comparable_share, is_rate=True)


def _year_before(scope: Scope, compared: _Compared) -> dict[str, s.Slices]:
    """The shown rates in the same period of the year before, for units that have nobody else to compare with."""
    found = compared.found
    if found.start is None or found.end is None or all(row.state != "own_business" for row in found.rows):
        return {}
    days = stretches.before(Period("", found.start, found.end), "year", scope.home.configuration().calendar)
    shown = RATES if found.indicator == OVERALL else (found.indicator,)
    answers = s.ask_all(scope, shown, by="department", start=days.start, end=days.end, without=_EVERY)
    return dict(zip(shown, answers, strict=True))


def own_years(unit: str, now: Mapping[str, s.Slices], year_before: Mapping[str, s.Slices]) -> Text:
    """A unit's rates of the year before, to be read beside those of the row; nothing where either is unknown."""
    said: list[Text] = []
    for indicator, before in year_before.items():
        own, was = now[indicator].part(unit).value, before.part(unit).value
        if own is not None and was is not None:
            name, shown = SHORT[indicator], wording.percent(was)
            said.append(Text(f"{name.zh}{shown}", f"{name.en} {shown}"))
    return Text("、".join(t.zh for t in said), ", ".join(t.en for t in said))


def data_note(row: UnitRank, least: int, own: Text = NOTHING) -> Text:
    """What the reader has to know before believing the row.

    Args:
        row: the unit's row.
        least: due cases below which a unit is not ranked.
        own: how the unit stood in the year before (`own_years`).
    """
    said: list[Text] = []
    if row.state == "too_few" and row.indicator == "satisfied_unit":
        said.append(Text("评价不足30件或参评率低于60%", "fewer than 30 evaluated or under 60 % took part"))
    elif row.state == "too_few":
        said.append(Text(f"应办不足{least}件", f"fewer than {least} due"))
    elif row.state == "own_business":
        said.append(
            Text(f"业务独有，上年同期{own.zh}", f"own business, the year before {own.en}")
            if own.zh
            else Text("业务独有，主要与本单位上年同期比", "own business, compare with its own last year")
        )
    elif row.state == "pending":
        said.append(Text("暂不排名，待核", "not ranked until checked"))
    elif row.indicator == OVERALL:
        if row.indicators == 1:
            said.append(Text("仅1项指标可比", "one indicator only"))
        if row.third_share is not None and row.third_share < LEAST_STABLE:
            kept = wording.percent(row.third_share)
            said.append(Text(f"位次随权重变动，稳定度{kept}", f"depends on weights, stability {kept}"))
    if row.state == "ranked" and (row.comparable_share or 0) < LEAST_COMPARABLE:
        said.append(Text("可比份额不足一半", "less than half comparable"))
    return Text("；".join(t.zh for t in said), "; ".join(t.en for t in said))


def unit_ranks(scope: Scope) -> Exhibit:
    """The positions of one group with their intervals; wide bars say that the order is not known."""
    title = Text("位次有多可靠？", "How sure are the ranks?")
    compared = _compared(scope)
    if compared is None:
        return _empty(scope, "unit_ranks", title)
    ranked = [row for row in compared.of(compared.shown) if row.position is not None]
    if not ranked:
        return _empty(scope, "unit_ranks", title)
    rows = tuple(
        Row(
            row.department,
            (
                row.name,
                Figure(row.position, low=row.low, high=row.high),
                Figure(row.tie_group),
                wording.band(row.band, row.hint),
                Figure(row.indicators),
                _stable(row),
            ),
            mark=unit_mark(row),
        )
        for row in ranked
    )
    ties = len({row.tie_group for row in ranked})
    alone = Text(
        f"{len(ranked)}个单位分不出先后，全部并列。" if ties == 1
        else f"{len(ranked)}个单位可分为{ties}个并列组，同组之内分不出先后。",
        f"None of {len(ranked)} units can be told apart." if ties == 1
        else f"{len(ranked)} units form {ties} groups; within a group they cannot be told apart.",
    )  # fmt: skip
    return Exhibit(
        id="unit_ranks",
        title=Text(f"{compared.shown}：{title.zh}", f"{compared.shown}: {title.en}"),
        sentence=alone,
        columns=(
            Column("unit", Text("单位", "Unit")),
            Column("position", Text("位次（1为最好）", "Rank (1 is best)"), "figure"),
            Column("tie", Text("并列组", "Tie group"), "count"),
            Column("band", Text("档次", "Band")),
            Column("indicators", Text("可比指标", "Indicators"), "count"),
            Column("stable", Text("换权重后仍在本段", "Stays in its third"), "share"),
        ),
        rows=rows,
        chart="ranks",
        n=Text(f"n＝{len(ranked)}个单位", f"n = {len(ranked)} units"),
        notes=(
            Text("横线为位次的95%区间。综合时，“换权重后仍在本段”为随机改变各项指标权重后仍在同一三分之一的比率。",
                 "Lines: 95 % intervals of the ranks. Overall: share of random weightings that keep the unit in its third."),
        ),
        footing=_footing(scope),
    )  # fmt: skip


def _stable(row: UnitRank) -> Figure:
    if row.third_share is None:
        return Figure(None, is_rate=True, reason="no_comparison")
    return Figure(row.third_share, is_rate=True)


def unit_funnel(scope: Scope) -> Exhibit:
    """Observed ÷ expected of one group on one indicator against the number of cases, with the limits of chance."""
    indicator = scope.indicator if scope.indicator in INDICATORS else INDICATORS[0]
    name = SHORT[indicator]
    title = Text(f"{name.zh}：哪些单位超出偶然？", f"{name.en}: who is beyond chance?")
    compared = _compared(scope, indicator)
    if compared is None:
        return _empty(scope, "unit_funnel", title)
    # Units below the line have too few cases or none to be held against; their ratio says nothing.
    rows = [row for row in compared.of(compared.shown) if row.position is not None and row.expected]
    if not rows:
        return _empty(scope, "unit_funnel", title)
    is_failure, n = rows[0].more_is_worse, wording.count(sum(row.cases for row in rows))
    side = Text("失败", "failures") if is_failure else Text("成功", "successes")
    return Exhibit(
        id="unit_funnel",
        title=Text(f"{compared.shown}，{title.zh}", f"{compared.shown}, {title.en}"),
        sentence=Text(f"{differing(rows).zh}。", f"{differing(rows).en}."),
        columns=(
            Column("unit", Text("单位", "Unit")),
            Column("cases", Text("应办件数", "Cases"), "count"),
            Column("observed", Text(f"实际{side.zh}件数", f"{side.en} observed"), "count"),
            Column("expected", Text(f"预期{side.zh}件数", f"{side.en} expected"), "count"),
            Column("ratio", Text("O/E", "O/E"), "ratio"),
            Column("band", Text("档次", "Band")),
        ),
        rows=tuple(
            Row(
                row.department,
                (
                    row.name,
                    Figure(row.cases),
                    Figure(row.observed),
                    Figure(row.expected, decimals=1),
                    ratio(row),
                    wording.band(row.band, row.hint),
                ),
                "body" if _is_told(row, indicator, rows) else "below",
                unit_mark(row),
            )
            for row in rows
        ),
        chart="funnel",
        lines=_limits(indicator, rows),
        n=Text(f"n＝{n}件", f"n = {n} cases"),
        notes=(
            Text(f"O为实际{side.zh}件数，E为预期；曲线按本组平均预期画出，档次按各单位自身的预期判定，件数少时用精确法，两者可能略有出入。",
                 f"O: {side.en} observed, E: expected. The curves take the group's mean expectation; bands take each unit's own, "
                 "exactly where cases are few, and may differ a little from the curves."),
            LITTLE_KNOWN,
            HOW,
        ),
        metrics=(indicator,),
        footing=_footing(scope),
    )  # fmt: skip


def _is_told(row: UnitRank, indicator: str, rows: Sequence[UnitRank]) -> bool:
    """Whether the curves speak of a unit: not of one that lies beyond them only because little is known to expect."""
    if row.band != "as_expected":
        return True
    low, high = _at(row.cases, indicator, rows, Z_998)
    return low <= (row.ratio or 0) <= high


def _at(cases: float, indicator: str, rows: Sequence[UnitRank], z: float) -> tuple[float, float]:
    """The limits for a unit of a size, by the mean expectation of the group."""
    share = sum(r.expected or 0.0 for r in rows) / sum(r.cases for r in rows)
    share = min(max(share, 1e-6), 1 - 1e-6)
    tau2 = rows[0].tau2 or 0.0
    if indicator == "recurrence_90":
        return ratio_limits(cases * share, tau2, z)
    return share_limits(cases, share, tau2, z)


STEPS = 60


def _limits(indicator: str, rows: Sequence[UnitRank]) -> dict[str, tuple[Point, ...]]:
    """Limits of the funnel from the smallest unit to the largest, by the mean expectation of the group."""
    least, most = 0.8 * min(r.cases for r in rows), 1.1 * max(r.cases for r in rows)
    drawn: dict[str, list[Point]] = {}
    for step in range(STEPS + 1):
        cases = least * (most / least) ** (step / STEPS)
        for name, z in (("95", Z_95), ("99.8", Z_998)):
            low, high = _at(cases, indicator, rows, z)
            drawn.setdefault(f"{name} low", []).append((cases, low))
            drawn.setdefault(f"{name} high", []).append((cases, high))
    return {name: tuple(points) for name, points in drawn.items()}
