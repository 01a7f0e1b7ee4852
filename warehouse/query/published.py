"""Published versions: which there are, which is current, and a read-only connection to each.

One connection a version and process, a cursor a request. Writing a version is pipelines/publish.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse.home import Home
from warehouse.query.errors import NothingPublishedError, QueryError

_READER: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "threads": "2",
    "memory_limit": "1GB",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A published version as CURRENT.json or its own manifest describes it."""

    id: str
    marts: Path
    rows: Path
    as_of: str
    data_through: str
    manifest: dict[str, Any] = field(compare=False)  # a version is its files, which never change


def manifest_file(home: Home, version: str) -> Path:
    """Where the manifest of a version lies."""
    return home.published / f"manifest-{version}.json"


def current_version(home: Home) -> Version:
    """The version that new readers get.

    Raises:
        NothingPublishedError: nothing was published in this home yet.
    """
    pointer = home.published / "CURRENT.json"
    if not pointer.is_file():
        raise NothingPublishedError
    return _version(home, json.loads(pointer.read_text("utf-8")))


def find_version(home: Home, version: str | None) -> Version:
    """A version by its name, or the current one for None.

    Raises:
        QueryError: there is no such version any more.
    """
    if version is None:
        return current_version(home)
    manifest = manifest_file(home, version)
    # The name comes from outside (a URL): only a manifest that lies in published/ itself counts.
    if manifest.parent != home.published or not manifest.is_file():
        raise QueryError(f"没有“{version}”这个版本，或已被清理 / no such version: {version}")
    return _published(home, manifest)


@lru_cache(maxsize=16)
def _published(home: Home, manifest: Path) -> Version:
    """The version of a manifest, read once: no version is changed after it was published."""
    return _version(home, json.loads(manifest.read_text("utf-8")))


def _version(home: Home, manifest: dict[str, Any]) -> Version:
    name = manifest["version"]
    return Version(
        id=name,
        marts=home.published / f"marts-{name}.duckdb",
        rows=home.published / f"rows-{name}.duckdb",
        as_of=manifest["as_of"],
        data_through=manifest["data_through"],
        manifest=manifest,
    )


_connections: dict[Path, duckdb.DuckDBPyConnection] = {}
_lock = threading.Lock()


@contextmanager
def cursor(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on a published file, closed at the end; the connection behind it is shared and read-only.

    Raises:
        QueryError: the file is gone, or another release of the program wrote it and it lacks a table or column.
    """
    with _lock:
        if file not in _connections:
            if not file.is_file():
                raise QueryError(f"发布文件已不在：{file.name} / the published file is gone")
            _connections[file] = duckdb.connect(str(file), read_only=True, config=_READER)
        own = _connections[file].cursor()
    try:
        yield own
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        missing = str(error).splitlines()[0]
        raise QueryError(
            f"版本 {file.stem} 由另一版程序发布（{missing}），请重新构建：tingmin build / "
            "published by another release of the program, run: tingmin build"
        ) from error
    finally:
        own.close()


def close_readers() -> None:
    """Close every reader of this process."""
    with _lock:
        for connection in _connections.values():
            connection.close()
        _connections.clear()
