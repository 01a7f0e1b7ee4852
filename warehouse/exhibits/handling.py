"""Handling compared: which units or townships differ from the whole beyond chance, and which cannot be told apart.

No rank: rows stand in order of code. Ranks with their uncertainty are statistics of the build (metric book 10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Group, Mark, Row, Scope
from warehouse.query.context import departments, townships
from warehouse.query.places import outlines

LEADING = "reply_in_time"
TOWNSHIP_METRICS = (LEADING, "acceptance_in_time_office", "one_off_resolution")
UNIT_METRICS = (LEADING, "acceptance_in_time_office", "one_off_resolution", "participation_unit", "satisfied_unit")

ONE_OFF = Text("一次性化解率", "One-off resolution")
BY_CHANCE = Text(
    "逐个与全县比较，95%区间不含全县比率者才列为有差别；每20个本无差别的单位，约有1个会因偶然被列出。",
    "Each is compared with the whole and named only if its 95 % interval excludes it; of 20 that do not differ about "
    "one is named by chance.",
)
NOTHING = Text("", "")
COUNTY = Text("全县", "County")
NOTHING_DUE = Text("本期没有期限届满的初件", "no first case whose deadline ended in the period")
WHERE_IT_LIES = Text(
    "属地为事项所在地，不等于责任单位。", "The township is where the matter lies, not the responsible unit."
)


def mark(figure: Figure, reference: Figure) -> Mark:
    """Whether a rate that ought to be high differs from the whole beyond chance."""
    if figure.low is None or figure.high is None or reference.value is None:
        return ""
    if figure.low > reference.value:
        return "better"
    return "worse" if figure.high < reference.value else "same"


def department_handling(scope: Scope) -> Exhibit:
    """Responsible units compared on replies in time, with what belongs beside it."""
    asked = s.ask_all(scope, UNIT_METRICS, by="department", start=scope.start, end=scope.end, without=("department",))
    answers = dict(zip(UNIT_METRICS, asked, strict=True))
    leading = answers[LEADING]
    state, reason = s.state(leading)
    title = Text("各单位按期答复情况", "Replies in time by unit")
    columns = (
        Column("unit", Text("责任单位", "Responsible unit")),
        Column("unit_group", Text("分组", "Group")),
        Column("due", Text("应办件数", "Due"), "count", Text("件次", "cases"), leading.metric.of),
        s.metric_column(LEADING),
        s.metric_column("acceptance_in_time_office"),
        s.metric_column("one_off_resolution", ONE_OFF),
        s.metric_column("participation_unit", Text("参评率", "Participation")),
        s.metric_column("satisfied_unit", Text("满意率", "Satisfied")),
    )
    if state != "ok":
        return Exhibit("department_handling", title, NOTHING, columns, (), state=state, reason=reason,
                       metrics=UNIT_METRICS)  # fmt: skip
    least = scope.home.configuration().thresholds.rank_min_due
    reference = leading.total
    above: list[Row] = []
    below: list[Row] = []
    for member in departments(scope.version):
        figures = [answers[m].part(member.code) for m in UNIT_METRICS]
        if not any(f.denominator for f in figures):
            continue
        due = figures[0].denominator or 0
        is_special = member.code in SPECIAL_CLASSES
        is_compared = due >= least and not is_special
        group: Group = "body" if is_compared else "below"
        row = Row(
            "" if is_special else member.code,
            (wording.member_name(member), member.group or "", Figure(due), *figures),
            group,
            mark(figures[0], reference) if is_compared else "",
        )
        (above if is_compared else below).append(row)
    if not above and not below:
        return Exhibit("department_handling", title, NOTHING, columns, (), state="empty", reason=NOTHING_DUE,
                       metrics=UNIT_METRICS)  # fmt: skip
    total = Row("*", (COUNTY, "", Figure(reference.denominator or 0),
                      *(answers[m].total for m in UNIT_METRICS)), "total")  # fmt: skip
    title, sentence = _verdict(above, reference, Text("个单位", "units"))
    if below:
        sentence = Text(
            f"{sentence.zh}线下{len(below)}个应办件数不足{least}件或不参与比较。",
            f"{sentence.en} Below the line: {len(below)} with fewer than {least} due cases or not compared.",
        )
    return Exhibit(
        id="department_handling",
        title=title,
        sentence=sentence,
        columns=columns,
        rows=_only((total, *above, *below), dict(scope.where).get("department")),
        chart="intervals",
        n=_due(reference),
        notes=(*s.notes(answers.values()), BY_CHANCE),
        metrics=UNIT_METRICS,
        basis=s.basis(scope, answers.values()),
        footing=s.footing(answers.values()),
        reference=reference,
    )


def township_handling(scope: Scope) -> Exhibit:
    """Handling of the matters that lie in each township, in order of code."""
    exhibit = _townships(scope, TOWNSHIP_METRICS)
    how_to_read = Text(
        "按代码排列，小字为95%区间；区间越宽，越不宜比较。",
        "In order of code, 95 % interval in small print; the wider, the less there is to compare.",
    )
    return replace(
        exhibit,
        chart="intervals",
        title=Text("各乡镇街道属地信访件的办理情况", "How matters in each township were handled"),
        sentence=how_to_read if exhibit.state == "ok" else NOTHING,
        rows=_only(exhibit.rows, dict(scope.where).get("township")),
    )  # fmt: skip


def township_map(scope: Scope) -> Exhibit:
    """Replies in time of the matters that lie in each township against the county, for a map.

    Without figures to compare the places are drawn all the same, unshaded, and the sentence says why.
    """
    places = [m for m in townships(scope.version) if m.code not in SPECIAL_CLASSES]
    exhibit = replace(
        _townships(scope, (LEADING,)), id="township_map", chart="map", outlines=outlines(scope.home, places)
    )
    if exhibit.state == "ok" or not places:
        return exhibit
    why = exhibit.reason or NOTHING
    sentence = Text(f"{why.zh}，图上不作比较。", f"{why.en}: nothing to compare on the map.")
    return replace(exhibit, title=Text("乡镇街道图", "Map of townships"), sentence=sentence, state="ok", reason=None)


def _townships(scope: Scope, metric_ids: Sequence[str]) -> Exhibit:
    answers = s.ask_all(scope, metric_ids, by="township", start=scope.start, end=scope.end, without=("township",))
    leading = answers[0]
    reference = leading.total
    columns = (
        Column("township", Text("属地", "Township")),
        Column("due", Text("应办件数", "Due"), "count", Text("件次", "cases"), leading.metric.of),
        *(s.metric_column(m, ONE_OFF if m == "one_off_resolution" else None) for m in metric_ids),
    )
    state, reason = s.state(leading)
    least = scope.home.configuration().thresholds.rank_min_due
    rows = []
    for member in townships(scope.version):
        figures = [answer.part(member.code) for answer in answers]
        is_special = member.code in SPECIAL_CLASSES
        is_compared = (figures[0].denominator or 0) >= least and not is_special
        if is_special and not any(f.denominator for f in figures):
            continue
        rows.append(
            Row(
                "" if is_special else member.code,
                (wording.member_name(member), Figure(figures[0].denominator or 0), *figures),
                "below" if is_special else "body",
                mark(figures[0], reference) if is_compared else "",
            )
        )
    if state == "ok" and not reference.denominator:
        state, reason = "empty", NOTHING_DUE
    total = Row("*", (COUNTY, Figure(reference.denominator or 0), *(a.total for a in answers)), "total")
    title, sentence = _verdict([row for row in rows if row.mark], reference, Text("个乡镇街道", "townships"))
    few = sum(1 for row in rows if row.group == "body" and not row.mark)
    if few:
        sentence = Text(
            f"{sentence.zh}{few}个应办件数不足{least}件，不作比较。",
            f"{sentence.en} {few} with fewer than {least} due cases are not compared.",
        )
    return Exhibit(
        id="township_handling",
        title=title,
        sentence=sentence,
        columns=columns,
        rows=(total, *rows),
        state=state,
        reason=reason,
        n=_due(reference) if state == "ok" else None,
        notes=(*s.notes(answers), WHERE_IT_LIES, BY_CHANCE),
        metrics=tuple(metric_ids),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
        reference=reference,
    )


def _only(rows: tuple[Row, ...], chosen: str | None) -> tuple[Row, ...]:
    """The chosen row beside the whole; all rows when none is chosen."""
    return rows if chosen is None else tuple(row for row in rows if row.key in ("*", chosen))


def _verdict(rows: Sequence[Row], reference: Figure, unit: Text) -> tuple[Text, Text]:
    """The finding over all compared rows: who differs from the whole, and that the others do not."""
    better = [_name(row) for row in rows if row.mark == "better"]
    worse = [_name(row) for row in rows if row.mark == "worse"]
    same = len(rows) - len(better) - len(worse)
    whole_zh, whole_en = wording.show(reference, "zh"), wording.show(reference, "en")
    if not better and not worse:
        title = Text(
            f"各{unit.zh.removeprefix('个')}按期答复率无法与全县区分",
            f"No {unit.en} differ from the county on replies in time",
        )
        return title, Text(f"全县按期答复率{whole_zh}，各自的差异都可能出于偶然。",
                           f"County: {whole_en}; every difference may be due to chance.")  # fmt: skip
    zh, en = [], []
    if worse:
        names = wording.listed(worse)
        zh.append(f"低于全县：{names.zh}")
        en.append(f"below: {names.en}")
    if better:
        names = wording.listed(better)
        zh.append(f"高于全县：{names.zh}")
        en.append(f"above: {names.en}")
    if same:
        zh.append(f"其余{same}{unit.zh}无法与全县区分")
        en.append(f"the other {same} cannot be told from it")
    title = Text(
        f"{len(better) + len(worse)}{unit.zh}的按期答复率与全县有差别",
        f"{len(better) + len(worse)} {unit.en} differ from the county on replies in time",
    )
    return title, Text(f"全县按期答复率{whole_zh}。{'；'.join(zh)}。", f"County: {whole_en}; {'; '.join(en)}.")


def _name(row: Row) -> Text:
    name = row.cells[0]
    return name if isinstance(name, Text) else Text(str(name), str(name))


def _due(reference: Figure) -> Text:
    due = wording.count(reference.denominator or 0)
    return Text(f"n＝{due}件次应办初件", f"n = {due} first cases due")
