"""Hotspots of a week: which topics and townships had more distinct matters than their own past makes likely.

A place is held against its own past, never against another place, and no count shades a map: only how unusual it is.
The scope's period ends in the week that is shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from warehouse.calendar import week_of
from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Text
from warehouse.exhibits import sentences, wording
from warehouse.exhibits.model import Cell, Column, Exhibit, Figure, Footing, Mark, Row, Scope
from warehouse.query import Version
from warehouse.query.context import topics as topics_in_order
from warehouse.query.context import townships
from warehouse.query.hotspots import (
    ALARMS,
    Hotspot,
    alarms,
    evaluations,
    judged_weeks,
    last_week,
    replay_shares,
    topics_above,
)
from warehouse.query.places import outlines
from warehouse.storage.outcomes import OUTCOMES, read_outcomes

NOTHING = Text("", "")
MOST_SAID = 3
LEAST_P = 0.001  # a smaller p-value is only said to be smaller
MATTERS = Text("个事项", "matters")
COUNTY = Text("全县", "County")
WINDOWS = (1, 4)  # weeks that a series is judged over; a scan takes any number up to the larger
TO_CHECK = Text("待核实", "to be looked into")
STATUS: dict[str, Text] = {
    "strong": Text("强警示", "strong alarm"),
    "alarm": Text("警示", "alarm"),
    "watch": Text("关注", "watch"),
    "none": Text("平常", "usual"),
    "not_evaluated": Text("未评估", "not evaluated"),
}
PHASE: dict[str, Text] = {
    "new": Text("新出现", "new"),
    "ongoing": Text("持续", "ongoing"),
    "ended": Text("已结束", "ended"),
}
DIRECTION: dict[str, Text] = {
    "up": Text("12周上升", "rising over 12 weeks"),
    "flat": Text("12周平稳", "flat over 12 weeks"),
    "down": Text("12周下降", "falling over 12 weeks"),
}
REASON: dict[str, Text] = {
    "week_not_covered": Text(
        "其中有一周全县没有一件登记，可能未导出", "a week without any case in the county, perhaps not exported"
    ),
    "too_few_weeks": Text("历史周数不足", "too few weeks of history"),
    "no_reference_cases": Text("参照周内没有发生，无从比较", "no case in the reference weeks"),
    "fewer_than_3_matters": Text("不足3个事项", "fewer than 3 matters"),
    "one_township": Text("只有一个属地", "one township only"),
    "no_neighbours": Text("没有相邻关系或地图", "no neighbours known"),
    "no_cases": Text("没有信访件", "no cases"),
}
METHOD: dict[str, Text] = {
    "farrington": Text("Farrington Flexible", "Farrington Flexible"),
    "predictive": Text("负二项预测", "predictive negative binomial"),
    "ears_c2": Text("EARS C2（历史不足1年，只作关注）", "EARS C2 (less than a year, watch only)"),
    "space_time_permutation": Text("时空扫描", "space-time permutation scan"),
}
GRAIN: dict[str, Text] = {
    "county_topic_1": Text("全县×一级分类", "county × topic 1"),
    "township": Text("属地", "township"),
    "township_topic_1": Text("属地×一级分类", "township × topic 1"),
    "township_topic_2": Text("属地×二级分类", "township × topic 2"),
    "scan": Text("相邻属地扫描", "scan of neighbouring townships"),
}
DISTINCT = Text(
    "整个窗口内有信访件的不同事项；“事项数”逐周相加，一个事项在两周各有一件时计2",
    "matters with a case in the window; “matters” adds up its weeks, a matter with cases in two of them counts twice",
)
ONE_VISIT = Text(
    "半数以上为同日同类来访，可能是一次来访", "half or more are visits of one day on one topic, perhaps a single visit"
)
MARKS: dict[str, Mark] = {"strong": "alarm", "alarm": "alarm", "watch": "watch", "none": "usual"}
HOW = Text(
    "只与自身过去比，不在属地之间比较；计数为当周（或4周）有信访件的不同事项，至少3个才会提示。多个序列一并检验，按Benjamini–Hochberg控制误报。",
    "Each against its own past, never against another place; counts are distinct matters with a case in the week (or 4 weeks), "
    "at least 3. All series are tested together, Benjamini–Hochberg.",
)
NOT_JUDGED = Text("还没有可判断的周：参照周不足。", "No week can be judged yet: too few weeks of history.")


def shown_week(scope: Scope) -> str:
    """The week of the scope where it was judged, else the last one that was; empty when none was."""
    if scope.end is not None:
        label = week_of(scope.end, scope.home.configuration().calendar.week_start).label
        if label in judged_weeks(scope.version):
            return label
    return last_week(scope.version)


def _footing(scope: Scope) -> Footing:
    return Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False)


def _names(scope: Scope) -> dict[str, Text]:
    return {member.code: wording.member_name(member) for member in townships(scope.version)}


def _empty(exhibit_id: str, title: Text, reason: Text) -> Exhibit:
    return Exhibit(exhibit_id, title, NOTHING, (), (), state="empty", reason=reason)


def _where(found: Hotspot, names: dict[str, Text]) -> Text:
    if not found.townships:
        return COUNTY
    known = [names.get(code, Text(code, code)) for code in found.townships]
    return Text("、".join(n.zh for n in known), ", ".join(n.en for n in known))


def _window(found: Hotspot) -> Text:
    weeks = found.window_weeks
    return Text(f"{weeks}周", f"{weeks} week{'s' if weeks > 1 else ''}")


def series_of(version: Version, found: Hotspot) -> tuple[str | None, str | None]:
    """The township and topic whose weeks show an alarm: the first of a zone, and of a finer topic the one above it."""
    topic = found.topic_1 or topics_above(version).get(found.topic_2 or "")
    return next(iter(found.townships), None), topic


def _topic(found: Hotspot) -> Text:
    topic = found.topic_2 or found.topic_1
    return Text(topic, topic) if topic else Text("各类", "all topics")


VERDICT: dict[str, Text] = {
    "strong": Text("远多于自身过去，很难只用偶然解释", "far more than its own past, hard to explain by chance alone"),
    "alarm": Text("多于自身过去的正常波动", "more than the usual variation of its own past"),
    "watch": Text("历史不足一年，只作关注，不是警示", "less than a year of history: a watch, not an alarm"),
    "ended": Text("此前的警示已结束", "the earlier alarm has ended"),
}
HEDGE = Text(
    "警示只说明多于自身过去，不说明原因，是否有问题须核实",
    "an alarm says that there was more than in its own past, not why; whether there is a problem has to be looked into",
)


def alarm_sentence(found: Hotspot, where: Text) -> Text:
    """One alarm in a sentence: what was seen, what was to be expected, how sure that is, and what it rests on."""
    topic = _topic(found)
    window = _window(found)
    zh, en = [f"{where.zh}“{topic.zh}”近{window.zh}"], [f"{where.en}, {topic.en}, over {window.en}"]
    if found.observed is not None:
        expected = "" if found.expected is None else f"，预计{wording.number(found.expected, 1)}个"
        expected_en = "" if found.expected is None else f", {wording.number(found.expected, 1)} expected"
        zh, en = [f"{zh[0]}有{found.observed}个事项{expected}"], [f"{en[0]}: {found.observed} matters{expected_en}"]
    verdict = VERDICT["ended" if found.phase == "ended" else found.status]
    zh.append(verdict.zh)
    en.append(verdict.en)
    if found.status in ("strong", "alarm") and found.phase == "ongoing" and found.first_seen is not None:
        zh.append(f"自{sentences.day(found.first_seen.isoformat()).zh}起持续")
        en.append(f"going on since {found.first_seen:%Y-%m-%d}")
    elif found.status in ("strong", "alarm"):
        zh.append("新出现")
        en.append("new")
    if found.collective_events:
        zh.append(f"含集体访{found.collective_events}批")
        en.append(f"with {found.collective_events} collective visits")
    if found.driven_by_one_visit:
        zh.append(ONE_VISIT.zh)
        en.append(ONE_VISIT.en)
    return Text("，".join(zh), ", ".join(en))


def hotspot_alarms(scope: Scope) -> Exhibit:
    """Alarms and watches of the week with what they rest on; runs that ended stand below."""
    title = Text("热点警示", "Alarms")
    week = shown_week(scope)
    if not week:
        return _empty("hotspot_alarms", title, NOT_JUDGED)
    names, outcomes = _names(scope), read_outcomes(scope.home)
    found = [h for h in alarms(scope.version, week) if _in_slice(h, scope)]
    open_now = [h for h in found if h.status in ALARMS]
    rows = tuple(_alarm_row(h, names, outcomes) for h in found)
    label = wording.week_label(week)
    new = sum(1 for h in open_now if h.phase == "new")
    head = Text(f"{label.zh}没有警示", f"{label.en}: no alarm")
    if not counted(scope, week)[0]:
        head = Text(f"{label.zh}无法判断", f"{label.en} cannot be judged")
    if open_now:
        head = Text(f"{label.zh}有{len(open_now)}项警示或关注", f"{label.en}: {len(open_now)} alarms or watches")
    said = _quiet(scope, week)
    if open_now:
        said = Text(f"其中新出现{new}项。{HEDGE.zh}。", f"{new} of them new. {HEDGE.en.capitalize()}.")
    return Exhibit(
        id="hotspot_alarms",
        title=head,
        sentence=said,
        columns=(
            Column("status", Text("级别", "Level")),
            Column("phase", Text("阶段", "Phase")),
            Column("where", Text("范围", "Where")),
            Column("topic", Text("分类", "Topic")),
            Column("window", Text("窗口", "Window")),
            Column("observed", Text("事项数", "Matters"), "count"),
            Column("expected", Text("预期", "Expected"), "ratio"),
            Column("limit", Text("界限", "Limit"), "count"),
            Column("strength", Text("依据", "Strength")),
            Column("cases", Text("件次", "Cases"), "count"),
            Column("distinct", Text("不同事项", "Distinct matters"), "count", meaning=DISTINCT),
            Column("collective", Text("集体访", "Collective"), "count"),
            Column("one_visit", Text("一次来访", "One visit"), meaning=ONE_VISIT),
            Column("direction", Text("走势", "Direction")),
            Column("first_seen", Text("首次出现", "First seen"), "date"),
            Column("outcome", Text("核实结果", "Outcome")),
            Column("words", Text("说明", "In words")),
        ),
        rows=rows,
        state="ok",
        n=_hit_rate(outcomes),
        notes=(HOW, *_not_evaluated(scope, week), *_replay(scope)),
        footing=_footing(scope),
    )


def spelled_out(listed: Exhibit) -> Exhibit:
    """The list of alarms with the foremost ones in its sentence, for a paper whose table leaves the words out."""
    found = [row.cells[listed.column("words")] for row in listed.rows if row.group == "body"]
    first = [words for words in found[:MOST_SAID] if isinstance(words, Text)]
    if not first:
        return listed
    zh, en = "；".join(t.zh for t in first), "; ".join(t.en for t in first)
    if len(found) > MOST_SAID:
        zh, en = f"{zh}；另有{len(found) - MOST_SAID}项见表", f"{en}; {len(found) - MOST_SAID} more in the table"
    said = listed.sentence
    return replace(listed, sentence=Text(f"{zh}。{said.zh}", f"{en}. {wording.opening(said.en)}"))


def _in_slice(found: Hotspot, scope: Scope) -> bool:
    where = dict(scope.where)
    township, topic = where.get("township"), where.get("topic_1")
    return (township is None or township in found.townships or not found.townships) and (
        topic is None or series_of(scope.version, found)[1] in (None, topic)
    )


def _alarm_row(found: Hotspot, names: dict[str, Text], outcomes: dict[str, str]) -> Row:
    def count(value: int | None) -> Figure:
        return Figure(value, reason="small_cell" if found.is_small else "no_data")

    strength = Text(wording.DASH, wording.DASH)
    if found.recurrence_interval_weeks is not None:
        weeks = wording.count(found.recurrence_interval_weeks)
        strength = Text(f"平均{weeks}周一遇", f"once in {weeks} weeks")
    elif found.p_adjusted is not None:
        strength = p_words(found.p_adjusted)
    # A watch is no alarm: nobody has to look into it.
    outcome = OUTCOMES.get(outcomes.get(found.key, ""), NOTHING if found.status == "watch" else TO_CHECK)
    cells: tuple[Cell, ...] = (
        STATUS[found.status],
        PHASE.get(found.phase or "", NOTHING),
        _where(found, names),
        _topic(found),
        _window(found),
        count(found.observed),
        Figure(found.expected, decimals=1, reason="no_data"),
        Figure(found.limit_count, reason="no_data"),
        strength,
        count(found.cases),
        count(found.distinct_matters),
        count(found.collective_events),
        ONE_VISIT if found.driven_by_one_visit else NOTHING,
        DIRECTION.get(found.direction or "", NOTHING),
        found.first_seen,
        outcome,
        alarm_sentence(found, _where(found, names)),
    )
    return Row(found.key, cells, "below" if found.phase == "ended" else "body", MARKS.get(found.status, ""))


def p_words(p: float) -> Text:
    """An adjusted p-value with three decimals; a smaller one is no 0."""
    if p < LEAST_P:
        return Text(f"校正后p＜{LEAST_P}", f"adjusted p < {LEAST_P}")
    return Text(f"校正后p＝{p:.3f}", f"adjusted p = {p:.3f}")


def counted(scope: Scope, week: str) -> tuple[int, int]:
    """How many series of a week were judged, and how many could not be."""
    number: Counter[bool] = Counter()
    for grain in GRAIN:
        for found in evaluations(scope.version, grain, week):
            number[found.status == "not_evaluated"] += 1
    return number[False], number[True]


def _quiet(scope: Scope, week: str) -> Text:
    known, unknown = counted(scope, week)
    return Text(
        f"共判断{known}个序列，另有{unknown}个未评估。",
        f"{known} series were judged, {unknown} more could not be.",
    )


def _not_evaluated(scope: Scope, week: str) -> tuple[Text, ...]:
    """What could not be evaluated, by grain, because of what."""
    zh, en = [], []
    for grain, name in GRAIN.items():
        why = Counter(h.reason or "" for h in evaluations(scope.version, grain, week) if h.status == "not_evaluated")
        for reason, number in sorted(why.items()):
            how_many = ("", "") if grain == "scan" else (f"{number}个", f", {number}")
            zh.append(f"{name.zh}{how_many[0]}，因{REASON[reason].zh}")
            en.append(f"{name.en}{how_many[1]}, because: {REASON[reason].en}")
    if not zh:
        return ()
    return (Text(f"未评估：{'；'.join(zh)}。", f"Not evaluated: {'; '.join(en)}."),)


def _hit_rate(outcomes: dict[str, str]) -> Text | None:
    """How many of the alarms that were looked into were real."""
    if not outcomes:
        return None
    number = {name: sum(1 for outcome in outcomes.values() if outcome == name) for name in OUTCOMES}
    real = wording.percent(number["confirmed"] / len(outcomes))
    zh = "、".join(f"{OUTCOMES[name].zh}{n}项" for name, n in number.items())
    en = ", ".join(f"{OUTCOMES[name].en} {n}" for name, n in number.items())
    return Text(f"已核实{len(outcomes)}项：{zh}；命中率{real}", f"{len(outcomes)} looked into: {en}; hit rate {real}")


def _replay(scope: Scope) -> tuple[Text, ...]:
    """How often the method would have alarmed in this office's own past."""
    shares = [
        (GRAIN[g], weeks, share) for g, (weeks, share) in replay_shares(scope.version).items() if share is not None
    ]
    if not shares:
        return ()
    zh = "；".join(f"{name.zh}{wording.percent(share)}" for name, _, share in shares)
    en = "; ".join(f"{name.en} {wording.percent(share)}" for name, _, share in shares)
    weeks = max(n for _, n, _ in shares)
    return (
        Text(
            f"用本单位过去{weeks}周回放，会出现警示的周所占比率：{zh}。",
            f"Replayed on the office's past {weeks} weeks, share of weeks with an alarm: {en}.",
        ),
    )


def hotspot_map(scope: Scope) -> Exhibit:
    """How unusual the week was for each township, held against its own past; a count shades nothing."""
    title = Text("各属地与自身过去相比", "Each township against its own past")
    week = shown_week(scope)
    if not week:
        return _empty("hotspot_map", title, NOT_JUDGED)
    members = [m for m in townships(scope.version) if m.code not in SPECIAL_CLASSES]
    worst: dict[str, Hotspot] = {}
    for window in WINDOWS:
        for found in evaluations(scope.version, "township", week, window):
            code = found.townships[0] if found.townships else ""
            if code not in worst or _severity(found) < _severity(worst[code]):
                worst[code] = found
    within = _alarms_within(scope, week)
    rows = []
    for member in members:
        judged = worst.get(member.code)
        status = judged.status if judged else "not_evaluated"
        reason = REASON.get(judged.reason or "", NOTHING) if judged else NOTHING
        parts = within.get(member.code, ())
        if parts and (judged is None or _severity(parts[0]) < _severity(judged)):
            # The whole is as usual while a part of it is not: the list of alarms says so, and so does the map.
            status, topics = parts[0].status, list(dict.fromkeys(_topic(h) for h in parts))
            reason = Text("、".join(t.zh for t in topics), ", ".join(t.en for t in topics))
        rows.append(
            Row(
                member.code,
                (
                    wording.member_name(member),
                    STATUS[status]
                    if not reason.zh
                    else Text(f"{STATUS[status].zh}（{reason.zh}）", f"{STATUS[status].en} ({reason.en})"),
                    Figure(judged.observed if judged else None, reason="no_data"),
                    Figure(judged.expected if judged else None, decimals=1, reason="no_data"),
                    DIRECTION.get((judged.direction if judged else "") or "", NOTHING),
                ),
                mark=MARKS.get(status, ""),
            )
        )
    alarmed = sum(1 for row in rows if row.mark == "alarm")
    watched = sum(1 for row in rows if row.mark == "watch")
    label = wording.week_label(week)
    said = Text(
        "各属地及其各类都在自身平常范围内。", "All townships and their topics are within their own usual range."
    )
    unknown = sum(1 for row in rows if not row.mark)
    if unknown:
        known = len(rows) - unknown
        said = Text(
            f"能判断的{known}个属地都在自身平常范围内；{unknown}个未评估。",
            f"The {known} townships that can be judged are within their own usual range; {unknown} cannot be.",
        )
    if unknown == len(rows):
        said = Text("没有属地可以判断，原因见数据表。", "No township can be judged; the table says why.")
    if alarmed or watched:
        said = Text(
            f"本属地或其某一分类超出自身平常范围：警示{alarmed}个属地，关注{watched}个。",
            f"Beyond their own range, as a whole or in a topic: {alarmed} with an alarm, {watched} with a watch.",
        )
    return Exhibit(
        id="hotspot_map",
        title=Text(f"{label.zh}：{title.zh}", f"{label.en}: {title.en}"),
        sentence=said,
        columns=(
            Column("township", Text("属地", "Township")),
            Column("status", Text("与自身过去相比", "Against its own past")),
            Column("observed", Text("事项数", "Matters"), "count"),
            Column("expected", Text("预期", "Expected"), "ratio"),
            Column("direction", Text("走势", "Direction")),
        ),
        rows=tuple(rows),
        chart="map",
        notes=(HOW,),
        footing=_footing(scope),
        outlines=outlines(scope.home, members),
    )


def _alarms_within(scope: Scope, week: str) -> dict[str, tuple[Hotspot, ...]]:
    """The alarms and watches of a week by township, the strongest first."""
    found: dict[str, tuple[Hotspot, ...]] = {}
    for alarm in alarms(scope.version, week):
        for code in alarm.townships if alarm.status in ALARMS else ():
            found[code] = (*found.get(code, ()), alarm)
    return found


def _severity(found: Hotspot) -> int:
    order = (*ALARMS, "none", "not_evaluated")
    return order.index(found.status)


def hotspot_matrix(scope: Scope) -> Exhibit:
    """Township by topic: how unusual each cell is for itself; small cells are not shown."""
    title = Text("属地×分类：哪些格子超出自身平常？", "Township × topic: which cells are beyond their own range?")
    week = shown_week(scope)
    if not week:
        return _empty("hotspot_matrix", title, NOT_JUDGED)
    # Four weeks: in one week most cells of a county are empty.
    found = evaluations(scope.version, "township_topic_1", week, 4) or evaluations(
        scope.version, "township_topic_1", week
    )
    if not found:
        return _empty("hotspot_matrix", title, Text("没有可判断的格子", "no cell can be judged"))
    names = _names(scope)
    judged = {h.topic_1 for h in found} - SPECIAL_CLASSES.keys()
    topics = [topic for topic in topics_in_order(scope.version) if topic in judged]
    codes = [code for code in names if code not in SPECIAL_CLASSES]
    at = {(h.townships[0], h.topic_1): h for h in found if h.townships}
    rows = tuple(Row(code, (names[code], *(_cell(at.get((code, topic))) for topic in topics))) for code in codes)
    grade = {key: h.status for key, h in at.items()}
    for code, alarms_here in _alarms_within(scope, week).items():
        for alarm in reversed(alarms_here):  # the strongest last; of a scan or a finer topic: in the cell that holds it
            key = (code, series_of(scope.version, alarm)[1])
            if key not in at or _severity(alarm) < _severity(at[key]):
                grade[key] = alarm.status
    grades = {code: tuple(grade.get((code, topic), "") for topic in topics) for code in codes}
    alarmed = sum(1 for row in grades.values() for status in row if status in ("strong", "alarm"))
    window = _window(found[0])
    return Exhibit(
        id="hotspot_matrix",
        title=title,
        sentence=Text(
            f"截至{wording.week_label(week).zh}的{window.zh}：{f'{alarmed}个格子或其下的细类有警示' if alarmed else '没有格子有警示'}。数为不同事项，<3不显示具体数。",
            f"{window.en} to {wording.week_label(week).en}: cells with an alarm, also of a finer topic: {alarmed}. Distinct matters; <3 are not shown.",
        ),
        columns=(
            Column("township", Text("属地", "Township")),
            *(Column(topic, Text(topic, topic), "count") for topic in topics),
        ),
        rows=rows,
        chart="matrix",
        notes=(
            HOW,
            Text(
                "颜色只表示与自身过去相比是否异常，不表示多少。",
                "Colour says how unusual a cell is for itself, not how many.",
            ),
        ),
        footing=_footing(scope),
        grades=grades,
    )


def _cell(found: Hotspot | None) -> Figure:
    if found is None:
        return Figure(0)
    if found.is_small:
        return Figure(None, reason="small_cell")
    return Figure(found.observed, reason="no_data")


def hotspot_series(scope: Scope) -> Exhibit:
    """The judged weeks of one series: what came, what was expected, and the limit."""
    title = Text("逐周：来了多少，预期多少，界限多少？", "By week: seen, expected, limit")
    weeks = judged_weeks(scope.version)
    if not weeks:
        return _empty("hotspot_series", title, NOT_JUDGED)
    where = dict(scope.where)
    township, topic = where.get("township"), where.get("topic_1")
    if township is None and topic is None:
        leading = next(iter(alarms(scope.version, shown_week(scope))), None)
        if leading is not None:
            township, topic = series_of(scope.version, leading)
    if township is None and topic is None:
        return _empty(
            "hotspot_series",
            title,
            Text("在图或表中选择属地或分类后显示其序列", "choose a township or topic to see its series"),
        )
    grain = "township_topic_1" if township and topic else "township" if township else "county_topic_1"
    names = _names(scope)
    rows = []
    for week in weeks:
        found = next(
            (h for h in evaluations(scope.version, grain, week)
             if (not township or township in h.townships) and (not topic or h.topic_1 == topic)),
            None,
        )  # fmt: skip
        if found is None:
            continue
        rows.append(
            Row(
                week,
                (
                    wording.week_label(week),
                    found.week_start,
                    found.week_start + timedelta(days=6),
                    Figure(found.observed, reason="small_cell" if found.is_small else found.reason or "no_data"),
                    Figure(found.expected, decimals=1, reason="no_data"),
                    Figure(found.limit_count, reason="no_data"),
                    STATUS[found.status],
                ),
                mark=MARKS.get(found.status, ""),
            )
        )
    place = names.get(township or "", COUNTY)
    of = Text(f"{place.zh}“{topic or '各类'}”", f"{place.en}, {topic or 'all topics'}")
    return Exhibit(
        id="hotspot_series",
        title=Text(f"{of.zh}：{title.zh}", f"{of.en}: {title.en}"),
        sentence=Text("柱为当周不同事项数，线为预期，虚线为单个序列的界限；与全部序列一并检验后仍超出、且不少于3个事项，才会警示。",
                      "Bars: distinct matters of the week, line: expected, dashed: limit of this series alone; an alarm has to hold "
                      "when all series are tested together, on at least 3 matters."),
        columns=(
            Column("week", Text("周", "Week")),
            Column("start", Text("起", "From"), "date"),
            Column("end", Text("止", "To"), "date"),
            Column("observed", Text("事项数", "Matters"), "count", MATTERS),
            Column("expected", Text("预期", "Expected"), "ratio"),
            Column("limit", Text("界限", "Limit"), "count"),
            Column("status", Text("判断", "Verdict")),
        ),
        rows=tuple(rows),
        chart="limits",
        state="ok" if rows else "empty",
        reason=None if rows else Text("该序列没有可判断的周", "no week of this series was judged"),
        notes=(HOW,),
        footing=_footing(scope),
    )  # fmt: skip
