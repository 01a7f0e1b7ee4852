"""Taking files in: from a path to rows in raw, and a report of each file.

Here: the order of steps, the transaction, what counts as a broken file. Not here: any step itself.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path

import duckdb

from pipelines.ingest.ahead import ahead
from pipelines.ingest.errors import IngestError
from pipelines.ingest.exported import Export, export_of, moment_in_name, moment_in_titles
from pipelines.ingest.headers import ColumnMap, Names
from pipelines.ingest.incoming import ROWS_AT_ONCE, Incoming
from pipelines.ingest.ledger import FileFacts, correct_export, held_file, record
from pipelines.ingest.parts import Part, parts_of
from pipelines.ingest.profiles import Profile, load_profile
from pipelines.ingest.rejected import MOST_ROWS, write_rejected
from pipelines.ingest.report import FileReport, IngestOptions
from pipelines.ingest.rows import RowReader, TypedBlock
from pipelines.ingest.structure import StructureRows, Table
from pipelines.settings import read_aliases
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Source, nearest
from warehouse.catalogue.sources import SOURCES
from warehouse.home import Configuration, Home
from warehouse.storage.ask import one
from warehouse.storage.space import is_full_disk

HEADER_ALIAS = "header"
_AT_ONCE = 2  # blocks that are typed at the same time
_NO_ROWS = "只有表头，没有数据行，请核对导出条件 / a header without rows: check what was exported"

_WHILE_IMPORTING: dict[str, object] = {
    "preserve_insertion_order": False,  # every row has its number, and kept order is rewritten at the checkpoint
    "memory_limit": "3GB",  # rows wait until their file is whole: what has to wait on the disk takes twice as long
}


def ingest_files(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    configuration: Configuration,
    paths: Sequence[Path],
    options: IngestOptions,
    now: datetime,
    progress: Callable[[str], None],
) -> list[FileReport]:
    """Take files into raw, each whole or not at all.

    A broken file is reported and does not stop the others. Files that name no date of export are taken last, in the
    order of their latest event, because then the later of them must win.

    Args:
        connection: a warehouse whose raw tables exist.
        now: aware; no export is later than this.
        progress: is told in words what is being done.

    Raises:
        IngestError: an option, the profile or the alias file cannot be used; no file was touched.
    """
    run = _Run(connection, home, configuration, options, now.astimezone(UTC).replace(microsecond=0), progress)
    reports: list[FileReport] = []
    undated: list[_Staged] = []
    with _importing(connection):
        for path in paths:
            for part in run.parts(path):
                report = FileReport(part.label, container=path, container_sha256=part.container_sha256)
                reports.append(report)
                with _guarded(report, part):
                    staged = run.stage(len(reports), part, report)
                    if staged is not None and staged.export.basis == "ingest":
                        undated.append(staged)
                    elif staged is not None:
                        run.settle(staged)
        for staged in sorted(undated, key=lambda one: one.latest_event or date.min):
            with _guarded(staged.report, staged.part):
                run.settle(staged)
    return reports


@contextmanager
def _importing(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have the database set up for an import while it lasts."""
    before = {name: one(connection, "select current_setting(?)", [name])[0] for name in _WHILE_IMPORTING}
    _set(connection, _WHILE_IMPORTING)
    try:
        yield
    finally:
        _set(connection, before)


def _set(connection: duckdb.DuckDBPyConnection, settings: Mapping[str, object]) -> None:
    for name, value in settings.items():
        connection.execute(f"set {name} = ?", [value])


@contextmanager
def _guarded(report: FileReport, part: Part) -> Iterator[None]:
    """Turn whatever goes wrong with a file into its error; a library's own message may quote cells and is not shown.

    Raises:
        Exception: the disk is full, which is no fault of the file.
    """
    try:
        yield
    except IngestError as error:
        report.error = str(error)
    except Exception as error:
        if is_full_disk(error):
            raise
        report.error = (
            f"程序出错（{type(error).__name__}），该文件未导入。请把此信息和文件的列名告知维护人员"
            " / internal error, the file was not taken: report this with the file's column names"
        )
    if report.error is not None and report.sha256 is None:
        with suppress(OSError, IngestError):
            report.sha256 = part.digest


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file whose rows wait to be written."""

    part: Part
    report: FileReport
    sha256: str
    table: Table
    reader: RowReader
    structure_rows: int
    incoming: Incoming
    export: Export
    latest_event: date | None


class _Run:
    """One command's files with all that they share."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        home: Home,
        configuration: Configuration,
        options: IngestOptions,
        now: datetime,
        progress: Callable[[str], None],
    ) -> None:
        self._connection = connection
        self._home = home
        self._zone = configuration.zone
        self._options = options
        self._now = now
        self._today = now.astimezone(self._zone).date()
        self._progress = progress
        self._profile = load_profile(options.profile, home)
        self._sources = _sources(options.source, self._profile)
        headers, self._label_aliases = _aliases(home)
        self._names = Names(self._profile.columns, headers, self._profile.formats)

    def parts(self, path: Path) -> Iterator[Part]:
        """The tables of a path."""
        return parts_of(path, self._sources, self._names)

    def stage(self, number: int, part: Part, report: FileReport) -> _Staged | None:
        """Read a file up to typed rows; None when it was taken before."""
        self._progress(f"读取 {part.name} / reading")
        table = part.table
        columns = table.columns
        report.source = columns.source.id
        report.encoding = table.sheet.encoding
        report.header_row = table.header_row
        report.unmapped_columns = [header for header, is_denied in columns.unmapped if not is_denied]
        report.denied_columns = [header for header, is_denied in columns.unmapped if is_denied]
        report.mapping = {columns.header_of(name): name for name in columns.columns}
        _check_required(columns, self._profile)
        keyed = any(FIELDS[name].kind in ("identity", "subject") for name in columns.columns)
        key = self._key() if keyed else None
        reader = RowReader(columns, self._profile, self._label_aliases, self._zone.key, key)
        structure = StructureRows(table)
        with closing(ahead(_batches(table, structure, reader))) as batches, ThreadPoolExecutor(1) as pool:
            digest = pool.submit(lambda: part.digest)  # the file is hashed while its first rows are read
            first = next(batches, [])
            sha256 = report.sha256 = digest.result()
            if self._is_held(sha256, reader, report):
                return None
            incoming = Incoming(self._connection, number, columns, reader.version_columns, key)
            try:
                self._take(part.name, chain([first], batches), incoming)
            except BaseException:
                incoming.drop()
                raise
        structure_rows = table.header_row - 1 + structure.seen  # the header itself is none
        latest_event = incoming.latest_event(self._today)
        is_answer = table.is_duty_sheet  # whose titles name the days of the period
        export = export_of(
            self._options.exported_at,
            None if is_answer else moment_in_titles(table.titles),
            None if is_answer else moment_in_name(part.stem),
            incoming.latest_registration(self._today),
            latest_event,
            self._now,
            self._zone,
        )
        if is_answer:
            export = replace(export, covers_through=None, clock_through=None)
        report.note = "\n".join(table.notes) or None
        return _Staged(part, report, sha256, table, reader, structure_rows, incoming, export, latest_event)

    def _take(self, name: str, batches: Iterable[list[TypedBlock]], incoming: Incoming) -> None:
        rows = 0
        for blocks in batches:
            incoming.add(blocks)
            rows += sum(block.rows.height + block.rejected for block in blocks)
            self._progress(f"{name}：已读{rows}行 / {rows} rows read")

    def settle(self, staged: _Staged) -> None:
        """Write a staged file in one transaction; a dry run takes it back."""
        if self._is_held(staged.sha256, staged.reader, staged.report):  # twice in one command
            return
        self._progress(f"写入 {staged.part.name} / writing")
        incoming, report = staged.incoming, staged.report
        self._connection.begin()
        try:
            incoming.apply_file_rules(staged.export.at.astimezone(self._zone).date())
            if self._options.dry_run:
                report.sample = incoming.sample()
            counts = record(incoming, self._facts(staged), staged.export)
            if self._options.dry_run:
                self._connection.rollback()
            else:
                self._write_rejected(staged)
                self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        finally:
            incoming.drop()
        report.exported_at = staged.export.at.astimezone(self._zone)
        report.rows_read, report.rows_accepted = counts.read, counts.accepted
        report.rows_unchanged, report.rows_rejected = counts.unchanged, counts.rejected
        report.structure_rows = staged.structure_rows
        report.rejections, report.warnings = counts.rejections, counts.warnings
        if not counts.read:
            report.note = "\n".join(filter(None, (report.note, _NO_ROWS)))

    def _key(self) -> bytes:
        try:
            return self._home.key()
        except OSError as error:
            raise IngestError(
                f"读不到密钥文件 {self._home.key_file}，请先运行 tingmin init",
                "the key file cannot be read: run tingmin init first",
            ) from error

    def _facts(self, staged: _Staged) -> FileFacts:
        return FileFacts(
            sha256=staged.sha256,
            name=staged.part.name,
            profile=self._profile.name,
            encoding=staged.table.sheet.encoding,
            header_row=staged.table.header_row,
            structure_rows=staged.structure_rows,
            unmapped=staged.table.columns.unmapped,
            fields=staged.reader.fields | staged.incoming.filled_fields(staged.reader.derived_fields),
            ingested_at=self._now,
        )

    def _is_held(self, sha256: str, reader: RowReader, report: FileReport) -> bool:
        """Whether the file was taken before; a new --exported-at corrects the record of it."""
        held = held_file(
            self._connection, sha256, reader.source, self._profile.name, reader.fields, reader.derived_fields
        )
        if held is None:
            return False
        report.already_ingested = True
        report.exported_at = held.exported_at.astimezone(self._zone)
        report.note = "该文件已导入过，未重复导入 / was ingested before, nothing was done"
        argument = self._options.exported_at
        if argument is not None:
            export = export_of(argument, None, None, None, None, self._now, self._zone)
            if export.at != held.exported_at:
                if not self._options.dry_run:
                    correct_export(self._connection, held.file_id, export)
                report.exported_at = export.at.astimezone(self._zone)
                report.note = (
                    f"该文件已导入过；导出时间已更正为{argument} / ingested before; export corrected to {argument}"
                )
        return True

    def _write_rejected(self, staged: _Staged) -> None:
        problems, total = staged.incoming.first_problems(MOST_ROWS)
        workbook = self._home.rejected / f"{staged.part.name}.xlsx"
        write_rejected(workbook, problems, total)
        staged.report.rejected = workbook if problems else None


def _batches(table: Table, structure: StructureRows, reader: RowReader) -> Generator[list[TypedBlock]]:
    """The typed blocks of a table, as many together as are worth one insert."""
    waiting: list[TypedBlock] = []
    with (
        closing(table.sheet.blocks(table.header_row, len(table.columns.headers))) as blocks,
        ThreadPoolExecutor(_AT_ONCE, "ingest-typing") as pool,
    ):
        while some := list(islice(blocks, _AT_ONCE)):
            waiting += pool.map(reader.read, map(structure.without, some))
            if sum(one.rows.height for one in waiting) >= ROWS_AT_ONCE:
                yield waiting
                waiting = []
    if waiting:
        yield waiting


def _sources(option: str | None, profile: Profile) -> list[Source]:
    """The sources that a file may belong to."""
    if option is not None and option not in SOURCES:
        hint = nearest(option, list(SOURCES)) or "、".join(SOURCES)
        raise IngestError(f"没有“{option}”这类表，最接近的是：{hint}", f"unknown source, nearest: {hint}")
    if option is not None and profile.source is not None and option != profile.source:
        raise IngestError(
            f"方案 {profile.name} 用于“{profile.source}”，与 --source {option} 不符",
            f"the profile is for {profile.source}, not {option}",
        )
    wanted = option or profile.source
    return list(SOURCES.values()) if wanted is None else [SOURCES[wanted]]


def _check_required(columns: ColumnMap, profile: Profile) -> None:
    missing = [name for name in columns.source.required if name not in columns.columns and name not in profile.fixed]
    if missing:
        zh = "、".join(f"{FIELDS[name].name.zh}（如“{FIELDS[name].headers[0]}”）" for name in missing)
        raise IngestError(
            f"缺少必填列：{zh}。请补上该列，或用 tingmin alias header 写法 {missing[0]} 对应",
            f"required columns are missing: {', '.join(missing)}; add them or map a header with tingmin alias header",
        )


def _aliases(home: Home) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The office's own headers (header → field) and labels (code list → label → code)."""
    try:
        rows = read_aliases(home)
    except (UnicodeDecodeError, OSError) as error:
        raise IngestError(
            "reference/aliases.csv 无法读取，请另存为UTF-8编码的CSV", "aliases.csv cannot be read: save it as UTF-8 CSV"
        ) from error
    headers: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for source, spelling, code in rows:
        if source == HEADER_ALIAS:
            _check_known(code, FIELDS)
            headers[spelling] = code
        elif source in CODE_LISTS:
            _check_known(code, {entry.id: entry for entry in CODE_LISTS[source]})
            labels.setdefault(source, {})[spelling] = code
    return headers, labels


def _check_known(code: str, known: Mapping[str, object]) -> None:
    if code not in known:
        hint = nearest(code, list(known)) or "、".join(known)
        raise IngestError(
            f"reference/aliases.csv：没有代码“{code}”，最接近的是：{hint}",
            f"aliases.csv: unknown code, nearest: {hint}",
        )
