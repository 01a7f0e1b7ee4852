"""The office's other ledgers: receptions and their plan, owned cases, disputes, decisions.

Here: their rows, sized to the office. Not here: petition cases. Ledgers are whole files of one day,
without dirt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.generate.cases import CaseBook
from pipelines.generate.columns import NEVER, NONE, Bools, Ints, dates, draw, labels, yes_no
from pipelines.generate.county import RESPONSIBLE_UNITS, place_topic_shares, topics, townships, units
from pipelines.generate.days import Calendar

LEADER_LEVELS = ("市级领导", "县委书记、县长", "其他县级领导", "乡镇、部门领导")
LEADER_WEIGHTS = (0.03, 0.14, 0.38, 0.45)
RECEPTION_FORMS = ("定点接访", "重点约访", "专题接访", "带案下访", "跟踪回访")
RECEPTION_PLACES = ("县信访接待中心", "乡镇信访接待室", "村（社区）", "部门会议室")
RECEPTION_RESULTS = ("当场办结", "限期办理", "解释疏导")
KINDS = ("包案", "批示", "督办")
PLAN_AHEAD_DAYS = 31

HEADERS_OF_DATES = (
    "接访日期",
    "答复期限",
    "包案日期",
    "化解时限",
    "最近进展日期",
    "结案日期",
    "排查日期",
    "化解日期",
    "议定日期",
    "完成时限",
    "完成日期",
)
HEADERS_OF_NUMBERS = ("批次", "人次", "办结批次", "办结人次")


@dataclass(frozen=True)
class Span:
    """The days that the ledgers cover."""

    first: int
    end: int


def make_ledgers(
    rng: np.random.Generator, calendar: Calendar, book: CaseBook, first: int, end: int
) -> dict[str, pl.DataFrame]:
    """Return the ledgers by source name, as they stand at the end of day `end`."""
    span = Span(first, end)
    size = len(book)
    receptions = _receptions(rng, calendar, span, max(size // 25, 2))
    return {
        "receptions": receptions,
        "owned_cases": _owned_cases(rng, book, span),
        "disputes": _disputes(rng, span, max(size // 40, 2)),
        "decisions": _decisions(rng, span, max(size // 120, 2)),
        "reception_plan": _reception_plan(rng, calendar, span, receptions),
    }


def _receptions(rng: np.random.Generator, calendar: Calendar, span: Span, size: int) -> pl.DataFrame:
    held = np.sort(rng.choice(calendar.working_days(span.first, span.end), size))
    township, topic = _cells(rng, size)
    events = rng.geometric(0.45, size)
    persons = events + rng.binomial(events, 0.3) + np.where(rng.random(size) < 0.08, rng.integers(5, 25, size), 0)
    result = draw(rng, (0.3, 0.45, 0.25), size)
    solved = np.where(result == 0, events, rng.binomial(events, 0.25))
    solved_persons = np.where(solved == events, persons, np.minimum(solved, persons))
    due = np.where(result == 1, held + rng.integers(10, 60, size), NEVER)
    return pl.DataFrame(
        {
            "接访日期": dates(held),
            "领导级别": labels(LEADER_LEVELS, draw(rng, LEADER_WEIGHTS, size)),
            "接访形式": labels(RECEPTION_FORMS, draw(rng, (0.5, 0.16, 0.1, 0.14, 0.1), size)),
            "接访地点": labels(RECEPTION_PLACES, draw(rng, (0.5, 0.3, 0.1, 0.1), size)),
            "属地": _place_names(township),
            "责任单位": _unit_names(rng.integers(0, RESPONSIBLE_UNITS, size)),
            "内容分类": _topic_names(topic),
            "批次": _numbers(events),
            "人次": _numbers(persons),
            "办结批次": _numbers(solved),
            "办结人次": _numbers(solved_persons),
            "答复期限": dates(due),
            "处理结果": labels(RECEPTION_RESULTS, result),
            "责任单位负责人到场": yes_no(rng.random(size) < 0.8),
            "信访人基本情况": _filled(rng, "已登记", 0.95, size),
            "诉求内容": _filled(rng, "见接访记录", 0.97, size),
            "接待处理意见": _filled(rng, "交责任单位办理", 0.9, size),
            "办理结果": _filled(rng, "已反馈", 0.8, size),
        }
    )


def _reception_plan(rng: np.random.Generator, calendar: Calendar, span: Span, receptions: pl.DataFrame) -> pl.DataFrame:
    """Most receptions were planned, some plans were not kept, and the working days ahead have one each."""
    columns = ["接访日期", "领导级别", "接访地点"]
    kept = receptions.select(columns).filter(pl.Series(rng.random(len(receptions)) < 0.85)).unique(maintain_order=True)
    open_days = calendar.working_days(span.first, span.end)
    missed = rng.choice(open_days, min(max(len(receptions) // 10, 1), len(open_days)), replace=False)
    days = np.concatenate([np.sort(missed), calendar.working_days(span.end + 1, span.end + PLAN_AHEAD_DAYS)])
    others = pl.DataFrame(
        {
            "接访日期": dates(days),
            "领导级别": labels(LEADER_LEVELS, draw(rng, (0.0, 0.2, 0.8, 0.0), len(days))),
            "接访地点": labels(RECEPTION_PLACES, draw(rng, (0.85, 0.15, 0.0, 0.0), len(days))),
        }
    )
    return pl.concat([kept, others])


def _owned_cases(rng: np.random.Generator, book: CaseBook, span: Span) -> pl.DataFrame:
    """List cases that came back or took long, and a few of years whose cases are not in the exports."""
    course, cases = book.courses, book.petitions
    owned = cases.registered + rng.integers(15, 90, len(book))
    hard = (cases.depth > 0) | (np.minimum(course.closed, span.end) - cases.registered > 60)
    chosen = np.flatnonzero(hard & (course.assigned <= owned) & (owned <= span.end) & (rng.random(len(book)) < 0.05))
    size, strange = len(chosen), max(len(chosen) // 20, 1)
    old = pl.Series([f"QYX2019{n % 12 + 1:02}{n % 28 + 1:02}{n:05}" for n in range(1, strange + 1)])
    since = np.concatenate([owned[chosen], np.full(strange, span.first)])
    rows = size + strange
    closed = np.where(rng.random(rows) < 0.75, since + rng.integers(10, 200, rows), NEVER)
    progress = np.minimum(since + rng.integers(0, 60, rows), np.minimum(closed, span.end))
    is_closed = closed <= span.end
    township = np.concatenate([book.of.township[chosen], rng.integers(0, len(townships()), strange)])
    unit = np.concatenate([course.unit[chosen], rng.integers(0, RESPONSIBLE_UNITS, strange)])
    persons = np.concatenate([book.details.persons[chosen], np.ones(strange, dtype=np.int64)])
    return pl.DataFrame(
        {
            "案件编号": pl.concat([book.numbers.gather(chosen), old]),
            "类型": labels(KINDS, draw(rng, (0.7, 0.18, 0.12), rows)),
            "包案领导级别": labels(LEADER_LEVELS, draw(rng, LEADER_WEIGHTS, rows)),
            "包案单位": _unit_names(unit),
            "属地": _place_names(township),
            "人次": _numbers(persons),
            "包案日期": dates(since),
            "化解时限": dates(since + rng.integers(2, 7, rows) * 30),
            "最近进展日期": dates(progress),
            "结案日期": dates(closed, is_closed),
            "是否息诉罢访": labels(("否", "是"), np.where(is_closed, rng.random(rows) < 0.82, 0).astype(np.int64)),
        }
    )


def _disputes(rng: np.random.Generator, span: Span, size: int) -> pl.DataFrame:
    found = np.sort(rng.integers(span.first, span.end + 1, size))
    township, topic = _cells(rng, size)
    resolved = np.where(rng.random(size) < 0.88, found + rng.geometric(0.03, size), NEVER)
    return pl.DataFrame(
        {
            "排查编号": pl.Series([f"PC{number:06}" for number in range(1, size + 1)]),
            "排查日期": dates(found),
            "属地": _place_names(township),
            "内容分类": _topic_names(topic),
            "责任单位": _unit_names(rng.integers(0, RESPONSIBLE_UNITS, size)),
            "包案层级": labels(LEADER_LEVELS, draw(rng, LEADER_WEIGHTS, size)),
            "化解时限": dates(found + 60),
            "化解日期": dates(resolved, resolved <= span.end),
        }
    )


def _decisions(rng: np.random.Generator, span: Span, size: int) -> pl.DataFrame:
    decided = np.sort(rng.integers(span.first, span.end + 1, size))
    done = np.where(rng.random(size) < 0.85, decided + rng.geometric(0.04, size), NEVER)
    return pl.DataFrame(
        {
            "序号": pl.Series([str(number) for number in range(1, size + 1)]),
            "议定日期": dates(decided),
            "议定内容": pl.Series(["研究信访事项办理措施"] * size),
            "责任单位": _unit_names(rng.integers(0, RESPONSIBLE_UNITS, size)),
            "完成时限": dates(decided + rng.integers(1, 5, size) * 15),
            "完成日期": dates(done, done <= span.end),
        }
    )


def _cells(rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
    township, topic = np.divmod(draw(rng, place_topic_shares().ravel(), size), len(topics()))
    return township, topic


def _place_names(township: Ints) -> pl.Series:
    return labels([place.name for place in townships()], township)


def _topic_names(topic: Ints) -> pl.Series:
    return labels([leaf.joined for leaf in topics()], topic)


def _unit_names(unit: Ints) -> pl.Series:
    return labels([one.name for one in units()], unit)


def _numbers(values: Ints) -> pl.Series:
    return pl.Series(values).cast(pl.String)


def _filled(rng: np.random.Generator, word: str, share: float, size: int) -> pl.Series:
    present: Bools = rng.random(size) < share
    return labels((word,), np.where(present, 0, NONE))
