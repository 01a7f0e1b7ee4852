"""What the weekly meeting decides on: what changed, said in sentences, and what is owed beside the cases.

Belongs here: findings of several exhibits in one line each. Does not belong here: any figure of its own.
"""

from __future__ import annotations

from datetime import date

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import sentences, wording
from warehouse.exhibits import slices as s
from warehouse.exhibits.hotspots import alarm_sentence, counted, shown_week
from warehouse.exhibits.model import Column, Exhibit, Row, Scope
from warehouse.exhibits.weekly import AGAINST, USUAL, week_signals
from warehouse.query.compare import Change, compare_counts
from warehouse.query.context import integrity_findings, revisions, topics, townships
from warehouse.query.hotspots import ALARMS, alarms

NOTHING = Text("", "")
CASES = METRICS["cases"].unit
RECEIVED = ("reception_events", "reception_persons", "reception_solved_rate")
OWED = (
    "owned_open", "owned_due_7", "owned_overdue", "owned_no_movement", "decisions_open", "decisions_due_7",
    "decisions_overdue", "disputes_overdue",
)  # fmt: skip


def weekly_changes(scope: Scope) -> Exhibit:
    """What changed this week, one sentence a subject; each leads to the page that shows it."""
    if scope.start is None or scope.end is None:
        raise ValueError("what changed needs a week")
    rows = [
        Row("/", (Text("总量", "Total"), _total(scope))),
        Row("/", (Text("波动", "Variation"), _signals(scope))),
        Row("/", (Text("分类", "Topics"), _topics(scope))),
        Row("/hotspots", (Text("热点", "Hotspots"), _hotspots(scope))),
        Row("/todo", (Text("期限", "Clocks"), _clocks(scope))),
        Row("/receptions", (Text("包案议定", "Owned, decided"), _owed(scope))),
        Row("/data", (Text("数据", "Data"), _data(scope))),
    ]
    return Exhibit(
        id="weekly_changes",
        title=Text("本周有什么变化？", "What changed this week?"),
        sentence=NOTHING,
        columns=(
            Column("subject", Text("方面", "Subject")),
            Column("finding", Text("发现", "Finding")),
        ),
        rows=tuple(row for row in rows if isinstance(row.cells[1], Text) and row.cells[1].zh),
        chart="sentences",
        footing=s.footing([s.ask(scope, "cases", start=scope.start, end=scope.end)]),
    )


def _total(scope: Scope) -> Text:
    answer = s.ask(scope, "cases", start=scope.start, end=scope.end, compare=scope.compare)
    beside = answer.whole.cells[0].comparison
    change = beside.change if beside else Change("unknown")
    said = wording.change_words(change, CASES, against=AGAINST[scope.compare])
    shown = wording.show(answer.total, "zh")
    return Text(f"{shown}件次，{said.zh}。", f"{shown} cases, {said.en}.")


def _signals(scope: Scope) -> Text:
    signals = week_signals(scope)
    if not signals:
        return NOTHING
    fired = [(METRICS[m].name, rule) for m, rule in signals.items() if rule != USUAL]
    if not fired:
        return Text(
            f"画控制图的{len(signals)}个主要指标都在本单位平常波动范围内。",
            f"All {len(signals)} charted series are within the office's usual variation.",
        )
    zh = "、".join(f"{name.zh}（{rule.zh}）" for name, rule in fired)
    en = ", ".join(f"{name.en} ({rule.en})" for name, rule in fired)
    return Text(f"异常：{zh}；其余在平常波动范围内。", f"Unusual: {en}; the others are as usual.")


def _topics(scope: Scope) -> Text:
    names = [name for name in topics(scope.version) if name not in SPECIAL_CLASSES]
    now = s.ask(scope, "cases", by="topic_1", start=scope.start, end=scope.end, compare=scope.compare)
    beside = now.whole.cells[0].comparison
    if not names or beside is None or beside.value is None:
        return NOTHING
    before = s.ask(
        scope, "cases", by="topic_1", start=date.fromisoformat(beside.start), end=date.fromisoformat(beside.end)
    )
    changes = [(Text(name, name), compare_counts(_whole(now, name), _whole(before, name))) for name in names]
    return sentences.beyond_chance(changes, CASES, AGAINST[scope.compare], Text("类问题", "topics"))


def _whole(found: s.Slices, name: str) -> int | None:
    value = found.part(name).value
    return None if value is None else int(value)


def _hotspots(scope: Scope) -> Text:
    week = shown_week(scope)
    if not week:
        return NOTHING
    names = {member.code: wording.member_name(member) for member in townships(scope.version)}
    found = [h for h in alarms(scope.version, week) if h.status in ALARMS]
    if not found and not counted(scope, week)[0]:
        return Text("无法判断，原因见热点页。", "Cannot be judged; the page of hotspots says why.")
    if not found:
        return Text("没有新的或持续的警示。", "No new or ongoing alarm.")
    said = []
    for h in found[:3]:
        places = [names.get(code, Text(code, code)) for code in h.townships]
        where = (
            Text("、".join(p.zh for p in places), ", ".join(p.en for p in places)) if places else Text("全县", "County")
        )
        said.append(alarm_sentence(h, where))
    more = len(found) - len(said)
    zh = "；".join(t.zh for t in said) + (f"；另有{more}项" if more else "")
    en = "; ".join(t.en for t in said) + (f"; {more} more" if more else "")
    return Text(f"{zh}。", f"{en}.")


def _clocks(scope: Scope) -> Text:
    late, soon = s.ask_known(scope, ("open_overdue", "open_due_7"))
    if late.blank:
        return NOTHING
    zh = f"超期未办结{wording.show(late.total, 'zh')}件，7日内到期{wording.show(soon.total, 'zh')}件。"
    return Text(zh, f"{wording.show(late.total, 'en')} overdue, {wording.show(soon.total, 'en')} due in 7 days.")


def _owed(scope: Scope) -> Text:
    """Only what has passed its date or stands still; of the whole office, ledgers know no topic or channel."""
    said = []
    for answer in s.ask_known(scope, ("owned_overdue", "owned_no_movement", "decisions_overdue")):
        if answer.total.value:
            name, unit = answer.metric.name, answer.metric.unit
            shown = wording.show(answer.total, "zh")
            said.append(Text(f"{name.zh}{shown}{unit.zh}", f"{name.en}: {shown}"))
    if not said:
        return NOTHING
    return Text("；".join(t.zh for t in said) + "。", "; ".join(t.en for t in said) + ".")


def _data(scope: Scope) -> Text:
    open_ = [f for f in integrity_findings(scope.version) if f.is_open]
    changed = sum(r.cases for r in revisions(scope.version))
    if not open_ and not changed:
        return Text("没有待核问题，已报数据没有修订。", "No open question, no revision of what was reported.")
    zh = f"{len(open_)}个待核问题，已报数据修订{wording.count(changed)}处。"
    return Text(zh, f"{len(open_)} open questions, {wording.count(changed)} revisions of what was reported.")


def weekly_owed(scope: Scope) -> Exhibit:
    """Receptions held in the week; owned cases, decisions and disputes that are due, overdue or stand still."""
    title = Text("接访、包案和议定事项", "Receptions, owned cases, decisions")
    answers = s.ask_known(scope, RECEIVED, start=scope.start, end=scope.end) + s.ask_known(scope, OWED)
    if all(answer.total.value is None for answer in answers):
        reason = Text(
            "没有台账：导入接访、包案、议定事项台账后显示", "no ledger yet: take in receptions, owned cases, decisions"
        )
        return Exhibit("weekly_owed", title, NOTHING, (), (), state="not_in_export", reason=reason)
    rows = tuple(
        Row(a.metric.id, (s.name_with_unit(a.metric.id), a.total), mark="worse" if _is_late(a) else "") for a in answers
    )
    late = sum(1 for row in rows if row.mark == "worse")
    said = Text("没有超期或久无进展的事项。", "Nothing is overdue or stands still.")
    if late:
        said = Text("橙色为超期或久无进展，现状态。", "Orange: overdue or without movement, state now.")
    return Exhibit(
        id="weekly_owed",
        title=title,
        sentence=said,
        columns=(
            Column("figure", Text("项目", "Figure")),
            Column("value", Text("本周或现存", "This week or now"), "figure"),
        ),
        rows=rows,
        notes=(
            Text("接访为本周，其余为数据截止日的状态；台账没有的栏目不筛选。",
                 "Receptions are of the week, the rest is the state now; filters on what a ledger does not know do not apply."),
            *s.notes(answers),
        ),
        metrics=(*RECEIVED, *OWED),
        footing=s.footing(answers),
    )  # fmt: skip


def _is_late(answer: s.Slices) -> bool:
    name = answer.metric.id
    return name.endswith(("_overdue", "_no_movement")) and bool(answer.total.value)
