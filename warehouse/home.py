"""The office's home directory: where things lie, and what tingmin.toml says.

Belongs here: paths below the home, the configuration's shape, defaults and checks.
Does not belong here: opening a database, anything about a particular table.
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from warehouse.catalogue.codes import LEVELS
from warehouse.catalogue.comparison import INDICATORS
from warehouse.catalogue.model import nearest
from warehouse.catalogue.shareable import LEAST_MATTERS, MIN_MATTERS
from warehouse.catalogue.sources import SOURCES, source_fields


class ConfigurationError(Exception):
    """tingmin.toml says something that cannot be taken; the message names key, value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who keeps this home."""

    name: str = "示例县信访局"
    region: str = "示例县"
    timezone: str = "Asia/Shanghai"


DEFAULT_OFFICE = Office()


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """How days become weeks and months."""

    week_start: int = 1  # ISO: 1 Monday … 7 Sunday
    month_cut_day: int = 31  # last day of a month of the office; 31: calendar months
    deadline_rollover: bool = False  # a computed limit on a holiday moves to the next working day


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers that local rules may set otherwise."""

    collective_min_persons: int = 5
    evaluation_days: int = 30
    one_off_days: int = 90
    look_back_days: int = 365
    owned_no_movement_days: int = 30
    rank_min_due: int = 10
    archive_days: int = 7
    keep_versions: int = 12
    shareable_min_matters: int = MIN_MATTERS


@dataclass(frozen=True, slots=True)
class Basis:
    """On which footing first and repeat cases are told apart, and which links make a matter."""

    first_case: str = "auto"  # auto | national_flag | local_flag | linkage
    matters: str = "all"  # all | declared_linked: without the links that are only derived
    competent_level: str = "county"  # level of the organs that handle matters, townships and streets apart


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A limit of a dated rule, in force for cases registered between its days.

    `step`: office_act (from registration), notice (from receipt by the unit), closing (from acceptance) or review
    (from the request). `unit`: days or working_days. `extension_days`: by how much a closing may be extended.
    """

    id: str
    step: str
    days: int
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    unit: str = "days"
    extension_days: int = 30


@dataclass(frozen=True, slots=True)
class Target:
    """A target that somebody set for a handling indicator: its value (a share, 0 to 1), who set it, and when."""

    metric: str
    value: float
    source: str
    date: date


DEFAULT_CLOCKS: tuple[ClockRule, ...] = (
    ClockRule("reg2005_office", "office_act", 15, date(2005, 5, 1), date(2022, 4, 30), "《信访条例》（2005）"),
    ClockRule("reg2022_office", "office_act", 15, date(2022, 5, 1), None, "《信访工作条例》（2022）第二十二条"),
    ClockRule("reg2005_notice", "notice", 15, date(2005, 5, 1), date(2022, 4, 30), "《信访条例》（2005）"),
    ClockRule("reg2022_notice", "notice", 15, date(2022, 5, 1), None, "《信访工作条例》（2022）第二十三条"),
    ClockRule("reg2005_closing", "closing", 60, date(2005, 5, 1), date(2022, 4, 30), "《信访条例》（2005）第三十三条"),
    ClockRule("reg2022_closing", "closing", 60, date(2022, 5, 1), None, "《信访工作条例》（2022）第三十四条"),
    ClockRule("reg2005_review", "review", 30, date(2005, 5, 1), date(2022, 4, 30), "《信访条例》（2005）"),
    ClockRule("reg2022_review", "review", 30, date(2022, 5, 1), None, "《信访工作条例》（2022）第三十五、三十六条"),
)
CLOCK_STEPS = ("office_act", "notice", "closing", "review")
CLOCK_UNITS = ("days", "working_days")

FIRST_CASE_BASES = ("auto", "national_flag", "local_flag", "linkage")
MATTER_BASES = ("all", "declared_linked")


@dataclass(frozen=True, slots=True)
class Configuration:
    """What tingmin.toml says, with defaults for what it does not say."""

    office: Office = field(default_factory=Office)
    calendar: CalendarRules = field(default_factory=CalendarRules)
    thresholds: Thresholds = field(default_factory=Thresholds)
    basis: Basis = field(default_factory=Basis)
    clocks: tuple[ClockRule, ...] = DEFAULT_CLOCKS
    targets: tuple[Target, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.office.timezone)


_SECTIONS: dict[str, type] = {
    "office": Office,
    "calendar": CalendarRules,
    "thresholds": Thresholds,
    "basis": Basis,
}

TEMPLATE = """\
# 听民配置。删去一行即恢复默认值；写错的键会报错并提示最接近的键。

[office]
name = "{name}"
region = "{region}"
timezone = "Asia/Shanghai"

[calendar]
week_start = 1                # 1 为周一
month_cut_day = 31            # 每月统计截止日，31 为自然月
deadline_rollover = false     # 推算的期限遇节假日是否顺延

[thresholds]
collective_min_persons = 5    # 集体访最低人数，含本数
evaluation_days = 30          # 未导出评价截止时间时，自办结起的评价天数
one_off_days = 90             # 一次性化解的观察天数
owned_no_movement_days = 30   # 包案自最近进展起满此天数为久无进展
rank_min_due = 10             # 应办件少于此数的单位列在线下
archive_days = 7              # 已导入文件保留天数
keep_versions = 12            # 保留的发布版本数
shareable_min_matters = 10    # 共享版每格至少的事项数；只在单位之间使用时可为5

[basis]
first_case = "auto"           # auto、national_flag、local_flag、linkage
matters = "all"               # all；declared_linked 只用导出的事项编号和关联件编号，不用推定
competent_level = "county"    # 越级标志未填时按层级推定：责任单位的层级，乡镇街道除外；township、county、city、province、national

# 期限规则按登记日期取用；不写则用2005年、2022年两部条例的默认值。例：
# [[clock]]
# id = "reg2022_closing"
# step = "closing"            # office_act（自登记起）、notice（自收到起）、closing（自受理起）、review（自申请起）
# days = 60
# unit = "days"               # days 或 working_days
# extension_days = 30         # 延期最长天数，只用于 closing
# valid_from = 2022-05-01
# source = "《信访工作条例》第三十四条"

# 目标只能设在办理质效指标上，须写明来源和日期；区间不含目标值时才说“未达标”。例：
# [[target]]
# metric = "reply_in_time"    # 还可写 notice_in_time_unit、one_off_resolution、recurrence_90、satisfied_unit、review_changed_share
# value = 0.95
# source = "县委办发〔2026〕3号"
# date = 2026-01-01
"""


def _section(name: str, values: Any) -> Any:
    if not isinstance(values, dict):
        raise ConfigurationError(f"tingmin.toml：{name} = {values!r} 应写作一节 [{name}] / write it as a section")
    cls = _SECTIONS[name]
    types = {f.name: type(f.default) for f in fields(cls)}
    for key, value in values.items():
        if key not in types:
            raise ConfigurationError(_unknown(f"{name}.{key}", key, list(types)))
        if type(value) is not types[key]:
            raise ConfigurationError(
                f"tingmin.toml：{name}.{key} = {value!r} 的类型不对，应为 {types[key].__name__}"
                f" / wrong type, expected {types[key].__name__}"
            )
        if isinstance(value, int) and not isinstance(value, bool) and value < 1:
            raise ConfigurationError(f"tingmin.toml：{name}.{key} = {value} 应不小于1 / must be at least 1")
    return cls(**values)


def _unknown(path: str, key: str, known: list[str]) -> str:
    hint = nearest(key, known) or "、".join(known)
    return f"tingmin.toml：没有“{path}”这一项，最接近的是：{hint} / unknown key, nearest: {hint}"


@lru_cache(maxsize=16)
def parse_configuration(text: str) -> Configuration:
    """Read the text of tingmin.toml.

    Raises:
        ConfigurationError: unknown key (with the nearest known), wrong type or value.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"tingmin.toml 无法读取：{error} / cannot be read") from error
    sections: dict[str, Any] = {}
    for key, value in raw.items():
        if key == "clock":
            sections["clocks"] = _clocks(_entries(key, value))
        elif key == "target":
            sections["targets"] = tuple(_target(entry) for entry in _entries(key, value))
        elif key in _SECTIONS:
            sections[key] = _section(key, value)
        else:
            raise ConfigurationError(_unknown(key, key, [*_SECTIONS, "clock", "target"]))
    configuration = Configuration(**sections)
    _check(configuration)
    return configuration


def _entries(name: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ConfigurationError(f"tingmin.toml：{name} = {value!r} 应写作 [[{name}]] / write it as [[{name}]]")
    return value


_CLOCK_TYPES: dict[str, tuple[type, str]] = {
    "id": (str, "文字 / text"),
    "step": (str, "文字 / text"),
    "days": (int, "不小于1的整数 / a whole number from 1"),
    "valid_from": (date, "日期，如 2022-05-01（不加引号）/ a date without quotes"),
    "valid_to": (date, "日期，如 2022-05-01（不加引号）/ a date without quotes"),
    "source": (str, "文字 / text"),
    "unit": (str, "文字 / text"),
    "extension_days": (int, "不小于0的整数 / a whole number from 0"),
}


def _check_clock(entry: dict[str, Any]) -> None:
    least: dict[str, Any] = {"days": 1, "extension_days": 0}
    for key, value in entry.items():
        if key not in _CLOCK_TYPES:
            raise ConfigurationError(_unknown(f"clock.{key}", key, list(_CLOCK_TYPES)))
        kind, allowed = _CLOCK_TYPES[key]
        if type(value) is not kind or value < least.get(key, value):
            raise ConfigurationError(f"tingmin.toml：clock.{key} = {value!r}，应为{allowed}")
    if "valid_from" in entry and entry.get("valid_to", date.max) < entry["valid_from"]:
        raise ConfigurationError(
            f"tingmin.toml：clock.valid_to = {entry['valid_to']} 早于 valid_from = {entry['valid_from']}"
            " / ends before it begins"
        )


def _clocks(entries: list[dict[str, Any]]) -> tuple[ClockRule, ...]:
    rules = []
    for entry in entries:
        _check_clock(entry)
        try:
            rules.append(ClockRule(**entry))
        except TypeError as error:
            raise ConfigurationError(f"tingmin.toml：[[clock]] {entry} 缺少必填项 / incomplete: {error}") from error
    own = {rule.step for rule in rules}
    return (*(rule for rule in DEFAULT_CLOCKS if rule.step not in own), *rules)


def _target(entry: dict[str, Any]) -> Target:
    known = [f.name for f in fields(Target)]
    for key in entry:
        if key not in known:
            raise ConfigurationError(_unknown(f"target.{key}", key, known))
    missing = [key for key in known if entry.get(key) in (None, "")]
    if missing:
        raise ConfigurationError(
            f"tingmin.toml：[[target]] 缺少 {'、'.join(missing)}；目标须写明指标、目标值、来源和日期"
            f" / a target needs {', '.join(missing)}"
        )
    if entry["metric"] not in INDICATORS:
        raise ConfigurationError(
            f"tingmin.toml：target.metric = {entry['metric']!r} 不设目标；只有办理质效指标可设：{'、'.join(INDICATORS)}"
            f" / has no target; only these may: {', '.join(INDICATORS)}"
        )
    value, day = entry["value"], entry["date"]
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 1:
        raise ConfigurationError(
            f"tingmin.toml：target.value = {value!r}，应写作0至1之间的小数，例如 0.95 / write a share such as 0.95"
        )
    if type(day) is not date or not isinstance(entry["source"], str):
        raise ConfigurationError(
            f"tingmin.toml：[[target]] {entry['metric']} 的 date 应写作 2026-01-01，source 应为文字"
            " / date as 2026-01-01, source as text"
        )
    return Target(entry["metric"], float(value), entry["source"], day)


def _check_overlap(rules: tuple[ClockRule, ...]) -> None:
    for one, other in combinations(rules, 2):
        ends = [rule.valid_to or date.max for rule in (one, other)]
        if one.step == other.step and max(one.valid_from, other.valid_from) <= min(ends):
            raise ConfigurationError(
                f"tingmin.toml：[[clock]] {one.id} 与 {other.id} 的有效期重叠，同一日只能有一条{one.step}规则"
                f" / two {one.step} rules hold on the same day"
            )


def _check(configuration: Configuration) -> None:
    try:
        _ = configuration.zone
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(
            f"tingmin.toml：office.timezone = {configuration.office.timezone!r} 不是已知时区，例如 Asia/Shanghai"
            " / not a known time zone"
        ) from error
    if not 1 <= configuration.calendar.week_start <= 7:
        raise ConfigurationError(
            f"tingmin.toml：calendar.week_start = {configuration.calendar.week_start} 应为1至7 / must be 1 to 7"
        )
    if configuration.thresholds.shareable_min_matters < LEAST_MATTERS:
        raise ConfigurationError(
            f"tingmin.toml：thresholds.shareable_min_matters = {configuration.thresholds.shareable_min_matters}"
            f" 应不小于{LEAST_MATTERS} / must be at least {LEAST_MATTERS}"
        )
    for key, value, known in (
        ("first_case", configuration.basis.first_case, FIRST_CASE_BASES),
        ("matters", configuration.basis.matters, MATTER_BASES),
        ("competent_level", configuration.basis.competent_level, LEVELS),
    ):
        if value not in known:
            allowed = "、".join(known)
            raise ConfigurationError(
                f"tingmin.toml：basis.{key} = {value!r}，可取：{allowed} / allowed: {', '.join(known)}"
            )
    _check_overlap(configuration.clocks)
    if configuration.calendar.month_cut_day > 31:
        raise ConfigurationError(
            f"tingmin.toml：calendar.month_cut_day = {configuration.calendar.month_cut_day} 应为1至31 / must be 1 to 31"
        )
    for rule in configuration.clocks:
        for key, value, allowed_values in (("step", rule.step, CLOCK_STEPS), ("unit", rule.unit, CLOCK_UNITS)):
            if value not in allowed_values:
                allowed = "、".join(allowed_values)
                raise ConfigurationError(
                    f"tingmin.toml：clock.{key} = {value!r}，可取：{allowed} / allowed: {', '.join(allowed_values)}"
                )


# Runs start at once and wait for the writer's lock: a queue would count the run of a dead process for ever.
# What a step prints is not kept: it may not hold cells, and keeping it starts two processes a step.
DAGSTER_SETTINGS = """\
telemetry:
  enabled: false
nux:
  enabled: false
run_coordinator:
  module: dagster._core.run_coordinator
  class: DefaultRunCoordinator
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
retention:
  schedule:
    purge_after_days: 60
  sensor:
    purge_after_days: {skipped: 1, started: 1, success: 60, failure: 60}
"""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one office. Nothing is created by looking."""

    root: Path

    @property
    def configuration_file(self) -> Path:
        """tingmin.toml."""
        return self.root / "tingmin.toml"

    @property
    def database(self) -> Path:
        """The warehouse: raw, staging, core and marts; one writer."""
        return self.root / "warehouse" / "tingmin.duckdb"

    @property
    def published(self) -> Path:
        """Published versions and CURRENT.json."""
        return self.root / "published"

    @property
    def reference(self) -> Path:
        """Reference tables, map, profiles."""
        return self.root / "reference"

    @property
    def profiles(self) -> Path:
        """Profiles of foreign feeds."""
        return self.reference / "profiles"

    @property
    def rejected(self) -> Path:
        """One workbook of refused rows a file."""
        return self.root / "rejected"

    @property
    def inbox(self) -> Path:
        """Where files are dropped."""
        return self.root / "inbox"

    @property
    def archive(self) -> Path:
        """Where taken files of the inbox go for some days."""
        return self.inbox / "archive"

    @property
    def failed(self) -> Path:
        """Where broken files of the inbox go, each with a report, for some days."""
        return self.inbox / "failed"

    @property
    def imports_log(self) -> Path:
        """One line of JSON for every file that came through the inbox."""
        return self.root / "logs" / "imports.jsonl"

    @property
    def uploads(self) -> Path:
        """Files that came through the browser, until they were taken in or left; 0700."""
        return self.state / "uploads"

    @property
    def reports(self) -> Path:
        """Papers."""
        return self.root / "reports"

    @property
    def state(self) -> Path:
        """Keys, Dagster's instance, what the dashboard writes."""
        return self.root / "state"

    @property
    def dagster(self) -> Path:
        """Dagster's instance: runs and their logs, nothing sent anywhere."""
        return self.state / "dagster"

    @property
    def key_file(self) -> Path:
        """The key of the pseudonyms, 0600."""
        return self.state / "secret.key"

    @property
    def exists(self) -> bool:
        """Whether this is a home of tingmin."""
        return self.configuration_file.is_file()

    def configuration(self) -> Configuration:
        """Read tingmin.toml; an absent file means all defaults."""
        if not self.exists:
            return Configuration()
        return parse_configuration(self.configuration_file.read_text("utf-8"))

    def key(self) -> bytes:
        """The secret key of this office.

        Raises:
            FileNotFoundError: the home was never initialised.
        """
        return self.key_file.read_bytes()

    def create(self, *, name: str = DEFAULT_OFFICE.name, region: str = DEFAULT_OFFICE.region) -> None:
        """Make the folders, the configuration and the key; what is there already is left as it is."""
        for folder, mode in (
            (self.root, 0o700), (self.inbox, 0o700), (self.archive, 0o700), (self.failed, 0o700),
            (self.rejected, 0o700), (self.reference, 0o755), (self.profiles, 0o755), (self.database.parent, 0o700),
            (self.published, 0o700), (self.reports, 0o755), (self.state, 0o700), (self.dagster, 0o700),
            (self.imports_log.parent, 0o700),
        ):  # fmt: skip
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)
        _write_whole(self.configuration_file, TEMPLATE.format(name=name, region=region).encode(), 0o644)
        _write_whole(self.key_file, secrets.token_bytes(32), 0o600)
        settings = self.dagster / "dagster.yaml"
        if not settings.is_file() or settings.read_text("utf-8") != DAGSTER_SETTINGS:
            _write_whole(settings, DAGSTER_SETTINGS.encode(), 0o644, renew=True)


def write_reference_templates(home: Home) -> list[Path]:
    """Put an empty table with its headings into reference/ for each reference table; one that is there is kept.

    Returns:
        The files, to be filled in and taken in like any export.
    """
    files = []
    for source in SOURCES.values():
        if source.is_reference:
            file = home.reference / f"{source.id}.csv"
            headings = ",".join(field.name.zh for field in source_fields(source))
            _write_whole(file, f"{headings}\r\n".encode("utf-8-sig"), 0o644)
            files.append(file)
    return files


def set_office(home: Home, office: Mapping[str, str]) -> None:
    """Write the name, region or time zone of the office into tingmin.toml; the rest of the file stays as it is.

    Args:
        home: a home that was created.
        office: key of the section [office] → value.

    Raises:
        ConfigurationError: the file would not be valid; it is left as it is.
    """
    lines = home.configuration_file.read_text("utf-8").splitlines()
    start = next((at for at, line in enumerate(lines) if line.strip() == "[office]"), None)
    if start is None:
        start = len(lines)
        lines.append("[office]")
    for key, value in office.items():
        written = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
        own = [at for at in range(start + 1, end) if lines[at].partition("=")[0].strip() == key]
        if own:
            lines[own[0]] = written
        else:
            lines.insert(start + 1, written)
    text = "\n".join(lines) + "\n"
    parse_configuration(text)
    _write_whole(home.configuration_file, text.encode(), 0o644, renew=True)


def _write_whole(file: Path, content: bytes, mode: int, *, renew: bool = False) -> None:
    """Write a file whole or not at all, whenever the process may die; of several writers the first one wins.

    Args:
        renew: replace a file that is there; otherwise it is left as it is.
    """
    if file.exists() and not renew:
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    if renew:
        draft.replace(file)
        return
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
