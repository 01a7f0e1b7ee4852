"""The import as Dagster sees it: one asset for all raw tables, and a job of its own.

Belongs here: wiring of the import only, so that an import alone loads no statistics. Does not belong here: what an
import does (`ingest`), everything after it (`definitions`).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines import inbox
from pipelines.automation import FromInbox
from pipelines.ingest import ingest_files
from pipelines.ingest.retract import retract
from pipelines.office import Office, office_resource, run_job
from warehouse.storage.space import require_space

INGEST_JOB = "ingest_only"

RAW_TABLES = (
    "file", "layout", "matter_link", "file_rule", "unmapped_column", "rejected_row", "sighting", "case_version", "reception_version",
    "reception_plan_version", "owned_case_version", "dispute_version", "decision_version", "township_version",
    "department_version", "topic_version", "sensitive_period_version",
)  # fmt: skip


def asset_key(table: str) -> dg.AssetKey:
    """The key of a table: schema and name."""
    return dg.AssetKey(table.split("."))


@dg.multi_asset(
    specs=[
        *(dg.AssetSpec(asset_key(f"raw.{t}"), group_name="raw") for t in RAW_TABLES),
        dg.AssetSpec(asset_key("restricted.case_key"), group_name="raw"),
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
        yield dg.MaterializeResult(asset_key=asset_key(f"raw.{table}"))
    yield dg.MaterializeResult(asset_key=asset_key("restricted.case_key"))


def ingest_defs(office: Office) -> dg.Definitions:
    """The import alone, for which no model has to be read."""
    return dg.Definitions(
        assets=[ingest],
        jobs=[dg.define_asset_job(INGEST_JOB, selection=dg.AssetSelection.assets(ingest))],
        resources={"office": office_resource(office)},
        executor=dg.in_process_executor,
    )


def run_import(office: Office) -> bool:
    """Take the office's files in and build nothing; see `run_job`."""
    return run_job(office, ingest_defs(office), INGEST_JOB)
