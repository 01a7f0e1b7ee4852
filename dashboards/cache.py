"""Exhibits once built are kept: a published version never changes, so the same question has the same answer.

The key is the version, the exhibit and the whole scope; the configuration counts by its last change. Does not belong
here: what people write beside the figures (state/app.sqlite), which is never kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import fields

from warehouse.exhibits import Exhibit, Scope, build_exhibit

MOST = 512
# The to-do list is asked for in stretches, by the grid; an alarm carries the outcome that an analyst set.
UNCACHED = frozenset({"todo_list", "hotspot_alarms"})

_kept: OrderedDict[Hashable, Exhibit] = OrderedDict()
_lock = threading.Lock()


def cached_exhibit(exhibit_id: str, scope: Scope) -> Exhibit:
    """An exhibit for a scope, built at most once; one that failed is built again the next time.

    Raises:
        KeyError: there is no such exhibit.
    """
    if exhibit_id in UNCACHED:
        return build_exhibit(exhibit_id, scope)
    key = _key(exhibit_id, scope)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    exhibit = build_exhibit(exhibit_id, scope)
    if exhibit.state != "error":
        with _lock:
            _kept[key] = exhibit
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return exhibit


def _key(exhibit_id: str, scope: Scope) -> Hashable:
    file = scope.home.configuration_file
    changed = file.stat().st_mtime_ns if file.is_file() else 0
    asked = tuple(getattr(scope, f.name) for f in fields(scope) if f.name not in ("home", "version"))
    return exhibit_id, scope.home.root, scope.version.id, changed, asked
