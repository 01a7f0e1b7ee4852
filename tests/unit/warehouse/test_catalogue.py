"""One description of each thing, complete in both languages and true to the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse_builder import builder
from warehouse.catalogue import CODE_LISTS, FIELDS, METRICS, RULES, SOURCES, TABLES
from warehouse.catalogue.deny import DENIED_HEADER_PARTS
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Text
from warehouse.catalogue.reasons import BLANKS, EXCLUSIONS, INPUT_NAMES, INPUTS
from warehouse.catalogue.tables import describe_column
from warehouse.catalogue.warnings import USAGE_WARNINGS

CHINESE = range(0x4E00, 0x9FFF)


def texts() -> Iterator[tuple[str, Text]]:
    for field in FIELDS.values():
        yield field.id, field.name
        yield field.id, field.meaning
    for metric in METRICS.values():
        yield metric.id, metric.name
        yield metric.id, metric.meaning
        yield metric.id, metric.cohort
        yield metric.id, metric.counts
        yield metric.id, metric.unit
        if metric.of is not None:
            yield metric.id, metric.of
    for rule in RULES.values():
        yield rule.id, rule.name
        yield rule.id, rule.mend
    for collection in (EXCLUSIONS, BLANKS, INPUT_NAMES, USAGE_WARNINGS):
        yield from collection.items()
    for table in TABLES.values():
        yield table.id, table.name
        yield table.id, table.grain
    for dimension in DIMENSIONS.values():
        yield dimension.id, dimension.name


def test_every_text_is_there_in_both_languages() -> None:
    for owner, text in texts():
        assert any(ord(c) in CHINESE for c in text.zh), owner
        assert text.en.strip(), owner
        # The English may quote the two words that a cell must hold.
        assert not any(ord(c) in CHINESE for c in text.en.replace("是", "").replace("否", "")), owner


def test_no_header_stands_for_two_fields_of_one_source() -> None:
    """But 信访事项编号 and 事项编号: the importer tells case from matter by what else is there."""
    for source in SOURCES.values():
        seen: dict[str, str] = {}
        for name in source.fields:
            for header in FIELDS[name].headers:
                known = {"事项编号", "信访事项编号"}
                assert header in known or seen.setdefault(header, name) == name, (source.id, header)


def test_no_header_of_a_field_is_denied() -> None:
    for field in FIELDS.values():
        for header in field.headers:
            assert not any(part in header for part in DENIED_HEADER_PARTS), (field.id, header)


def test_codes_of_fields_exist_and_labels_are_unambiguous() -> None:
    for field in FIELDS.values():
        if field.kind in ("code", "flag"):
            assert field.codes in CODE_LISTS, field.id
    for name, codes in CODE_LISTS.items():
        labels = [label for code in codes for label in code.labels]
        assert len(labels) == len(set(labels)), name


def test_identity_and_text_have_no_column() -> None:
    for field in FIELDS.values():
        if field.kind in ("identity", "subject"):
            assert field.columns == (), field.id


def test_metrics_name_known_reasons_inputs_and_warnings() -> None:
    for metric in METRICS.values():
        assert set(metric.reasons) <= set(EXCLUSIONS), metric.id
        assert set(metric.needs) <= set(INPUTS), metric.id
        assert set(metric.warnings) <= set(USAGE_WARNINGS), metric.id
        assert set(metric.breakdowns) <= set(DIMENSIONS), metric.id


def test_counts_of_petitions_have_no_direction() -> None:
    """Need, workload, non-normal visits and settlement are never better or worse: they are not ranked."""
    for metric in METRICS.values():
        if metric.section in (1, 4) or "settled" in metric.id or metric.id in ("repeat_share", "repeat_stage"):
            assert metric.direction == "neither", metric.id


def test_what_leaders_were_brought_has_no_direction() -> None:
    workload = {"reception_events", "reception_persons", "reception_result_mix", "owned_cases", "owned_persons",
                "owned_new", "owned_unmatched", "disputes_found", "decisions"}  # fmt: skip
    assert {METRICS[metric].direction for metric in workload} == {"neither"}


def test_every_published_table_and_column_is_described(tmp_path: Path) -> None:
    connection = builder(tmp_path).build("2026-10-31")
    columns = connection.execute(
        "select table_schema || '.' || table_name, column_name from information_schema.columns "
        "where table_schema in ('marts', 'rows')"
    ).fetchall()
    assert {table for table, _ in columns} == set(TABLES)
    for table, column in columns:
        assert describe_column(column).zh, (table, column)


def test_every_metric_has_its_columns_in_its_fact(tmp_path: Path) -> None:
    connection = builder(tmp_path).build("2026-10-31")
    for metric in METRICS.values():
        if metric.form == "result":
            continue
        have = {
            row[0]
            for row in connection.execute(
                "select column_name from information_schema.columns where table_schema = 'marts' and table_name = ?",
                [metric.fact],
            ).fetchall()
        }
        wanted = {
            metric.numerator,
            metric.excluded,
            metric.cohort_on,
            *([metric.classes] if metric.classes else []),
            *(d for d in metric.breakdowns if DIMENSIONS[d].kind != "time"),
            *([metric.denominator] if metric.denominator else []),
        }
        assert wanted <= have, metric.id


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(KeyError):
        describe_column("petitioner")
