"""The map of the office: outlines of townships from reference/map.geojson, matched to codes.

Belongs here: reading, matching and simplifying outlines. Does not belong here: colours, projections, drawing.
A home without a map, or with one that fits no township, simply has no outlines.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from warehouse.home import Home
from warehouse.query.context import Member

Ring = tuple[tuple[float, float], ...]

CRUMB = 0.001  # parts smaller than this share of a place's largest part are slips of the map maker
MAX_POINTS = 6000  # about 150 KB on the wire
_log = logging.getLogger(__name__)


def outlines(home: Home, members: Sequence[Member]) -> dict[str, tuple[Ring, ...]]:
    """Outer rings of each township by code; degrees of longitude are shortened to degrees of latitude.

    The property of the features that agrees with most codes, else with most names, says which is which.
    """
    file = home.reference / "map.geojson"
    try:
        stamp = file.stat().st_mtime_ns
    except OSError:
        return {}
    return dict(_outlines(file, stamp, tuple((m.code, m.name) for m in members)))


def touching(home: Home, members: Sequence[Member]) -> dict[str, tuple[str, ...]]:
    """Townships next to each other by the map, by code; empty without a map that fits."""
    from shapely import STRtree
    from shapely.geometry import shape

    file = home.reference / "map.geojson"
    try:
        found = _match(json.loads(file.read_text("utf-8"))["features"], tuple((m.code, m.name) for m in members))
        shapes = {code: shape(feature["geometry"]).buffer(0) for code, feature in found.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    codes = list(shapes)
    # Outlines drawn by hand leave slivers: a thousandth of a place's width still touches.
    tree = STRtree(list(shapes.values()))
    near: dict[str, tuple[str, ...]] = {}
    for code, outline in shapes.items():
        west, south, east, north = outline.bounds
        reach = outline.buffer(max(east - west, north - south) / 1000)
        near[code] = tuple(sorted(codes[int(n)] for n in tree.query(reach, "intersects") if codes[int(n)] != code))
    return near


@lru_cache(maxsize=4)
def _outlines(file: Path, stamp: int, members: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[Ring, ...]]:
    del stamp  # only tells a changed file from the old one
    try:
        features = json.loads(file.read_text("utf-8"))["features"]
        codes = _match(features, members)
        return _simplified({code: feature["geometry"] for code, feature in codes.items()})
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("map.geojson cannot be read: %s", error)
        return {}


def _match(features: list[dict[str, Any]], members: tuple[tuple[str, str], ...]) -> dict[str, dict[str, Any]]:
    best: dict[str, dict[str, Any]] = {}
    names = {name: code for code, name in members}
    codes = {code: code for code, _ in members}
    for key in features[0].get("properties", {}) if features else ():
        for known in (codes, names):
            found = {
                known[str(feature["properties"].get(key))]: feature
                for feature in features
                if str(feature["properties"].get(key)) in known
            }
            if len(found) > len(best):
                best = found
    return best


def _simplified(geometries: dict[str, Any]) -> dict[str, tuple[Ring, ...]]:
    if not geometries:
        return {}
    from shapely import coverage_simplify, get_num_coordinates
    from shapely.geometry import shape

    shapes = [_without_crumbs(shape(geometry)) for geometry in geometries.values()]
    west, south, east, north = (f(s.bounds[i] for s in shapes) for i, f in enumerate((min, min, max, max)))
    tolerance = max(east - west, north - south) / 4000
    while sum(get_num_coordinates(shapes)) > MAX_POINTS and tolerance < 1:
        shapes = list(coverage_simplify(shapes, tolerance))
        tolerance *= 2
    squeeze = math.cos(math.radians((south + north) / 2))
    return {
        code: tuple(
            tuple((round(x * squeeze, 5), round(y, 5)) for x, y in part.exterior.coords)
            for part in getattr(outline, "geoms", [outline])
            if not part.is_empty
        )
        for code, outline in zip(geometries, shapes, strict=True)
    }


def _without_crumbs(outline: Any) -> Any:
    """The outline without specks that may lie anywhere and would stretch the map."""
    from shapely.geometry import MultiPolygon

    parts = list(getattr(outline, "geoms", [outline]))
    largest = max(part.area for part in parts)
    return MultiPolygon([part for part in parts if part.area >= largest * CRUMB])
