"""Bringing a text to a form in which it can be read: blanks, invisible characters, quotes around it, script.

Here: what holds for every text. Not here: what a text means.
"""

from __future__ import annotations

import re
from functools import cache

import opencc

# Classes that Python's regular expressions and polars' read alike.
INVISIBLE = r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
QUOTES = "'\"“”‘’`"

_INVISIBLE = re.compile(INVISIBLE)


def clean(text: str) -> str:
    """Remove what cannot be seen, collapse blanks, strip blanks and quotes around."""
    return " ".join(_INVISIBLE.sub("", text).split()).strip(f"{QUOTES} ")


def simplified(text: str) -> str:
    """Write traditional characters as simplified ones."""
    return text if text.isascii() else str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
