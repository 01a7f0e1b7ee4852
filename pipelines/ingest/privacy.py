"""Identities: keyed pseudonyms and masked values.

Here: how an identity number, an account, a name with a phone become a keyed hash, and what of a cell may be
shown. Not here: where pseudonyms are kept (`ledger`). Clear identities live only in the memory of this step:
no log, message, table or temporary file receives one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

import polars as pl

PERSON_FIELDS = ("person_id_number", "person_account", "person_name", "person_phone")

_LONGEST_SHOWN = 40
_LONG_NUMBER = re.compile(r"(\d\d)\d{5,}")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_HAN_OF_DATES = frozenset("年月日时分秒点上下午无人件批次名个")

_STRONG_SEPARATORS = re.compile(r"[、,;/|\n\r]+")
_WITHIN_NUMBERS = re.compile(r"[\s\-_.·()+]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_RESIDENT = re.compile(r"\d{17}[\dX]|\d{15}")
_OTHER_PAPER = re.compile(r"(?=.*[A-Z])(?=(?:.*\d){5})[A-Z0-9]{6,20}")
# Written where no number is expected: a resident of the last hundred years, a mobile phone.
_BORN = r"(19\d\d|200\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_OF_RESIDENT = rf"\d{{6}}{_BORN}\d{{3}}[\dXx]"
_STRAY_NUMBER = re.compile(rf"(?<!\d)(?:{_OF_RESIDENT}|1[3-9]\d{{9}})(?!\d)")
_PARTED = r"\W{0,2}"
LIKE_AN_IDENTITY = rf"^\d{{6}}{_PARTED}{_BORN}{_PARTED}\d{{3}}[\dXx]$"
EXPONENT = r"^[+-]?\d(?:\.\d+)?[Ee]\+?\d+$"  # what Excel makes of a number of more than 15 digits: perhaps an identity
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?\d+")
_NOBODY = frozenset(
    (
        "无", "不详", "未知", "匿名", "匿名者", "匿名用户", "群众", "游客", "网友", "信访人", "来访人", "NULL", "NONE",
        "-", "/", "*", *(digit * length for digit in "0123456789" for length in (11, 15, 18)),
    )
)  # fmt: skip
_PLAIN_NUMBER = r"^\d{17}[1-9X]$|^\d{15}(?:[1-9]\d|\d[1-9])0$"  # one that ends in 000 may have been rounded
_PLAIN_ACCOUNT = r"^[A-Z0-9]{4,40}$"
_PLAIN_NAME = r"^[\u4e00-\u9fff]{2,4}$"
_PLAIN_PHONE = r"^1\d{10}$"


def mask(text: str | None) -> str:
    """What of a cell may be shown: no long number, no words.

    A shifted row puts names into date columns, so of Chinese characters only those of dates and counts stay.
    """
    shown = _LONG_NUMBER.sub(r"\1***", unicodedata.normalize("NFKC", text or "").strip())
    return _HAN.sub(lambda match: match[0] if match[0] in _HAN_OF_DATES else "*", shown)[:_LONGEST_SHOWN]


def without_numbers(text: str) -> str:
    """A file's name or a header without the identity and phone numbers that somebody wrote into it."""
    return _STRAY_NUMBER.sub("***", text)


def birth_years(numbers: pl.Series) -> pl.Series:
    """The year of birth in each text that has the form of an identity number, even a mistyped one; else null."""
    years = numbers.clear(len(numbers)).cast(pl.Int32)
    like = numbers.str.contains(LIKE_AN_IDENTITY).fill_null(False)
    places = like.arg_true()
    return (
        years.scatter(places, numbers.gather(places).str.extract(LIKE_AN_IDENTITY).cast(pl.Int32))
        if like.any()
        else years
    )


def check_digit(first_17: str) -> str:
    """The last character of an identity number of 18 characters."""
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def id_numbers(cell: str) -> list[str]:
    """The identity numbers in a cell, in one spelling; numbers that name nobody are left out."""
    found = []
    for piece in _STRONG_SEPARATORS.split(unicodedata.normalize("NFKC", cell).upper()):
        if _ROUNDED.fullmatch(piece.strip()):
            continue
        apart = [_WITHIN_NUMBERS.sub("", part) for part in piece.split()]
        several = len(apart) > 1 and all(_is_paper(part) for part in apart)
        found += apart if several else ["".join(apart)]
    return list(dict.fromkeys(number for number in map(_one_spelling, found) if number))


def _is_paper(text: str) -> bool:
    return bool(_RESIDENT.fullmatch(text) or _OTHER_PAPER.fullmatch(text))


def _one_spelling(number: str) -> str | None:
    if not _is_paper(number) or len(set(number)) == 1:
        return None
    if len(number) == 15 and number.isdigit():
        first_17 = f"{number[:6]}19{number[6:]}"
        return first_17 + check_digit(first_17)
    # Excel turns the last digits of a number into zeros: many people would share the rest.
    if len(number) == 18 and number.endswith("000") and number.isdigit() and check_digit(number[:17]) != number[17]:
        return None
    return number


def accounts(cell: str) -> list[str]:
    """The accounts in a cell."""
    return [name for name in _pieces(cell) if len(name) > 1]


def names_with_phones(names: str, phones: str) -> list[str]:
    """Each person's name with a phone: side by side when there are as many of both, else every pair."""
    people, numbers = _pieces(names), [one for piece in _phones(phones) if (one := _phone(piece))]
    pairs: Iterable[tuple[str, str]] = (
        zip(people, numbers, strict=True) if len(people) == len(numbers) else product(people, numbers)
    )
    return [f"{name}\x1f{phone}" for name, phone in pairs]


def _pieces(cell: str) -> list[str]:
    text = unicodedata.normalize("NFKC", cell)
    found: list[str] = []
    for piece in _STRONG_SEPARATORS.split(text):
        words = piece.split()
        # 张 三 is one person set wide, 张三 李四 are two.
        found += ["".join(words)] if all(len(word) == 1 for word in words) else words
    return [word.upper() for word in found if word and word.upper() not in _NOBODY]


def _phones(cell: str) -> list[str]:
    pieces = _STRONG_SEPARATORS.split(unicodedata.normalize("NFKC", cell))
    return [part for piece in pieces for part in ([piece] if _phone(piece) else piece.split())]


def _phone(piece: str) -> str | None:
    digits = _WITHIN_NUMBERS.sub("", piece)
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return digits if digits.isdigit() and 7 <= len(digits) <= 12 and len(set(digits)) > 1 else None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A way to tell a person: its columns, what each looks like when nothing has to be mended, all other cells."""

    name: str
    plain: dict[str, str]
    read: Callable[..., list[str]]


_KINDS = (
    _Kind("id_number", {"person_id_number": _PLAIN_NUMBER}, id_numbers),
    _Kind("account", {"person_account": _PLAIN_ACCOUNT}, accounts),
    _Kind("name_phone", {"person_name": _PLAIN_NAME, "person_phone": _PLAIN_PHONE}, names_with_phones),
)


def identities(rows: pl.DataFrame) -> pl.DataFrame:
    """The identities of some rows: row_no, kind, secret, one line a person.

    The identity number, else the account, else the name with the phone.

    Args:
        rows: row_no and those of the person fields that the file has, as text.
    """
    found = [pl.DataFrame(schema={"row_no": pl.Int64, "kind": pl.String, "secret": pl.String})]
    waiting = rows
    for kind in _KINDS:
        if set(kind.plain) <= set(rows.columns):
            some = _secrets(waiting.drop_nulls(list(kind.plain)), kind)
            found.append(some.select("row_no", pl.lit(kind.name).alias("kind"), "secret"))
            waiting = waiting.join(some, on="row_no", how="anti")
    return pl.concat(found)


def _secrets(rows: pl.DataFrame, kind: _Kind) -> pl.DataFrame:
    is_plain = pl.all_horizontal(
        pl.col(name).str.contains(form) & ~pl.col(name).is_in(list(_NOBODY)) for name, form in kind.plain.items()
    )
    marked = rows.with_columns(is_plain.alias("is_plain"))
    secret = pl.concat_str([pl.col(name) for name in kind.plain], separator="\x1f").alias("secret")
    easy = marked.filter("is_plain").select("row_no", secret)
    hard = marked.filter(~pl.col("is_plain"))
    read = [kind.read(*cells) for cells in hard.select(list(kind.plain)).iter_rows()]
    apart = pl.DataFrame({"row_no": hard["row_no"], "secret": pl.Series(read, dtype=pl.List(pl.String))})
    return pl.concat([easy, apart.explode("secret").drop_nulls()])


def key_pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer pad of HMAC-SHA256, so that the database can hash a whole block at once.

    HMAC is sha256(outer + sha256(inner + message)); a longer key is hashed first (RFC 2104).
    """
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
