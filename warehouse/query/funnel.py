"""How far observed ÷ expected may lie from 1 by chance, for a unit of a given size: the curves of a funnel. Pure.

Belongs here: the inverse of the scores by which the build judges units. Does not belong here: the verdicts themselves
(marts.unit_rank), which take each unit's own expectation and are exact where cases are few.
"""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
Z_998 = 3.090232306167813


def share_limits(cases: float, share: float, tau2: float, z: float) -> tuple[float, float]:
    """Limits of observed ÷ expected for failures among cases.

    arcsin √(O/n) = arcsin √p ± z √(1/(4n) + τ²), divided by p.

    Args:
        cases: n > 0.
        share: p, the expected share of failures, between 0 and 1.
        tau2: variance between units on the scale of the arcsine.
        z: 1.96 for 95 %, 3.09 for 99.8 %.

    Source: Spiegelhalter 2005, Statistics in Medicine 24, section 3 and appendix.
    """
    centre = math.asin(math.sqrt(share))
    reach = z * math.sqrt(1 / (4 * cases) + tau2)
    low, high = max(centre - reach, 0.0), min(centre + reach, math.pi / 2)
    return math.sin(low) ** 2 / share, math.sin(high) ** 2 / share


def ratio_limits(expected: float, tau2: float, z: float) -> tuple[float, float]:
    """Limits of observed ÷ expected for an expected number of events: √(O/E) = 1 ± z √(1/(4E) + τ²).

    Source: Spiegelhalter et al. 2012, JRSS A 175 (square-root scores).
    """
    reach = z * math.sqrt(1 / (4 * expected) + tau2)
    return max(1 - reach, 0.0) ** 2, (1 + reach) ** 2
