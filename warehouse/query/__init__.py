"""The one door to published figures.

Belongs here: questions to a published version, the intervals that a slice needs, editions and scope.
Does not belong here: the definition of a metric (warehouse/catalogue), how a figure is drawn (exhibits).
"""

from warehouse.query.cell import Cell, Result
from warehouse.query.errors import NothingPublishedError, QueryError
from warehouse.query.metric import Edition, metric, metrics
from warehouse.query.published import Version, current_version, find_version

__all__ = [
    "Cell", "Edition", "NothingPublishedError", "QueryError", "Result", "Version", "current_version", "find_version",
    "metric", "metrics",
]  # fmt: skip
