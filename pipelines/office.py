"""What a run of Dagster works on, and running one in this process.

Belongs here: the office as a resource, what a run leaves for the one who asked, how a run that failed is spoken of.
Does not belong here: any asset or job (`importing`, `definitions`).
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

from pipelines.ingest import FileReport, IngestOptions
from pipelines.publish import Finding, hold_back
from pipelines.upkeep import claim_run, dagster_instance, mark_dead_runs, process_tags
from warehouse.home import Home
from warehouse.storage import create_raw_tables, open_warehouse
from warehouse.storage.space import NoSpaceError, is_full_disk, require_space


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


def office_resource(office: Office) -> dg.ResourceDefinition:
    """The office as the resource of every step: its warehouse is open for as long as a run lasts."""

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


def run_job(office: Office, definitions: dg.Definitions, job: str) -> bool:
    """Run a job of the office in this process, recorded in the home's Dagster instance.

    Returns:
        Whether every step and every blocking check passed. What was made, or why not, is in `office`.
    """
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
