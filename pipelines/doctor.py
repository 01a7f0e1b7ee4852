"""What this machine and this home lack, said before it hurts: `tingmin doctor`.

Belongs here: looking and saying. Does not belong here: mending anything.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.catalogue.model import Text
from warehouse.home import ConfigurationError, Home
from warehouse.storage.space import LEAST_FREE_BYTES
from warehouse.working_days import read_holidays, working_days

PYTHON = (3, 11)
ROOMY_BYTES = 5 * 1024**3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at. `state`: ok; lacking, where something works less well; wrong, where something fails."""

    state: str
    text: Text


def diagnose(home: Home, today: date) -> list[Diagnosis]:
    """Look at the machine and the home.

    Args:
        home: need not exist yet.
        today: the day in the office.
    """
    looks: tuple[Callable[[Home, date], Diagnosis], ...] = (
        _python, _home, _configuration, _key, _space, _fonts, _holidays, _reference,
    )  # fmt: skip
    return [look(home, today) for look in looks]


def _python(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    version = ".".join(str(part) for part in sys.version_info[:3])
    state = "ok" if sys.version_info >= PYTHON else "wrong"
    return Diagnosis(state, Text(f"Python {version}（需3.11以上）", f"Python {version} (3.11 or later is needed)"))


def _home(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    if home.exists:
        return Diagnosis("ok", Text(f"数据目录 {home.root}", f"home {home.root}"))
    return Diagnosis(
        "lacking",
        Text(f"{home.root} 还不是数据目录：tingmin init", f"{home.root} is no home yet: run tingmin init"),
    )


def _configuration(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    try:
        home.configuration()
    except ConfigurationError as error:
        return Diagnosis("wrong", Text(str(error), str(error)))
    return Diagnosis("ok", Text("tingmin.toml 可用", "tingmin.toml can be read"))


def _key(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    if not home.exists:
        return Diagnosis("lacking", Text("化名密钥将在建立数据目录时生成", "the key is made with the home"))
    if not home.key_file.is_file():
        return Diagnosis(
            "wrong",
            Text(
                "state/secret.key 不见了：请从备份恢复，否则新旧数据无法按同一人关联",
                "state/secret.key is gone: restore it from a backup, or old and new data cannot be linked",
            ),
        )
    if home.key_file.stat().st_mode & 0o077:
        return Diagnosis(
            "wrong",
            Text("state/secret.key 其他用户可读：chmod 600", "state/secret.key can be read by others: chmod 600"),
        )
    return Diagnosis("ok", Text("化名密钥只有本用户可读", "only this user can read the key"))


def _space(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    place = next(p for p in (home.root, *home.root.parents) if p.exists())
    free = shutil.disk_usage(place).free
    amount = f"{free / 1024**3:.1f} GB"
    state = "wrong" if free < LEAST_FREE_BYTES else "lacking" if free < ROOMY_BYTES else "ok"
    return Diagnosis(state, Text(f"磁盘剩余{amount}", f"{amount} free on the disk"))


def _fonts(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    from pipelines.report.pdf import NoChineseFontError, chinese_faces

    try:
        faces = chinese_faces(home.reference / "fonts")
    except NoChineseFontError as error:
        return Diagnosis("lacking", Text(f"PDF无法排版：{error}", f"no PDF can be set: {error}"))
    return Diagnosis("ok", Text(f"PDF字体：{'、'.join(faces)}", f"fonts of the PDF: {', '.join(faces)}"))


def _holidays(home: Home, today: date) -> Diagnosis:
    try:
        years = {day.year for day in working_days(read_holidays(home))}
    except ConfigurationError as error:
        return Diagnosis("wrong", Text(str(error), str(error)))
    missing = [str(year) for year in (today.year, today.year + 1) if year not in years]
    if missing:
        return Diagnosis(
            "lacking",
            Text(
                f"没有{'、'.join(missing)}年节假日安排：公布后写入 reference/holidays.csv",
                f"no holiday calendar for {', '.join(missing)}: write it into reference/holidays.csv once announced",
            ),
        )
    return Diagnosis("ok", Text("今明两年有节假日安排", "holiday calendars of this year and the next"))


def _reference(home: Home, today: date) -> Diagnosis:  # noqa: ARG001
    if not home.database.is_file():
        return Diagnosis("lacking", Text("尚未导入任何数据", "nothing has been imported yet"))
    try:
        with duckdb.connect(str(home.database), read_only=True) as connection:
            rows = connection.execute("select distinct source from raw.file where retracted_at is null").fetchall()
    except duckdb.Error as error:
        return Diagnosis(
            "lacking",
            Text(f"仓库正被占用，未能查看：{error}", f"the warehouse is in use and was not looked at: {error}"),
        )
    names = {"townships": "乡镇街道表", "departments": "责任单位表"}
    missing = [source for source in names if (source,) not in rows]
    if missing:
        zh = "、".join(names[source] for source in missing)
        return Diagnosis(
            "lacking", Text(f"没有参考表：{zh}，按导出表中的名称分列", f"no reference table: {', '.join(missing)}")
        )
    return Diagnosis("ok", Text("参考表齐全", "reference tables are there"))
