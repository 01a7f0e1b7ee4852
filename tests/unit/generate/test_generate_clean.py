"""Clean exports: what the files say equals what truth.json states."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.generate import generate

CASES = 1500
LIMITS = ("限办日期", "延期至", "评价截止时间")
EVENTS = (
    "信访日期", "登记时间", "转交责任单位日期", "受理时间", "受理告知日期", "延期审批日期", "答复时间",
    "办结时间", "复查申请日期", "复查意见日期", "评价时间",
)  # fmt: skip
HANDLING_COLUMNS = {"责任单位", "承办类型", "转交责任单位日期", "答复时间", "受理告知日期"}

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Office:
    """The files of one run, read back naively."""

    def __init__(self, folder: Path, truth: dict):
        self.folder, self.truth = folder, truth
        self.exports = {path.stem[-8:]: read(path) for path in sorted(folder.glob("cases-*.csv"))}

    def latest(self) -> dict[str, list[Row]]:
        """The rows of each case in the last export that holds it."""
        final: dict[str, list[Row]] = {}
        for rows in self.exports.values():
            seen: dict[str, list[Row]] = defaultdict(list)
            for row in rows:
                seen[row["信访件编号"]].append(row)
            final.update(seen)
        return final

    def lead(self) -> dict[str, Row]:
        """One row a case: the lead unit's."""
        return {number: next(r for r in rows if r["承办类型"] != "协办") for number, rows in self.latest().items()}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("clean")
    yield Office(folder, generate(folder, cases=CASES, seed=11))


def test_truth_json_is_what_is_returned(office: Office):
    assert json.loads((office.folder / "truth.json").read_text(encoding="utf-8")) == office.truth


def test_distinct_case_numbers_are_as_many_as_asked(office: Office):
    assert len(office.latest()) == CASES


def test_nine_case_exports_a_week_apart_end_at_the_end(office: Office):
    days = [date.fromisoformat(day) for day in office.exports]
    assert days[-1].isoformat() == office.truth["end"]
    assert [(after - before).days for before, after in pairwise(days)] == [7] * 8


def test_files_have_the_rows_that_truth_states(office: Office):
    for file in office.truth["files"]:
        assert len(read(office.folder / file["name"])) == file["rows"], file["name"]


def test_nothing_is_dated_after_its_export(office: Office):
    for day, rows in office.exports.items():
        last = date.fromisoformat(day).isoformat() + " 23:59:59"
        assert all(row[event] <= last for row in rows for event in EVENTS)


def test_only_limits_lie_in_the_future(office: Office):
    rows = office.exports["20261031"]
    assert any(row[limit] > office.truth["end"] for row in rows for limit in LIMITS)


def test_weekly_exports_hold_new_and_changed_cases_only(office: Office):
    known: dict[str, list[Row]] = {}
    for rows in office.exports.values():
        now: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            now[row["信访件编号"]].append(row)
        assert all(known.get(number) != case for number, case in now.items())
        known.update(now)


def test_totals_equal_a_naive_count(office: Office):
    for totals, included in (("totals", {"是", "否"}), ("totals_counted", {"是"})):
        rows = [row for row in office.lead().values() if row["是否纳入统计"] in included]
        stated = office.truth[totals]
        visits = [row for row in rows if row["信访形式"] == "来访"]
        assert stated["cases"] == len(rows)
        assert stated["by_township"] == Counter(row["问题属地"] for row in rows)
        assert Counter(stated["by_department"]) == Counter(row["责任单位"] for row in rows)
        assert stated["by_channel"] == Counter(row["信访形式"] for row in rows)
        assert stated["visit_events"] == len(visits)
        assert stated["visit_persons"] == sum(int(row["信访人数"]) for row in visits)
        assert stated["first_cases"] == sum(row["全国初次标志"] == "是" for row in rows)
        assert stated["repeat_cases"] == sum(row["全国初次标志"] == "否" for row in rows)
        assert stated["nonnormal_events"] == sum(row["非正常上访"] == "是" for row in rows)
        assert stated["open_cases"] == sum(not row["办结时间"] for row in rows)


def test_acts_of_a_case_are_in_order(office: Office):
    for row in office.lead().values():
        moments = [row[name] for name in ("信访日期", "登记时间", "受理时间", "答复时间", "办结时间", "评价时间")]
        shown = [moment for moment in moments if moment]
        assert shown == sorted(shown), row
        days = [row[name][:10] for name in ("登记时间", "转交责任单位日期", "受理时间", "受理告知日期") if row[name]]
        assert days == sorted(days), row


def test_jointly_handled_rows_differ_in_handling_columns_only(office: Office):
    joint = [rows for rows in office.latest().values() if len(rows) > 1]
    assert 0.03 * CASES <= len(joint) <= 0.06 * CASES
    for rows in joint:
        assert [row["承办类型"] for row in rows] == ["主办"] + ["协办"] * (len(rows) - 1)
        assert len({row["责任单位"] for row in rows}) == len(rows)
        differing = {name for name in rows[0] for row in rows if row[name] != rows[0][name]}
        assert differing <= HANDLING_COLUMNS


def test_repeats_point_to_an_earlier_case_of_the_same_person_and_matter(office: Office):
    lead = office.lead()
    repeats = [row for row in lead.values() if row["全国初次标志"] == "否"]
    linked = [row for row in repeats if row["关联信访事项编号"]]
    assert 0.2 < len(repeats) / CASES < 0.35
    assert len(linked) > 0.6 * len(repeats)
    for row in linked:
        before = lead[row["关联信访事项编号"]]
        assert before["登记时间"] < row["登记时间"]
        for same in ("身份证号", "姓名", "住址", "问题属地", "内容分类", "信访目的"):
            assert before[same] == row[same]


def test_nonnormal_visits_follow_a_handled_case(office: Office):
    lead = office.lead()
    by_person = defaultdict(list)
    for row in lead.values():
        by_person[row["身份证号"], row["内容分类"]].append(row)
    flagged = [row for row in lead.values() if row["非正常上访"] == "是"]
    assert flagged
    for row in flagged:
        assert row["信访形式"] == "来访"
        earlier = [r for r in by_person[row["身份证号"], row["内容分类"]] if r["登记时间"] < row["登记时间"]]
        assert any(r["受理时间"] and r["受理时间"] < row["登记时间"] for r in earlier)
    assert {row["非正常上访"] for row in lead.values() if row["信访形式"] != "来访"} == {""}


def test_identity_numbers_have_a_right_checksum_and_an_impossible_region(office: Office):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for row in office.lead().values():
        number = row["身份证号"]
        assert len(number) == 18
        assert number.startswith("99")
        assert number[-1] == "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11]


def test_hotspots_are_in_the_files(office: Office):
    assert len(office.truth["hotspots"]) == 2
    for spot in office.truth["hotspots"]:
        found = [
            row
            for row in office.lead().values()
            if row["问题属地"] == spot["township"]
            and row["内容分类"].startswith(spot["topic_1"])
            and spot["from"] <= row["登记时间"][:10] <= spot["to"]
            and row["全国初次标志"] == "是"
        ]
        assert len(found) == spot["first_cases_in_weeks"] >= spot["planted_matters"]


def test_ledgers_look_back_only(office: Office):
    end = office.truth["end"]
    for source, events in {
        "receptions": ("接访日期",),
        "owned_cases": ("包案日期", "最近进展日期", "结案日期"),
        "disputes": ("排查日期", "化解日期"),
        "decisions": ("议定日期", "完成日期"),
    }.items():
        rows = read(office.folder / f"{source}-20261031.csv")
        assert rows
        assert all(row[event] <= end for row in rows for event in events)


def test_names_in_the_files_are_in_the_reference_lists(office: Office):
    reference = office.folder / "reference"
    places = {row["乡镇名称"] for row in read(reference / "townships.csv")}
    units = {row["单位名称"] for row in read(reference / "departments.csv")}
    topics = {
        "_".join(part for part in (row["一级分类"], row["二级分类"], row["三级分类"]) if part)
        for row in read(reference / "topics.csv")
    }
    for rows in office.latest().values():
        for row in rows:
            assert row["问题属地"] in places
            assert row["责任单位"] in units | {""}
            assert row["内容分类"] in topics
    assert len([row for row in read(reference / "departments.csv") if row["单位分组"] == "乡镇街道"]) == len(places)
