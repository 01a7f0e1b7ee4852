"""The whole pipeline as Dagster sees it: assets, checks, jobs, resources. workspace.yaml points here.

Belongs here: wiring only; lineage of models is read from their SQL. Does not belong here: what a step does.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import numpy as np

from pipelines.automation import PAPER_TAG, daily_purge, inbox_sensor, purge_job, weekly_build
from pipelines.importing import INGEST_JOB, asset_key, ingest
from pipelines.linking import keep_links_and_forget_keys, write_matters
from pipelines.office import Office, office_resource, run_job
from pipelines.publish import CHECKS, publish
from pipelines.publish.calendar import FACTS, write_calendar
from pipelines.settings import write_aliases, write_settings
from pipelines.statistics import STATISTICS, Statistic
from warehouse.models import Model, load_models, run_model
from warehouse.query.context import weeks
from warehouse.query.published import current_version
from warehouse.working_days import read_holidays

CONFIG_TABLES = ("build", "source_clock", "level", "clock_rule", "calendar")

CANDIDATE = "published.candidate"


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            asset_key(f"config.{t}"),
            group_name="config",
            deps=[asset_key("raw.file"), asset_key("raw.township_version")],
        )
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
        yield dg.MaterializeResult(asset_key=asset_key(f"config.{table}"))


@dg.asset(
    key=asset_key("core.unit_alias"),
    group_name="core",
    deps=[asset_key("staging.township"), asset_key("staging.department")],
    description="Other spellings of townships and units, from the reference tables and the office's own.",
)
def unit_alias(office: dg.ResourceParam[Office]) -> None:
    """Write core.unit_alias."""
    write_aliases(office.warehouse(), office.home)


@dg.asset(
    key=asset_key("core.case_matter"),
    group_name="core",
    deps=[
        asset_key(table)
        for table in (
            "staging.case",
            "staging.case_sighting",
            "raw.case_version",
            "restricted.case_key",
            "raw.matter_link",
        )
    ],
    description="The matter of each case, from what the exports declare, link or let derive; old keys are forgotten.",
)
def case_matter(office: dg.ResourceParam[Office]) -> None:
    """Write core.case_matter; a build that looks from now keeps the links and forgets old keys."""
    write_matters(office.warehouse(), np.random.default_rng())
    if office.as_of_at is None:
        keep_links_and_forget_keys(office.warehouse(), office.now)


@dg.asset(
    key=asset_key("marts.day"),
    group_name="marts",
    deps=[
        asset_key("raw.case_version"),
        asset_key("marts.source"),
        asset_key("config.calendar"),
        *(asset_key(t) for t in FACTS),
    ],
    description="The week, month, quarter and year of every day that a cohort stands on.",
)
def day(office: dg.ResourceParam[Office]) -> None:
    """Write marts.day."""
    write_calendar(office.warehouse(), office.home.configuration())


def _statistic_asset(statistic: Statistic) -> dg.AssetsDefinition:
    @dg.multi_asset(
        specs=[
            dg.AssetSpec(
                asset_key(table),
                group_name="marts",
                deps=[asset_key(i) for i in statistic.inputs],
                description=statistic.description,
            )
            for table in statistic.tables
        ],
        name=statistic.tables[0].replace(".", "__"),
    )
    def compute(office: dg.ResourceParam[Office]) -> Iterator[dg.MaterializeResult[Any]]:
        office.progress(f"统计 {statistic.tables[0]} / statistics")
        statistic.write(office.warehouse(), office.home)
        for table in statistic.tables:
            yield dg.MaterializeResult(asset_key=asset_key(table))

    return compute


def _model_asset(model: Model) -> dg.AssetsDefinition:
    @dg.asset(
        key=asset_key(model.id),
        group_name=model.schema,
        deps=[asset_key(i) for i in model.inputs],
        description=f"{model.description}\n\ngrain: {model.grain}",
    )
    def build(office: dg.ResourceParam[Office]) -> dg.MaterializeResult[Any]:
        office.progress(f"计算 {model.id} / models")
        return dg.MaterializeResult(metadata={"rows": run_model(office.warehouse(), model)})

    return build


def _check_asset(name: str) -> dg.AssetChecksDefinition:
    check = CHECKS[name]

    @dg.asset_check(asset=asset_key(CANDIDATE), name=name, blocking=True, description=check.__doc__)
    def audit(office: dg.ResourceParam[Office]) -> dg.AssetCheckResult:
        finding = check(office.warehouse(), office.home)
        office.findings.append(finding)
        return dg.AssetCheckResult(passed=finding.passed, metadata={"zh": finding.text.zh, "en": finding.text.en})

    return audit


def _candidate_asset(tables: Sequence[str]) -> dg.AssetsDefinition:
    @dg.asset(
        key=asset_key(CANDIDATE),
        group_name="published",
        deps=[asset_key(t) for t in tables],
        description="Every table of a version stands and can be checked as a whole.",
    )
    def candidate() -> None:
        """Wait for the tables; the checks hang on this."""

    return candidate


@dg.asset(
    key=asset_key("published.version"),
    group_name="published",
    deps=[asset_key(CANDIDATE)],
    description="A checked candidate becomes a version that readers get.",
)
def version(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> None:
    """Publish."""
    office.progress("发布 / publish")
    office.manifest = publish(office.warehouse(), office.home, office.now, context.run.run_id, office.findings)


@dg.asset(
    key=asset_key("papers.weekly"),
    group_name="published",
    deps=[asset_key("published.version")],
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
        resources={"office": office_resource(office)},
        executor=dg.in_process_executor,
    )


def run_build(office: Office) -> bool:
    """Take the office's files in, build, check and publish; see `run_job`."""
    return run_job(office, build_defs(office), BUILD_JOB)
