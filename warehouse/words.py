"""Figures and reasons in words, the same on the command line, on the screen and in a paper."""

from __future__ import annotations

from warehouse.catalogue.model import Language, Metric
from warehouse.catalogue.reasons import BLANKS, EXCLUSIONS, INPUT_NAMES


def format_number(value: float | int | None, metric: Metric) -> str:
    """A figure as people read it: shares in per cent with one decimal, counts with thousands separators."""
    if value is None:
        return "—"
    if metric.denominator is not None:
        return f"{value * 100:.1f}%"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def blank_words(reason: str | None, lang: Language) -> str:
    """Why a figure is blank."""
    if reason is None:
        return ""
    kind, _, detail = reason.partition(":")
    if kind in EXCLUSIONS:
        return EXCLUSIONS[kind](lang)
    name = INPUT_NAMES[detail](lang) if detail in INPUT_NAMES else detail
    return BLANKS[kind](lang).format(detail=name)


def exclusion_words(excluded: dict[str, int], lang: Language) -> str:
    """What was left out, by reason, with counts."""
    pause = "；" if lang == "zh" else "; "
    return pause.join(f"{EXCLUSIONS[reason](lang)} {count:,}" for reason, count in excluded.items())
