"""Keyed MinHash signatures: all that is kept of a case's text, enough to tell whether two texts are alike.

Belongs here: text → 64 bytes. Does not belong here: which cases are compared (pipelines/metrics/derived.py).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

SUBJECT = "subject"  # the field whose text is signed, and the kind of the key that it becomes
HASHES = 16
GRAM = 3
# Words of every petition: they say how something is asked for, not what, and would make strangers alike.
STOP_WORDS = (
    "信访人", "本人", "我们", "部分", "全体", "来访", "来信", "来电", "反映", "投诉", "举报", "诉求", "要求", "请求", "希望",
    "恳请", "盼", "尽快", "妥善", "依法", "有关部门", "相关部门", "部门", "领导", "政府", "督促", "落实", "解决", "处理",
    "答复", "书面", "给予", "给出", "帮助", "协调", "多次", "再次", "曾", "至今", "仍", "未果", "没有", "问题", "情况", "存在",
    "结果", "公开", "依旧", "已", "向",
)  # fmt: skip
_NOISE = r"[\s\p{P}\p{N}\p{S}]|" + "|".join(sorted(STOP_WORDS, key=len, reverse=True))
_GRAMS = b"tingmin subject grams 1"  # which gram stands for a text: the same in every office
_SIGNATURE = b"tingmin subject signature 2"  # what is written of it: nothing without the key
_ROUNDS = ((1, 32), (2, 29))  # of the mixing: place of the multiplier, shift


def signatures(texts: pl.Series, key: bytes) -> pl.Series:
    """Signatures of texts: 16 minima over the hashed character 3-grams, each mixed with the key, as 64 bytes.

    The share of equal minima of two signatures estimates the Jaccard similarity of their 3-grams. The estimate does not
    depend on the key, so that the same exports make the same matters in every home. Spaces, punctuation, digits and
    the words of every petition are left out first; what is then shorter than one gram has none.

    Args:
        texts: text, may hold nulls.
        key: the office's secret key; without it no text can be tried against a signature.

    Source: Broder 1997, On the resemblance and containment of documents.
    """
    cleaned = texts.str.replace_all(_NOISE, "").fill_null("")
    lengths = cleaned.str.len_chars().to_numpy().astype(np.int64)
    grams = np.maximum(lengths - GRAM + 1, 0)
    has_grams = grams > 0
    result: list[bytes | None] = [None] * len(texts)
    if has_grams.any():
        long_enough = cleaned.filter(pl.Series(has_grams))
        points = np.frombuffer("".join(long_enough).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        minima = _mixed(_minima(points, lengths[has_grams], grams[has_grams]), key)
        for place, row in zip(np.flatnonzero(has_grams), minima, strict=True):
            result[int(place)] = row.tobytes()
    return pl.Series(texts.name, result, dtype=pl.Binary)


def _minima(points: NDArray[np.uint64], lengths: NDArray[np.int64], grams: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The minima of each text, shape (texts, 16)."""
    constants = _odd_numbers(hashlib.sha256(_GRAMS).digest(), _GRAMS, GRAM + 2 * HASHES)
    ends = np.cumsum(lengths)
    # A gram may not reach over the end of its text: leave out the last two starts of each.
    inside = np.ones(len(points), dtype=bool)
    for back in range(1, GRAM):
        inside[ends - back] = False
    starts = np.flatnonzero(inside)
    hashed = np.zeros(len(starts), dtype=np.uint64)
    for place in range(GRAM):
        hashed = (hashed ^ points[starts + place]) * constants[place]
        hashed ^= hashed >> np.uint64(29)
    first = np.concatenate([[0], np.cumsum(grams)[:-1]])
    columns = [
        np.minimum.reduceat(hashed * multiplier + addend, first)
        for multiplier, addend in constants[GRAM:].reshape(HASHES, 2)
    ]
    return np.stack(columns, axis=1)


def _mixed(minima: NDArray[np.uint64], key: bytes) -> NDArray[np.uint32]:
    """What is kept of the minima: 32 bits of each, in a way that nobody can follow without the key."""
    constants = _odd_numbers(key, _SIGNATURE, HASHES * (len(_ROUNDS) + 2)).reshape(len(_ROUNDS) + 2, HASHES)
    mixed = minima ^ constants[0]
    for place, shift in _ROUNDS:
        mixed *= constants[place]
        mixed ^= mixed >> np.uint64(shift)
    return cast(NDArray[np.uint32], (mixed * constants[-1] >> np.uint64(32)).astype(np.uint32))


def _odd_numbers(key: bytes, purpose: bytes, needed: int) -> NDArray[np.uint64]:
    """Odd numbers of 64 bits, drawn from a key."""
    blocks = [hmac.digest(key, purpose + bytes([i]), hashlib.sha256) for i in range((needed * 8 + 31) // 32)]
    numbers = np.frombuffer(b"".join(blocks), dtype="<u8")[:needed].astype(np.uint64)
    return numbers | np.uint64(1)
