"""Generated pages are what the catalogue and a real build say, and each metric's example is the figure worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from docs import make_data_dictionary, make_metric_book
from docs.make_metric_book import Worked
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Language

DOCS = Path(__file__).resolve().parents[2] / "docs"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
SIX = 6


@pytest.fixture(scope="module")
def worked() -> Mapping[str, Worked]:
    return make_metric_book.worked_examples()


def test_each_metric_has_one_example() -> None:
    listed = [metric_id for example in make_metric_book.examples() for metric_id in example.metrics]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(METRICS), "write an example in docs/examples/metric-book.toml"


def test_each_table_has_six_rows() -> None:
    for example in make_metric_book.examples():
        assert len(make_metric_book.rows_of(example.file)) == SIX, example.id


def test_the_door_answers_what_was_worked_out_by_hand(worked: Mapping[str, Worked]) -> None:
    for metric_id, example in worked.items():
        assert example.cell.value == pytest.approx(example.entry["value"], abs=5e-5), metric_id


def test_each_example_names_its_figure_in_both_languages(worked: Mapping[str, Worked]) -> None:
    for metric_id, example in worked.items():
        for lang in LANGUAGES:
            assert "{value}" in example.entry[lang], metric_id


def test_a_metric_without_an_example_is_named(worked: Mapping[str, Worked]) -> None:
    without = {name: example for name, example in worked.items() if name != "reply_in_time"}
    with pytest.raises(LookupError, match="reply_in_time"):
        make_metric_book.metric_book("zh", without)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_metric_book_on_disk_is_the_generated_one(lang: Language, worked: Mapping[str, Worked]) -> None:
    written = (DOCS / f"metric-book.{lang}.md").read_text("utf-8")
    assert written == make_metric_book.metric_book(lang, worked), "run python docs/make_metric_book.py"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_data_dictionary_on_disk_is_the_generated_one(lang: Language) -> None:
    written = (DOCS / f"data-dictionary.{lang}.md").read_text("utf-8")
    made = make_data_dictionary.data_dictionary(lang, make_data_dictionary.published_columns())
    assert written == made, "run python docs/make_data_dictionary.py"
