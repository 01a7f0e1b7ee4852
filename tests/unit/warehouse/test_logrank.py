"""Log-rank: right size when nothing differs, power when it does, no verdict without events."""

from __future__ import annotations

import numpy as np

from warehouse.query.logrank import LogRank, log_rank


def sample(rng: np.random.Generator, scale: tuple[float, float]) -> LogRank:
    group = np.repeat([0, 1], 80)
    happens = np.ceil(rng.exponential(np.array(scale)[group])).astype(int)
    until = rng.integers(20, 181, 160)
    return log_rank(np.minimum(happens, until), group, happens <= until, np.ones(160))


def test_false_verdicts_stay_near_one_in_twenty() -> None:
    rng = np.random.default_rng(8)
    wrong = np.mean([(sample(rng, (300, 300)).p_value or 1) < 0.05 for _ in range(800)])
    assert 0.03 < wrong < 0.075


def test_a_halved_pace_is_found() -> None:
    rng = np.random.default_rng(8)
    found = [sample(rng, (150, 400)) for _ in range(100)]
    assert np.mean([(f.p_value or 1) < 0.05 for f in found]) > 0.9
    assert np.mean([f.observed > f.expected for f in found]) > 0.97


def test_no_event_and_one_group_alone_give_no_verdict() -> None:
    assert log_rank([90, 90], [0, 1], [0, 0], [30, 40]).p_value is None
    assert log_rank([10, 90], [0, 0], [5, 0], [5, 20]).p_value is None
    assert log_rank([], [], [], []).chi_square is None
