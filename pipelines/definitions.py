"""The whole pipeline as Dagster sees it: assets, checks, jobs, resources. workspace.yaml points here.

Belongs here: wiring only; lineage of models is read from their SQL. Does not belong here: what a step does.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import numpy as np

from pipelines import inbox
from pipelines.automation import PAPER_TAG, FromInbox, daily_purge, inbox_sensor, purge_job, weekly_build
from pipelines.ingest import FileReport, IngestOptions, ingest_files
from pipelines.ingest.retract import retract
from pipelines.linking import keep_links_and_forget_keys, write_matters
from pipelines.publish import CHECKS, Finding, hold_back, publish
from pipelines.publish.calendar import FACTS, write_calendar
from pipelines.settings import write_aliases, write_settings
from pipelines.statistics import STATISTICS, Statistic
from pipelines.upkeep import claim_run, dagster_instance, mark_dead_runs, process_tags
from warehouse.home import Home
from warehouse.models import Model, load_models, run_model
from warehouse.query.context import weeks
from warehouse.query.published import current_version
from warehouse.storage import create_raw_tables, open_warehouse
from warehouse.storage.space import NoSpaceError, is_full_disk, require_space
from warehouse.working_days import read_holidays


@dataclass
class Office:
    """What a run works on and what it leaves for the one who asked: the resource of every step.

    A run of the inbox sensor has its paths in the configuration of its first step. One started by the schedule or from
    Dagster's own pages has none: it builds anew from what is there.
    """

    home: Home
    paths: Sequence[Path] = ()
    options: IngestOptions = field(default_factory=IngestOptions)
    retract: str | None = None
    as_of_at: datetime | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    progress: Callable[[str], None] = lambda _: None
    reports: list[FileReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    retracted: list[str] = field(default_factory=list)
    manifest: dict[str, Any] | None = None
    failure: str | None = None
    connection: duckdb.DuckDBPyConnection | None = None

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """The writer's connection of this run."""
        if self.connection is None:
            raise RuntimeError("the warehouse is open only within a run")
        return self.connection

    @contextmanager
    def opened(self, purpose: str) -> Iterator[None]:
        """Hold the warehouse for the length of a run."""
        with open_warehouse(self.home, purpose, self.progress) as connection:
            create_raw_tables(connection)
            self.connection = connection
            try:
                yield
            finally:
                self.connection = None


RAW_TABLES = (
    "file", "layout", "matter_link", "file_rule", "unmapped_column", "rejected_row", "sighting", "case_version", "reception_version",
    "reception_plan_version", "owned_case_version", "dispute_version", "decision_version", "township_version",
    "department_version", "topic_version", "sensitive_period_version",
)  # fmt: skip


CONFIG_TABLES = ("build", "source_clock", "clock_rule", "calendar")

CANDIDATE = "published.candidate"


def _key(table: str) -> dg.AssetKey:
    return dg.AssetKey(table.split("."))


@dg.multi_asset(
    specs=[
        *(dg.AssetSpec(_key(f"raw.{t}"), group_name="raw") for t in RAW_TABLES),
        dg.AssetSpec(_key("restricted.case_key"), group_name="raw"),
    ],
    name="ingest",
    description="Files become typed, pseudonymous rows; a file is taken whole or not at all.",
)
def ingest(config: FromInbox, office: dg.ResourceParam[Office]) -> Iterator[dg.MaterializeResult[Any]]:
    """Take the run's files into raw, or withdraw one."""
    if office.retract:
        office.retracted = retract(office.warehouse(), office.retract, office.now)
    dropped = inbox.waiting(office.home, config.names)
    office.reports += ingest_files(
        office.warehouse(), office.home, office.home.configuration(), [*office.paths, *dropped], office.options,
        office.now, office.progress,
    )  # fmt: skip
    if any(report.error for report in office.reports):
        require_space(office.home)  # it may be no fault of the files
    inbox.put_away(office.home, [report for report in office.reports if report.container in dropped], office.now)
    for table in RAW_TABLES:
        yield dg.MaterializeResult(asset_key=_key(f"raw.{table}"))
    yield dg.MaterializeResult(asset_key=_key("restricted.case_key"))


@dg.multi_asset(
    specs=[
        dg.AssetSpec(_key(f"config.{t}"), group_name="config", deps=[_key("raw.file"), _key("raw.township_version")])
        for t in CONFIG_TABLES
    ],
    name="settings",
    description="The as-of day, clocks, thresholds and aliases of this build.",
)
def settings(office: dg.ResourceParam[Office]) -> Iterator[dg.MaterializeResult[Any]]:
    """Write the schema config."""
    office.progress("读取配置 / settings")
    home = office.home
    write_settings(office.warehouse(), home.configuration(), office.as_of_at or office.now, read_holidays(home))
    for table in CONFIG_TABLES:
        yield dg.MaterializeResult(asset_key=_key(f"config.{table}"))


@dg.asset(
    key=_key("core.unit_alias"),
    group_name="core",
    deps=[_key("staging.township"), _key("staging.department")],
    description="Other spellings of townships and units, from the reference tables and the office's own.",
)
def unit_alias(office: dg.ResourceParam[Office]) -> None:
    """Write core.unit_alias."""
    write_aliases(office.warehouse(), office.home)


@dg.asset(
    key=_key("core.case_matter"),
    group_name="core",
    deps=[_key("staging.case"), _key("restricted.case_key"), _key("raw.matter_link")],
    description="The matter of each case, from what the exports declare, link or let derive; old keys are forgotten.",
)
def case_matter(office: dg.ResourceParam[Office]) -> None:
    """Write core.case_matter; a build that looks from now keeps the links and forgets old keys."""
    write_matters(office.warehouse(), np.random.default_rng())
    if office.as_of_at is None:
        keep_links_and_forget_keys(office.warehouse(), office.now)


@dg.asset(
    key=_key("marts.day"),
    group_name="marts",
    deps=[_key("raw.case_version"), _key("marts.source"), _key("config.calendar"), *(_key(t) for t in FACTS)],
    description="The week, month, quarter and year of every day that a cohort stands on.",
)
def day(office: dg.ResourceParam[Office]) -> None:
    """Write marts.day."""
    write_calendar(office.warehouse(), office.home.configuration())


def _statistic_asset(statistic: Statistic) -> dg.AssetsDefinition:
    @dg.multi_asset(
        specs=[
            dg.AssetSpec(
                _key(table),
                group_name="marts",
                deps=[_key(i) for i in statistic.inputs],
                description=statistic.description,
            )
            for table in statistic.tables
        ],
        name=statistic.tables[0].replace(".", "__"),
    )
    def compute(office: dg.ResourceParam[Office]) -> Iterator[dg.MaterializeResult[Any]]:
        office.progress(f"统计 {statistic.tables[0]}")
        statistic.write(office.warehouse(), office.home)
        for table in statistic.tables:
            yield dg.MaterializeResult(asset_key=_key(table))

    return compute


def _model_asset(model: Model) -> dg.AssetsDefinition:
    @dg.asset(
        key=_key(model.id),
        group_name=model.schema,
        deps=[_key(i) for i in model.inputs],
        description=f"{model.description}\n\ngrain: {model.grain}",
    )
    def build(office: dg.ResourceParam[Office]) -> dg.MaterializeResult[Any]:
        office.progress(f"计算 {model.id}")
        return dg.MaterializeResult(metadata={"rows": run_model(office.warehouse(), model)})

    return build


def _check_asset(name: str) -> dg.AssetChecksDefinition:
    check = CHECKS[name]

    @dg.asset_check(asset=_key(CANDIDATE), name=name, blocking=True, description=check.__doc__)
    def audit(office: dg.ResourceParam[Office]) -> dg.AssetCheckResult:
        finding = check(office.warehouse(), office.home)
        office.findings.append(finding)
        return dg.AssetCheckResult(passed=finding.passed, metadata={"zh": finding.text.zh, "en": finding.text.en})

    return audit


def _candidate_asset(tables: Sequence[str]) -> dg.AssetsDefinition:
    @dg.asset(
        key=_key(CANDIDATE),
        group_name="published",
        deps=[_key(t) for t in tables],
        description="Every table of a version stands and can be checked as a whole.",
    )
    def candidate() -> None:
        """Wait for the tables; the checks hang on this."""

    return candidate


@dg.asset(
    key=_key("published.version"),
    group_name="published",
    deps=[_key(CANDIDATE)],
    description="A checked candidate becomes a version that readers get.",
)
def version(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> None:
    """Publish."""
    office.progress("发布 / publish")
    office.manifest = publish(office.warehouse(), office.home, office.now, context.run.run_id, office.findings)


@dg.asset(
    key=_key("papers.weekly"),
    group_name="published",
    deps=[_key("published.version")],
    output_required=False,
    description="The paper of the last complete week, in reports/; made when the schedule asks for it.",
)
def weekly_paper(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> Iterator[dg.Output[None]]:
    """Write the paper of the last complete week."""
    from pipelines.report import Order, write_papers  # its libraries load only when a paper is due

    if not PAPER_TAG.items() <= context.run.tags.items():
        return
    version = current_version(office.home)
    complete = [w.id for w in weeks(version, office.home.configuration().calendar.week_start) if w.is_complete]
    if complete:
        write_papers(office.home, Order("week", complete[-1], WEEKLY_FORMATS), office.home.reports, office.now)
        yield dg.Output(None)


WEEKLY_FORMATS = ("docx", "xlsx")
BUILD_JOB = "ingest_build_publish"
INGEST_JOB = "ingest_only"


def build_defs(office: Office) -> dg.Definitions:
    """Everything Dagster knows of one office."""
    models = load_models()
    marts = [m.id for m in models.values() if m.schema in ("marts", "rows")] + ["marts.day"]
    marts += [table for statistic in STATISTICS for table in statistic.tables]
    assets = [
        ingest, settings, unit_alias, case_matter, day, *(_model_asset(m) for m in models.values()),
        *(_statistic_asset(s) for s in STATISTICS), _candidate_asset(marts), version, weekly_paper,
    ]  # fmt: skip
    purge = purge_job(office.home)
    return dg.Definitions(
        assets=assets,
        asset_checks=[_check_asset(name) for name in CHECKS],
        jobs=[
            dg.define_asset_job(BUILD_JOB, selection=dg.AssetSelection.all()),
            dg.define_asset_job(INGEST_JOB, selection=dg.AssetSelection.assets(ingest)),
            purge,
        ],
        sensors=[inbox_sensor(office.home, BUILD_JOB, ingest.op.name)],
        schedules=[weekly_build(office.home, BUILD_JOB), daily_purge(office.home, purge)],
        resources={"office": _office_resource(office)},
        executor=dg.in_process_executor,
    )


def ingest_defs(office: Office) -> dg.Definitions:
    """The import alone, for which no model has to be read."""
    return dg.Definitions(
        assets=[ingest],
        jobs=[dg.define_asset_job(INGEST_JOB, selection=dg.AssetSelection.assets(ingest))],
        resources={"office": _office_resource(office)},
        executor=dg.in_process_executor,
    )


def _office_resource(office: Office) -> dg.ResourceDefinition:
    @dg.resource
    def resource(context: dg.InitResourceContext) -> Iterator[Office]:
        run, instance = context.run, context.instance
        if run and instance:
            claim_run(instance, run.run_id)
        with office.opened(run.job_name if run else "job"):
            yield office
            red = [f for f in office.findings if not f.passed]
            if red:
                hold_back(office.home, office.now, red)

    return resource


def run_job(office: Office, job: str = BUILD_JOB) -> bool:
    """Run a job of the office in this process, recorded in the home's Dagster instance.

    Returns:
        Whether every step and every blocking check passed. What was made, or why not, is in `office`.
    """
    definitions = ingest_defs(office) if job == INGEST_JOB else build_defs(office)
    try:
        require_space(office.home)
        with dagster_instance(office.home) as instance:
            mark_dead_runs(instance, office.now)
            result = definitions.resolve_job_def(job).execute_in_process(
                instance=instance,
                raise_on_error=False,
                tags=process_tags(),
                # Dagster keeps the whole log of the run; the one who waits sees `progress`.
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
    except Exception as error:
        if not isinstance(error, NoSpaceError) and not is_full_disk(error):
            raise
        office.failure = str(NoSpaceError(office.home))
        return False
    if not result.success and all(f.passed for f in office.findings):
        causes = [
            _cause(event) for event in result.all_events if event.is_step_failure or event.is_resource_init_failure
        ]
        full = any(is_full_disk(cause) for cause in causes)
        office.failure = str(NoSpaceError(office.home)) if full else next(iter(causes), "run failed")
    return result.success


def _cause(event: dg.DagsterEvent) -> str:
    """The innermost error of a failed step, or of a warehouse that could not be opened, in one line."""
    error = event.step_failure_data.error if event.is_step_failure else event.engine_event_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    message = (error.message if error else "").strip()
    return message.partition("IngestError: ")[2] or f"{event.step_key or 'warehouse'}: {message}"


def home_from_environment() -> Home:
    """The home that TINGMIN_HOME names, else ./data."""
    return Home(Path(os.environ.get("TINGMIN_HOME", "data")).expanduser().absolute())
