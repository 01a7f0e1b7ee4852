"""Papers hold the numbers of `tingmin metric`, in all four formats, and nothing that a spreadsheet could run.

What each cell must show is asked of the command line and worked out here, apart from the code that wrote it.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from scipy.stats import binomtest
from typer.testing import CliRunner

import tingmin as command_line
from tests.conftest import tingmin
from tests.integration import papers
from tests.integration.papers import Grid
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home
from warehouse.query import current_version
from warehouse.storage.notes import issued_papers, read_notes, write_note

Days = tuple[str, str]
FORMATS = ("docx", "pptx", "xlsx", "pdf")
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
PROBLEM = "一是部分单位答复不及时；\n二是台账填写不全。"
HOSTILE = '=HYPERLINK("http://example.org")'
RATES = {metric.name.zh: metric.id for metric in METRICS.values()} | {
    "一次性化解率": "one_off_resolution", "参评率": "participation_unit", "满意率": "satisfied_unit",
}  # fmt: skip
# The lines of the first table: the metric and the slice behind each.
LINES: dict[str, tuple[str, ...]] = {
    "信访总量（件次）": ("cases",),
    "来信（件次）": ("cases", "channel=letter"),
    "来访（批次）": ("visit_events",),
    "来访（人次）": ("visit_persons",),
    "其中集体访（批次）": ("collective_events",),
    "其中集体访（人次）": ("collective_persons",),
    "网信（件次）": ("cases", "channel=web"),
    "来电（件次）": ("cases", "channel=phone"),
    "其他形式及未填（件次）": ("cases", "channel=fax", "channel=other", "channel=未填"),
    "初件（件次）": ("first_cases",),
    "重件（件次）": ("repeat_cases",),
    "初重未知（件次）": ("unknown_first",),
    "上级转交办（件次）": ("assigned_from_above",),
}
NOT_JUDGED = {"visit_persons", "collective_persons"}


@dataclass(frozen=True)
class Asked:
    """A paper and the days that it is about, worked out by hand."""

    option: str
    label: str
    name: str
    now: Days
    before: Days
    year_ago: Days
    to_date: Days
    to_date_ago: Days
    over_year: Days
    last_week: str  # its end

    @property
    def stretches(self) -> tuple[Days, ...]:
        return (self.now, self.before, self.year_ago, self.to_date, self.to_date_ago)


WEEK = Asked(
    "--week", "2026-W43", "weekly-2026-W43", ("2026-10-19", "2026-10-25"), ("2026-10-12", "2026-10-18"),
    ("2025-10-20", "2025-10-26"), ("2026-01-01", "2026-10-25"), ("2025-01-01", "2025-10-25"),
    ("2025-10-27", "2026-10-25"), "2026-10-25",
)  # fmt: skip
MONTH = Asked(
    "--month", "2026-09", "monthly-2026-09", ("2026-09-01", "2026-09-30"), ("2026-08-01", "2026-08-31"),
    ("2025-09-01", "2025-09-30"), ("2026-01-01", "2026-09-30"), ("2025-01-01", "2025-09-30"),
    ("2025-10-02", "2026-09-30"), "2026-09-27",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A paper that was written in all four formats."""

    asked: Asked
    home: Path
    folder: Path

    def file(self, format_: str) -> Path:
        return self.folder / f"{self.asked.name}.{format_}"


@pytest.fixture(scope="module", params=[WEEK, MONTH], ids=["week", "month"])
def paper(request: pytest.FixtureRequest, demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    asked: Asked = request.param
    folder = tmp_path_factory.mktemp("paper")
    write_note(Home(demo_home), asked.name, "problems", PROBLEM, NOW)
    write_note(Home(demo_home), asked.name, "proposals", HOSTILE, NOW)
    write_note(Home(demo_home), asked.name.split("-")[0], "send_to", "县委、县政府", NOW)
    tingmin("report", asked.option, asked.label, "--format", ",".join(FORMATS), "--out", folder, "--home", demo_home)
    return Written(asked, demo_home, folder)


@cache
def rows(home: Path, *arguments: str) -> list[dict[str, Any]]:
    """The rows of `tingmin metric … --format json`."""
    done = CliRunner().invoke(command_line.app, ["metric", *arguments, "--format", "json", "--home", str(home)])
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return found


def one(home: Path, line: tuple[str, ...], days: Days | None) -> dict[str, Any]:
    metric, *where = line
    period = ("--from", days[0], "--to", days[1]) if days else ()
    (row,) = rows(home, metric, *period, *(part for condition in where for part in ("--where", condition)))
    return row


def parts(home: Path, metric: str, by: str, days: Days | None) -> dict[str, dict[str, Any]]:
    period = ("--from", days[0], "--to", days[1]) if days else ()
    found = rows(home, metric, "--by", by, *period)
    return {row.get(f"{by}_name", row[by]): row for row in found}


def count(row: dict[str, Any] | None) -> str:
    if row is None or row["reason"] == "no_data":
        return "0"
    return "—" if row["value"] is None else f"{row['value']:,.0f}"


def rate(row: dict[str, Any] | None) -> str:
    """A rate with its base and interval, a line each."""
    if row is None or row["value"] is None:
        return "—"
    low, high = row["low"] * 100, row["high"] * 100
    return f"{row['value'] * 100:.1f}%\n{row['numerator']:,}/{row['denominator']:,}\n{low:.1f}–{high:.1f}%"


def beside(shown: str) -> str:
    """The same in one line, as tables with few columns have it."""
    first, *small = shown.split("\n")
    return f"{first}　{'，'.join(small)}" if small else first


def days_of(stretch: Days) -> int:
    return (date.fromisoformat(stretch[1]) - date.fromisoformat(stretch[0])).days + 1


def change(now: dict[str, Any], before: dict[str, Any], stretches: tuple[Days, Days], *, is_judged: bool = True) -> str:
    """A change and its star: the exact interval of a binomial share against that of the days."""
    x, y = int(now["value"]), int(before["value"])
    if y == 0:
        return "新增" if x else "均为0"
    shown = f"{(x / y - 1) * 100:+.1f}%"
    shown = "0.0%" if shown in ("+0.0%", "-0.0%") else shown.replace("-", "−")
    expected = days_of(stretches[0]) / (days_of(stretches[0]) + days_of(stretches[1]))
    interval = binomtest(x, x + y).proportion_ci(method="exact")
    return shown + ("*" if is_judged and not interval.low <= expected <= interval.high else "")


def overview(paper: Written, label: str) -> list[str]:
    line, s = LINES[label], paper.asked.stretches
    now, before, year_ago, to_date, to_date_ago = (one(paper.home, line, stretch) for stretch in s)
    judged = line[0] not in NOT_JUDGED
    return [
        count(now), count(before), change(now, before, (s[0], s[1]), is_judged=judged),
        count(year_ago), change(now, year_ago, (s[0], s[2]), is_judged=judged),
        count(to_date), change(to_date, to_date_ago, (s[3], s[4]), is_judged=judged),
    ]  # fmt: skip


def levels(paper: Written, label: str) -> list[str]:
    a = paper.asked
    stretches = (a.now, a.before, a.to_date, a.to_date_ago)
    unit, _, name = label.partition("/")
    metric = {"批次": "visit_events", "人次": "visit_persons"}[unit]
    if name == "来访合计":
        return [count(one(paper.home, (metric,), d)) for d in stretches]
    if name.startswith("其中"):
        return [count(one(paper.home, (RATES[name.removeprefix("其中")],), d)) for d in stretches]
    return [count(parts(paper.home, metric, "level", d).get(name)) for d in stretches]


def topics(paper: Written, label: str) -> list[str]:
    a = paper.asked
    stretches = (a.now, a.before, a.to_date, a.to_date_ago)
    nothing = {"value": 0, "reason": None}
    if label == "合计":
        found = [one(paper.home, ("cases",), d) for d in stretches]
    else:
        found = [parts(paper.home, "cases", "topic_1", d).get(label, nothing) for d in stretches]
    whole = one(paper.home, ("cases",), a.to_date)["value"]
    share = f"{found[2]['value'] / whole * 100:.1f}%"
    return [*map(count, found), change(found[2], found[3], (a.to_date, a.to_date_ago)), share]


def clocks(paper: Written, label: str) -> list[str]:
    metrics = ("open_overdue", "open_due_7", "open_not_due")
    return [_of_unit(paper, metric, label, None) for metric in metrics]


def due(paper: Written, label: str) -> list[str]:
    metrics = [m for m in ("open_due_7", "owned_due_7", "decisions_due_7") if m in METRICS]
    return [_of_unit(paper, metric, label, None) for metric in metrics]


def _of_unit(paper: Written, metric: str, label: str, days: Days | None) -> str:
    if label in ("合计", "全县"):
        return count(one(paper.home, (metric,), days))
    return count(parts(paper.home, metric, "department", days).get(label))


def handling(paper: Written, label: str) -> list[str]:
    return [beside(rate(one(paper.home, (RATES[label],), d))) for d in (paper.asked.now, paper.asked.over_year)]


def units(paper: Written, label: str) -> list[str]:
    metrics = (
        "reply_in_time",
        "acceptance_in_time_office",
        "one_off_resolution",
        "participation_unit",
        "satisfied_unit",
    )
    days = paper.asked.over_year
    if paper.asked is MONTH:  # beside the comparison, over its days
        days = (ranking(paper.home)["from"], ranking(paper.home)["to"])
    if label == "全县":
        found = [one(paper.home, (m,), days) for m in metrics]
    else:
        found = [parts(paper.home, m, "department", days).get(label) for m in metrics]  # type: ignore[misc]
    base = found[0]["denominator"] if found[0] else 0
    return [f"{base:,}", *map(rate, found)]


def ledger(paper: Written, label: str) -> list[str]:
    metric = METRICS[max((m for n, m in RATES.items() if label.startswith(n)), key=lambda m: len(METRICS[m].name.zh))]
    show: Callable[[dict[str, Any] | None], str] = count
    if metric.denominator:
        show = _rate_beside
    if metric.reach == "up_to":
        return ["", show(one(paper.home, (metric.id,), ("2000-01-01", paper.asked.now[1])))]
    return [show(one(paper.home, (metric.id,), d)) for d in (paper.asked.now, paper.asked.to_date)]


def decided(paper: Written, label: str) -> list[str]:
    return ledger(paper, label)[1:]


def _rate_beside(row: dict[str, Any] | None) -> str:
    return beside(rate(row))


@cache
def ranking(home: Path) -> dict[str, Any]:
    """What `tingmin rank --format json` says."""
    done = CliRunner().invoke(command_line.app, ["rank", "--format", "json", "--home", str(home)])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def comparison(paper: Written, group: str, name: str) -> list[str]:
    """A ranked unit of the comparison, beside its name: `tingmin rank` and the metrics over its days."""
    found = ranking(paper.home)
    (row,) = [r for r in found["rows"] if (r["unit_group"], r["name"]) == (group, name)]
    days = (found["from"], found["to"])
    shown = {m: rate(parts(paper.home, m, "department", days).get(name)) for m in COMPARED}
    due = parts(paper.home, "reply_in_time", "department", days).get(name)
    pair = [shown[m].split("\n")[:2] for m in ("satisfied_unit", "participation_unit")]
    share = "—" if row["comparable_share"] is None else f"{row['comparable_share'] * 100:.1f}%"
    return [
        f"{due['denominator'] if due else 0:,}",
        *(shown[m] for m in COMPARED[:4]),
        "\n".join([" / ".join(value for value, *_ in pair), *(base for _, *bases in pair for base in bases)]),
        shown["review_changed_share"],
        "—" if row["ratio"] is None else f"{row['ratio']:.2f}",
        share,
        BANDS[row["previous_band"]],
    ]


def alarm(paper: Written, where: str, topic: str, window: str) -> list[str]:
    """Distinct matters and cases behind an alarm, counted anew over its townships, topic and weeks."""
    end = date.fromisoformat(paper.asked.last_week)
    start = end - timedelta(weeks=int(window.removesuffix("周"))) + timedelta(days=1)
    codes = {row["township_name"]: row["township"] for row in rows(paper.home, "cases", "--by", "township")}
    conditions = [] if where == "全县" else [f"township={codes[name]}" for name in where.split("、")]
    if topic != "各类":
        first = {row["topic_1"] for row in rows(paper.home, "cases", "--by", "topic_1")}
        conditions.append(f"topic_{1 if topic in first else 2}={topic}")
    found = one(paper.home, ("cases", *conditions), (start.isoformat(), end.isoformat()))
    return [count({"value": found["distinct_matters"], "reason": None}), count(found)]


def expected_row(paper: Written, name: str, row: list[str]) -> list[str]:
    """What a printed row must show behind its label; words of a table of words are taken as they are."""
    if name == "热点警示":
        observed, cases = alarm(paper, row[2], row[3], row[4])
        return [*row[1:5], observed, row[6], row[7], cases]
    if name == "部门办理质效比较表":
        group, _, position = row[0].partition("/")
        (ranked,) = [r for r in ranking(paper.home)["rows"] if (r["unit_group"], r["name"]) == (group, row[1])]
        assert position == f"{ranked['position']}（{ranked['low']}–{ranked['high']}）"
        assert row[2].startswith(BANDS[ranked["band"]])
        return [*row[1:3], *comparison(paper, group, row[1]), row[-1]]
    return TABLES[name](paper, row[0])


COMPARED = ("reply_in_time", "notice_in_time_unit", "one_off_resolution", "recurrence_90", "satisfied_unit",
            "participation_unit", "review_changed_share")  # fmt: skip
BANDS = {"better": "优于预期", "as_expected": "符合预期", "worse": "低于预期", None: "—"}
TABLES: dict[str, Callable[[Written, str], list[str]]] = {
    "总体情况": overview,
    "走访层级": levels,
    "反映问题": topics,
    "期限": clocks,
    "办理情况": handling,
    "部门按期答复": units,
    "接访包案督办积案": ledger,
    "议定事项": decided,
    "到期事项": due,
}
ALWAYS = {"总体情况", "走访层级", "反映问题", "期限", "办理情况"}


def test_every_number_of_the_document(paper: Written) -> None:
    found = papers.docx_tables(paper.file("docx"))
    assert set(found) >= ALWAYS
    assert ("部门办理质效比较表" in found) == (paper.asked is MONTH)
    for name, grid in found.items():
        assert papers.by_section(grid), name
        for row in papers.by_section(grid):
            assert row[1:] == expected_row(paper, name, row), (name, row[0])


def test_every_number_of_the_workbook(paper: Written) -> None:
    """Numbers stand there as numbers: unrounded, compared as they would be shown."""
    found = papers.xlsx_tables(paper.file("xlsx"))
    assert set(found) >= ALWAYS | {"部门按期答复", "乡镇信访量", "指标口径", "近26周"}
    for name, make in TABLES.items():
        if len(found[name]) < 2:
            continue
        heads = found[name][0]
        keep = [at for at, head in enumerate(heads) if head != "分组" and not head.startswith("分子/分母")]
        for row in papers.by_section(found[name]):
            for at, text in zip(keep[1:], make(paper, row[0]), strict=True):
                assert _as_shown(row[at], text, heads[at]) == text.split("\n")[0].partition("　")[0].rstrip("*"), (
                    name, row[0], heads[at],
                )  # fmt: skip


def _as_shown(cell: str, text: str, head: str) -> str:
    """A cell of the workbook as it would be printed; words and blanks as they are."""
    try:
        value = float(cell)
    except ValueError:
        return cell
    shown = f"{value:,.0f}"
    if "%" in text:
        is_change = head in ("环比", "同比", "累计同比")
        shown = (f"{value * 100:+.1f}%" if is_change else f"{value * 100:.1f}%").replace("-", "−")
    return "0.0%" if shown in ("+0.0%", "−0.0%") else shown


def test_every_number_of_the_slides(paper: Written) -> None:
    slides = papers.pptx_slides(paper.file("pptx"))
    assert 8 <= len(slides) <= 12
    # Only what people wrote and the notes stand without a table or a chart: no slide for one sentence.
    bare = [title for title, grids, charts, _ in slides[1:] if not grids and not charts]
    assert bare == ["存在问题、提请研究事项", "数据说明"]
    tables = {"项目": "总体情况", "指标": "办理情况", "责任单位": "到期事项"}
    seen = set()
    for title, grids, _, _ in slides:
        for grid in grids:
            name = tables.get(grid[0][0], "")
            if grid[0][1] not in ("本周", "本月", "现存") and name != "到期事项":
                continue
            name = {"接访、包案、督办、积案": "接访包案督办积案"}.get(title, name)
            name = "议定事项" if title.startswith("议定事项") and name != "到期事项" else name
            seen.add(name)
            for row in papers.by_section(grid):
                expected = [_on_a_slide(text) for text in TABLES[name](paper, row[0])]
                assert row[1:] == expected, (title, row[0])
    assert seen >= {"总体情况", "办理情况", "接访包案督办积案", "议定事项"}


def _on_a_slide(text: str) -> str:
    shown, _, small = text.partition("　")
    return f"{shown}（{small.partition('，')[0]}）" if small else shown


def test_every_number_of_the_charts(paper: Written) -> None:
    """Slides and document hold the same charts; what is drawn is what the workbook inside holds."""
    drawn = [series for _, _, charts, _ in papers.pptx_slides(paper.file("pptx")) for series in charts]
    inside = papers.workbooks_inside(paper.file("pptx"))
    assert len(drawn) >= 3
    assert len(inside) == len(drawn)
    for series, grid in zip(drawn, inside, strict=True):
        _same_chart(series, grid)
        _right_chart(paper, grid)
    for grid in papers.workbooks_inside(paper.file("docx")):
        _right_chart(paper, grid)


def _same_chart(series: dict[str, list[Any]], grid: Grid) -> None:
    assert [row[0] for row in grid[1:]] == series[""]
    for at, name in enumerate(grid[0][1:], start=1):
        held = [float(row[at]) if row[at] else None for row in grid[1:]]
        assert held == pytest.approx(series[name])


def _right_chart(paper: Written, grid: Grid) -> None:
    heads = tuple(grid[0][1:])
    if heads == ("信访总量",):
        by_week = rows(paper.home, "cases", "--by", "week")
        weeks = {date.fromisocalendar(int(r["week"][:4]), int(r["week"][6:]), 1): r["value"] for r in by_week}
        for row in grid[1:]:
            month, day = map(int, row[0].split("."))
            (value,) = [v for d, v in weeks.items() if (d.month, d.day) == (month, day) and d > date(2025, 11, 30)] or [
                0
            ]
            assert float(row[1]) == value
        return
    for label, *values in grid[1:]:
        if heads == ("累计去年同期", "今年累计"):
            is_level = label in ("乡", "县", "市", "省", "国家")
            expected = levels(paper, f"批次/{label}") if is_level else topics(paper, label)
            assert [f"{float(v):,.0f}" for v in values] == [expected[3], expected[2]]
        elif heads == ("超期未办结", "7日内到期"):
            assert [f"{float(v):,.0f}" for v in values] == clocks(paper, label)[:2]
        else:
            assert heads == ("按期答复率",)
            assert f"{float(values[0]) * 100:.1f}%" == units(paper, label)[1].partition("\n")[0]


def test_every_number_of_the_pdf(paper: Written) -> None:
    """The PDF prints the rows of the document; a row's figures stand on one line, in order."""
    lines = papers.pdf_lines(paper.file("pdf"))
    checked = 0
    for name, grid in papers.docx_tables(paper.file("docx")).items():
        for row in papers.by_section(grid):
            expected = [text for text in expected_row(paper, name, row) if any(c.isdigit() for c in text)]
            if any("\n" in text for text in expected):
                expected = [text for text in expected if "\n" in text]  # a blank stands between the lines of the others
            for part in range(max((text.count("\n") for text in expected), default=-1) + 1):
                shown = [text.split("\n")[part] for text in expected if text.count("\n") >= part]
                assert any(_stand_in(line, shown) for line in lines), (name, row[0], shown)
                checked += 1
    assert checked > 40


def _stand_in(line: list[str], texts: list[str]) -> bool:
    """Whether whole cells stand on a line in their order; a cell may be several runs, one a typeface."""
    cells = (r"\|?".join(map(re.escape, text)) for text in texts)
    return re.search(".*".join(rf"(?<=\|){cell}(?=\|)" for cell in cells), f"|{'|'.join(line)}|") is not None


def test_all_formats_say_the_same(paper: Written) -> None:
    """The sentences, the days and the version are the same words in every format."""
    words = papers.docx_words(paper.file("docx"))
    version = current_version(Home(paper.home)).id
    pdf = "".join("".join(line) for line in papers.pdf_lines(paper.file("pdf")))
    slides = "".join(said for *_, said in papers.pptx_slides(paper.file("pptx")))
    cover = "".join("".join(row) for row in papers.sheet_of(str(paper.file("xlsx")), "说明"))
    total = one(paper.home, ("cases",), paper.asked.now)["value"]
    headline = next(line for line in words.split("\n") if "信访总量" in line)
    assert f"信访总量{total:,}件次" in headline
    found = next(line for line in words.split("\n") if line.startswith("反映问题与去年同期累计相比"))
    assert "超期未办结" in found  # what is owed stands on the first page
    assert "？。" not in cover
    for text in (headline, found, version, "二是台账填写不全。"):
        for where in (words, pdf, slides, cover):
            assert text in where.replace("\n", "" if where is not words else "\n"), text
    assert "报送：县委、县政府" in words
    assert "报送：县委、县政府" in pdf


def test_the_seven_sections_in_their_order(paper: Written) -> None:
    heads = [p.text for p in Document(str(paper.file("docx"))).paragraphs if p.style.name == "Heading 1"]
    assert heads == [
        "一、总体情况", "二、走访层级", "三、反映问题和热点", "四、办理情况和部门比较", "五、接访、包案、督办、积案",
        "六、议定事项落实和下周到期", "七、存在问题", "八、提请研究事项", "九、数据说明",
    ]  # fmt: skip


def test_the_document_keeps_the_standard(paper: Written) -> None:
    """GB/T 9704: A4, 37 and 28 mm, 22 lines, the fonts and sizes by name, the page number, repeated heads."""
    document = Document(str(paper.file("docx")))
    section, *_ = document.sections
    millimetres = [
        round(edge.mm) for edge in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ]
    assert millimetres == [210, 297, 37, 28]
    assert document.styles["Normal"].element.pPr.find(qn("w:autoSpaceDN")).get(qn("w:val")) == "0"
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (297 - 37 - 35) / 25.4 * 1440 // int(grid.get(qn("w:linePitch"))) == 22
    title = next(p for p in document.paragraphs if p.style.name == "Title")
    assert _set_in(title) == ("方正小标宋简体", 22)
    assert {_set_in(p) for p in document.paragraphs if p.style.name == "Heading 1"} == {("黑体", 16)}
    assert {_set_in(p) for p in document.paragraphs if p.style.name == "Heading 2"} == {("楷体_GB2312", 16)}
    line = next(p for p in document.paragraphs if p.text.startswith(("本周信访总量", "本月信访总量")))
    assert _set_in(line) == ("仿宋_GB2312", 16)
    footers = (section.footer.paragraphs[0], section.even_page_footer.paragraphs[0])
    assert [f.alignment for f in footers] == [2, 0]  # odd right, even left
    assert all("PAGE" in f._p.xml and f.text.startswith("— ") for f in footers)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def _set_in(paragraph: Any) -> tuple[str, float]:
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def test_no_formula_no_macro_no_outside_link(paper: Written) -> None:
    """Not even where a person wrote what a spreadsheet would run."""
    for format_ in ("docx", "pptx", "xlsx"):
        said = 0
        with zipfile.ZipFile(paper.file(format_)) as archive:
            for name in archive.namelist():
                assert "vba" not in name.lower()
                if name.endswith((".xml", ".rels")):
                    text = archive.read(name).decode("utf-8", "replace")
                    said += "HYPERLINK" in text
                    assert "<f>" not in text.replace("<c:f>", ""), name
                    assert 'TargetMode="External"' not in text, name
        assert said, format_
    assert "HYPERLINK" in "".join("".join(line) for line in papers.pdf_lines(paper.file("pdf")))


def test_frozen_heads_and_native_charts(paper: Written) -> None:
    with zipfile.ZipFile(paper.file("xlsx")) as archive:
        names = archive.namelist()
        sheets = [archive.read(n).decode() for n in names if n.startswith("xl/worksheets/sheet")]
    assert sum('state="frozen"' in sheet for sheet in sheets) >= 8
    assert sum(name.startswith("xl/charts/chart") for name in names) >= 4


def test_the_version_of_a_paper_is_remembered(paper: Written) -> None:
    issued = [p for p in issued_papers(Home(paper.home)) if p.paper == paper.asked.name]
    assert {Path(p.file).suffix for p in issued} == {f".{f}" for f in FORMATS}
    assert {p.version for p in issued} == {current_version(Home(paper.home)).id}


@pytest.mark.parametrize("paper", [WEEK], ids=["week"], indirect=True)
def test_a_rebuild_holds_the_same_numbers(paper: Written, tmp_path: Path) -> None:
    version = current_version(Home(paper.home)).id
    tingmin(
        "report", paper.asked.option, paper.asked.label, "--version", version, "--out", tmp_path, "--home", paper.home
    )
    (again,) = tmp_path.glob("*.docx")
    assert papers.docx_tables(again) == papers.docx_tables(paper.file("docx"))
    assert papers.docx_words(again) == papers.docx_words(paper.file("docx"))


def test_the_shareable_paper_holds_what_the_build_protected_and_nothing_else(demo_home: Path, tmp_path: Path) -> None:
    write_note(Home(demo_home), "monthly", "problems", "只供内部的话", NOW)
    try:
        tingmin("report", "--month", "2026-10", "--edition", "shareable", "--format", ",".join(FORMATS), "--out", tmp_path,
                "--home", demo_home)  # fmt: skip
    finally:
        write_note(Home(demo_home), "monthly", "problems", "", NOW)
    file = tmp_path / "monthly-2026-10-shareable.docx"
    tables = papers.docx_tables(file)
    words = papers.docx_words(file)
    assert "共享版" in words
    assert "只供内部的话" not in words
    assert "内部资料" not in words
    checked = 0
    for name, metric, by in (
        ("信访需求，按月", "cases", "month"),
        ("信访需求，按乡镇街道", "cases", "township"),
        ("办理质效，按责任单位", "reply_in_time", "department"),
    ):
        shared = rows(demo_home, metric, "--by", by, "--edition", "shareable")
        known = {row.get(f"{by}_name", row[by]): row for row in shared}
        if by == "month":
            known = {f"{int(month[:4])}年{int(month[5:])}月": row for month, row in known.items()}
        (at,) = [i for i, head in enumerate(tables[name][0]) if head.startswith(METRICS[metric].name.zh)]
        for row in tables[name][1:]:
            shown = "—" if known[row[0]]["value"] is None else (rate if by == "department" else count)(known[row[0]])
            assert row[at].split("\n")[0] == shown.split("\n")[0], (name, row[0])
            checked += 1
        assert any(row[at] == "—" for row in tables[name][1:]) or by == "month"
    assert checked > 50
    assert [row[0] for row in tables["信访需求，按一级分类"][1:]][-2:] == ["其他", "不分列"]
    assert papers.workbooks_inside(file) == []


def test_the_shareable_edition_has_no_weekly_paper(demo_home: Path, tmp_path: Path) -> None:
    said = ["report", "--week", "2026-W43", "--edition", "shareable", "--out", str(tmp_path), "--home", str(demo_home)]
    done = CliRunner().invoke(command_line.app, said)
    assert done.exit_code == 1
    assert "共享版只有月报和季报" in done.output


def test_quarter_period_and_chosen_sections(demo_home: Path, tmp_path: Path) -> None:
    done = tingmin("report", "--quarter", "2026-Q3", "--sections", "overview,notes", "--json", "--out", tmp_path,
                   "--home", demo_home)  # fmt: skip
    (file,) = json.loads(done)["files"]
    heads = [p.text for p in Document(file).paragraphs if p.style.name == "Heading 1"]
    assert heads == ["一、总体情况", "二、数据说明"]
    # A period of a year that is over compares units over that year, not over the 52 weeks up to the version.
    tingmin("report", "--quarter", "2025-Q4", "--sections", "handling", "--out", tmp_path, "--home", demo_home)
    words = papers.docx_words(tmp_path / "quarterly-2025-Q4.docx")
    assert "部门办理质效比较表（2025年1月1日至12月31日）" in words
    assert "按期答复率（2025年1月1日至12月31日" in words
    tingmin("report", "--period", "2026年国庆", "--no-red-header", "--out", tmp_path, "--home", demo_home)
    words = papers.docx_words(tmp_path / "period-2026年国庆.docx")
    assert "2026年10月1日至10月7日" in words
    assert "2025年10月1日至10月8日" in words  # the event of the year before, a day longer
    assert "内部资料" not in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--week", "2026-W60"], "2026-W60"),
        (["--week", "2027-W20"], "不含2027年第20周"),
        (["--month", "2026-13"], "2026-13"),
        (["--period", "泼水节"], "2026年国庆"),
        (["--week", "2026-W43", "--month", "2026-10"], "之一"),
        (["--week", "2026-W43", "--format", "odt"], "odt"),
        (["--week", "2026-W43", "--sections", "weather"], "weather"),
        (["--week", "2026-W43", "--edition", "secret"], "secret"),
        (["--week", "2026-W43", "--version", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_left(
    demo_home: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = CliRunner().invoke(
        command_line.app, ["report", *arguments, "--out", str(tmp_path), "--home", str(demo_home)]
    )
    assert done.exit_code == 1
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_note_belongs_to_a_section_and_a_paper_s_own_comes_before_its_kind_s(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    write_note(home, "weekly", "send_to", "县委", NOW)
    write_note(home, "weekly", "problems", "每周都有的话", NOW)
    write_note(home, "weekly-2026-W02", "problems", "这一周的话", NOW)
    assert read_notes(home, "weekly-2026-W02", "weekly") == {"send_to": "县委", "problems": "这一周的话"}
    write_note(home, "weekly-2026-W02", "problems", "  ", NOW)
    assert read_notes(home, "weekly-2026-W02", "weekly")["problems"] == "每周都有的话"
    with pytest.raises(KeyError):
        write_note(home, "weekly", "weather", "晴", NOW)


def test_notes_lie_in_the_state_of_the_home(demo_home: Path) -> None:
    home = Home(demo_home)
    write_note(home, "weekly-2026-W01", "problems", "一", NOW)
    write_note(home, "weekly-2026-W01", "problems", "二", NOW)
    file = home.state / "app.sqlite"
    assert file.stat().st_mode & 0o777 == 0o600
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("pragma journal_mode").fetchall() == [("wal",)]
        query = "select content from paper_note where paper = 'weekly-2026-W01'"
        assert connection.execute(query).fetchall() == [("二",)]
    finally:
        connection.close()
