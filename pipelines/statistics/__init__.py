"""Statistics of a build: each step reads facts, calls the pure functions of pipelines/metrics, and writes a result.

Belongs here: reading, calling, writing. Does not belong here: a formula (pipelines/metrics), words (exhibits).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipelines.publish.shareable import protect
from pipelines.statistics.hotspots import write_hotspots
from pipelines.statistics.integrity import write_integrity
from pipelines.statistics.over_representation import write_over_representation
from pipelines.statistics.ranking import write_unit_rank
from pipelines.statistics.screening import write_screening
from warehouse.home import Home


@dataclass(frozen=True, slots=True)
class Statistic:
    """Result tables of the marts: what they read and who writes them."""

    tables: tuple[str, ...]
    inputs: tuple[str, ...]
    description: str
    write: Callable[[duckdb.DuckDBPyConnection, Home], None]


STATISTICS: tuple[Statistic, ...] = (
    Statistic(
        ("marts.integrity_finding",),
        (
            "staging.case",
            "staging.file",
            "core.case",
            "marts.fact_case",
            "marts.day",
            "marts.revision",
            "marts.imported_file",
            "marts.build",
        ),
        "Questions that the data raise about themselves.",
        write_integrity,
    ),
    Statistic(
        ("marts.unit_rank",),
        (
            "marts.fact_case",
            "marts.fact_matter",
            "marts.fact_review",
            "marts.department",
            "marts.input",
            "marts.build",
            "marts.integrity_finding",
            "staging.department",
        ),
        "Responsible units compared on how they handle matters, with the interval of each rank.",
        write_unit_rank,
    ),
    Statistic(
        ("marts.expected_load", "marts.screening_backtest", "marts.screening_pit"),
        ("core.case", "marts.sensitive_period", "marts.build"),
        "What a named period may bring, and what such forecasts were worth on past periods.",
        write_screening,
    ),
    Statistic(
        ("marts.shareable_cell",),
        ("marts.fact_case", "marts.day", "marts.input"),
        "The tables of the fixed list, protected together and attacked before anybody gets them.",
        lambda connection, home: protect(connection, home.configuration().thresholds.shareable_min_matters),
    ),
    Statistic(
        ("marts.hotspot", "marts.hotspot_replay"),
        ("core.case", "staging.township", "marts.build"),
        "Topics and townships with more distinct matters than their own past makes likely.",
        write_hotspots,
    ),
    Statistic(
        ("marts.over_representation",),
        ("core.case", "marts.build"),
        "Topics of which a township has more than its size and the topic's size make likely.",
        write_over_representation,
    ),
)
