"""False signals of the control charts on quiet series: how often a week is called unusual when nothing happened.

Run from the top folder: `python benchmarks/spc.py`. Each look is one judged week of one series; the last column is
the chance that an office with eight headline series meets at least one false signal in a week.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from warehouse.query.control_chart import limits, signals
from warehouse.query.headline import BASELINE_LEAST, BASELINE_MOST, JUDGED, SERIES

OFFICES = 2000
MEANS = (5, 8, 15, 40)
DISPERSIONS = (1.0, 1.5)  # variance ÷ mean: Poisson, and as weeks of real offices are
RULES = ("outside", "shift", "trend", "near_limit")


def weeks(rng: np.random.Generator, mean: float, dispersion: float, size: int) -> list[float]:
    """Counts of quiet weeks: Poisson, or negative binomial with the given variance ÷ mean."""
    if dispersion == 1:
        return [float(v) for v in rng.poisson(mean, size)]
    return [float(v) for v in rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, size)]


def main() -> None:
    """Print a table."""
    rng = np.random.default_rng(20261031)
    print(f"{OFFICES} series a line, {JUDGED} judged weeks each")
    print(f"{'mean':>5}{'var/mean':>10}{'baseline':>10}{'drawn':>8}{'per look':>10}", end="")
    print("".join(f"{rule:>12}" for rule in RULES), f"{'office-week':>13}")
    for mean in MEANS:
        for dispersion in DISPERSIONS:
            for baseline in (BASELINE_LEAST, BASELINE_MOST):
                found: Counter[str | None] = Counter()
                drawn = 0
                for _ in range(OFFICES):
                    chart = limits(weeks(rng, mean, dispersion, baseline))
                    if chart is not None:
                        drawn += 1
                        found.update(signals(weeks(rng, mean, dispersion, JUDGED), chart))
                looks = drawn * JUDGED
                false = (looks - found[None]) / looks
                print(f"{mean:>5}{dispersion:>10.1f}{baseline:>10}{drawn / OFFICES:>8.1%}{false:>10.2%}", end="")
                print("".join(f"{found[rule] / looks:>12.2%}" for rule in RULES), end="")
                print(f"{1 - (1 - false) ** len(SERIES):>14.1%}")


if __name__ == "__main__":
    main()
