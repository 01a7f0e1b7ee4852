"""Numbers, dates, changes and reasons in the words of the office, zh and en.

Belongs here: the one way to write a figure. Does not belong here: which figures an exhibit holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Language, Metric, Text
from warehouse.catalogue.reasons import reason_text
from warehouse.catalogue.shareable import describe_list
from warehouse.exhibits.model import Cell, Figure, Pair
from warehouse.home import Configuration
from warehouse.query.compare import Change
from warehouse.query.context import Member
from warehouse.query.screening import Method

DASH = "—"
SMALL = "<3"
BEYOND = "*"  # behind a change that chance does not explain
LAST_WEEK = Text("上周", "last week")
DAY = "%Y-%m-%d"

SUPPRESSED = Text("不足3个事项，不显示具体数", "fewer than 3 matters, the figure is not shown")

BASES: dict[str, dict[str, Text]] = {
    "first_basis": {
        "national_flag": Text("初件与重件按全国初次标志", "first and repeat by the national flag"),
        "local_flag": Text("初件与重件按本机构初重标志", "first and repeat by the office's own flag"),
        "linkage": Text("初件与重件按同一事项的关联件推定", "first and repeat by linked cases of one matter"),
        "none": Text("导出表不能区分初件与重件", "first and repeat cannot be told apart"),
    },
    "organ_basis": {
        "registered_class": Text("按登记机构类别取信访工作机构登记件", "petition organ by exported class"),
        "department_table": Text("按责任单位表取信访工作机构登记件", "petition organ by the unit table"),
        "not_applied": Text("未区分登记机构", "registering organ not told apart"),
    },
    "deadline_basis": {
        "exported_else_computed": Text("期限以导出的限办日期为准，缺者按条例推算", "exported, else by regulation"),
        "computed": Text("期限按条例自受理之日推算", "deadline computed by regulation from acceptance"),
    },
    "reply_basis": {
        "replied_else_closed": Text("以首次答复为准，缺者用首次办结", "first reply, else first closing"),
        "closed": Text("无答复时间，以首次办结代替", "no reply exported, first closing instead"),
    },
    "evaluation_basis": {
        "exported_else_computed": Text("评价截止以导出为准，缺者自办结起推算", "exported deadline, else from closing"),
        "computed": Text("评价截止自办结起推算", "evaluation deadline counted from closing"),
    },
    "matter_basis": {
        "declared_linked": Text("同一事项按事项编号和关联件编号认定", "matters by matter number and related case"),
        "declared_linked_derived": Text(
            "同一事项按事项编号、关联件编号认定，缺者按化名、分类、属地和内容相似推定",
            "matters by matter number and related case, else derived from pseudonym, topic, township and likeness of text",
        ),
        "derived": Text(
            "同一事项按化名、分类、属地和内容相似推定", "matters derived from pseudonym, topic, township and likeness of text"
        ),
        "none": Text("导出表不能认定同一事项", "matters cannot be told"),
    },
    "level_basis": {
        "destination_else_registered": Text("层级以走访层级为准，缺者用登记机构级别", "level visited, else of registration"),
        "registered": Text("导出表无走访层级，层级为登记机构级别", "level visited not exported, that of registration"),
    },
    "skip_level_basis": {
        "flag": Text("越级以导出的标志为准", "skipped levels as flagged in the export"),
        "flag_else_levels": Text(
            "越级以导出的标志为准，缺者按走访层级与责任单位层级推定",
            "skipped levels as flagged, else by the level visited against that of the responsible unit",
        ),
        "levels": Text(
            "无越级标志，按走访层级与责任单位层级推定",
            "no skip-level flag exported: the level visited against that of the responsible unit",
        ),
    },
}  # fmt: skip


def show(cell: Cell, lang: Language) -> str:
    """A cell as a reader sees it; a blank figure is a dash, never 0."""
    if cell is None:
        return ""
    if isinstance(cell, Text):
        return cell(lang)
    if isinstance(cell, date):
        return cell.strftime(DAY)
    if isinstance(cell, Figure):
        return _figure(cell)
    if isinstance(cell, Pair):
        return f"{_figure(cell.first)} / {_figure(cell.second)}"
    return cell


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return SMALL if figure.reason == "small_cell" else DASH
    if figure.is_change:
        return signed_percent(figure.value) + (BEYOND if is_beyond_chance(figure) else "")
    return percent(figure.value) if figure.is_rate else number(figure.value, figure.decimals)


def is_beyond_chance(change: Figure) -> bool:
    """Whether chance alone would not have made a change: its interval leaves out 0."""
    return change.low is not None and change.high is not None and not change.low <= 0 <= change.high


_ENGLISH_MARKS = {"，": ", ", "；": "; ", "、": ", ", "：": ": ", "。": ". "}


def mark(sign: str, lang: Language) -> str:
    """A punctuation mark between two texts, as the language writes it."""
    return sign if lang == "zh" else _ENGLISH_MARKS[sign]


def bracketed(text: str, lang: Language) -> str:
    """A text in brackets that follows another one."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def opening(text: str) -> str:
    """A text that opens a line or a sentence, with a capital where its language has them."""
    return text[:1].upper() + text[1:]


def count(value: float) -> str:
    """A whole number."""
    return f"{value:,.0f}".replace("-", "−")


def number(value: float, decimals: int) -> str:
    """A number with so many decimals."""
    return count(value) if not decimals else f"{value:,.{decimals}f}".replace("-", "−")


def percent(value: float) -> str:
    """A share with one decimal."""
    return f"{value * 100:.1f}%"


def signed_percent(value: float) -> str:
    """A relative difference with one decimal and its sign; no sign on 0."""
    shown = f"{value * 100:+.1f}%"
    return percent(0) if shown in ("+0.0%", "-0.0%") else shown.replace("-", "−")


def interval(figure: Figure) -> str:
    """The 95 % interval of a figure; empty when it has none."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    if figure.is_rate:
        return f"{figure.low * 100:.1f}–{percent(figure.high)}"
    return "–".join(number(limit, max(1, figure.decimals)) for limit in (figure.low, figure.high))


def blank(reason: str) -> Text:
    """Why a figure is blank."""
    if reason == "small_cell":
        return SUPPRESSED
    text = reason_text(reason)
    if reason == "not_shared":
        listed = describe_list()
        return Text(f"{text.zh}。共享版只有这些表：{listed.zh}", f"{text.en}. It has: {listed.en}")
    return text


def explanation(figure: Figure, lang: Language) -> str:
    """What stands behind a figure: base and interval, or why it is blank."""
    if figure.value is None:
        return blank(figure.reason or "no_data")(lang)
    parts = []
    if figure.denominator is not None and figure.numerator is not None:
        parts.append(f"{count(figure.numerator)}/{count(figure.denominator)}")
    limits = interval(figure)
    if limits:
        parts.append(f"95%区间 {limits}" if lang == "zh" else f"95 % interval {limits}")
    return "，".join(parts) if lang == "zh" else ", ".join(parts)


def span(start: date, end: date) -> Text:
    """A stretch of days, both included."""
    if start.year == end.year:
        zh = f"{start.year}年{start.month}月{start.day}日至{end.month}月{end.day}日"
    else:
        zh = f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"
    return Text(zh, f"{start:%Y-%m-%d} to {end:%Y-%m-%d}")


def month_label(month: str) -> Text:
    """`2026-10` in words."""
    year, _, number = month.partition("-")
    return Text(f"{year}年{int(number)}月", f"{date(int(year), int(number), 1):%B %Y}")


def week_label(week: str) -> Text:
    """`2026-W46` in words."""
    year, _, number = week.partition("-W")
    return Text(f"{year}年第{int(number)}周", f"Week {int(number)} of {year}") if number else Text(week, week)


BANDS = {
    "better": Text("优于预期", "better than expected"),
    "as_expected": Text("符合预期", "as expected"),
    "worse": Text("低于预期", "worse than expected"),
}
RANK_STATES = {
    "ranked": Text("", ""),
    "too_few": Text("样本不足", "too few cases"),
    "own_business": Text("业务独有", "own business"),
    "pending": Text("待核", "to be checked"),
}


def band(name: str | None, hint: str | None) -> Text:
    """The band of a unit; a hint lies between the 95 % and the 99.8 % limit."""
    if name is None:
        return Text(DASH, DASH)
    if hint is None or hint == name:
        return BANDS[name]
    return Text(f"{BANDS[name].zh}（提示：{BANDS[hint].zh}）", f"{BANDS[name].en} (hint: {BANDS[hint].en})")


def backtest_words(methods: Sequence[Method], beats_long_run_share: bool | None) -> Text:
    """What the forecast of first matters was worth on past periods, said plainly."""
    own = next((m for m in methods if m.method == "expected_load"), None)
    plain = next((m for m in methods if m.method == "long_run_share"), None)
    if own is None or plain is None or own.hit_rate is None or plain.hit_rate is None:
        return Text("预计量没有可回测的过去时段，仅供参考。", "The forecast has no past period to be tested on.")
    zh = f"预计量在过去{own.past_periods}个时段的命中率为{percent(own.hit_rate)}，长期占比为{percent(plain.hit_rate)}"
    en = f"On {own.past_periods} past periods the forecast hit {percent(own.hit_rate)}, the long-run share {percent(plain.hit_rate)}"
    if beats_long_run_share:
        return Text(f"{zh}，预计量更准。", f"{en}: the forecast is better.")
    if beats_long_run_share is None:
        return Text(f"{zh}；时段太少，不能判断优劣。", f"{en}; too few periods to say which is better.")
    return Text(
        f"{zh}；预计量并不优于长期占比，请勿据此调配力量。", f"{en}; the forecast does not beat the long-run share."
    )


def member_name(member: Member) -> Text:
    """A township or unit; special classes have a name in both languages."""
    return SPECIAL_CLASSES.get(member.code, Text(member.name, member.name))


UNMOVED: dict[str, Text] = {
    "unknown": Text("无从比较", "cannot be compared"),
    "both_zero": Text("均为0", "0 in both"),
    "within_chance": Text(
        "与{against}基本持平（差异在正常波动范围内）", "about the same as {against} (within normal variation)"
    ),
    "incomplete": Text("{against}的数据不全，不判断增减", "data of {against} are incomplete, no change is claimed"),
}


def change_words(
    change: Change, unit: Text, *, is_rate: bool = False, against: Text = LAST_WEEK, decimals: int = 0
) -> Text:
    """What may be said of a change against another stretch; no verdict where chance can explain it."""
    if change.verdict in UNMOVED:
        said = UNMOVED[change.verdict]
        return Text(said.zh.format(against=against.zh), said.en.format(against=against.en))
    if change.verdict == "new":
        amount = count(change.difference or 0)
        return Text(f"{against.zh}为0，新增{amount}{unit.zh}", f"new: {amount} {unit.en}, none {against.en}")
    if change.verdict == "not_judged" and not change.difference:
        return Text(f"与{against.zh}相同", f"same as {against.en}")
    return _moved(change, unit, is_rate, against, decimals)


def _moved(change: Change, unit: Text, is_rate: bool, against: Text, decimals: int) -> Text:
    difference = change.difference or 0
    if is_rate:
        amount = Text(f"{abs(difference) * 100:.1f}个百分点", f"{abs(difference) * 100:.1f} points")
    else:
        size = number(abs(difference), decimals)
        amount = Text(f"{size}{unit.zh}", f"{size} {unit.en}")
    is_judged = change.verdict != "not_judged"
    share = signed_percent(change.ratio - 1) if change.ratio is not None and is_judged else ""
    more = Text("增加", "more") if difference > 0 else Text("减少", "fewer")
    zh = f"较{against.zh}{more.zh}{amount.zh}" + (f"（{share}）" if share else "")
    en = f"{amount.en} {more.en} than {against.en}" + (f" ({share})" if share else "")
    if is_judged:
        return Text(f"{zh}，超出正常波动范围", f"{en}, beyond normal variation")
    return Text(f"{zh}（人次不判断波动）", f"{en} (persons are not judged for chance)")


AGAINST: dict[str, Text] = {
    "previous": Text("上一时段", "time before"),
    "year": Text("上年同期", "a year before"),
}


def short_change(change: Change, unit: Text, *, is_rate: bool = False, decimals: int = 0) -> Text:
    """A change in a cell of a table: its size, with the decimals of its figure, and whether chance can explain it."""
    match change.verdict:
        case "unknown":
            return Text("无从比较", "cannot be compared")
        case "both_zero":
            return Text("均为0", "0 in both")
        case "within_chance":
            return Text("正常波动范围内", "within normal variation")
        case "incomplete":
            return Text("对比时段数据不全", "data of the other period incomplete")
    difference = change.difference or 0
    sign = "+" if difference > 0 else "−"
    size = number(abs(difference), decimals)
    amount = Text(f"{sign}{size}{unit.zh}", f"{sign}{size} {unit.en}")
    if is_rate:
        points = f"{sign}{abs(difference) * 100:.1f}"
        amount = Text(f"{points}个百分点", f"{points} points")
    if change.verdict in ("up", "down"):
        return Text(f"{amount.zh}，超出正常波动", f"{amount.en}, beyond normal variation")
    return amount


def excluded_words(metric: Metric, excluded: dict[str, int]) -> Text | None:
    """How many records a figure leaves out, by reason, in the order in which the reasons are tested."""
    known = [r for r in (*metric.reasons, *excluded) if excluded.get(r)]
    reasons = list(dict.fromkeys(known))
    if not reasons:
        return None
    zh = "；".join(f"{reason_text(r).zh}（{count(excluded[r])}件）" for r in reasons)
    en = "; ".join(f"{reason_text(r).en} ({count(excluded[r])})" for r in reasons)
    return Text(f"{metric.name.zh}未计入：{zh}。", f"{metric.name.en} leaves out: {en}.")


def basis_words(basis: str, configuration: Configuration) -> tuple[Text, ...]:
    """The footing of a figure in words, from the `name=value; …` of a query's answer."""
    words = []
    for entry in basis.split("; "):
        name, _, value = entry.partition("=")
        if name == "office_rule":
            words.append(_office_rule(value, configuration))
        elif value in BASES.get(name, {}):
            words.append(BASES[name][value])
    return tuple(words)


def _office_rule(value: str, configuration: Configuration) -> Text:
    sources = [rule.source for rule in configuration.clocks if rule.id in value.split("+")]
    named = [source for source in sources if source] or [value]
    return Text(f"办理动作的期限按{'、'.join(named)}", f"limit of the office's act by {', '.join(named)}")


def deadline_rule_words(rule: str, configuration: Configuration) -> Text:
    """Which rule made a deadline."""
    base, _, extension = rule.partition("+")
    base, _, inferred = base.partition(":")
    if base == "exported":
        text = Text("导出的限办日期", "exported deadline")
    else:
        source = next((r.source for r in configuration.clocks if r.id == base and r.source), base)
        text = Text(source, source)
    if inferred:
        text = Text(f"{text.zh}（推定）", f"{text.en} (inferred)")
    return Text(f"{text.zh}，已延期", f"{text.en}, extended") if extension else text


def listed(names: Sequence[Text], limit: int = 5) -> Text:
    """A list of names, cut after some with their number."""
    shown = names[:limit]
    zh, en = "、".join(n.zh for n in shown), ", ".join(n.en for n in shown)
    if len(names) > limit:
        return Text(f"{zh}等{len(names)}个", f"{en} and {len(names) - limit} more")
    return Text(zh, en)
