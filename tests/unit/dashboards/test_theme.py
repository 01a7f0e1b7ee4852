"""Colours: text and marks stand out from what they stand on, as WCAG 2.2 AA asks."""

from __future__ import annotations

import pytest

from dashboards.theme import PALETTES, Scheme

TEXT, MARK = 4.5, 3.0  # least contrast: success criteria 1.4.3 and 1.4.11
BACKGROUNDS = ("paper", "ground", "wash", "worse_wash")
WRITTEN = {"ink": BACKGROUNDS, "soft": ("paper", "ground"), "accent": ("paper", "ground", "wash"),
           "better": ("paper",), "worse": ("paper", "ground", "worse_wash")}  # fmt: skip
DRAWN = ("accent", "better", "same", "worse", "bar")


def contrast(first: str, second: str) -> float:
    """The ratio of the relative luminances of two colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", PALETTES)
def test_text_and_marks_stand_out(scheme: Scheme) -> None:
    palette = PALETTES[scheme]
    pairs = [(colour, on, TEXT) for colour, backgrounds in WRITTEN.items() for on in backgrounds]
    pairs += [(colour, "paper", MARK) for colour in DRAWN]
    found = {(c, on): round(contrast(getattr(palette, c), getattr(palette, on)), 2) for c, on, _ in pairs}
    assert not {(c, on): found[c, on] for c, on, least in pairs if found[c, on] < least}
