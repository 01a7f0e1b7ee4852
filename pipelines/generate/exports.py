"""The case book as its exports show it: the rows of a day, and which rows a weekly export holds.

Here: column headers, what is visible on a day, which cases changed since the export before. Not here: files
(`sheets`), mistakes in them (`dirt`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from pipelines.generate import codes
from pipelines.generate.cases import COLLECTIVE_MIN_PERSONS, CaseBook
from pipelines.generate.codes import Level, Opinion, Procedure, Status, Way
from pipelines.generate.columns import NEVER, NONE, Ints, dates, labels, moments, yes_no
from pipelines.generate.county import REGISTRARS, topics, townships, units
from pipelines.generate.people import identities, summaries

WEEKS = 8

DATE_HEADERS = (
    "信访日期", "转交责任单位日期", "受理告知日期", "限办日期", "延期至", "延期审批日期", "复查申请日期",
    "复查意见日期", "评价截止时间",
)  # fmt: skip
MOMENT_HEADERS = ("登记时间", "受理时间", "答复时间", "办结时间", "评价时间")


@dataclass(frozen=True)
class Export:
    """One case export: its day and the positions of the cases that it holds."""

    day: int
    cases: Ints


def plan_exports(book: CaseBook, end: int) -> list[Export]:
    """Return the history and the weekly exports, each with the cases new or changed since the last."""
    days = [end - 7 * weeks for weeks in range(WEEKS, -1, -1)]
    history = np.flatnonzero(book.petitions.registered <= days[0])
    plan = [Export(days[0], history)]
    turns = _turning_days(book)
    for before, day in pairwise(days):
        changed = np.zeros(len(book), dtype=np.bool_)
        for turn in turns:
            changed |= (turn > before) & (turn <= day)
        helped = book.assistance
        for turn in (helped.assigned, helped.notice, helped.replied):
            changed[helped.case[(turn > before) & (turn <= day)]] = True
        plan.append(Export(day, np.flatnonzero(changed)))
    return plan


def render(book: CaseBook, export: Export) -> pl.DataFrame:
    """Return the export's rows as text, as the system stood at the end of its day."""
    day = export.day
    case, unit, role, assigned, notice, replied = _unit_rows(book, export)
    cases, course, detail = book.petitions.take(case), book.courses.take(case), book.details.take(case)
    of = book.matters.take(cases.matter)
    visit = book.visit[case]
    known = np.ones(len(case), dtype=np.bool_)
    acted = book.first_act[case] <= day
    sent = course.assigned <= day
    closed = course.closed <= day
    result_known = (detail.review_opinion <= day) & (detail.review_result != NONE)
    linked = np.where(detail.linked, cases.previous, len(book))
    upward = visit & (cases.level >= Level.PROVINCE)
    columns = {
        "信访件编号": book.numbers.gather(case),
        "关联信访事项编号": _with_blank(book.numbers).gather(linked),
        "信访日期": dates(detail.petitioned),
        "登记时间": moments(cases.registered, detail.minute, known),
        "信访形式": labels(codes.CHANNELS, detail.channel),
        "信访人数": pl.Series(detail.persons).cast(pl.String),
        "登记机构": _registrar(of.township, cases.level),
        "登记机构级别": labels(codes.LEVELS, cases.level),
        "信访来源": labels(codes.SOURCES, cases.level),
        "办理程序": labels(codes.PROCEDURES, of.procedure),
        "信访目的": labels(codes.PURPOSES, of.purpose),
        "内容分类": labels([leaf.joined for leaf in topics()], of.topic),
        "问题属地": labels([place.name for place in townships()], of.township),
        "责任单位": labels([one.name for one in units()], np.where(acted, unit, NONE)),
        "承办类型": labels(codes.ROLES, np.where(sent, role, NONE)),
        "全国初次标志": yes_no(cases.depth == 0),
        "集体访标识": yes_no(visit & (detail.persons >= COLLECTIVE_MIN_PERSONS)),
        "越级标志": yes_no(upward),
        "非正常上访": labels(("否", "是"), detail.nonnormal),
        "上访层级": labels(codes.LEVELS, np.where(visit, cases.level, NONE)),
        "涉法涉诉标志": yes_no(of.procedure == Procedure.COURT),
        "是否纳入统计": yes_no(detail.counted),
        "办理状态": labels(codes.STATUSES, _status(book, case, day)),
        "办理方式": labels(codes.WAYS, np.where(acted, course.way, NONE)),
        "转交责任单位日期": dates(assigned, assigned <= day),
        "受理时间": moments(course.accepted, detail.accepted_minute, course.accepted <= day),
        "受理告知日期": dates(notice, notice <= day),
        "限办日期": dates(course.deadline, course.accepted <= day),
        "延期至": dates(course.extended_to, course.extended_on <= day),
        "延期审批日期": dates(course.extended_on, course.extended_on <= day),
        "答复时间": moments(replied, detail.replied_minute, replied <= day),
        "办结时间": moments(course.closed, detail.closed_minute, closed),
        "办理结果": labels(codes.OUTCOMES, np.where(closed, course.outcome, NONE)),
        "是否化解": labels(("否", "是"), np.where(closed, detail.resolved, NONE)),
        "是否息诉罢访": labels(("否", "是"), np.where(closed, detail.settled, NONE)),
        "是否督办": yes_no(detail.supervised_on <= day),
        "复查申请日期": dates(detail.review_requested, detail.review_requested <= day),
        "复查意见日期": dates(detail.review_opinion, detail.review_opinion <= day),
        "复查结论": labels(codes.REVIEW_RESULTS, np.where(result_known, detail.review_result, NONE)),
        "评价截止时间": dates(detail.evaluation_due, closed),
        "对责任单位满意度": labels(codes.OPINIONS, _opinion(book, case, day)),
        "评价时间": moments(detail.evaluated, detail.evaluated_minute, detail.evaluated <= day),
    }
    text = summaries(book.matters, book.people, cases.matter, detail.opening, detail.ending)
    frame = pl.DataFrame(columns)
    return frame.with_columns([*identities(book.matters, book.people, cases.matter), text])


def _turning_days(book: CaseBook) -> list[Ints]:
    """Return, for each thing that a row can show, the day on which it changes the row."""
    course, detail = book.courses, book.details
    evaluable = detail.evaluation_due < NEVER
    missed = np.where(evaluable & (detail.evaluated == NEVER), detail.evaluation_due + 1, NEVER)
    return [
        book.petitions.registered,
        course.assigned,
        course.accepted,
        course.notice,
        course.extended_on,
        course.replied,
        course.closed,
        detail.supervised_on,
        detail.review_requested,
        detail.review_opinion,
        detail.evaluated,
        missed,
    ]


def _unit_rows(book: CaseBook, export: Export) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Return case, unit, role, assignment, notice and reply of each row: the lead unit's first."""
    lead = export.cases
    course = book.courses
    held = np.zeros(len(book), dtype=np.bool_)
    held[lead] = True
    helping = book.assistance.take(held[book.assistance.case] & (book.assistance.assigned <= export.day))
    case = np.concatenate([lead, helping.case])
    order = np.argsort(case, kind="stable")
    role = np.repeat([0, 1], [len(lead), len(helping.case)])
    pairs = (
        (course.unit[lead], helping.unit),
        (course.assigned[lead], helping.assigned),
        (course.notice[lead], helping.notice),
        (course.replied[lead], helping.replied),
    )
    unit, assigned, notice, replied = (np.concatenate(pair)[order] for pair in pairs)
    return case[order], unit, role[order], assigned, notice, replied


def _status(book: CaseBook, case: Ints, day: int) -> Ints:
    course = book.courses.take(case)
    status = np.full(len(case), Status.NEW, dtype=np.int64)
    for moment, reached in (
        (course.assigned, Status.SENT),
        (course.accepted, Status.IN_HAND),
        (course.replied, Status.REPLIED),
        (course.closed, Status.CLOSED),
    ):
        status[moment <= day] = reached
    closed = course.closed <= day
    status[closed & (course.way == Way.REFUSED)] = Status.REFUSED
    status[closed & (course.way == Way.NO_LONGER)] = Status.NO_LONGER
    return status


def _opinion(book: CaseBook, case: Ints, day: int) -> Ints:
    detail = book.details.take(case)
    asked = (detail.evaluation_due < NEVER) & (book.courses.closed[case] <= day)
    silent = np.where(detail.evaluation_due < day, Opinion.MISSED, Opinion.NOT_YET)
    return np.where(asked, np.where(detail.evaluated <= day, detail.opinion, silent), NONE)


def _registrar(township: Ints, level: Ints) -> pl.Series:
    places = [place.name for place in townships()]
    return labels([*places, *REGISTRARS[1:]], np.where(level == Level.TOWNSHIP, township, len(places) + level - 1))


def _with_blank(words: pl.Series) -> pl.Series:
    return pl.concat([words, pl.Series([None], dtype=pl.String)])
