"""The primary rule on hand-made cells."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.metrics.suppression import is_primary, protection_interval


def primary(value: int, matters: int, largest: int, k: int = 10) -> bool:
    return bool(is_primary(*(np.array([float(x)]) for x in (value, matters, largest)), k)[0])


@pytest.mark.parametrize(("matters", "k", "small"), [(9, 10, True), (10, 10, False), (4, 5, True), (5, 5, False)])
def test_a_cell_needs_k_matters(matters: int, k: int, small: bool) -> None:
    assert primary(100, matters, 1, k) is small


def test_no_matter_makes_up_more_than_half() -> None:
    assert not primary(40, 12, 20)
    assert primary(41, 12, 21)


def test_nothing_is_as_telling_as_little() -> None:
    assert primary(0, 0, 0)


@pytest.mark.parametrize(
    ("value", "largest", "interval"),
    [(0, 0, (0, 9)), (1, 1, (0, 9)), (9, 9, (0, 9)), (10, 1, (1, 19)), (30, 20, (10, 50)), (30, 2, (21, 39))],
)
def test_protection_interval(value: int, largest: int, interval: tuple[int, int]) -> None:
    low, high = protection_interval(np.array([float(value)]), np.array([float(largest)]), 10)
    assert (low[0], high[0]) == interval
