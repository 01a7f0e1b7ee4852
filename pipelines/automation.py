"""What starts by itself: the inbox sensor, the weekly build, the daily purge.

Belongs here: when a run is asked for, and with what. Does not belong here: which file is ready (`inbox`), records of
runs (`upkeep`), what a run does (`definitions`).
"""

import time
from datetime import UTC, datetime

import dagster as dg
from pydantic import Field

from pipelines import inbox
from pipelines.upkeep import UNSUCCESSFUL, claim_run, is_under_way, mark_dead_runs, purge_runs
from warehouse.home import Home
from warehouse.storage.space import NoSpaceError, require_space

INBOX_SENSOR = "inbox"
_OF_THE_SENSOR = {"dagster/sensor_name": INBOX_SENSOR}
_ATTEMPT_TAG = "tingmin/attempt"


class FromInbox(dg.Config):
    """Names of files in the inbox that a run takes in; none: it works on what is there."""

    names: list[str] = Field(default_factory=list)


def inbox_sensor(home: Home, job: str, step: str) -> dg.SensorDefinition:
    """Ask for a run of the job when files lie still in the inbox; `step` takes them by its configuration."""

    @dg.sensor(
        name=INBOX_SENSOR,
        job_name=job,
        minimum_interval_seconds=5,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Files dropped into inbox/ are taken in when they have been still for some seconds.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        now = time.time()
        instance = context.instance
        try:
            require_space(home)
        except NoSpaceError as error:
            return dg.SkipReason(str(error))
        mark_dead_runs(instance, datetime.fromtimestamp(now, UTC))
        busy = is_under_way(instance, _OF_THE_SENSOR)
        sights = inbox.look(home, inbox.read_sights(context.cursor), now)
        ready = {} if busy else {name: sight for name, sight in sights.items() if sight.ready_at <= now}
        for name in [name for name, sight in ready.items() if sight.attempts >= inbox.MOST_ATTEMPTS]:
            inbox.give_up(home, name, datetime.fromtimestamp(now, UTC))
            del ready[name], sights[name]
        request = None
        if ready:
            request = dg.RunRequest(
                run_key=inbox.run_key(home, ready),
                run_config=dg.RunConfig(ops={step: FromInbox(names=list(ready))}),
            )
        elif not sights and not busy:
            request = _again(instance, home, job)
        asked = {name: sight.asked(now) if name in ready else sight for name, sight in sights.items()}
        context.update_cursor(inbox.write_sights(asked))
        return request or dg.SkipReason(
            "上一次导入尚未结束 / the import before is under way"
            if busy
            else f"收件目录中还不能取的文件：{len(sights)} / files that cannot be taken yet: {len(sights)}"
        )

    return sensor


def _again(instance: dg.DagsterInstance, home: Home, job: str) -> dg.RunRequest | None:
    """A run for the one that ended after it had put its files away and before it published what it took in.

    It may have died, been stopped with the service or found the disk full. What a check held back is left alone.
    """
    newest = instance.get_runs(dg.RunsFilter(job_name=job), limit=1)
    if not newest or newest[0].status not in UNSUCCESSFUL or not _OF_THE_SENSOR.items() <= newest[0].tags.items():
        return None
    attempt = int(newest[0].tags.get(_ATTEMPT_TAG, "1")) + 1
    if attempt > inbox.MOST_ATTEMPTS or (home.published / "HELD.json").exists():
        return None
    return dg.RunRequest(run_key=f"again-{newest[0].run_id}", tags={_ATTEMPT_TAG: str(attempt)})


PAPER_TAG = {"tingmin/paper": "week"}


def weekly_build(home: Home, job: str) -> dg.ScheduleDefinition:
    """Monday 07:00 of the office: new figures although no file came; deadlines pass by themselves. And the paper."""
    return dg.ScheduleDefinition(
        name="weekly_build",
        job_name=job,
        cron_schedule="0 7 * * 1",
        tags=PAPER_TAG,
        execution_timezone=home.configuration().office.timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        should_execute=lambda _: (home.published / "CURRENT.json").is_file(),
        description="Monday 07:00: models, checks and publication from what was taken in, and the paper of the week.",
    )


def purge_job(home: Home) -> dg.JobDefinition:
    """Forget what need not be kept: old files of the inbox, old records of runs."""

    @dg.op(description="Remove old files of inbox/archive and inbox/failed and old records of runs.")
    def remove_old(context: dg.OpExecutionContext) -> None:
        now = datetime.now(UTC)
        claim_run(context.instance, context.run.run_id)
        files = inbox.purge(home, now)
        runs = purge_runs(context.instance, home, now)
        context.log.info("removed %d files and %d runs", files, runs)

    @dg.job(name="purge", executor_def=dg.in_process_executor, description="Daily: retention of files and runs.")
    def job() -> None:
        remove_old()

    return job


def daily_purge(home: Home, job: dg.JobDefinition) -> dg.ScheduleDefinition:
    """Every day at noon, when an office's machine is on."""
    return dg.ScheduleDefinition(
        name="daily_purge",
        job=job,
        cron_schedule="30 12 * * *",
        execution_timezone=home.configuration().office.timezone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="12:30: retention of files and runs.",
    )
