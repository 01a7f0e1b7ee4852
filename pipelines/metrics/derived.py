"""Derived matters: the same person with the same thing, where no export says so.

A matter's first case stands for it: a further case joins only if it shares a pseudonym with that first case, has
the same deepest topic and the same township, comes within a year of the matter's last case, and its text is alike.
So there is never a chain through different persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

LOOK_BACK_DAYS = 365
# Chosen on the labelled set of tests/labelled: 6 of 16 loses precision, 8 of 16 loses recall.
MIN_SIMILARITY = 7 / 16


@dataclass(slots=True)
class _Matter:
    first: str
    last_on: date
    signature: bytes | None


def derived_links(
    cases: pl.DataFrame, keys: pl.DataFrame, signatures: pl.DataFrame, min_similarity: float = MIN_SIMILARITY
) -> pl.DataFrame:
    """Link later cases to the first case of their derived matter.

    Args:
        cases: case_id, occurred_on (date), topic, township; a case without topic or township is never derived.
        keys: case_id, person_key; several rows for several co-petitioners.
        signatures: case_id, signature (64 bytes); a case may have none.
        min_similarity: least share of equal minima, 0 to 1.

    Returns:
        case_id, first_case_id, evidence: `derived`, or `derived_weak` where a text is missing on either side.
    """
    known = keys.join(cases.drop_nulls(["topic", "township", "occurred_on"]), on="case_id", how="inner")
    shared = known.filter(pl.col("case_id").n_unique().over("person_key", "topic", "township") > 1)
    texts: Mapping[str, bytes] = dict(signatures.select("case_id", "signature").drop_nulls().iter_rows())
    order = (
        shared.group_by("case_id", "occurred_on", "topic", "township")
        .agg(pl.col("person_key").unique().sort())
        .sort("occurred_on", "case_id")
    )
    matters: dict[tuple[str, str, str], list[_Matter]] = {}
    links: list[tuple[str, str, str]] = []
    for case_id, occurred_on, topic, township, persons in order.iter_rows():
        text = texts.get(case_id)
        candidates = [m for person in persons for m in matters.get((person, topic, township), ())]
        best = _best(candidates, occurred_on, text, min_similarity)
        if best is None:
            own = _Matter(case_id, occurred_on, text)
            for person in persons:
                matters.setdefault((person, topic, township), []).append(own)
        else:
            weak = text is None or best.signature is None
            links.append((case_id, best.first, "derived_weak" if weak else "derived"))
            best.last_on = occurred_on
    return pl.DataFrame(
        links, schema={"case_id": pl.String, "first_case_id": pl.String, "evidence": pl.String}, orient="row"
    )


def _best(
    candidates: Sequence[_Matter], occurred_on: date, text: bytes | None, min_similarity: float
) -> _Matter | None:
    """The most alike recent matter; one whose text cannot be compared only if there is no other."""
    best, best_similarity = None, -1.0
    for matter in candidates:
        if (occurred_on - matter.last_on).days > LOOK_BACK_DAYS:
            continue
        alike = 0.0 if text is None or matter.signature is None else similarity(text, matter.signature)
        comparable = text is not None and matter.signature is not None
        if comparable and alike < min_similarity:
            continue
        if alike > best_similarity:
            best, best_similarity = matter, alike
    return best


def similarity(one: bytes, other: bytes) -> float:
    """Share of equal minima of two signatures: an estimate of the Jaccard similarity of their 3-grams."""
    return float(np.mean(np.frombuffer(one, dtype=np.uint32) == np.frombuffer(other, dtype=np.uint32)))
