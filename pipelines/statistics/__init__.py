"""Statistics of a build: each step reads facts, calls the pure functions of pipelines/metrics, and writes a result.

Belongs here: reading, calling, writing. Does not belong here: a formula (pipelines/metrics), words (exhibits).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipelines.statistics.integrity import write_integrity
from pipelines.statistics.ranking import write_unit_rank
from warehouse.home import Home


@dataclass(frozen=True, slots=True)
class Statistic:
    """A result table of the marts: what it reads and who writes it."""

    table: str
    inputs: tuple[str, ...]
    description: str
    write: Callable[[duckdb.DuckDBPyConnection, Home], None]


STATISTICS: tuple[Statistic, ...] = (
    Statistic(
        "marts.integrity_finding",
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
        "marts.unit_rank",
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
)
