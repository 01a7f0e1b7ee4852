"""Numbers as they are printed: with so many decimals, rounded one way or another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number, exact, with its decimals. Percentages are in percent: 28.24 stands for 28.24 %."""

    value: Fraction
    decimals: int

    @classmethod
    def of(cls, text: str | Decimal) -> Printed:
        """Read `28.24` as it stands; its trailing zeros count.

        Raises:
            decimal.InvalidOperation: it is no number.
        """
        number = Decimal(text)
        exponent = number.as_tuple().exponent
        return cls(Fraction(number), max(0, -exponent) if isinstance(exponent, int) else 0)

    @property
    def half_unit(self) -> Fraction:
        """Half a unit of the last decimal."""
        return Fraction(1, 2 * 10**self.decimals)

    def __str__(self) -> str:
        return f"{float(self.value):.{self.decimals}f}"


def roundings(number: Fraction, decimals: int) -> set[Fraction]:
    """What a number may be printed as: rounded half away from zero, half to even, or cut off."""
    sign = -1 if number < 0 else 1
    scaled = abs(number) * 10**decimals
    ways = (floor(scaled + Fraction(1, 2)), round(scaled), floor(scaled))
    return {Fraction(sign * way, 10**decimals) for way in ways}


def prints_as(number: Fraction, printed: Printed) -> bool:
    """Whether a number may have been printed so."""
    return printed.value in roundings(number, printed.decimals)
