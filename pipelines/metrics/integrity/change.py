"""Change: is there an integer earlier value from which the printed change leads to the printed value?"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from pipelines.metrics.integrity.finding import Answer, Finding, NotTestable
from pipelines.metrics.integrity.printed import Printed, prints_as
from warehouse.catalogue.model import Text


def prior_interval(value: int, change: Printed) -> tuple[Fraction, Fraction] | None:
    """The earlier values v/(1+(c±h)/100) that print this change; None when they have no upper bound."""
    most, least = (1 + (change.value + side * change.half_unit) / 100 for side in (1, -1))
    return (value / most, value / least) if least > 0 else None


def change(subject: str, value: int, printed: Printed, prior: int | None = None) -> Answer | None:
    """Ask whether a printed change in percent fits the value it leads to.

    Args:
        subject: the item.
        value: its count in this period.
        printed: the change in percent, as printed.
        prior: its count in the earlier period where the document prints it.

    Returns:
        None when it fits.
    """
    if prior is not None:
        return _against(subject, value, printed, prior)
    numbers = {"value": value, "change": str(printed)}
    falls_to_nothing = printed.value + printed.half_unit <= -100
    if (value > 0 and falls_to_nothing) or (value == 0 and printed.value not in (0, -100)):
        return _impossible(subject, value, printed, numbers)
    interval = prior_interval(value, printed)
    if value == 0 or interval is None:
        return NotTestable("change", subject, _NO_BASE, numbers)
    low, high = interval
    numbers["prior_interval"] = f"{float(low):.4f}–{float(high):.4f}"
    if high - low >= 1:
        return NotTestable(
            "change",
            subject,
            Text(
                f"上期数可在{float(low):.2f}至{float(high):.2f}之间，其中必有整数，无法检验",
                f"not testable: the earlier value may lie anywhere from {float(low):.2f} to {float(high):.2f}",
            ),
            numbers,
        )
    return None if ceil(low) <= high else _impossible(subject, value, printed, numbers)


_NO_BASE = Text("由该数值和幅度推不出上期数，无法检验", "not testable: value and change do not say what was before")


def _against(subject: str, value: int, printed: Printed, prior: int) -> Finding | None:
    if prior == 0 and value == 0 and printed.value == 0:
        return None
    if prior and prints_as(Fraction(100 * (value - prior), prior), printed):
        return None
    real = f"{100 * (value - prior) / prior:+.{max(printed.decimals, 2)}f}%" if prior else "新增 / new"
    return Finding(
        "change",
        subject,
        Text(
            f"“{subject}”由{prior}到{value}，应为{real}，印为{printed}%",
            f'"{subject}" went from {prior} to {value}, which is {real}, not {printed} %',
        ),
        Text("请核对升降幅度和比较期的数值？", "are the change and the earlier value right?"),
        {"value": value, "prior": prior, "change": str(printed)},
    )


def _impossible(subject: str, value: int, printed: Printed, numbers: dict[str, object]) -> Finding:
    near = value / (1 + printed.value / 100) if printed.value > -100 else Fraction(0)
    priors = [k for k in (floor(near), floor(near) + 1) if k > 0]
    around = [f"{k}→{value}＝{100 * (value - k) / k:+.{printed.decimals}f}%" for k in priors]
    return Finding(
        "change",
        subject,
        Text(
            f"“{subject}”为{value}，升降{printed}%，没有整数的上期数能得出"
            + (f"（{'、'.join(around)}）" if around else ""),
            f'"{subject}" is {value} with a change of {printed} %: no whole earlier number gives it'
            + (f" ({', '.join(around)})" if around else ""),
        ),
        Text("请核对升降幅度：是否误印，或按另一单位计算？", "is the change a misprint, or computed in another unit?"),
        numbers,
    )
