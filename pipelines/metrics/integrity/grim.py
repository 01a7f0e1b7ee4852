"""GRIM: can an integer count on this base give the printed percentage?

Source: Brown and Heathers (2017), The GRIM test, Social Psychological and Personality Science 8(4), for means of
whole numbers; a share is such a mean. With d decimals a base of 10^(d+2) or more reaches every percentage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from pipelines.metrics.integrity.finding import Answer, Finding, NotTestable
from pipelines.metrics.integrity.printed import Printed, prints_as
from warehouse.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class Base:
    """A number of a document on which a percentage may have been computed."""

    value: int
    unit: Text
    name: str = ""
    addends: tuple[int, ...] = ()

    def describe(self) -> Text:
        """`175 = 127 + 19 + 29 (件人次)`."""
        sum_of = f" = {' + '.join(map(str, self.addends))}" if self.addends else ""
        zh, en = ([word for word in (self.name, unit) if word] for unit in (self.unit.zh, self.unit.en))
        return Text(
            f"{self.value}{sum_of}" + (f"（{'，'.join(zh)}）" if zh else ""),
            f"{self.value}{sum_of}" + (f" ({', '.join(en)})" if en else ""),
        )


def is_testable(decimals: int, base: int) -> bool:
    """Whether some percentage with so many decimals is out of reach on this base."""
    return 0 < base < int(10 ** (decimals + 2))


def counts_that_give(percentage: Printed, base: int) -> list[int]:
    """The counts 0 … base whose share of the base may be printed so."""
    near = floor(percentage.value * base / 100)
    width = max(1, base // 10 ** (percentage.decimals + 2)) + 1
    return [
        k
        for k in range(max(0, near - width), min(base, near + width) + 1)
        if prints_as(Fraction(100 * k, base), percentage)
    ]


def fitting_bases(percentage: Printed, bases: Sequence[Base], printed_counts: Sequence[int], *, but: int) -> list[Base]:
    """The bases other than `but` that make the percentage right.

    Those for which a count printed in the same row is the numerator, if there are any; else those on which some count
    gives it, and not for want of decimals.
    """
    possible: dict[int, list[int]] = {}
    for base in bases:
        if base.value not in (but, 0):
            possible.setdefault(base.value, counts_that_give(percentage, base.value))
    by_row = {value for value, counts in possible.items() if set(counts) & set(printed_counts)}
    fitting = by_row or {v for v, counts in possible.items() if counts and is_testable(percentage.decimals, v)}
    return list({base.value: base for base in reversed(bases) if base.value in fitting}.values())[::-1]


def grim(
    subject: str,
    percentage: Printed,
    base: Base,
    *,
    counts: Sequence[int] = (),
    row_counts: Sequence[int] = (),
    others: Sequence[Base] = (),
) -> Answer | None:
    """Ask whether a percentage is possible on its base.

    Args:
        subject: the item that carries the percentage.
        percentage: as printed, in percent.
        base: what the document says it is a share of.
        counts: the printed counts that may be the numerator; with them the share is simply divided.
        row_counts: all counts of the item, in whatever unit.
        others: numbers of the document that may be the base in truth.

    Returns:
        None when it is possible.
    """
    if any(prints_as(Fraction(100 * k, base.value), percentage) for k in counts if base.value):
        return None
    testable = is_testable(percentage.decimals, base.value)
    possible = counts_that_give(percentage, base.value) if base.value > 0 else []
    numbers = {"percentage": str(percentage), "base": base.value}
    if not counts and not testable:
        return NotTestable("grim", subject, _too_large(percentage, base), numbers)
    if not counts and possible:
        return None
    fitting = fitting_bases(percentage, others, [*counts, *row_counts], but=base.value)
    numbers |= {
        "counts": list(counts),
        "possible_counts": possible if testable else [],
        "fitting_bases": [
            {
                "base": one.value,
                "unit": one.unit.zh,
                "addends": list(one.addends),
                "counts": counts_that_give(percentage, one.value),
            }
            for one in fitting
        ],
    }
    return Finding("grim", subject, _says(subject, percentage, base, counts, testable), _asks(fitting), numbers)


def _too_large(percentage: Printed, base: Base) -> Text:
    return Text(
        f"基数{base.value}不小于10的{percentage.decimals + 2}次方，{percentage.decimals}位小数的百分数总有整数与之对应，无法检验",
        f"not testable: on a base of {base.value} every percentage with {percentage.decimals} decimals is possible",
    )


def _says(subject: str, percentage: Printed, base: Base, counts: Sequence[int], testable: bool) -> Text:
    zh, en = base.describe().zh, base.describe().en
    if counts and base.value:
        k = counts[0]
        share = f"{100 * k / base.value:.{max(percentage.decimals, 2)}f}"
        return Text(
            f"“{subject}”印为{percentage}%，而{k}÷{base.value}＝{share}%，基数{zh}",
            f'"{subject}" is printed as {percentage} %, but {k} / {base.value} = {share} %, base {en}',
        )
    near = floor(percentage.value * base.value / 100) if testable else 0
    around = "、".join(
        f"{k}/{base.value}＝{100 * k / base.value:.{percentage.decimals}f}%" for k in (near, near + 1) if testable
    )
    return Text(
        f"“{subject}”印为{percentage}%，以{zh}为基数，没有整数能得出（{around}）",
        f'"{subject}" is printed as {percentage} %: no whole number on the base {en} gives it ({around.replace("、", ", ")})',
    )


def _asks(fitting: Sequence[Base]) -> Text:
    if not fitting:
        return Text(
            "请核对该百分数及其基数：是否有误印，或另有基数？", "is the percentage a misprint, or is its base another?"
        )
    zh, en = ([getattr(one.describe(), lang) for one in fitting] for lang in ("zh", "en"))
    return Text(
        f"基数的单位或口径是否写错？与{'；'.join(zh)}相符",
        f"was the base named in the wrong unit? It fits {'; '.join(en)}",
    )
