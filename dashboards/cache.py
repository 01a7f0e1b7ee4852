"""Exhibits and pages once made are kept: a published version never changes, so a question has one answer.

The key is the version, the exhibit and the whole scope; the configuration counts by its last change. What
people write beside the figures (state/app.sqlite) makes everything be made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from typing import Any, TypeVar

from warehouse.exhibits import Exhibit, Scope, build_exhibit
from warehouse.home import Home
from warehouse.query.kept import Kept

MOST = 512
# The to-do list is asked for in stretches, by the grid; an alarm carries the outcome that an analyst set.
UNCACHED = frozenset({"todo_list", "hotspot_alarms"})

Made = TypeVar("Made")
_kept: Kept[Any] = Kept(MOST)


def cached_exhibit(exhibit_id: str, scope: Scope) -> Exhibit:
    """An exhibit for a scope, built at most once; one that failed is built again the next time.

    Raises:
        KeyError: there is no such exhibit.
    """
    if exhibit_id in UNCACHED:
        return build_exhibit(exhibit_id, scope)
    asked = tuple(getattr(scope, f.name) for f in fields(scope) if f.name not in ("home", "version"))
    key = (exhibit_id, scope.version.id, *settings_of(scope.home), asked)
    return kept(key, lambda: build_exhibit(exhibit_id, scope), lambda exhibit: exhibit.state != "error")


def settings_of(home: Home) -> tuple[Hashable, ...]:
    """What names an office and the state of its configuration."""
    file = home.configuration_file
    return home.root, file.stat().st_mtime_ns if file.is_file() else 0


def kept(key: Hashable, make: Callable[[], Made], is_worth: Callable[[Made], bool]) -> Made:
    """What was made for a key before, else what is made now; kept only if it is worth it."""
    found: Made | None = _kept.get(key)
    if found is not None:
        return found
    made = make()
    if is_worth(made):
        _kept.put(key, made)
    return made


def forget() -> None:
    """Drop everything that is kept: when somebody writes what a page shows, and for measuring."""
    _kept.clear()
