"""Profiles of foreign feeds: a TOML file that says how somebody else's table is to be read.

Here: the file's shape and its checks. Not here: applying it (`headers`, `rows`).

    source = "cases"             # which kind of export this is
    split_topics = false         # take topic_1 as it is; by default a path 甲/乙/丙 becomes three levels
    [columns]                    # header = field
    [values.channel]             # cell = code (or text, for a field without a code list)
    [dates]
    formats = ["%m/%d/%Y"]       # strptime formats, tried in order before the built-in ones
    [fixed]                      # field = the same value in every row
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.ingest.errors import IngestError
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import nearest
from warehouse.catalogue.sources import SOURCES
from warehouse.home import Home

_KEYS = ("source", "split_topics", "columns", "values", "dates", "fixed")
_FIXED_KINDS = ("id", "text", "code", "flag")


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one feed; the empty profile changes nothing."""

    name: str | None = None
    source: str | None = None
    split_topics: bool = True
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


def load_profile(name: str | None, home: Home) -> Profile:
    """Read a profile by its name in the home's profiles, or by its path.

    Raises:
        IngestError: not found, or it says something that is not known; the message names the nearest that is.
    """
    if name is None:
        return Profile()
    path = Path(name) if name.endswith(".toml") else home.profiles / f"{name}.toml"
    if not path.is_file():
        known = sorted(file.stem for file in home.profiles.glob("*.toml"))
        hint = nearest(name, known) or "、".join(known) or "（无）"
        raise IngestError(
            f"没有名为“{name}”的方案，已有：{hint}", f"no profile of this name; in {home.profiles}: {hint}"
        )
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IngestError(f"方案 {path.name} 无法读取：{error}", "the profile is not valid TOML in UTF-8") from error
    return _checked(path.stem, content)


def _checked(name: str, content: dict[str, Any]) -> Profile:
    _all_known(name, "", content, _KEYS)
    source = content.get("source")
    if source is not None:
        _all_known(name, "source = ", [source], SOURCES)
    split_topics = content.get("split_topics", True)
    if not isinstance(split_topics, bool):
        raise _wrong(name, "split_topics", "true 或 false", "true or false")
    columns = _texts(name, "columns", content)
    values = _tables(name, "values", content)
    fixed = _texts(name, "fixed", content)
    fields = SOURCES[source].fields if source else tuple(FIELDS)
    _all_known(name, "columns: ", columns.values(), fields)
    _all_known(name, "values.", values, fields)
    _all_known(name, "fixed.", fixed, [one for one in fields if FIELDS[one].kind in _FIXED_KINDS])
    for field_id, mapping in [*values.items(), *((key, {key: value}) for key, value in fixed.items())]:
        codes = FIELDS[field_id].codes
        if codes is not None:
            _all_known(name, f"{field_id}: ", mapping.values(), [code.id for code in CODE_LISTS[codes]])
    return Profile(name, source, split_topics, columns, values, _formats(name, content), fixed)


def _formats(name: str, content: dict[str, Any]) -> tuple[str, ...]:
    dates = content.get("dates", {})
    if not isinstance(dates, dict):
        raise _wrong(name, "dates", "一个表", "a table")
    _all_known(name, "dates.", dates, ("formats",))
    formats = dates.get("formats", [])
    if not isinstance(formats, list) or not all(_is_format(one) for one in formats):
        raise _wrong(name, "dates.formats", '日期格式的列表，如 ["%m/%d/%Y"]', "a list of strptime formats")
    return tuple(formats)


def _is_format(text: object) -> bool:
    """Whether a text names a whole day in strptime's terms."""
    if not isinstance(text, str):
        return False
    probe = datetime(2026, 11, 25, 13, 14, 15)
    try:
        return datetime.strptime(probe.strftime(text), text).date() == probe.date()
    except ValueError:
        return False


def _all_known(name: str, prefix: str, given: Iterable[object], known: Iterable[str]) -> None:
    allowed = list(known)
    for one in given:
        if one not in allowed:
            hint = nearest(str(one), allowed) or "、".join(allowed)
            raise IngestError(
                f"方案 {name}：没有“{prefix}{one}”，最接近的是：{hint}", f"profile {name}: unknown, nearest: {hint}"
            )


def _texts(name: str, key: str, content: dict[str, Any]) -> dict[str, str]:
    table = content.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise _wrong(name, key, "“名称 = 文本”的表", "a table of texts")
    return table


def _tables(name: str, key: str, content: dict[str, Any]) -> dict[str, dict[str, str]]:
    tables = content.get(key, {})
    if not isinstance(tables, dict):
        raise _wrong(name, key, "按字段分的表", "one table a field")
    return {field_id: _texts(name, field_id, tables) for field_id in tables}


def _wrong(name: str, key: str, zh: str, en: str) -> IngestError:
    return IngestError(f"方案 {name}：{key} 应为{zh}", f"profile {name}: {key} must be {en}")
