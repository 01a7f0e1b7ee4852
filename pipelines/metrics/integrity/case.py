"""A case as the rules of a build see it. Nothing about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RegisteredCase:
    """One registered case; None is unknown."""

    number: str
    organ: str  # registered it
    registered_on: date
    unit: str | None = None  # answers for it
    petitioned_on: date | None = None
    closed_on: date | None = None
    is_own: bool | None = None  # registered here, not handed down or up
    is_first: bool | None = None
