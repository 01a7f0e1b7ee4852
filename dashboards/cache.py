"""Exhibits and pages once made are kept: a published version never changes, so a question has one answer.

The key is the version, the exhibit and the whole scope; the configuration counts by its last change. What
people write beside the figures (state/app.sqlite) makes everything be made anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import fields
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from warehouse.exhibits import Exhibit, Scope, build_exhibit
from warehouse.home import Home
from warehouse.query.kept import Kept

MOST = 512
# The to-do list is asked for in stretches, by the grid; an alarm carries the outcome that an analyst set.
UNCACHED = frozenset({"todo_list", "hotspot_alarms"})

Made = TypeVar("Made")
_kept: Kept[Any] = Kept(MOST)
_turns: WeakValueDictionary[Hashable, threading.Lock] = WeakValueDictionary()  # one for each key that is being made
_turns_guard = threading.Lock()


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
    """What was made for a key before, else what is made now; kept only if it is worth it.

    Who asks for what is being made waits for it: made twice at once, both would be slower.
    """
    found: Made | None = _kept.get(key)
    if found is not None:
        return found
    with _turns_guard:
        turn = _turns.setdefault(key, threading.Lock())
    with turn:
        found = _kept.get(key)  # made while this one waited
        if found is None:
            found = make()
            if is_worth(found):
                _kept.put(key, found)
    return found


def forget() -> None:
    """Drop everything that is kept: when somebody writes what a page shows, and for measuring."""
    _kept.clear()
