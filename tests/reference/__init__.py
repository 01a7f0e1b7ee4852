"""A brute-force reference of the metric book: plain Python, no SQL, no frames, one case at a time.

Written from the book and the catalogue, not from sql/. Slow and plain on purpose: each rule of the book stands
once, in the words of the book; one module a section. Tests compare it with what the warehouse publishes.

Reading of the book where it leaves a choice is marked `reading:`.
"""

from tests.reference.figures import RULES, Figure, Table, table
from tests.reference.office import NOT_DIVIDED, NOT_FILLED, Reference, Units
from tests.reference.record import File, Row

__all__ = [
    "NOT_DIVIDED", "NOT_FILLED", "RULES", "Figure", "File", "Reference", "Row", "Table", "Units", "table",
]  # fmt: skip
