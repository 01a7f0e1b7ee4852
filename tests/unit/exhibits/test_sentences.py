"""Sentences of papers against what a careful clerk would write, situation by situation, written by hand.

Limits of the verdicts are those of the exact conditional interval, worked out apart from the code: 12 against 20 of
32 lies within chance, 20 against 45 does not, and so on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from warehouse.calendar import Period
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import Figure, sentences, wording
from warehouse.exhibits.changes import change_cell, change_of
from warehouse.exhibits.handling import mark
from warehouse.query.compare import Change, compare_counts, compare_rates

CASES, VISITS, PERSONS = (METRICS[m].unit for m in ("cases", "visit_events", "visit_persons"))
TOTAL = METRICS["cases"].name
WEEK, LAST, YEAR_AGO = Text("本周", "this week"), Text("上周", "last week"), Text("去年同期", "a year ago")
SAME_DAYS = Text("上周同日数", "the same days of last week")
JANUARY, FEBRUARY = Period("", date(2026, 1, 1), date(2026, 1, 31)), Period("", date(2026, 2, 1), date(2026, 2, 28))
A_WEEK, WEEK_BEFORE = Period("", date(2026, 3, 9), date(2026, 3, 15)), Period("", date(2026, 3, 2), date(2026, 3, 8))
NEXT_WEEK = Period("", date(2026, 11, 1), date(2026, 11, 7))
OVER_NEW_YEAR = Period("", date(2026, 12, 28), date(2027, 1, 3))
TOPICS = Text("类问题", "topics")
LAND, SCHOOLS, HEALTH = (Text(name, name) for name in ("国土资源", "教育文体", "卫生计生"))
REPLY, ONE_OFF = Text("按期答复率", "reply in time"), Text("一次性化解率", "one-off resolution")

UNKNOWN, BLANK = Change("unknown"), Figure(None, reason="not_in_export:persons")
NO_DATA = Figure(None, reason="no_data")
SMALL = Figure(None, reason="small_cell")


def headline(now: Figure, *against: tuple[Text, Change], until: date | None = None) -> str:
    return sentences.total(TOTAL, CASES, WEEK, now, against, until).zh


def counts(now: int | None, before: int | None) -> Change:
    return compare_counts(now, before)


def visits(events: Figure, persons: Figure, collective: tuple[Figure, Figure] | None) -> str:
    return sentences.visits(events, persons, collective, (VISITS, PERSONS)).zh


def share(part: int, of: int, low: float, high: float) -> Figure:
    return Figure(part / of, True, low, high, part, of)


SITUATIONS: list[tuple[str, Callable[[], str], str]] = [
    # the headline
    ("within chance of both", lambda: headline(Figure(12), (LAST, counts(12, 20)), (YEAR_AGO, counts(12, 9))),
     "本周信访总量12件次，与上周、去年同期均基本持平（差异在正常波动范围内）。"),
    ("within chance of one", lambda: headline(Figure(12), (LAST, counts(12, 20))),
     "本周信访总量12件次，与上周基本持平（差异在正常波动范围内）。"),
    ("beyond chance, fewer", lambda: headline(Figure(20), (LAST, counts(20, 45))),
     "本周信访总量20件次，较上周减少25件次（−55.6%），超出正常波动范围。"),
    ("beyond chance, more", lambda: headline(Figure(45), (LAST, counts(45, 20)), (YEAR_AGO, counts(45, 40))),
     "本周信访总量45件次，较上周增加25件次（+125.0%），超出正常波动范围，与去年同期基本持平（差异在正常波动范围内）。"),
    ("zero base", lambda: headline(Figure(3), (LAST, counts(3, 0))),
     "本周信访总量3件次，上周为0，新增3件次。"),
    ("down to zero, small", lambda: headline(Figure(0), (LAST, counts(0, 3))),
     "本周信访总量0件次，与上周基本持平（差异在正常波动范围内）。"),
    ("down to zero, large", lambda: headline(Figure(0), (LAST, counts(0, 12))),
     "本周信访总量0件次，较上周减少12件次（−100.0%），超出正常波动范围。"),
    ("zero and zero", lambda: headline(Figure(0), (LAST, counts(0, 0))),
     "本周信访总量0件次，与上周均为0。"),
    ("one to two is no alarm", lambda: headline(Figure(2), (LAST, counts(2, 1))),
     "本周信访总量2件次，与上周基本持平（差异在正常波动范围内）。"),
    ("no data of the year before", lambda: headline(Figure(12), (LAST, counts(12, 20)), (YEAR_AGO, UNKNOWN)),
     "本周信访总量12件次，与上周基本持平（差异在正常波动范围内），没有去年同期的数据。"),
    ("no data at all", lambda: headline(NO_DATA, (LAST, UNKNOWN)),
     "本周信访总量无数据（该范围内没有记录）。"),
    ("unfinished week", lambda: headline(Figure(9), (SAME_DAYS, counts(9, 8)), until=date(2026, 10, 28)),
     "本周尚未结束，截至10月28日信访总量9件次，与上周同日数基本持平（差异在正常波动范围内）。"),
    ("unfinished week, none yet", lambda: headline(Figure(0), (SAME_DAYS, counts(0, 0)), until=date(2026, 10, 26)),
     "本周尚未结束，截至10月26日信访总量0件次，与上周同日数均为0。"),
    ("thousands", lambda: headline(Figure(5176), (YEAR_AGO, counts(5176, 5115))),
     "本周信访总量5,176件次，与去年同期基本持平（差异在正常波动范围内）。"),
    # working days
    ("a holiday week", lambda: sentences.working_days([(WEEK, 0), (LAST, 5), (YEAR_AGO, 1)]).zh,
     "本周0个工作日，上周5个工作日，去年同期1个工作日。"),
    ("as many working days", lambda: sentences.working_days([(WEEK, 5), (LAST, 5)]).zh, ""),
    ("no plan of holidays yet", lambda: sentences.working_days([(WEEK, None), (LAST, 5)]).zh, ""),
    # visits
    ("visits without collective ones", lambda: visits(Figure(9), Figure(13), (Figure(0), Figure(0))),
     "来访9批次、13人次，其中没有集体访。"),
    ("one huge collective visit", lambda: visits(Figure(9), Figure(132), (Figure(1), Figure(120))),
     "来访9批次、132人次，其中集体访1批次、120人次，人次主要来自集体访，不含集体访为8批次、12人次。"),
    ("a small collective visit", lambda: visits(Figure(20), Figure(40), (Figure(1), Figure(6))),
     "来访20批次、40人次，其中集体访1批次、6人次。"),
    ("collective visits not known", lambda: visits(Figure(9), Figure(13), None), "来访9批次、13人次。"),
    ("persons not exported", lambda: visits(Figure(9), BLANK, (BLANK, BLANK)),
     "来访9批次，人次无数据（导出表中没有这一栏：信访人数）。"),
    ("no visit", lambda: visits(Figure(0), Figure(0), (Figure(0), Figure(0))), "没有来访。"),
    ("channel not exported", lambda: visits(Figure(None, reason="not_in_export:channel"), BLANK, None),
     "来访无数据（导出表中没有这一栏：信访形式）。"),
    # first and repeat
    ("first and repeat", lambda: sentences.first_and_repeat(Figure(10), Figure(5), Figure(0), CASES).zh,
     "初件10件次、重件5件次。"),
    ("some not known", lambda: sentences.first_and_repeat(Figure(10), Figure(5), Figure(2), CASES).zh,
     "初件10件次、重件5件次，另有2件次初重未知。"),
    ("none can be told", lambda: sentences.first_and_repeat(Figure(None, reason="look_back"), NO_DATA, NO_DATA, CASES).zh,
     "初件与重件无数据（回溯不足365天，暂不能判断初件或重件）。"),
    # classes in fixed order
    ("levels in fixed order, empty ones left out",
     lambda: sentences.in_fixed_order(Text("来访", ""), [(LAND, Figure(2)), (SCHOOLS, Figure(0)), (HEALTH, Figure(23))],
                                      VISITS).zh, "来访：国土资源2批次、卫生计生23批次。"),
    ("a suppressed cell", lambda: sentences.in_fixed_order(Text("来访", ""), [(LAND, SMALL), (HEALTH, Figure(23))], VISITS).zh,
     "来访：国土资源<3批次、卫生计生23批次。"),
    ("all classes empty", lambda: sentences.in_fixed_order(Text("来访", ""), [(LAND, Figure(0))], VISITS).zh,
     "来访均为0。"),
    ("classes not exported", lambda: sentences.in_fixed_order(Text("来访", ""), [(LAND, BLANK)], VISITS).zh,
     "来访无数据（导出表中没有这一栏：信访人数）。"),
    # changes by class
    ("two classes moved",
     lambda: sentences.beyond_chance(
         [(LAND, counts(20, 45)), (SCHOOLS, counts(45, 20)), (HEALTH, counts(5, 4))], CASES, YEAR_AGO, TOPICS).zh,
     "与去年同期相比，超出正常波动范围的有：国土资源（减少25件次，−55.6%）、教育文体（增加25件次，+125.0%）；"
     "其余1类问题在正常波动范围内。"),
    ("no class moved",
     lambda: sentences.beyond_chance([(LAND, counts(20, 22)), (HEALTH, counts(5, 4))], CASES, YEAR_AGO, TOPICS).zh,
     "与去年同期相比，各问题的差异均在正常波动范围内。"),
    ("new class is no verdict",
     lambda: sentences.beyond_chance([(LAND, counts(2, 0)), (HEALTH, counts(5, 4))], CASES, YEAR_AGO, TOPICS).zh,
     "与去年同期相比，各问题的差异均在正常波动范围内。"),
    ("every class moved", lambda: sentences.beyond_chance([(LAND, counts(20, 45))], CASES, YEAR_AGO, TOPICS).zh,
     "与去年同期相比，超出正常波动范围的有：国土资源（减少25件次，−55.6%）。"),
    ("no year before", lambda: sentences.beyond_chance([(LAND, UNKNOWN)], CASES, YEAR_AGO, TOPICS).zh,
     "没有去年同期的数据，不作比较。"),
    # rates
    ("rates with base and interval",
     lambda: sentences.rates(WEEK, [(REPLY, share(90, 100, .826, .945)), (ONE_OFF, share(30, 60, .377, .623))]).zh,
     "本周按期答复率90.0%（90/100，95%区间82.6–94.5%）；一次性化解率50.0%（30/60，95%区间37.7–62.3%）。"),
    ("a rate on a small base is not printed", lambda: sentences.rates(WEEK, [(REPLY, share(4, 4, .51, 1))]).zh,
     "本周按期答复率4/4（基数不足10件的只列件数，比率和区间见表）。"),
    ("two small bases, said once",
     lambda: sentences.rates(WEEK, [(REPLY, share(4, 4, .51, 1)), (ONE_OFF, share(1, 2, .09, .91))]).zh,
     "本周按期答复率4/4；一次性化解率1/2（基数不足10件的只列件数，比率和区间见表）。"),
    ("ten is enough", lambda: sentences.rates(WEEK, [(REPLY, share(9, 10, .596, .982))]).zh,
     "本周按期答复率90.0%（9/10，95%区间59.6–98.2%）。"),
    ("nothing fell due", lambda: sentences.rates(WEEK, [(REPLY, Figure(None, True, reason="empty_denominator"))]).zh,
     "本周按期答复率无数据（没有可计算的记录）。"),
    # duties ahead
    ("due ahead", lambda: sentences.ahead(NEXT_WEEK, [(Text("信访件", ""), Figure(5), CASES), (Text("包案件", ""), Figure(0), CASES)], 4).zh,
     "2026年11月1日至11月7日到期：信访件5件次，涉及4个单位。"),
    ("nothing due", lambda: sentences.ahead(NEXT_WEEK, [(Text("信访件", ""), Figure(0), CASES)], 0).zh,
     "2026年11月1日至11月7日没有到期事项。"),
    ("over the new year of a 53-week year", lambda: sentences.ahead(OVER_NEW_YEAR, [(Text("信访件", ""), Figure(0), CASES)], 0).zh,
     "2026年12月28日至2027年1月3日没有到期事项。"),
    ("what falls due is not known", lambda: sentences.ahead(NEXT_WEEK, [(Text("信访件", ""), BLANK, CASES)], 0).zh,
     "到期情况无数据。"),
    # ledgers
    ("a ledger with a blank",
     lambda: sentences.ledger([(Text("接访", ""), Figure(3), VISITS), (sentences.NOTHING, Figure(5), PERSONS),
                               (Text("化解率", ""), share(97, 118, .743, .881), CASES),
                               (Text("包案", ""), BLANK, CASES)]).zh,
     "接访3批次、5人次；化解率82.2%（97/118）；无数据：包案。"),
    ("a ledger's rate on a small base",
     lambda: sentences.ledger([(Text("化解率", ""), share(2, 3, .208, .939), CASES)]).zh, "化解率2/3。"),
    # why figures of a table are blank
    ("blanks by their reason",
     lambda: sentences.blanks([("not_in_export:channel", [LAND, HEALTH]), ("empty_denominator", [REPLY])]).zh,
     "“—”的原因：国土资源、卫生计生，导出表中没有这一栏：信访形式；按期答复率，没有可计算的记录。"),
    ("nothing is blank", lambda: sentences.blanks([]).zh, ""),
]  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), [s[1:] for s in SITUATIONS], ids=[s[0] for s in SITUATIONS])
def test_situation(make: Callable[[], str], expected: str) -> None:
    assert make() == expected


def test_there_are_forty_situations() -> None:
    assert len({name for name, *_ in SITUATIONS}) >= 40


def test_a_rate_moves_in_points_not_in_percent() -> None:
    change = compare_rates((0.95, 0.93, 0.965), (0.80, 0.77, 0.83))
    assert wording.change_words(change, CASES, is_rate=True, against=YEAR_AGO).zh == (
        "较去年同期增加15.0个百分点，超出正常波动范围"
    )
    level = compare_rates((0.95, 0.80, 0.99), (0.90, 0.75, 0.97))
    assert wording.change_words(level, CASES, is_rate=True).zh == "与上周基本持平（差异在正常波动范围内）"


def test_persons_get_no_verdict() -> None:
    change = change_of(Figure(132), Figure(14), (A_WEEK, WEEK_BEFORE), is_judged=False)
    assert wording.change_words(change, PERSONS).zh == "较上周增加118人次（人次不判断波动）"
    assert wording.show(change_cell(change), "zh") == "+842.9%"


def test_months_of_unequal_length_are_judged_a_day() -> None:
    """31 days against 28: 115 against 85 is beyond chance in all, not by the day (115/85 × 28/31 = 1.22)."""
    plain = change_of(Figure(115), Figure(85), (A_WEEK, WEEK_BEFORE), is_judged=True)
    by_day = change_of(Figure(115), Figure(85), (JANUARY, FEBRUARY), is_judged=True)
    assert (plain.verdict, by_day.verdict) == ("up", "within_chance")
    assert wording.show(change_cell(plain), "zh") == "+35.3%*"
    assert wording.show(change_cell(by_day), "zh") == "+35.3%"


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [(3, 0, "新增"), (0, 0, "均为0"), (20, 20, "0.0%"), (20, 45, "−55.6%*"), (12, 20, "−40.0%")],
)
def test_a_change_in_a_table(now: int, before: int, shown: str) -> None:
    assert wording.show(change_cell(compare_counts(now, before)), "zh") == shown


def test_a_change_from_nothing_known_is_blank_not_zero() -> None:
    cell = change_cell(Change("unknown"))
    assert isinstance(cell, Figure)
    assert cell.value is None
    assert wording.show(cell, "zh") == "—"


def test_higher_or_lower_only_where_the_interval_leaves_out_the_whole() -> None:
    county = share(900, 1000, 0.88, 0.917)
    assert mark(share(22, 22, 0.851, 1.0), county) == "same"  # 22 of 22 is not known to be better
    assert mark(share(40, 60, 0.541, 0.773), county) == "worse"
    assert mark(share(299, 300, 0.981, 0.999), county) == "better"


@pytest.mark.parametrize(("name", "make"), [s[:2] for s in SITUATIONS], ids=[s[0] for s in SITUATIONS])
def test_no_cause_no_rank_no_placeholder(name: str, make: Callable[[], str]) -> None:
    forbidden = ("因为", "由于", "导致", "得益于", "排名", "最多", "第一", "None", "nan", "{")
    assert not any(word in make() for word in forbidden), name


def test_english_stands_beside() -> None:
    missing = sentences.ledger([(Text("积案剩余", "backlog left:"), Figure(None, reason="no_data"), CASES)])
    assert missing == Text("无数据：积案剩余。", "No figure: backlog left.")
    said = sentences.total(TOTAL, CASES, WEEK, Figure(9), [(SAME_DAYS, counts(9, 8))], date(2026, 10, 28))
    assert said.en == (
        "This week is not over; cases up to 2026-10-28: 9 cases, about the same as the same days of last week "
        "(within normal variation)."
    )
