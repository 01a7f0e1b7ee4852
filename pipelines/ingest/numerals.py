"""Numbers in Chinese characters.

Here: characters to a whole number. Not here: units behind it and what it counts.
"""

from __future__ import annotations

NUMERALS = "零〇○一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"

_DIGITS = {
    digit: number
    for number, digits in enumerate(("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for digit in digits
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def spoken(text: str) -> int | None:
    """A number in Chinese characters: `三十二`, `一百零五`, `两千`, `一万二千`, or digit by digit `二〇`; None if it is none."""
    above, _, below = text.rpartition("万")
    if above:
        high, low = spoken(above), spoken(below) if below else 0
        is_plain = low is not None and (low == 0 or 1_000 <= low < 10_000 or below[0] in "零〇")
        return high * 10_000 + low if high is not None and low is not None and is_plain else None
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit, smallest = 0, None, 10_000
    for place, character in enumerate(text):
        if character in _DIGITS:
            if digit:  # two digits beside each other
                return None
            digit = _DIGITS[character]
            continue
        unit = _TENS.get(character, smallest)
        if unit >= smallest or (digit is None and not (unit == 10 and place == 0)):
            return None
        total += unit * (1 if digit is None else digit)
        smallest, digit = unit, None
    if digit and smallest > 10 and _DIGITS.get(text[-2]) != 0:  # 一百二 may be 120 or 102
        return None
    return total + (digit or 0)
