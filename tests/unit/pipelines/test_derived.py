"""Derived matters: rules by hand, and precision and recall on a labelled set."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.signature import signatures
from pipelines.metrics.derived import derived_links, similarity
from tests.labelled import LabelledCase, labelled_cases

KEY = bytes(range(32))
DAY = date(2026, 1, 10)
TEXT = "反映幸福小区三期电梯故障停运长期不修，要求尽快解决"


def link(cases: list[LabelledCase]) -> dict[str, tuple[str, str]]:
    frame = pl.DataFrame(
        [(c.case_id, c.occurred_on, c.topic, c.township) for c in cases],
        schema={"case_id": pl.String, "occurred_on": pl.Date, "topic": pl.String, "township": pl.String},
        orient="row",
    )
    keys = pl.DataFrame(
        [(c.case_id, person) for c in cases for person in c.persons],
        schema={"case_id": pl.String, "person_key": pl.String},
        orient="row",
    )
    texts = pl.Series("signature", [c.text for c in cases], dtype=pl.String)
    signed = pl.DataFrame({"case_id": [c.case_id for c in cases], "signature": signatures(texts, KEY)})
    return {row[0]: (row[1], row[2]) for row in derived_links(frame, keys, signed).iter_rows()}


def case(
    case_id: str,
    persons: str = "a",
    *,
    days: int = 0,
    topic: str = "城乡建设",
    township: str = "甲镇",
    text: str = TEXT,
) -> LabelledCase:
    return LabelledCase(case_id, tuple(persons), DAY + timedelta(days=days), topic, township, text, 0)


def test_same_person_same_thing() -> None:
    assert link([case("1"), case("2", days=30, text=TEXT + "，多次反映未果")]) == {"2": ("1", "derived")}


@pytest.mark.parametrize(
    "other",
    [
        case("2", "b", days=30),
        case("2", days=30, topic="环境保护"),
        case("2", days=30, township="乙镇"),
        case("2", days=366),
        case("2", days=30, text="反映东河村四组征地补偿款按旧标准发放，请求责令整改"),
    ],
    ids=["other person", "other topic", "other township", "after a year", "other thing"],
)
def test_not_the_same(other: LabelledCase) -> None:
    assert link([case("1"), other]) == {}


def test_a_year_runs_from_the_matter_s_last_case() -> None:
    found = link([case("1"), case("2", days=300), case("3", days=665)])
    assert found == {"2": ("1", "derived"), "3": ("1", "derived")}


def test_no_chain_through_different_persons() -> None:
    """a comes; a and b come together; b comes alone: b shares nobody with the first case."""
    assert link([case("1", "a"), case("2", "ab", days=30), case("3", "b", days=60)]) == {"2": ("1", "derived")}


def test_one_common_petitioner_is_enough() -> None:
    assert link([case("1", "abc"), case("2", "cde", days=30)]) == {"2": ("1", "derived")}


def test_without_text_it_is_weak() -> None:
    assert link([case("1", text=""), case("2", days=30)]) == {"2": ("1", "derived_weak")}


def test_a_signature_is_nothing_without_the_key() -> None:
    texts = pl.Series("t", [TEXT])
    one, other = signatures(texts, KEY)[0], signatures(texts, KEY[::-1])[0]
    assert similarity(one, other) < 0.2
    assert similarity(one, signatures(texts, KEY)[0]) == 1.0


def test_two_offices_make_the_same_matters_of_the_same_texts() -> None:
    """How alike two texts are does not depend on the key: estimates of 16 minima would differ by a quarter."""
    texts = pl.Series("t", [case.text for case in labelled_cases(60, 4)])
    estimates = []
    for key in (KEY, KEY[::-1], bytes(32)):
        signed = signatures(texts, key).to_list()
        estimates.append([similarity(one, other) for one, other in combinations(signed, 2)])
    assert estimates[0] == estimates[1] == estimates[2]
    assert len(set(estimates[0])) > 5


@given(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=3, max_size=60), st.text(alphabet=" ，。！1２\n", max_size=5))
def test_spaces_digits_and_punctuation_do_not_matter(text: str, noise: str) -> None:
    half = len(text) // 2
    pair = signatures(pl.Series("t", [text, text[:half] + noise + text[half:]]), KEY)
    assert pair[0] == pair[1]


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=8))
def test_a_signature_does_not_depend_on_its_neighbours(texts: list[str | None]) -> None:
    together = signatures(pl.Series("t", texts, dtype=pl.String), KEY).to_list()
    alone = [signatures(pl.Series("t", [text], dtype=pl.String), KEY)[0] for text in texts]
    assert together == alone


def quality(cases: list[LabelledCase]) -> tuple[float, float]:
    """Precision and recall over pairs of cases of one matter."""
    found = link(cases)
    cluster = {c.case_id: found.get(c.case_id, (c.case_id, ""))[0] for c in cases}
    true, predicted = set(), set()
    for one, other in combinations(cases, 2):
        if one.matter == other.matter:
            true.add((one.case_id, other.case_id))
        if cluster[one.case_id] == cluster[other.case_id]:
            predicted.add((one.case_id, other.case_id))
    return len(true & predicted) / len(predicted), len(true & predicted) / len(true)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_precision_and_recall_on_the_labelled_set(seed: int) -> None:
    precision, recall = quality(labelled_cases(700, seed))
    assert precision >= 0.98
    assert recall >= 0.90
