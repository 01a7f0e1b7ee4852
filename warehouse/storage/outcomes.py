"""What analysts found behind alarms of hotspots: kept beside the figures, in state/app.sqlite.

Belongs here: reading and writing outcomes. Does not belong here: alarms (warehouse/query/hotspots.py).
"""

from __future__ import annotations

from datetime import datetime

from warehouse.catalogue.model import Text
from warehouse.home import Home
from warehouse.storage.app import opened

OUTCOMES: dict[str, Text] = {
    "confirmed": Text("确有问题", "a real problem"),
    "chance": Text("偶发", "chance"),
    "data": Text("数据问题", "a matter of data"),
}
SCHEMA = (
    "create table if not exists alarm_outcome (alarm text primary key, outcome text not null, set_at text not null);"
)


def set_outcome(home: Home, alarm: str, outcome: str | None, now: datetime) -> None:
    """Keep what was found behind an alarm; None takes it back.

    Args:
        home: the office.
        alarm: the key of the alarm's run.
        outcome: one of OUTCOMES.
        now: when it was set, UTC.

    Raises:
        KeyError: there is no such outcome.
    """
    if outcome is not None and outcome not in OUTCOMES:
        raise KeyError(outcome)
    with opened(home, SCHEMA) as connection:
        connection.execute("delete from alarm_outcome where alarm = ?", (alarm,))
        if outcome is not None:
            connection.execute("insert into alarm_outcome values (?, ?, ?)", (alarm, outcome, f"{now:%FT%TZ}"))


def read_outcomes(home: Home) -> dict[str, str]:
    """The outcome of each alarm that has one."""
    with opened(home, SCHEMA) as connection:
        return dict(connection.execute("select alarm, outcome from alarm_outcome").fetchall())
