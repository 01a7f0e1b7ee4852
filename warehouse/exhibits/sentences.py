"""What a paper may say of its figures: hedged by the interval, without a cause, blank with its reason. Pure.

Belongs here: sentences made of figures. Does not belong here: queries, tables, single numbers (wording.py).
Counts of need have a fixed order and no verdict but the change; nothing here ranks places, units or persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warehouse.calendar import Period
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording
from warehouse.exhibits.model import Figure
from warehouse.query.compare import Change

NOTHING = Text("", "")
FEW = 10  # on a smaller base a rate is given by its numerator and denominator only
MOST = 0.5  # collective visits are set apart when they hold at least this share of all person-times
Compared = tuple[Text, Change]  # with what, and how it changed


def sentence(*clauses: Text, mark: str = "，") -> Text:
    """Clauses as one sentence; empty ones are left out."""
    kept = [clause for clause in clauses if clause.zh]
    if not kept:
        return NOTHING
    english = ("; " if mark == "；" else ", ").join(clause.en for clause in kept)
    return Text(f"{mark.join(clause.zh for clause in kept)}。", f"{english[0].upper()}{english[1:]}.")


def amount(figure: Figure, unit: Text) -> Text:
    """A count with its unit, or why there is none."""
    if figure.value is None:
        reason = wording.blank(figure.reason or "no_data")
        return Text(f"无数据（{reason.zh}）", f"no figure ({reason.en})")
    return Text(f"{wording.count(figure.value)}{unit.zh}", f"{wording.count(figure.value)} {unit.en}")


def day(iso: str) -> Text:
    """A day as an office writes it, from 2026-10-31."""
    year, month, number = (int(part) for part in iso.split("-"))
    return Text(f"{year}年{month}月{number}日", iso)


def compared(change: Change, unit: Text, against: Text) -> Text:
    """A change in words; a stretch that the data do not reach is named."""
    if change.verdict == "unknown":
        return Text(f"没有{against.zh}的数据", f"no data of {against.en}")
    if change.verdict == "both_zero":
        return Text(f"与{against.zh}均为0", f"0, as {against.en}")
    return wording.change_words(change, unit, against=against)


def total(name: Text, unit: Text, this: Text, figure: Figure, against: Sequence[Compared], until: date | None) -> Text:
    """The headline of a period with its changes; `until` is the last day of a period that is not over yet."""
    said = amount(figure, unit)
    head = Text(f"{this.zh}{name.zh}{said.zh}", f"{this.en} {name.en}: {said.en}")
    if until is not None:
        head = Text(
            f"{this.zh}尚未结束，截至{until.month}月{until.day}日{name.zh}{said.zh}",
            f"{this.en} is not over; {name.en} up to {until:%Y-%m-%d}: {said.en}",
        )
    if figure.value is None:
        return sentence(head)
    if len(against) > 1 and all(change.verdict == "within_chance" for _, change in against):
        names = wording.listed([name for name, _ in against])
        even = Text(
            f"与{names.zh}均基本持平（差异在正常波动范围内）", f"about the same as {names.en} (within normal variation)"
        )
        return sentence(head, even)
    return sentence(head, *(compared(change, unit, other) for other, change in against))


def working_days(stretches: Sequence[tuple[Text, int | None]]) -> Text:
    """How many working days each stretch had, where they differ; nothing where one is not known."""
    known = [(name, days) for name, days in stretches if days is not None]
    if len(known) < len(stretches) or len({days for _, days in known}) == 1:
        return NOTHING
    return sentence(*(Text(f"{name.zh}{days}个工作日", f"{name.en}: {days} working days") for name, days in known))


def visits(events: Figure, persons: Figure, collective: tuple[Figure, Figure] | None, units: tuple[Text, Text]) -> Text:
    """Visits and person-times; person-times are read beside the collective visits that hold most of them.

    Args:
        events: visit events.
        persons: person-times.
        collective: events and person-times of collective visits, None where they are not known.
        units: the unit of events and of person-times.
    """
    if events.value is None:
        said = amount(events, NOTHING)
        return sentence(Text(f"来访{said.zh}", f"visits: {said.en}"))
    if not events.value:
        return sentence(Text("没有来访", "no visit"))
    said_events, said_persons = amount(events, units[0]), amount(persons, units[1])
    head = Text(f"来访{said_events.zh}、{said_persons.zh}", f"visits: {said_events.en} with {said_persons.en}")
    if persons.value is None:
        head = Text(f"来访{said_events.zh}，人次{said_persons.zh}", f"visits: {said_events.en}; {said_persons.en}")
    return sentence(head, *_collective(events, persons, collective, units))


def _collective(
    events: Figure, persons: Figure, collective: tuple[Figure, Figure] | None, units: tuple[Text, Text]
) -> list[Text]:
    if collective is None or collective[0].value is None:
        return []
    groups, members = collective
    if not groups.value:
        return [Text("其中没有集体访", "none of them collective")]
    said = amount(groups, units[0])
    of_them = Text(f"其中集体访{said.zh}", f"of them collective: {said.en}")
    if members.value is None or not persons.value:
        return [of_them]
    said_members = amount(members, units[1])
    of_them = Text(f"{of_them.zh}、{said_members.zh}", f"{of_them.en} with {said_members.en}")
    if members.value / persons.value < MOST:
        return [of_them]
    rest = Figure((events.value or 0) - groups.value), Figure(persons.value - members.value)
    without = tuple(amount(figure, unit) for figure, unit in zip(rest, units, strict=True))
    set_apart = Text(
        f"人次主要来自集体访，不含集体访为{without[0].zh}、{without[1].zh}",
        f"most person-times come from them; without them {without[0].en} with {without[1].en}",
    )
    return [of_them, set_apart]


def first_and_repeat(first: Figure, repeat: Figure, unknown: Figure, unit: Text) -> Text:
    """First and repeat cases, and those of which it is not known."""
    if first.value is None or repeat.value is None:
        blank = first if first.value is None else repeat
        reason = wording.blank(blank.reason or "no_data")
        return sentence(Text(f"初件与重件无数据（{reason.zh}）", f"first and repeat cases: no figure ({reason.en})"))
    clauses = [
        Text(f"初件{amount(first, unit).zh}、重件{amount(repeat, unit).zh}",
             f"first: {amount(first, unit).en}, repeat: {amount(repeat, unit).en}")
    ]  # fmt: skip
    if unknown.value:
        said = amount(unknown, unit)
        clauses.append(Text(f"另有{said.zh}初重未知", f"{said.en} not known to be either"))
    return sentence(*clauses)


def in_fixed_order(what: Text, parts: Sequence[tuple[Text, Figure]], unit: Text) -> Text:
    """Counts by class, in the order of the code list; classes without any are not named."""
    blank = next((figure for _, figure in parts if figure.value is None and figure.reason != "small_cell"), None)
    if blank is not None:
        said = amount(blank, unit)
        return sentence(Text(f"{what.zh}{said.zh}", f"{what.en}: {said.en}"))
    named = [(name, figure) for name, figure in parts if figure.value != 0]
    if not named:
        return sentence(Text(f"{what.zh}均为0", f"{what.en}: 0 in every class"))
    zh = "、".join(f"{name.zh}{_shown(figure, unit).zh}" for name, figure in named)
    en = ", ".join(f"{name.en} {_shown(figure, unit).en}" for name, figure in named)
    return sentence(Text(f"{what.zh}：{zh}", f"{what.en}: {en}"))


def _shown(figure: Figure, unit: Text) -> Text:
    """A count with its unit; a small cell is `<3`, never its number."""
    if figure.value is None:
        return Text(f"{wording.SMALL}{unit.zh}", f"{wording.SMALL} {unit.en}")
    return amount(figure, unit)


def beyond_chance(changes: Sequence[Compared], unit: Text, against: Text, classes: Text) -> Text:
    """Which classes changed beyond chance against another stretch, in their fixed order; the others are only counted.

    Args:
        changes: name of the class and its change.
        unit: of the counts.
        against: the other stretch.
        classes: what the classes are called, with their measure word: 类问题.
    """
    known = [(name, change) for name, change in changes if change.verdict != "unknown"]
    if not known:
        return sentence(Text(f"没有{against.zh}的数据，不作比较", f"no data of {against.en}, not compared"))
    moved = [(name, change) for name, change in known if change.verdict in ("up", "down")]
    if not moved:
        return sentence(
            Text(
                f"与{against.zh}相比，各{classes.zh.removeprefix('类')}的差异均在正常波动范围内",
                f"no {classes.en} differ from {against.en} beyond normal variation",
            )
        )
    zh = "、".join(f"{name.zh}（{_moved(change, unit).zh}）" for name, change in moved)
    en = ", ".join(f"{name.en} ({_moved(change, unit).en})" for name, change in moved)
    clauses = [
        Text(
            f"与{against.zh}相比，超出正常波动范围的有：{zh}",
            f"beyond normal variation against {against.en}: {en}",
        )
    ]
    rest = len(known) - len(moved)
    if rest:
        clauses.append(Text(f"其余{rest}{classes.zh}在正常波动范围内", f"the other {rest} {classes.en} within it"))
    return sentence(*clauses, mark="；")


def _moved(change: Change, unit: Text) -> Text:
    difference = abs(change.difference or 0)
    more = Text("增加", "more") if change.verdict == "up" else Text("减少", "fewer")
    share = wording.show(Figure((change.ratio or 0) - 1, is_rate=True, is_change=True), "zh")
    counted = wording.count(difference)
    return Text(f"{more.zh}{counted}{unit.zh}，{share}", f"{counted} {unit.en} {more.en}, {share}")


def rate(name: Text, figure: Figure) -> Text:
    """A rate with its base and interval; on a small base only the base, on none the reason."""
    if figure.value is None:
        reason = wording.blank(figure.reason or "no_data")
        return Text(f"{name.zh}无数据（{reason.zh}）", f"{name.en}: no figure ({reason.en})")
    base = f"{wording.count(figure.numerator or 0)}/{wording.count(figure.denominator or 0)}"
    if (figure.denominator or 0) < FEW:
        return Text(f"{name.zh}{base}", f"{name.en} {base}")
    shown = wording.percent(figure.value)
    return Text(
        f"{name.zh}{shown}（{base}，95%区间{wording.interval(figure)}）",
        f"{name.en} {shown} ({base}, 95 % interval {wording.interval(figure)})",
    )


def rates(this: Text, named: Sequence[tuple[Text, Figure]]) -> Text:
    """Rates of handling, one clause each; why some have no rate is said once."""
    first, *others = [rate(name, figure) for name, figure in named]
    clauses = [Text(f"{this.zh}{first.zh}", f"{this.en}: {first.en}"), *others]
    if any(figure.value is not None and (figure.denominator or 0) < FEW for _, figure in named):
        last = clauses.pop()
        few = Text(
            f"基数不足{FEW}件的只列件数，比率和区间见表", f"on a base below {FEW} counts only, rates in the table"
        )
        clauses.append(Text(f"{last.zh}（{few.zh}）", f"{last.en} ({few.en})"))
    return sentence(*clauses, mark="；")


def blanks(entries: Sequence[tuple[str, Sequence[Text]]]) -> Text:
    """Why figures of a table are blank.

    Args:
        entries: reasons, each with the rows or columns that it explains.
    """
    said = []
    for reason, names in entries:
        why, rows = wording.blank(reason), wording.listed(names, limit=len(names))
        said.append(Text(f"{rows.zh}，{why.zh}", f"{rows.en}, {why.en}"))
    if not said:
        return NOTHING
    zh, en = "；".join(text.zh for text in said), "; ".join(text.en for text in said)
    return Text(f"“{wording.DASH}”的原因：{zh}。", f"Blank ({wording.DASH}): {en}.")


def ahead(days: Period, due: Sequence[tuple[Text, Figure, Text]], units: int) -> Text:
    """What falls due in the days ahead, and with how many units it lies.

    Args:
        days: the days ahead.
        due: what falls due, how many, and in which unit of counting.
        units: responsible units that hold any of it.
    """
    known = [(name, figure, unit) for name, figure, unit in due if figure.value is not None]
    when = wording.span(days.start, days.end)
    if not known:
        return sentence(Text("到期情况无数据", "what falls due is not known"))
    some = [entry for entry in known if entry[1].value]
    if not some:
        return sentence(Text(f"{when.zh}没有到期事项", f"nothing falls due, {when.en}"))
    zh = "、".join(f"{name.zh}{amount(figure, unit).zh}" for name, figure, unit in some)
    en = ", ".join(f"{name.en}: {amount(figure, unit).en}" for name, figure, unit in some)
    return sentence(
        Text(f"{when.zh}到期：{zh}", f"falling due {when.en}: {en}"),
        Text(f"涉及{units}个单位", f"with {units} units") if units else NOTHING,
    )


def ledger_rate(name: Text, figure: Figure) -> Text:
    """A rate of a ledger with its base; on a small base only the base."""
    base = f"{wording.count(figure.numerator or 0)}/{wording.count(figure.denominator or 0)}"
    shown = base if (figure.denominator or 0) < FEW else f"{wording.percent(figure.value or 0)}（{base}）"
    return Text(f"{name.zh}{shown}", f"{name.en} {shown.replace('（', ' (').replace('）', ')')}")


def ledger(entries: Sequence[tuple[Text, Figure, Text]]) -> Text:
    """Figures of a ledger in the order of the book; what the exports do not carry is named once, at the end.

    A figure without a name of its own goes on from the one before: 领导接访3批次、5人次.
    """
    missing = [name for name, figure, _ in entries if figure.value is None and name.zh]
    clauses: list[Text] = []
    for name, figure, unit in entries:
        if figure.value is None:
            continue
        said = amount(figure, unit)
        if not name.zh:
            clauses[-1] = Text(f"{clauses[-1].zh}、{said.zh}", f"{clauses[-1].en} with {said.en}")
        elif figure.is_rate:
            clauses.append(ledger_rate(name, figure))
        else:
            clauses.append(Text(f"{name.zh}{said.zh}", f"{name.en} {said.en}"))
    if missing:
        names = wording.listed(missing, limit=len(missing))
        clauses.append(Text(f"无数据：{names.zh}", f"no figure: {names.en.replace(':', '')}"))
    return sentence(*clauses, mark="；")
