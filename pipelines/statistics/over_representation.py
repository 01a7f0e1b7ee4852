"""marts.over_representation: of which topics a township has more than its size and the topic's size make likely.

Distinct matters of 52 weeks; accusations and confidential cases stand outside. Cells under three matters are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from pipelines.metrics.information_component import information_component
from pipelines.statistics.tables import write_rows
from warehouse.home import Home
from warehouse.storage.ask import one

WEEKS = timedelta(weeks=52)
FEWEST = 3


@dataclass(frozen=True, slots=True)
class OverRepresentation:
    """A row of marts.over_representation: matters of a township on a topic against the product of the margins."""

    period_from: date
    period_to: date
    township: str
    topic_1: str
    matters: int
    expected: float
    ic: float
    ic_low: float


def write_over_representation(connection: duckdb.DuckDBPyConnection, home: Home) -> None:  # noqa: ARG001
    """Write marts.over_representation."""
    (clock_on,) = one(connection, "select clock_on from marts.build")
    start = clock_on - WEEKS + timedelta(days=1)
    counted = connection.execute(
        """
        select township, topic_1, count(distinct matter_id)
        from core.case
        where
            not_counted is null
            and is_protected = 0
            and township not in ('未填', '未匹配')
            and topic_1 <> '未填'
            and registered_on >= ?
            and registered_on <= ?
        group by township, topic_1
        order by township, topic_1
        """,
        [start, clock_on],
    ).fetchall()
    places, topics = (sorted({row[place] for row in counted}) for place in (0, 1))
    counts = np.zeros((len(places), len(topics)), dtype=np.int64)
    for township, topic, matters in counted:
        counts[places.index(township), topics.index(topic)] = matters
    found = information_component(counts)
    rows = [
        OverRepresentation(
            start, clock_on, places[i], topics[j], int(counts[i, j]), float(found.expected[i, j]),
            float(found.value[i, j]), float(found.low[i, j]),
        )
        for i, j in zip(*np.nonzero(counts >= FEWEST), strict=True)
    ]  # fmt: skip
    write_rows(connection, "marts.over_representation", OverRepresentation, rows)
