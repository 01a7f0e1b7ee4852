"""marts.unit_rank through the real import and build: the same rows as the pure function on counts made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.metrics.ranking import INDICATORS, OVERALL, Shares, rank_units
from pipelines.metrics.standardisation import Strata
from pipelines.statistics import ranking as written
from tests.exports import TOPICS, TOWNSHIPS, case, take
from tests.warehouse_builder import builder
from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.comparison import BESIDE
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits.model import Scope
from warehouse.exhibits.ranking import differing, target_words, unit_comparison
from warehouse.home import ConfigurationError, Home, parse_configuration
from warehouse.query import QueryError, metric
from warehouse.query.published import close_readers, current_version, cursor
from warehouse.query.ranks import INDICATORS as ASKED
from warehouse.query.ranks import figures_beside, ranking
from warehouse.query.targets import judged_targets

UNITS = tuple(
    f"县{name}局" for name in ("住建", "人社", "环境", "交通", "民政", "教育", "卫健", "水利", "林业", "城管", "农业")
)
LATE = (*(0.08,) * (len(UNITS) - 1), 0.45)  # true shares; the last unit is worse
AS_OF = date(2026, 6, 30)
FIRST = date(2025, 3, 3)
Row = dict[str, str]


def handled(seed: int = 5) -> list[Row]:
    """Sixteen months of cases of seven units: limits, replies, closings, returns, evaluations."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for n in range(1400):
        unit = int(rng.integers(len(UNITS)))
        day = FIRST + timedelta(days=int(rng.integers(480)))
        limit = day + timedelta(days=60)
        took = int(rng.integers(70, 100)) if rng.random() < LATE[unit] else int(rng.integers(5, 55))
        closed = day + timedelta(days=took)
        row = case(
            f"C{n:04d}", day, str(rng.choice(TOWNSHIPS)), str(rng.choice(TOPICS)), 责任单位=UNITS[unit],
            信访事项编号=f"M{n:04d}", 限办截止时间=f"{limit}", 转交责任单位日期=f"{day + timedelta(days=2)} 09:00",
            受理告知日期=f"{day + timedelta(days=int(rng.integers(5, 24)))} 09:00", 信访形式=str(rng.choice(["来访", "来信"])),
        )  # fmt: skip
        if closed <= AS_OF:
            row |= {"答复时间": f"{closed} 10:00", "办结时间": f"{closed} 16:00"}
            row |= {"评价截止时间": f"{closed + timedelta(days=30)}"}
            if rng.random() < 0.8:
                good = rng.random() > LATE[unit]
                row |= {
                    "对责任单位满意度": "满意" if good else "不满意",
                    "评价时间": f"{closed + timedelta(days=5)} 10:00",
                }
            again = closed + timedelta(days=int(rng.integers(5, 120)))
            if rng.random() < 0.3 and again <= AS_OF:
                later = case(f"R{n:04d}", again, row["问题属地"], row["一级分类"], 责任单位=row["责任单位"])
                rows.append(later | {"信访事项编号": f"M{n:04d}", "全国初次标志": "否", "信访形式": "来信"})
        rows.append(row)
    # Late accusations of one unit: they are in no comparison.
    for n in range(60):
        row = case(f"A{n:04d}", date(2026, 1, 5), PLACE, TOPICS[0], 责任单位=UNITS[0], 信访目的="检举控告")
        rows.append(row | {"限办截止时间": "2026-03-06"})
    return rows


PLACE = TOWNSHIPS[0]


def office(folder: Path, rows: list[Row], **build: Any) -> Home:
    made = builder(folder)
    organs = [
        {"单位代码": f"D{n:02d}", "单位名称": name, "分组": "县直部门", "是否信访工作机构": "否"}
        for n, name in enumerate(UNITS)
    ]
    take(made, AS_OF, build.get("units", organs), "departments")
    take(made, AS_OF, rows)
    made.publish(AS_OF.isoformat())
    made.connection.close()
    return made.home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield office(tmp_path_factory.mktemp("rank") / "home", handled())
    close_readers()


def by_hand(rows: list[Row]) -> Shares:
    """按期答复率 of the last 52 weeks, counted from the export itself."""
    start = AS_OF - timedelta(weeks=52) + timedelta(days=1)
    failed: Counter[tuple[str, ...]] = Counter()
    due: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        limit = row.get("限办截止时间")
        if not limit or row["信访目的"] == "检举控告" or row["全国初次标志"] == "否":
            continue
        if not start <= date.fromisoformat(limit) <= AS_OF:
            continue
        key = (
            f"D{UNITS.index(row['责任单位']):02d}",
            row["一级分类"],
            "visit" if row["信访形式"] == "来访" else "letter",
        )
        due[key] += 1
        failed[key] += row.get("答复时间", "9999")[:10] > limit
    keys = sorted(due)
    blank = ["" for _ in keys]
    strata = Strata([k[0] for k in keys], [k[1] for k in keys], blank, [k[2] for k in keys], blank)
    return Shares("reply_in_time", strata, [failed[k] for k in keys], [due[k] for k in keys])


def test_rows_are_those_of_the_pure_function_on_counts_made_by_hand(home: Home) -> None:
    expected = [
        row
        for row in rank_units([by_hand(handled())], {f"D{n:02d}": "县直部门" for n in range(len(UNITS))})
        if row.indicator == "reply_in_time"
    ]
    found = ranking(home, indicator="reply_in_time").rows
    assert len(found) == len(expected) == len(UNITS)
    for one, other in zip(found, expected, strict=True):
        assert (one.department, one.state, one.position, one.low, one.high, one.tie_group, one.band, one.cases) == (
            other.unit, other.state, other.position, other.low, other.high, other.tie_group, other.band, other.cases,
        )  # fmt: skip
        assert one.observed == other.observed
        assert one.expected == pytest.approx(other.expected)
        assert one.shrunken == pytest.approx(other.shrunken)
        assert one.comparable_share == pytest.approx(other.comparable_share)


def test_the_unit_that_is_worse_is_last_and_beyond_chance(home: Home) -> None:
    overall = ranking(home).rows
    assert overall[-1].name == UNITS[-1]
    assert overall[-1].band == "worse"
    assert ranking(home, indicator="reply_in_time").rows[-1].name == UNITS[-1]


def test_every_indicator_of_the_office_takes_part(home: Home) -> None:
    found = ranking(home)
    assert set(found.indicators) == {
        "reply_in_time", "notice_in_time_unit", "one_off_resolution", "recurrence_90", "satisfied_unit",
    }  # fmt: skip
    for indicator in found.indicators:
        assert any(row.position for row in ranking(home, indicator=indicator).rows), indicator


def test_other_names_give_the_same_order(home: Home, tmp_path: Path) -> None:
    turned = dict(zip(UNITS, (*UNITS[3:], *UNITS[:3]), strict=True))
    other = office(tmp_path / "home", [{**row, "责任单位": turned[row["责任单位"]]} for row in handled()])
    for indicator in (OVERALL, *ranking(home).indicators):
        here = [turned[row.name] for row in ranking(home, indicator=indicator).rows if row.position]
        there = [row.name for row in ranking(other, indicator=indicator).rows if row.position]
        assert here == there, indicator


def test_a_unit_with_an_open_question_is_not_ranked(tmp_path: Path) -> None:
    rows = handled()
    # All that one unit closed in the last month was closed on its last day: a question, so 待核.
    n = 0
    for row in rows:
        closed = row.get("办结时间", "")[:10]
        if row["责任单位"] == UNITS[2] and "2026-05-01" <= closed <= "2026-05-31":
            row["办结时间"] = "2026-05-31 16:00"
            n += 1
    for extra in range(40):
        row = case(f"B{extra:03d}", date(2026, 5, 4), PLACE, TOPICS[1], 责任单位=UNITS[2], 限办截止时间="2026-07-03")
        rows.append(row | {"答复时间": "2026-05-31 10:00", "办结时间": "2026-05-31 16:00"})
    found = office(tmp_path / "home", rows)
    with cursor(current_version(found).marts) as connection:
        open_on = connection.execute(
            "select distinct subject from marts.integrity_finding where is_open = 1 and subject_kind = 'unit'"
        ).fetchall()
    assert ("D02",) in open_on
    row = next(row for row in ranking(found).rows if row.department == "D02")
    assert (row.state, row.position) == ("pending", None)


@pytest.mark.parametrize("least", [10, 200])
def test_the_office_says_from_how_many_due_cases_a_unit_is_ranked(tmp_path: Path, least: int) -> None:
    home = Home(tmp_path / "home")
    home.create()
    text = home.configuration_file.read_text("utf-8").replace("rank_min_due = 10 ", f"rank_min_due = {least} ")
    home.configuration_file.write_text(text, "utf-8")
    office(tmp_path / "home", handled())
    states = {row.state for row in ranking(home, indicator="reply_in_time").rows}
    assert states == ({"ranked"} if least == 10 else {"too_few"})


TARGET = '\n[[target]]\nmetric = "{}"\nvalue = {}\nsource = "县委办发〔2026〕3号"\ndate = 2026-01-01\n'


def test_a_target_is_missed_only_where_the_interval_leaves_it_out(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    with home.configuration_file.open("a", encoding="utf-8") as stream:
        stream.write(TARGET.format("reply_in_time", 0.8) + TARGET.format("recurrence_90", 0.9))
    office(tmp_path / "home", handled())
    found = ranking(home)
    reply, recurrence = judged_targets(home, found)
    cells = {
        cell.by[0]: cell
        for cell in metric(home, "reply_in_time", by=["department"], start=found.start, end=found.end).cells
    }
    assert set(reply.verdicts) == {row.department for row in found.rows}
    assert set(reply.verdicts.values()) == {"missed", "met", "undecided"}
    for code, verdict in reply.verdicts.items():
        cell = cells[code]
        assert cell.low is not None
        assert cell.high is not None
        assert verdict == ("missed" if cell.high < 0.8 else "met" if cell.low >= 0.8 else "undecided")
    assert reply.verdicts["D10"] == "missed"
    assert set(recurrence.verdicts.values()) == {"met"}  # lower is better
    said = target_words(reply, found.rows).zh
    assert said.startswith("按期答复率目标80.0%（县委办发〔2026〕3号，2026-01-01）：县农业局未达标；")
    assert "不能判断" in said


def test_each_rank_stands_with_the_figures_of_the_unit(home: Home) -> None:
    found = ranking(home)
    figures = figures_beside(home, found)
    for name in ("reply_in_time", "recurrence_90", "participation_unit"):
        answer = metric(home, name, by=["department"], start=found.start, end=found.end)
        own = {c.by[0]: (c.value, c.denominator) for c in answer.cells if c.by[0] not in SPECIAL_CLASSES}
        assert {row["department"]: (row[name], row[f"{name}_denominator"]) for row in found.records(figures)} == own
    assert all(list(record) == found.fields for record in found.records(figures))
    for row in found.to_json(figures)["rows"]:
        assert set(row["figures"]) == set(BESIDE)
        # No review was exported: blank with its reason, not 0.
        assert row["figures"]["review_changed_share"]["value"] is None
        assert row["figures"]["review_changed_share"]["reason"]


def test_the_closing_sentence_names_who_differs_and_says_that_the_others_do_not(home: Home) -> None:
    said = differing(ranking(home, indicator="reply_in_time").rows)
    assert said.zh == "县农业局低于预期；其余10个单位的差异可能出于偶然，位次先后不说明优劣"
    assert said.en.endswith("their order says nothing")


# --- nothing but handling can be compared -------------------------------------------------------------------------

FORBIDDEN = sorted(
    name for name, metric in METRICS.items() if metric.direction == "neither" or "settled" in name or "repeat" in name
)


def test_the_lists_are_one_closed_list_of_handling() -> None:
    assert set(ASKED) == set(INDICATORS) == {*written._SHARES, "recurrence_90"}
    assert not set(INDICATORS) & set(FORBIDDEN)
    for name in ("cases", "visit_events", "nonnormal_events", "collective_events", "skip_level_events", "repeat_cases"):
        assert name in FORBIDDEN
    # What a unit's cases are alike in never counts how many there are.
    assert Strata.__dataclass_fields__.keys() == {"unit", "topic_1", "topic_2", "channel", "collective"}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_count_by_code_query_or_configuration(home: Home, name: str) -> None:
    blank = [""]
    with pytest.raises(ValueError, match="不能进入排名"):
        Shares(name, Strata(["u"], blank, blank, blank, blank), [1], [2])
    with pytest.raises(QueryError) as refused:
        ranking(home, indicator=name)
    assert all(allowed in str(refused.value) for allowed in (*INDICATORS, OVERALL))
    with pytest.raises(ConfigurationError) as written_off:
        parse_configuration(f'[[target]]\nmetric = "{name}"\nvalue = 0.0\nsource = "文件"\ndate = 2026-01-01\n')
    assert "不设目标" in str(written_off.value)


@pytest.mark.parametrize(
    "text",
    [
        '[rank]\nindicators = ["cases"]\n', '[ranking]\nweights = {cases = 1.0}\n', "[thresholds]\nrank_by = 1\n",
        '[basis]\nrank = "nonnormal_events"\n', '[[indicator]]\nmetric = "visit_events"\n',
    ],
)  # fmt: skip
def test_no_key_of_the_configuration_names_what_is_compared(text: str) -> None:
    with pytest.raises(ConfigurationError):
        parse_configuration(text)


def test_flags_and_levels_of_the_petition_turn_no_order(home: Home, tmp_path: Path) -> None:
    """More visits outside reception places, at higher levels, by more people: the same comparison."""
    rows = [{**row, "非正常上访": "是", "走访层级": "国家", "越级标志": "是", "积案标志": "是"} for row in handled()]
    other = office(tmp_path / "home", rows)
    for indicator in (OVERALL, *ranking(home).indicators):
        assert ranking(home, indicator=indicator).rows == ranking(other, indicator=indicator).rows, indicator


def test_a_unit_with_nobody_to_compare_with_stands_beside_its_own_year_before(tmp_path: Path) -> None:
    def replied(number: int, due: date, late: bool) -> Row:
        at = due + timedelta(days=3 if late else -3)
        return case(
            f"C{number:03d}", due - timedelta(days=60), TOWNSHIPS[0], TOPICS[0], 责任单位=UNITS[0],
            信访事项编号=f"M{number:03d}", 限办截止时间=f"{due}", 答复时间=f"{at} 10:00",
        )  # fmt: skip

    days = [AS_OF - timedelta(days=10 + n) for n in range(20)]
    rows = [replied(n, day, late=n < 5) for n, day in enumerate(days)]
    rows += [replied(n, day - timedelta(weeks=52), late=n - 20 < 8) for n, day in enumerate(days, 20)]
    home = office(tmp_path / "home", rows)
    version = current_version(home)
    table = unit_comparison(Scope(home, version, indicator="reply_in_time"))
    assert [row.cells[-1] for row in table.rows if row.key == "D00"] == [
        Text(
            "业务独有，上年同期按期答复率60.0%",
            "own business, the year before Reply in time 60.0%",
        )
    ]
