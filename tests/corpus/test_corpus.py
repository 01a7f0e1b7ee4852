"""Every file of the corpus through the real importer, held against what is true of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.files import FIELDS, FILES, Dirty
from tests.unit.ingest.importing import Importing


def test_the_corpus_is_large_and_its_names_are_its_own() -> None:
    """At least sixty files, each with a name."""
    assert len({file.id for file in FILES}) == len(FILES) >= 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)
def test_a_dirty_file(tmp_path: Path, file: Dirty) -> None:
    """Rows, types, counts by rule and structure are those that are known; a second time nothing is new."""
    office = Importing(tmp_path)
    path = office.write(file.name, file.content())
    reports = office.ingest_all(path)
    taken = [report for report in reports if report.error is None]
    assert (len(reports), len(reports) - len(taken)) == (file.parts, file.errors), [report.error for report in reports]
    assert sum(report.rows_read for report in reports) == file.read
    assert sum(report.rows_unchanged for report in reports) == file.unchanged
    assert sum(report.structure_rows for report in reports) == file.structure
    for report in taken:
        assert report.source == (file.source or report.source)
        assert report.header_row == (file.header_row or report.header_row)
        assert report.encoding == (file.encoding or report.encoding)
        assert report.rejections == file.rejections
        assert report.warnings == file.warnings
        assert report.unmapped_columns == list(file.unmapped)
        assert file.note in (report.note or "")
    columns = ", ".join(f"cast({name} as varchar)" if name.endswith("_on") else name for name in FIELDS)
    held = office.rows(f"select {columns} from raw.case_version order by all")
    assert held == sorted(file.truth, key=lambda row: [(cell is None, str(cell)) for cell in row])
    assert {path.name for path in tmp_path.iterdir()} == {file.name, "听民 home"}
    again = [report for report in office.ingest_all(path) if report.error is None]
    assert all(report.already_ingested for report in again)
