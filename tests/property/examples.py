"""The fixed examples of tests that publish whole offices: one seed each.

A seed is the whole example, so the list depends on nothing but itself: Hypothesis would draw other offices whenever a
constant of any loaded module changes, and a red test would then be told by the code beside it.
`TINGMIN_SEED=3` takes another list, `TINGMIN_EXAMPLES=10` ten times as many.
"""

from __future__ import annotations

import os

import pytest

FIRST = int(os.environ.get("TINGMIN_SEED", "0")) * 100_000
TIMES = int(os.environ.get("TINGMIN_EXAMPLES", "1"))


def examples(count: int) -> pytest.MarkDecorator:
    """Run a test for so many seeds."""
    return pytest.mark.parametrize("seed", range(FIRST, FIRST + count * TIMES))
