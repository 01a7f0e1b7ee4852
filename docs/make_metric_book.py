"""Writes docs/metric-book.zh.md and .en.md from the catalogue, with a worked example for each metric.

The examples are tables of six rows in docs/examples/metric-book, and what docs/examples/metric-book.toml says of each
metric: the figure worked out by hand and how it comes about. The figure that is printed is the query door's answer to
a real import and a real build of these rows.
"""

from __future__ import annotations

import csv
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.ingest import IngestOptions, ingest_files
from tests.warehouse_builder import builder
from warehouse.catalogue.codes import CODE_LISTS, SPECIAL_CLASSES, code_name
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Language, Metric, Text
from warehouse.catalogue.reasons import INPUT_NAMES, reason_text
from warehouse.exhibits import definition
from warehouse.home import Home
from warehouse.query import Cell, Result, metric

DOCS = Path(__file__).resolve().parent
TABLES = DOCS / "examples" / "metric-book"
EXAMPLES = DOCS / "examples" / "metric-book.toml"

SECTIONS: dict[int, Text] = {
    1: Text("信访量与工作量", "Need and workload"),
    2: Text("办理时限", "Timeliness"),
    3: Text("重复信访", "Recurrence"),
    4: Text("到非接待场所走访", "Visits outside a reception place"),
    5: Text("满意度", "Satisfaction"),
    6: Text("接访、包案、排查与交办", "Receptions, ownership, disputes, campaigns"),
}

# Columns of the tables that no export has: the generator reads them and leaves them out of the file that it imports.
EXPORTED, COPIES, EVERY, TIMES = "导出日期", "代表件数", "间隔天数", "次数"
OWN_COLUMNS: dict[str, Text] = {
    EXPORTED: Text(EXPORTED, "exported on"),
    COPIES: Text(COPIES, "stands for"),
    EVERY: Text(EVERY, "again after days"),
    TIMES: Text(TIMES, "times"),
}
OWN_MEANINGS: dict[str, Text] = {
    EXPORTED: Text("该行所在文件的导出日期", "the day on which the file with this row was exported"),
    COPIES: Text("该行代表这么多件情形相同的件", "the row stands for so many cases that are alike"),
    EVERY: Text("隔这么多天再来同样的一批", "as many come again after so many days"),
    TIMES: Text("共来这么多次", "so many times in all"),
}
NUMBERED = ("信访件编号", "信访事项编号")


@dataclass(frozen=True, slots=True)
class Example:
    """A table of six rows: what it shows, when it is looked at, which files stand beside it, and its metrics."""

    id: str
    name: Text
    as_of: date
    beside: tuple[str, ...]
    metrics: Mapping[str, Mapping[str, Any]]

    @property
    def file(self) -> Path:
        """The six rows."""
        return TABLES / f"{self.id}.csv"


@dataclass(frozen=True, slots=True)
class Worked:
    """A metric's example: what was asked, what the door answered, what was worked out by hand."""

    example: Example
    entry: Mapping[str, Any]
    answer: Result

    @property
    def cell(self) -> Cell:
        """The figure that the sentence speaks of.

        Raises:
            LookupError: not exactly one row of the answer is meant.
        """
        pick = self.entry.get("pick", {})
        cells = [c for c in self.answer.cells if pick.items() <= dict(zip(self.answer.by, c.by, strict=True)).items()]
        if len(cells) != 1:
            raise LookupError(f"{self.answer.metric.id}: {len(cells)} rows of the answer match {pick}")
        return cells[0]

    def sentence(self, lang: Language) -> str:
        """How the figure comes about."""
        return str(self.entry[lang]).format(value=_shown(self.answer.metric, self.cell.value))


def examples() -> tuple[Example, ...]:
    """The examples as written down."""
    written = tomllib.loads(EXAMPLES.read_text("utf-8"))
    return tuple(
        Example(name, Text(e["zh"], e["en"]), e["as_of"], tuple(e.get("beside", ())), e["metrics"])
        for name, e in written.items()
    )


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def worked_examples() -> dict[str, Worked]:
    """Each example imported, built and asked: metric id → its example."""
    found: dict[str, Worked] = {}
    for example in examples():
        with tempfile.TemporaryDirectory() as folder:
            home = _published(example, Path(folder))
            for metric_id, entry in example.metrics.items():
                answer = metric(home, metric_id, exact=True, **_question(entry))
                found[metric_id] = Worked(example, entry, answer)
    return found


def _question(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "by": tuple(entry.get("by", ())), "where": entry.get("where", {}), "start": entry.get("from"),
        "end": entry.get("to"), "compare": entry.get("compare"),
    }  # fmt: skip


def _published(example: Example, folder: Path) -> Home:
    """A home in which the rows of an example were taken in, built and published."""
    made = builder(folder / "home")
    files = [(TABLES / name, example.as_of) for name in example.beside]
    files += _files(example, folder)
    for file, exported in files:
        (report,) = ingest_files(
            made.connection, made.home, made.configuration, [file], IngestOptions(exported_at=exported),
            datetime.now(UTC), lambda _: None,
        )  # fmt: skip
        if report.error or report.rows_rejected or report.unmapped_columns:
            raise ValueError(f"{file.name}: {report.error or report.rejections or report.unmapped_columns}")
    made.publish(example.as_of.isoformat())
    made.connection.close()
    return made.home


def _files(example: Example, folder: Path) -> Iterator[tuple[Path, date]]:
    """The files that a table stands for, each with its day of export, without the columns that no export has."""
    exports: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(example.file):
        exports.setdefault(row.get(EXPORTED, ""), []).extend(_expanded(row))
    for number, (exported, rows) in enumerate(exports.items()):
        file = folder / f"{example.id}-{number}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(
                stream, [name for name in rows[0] if name not in OWN_COLUMNS], extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(rows)
        yield file, date.fromisoformat(exported) if exported else example.as_of


def _expanded(row: dict[str, str]) -> Iterator[dict[str, str]]:
    """The rows of an export that a row of a table stands for."""
    copies, times = int(row.get(COPIES) or 1), int(row.get(TIMES) or 1)
    if copies == times == 1:
        yield row
        return
    for again in range(times):
        later = timedelta(days=again * int(row.get(EVERY) or 0))
        for copy in range(copies):
            numbers = {name: f"{row[name]}-{again}-{copy}" for name in NUMBERED if row.get(name)}
            days = {"登记时间": str(date.fromisoformat(row["登记时间"]) + later)} if later else {}
            yield row | numbers | days


def metric_book(lang: Language, worked: Mapping[str, Worked]) -> str:
    """The book in one language.

    Raises:
        LookupError: a metric has no example.
    """
    missing = [name for name in METRICS if name not in worked]
    if missing:
        raise LookupError(f"docs/examples/metric-book.toml has no example of {', '.join(missing)}")
    lines = _opening(lang)
    for section, title in SECTIONS.items():
        entries = [m for m in METRICS.values() if m.section == section]
        if not entries:
            continue
        lines += [f"## {section}. {title(lang)}", ""]
        for entry in entries:
            lines += _entry(entry, worked[entry.id], lang)
    lines += _tables(lang)
    return "\n".join(lines).rstrip() + "\n"


def _opening(lang: Language) -> list[str]:
    if lang == "zh":
        return [
            "# 指标手册", "",
            "本页由指标目录生成（`docs/make_metric_book.py`），看板、报告、命令行用的是同一份目录。",
            "各例的数字不是抄写的：例表六行经真实导入、真实构建后由查询口回答；例表列在文末，可照抄成文件自行核对。", "",
            "各指标共同的规则：未知单列，不当作否，也不当作0；未到期的不进分母；合计是分子之和除以分母之和；"
            "区间一律为95%；不计入的件按名目列出。信访量类指标不用于排名。", "",
        ]  # fmt: skip
    return [
        "# Metric book", "",
        "Generated from the catalogue (`docs/make_metric_book.py`); screens, papers and the command line read the same one.",
        "No figure of an example is copied: its six rows are imported and built for real, and the query door answers. The "
        "tables stand at the end; typed into a file they can be checked by anyone.", "",
        "Rules that hold for all: unknown is a class of its own, never no and never 0; what is not yet due is in no "
        "denominator; a total is the sum of numerators over the sum of denominators; intervals are 95 %; what is left out "
        "is counted by name. Counts of petitions are never ranked.", "",
    ]  # fmt: skip


FORMULAS: dict[str, Text] = {
    "count": Text("{n}，求和", "sum of: {n}"),
    "share": Text("（{n}）÷（{d}）", "({n}) ÷ ({d})"),
    "mean": Text("（{n}）÷（{d}）", "({n}) ÷ ({d})"),
    "mix": Text("（{n}）÷（{d}）", "({n}) ÷ ({d})"),
    "per_10k": Text("（{n}）÷（{d}）×10000", "({n}) ÷ ({d}) × 10,000"),
    "matters": Text("不同事项的个数", "number of distinct matters"),
    "quantile": Text("{n}的{at}分位数，Kaplan–Meier法", "{at} quantile of: {n}, by Kaplan–Meier"),
    "recurrence": Text("1 − Kaplan–Meier曲线在第{at}日的值", "1 − the Kaplan–Meier curve at {at} days"),
    "mean_cumulative": Text(
        "第{at}日的平均累积次数（Lawless–Nadeau法）", "mean cumulative number at {at} days (Lawless–Nadeau)"
    ),
}
RESULT_FORMULAS: dict[str, Text] = {
    "detectable_change": Text(
        "使两时段之比的精确条件区间下限刚好大于1的最小件数",
        "the smallest count at which the exact conditional interval of the ratio lies above 1",
    ),
    "spc_signal": Text(
        "均值 ± 2.66 × 平均移动极差（大于其3.267倍的极差剔除一次）；越限、同侧连续7周、连升连降7周、3周中2周近限（± 1.773）",
        "mean ± 2.66 × mean moving range (ranges beyond 3.267 times their mean left out once); outside, 7 on one side, "
        "7 rising or falling, 2 of 3 near one limit (± 1.773)",
    ),
    "period_rate_ratio": Text(
        "时段内每日事项数 ÷ 时段（减提前天数）前56个普通日中同类型日（工作日、休息日）的每日事项数",
        "matters a day of the period ÷ matters a day on days of the same type (working, rest) among the 56 ordinary days "
        "before its start less the lead",
    ),
}


def _formula(m: Metric) -> Text:
    if m.id in RESULT_FORMULAS:
        return RESULT_FORMULAS[m.id]
    of = m.of or Text("", "")
    shape, at = FORMULAS[m.form], f"{m.at:g}"
    return Text(shape.zh.format(n=m.counts.zh, d=of.zh, at=at), shape.en.format(n=m.counts.en, d=of.en, at=at))


TRAPS: dict[str, Text] = {
    "recent": Text(
        "最近的件还不能算：{reasons}，另列，不当作失败也不当作成功",
        "recent cases cannot be told yet ({reasons}): they stand apart, neither failures nor successes",
    ),
    "persons": Text(
        "人次成批而来，不附区间、不判断变化；与件次、批次不同单位，不可相加相除",
        "persons come in groups: no interval and no verdict; never add or divide them with cases or visits",
    ),
    "first": Text(
        "初件、重件按一种口径认定，口径印在结果旁；初重未知的另列",
        "first and repeat stand on one footing, printed beside the figure; unknown ones stand apart",
    ),
    "matter": Text(
        "只能看到导出表能关联起来的件；关联不上的，再访看不见，数字偏低",
        "only linked cases can be seen: what is not linked is not seen to come back, and the figure is too low",
    ),
    "at_risk": Text(
        "观察到该日的不足10个事项时为空，不是0", "blank, not 0, below 10 matters still watched at that day"
    ),
    "few": Text(
        "分列时不足{n}个事项的格为空，只看全县", "cells with fewer than {n} matters are blank: county line only"
    ),
    "small": Text(
        "件数少时区间很宽，区间相交就不能说谁高谁低",
        "with few cases the interval is wide: where intervals meet, nobody is higher",
    ),
    "week": Text(
        "周与周之间的涨落多半是偶然，用 --compare 看区间再说增减",
        "most of the movement from week to week is chance: look at the interval of --compare first",
    ),
}
RECENT = ("not_yet_due", "not_mature", "not_closed")


def _traps(m: Metric) -> list[Text]:
    found: list[Text] = []
    recent = [reason_text(r) for r in m.reasons if r in RECENT]
    if recent:
        zh, en = "、".join(t.zh for t in recent), ", ".join(t.en for t in recent)
        found.append(Text(TRAPS["recent"].zh.format(reasons=zh), TRAPS["recent"].en.format(reasons=en)))
    if "persons" in m.needs and m.interval == "none":
        found.append(TRAPS["persons"])
    if "first" in m.needs or "first_basis" in m.basis:
        found.append(TRAPS["first"])
    if "matter" in m.needs:
        found.append(TRAPS["matter"])
    if m.form in ("recurrence", "mean_cumulative"):
        found.append(TRAPS["at_risk"])
    if m.least_matters:
        zh, en = TRAPS["few"].zh.format(n=m.least_matters), TRAPS["few"].en.format(n=m.least_matters)
        found.append(Text(zh, en))
    if m.interval in ("wilson", "cluster"):
        found.append(TRAPS["small"])
    if m.form == "count" and m.interval == "poisson":
        found.append(TRAPS["week"])
    return found


WORDS: dict[str, Text] = {
    "unit": Text("单位", "Unit"),
    "formula": Text("算法", "Formula"),
    "breakdowns": Text("可分列", "Breakdowns"),
    "classes": Text("必分", "Always by"),
    "needs": Text("所需栏目", "Inputs needed"),
    "traps": Text("容易错在", "Traps"),
    "ask": Text("查询", "Ask"),
    "example": Text("例", "Example"),
    "none": Text("无", "none"),
    "value": Text("数值", "value"),
    "numerator": Text("分子", "numerator"),
    "denominator": Text("分母", "denominator"),
    "interval": Text("95%区间", "95 % interval"),
    "excluded": Text("未计入", "left out"),
    "table": Text("例表", "table"),
    "tables": Text("例表", "Tables of the examples"),
    "as_of": Text("截止{day}构建", "built as of {day}"),
    "beside": Text("另有", "beside it"),
    "own": Text("下列各列不是导出表的栏目，只为省写", "columns that no export has, for brevity"),
}


def _listed(texts: Sequence[Text], lang: Language) -> str:
    return ("、" if lang == "zh" else ", ").join(t(lang) for t in texts) or WORDS["none"](lang)


def _line(name: Text, text: str, lang: Language) -> str:
    return f"- **{name(lang)}**{'：' if lang == 'zh' else ': '}{text}"


def _entry(m: Metric, worked: Worked, lang: Language) -> list[str]:
    lines = [f"### {m.name(lang)} `{m.id}`", "", _line(WORDS["unit"], m.unit(lang), lang)]
    lines += [_line(name, text(lang), lang) for name, text in definition(m.id)]
    lines.append(_line(WORDS["formula"], _formula(m)(lang), lang))
    breakdowns = [Text(f"{DIMENSIONS[d].name.zh} `{d}`", f"{DIMENSIONS[d].name.en} `{d}`") for d in m.breakdowns]
    lines.append(_line(WORDS["breakdowns"], _listed(breakdowns, lang), lang))
    if m.classes:
        lines.append(_line(WORDS["classes"], f"{DIMENSIONS[m.classes].name(lang)} `{m.classes}`", lang))
    lines.append(_line(WORDS["needs"], _listed([INPUT_NAMES[n] for n in m.needs], lang), lang))
    traps = _traps(m)
    if traps:
        lines.append(_line(WORDS["traps"], ("；" if lang == "zh" else "; ").join(t(lang) for t in traps), lang))
    lines.append(_line(WORDS["ask"], f"`{_usual_command(m, worked)}`", lang))
    lines += _worked(worked, lang)
    return lines


def _usual_command(m: Metric, worked: Worked) -> str:
    """How the metric is usually asked for: the example's own question where it cannot do without one."""
    if m.form == "result" or not m.breakdowns:
        return _command(m, worked.entry)
    by = "department" if m.section == 2 and "department" in m.breakdowns else m.breakdowns[0]
    return f"tingmin metric {m.id} --by {by} --from 2026-01-01 --to 2026-06-30"


def _command(m: Metric, entry: Mapping[str, Any]) -> str:
    parts = [f"tingmin metric {m.id}"]
    if entry.get("by"):
        parts.append(f"--by {','.join(entry['by'])}")
    parts += [f"--where {name}={value}" for name, value in entry.get("where", {}).items()]
    parts += [f"--{name} {entry[name]}" for name in ("from", "to", "compare") if name in entry]
    return " ".join(parts)


def _worked(worked: Worked, lang: Language) -> list[str]:
    m, example = worked.answer.metric, worked.example
    colon = "：" if lang == "zh" else ": "
    lines = [
        "",
        f"**{WORDS['example'](lang)}** ([{WORDS['table'](lang)} {example.id}](#{example.id})){colon}"
        f"`{_command(m, worked.entry)}`",
        "",
    ]
    names = ["value", "numerator", "denominator", "interval", "excluded"]
    heads = [DIMENSIONS[d].name(lang) for d in worked.answer.by] + [WORDS[n](lang) for n in names]
    lines += ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for cell in worked.answer.cells:
        labels = [_label(d, key, worked.answer, lang) for d, key in zip(worked.answer.by, cell.by, strict=True)]
        lines.append("| " + " | ".join([*labels, *_figures(m, cell, lang)]) + " |")
    return [*lines, "", worked.sentence(lang), ""]


def _label(dimension: str, key: str, answer: Result, lang: Language) -> str:
    if dimension == "series":
        return METRICS[key].name(lang)
    codes = DIMENSIONS[dimension].codes
    if codes is not None:
        return code_name(codes, key)(lang)
    return SPECIAL_CLASSES[key](lang) if key in SPECIAL_CLASSES else answer.name(dimension, key)


def _figures(m: Metric, cell: Cell, lang: Language) -> list[str]:
    interval = ""
    if cell.low is not None and cell.high is not None:
        interval = f"{_shown(m, cell.low)}–{_shown(m, cell.high)}"
    value = _shown(m, cell.value) if cell.value is not None else f"— {reason_text(cell.reason or 'no_data')(lang)}"
    left_out = [
        Text(f"{reason_text(reason).zh}{n}", f"{reason_text(reason).en} {n}") for reason, n in cell.excluded.items()
    ]
    numbers = ["" if n is None else f"{n:,}" for n in (cell.numerator, cell.denominator)]
    return [value, *numbers, interval, _listed(left_out, lang) if left_out else ""]


def _shown(m: Metric, value: float | None) -> str:
    if value is None:
        return ""
    if m.is_share:
        return f"{value * 100:.1f}%"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _tables(lang: Language) -> list[str]:
    lines = [f"## {WORDS['tables'](lang)}", ""]
    for example in examples():
        as_of = WORDS["as_of"](lang).format(day=example.as_of)
        lines += [f'<a id="{example.id}"></a>', f"### {example.id}", ""]
        lines += [f"{example.name(lang)}{'；' if lang == 'zh' else '; '}{as_of}{'。' if lang == 'zh' else '.'}", ""]
        rows = rows_of(example.file)
        own = [name for name in OWN_COLUMNS if name in rows[0]]
        if own:
            meanings = [f"{OWN_COLUMNS[n](lang)} – {OWN_MEANINGS[n](lang)}" for n in own]
            lines += [_line(WORDS["own"], ("；" if lang == "zh" else "; ").join(meanings), lang), ""]
        lines += _table(rows, lang)
        for name in example.beside:
            lines += [f"{WORDS['beside'](lang)} `{name}`", "", *_table(rows_of(TABLES / name), lang)]
    return lines


# A header of several fields stands for the one that is called so.
HEADERS = {header: field for field in reversed(FIELDS.values()) for header in field.headers}
HEADERS |= {field.name.zh: field for field in reversed(FIELDS.values())}


def _table(rows: Sequence[Mapping[str, str]], lang: Language) -> list[str]:
    heads = [name if lang == "zh" else _english_header(name) for name in rows[0]]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = [text if lang == "zh" else _english_cell(name, text) for name, text in row.items()]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, ""]


def _english_header(name: str) -> str:
    return OWN_COLUMNS[name].en if name in OWN_COLUMNS else HEADERS[name].name.en


def _english_cell(name: str, text: str) -> str:
    """A cell in English where it is one of a code list; names of places and units stay as they are."""
    field = HEADERS.get(name)
    for code in CODE_LISTS.get((field and field.codes) or "", ()):
        if text in (*code.labels, code.name.zh):
            return code.name.en
    return text


if __name__ == "__main__":
    WORKED = worked_examples()
    for language in ("zh", "en"):
        (DOCS / f"metric-book.{language}.md").write_text(metric_book(language, WORKED), "utf-8")
