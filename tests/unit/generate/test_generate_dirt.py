"""Dirty exports: each planted mistake stands in the spreadsheet row that truth.json names."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import fastexcel
import pytest

from pipelines.generate import generate

Cells = dict[str, str]
DATES = ("信访日期", "登记时间", "办结时间", "答复时间", "限办日期")

LOOKS: dict[str, Callable[[Cells], bool]] = {
    "township_unknown": lambda row: row["问题属地"] in {"红旗农场", "工业园区管委会", "东坝镇"},
    "township_alias": lambda row: not re.search("(街道|镇|乡)$", row["问题属地"]),
    "persons_zero": lambda row: row["信访人数"] == "0",
    "persons_99999": lambda row: row["信访人数"] == "99999",
    "closed_before_registered": lambda row: row["办结时间"] < row["登记时间"],
    "unparseable_date": lambda row: row["登记时间"] == "2026-13-45",
    "missing_case_id": lambda row: row["信访件编号"] == "",
    "leading_newline": lambda row: row["概况信息"].startswith("\n"),
    "ideographic_space": lambda row: row["问题属地"].startswith("\u3000"),
    "no_break_space": lambda row: row["登记机构"].startswith("\u00a0"),
    "date_slash": lambda row: re.fullmatch(r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d\d:00", row["登记时间"]) is not None,
    "date_chinese": lambda row: re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", row["信访日期"]) is not None,
    "date_compact": lambda row: re.fullmatch(r"20\d{6}", row["信访日期"]) is not None,
    "date_iso_t": lambda row: re.fullmatch(r"[\d-]{10}T\d\d:\d\d", row["登记时间"]) is not None,
    "date_serial": lambda row: re.fullmatch(r"4\d{4}\.\d+", row["登记时间"]) is not None,
    "date_full_width": lambda row: re.match("[０-９]{4}-", row["登记时间"]) is not None,
    "blank_row": lambda row: not any(row.values()),
    "repeated_header": lambda row: all(name == cell for name, cell in row.items()),
    "total_row": lambda row: row["信访件编号"] == "合计",
    "title": lambda row: row["信访件编号"] == "栖云县信访件登记台账",
    "exported_line": lambda row: re.fullmatch("导出时间：.*日 单位：件", row["信访件编号"]) is not None,
}
EVERYWHERE_EXACT = {"persons_zero", "persons_99999", "unparseable_date", "missing_case_id", "leading_newline"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    out = tmp_path_factory.mktemp("dirty")
    return out, generate(out, cases=3000, seed=4, dirty=0.5)


def case_files(truth: dict) -> list[dict]:
    return [file for file in truth["files"] if file["source"] == "cases"]


def sheet(folder: Path, file: dict) -> list[list[str]]:
    text = (folder / file["name"]).read_bytes().decode(file["encoding"])
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_kind_is_planted_somewhere(folder: tuple[Path, dict]):
    planted = {kind for file in case_files(folder[1]) for kind in file["planted"]}
    assert planted == {*LOOKS, "conflicting_duplicate", "conflicting_duplicate_first"}
    assert {file["encoding"] for file in case_files(folder[1])} == {"utf-8-sig", "utf-8", "gb18030"}


def test_planted_rows_look_as_their_kind_says(folder: tuple[Path, dict]):
    out, truth = folder
    for file in case_files(truth):
        rows = sheet(out, file)
        header = rows[file["header_row"] - 1]
        assert header[0] == "信访件编号"
        named = [dict(zip(header, row, strict=True)) for row in rows]
        for kind, planted in file["planted"].items():
            assert planted["count"] == len(planted["rows"])
            look = LOOKS.get(kind)
            assert look is None or all(look(named[row - 1]) for row in planted["rows"]), (file["name"], kind)
            if kind in EVERYWHERE_EXACT:
                data = set(range(file["header_row"], len(rows)))
                # Structure rows lack the columns or the case number too.
                data -= {other - 1 for k in ("blank_row", "total_row") for other in _rows(file, k)}
                assert [n + 1 for n in sorted(data) if look(named[n])] == planted["rows"]
        assert len(rows) == file["rows"] + file["structure_rows"] + 1


def test_duplicates_conflict_with_the_row_of_the_same_case(folder: tuple[Path, dict]):
    out, truth = folder
    for file in case_files(truth):
        rows = sheet(out, file)
        pairs = zip(_rows(file, "conflicting_duplicate_first"), _rows(file, "conflicting_duplicate"), strict=True)
        for first, second in pairs:
            assert rows[first - 1][0] == rows[second - 1][0]
            assert int(rows[first - 1][5]) + 1 == int(rows[second - 1][5])


def test_intensity_scales_the_mistakes(tmp_path: Path):
    def mistakes(dirty: float) -> int:
        truth = generate(tmp_path / str(dirty), cases=3000, seed=4, dirty=dirty)
        history = case_files(truth)[0]["planted"]
        return sum(history[kind]["count"] for kind in ("persons_zero", "missing_case_id", "date_slash"))

    assert mistakes(0.1) < mistakes(1.0) / 5


def test_dirt_changes_the_files_and_not_the_office(folder: tuple[Path, dict], tmp_path: Path):
    clean = generate(tmp_path, cases=3000, seed=4)
    for stated in ("totals", "totals_counted", "hotspots", "departments"):
        assert clean[stated] == folder[1][stated]


def test_workbooks_hold_the_same_cells_with_real_dates(tmp_path: Path):
    truth = generate(tmp_path, cases=120, seed=8, dirty=1.0, formats=("csv", "xlsx"))
    mixed = 0
    for file in case_files(truth):
        if not file["name"].endswith(".xlsx"):
            continue
        twin = next(f for f in case_files(truth) if f["name"] == file["name"].replace(".xlsx", ".csv"))
        texts = sheet(tmp_path, twin)
        book = fastexcel.read_excel(tmp_path / file["name"])
        cells = book.load_sheet(0, header_row=None, dtypes="string", skip_whitespace_tail_rows=False).to_polars()
        assert cells.shape == (len(texts), len(texts[0]))
        column = texts[file["header_row"] - 1].index("登记时间")
        for text, cell in zip((row[column] for row in texts), cells[:, column].to_list(), strict=True):
            assert (cell or "").removesuffix(".0") == text
        mixed += any("/" in row[column] for row in texts)
    assert mixed


def _rows(file: dict, kind: str) -> list[int]:
    return file["planted"].get(kind, {}).get("rows", [])
