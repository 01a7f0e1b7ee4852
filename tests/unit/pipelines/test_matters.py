"""Matters from what exports declare or link."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics.matters import matters

NO_LINKS = pl.DataFrame(schema={"case_id": pl.String, "first_case_id": pl.String})


def run(rows: list[tuple[str, str | None, str | None]]) -> dict[str, tuple[int, str]]:
    frame = pl.DataFrame(
        rows, schema={"case_id": pl.String, "matter_id": pl.String, "related_case_id": pl.String}, orient="row"
    )
    done = matters(frame, NO_LINKS, np.random.default_rng(0))
    return {row["case_id"]: (row["matter_id"], row["evidence"]) for row in done.to_dicts()}


def test_links_are_transitive_and_cycles_are_safe() -> None:
    found = run([("a", None, "c"), ("b", None, "a"), ("c", None, "b"), ("d", None, None)])
    assert found["a"][0] == found["b"][0] == found["c"][0] != found["d"][0]
    assert found["a"][1] == "linked"
    assert found["d"][1] == "single"


def test_two_cases_that_name_the_same_absent_one_belong_together() -> None:
    found = run([("a", None, "x"), ("b", None, "x")])
    assert found["a"] == found["b"]
    assert found["a"][1] == "linked"


def test_a_matter_number_is_not_a_case_number() -> None:
    """A case whose number equals another's matter number is not thereby of that matter."""
    found = run([("1", "9", None), ("2", "9", None), ("9", None, None)])
    assert found["1"][0] == found["2"][0] != found["9"][0]
    assert found["1"][1] == "declared"


def test_a_case_that_names_itself_is_single() -> None:
    assert run([("a", None, "a")])["a"][1] == "single"


def test_an_empty_office() -> None:
    assert run([]) == {}


names = st.sampled_from("abcdefgh")


@given(st.dictionaries(names, st.one_of(st.none(), names), min_size=1), st.randoms())
def test_order_of_rows_does_not_matter(links: dict[str, str | None], random: object) -> None:
    rows = [(case, None, link) for case, link in links.items()]
    shuffled = sorted(rows, key=lambda _: random.random())  # type: ignore[attr-defined]

    def partition(found: dict[str, tuple[int, str]]) -> set[frozenset[str]]:
        groups: dict[int, set[str]] = {}
        for case, (matter, _) in found.items():
            groups.setdefault(matter, set()).add(case)
        return {frozenset(g) for g in groups.values()}

    assert partition(run(rows)) == partition(run(shuffled))


def test_keys_are_one_to_one_with_matters_and_differ_between_versions() -> None:
    frame = pl.DataFrame({"case_id": [str(i) for i in range(50)], "matter_id": None, "related_case_id": None}).cast(
        pl.String
    )
    first, second = (matters(frame, NO_LINKS, np.random.default_rng(seed)) for seed in (1, 2))
    assert first["matter_key"].n_unique() == first["matter_id"].n_unique() == 50
    assert first["matter_key"].to_list() != second["matter_key"].to_list()
