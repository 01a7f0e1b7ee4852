"""Need and workload by township: fixed order of code, never sorted, ranked or shaded by a count."""

from __future__ import annotations

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Row, Scope
from warehouse.query.context import townships

METRICS = ("cases", "visit_events", "visit_persons", "first_cases", "repeat_cases")


def township_need(scope: Scope) -> Exhibit:
    """Cases, visits, persons, first and repeat cases of each township."""
    answers = [s.ask(scope, m, by="township", start=scope.start, end=scope.end, without=("township",)) for m in METRICS]
    chosen = dict(scope.where).get("township")
    rows = []
    for member in townships(scope.version):
        figures = tuple(answer.part(member.code) for answer in answers)
        is_special = member.code in SPECIAL_CLASSES
        if (is_special and not figures[0].value) or (chosen is not None and member.code != chosen):
            continue
        key = "" if is_special else member.code
        rows.append(Row(key, (wording.member_name(member), *figures), "below" if is_special else "body"))
    total = answers[0].total
    state, reason = s.state(answers[0])
    if state == "ok" and not total.value:
        state, reason = "empty", Text("本期没有信访件", "no case in the period")
    return Exhibit(
        id="township_need",
        title=Text("各乡镇街道的诉求量和工作量", "Need and workload by township"),
        sentence=Text(
            "按代码排列，反映诉求和工作量，不作排名。", "In order of code; need and workload, not a ranking."
        ),
        columns=(Column("township", Text("属地", "Township")), *(s.metric_column(m) for m in METRICS)),
        rows=(Row("*", (Text("全县", "County"), *(a.total for a in answers)), "total"), *rows),
        state=state,
        reason=reason,
        n=Text(f"n＝{wording.show(total, 'zh')}件次", f"n = {wording.show(total, 'en')} cases"),
        notes=s.notes(answers),
        metrics=METRICS,
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )
