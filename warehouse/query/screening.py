"""Before a named period: what the office still owes, when limits end, and what the period may bring.

Duties are facts and the forecast is a guess; they stand apart and are never added. Nothing here is selected, ordered or
weighted by who petitions, how often, where to, by which channel or with how many.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from warehouse.calendar import Period
from warehouse.home import Home
from warehouse.query.errors import QueryError
from warehouse.query.periods import find_period, named_periods
from warehouse.query.published import Version, cursor, find_version

FOREMOST = 3  # cells that the hit rate looks at
SENTENCE = "本清单只用于督促办理；不得据此对信访人采取限制、劝返等措施（《信访工作条例》第十八条、第四十六条）。"


@dataclass(frozen=True, slots=True)
class Duty:
    """Unfinished duties of a unit in a township on a topic: how many have passed their limit, how many reach it."""

    department: str
    department_name: str
    township: str
    township_name: str
    topic: str
    overdue: int
    due_inside: int
    supervised: int
    first_due_on: date | None


@dataclass(frozen=True, slots=True)
class LimitDay:
    """How many limits of a unit's open cases end on a day."""

    day: date
    department: str
    limits: int


@dataclass(frozen=True, slots=True)
class Load:
    """New first matters that the period may bring to a township and topic, with the range of eight times in ten."""

    township: str
    township_name: str
    topic: str
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Method:
    """How a way of forecasting did on the past periods; gains are those of our forecast over it."""

    method: str
    past_periods: int
    hit_rate: float | None
    pai: float | None
    log_score: float
    hit_gain: float | None
    hit_gain_low: float | None
    hit_gain_high: float | None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A case behind a duty, for the sheet of its unit."""

    case_id: str
    department: str
    department_name: str
    township_name: str
    topic: str
    registered_at: datetime  # UTC
    due_on: date | None
    deadline_rule: str | None
    duty: str


@dataclass(frozen=True, slots=True)
class LedgerDuty:
    """A promise of a ledger, for the sheet of its unit: owned_case, reception or decision; `case_id` if it names one."""

    ledger: str
    listed_on: date
    case_id: str | None
    department: str
    department_name: str
    township_name: str
    topic: str
    due_on: date | None
    duty: str


@dataclass(frozen=True, slots=True)
class Screening:
    """What stands before a named period. `beats_long_run_share` is None with too few past periods to say.

    `pit`: the shares of past counts in each tenth of their forecast distribution, .1 each if calibrated.
    """

    version: Version
    period: Period
    looked_on: date
    lead_days: int
    status: str | None
    duties: tuple[Duty, ...]
    calendar: tuple[LimitDay, ...]
    expected: tuple[Load, ...]
    backtest: tuple[Method, ...]
    beats_long_run_share: bool | None
    pit: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """The object of `tingmin screen --format json`."""
        return {
            "period": self.period.label,
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "lead_days": self.lead_days,
            "looked_on": self.looked_on.isoformat(),
            "status": self.status,
            "as_of": self.version.as_of,
            "data_through": self.version.data_through,
            "version": self.version.id,
            "duties": [_plain(duty) for duty in self.duties],
            "calendar": [_plain(day) for day in self.calendar],
            "expected": [_plain(load) for load in self.expected],
            "backtest": {
                "methods": [_plain(method) for method in self.backtest],
                "beats_long_run_share": self.beats_long_run_share,
                "k": FOREMOST,
                "pit": list(self.pit),
            },
            "sentence": SENTENCE,
        }


def _plain(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(row).items()}


def screening(home: Home, period: str, *, version: str | None = None) -> Screening:
    """What the office owes before a named period.

    Args:
        period: name of the period, with or without its year.

    Raises:
        QueryError: there is no such period; the message names the nearest.
    """
    chosen = find_version(home, version)
    return _screening(chosen, find_period(named_periods(chosen), period))


@lru_cache(maxsize=32)
def _screening(chosen: Version, days: Period) -> Screening:
    with cursor(chosen.marts) as connection:
        lead, status, clock_on = connection.execute(
            "select cast(coalesce(p.lead_days, 0) as integer), p.period_status, b.clock_on "
            "from marts.sensitive_period p cross join marts.build b where p.period_name = ?",
            [days.label],
        ).fetchall()[0]
        duties = connection.execute(
            """
            select
                d.department, u.name, d.township, t.name, d.topic,
                sum(case when d.duty = 'overdue' then d.duties else 0 end) as overdue,
                sum(case when d.duty = 'due_inside' then d.duties else 0 end) as due_inside,
                sum(case when d.duty = 'supervised' then d.duties else 0 end) as supervised,
                min(d.first_due_on) as first_due_on
            from marts.duty d
            left join marts.department u on u.code = d.department
            left join marts.township t on t.code = d.township
            where d.period_name = ?
            group by d.department, u.name, d.township, t.name, d.topic
            order by overdue desc, due_inside desc, first_due_on nulls last, d.department, d.township, d.topic
            """,
            [days.label],
        ).fetchall()
        calendar = connection.execute(
            "select day, department, limits from marts.limit_day where day <= ? order by day, department", [days.end]
        ).fetchall()
        loads = connection.execute(
            """
            select e.township, t.name, e.topic, e.expected, e.low, e.high
            from marts.expected_load e
            left join marts.township t on t.code = e.township
            where e.period_name = ?
            order by e.township, e.topic
            """,
            [days.label],
        ).fetchall()
        methods = connection.execute(
            "select method, past_periods, hit_rate, pai, log_score, hit_gain, hit_gain_low, hit_gain_high, "
            "beats_long_run_share from marts.screening_backtest order by method"
        ).fetchall()
        pit = connection.execute("select share from marts.screening_pit order by tenth").fetchall()
    beats = methods[0][-1] if methods else None
    return Screening(
        version=chosen,
        period=days,
        looked_on=min(days.start - timedelta(days=lead), clock_on),
        lead_days=lead,
        status=status,
        duties=tuple(_duty(row) for row in duties),
        calendar=tuple(LimitDay(*row) for row in calendar),
        expected=tuple(Load(*row) for row in loads),
        backtest=tuple(Method(*row[:-1]) for row in methods),
        beats_long_run_share=None if beats is None else bool(beats),
        pit=tuple(row[0] for row in pit),
    )


def _duty(row: tuple[Any, ...]) -> Duty:
    department, unit, township, place, topic, overdue, due_inside, supervised, first_due_on = row
    return Duty(
        department, unit or department, township, place or township, topic, int(overdue), int(due_inside),
        int(supervised), first_due_on,
    )  # fmt: skip


def duty_rows(
    home: Home, period: str, *, department: str | None = None, version: str | None = None
) -> tuple[DutyRow, ...]:
    """The cases behind the duties of a period that has not ended, by unit, then overdue first, then by limit.

    Raises:
        QueryError: no such period, or one that has ended: its rows are no longer kept.
    """
    rows = _sheet_rows(
        home,
        """
        select case_id, department, department_name, township_name, topic, registered_at, due_on, deadline_rule, duty
        from rows.duty
        where period_name = ? and (department = ? or ? is null)
        order by department, case duty when 'overdue' then 0 when 'due_inside' then 1 else 2 end,
            due_on nulls last, case_id
        """,
        period, department, version,
    )  # fmt: skip
    return tuple(DutyRow(*row) for row in rows)


def ledger_duties(
    home: Home, period: str, *, department: str | None = None, version: str | None = None
) -> tuple[LedgerDuty, ...]:
    """What ledgers promised before a period that has not ended, in the order of `duty_rows`.

    Raises:
        QueryError: as `duty_rows`.
    """
    rows = _sheet_rows(
        home,
        """
        select ledger, listed_on, case_id, department, department_name, township_name, topic, due_on, duty
        from rows.ledger_duty
        where period_name = ? and (department = ? or ? is null)
        order by department, case duty when 'overdue' then 0 when 'due_inside' then 1 else 2 end,
            due_on nulls last, ledger, listed_on, case_id nulls last
        """,
        period, department, version,
    )  # fmt: skip
    return tuple(LedgerDuty(*row) for row in rows)


def _sheet_rows(home: Home, sql: str, period: str, department: str | None, version: str | None) -> list[Any]:
    chosen = find_version(home, version)
    days = find_period(named_periods(chosen), period)
    if not chosen.rows.is_file():
        raise QueryError("只有当前版本保留责任清单 / only the current version keeps duty rows")
    with cursor(chosen.rows) as connection:
        return connection.execute(sql, [days.label, department, department]).fetchall()
