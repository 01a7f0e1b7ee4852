"""Seconds to protect and attack tables of the size that a county shares."""

from __future__ import annotations

import time

import numpy as np

from pipelines.metrics.suppression import LinkedTables, audit, is_primary, link, protection_interval, suppress
from pipelines.publish.shareable import rounds_for

K = 10


def tables(inner: np.ndarray, unpublished: np.ndarray | None = None) -> LinkedTables:
    """All marginal tables of an array of counts, each count a matter of its own; the last axis may be n, rest, d."""
    full = inner
    axes = inner.ndim - (unpublished is not None)
    for axis in range(axes):
        full = np.concatenate([full, full.sum(axis=axis, keepdims=True)], axis=axis)
    places = np.arange(full.size).reshape(full.shape)
    sums = []
    for axis in range(axes):
        lines = np.moveaxis(places, axis, -1).reshape(-1, full.shape[axis])
        sums += [(int(line[-1]), line[:-1].tolist()) for line in lines]
    if unpublished is not None:
        sums += [(int(d), [int(n), int(rest)]) for n, rest, d in places.reshape(-1, 3)]
    value = full.ravel().astype(float)
    primary = is_primary(value, value, np.minimum(value, 1.0), K)
    low, high = protection_interval(value, np.minimum(value, 1.0), K)
    hidden = None if unpublished is None else np.tile(unpublished, full.size // unpublished.size)
    return link(value, sums, np.where(primary, low, value), np.where(primary, high, value), hidden)


def counts(rows: int, columns: int, mean: float, seed: int) -> np.ndarray:
    """Poisson counts of uneven rows and columns."""
    draw = np.random.default_rng(seed)
    shape = np.outer(draw.gamma(2.0, size=rows), draw.gamma(1.0, size=columns))
    return draw.poisson(shape / shape.mean() * mean)


def rates(units: int, figures: int, mean: float, seed: int) -> list[LinkedTables]:
    """Numerator, difference and denominator of unrelated figures by unit, with totals."""
    draw = np.random.default_rng(seed)
    found = []
    for figure in range(figures):
        due = counts(units, 1, mean, seed + figure)[:, 0]
        in_time = draw.binomial(due, draw.uniform(0.5, 0.95, size=units))
        inner = np.stack([in_time, due - in_time, due], axis=-1)
        found.append(tables(inner, unpublished=np.array([False, True, False])))
    return found


def measure(name: str, together: list[LinkedTables]) -> float:
    """Print one line; return the seconds."""
    start = time.perf_counter()
    outcomes = [suppress(one, rounds_for(one.forced.size)) for one in together]
    seconds = time.perf_counter() - start
    shown = [one.forced.size - one.unpublished.sum() for one in together]
    primary = [(one.primary & ~one.unpublished).sum() for one in together]
    withheld = [(o.suppressed & ~one.unpublished).sum() for o, one in zip(outcomes, together, strict=True)]
    safe = all(audit(one, o.suppressed).passed for o, one in zip(outcomes, together, strict=True))
    cheapest = sum(bool(o.optimal.all()) for o in outcomes)
    print(
        f"{name:42} {sum(shown):6} {sum(primary):8} {sum(withheld):9} {cheapest:5} of {len(together)} "
        f"{'yes' if safe else 'NO':>5} {seconds:8.1f}"
    )
    return seconds


def main() -> None:
    """Print the table."""
    print(f"{'tables':42} {'cells':>6} {'primary':>8} {'withheld':>9} {'cheapest':>10} {'safe':>5} {'seconds':>8}")
    total = 0.0
    for mean in (3, 10, 30, 100):
        total = max(total, measure(f"32 townships × 17 topics, mean {mean}", [tables(counts(32, 17, mean, 1))]))
    slowest = 0.0
    for mean in (20, 60, 200):
        slowest = max(slowest, measure(f"40 units × 5 rates, mean {mean} due", rates(40, 5, mean, 2)))
    print(f"both, at their slowest: {total + slowest:.1f} s")
    measure("32 townships × 120 months, mean 12", [tables(counts(32, 120, 12, 3))])


if __name__ == "__main__":
    main()
