"""The command line: one verb per thing a person does.

Belongs here: arguments, messages, exit codes. Does not belong here: what a verb does; this is the only file that
knows both the pipelines and the dashboard, and it loads each only for the verbs that need it.
"""

from __future__ import annotations

import csv
import errno
import gc
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warehouse.catalogue.codes import SPECIAL_CLASSES, code_name
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Metric, Text, nearest
from warehouse.exhibits import Exhibit, Figure, Scope, wording
from warehouse.exhibits.slices import DECIMALS
from warehouse.home import ConfigurationError, Home, set_office, write_reference_templates
from warehouse.imports import import_line, recent_imports
from warehouse.query import Cell, NothingPublishedError, QueryError, Result, current_version, find_version, metric
from warehouse.query.context import UnmatchedName, departments, townships, unmatched_names

if TYPE_CHECKING:
    from pipelines.ingest import FileReport
    from pipelines.office import Office

EXIT_REJECTED = 3
EXIT_FAILED_FILE = 4
EXIT_HELD_BACK = 5
EXIT_OPEN_QUESTIONS = 6
NAMES_SHOWN = 10
VALUES_SHOWN = 3  # of a column of a file that is only looked at

app = typer.Typer(
    name="tingmin",
    help="听民：信访办理情况的每周数据，从导出表到看板和报告，不联网。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="数据目录，默认为环境变量 TINGMIN_HOME，再默认为 ./data", envvar="TINGMIN_HOME"),
]


def _home(path: Path | None) -> Home:
    return Home((path or Path("data")).expanduser().absolute())


def _initialised(path: Path | None) -> Home:
    home = _home(path)
    home.create()
    return home


def _fail(message: str, code: int = 1) -> typer.Exit:
    err.print(f"[red]{message}[/red]" if err.is_terminal else message, markup=err.is_terminal)
    return typer.Exit(code)


def _no_permission(path: object) -> str:
    return (
        f"没有权限读写 {path}，请用数据目录的所有者运行，或另指定 --home"
        " / no permission there: run as the owner of the home, or choose another --home"
    )


@contextmanager
def _spoken_errors() -> Iterator[None]:
    """Known errors are sentences, not tracebacks."""
    try:
        yield
    except (QueryError, ConfigurationError, FileNotFoundError, ValueError) as error:
        raise _fail(str(error)) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _fail(
                "端口已被占用，请用 --port 另选一个 / the port is in use, choose another with --port"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise _fail(_no_permission(error.filename)) from error
        raise


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"日期写作 2026-10-31 / write a date as 2026-10-31: {text}") from error


@app.command()
def init(
    home: HomeOption = None,
    name: Annotated[str | None, typer.Option(help="单位名称")] = None,
    region: Annotated[str | None, typer.Option(help="地区名称")] = None,
    timezone: Annotated[str | None, typer.Option(help="时区，例如 Asia/Shanghai")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个JSON对象")] = False,
) -> None:
    """建立一个空的数据目录：配置、参考表目录、密钥；已有的目录只改写明的几项。"""
    with _spoken_errors():
        where = _initialised(home)
        templates = write_reference_templates(where)
        given = {"name": name, "region": region, "timezone": timezone}
        office = {key: value.strip() for key, value in given.items() if value and value.strip()}
        if office:
            set_office(where, office)
    if as_json:
        print(json.dumps({"home": str(where.root), "office": office}, ensure_ascii=False))  # noqa: T201
        return
    out.print(f"已建立：{where.root}\n下一步：tingmin ingest 导出表文件", markup=False)
    names = "、".join(file.name for file in templates)
    out.print(f"参考表模板在 {where.reference}（{names}），填好后同样用 tingmin ingest 导入", markup=False)


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="导出表文件")] = None,
    source: Annotated[str | None, typer.Option(help="表的种类；不写则按表头判断")] = None,
    profile: Annotated[str | None, typer.Option(help="外来表的对照方案：reference/profiles 中的名称或文件路径")] = None,
    exported_at: Annotated[str | None, typer.Option(help="导出日期；不写则取标题行、文件名，再取导入时间")] = None,
    as_of: Annotated[str | None, typer.Option(help="构建的截止日期，默认为现在")] = None,
    no_build: Annotated[bool, typer.Option("--no-build", help="只导入，不构建")] = False,
    retract: Annotated[str | None, typer.Option("--retract", help="撤回一个文件：其SHA-256的前8位以上")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只查看对应关系和前十行，不写入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个JSON对象")] = False,
    home: HomeOption = None,
) -> None:
    """导入文件，构建并发布。退出码：3 有拒收行，4 有文件失败，5 未发布。"""
    if not paths and not retract:
        raise _fail("请写出要导入的文件 / name the files to take in", 2)
    with _spoken_errors():
        from pipelines.importing import run_import
        from pipelines.ingest import IngestOptions

        where = _initialised(home)
        where.configuration()
        options = IngestOptions(source=source, profile=profile, exported_at=_day(exported_at), dry_run=dry_run)
        office = _office(where, as_of)
        office.paths, office.options, office.retract = paths or [], options, retract
        if dry_run:
            _dry_run(office, as_json)
            return
        success = _run(office, run_import) if no_build else _build(office)
        held = _held_back(office)
        if as_json:
            print(json.dumps(_ingest_json(office, held), ensure_ascii=False))  # noqa: T201
        else:
            _print_reports(office)
            _print_published(office, held)
        _exit(office, success, held)


@contextmanager
def _shown_progress() -> Iterator[Callable[[str], None]]:
    """Long work shows where it is: one moving line on a terminal, a line a step elsewhere."""
    if not err.is_terminal:
        yield lambda text: err.print(f"· {text}", markup=False)
        return
    with err.status("…") as status:
        yield lambda text: status.update(escape(text))


def _run(office: Office, job: Callable[[Office], bool]) -> bool:
    with _shown_progress() as office.progress:
        return job(office)


def _build(office: Office) -> bool:
    from pipelines.definitions import run_build

    return _run(office, run_build)


def _office(home: Home, as_of: str | None) -> Office:
    from pipelines.office import Office
    from pipelines.settings import end_of_day

    day = _day(as_of)
    return Office(
        home=home,
        as_of_at=end_of_day(day, home.configuration()) if day else None,
        now=datetime.now(UTC),
    )


def _held_back(office: Office) -> str | None:
    red = [f for f in office.findings if not f.passed]
    return "；".join(f"{f.check}：{f.text.zh} / {f.text.en}" for f in red) or None


def _ingest_json(office: Office, held: str | None) -> dict[str, Any]:
    return {
        "files": [report.to_json() for report in office.reports],
        "published_version": office.manifest["version"] if office.manifest else None,
        "held_back": held,
        "unmatched_names": [asdict(name) for name in _unmatched(office)],
    }


def _unmatched(office: Office) -> tuple[UnmatchedName, ...]:
    """The names that a clerk has to map, in the version just published."""
    if office.manifest is None:
        return ()
    return unmatched_names(find_version(office.home, office.manifest["version"]))


def _exit(office: Office, success: bool, held: str | None) -> None:
    if office.failure:
        raise _fail(f"未完成：{office.failure}")
    if any(report.error for report in office.reports):
        raise typer.Exit(EXIT_FAILED_FILE)
    if any(report.rows_rejected for report in office.reports):
        raise typer.Exit(EXIT_REJECTED)
    if held:
        raise typer.Exit(EXIT_HELD_BACK)
    if not success:
        raise typer.Exit(1)


def _name_of(report: FileReport) -> str:
    """A file without its folders; a part of one behind the name of that."""
    return (
        Path(report.path).name if report.container is None else report.path.removeprefix(f"{report.container.parent}/")
    )


def _print_reports(office: Office) -> None:
    from warehouse.catalogue.rules import RULES

    for name in office.retracted:
        out.print(f"已撤回 {name}；要恢复，重新导入该文件即可", markup=False)
    for report in office.reports:
        name = _name_of(report)
        if report.error:
            out.print(f"✗ {name}：{report.error}", markup=False)
            continue
        if report.already_ingested:
            out.print(f"＝ {name}：已导入过，未重复导入", markup=False)
            continue
        out.print(
            f"✓ {name}：读入{report.rows_read}行，采用{report.rows_accepted}，无变化{report.rows_unchanged}，"
            f"拒收{report.rows_rejected}（导出时间 {report.exported_at:%Y-%m-%d %H:%M}）",
            markup=False,
        )
        for title, counts in (("拒收", report.rejections), ("提示", report.warnings)):
            for rule, rows in counts.items():
                out.print(f"    {title} {RULES[rule].name.zh}：{rows}行。{RULES[rule].mend.zh}", markup=False)
        if report.rejected:
            out.print(f"    明细见 {report.rejected}", markup=False)
        for note in (report.note or "").splitlines():
            out.print(f"    {note}", markup=False)
        if report.unmapped_columns:
            out.print(f"    未对应的列：{'、'.join(report.unmapped_columns)}", markup=False)


def _print_published(office: Office, held: str | None) -> None:
    if office.manifest:
        out.print(
            f"已发布 {office.manifest['version']}：截止 {office.manifest['as_of']}，"
            f"数据覆盖至 {office.manifest['data_through']}"
        )
        unmatched = _unmatched(office)
        for name in unmatched[:NAMES_SHOWN]:
            why = f"{name.codes}个单位同名" if name.codes else "表中没有"
            out.print(
                f"    名称对不上：{name.name}（{name.cases}件，{why}）。请运行 tingmin alias {name.kind} {name.name} 代码",
                markup=False,
            )
        if len(unmatched) > NAMES_SHOWN:
            out.print(f"    对不上的名称共{len(unmatched)}个，其余见“数据质量”页")
        current = current_version(office.home)
        if current.id != office.manifest["version"]:
            out.print(
                f"当前版本仍是截止 {current.as_of} 的 {current.id}；查这一版本请加 --version {office.manifest['version']}"
            )
    elif held:
        out.print(f"未发布，已发布的版本不变。原因：{held}", markup=False)


def _value_words(value: object, zone: ZoneInfo) -> str:
    """A typed value as a clerk reads it: times as the office's clock shows them."""
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)


def _row_words(row: Mapping[str, object], zone: ZoneInfo) -> str:
    """A typed row as a clerk reads it: fields by name, codes by label."""
    from pipelines.ingest.readers import row_words

    cells = []
    for name, value in row.items():
        field = FIELDS.get(name)
        if field is not None:  # not the row's number, the day of a time, the span of a day
            text = _value_words(value, zone)
            cells.append(f"{field.name.zh}＝{code_name(field.codes, text).zh if field.codes else text}")
    where, _ = row_words(cast("int", row["row_no"]))
    return f"{where}：{'，'.join(cells)}"


def _columns(report: FileReport, zone: ZoneInfo) -> list[dict[str, object]]:
    """Each column of a file: the field that it becomes, none where it stays outside, and its first values as read.

    Values of a column stand by themselves, not in rows: they show how a column was understood, nothing of a case.
    """
    found: list[dict[str, object]] = []
    for header, name in report.mapping.items():
        values = dict.fromkeys(_value_words(row[name], zone) for row in report.sample if name in row)
        found.append({"header": header, "field": name, "denied": False, "values": sorted(values)[:VALUES_SHOWN]})
    outside = [(header, False) for header in report.unmapped_columns] + [(h, True) for h in report.denied_columns]
    return found + [{"header": h, "field": None, "denied": denied, "values": []} for h, denied in outside]


def _dry_run(office: Office, as_json: bool) -> None:
    from pipelines.ingest import ingest_files

    with office.opened("dry run"):
        office.reports = ingest_files(
            office.warehouse(), office.home, office.home.configuration(), office.paths, office.options, office.now,
            office.progress,
        )  # fmt: skip
    zone = office.home.configuration().zone
    if as_json:
        found = _ingest_json(office, None)
        for entry, report in zip(found["files"], office.reports, strict=True):
            entry["columns"] = _columns(report, zone)
        print(json.dumps(found, ensure_ascii=False))  # noqa: T201
    else:
        for report in office.reports:
            out.print(f"{_name_of(report)}：", markup=False)
            for column, target in report.mapping.items():
                out.print(f"    {' '.join(column.split())} → {FIELDS[target].name.zh}（{target}）", markup=False)
            for row in report.sample:
                out.print(f"    {_row_words(row, zone)}", markup=False)
        _print_reports(office)
        out.print("以上只是查看，没有写入任何数据", markup=False)
    _exit(office, True, None)


@app.command()
def build(
    as_of: Annotated[str | None, typer.Option(help="构建的截止日期，默认为现在")] = None,
    engine: Annotated[str, typer.Option(help="计算引擎，目前只有 duckdb")] = "duckdb",
    as_json: Annotated[bool, typer.Option("--json", help="输出一个JSON对象")] = False,
    home: HomeOption = None,
) -> None:
    """由已导入的数据重新计算、检查并发布。"""
    with _spoken_errors():
        if engine != "duckdb":
            raise ValueError(f"目前只有 duckdb 引擎，没有“{engine}” / duckdb is the only engine so far, not {engine}")
        office = _office(_initialised(home), as_of)
        success = _build(office)
        held = _held_back(office)
        if as_json:
            print(json.dumps(_ingest_json(office, held), ensure_ascii=False))  # noqa: T201
        else:
            _print_published(office, held)
        _exit(office, success, held)


@app.command("metric")
def metric_command(
    metric_id: Annotated[str, typer.Argument(help="指标，例如 cases、reply_in_time")],
    by: Annotated[str | None, typer.Option(help="分列，逗号分隔，例如 township,week")] = None,
    where: Annotated[list[str] | None, typer.Option(help="条件，例如 township=某镇；可多次")] = None,
    start: Annotated[str | None, typer.Option("--from", help="起始日期")] = None,
    end: Annotated[str | None, typer.Option("--to", help="结束日期，含当日")] = None,
    compare: Annotated[
        str | None, typer.Option(help="previous（上一时段）、year（上年同期）或 period（上次同名时段）")
    ] = None,
    edition: Annotated[str, typer.Option(help="internal 或 shareable")] = "internal",
    version: Annotated[str | None, typer.Option(help="发布版本，默认为当前版本")] = None,
    output: Annotated[str, typer.Option("--format", help="table、csv 或 json")] = "table",
    home: HomeOption = None,
) -> None:
    """查询指标手册中的任何一个指标。"""
    with _spoken_errors():
        if output not in ("table", "csv", "json"):
            raise ValueError(f"--format 可取 table、csv、json / one of table, csv, json: {output}")
        if edition not in ("internal", "shareable"):
            raise ValueError(f"--edition 可取 internal、shareable / one of internal, shareable: {edition}")
        if compare not in (None, "previous", "year", "period"):
            raise ValueError(f"--compare 可取 previous、year、period / one of previous, year, period: {compare}")
        result = metric(
            _home(home), metric_id, by=[b.strip() for b in by.split(",") if b.strip()] if by else (),
            where=_conditions(where or []), start=_day(start), end=_day(end), edition=edition,  # type: ignore[arg-type]
            exact=True, version=version, compare=compare,  # type: ignore[arg-type]
        )  # fmt: skip
    if output == "json":
        print(json.dumps(result.to_json(), ensure_ascii=False))  # noqa: T201
    elif output == "csv":
        sys.stdout.buffer.write(_csv(result.records(), result.fields))
    else:
        _print_metric(result, home)


def _conditions(where: list[str]) -> dict[str, list[str]]:
    conditions: dict[str, list[str]] = {}
    for item in where:
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"--where 写作 名称=值，例如 township=某镇 / write name=value: {item}")
        conditions.setdefault(name.strip(), []).append(value.strip())
    return conditions


def _csv(records: list[dict[str, Any]], fields: Sequence[str] = ()) -> bytes:
    """The rows with their heading, which stands there without a row too."""
    text = io.StringIO(newline="")
    flat = [_flat(record) for record in records]
    writer = csv.DictWriter(text, fieldnames=list(dict.fromkeys([*fields, *(name for r in flat for name in r)])))
    writer.writeheader()
    for record in flat:
        writer.writerow({name: _csv_cell(value) for name, value in record.items()})
    return text.getvalue().encode("utf-8-sig")


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A row whose comparison, if it has one, stands in columns of its own."""
    compared = record.get("compare") or {}
    own = {name: value for name, value in record.items() if name != "compare"}
    return own | {f"compare_{name}": value for name, value in compared.items()}


def _csv_cell(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    # A text cell that a spreadsheet would take for a formula is escaped.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return "'" + value
    return value


TABLE_WIDTH = 240  # in a narrow window or a pipe a line is broken, a figure is not cut


def _draw(table: Table) -> None:
    Console(highlight=False, soft_wrap=True, width=max(out.width, TABLE_WIDTH)).print(table)


def _print_metric(result: Result, home: Path | None) -> None:
    definition = result.metric
    table = Table(title=f"{definition.name.zh}（{definition.unit.zh}）", title_justify="left")
    for dimension in result.by:
        table.add_column(DIMENSIONS[dimension].name.zh)
    headings = ["数值", "分子", "分母", "95%区间", "事项数", "未计入"]
    is_compared = any(cell.comparison for cell in result.cells)
    for heading in headings + (["对比时段", "对比数值", "变化", "可察觉", "工作日"] if is_compared else []):
        table.add_column(heading, justify="right", no_wrap=True)
    left_out: Counter[str] = Counter()
    for cell in result.cells:
        names = [result.name(d, key) for d, key in zip(result.by, cell.by, strict=True)]
        decimals = _decimals(definition, cell.value)
        figure = Figure(cell.value, definition.is_share, cell.low, cell.high, reason=cell.reason, decimals=decimals)
        left_out.update(cell.excluded)
        table.add_row(
            *names,
            wording.show(figure, "zh"),
            _plain(cell.numerator),
            _plain(cell.denominator),
            wording.interval(figure),
            _plain(cell.distinct_matters),
            _plain(sum(cell.excluded.values())),
            *_compared(cell, definition),
        )
    _draw(table)
    if not result.cells:
        out.print(wording.blank("no_data").zh, markup=False)
    for reason in dict.fromkeys(cell.reason for cell in result.cells if cell.reason):
        out.print(f"{wording.DASH}：{wording.blank(reason).zh}", markup=False)
    reasons = wording.excluded_words(definition, left_out)
    if reasons:
        out.print(reasons.zh, markup=False)
    if result.unfinished:
        out.print(f"尚未结束，数字还会增加：{'、'.join(result.unfinished)}", markup=False)
    basis = "；".join(text.zh for text in wording.basis_words(result.basis, _home(home).configuration()))
    out.print(
        f"截止 {result.as_of}，数据覆盖至 {result.data_through}，版本 {result.version}"
        f"{'，回溯重建' if result.reconstructed else ''}{'。' + basis if basis else ''}"
    )


def _print_exhibit(exhibit: Exhibit) -> None:
    """An exhibit in words: what it finds, its table (a table for each part of it), its notes."""
    if exhibit.state != "ok":
        out.print(f"{exhibit.title.zh}：{exhibit.reason.zh if exhibit.reason else ''}", markup=False)
        return
    out.print(f"{exhibit.title.zh}{'' if exhibit.title.zh.endswith('？') else '。'}{exhibit.sentence.zh}", markup=False)
    for part in dict.fromkeys(row.section for row in exhibit.rows):
        table = Table(title=escape(part.zh) if part else None, title_justify="left")
        for column in exhibit.columns:
            table.add_column(escape(column.label.zh), justify="left" if column.kind in ("text", "date") else "right")
        for row in exhibit.rows:
            if row.section == part:
                table.add_row(*(escape(wording.show(cell, "zh")) for cell in row.cells))
        _draw(table)
    for note in exhibit.notes:
        out.print(f"注：{note.zh}", markup=False)


ANOTHER = Text("对比时段", "the other period")


def _compared(cell: Cell, definition: Metric) -> tuple[str, ...]:
    """The columns of a comparison."""
    beside = cell.comparison
    if beside is None:
        return ()
    decimals = _decimals(definition, beside.value)
    before = Figure(beside.value, definition.is_share, reason=beside.reason, decimals=decimals)
    return (
        f"{beside.start}—{beside.end}{f'（数据自{beside.data_from}起）' if beside.data_from else ''}",
        wording.show(before, "zh"),
        wording.change_words(
            beside.change, definition.unit, is_rate=definition.is_share, against=ANOTHER, decimals=decimals
        ).zh,
        _plain(beside.detectable),
        " / ".join("未知" if days is None else str(days) for days in (beside.working_days, beside.working_days_before)),
    )


def _decimals(definition: Metric, value: float | int | None) -> int:
    """How many decimals a figure is shown with; a whole number has none."""
    return 0 if isinstance(value, int) else DECIMALS.get(definition.form, 0)


def _plain(number: float | int | None) -> str:
    return "" if number is None else f"{number:,}"


@app.command("check-bulletin")
def check_bulletin_command(
    file: Annotated[Path, typer.Argument(help="通报中的一张小表：csv、xlsx等")],
    as_json: Annotated[bool, typer.Option("--json", help="输出一个JSON对象")] = False,
    home: HomeOption = None,  # noqa: ARG001 - every verb takes it
) -> None:
    """核对一份通报的数字能否成立。退出码：6 有待核的问题，4 文件无法读取。"""
    from pipelines.bulletin import check_bulletin
    from pipelines.ingest.errors import IngestError

    try:
        report = check_bulletin(file)
    except IngestError as error:
        raise _fail(f"{file.name}：{error}", EXIT_FAILED_FILE) from error
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False))  # noqa: T201
    else:
        out.print(report.to_text(), markup=False)
    if report.findings:
        raise typer.Exit(EXIT_OPEN_QUESTIONS)


@app.command()
def rank(
    group: Annotated[str | None, typer.Option(help="同类分组，例如 县直部门；默认各组分别排列")] = None,
    indicator: Annotated[str, typer.Option(help="比较指标，例如 reply_in_time；overall 为综合")] = "overall",
    period: Annotated[str, typer.Option(help="52w（近52周）或年份，例如 2025")] = "52w",
    output: Annotated[str, typer.Option("--format", help="table、csv 或 json")] = "table",
    version: Annotated[str | None, typer.Option(help="发布版本，默认为当前版本")] = None,
    home: HomeOption = None,
) -> None:
    """部门办理质效比较：只比办理，不比信访数量。"""
    from warehouse.exhibits.ranking import differing, unit_comparison
    from warehouse.query.ranks import figures_beside, ranking
    from warehouse.query.targets import judged_targets

    with _spoken_errors():
        if output not in ("table", "csv", "json"):
            raise ValueError(f"--format 可取 table、csv、json / one of table, csv, json: {output}")
        office = _home(home)
        found = ranking(office, indicator=indicator, group=group, period=period, version=version)
        if output == "table":
            scope = Scope(office, found.version, indicator=indicator, group=group, window=period)
            _print_exhibit(unit_comparison(scope))
            return
        figures = figures_beside(office, found)
        if output == "csv":
            sys.stdout.buffer.write(_csv(found.records(figures), found.fields))
            return
        judged = judged_targets(office, found)
    groups = dict.fromkeys(row.unit_group for row in found.rows)
    closing = {name: differing([row for row in found.rows if row.unit_group == name]) for name in groups}
    said = {name: {"zh": text.zh, "en": text.en} for name, text in closing.items()}
    beside = {"closing": said, "targets": [target.to_json() for target in judged]}
    print(json.dumps(found.to_json(figures) | beside, ensure_ascii=False))  # noqa: T201


@app.command()
def screen(
    period: Annotated[str, typer.Option(help="重要时段的名称，例如 2027年春节")],
    output: Annotated[str, typer.Option("--format", help="table、json 或 xlsx（每个责任单位一份责任清单）")] = "table",
    out_folder: Annotated[Path | None, typer.Option("--out", help="责任清单的目录，默认为数据目录下的 reports")] = None,
    version: Annotated[str | None, typer.Option(help="发布版本，默认为当前版本")] = None,
    home: HomeOption = None,
) -> None:
    """重要节点研判：列出时段前未完成的责任、到期日历和预计量，不列人。"""
    from warehouse.exhibits.screening import screening_backtest, screening_calendar, screening_duties, screening_load
    from warehouse.query.screening import screening

    with _spoken_errors():
        if output not in ("table", "json", "xlsx"):
            raise ValueError(f"--format 可取 table、json、xlsx / one of table, json, xlsx: {output}")
        found = screening(_home(home), period, version=version)
        if output == "xlsx":
            from pipelines.report.duty_sheets import write_duty_sheets

            files = write_duty_sheets(_home(home), found, out_folder or _home(home).reports)
            for file in files:
                out.print(str(file), markup=False)
            if not files:
                out.print(f"{found.period.label}前没有未完成的责任，不需要责任清单。", markup=False)
            return
    if output == "json":
        print(json.dumps(found.to_json(), ensure_ascii=False))  # noqa: T201
        return
    scope = Scope(_home(home), found.version, event=found.period.label)
    for exhibit in (screening_duties, screening_calendar, screening_load, screening_backtest):
        _print_exhibit(exhibit(scope))


@app.command()
def report(
    week: Annotated[str | None, typer.Option(help="周，例如 2026-W46")] = None,
    month: Annotated[str | None, typer.Option(help="月，例如 2026-10")] = None,
    quarter: Annotated[str | None, typer.Option(help="季度，例如 2026-Q3")] = None,
    period: Annotated[str | None, typer.Option(help="时段，名称见时段表，例如 2026年国庆")] = None,
    output: Annotated[str, typer.Option("--format", help="docx、pptx、xlsx、pdf，可多个，逗号分隔")] = "docx",
    out_folder: Annotated[Path | None, typer.Option("--out", help="输出目录，默认为数据目录下的 reports")] = None,
    sections: Annotated[str | None, typer.Option(help="只要哪几部分，逗号分隔，默认全部")] = None,
    edition: Annotated[str, typer.Option(help="internal 或 shareable")] = "internal",
    version: Annotated[str | None, typer.Option(help="发布版本，默认为当前版本")] = None,
    no_red_header: Annotated[bool, typer.Option("--no-red-header", help="不印红色版头，用于预印红头纸")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个JSON对象")] = False,
    home: HomeOption = None,
) -> None:
    """生成周报、月报、季报或专报，数字与看板和 tingmin metric 相同。"""
    with _spoken_errors():
        from pipelines.report import Order, write_papers
        from warehouse.exhibits.paper import SECTIONS

        asked = {"week": week, "month": month, "quarter": quarter, "period": period}
        named = [(kind, label) for kind, label in asked.items() if label]
        if len(named) != 1:
            raise ValueError(
                "请写出 --week、--month、--quarter、--period 之一 / give one of --week, --month, --quarter, --period"
            )
        kind, label = named[0]
        where = _home(home)
        order = Order(
            kind=kind, label=label, formats=_listed(output), version=version, has_red_header=not no_red_header,  # type: ignore[arg-type]
            sections=_listed(sections) if sections else tuple(SECTIONS), edition=edition,  # type: ignore[arg-type]
        )  # fmt: skip
        with _shown_progress() as progress:
            files = write_papers(where, order, out_folder or where.reports, datetime.now(UTC), progress)
    if as_json:
        print(json.dumps({"files": [str(file) for file in files]}, ensure_ascii=False))  # noqa: T201
        return
    for file in files:
        out.print(f"已生成：{file}", markup=False)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="只能是本机地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 8050,
    no_login: Annotated[bool, typer.Option("--no-login", help="本机使用，不需登录")] = False,  # noqa: ARG001
    home: HomeOption = None,
) -> None:
    """打开看板（只在本机）。"""
    with _spoken_errors():
        from dashboards.server import serve as serve_dashboard
        from pipelines.worker import start_worker

        where = _home(home)
        start_worker(where)
        serve_dashboard(where, host, port, lambda url: out.print(f"看板已打开：{url} （按 Ctrl+C 结束）", markup=False))


@app.command()
def demo(
    cases: Annotated[int, typer.Option(help="件数", min=20)] = 20000,
    seed: Annotated[int, typer.Option(help="随机种子")] = 7,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="发布后不打开看板")] = False,
    port: Annotated[int, typer.Option(help="端口")] = 8050,
    home: HomeOption = None,
) -> None:
    """造一个虚构县的数据，走完导入、构建、发布，并打开看板。"""
    with _spoken_errors():
        where = _home(home)
        marker = where.state / "demo.json"
        if where.exists and not marker.is_file():
            raise ValueError(
                f"{where.root} 已有数据，演示不会动它；请另指定 --home / this home holds data, choose another --home"
            )
        if not marker.is_file() or not (where.published / "CURRENT.json").is_file():
            _make_demo(where, cases, seed)
            marker.write_text(json.dumps({"cases": cases, "seed": seed}), "utf-8")
        out.print(f"演示数据已发布：{where.root}", markup=False)
        if no_serve:
            out.print(f"打开看板：tingmin serve --home {where.root}", markup=False)
            return
        from dashboards.server import serve as serve_dashboard
        from pipelines.worker import start_worker

        start_worker(where)
        serve_dashboard(
            where, "127.0.0.1", port, lambda url: out.print(f"看板已打开：{url} （按 Ctrl+C 结束）", markup=False)
        )


def _make_demo(home: Home, cases: int, seed: int) -> None:
    from pipelines.generate import generate
    from pipelines.ingest import IngestOptions

    exports = home.root / "demo-exports"
    with _shown_progress() as progress:
        truth = generate(exports, cases=cases, seed=seed, dirty=0.3, progress=progress)
    county = str(truth["county"])
    home.create(name=f"{county}信访局", region=county)
    for name in ("map.geojson", "holidays.csv"):
        (exports / "reference" / name).replace(home.reference / name)
    office = _office(home, str(truth["end"]))
    office.paths = sorted([*(exports / "reference").glob("*.csv"), *exports.glob("*-*.csv"), *exports.glob("*-*.xlsx")])
    office.options = IngestOptions()
    success = _build(office)
    _print_reports(office)
    _print_published(office, _held_back(office))
    if not success or any(report.error for report in office.reports):
        raise _fail("演示数据未能发布 / the demo could not be published")


@app.command()
def generate(
    cases: Annotated[int, typer.Option(help="件数", min=1)],
    out_folder: Annotated[Path, typer.Option("--out", help="输出目录")],
    seed: Annotated[int, typer.Option(help="随机种子")] = 7,
    dirty: Annotated[float, typer.Option(help="混入常见差错的程度，0至1", min=0, max=1)] = 0.0,
    end: Annotated[str, typer.Option(help="最后一日")] = "2026-10-31",
    formats: Annotated[str, typer.Option("--format", help="csv、xlsx 或两者")] = "csv",
) -> None:
    """造示例导出表。"""
    with _spoken_errors():
        from pipelines.generate import generate as make

        with _shown_progress() as progress:
            make(
                out_folder,
                cases=cases,
                seed=seed,
                end=_day(end) or date(2026, 10, 31),
                dirty=dirty,
                formats=tuple(formats.split(",")),
                progress=progress,
            )
    out.print(f"已生成：{out_folder}", markup=False)


def _check_header(header: str, field_id: str) -> None:
    """An alias would be kept and never used."""
    from pipelines.ingest.headers import may_become

    if field_id in FIELDS and not may_become(header, field_id):
        raise ValueError(
            f"“{header}”是身份信息或不得导入的列，不能对应到“{field_id}” / this column may not be mapped to {field_id}"
        )


def _check_unit(home: Home, kind: str, code: str) -> None:
    """A spelling can only be mapped to a unit of the reference table."""
    members = (townships if kind == "township" else departments)(current_version(home))
    known = [member.code for member in members if member.code not in SPECIAL_CLASSES]
    if not known:
        table = "townships.csv" if kind == "township" else "departments.csv"
        raise ValueError(
            f"还没有参考表，请先填好并导入 reference/{table} / no reference table yet: fill in and import {table}"
        )
    if code not in known:
        hint = nearest(code, known) or "、".join(known[:12])
        raise ValueError(f"参考表中没有代码“{code}”，最接近的是：{hint} / no such code, nearest: {hint}")


@app.command()
def alias(
    source: Annotated[str, typer.Argument(help="township、department、header，或代码表名，例如 channel")],
    name: Annotated[str, typer.Argument(help="导出表中的写法")],
    code: Annotated[str, typer.Argument(help="乡镇或单位的代码、字段名或代码")],
    as_json: Annotated[bool, typer.Option("--json", help="输出一个JSON对象")] = False,
    home: HomeOption = None,
) -> None:
    """记下本单位的写法：表头、乡镇、单位或取值。"""
    with _spoken_errors():
        from pipelines.settings import HEADER, UNITS, add_alias

        where = _initialised(home)
        if source in UNITS:
            _check_unit(where, source, code)
        elif source == HEADER:
            _check_header(name, code)
        add_alias(where, source, name, code)
    if as_json:
        print(json.dumps({"source": source, "name": name, "code": code}, ensure_ascii=False))  # noqa: T201
        return
    step = "tingmin build" if source in UNITS else "重新导入该文件"
    out.print(f"已记下：{source} “{name}” → {code}。{'下一步：' + step}", markup=False)
    if source != HEADER and source not in UNITS:
        out.print("已导入的行不变，从下一个文件起生效", markup=False)


@app.command()
def status(home: HomeOption = None) -> None:
    """已发布什么，什么被拦下及原因，收件目录近来的文件。"""
    with _spoken_errors():
        where = _home(home)
        try:
            version = current_version(where)
            out.print(
                f"当前版本 {version.id}：截止 {version.as_of}，数据覆盖至 {version.data_through}，"
                f"{version.manifest['tables']['marts.fact_case']}件"
            )
        except NothingPublishedError as error:
            out.print(str(error))
        held = where.published / "HELD.json"
        if held.is_file():
            content = json.loads(held.read_text("utf-8"))
            for check in content["checks"]:
                out.print(f"{content['held_at']} 未发布：{check['check']}：{check['zh']}", markup=False)
        for record in recent_imports(where):
            out.print(import_line(record), markup=False)


@app.command()
def doctor(home: HomeOption = None) -> None:
    """看看这台机器和数据目录缺什么。"""
    from pipelines.doctor import diagnose

    where = _home(home)
    try:
        zone = where.configuration().zone
    except ConfigurationError:
        zone = ZoneInfo("Asia/Shanghai")
    found = diagnose(where, datetime.now(zone).date())
    marks = {"ok": "✓", "lacking": "·", "wrong": "✗"}
    for diagnosis in found:
        out.print(f"{marks[diagnosis.state]} {diagnosis.text.zh}", markup=False)
    if any(diagnosis.state == "wrong" for diagnosis in found):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    gc.set_threshold(100_000)  # what libraries make while they are loaded lives as long as the process
    app()


if __name__ == "__main__":
    main()
