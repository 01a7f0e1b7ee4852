"""Disclosure control of linked tables: which cells are withheld so that nobody can work out a small one.

Belongs here: the primary rule, complementary suppression (exact, else greedy) and the attacker's audit, as pure
functions over numbers. Does not belong here: which tables are shared (warehouse/catalogue/shareable.py), reading facts
and writing the protected cells (pipelines/publish/shareable.py).

Terms and methods follow Fischetti and Salazar-González, "Solving the cell suppression problem on tabular data with
linear constraints", Management Science 47(7), 2001.
"""

from pipelines.metrics.suppression.attack import Audit, audit, feasible_interval
from pipelines.metrics.suppression.exact import cheapest_pattern
from pipelines.metrics.suppression.greedy import quick_pattern
from pipelines.metrics.suppression.primary import is_primary, protection_interval
from pipelines.metrics.suppression.suppress import Suppression, suppress
from pipelines.metrics.suppression.tables import LinkedTables, UnprotectableError, link

__all__ = [
    "Audit", "LinkedTables", "Suppression", "UnprotectableError", "audit", "cheapest_pattern", "feasible_interval", "is_primary", "link",
    "protection_interval", "quick_pattern", "suppress",
]  # fmt: skip
