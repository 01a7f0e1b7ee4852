"""The map: outlines find their townships by code or by name, and a broken file is no map, not an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.home import Home
from warehouse.query.context import Member
from warehouse.query.places import MAX_POINTS, outlines

MEMBERS = (Member("19", "LAKE BALBOA NC", None), Member("53", "RAMPART VILLAGE NC", None))


def square(x: float) -> list[list[list[float]]]:
    return [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]


def write(home: Home, *features: tuple[dict[str, str], float]) -> None:
    home.reference.mkdir(parents=True, exist_ok=True)
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": square(x)}}
            for properties, x in features
        ],
    }
    (home.reference / "map.geojson").write_text(json.dumps(collection), "utf-8")


@pytest.mark.parametrize(
    ("key", "values"), [("nc_id", ("19", "53")), ("name", ("LAKE BALBOA NC", "RAMPART VILLAGE NC"))]
)
def test_outlines_are_matched_by_the_property_that_fits(tmp_path: Path, key: str, values: tuple[str, str]) -> None:
    home = Home(tmp_path)
    write(home, ({"objectid": "1", key: values[0]}, 0), ({"objectid": "2", key: values[1]}, 1))
    assert set(outlines(home, MEMBERS)) == {"19", "53"}


def test_no_map_and_a_broken_map_are_no_outlines(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert outlines(home, MEMBERS) == {}
    home.reference.mkdir()
    (home.reference / "map.geojson").write_text("{", "utf-8")
    assert outlines(home, MEMBERS) == {}


def test_a_detailed_map_is_simplified(la311: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.reference.mkdir()
    raw = (la311 / "neighborhoods.geojson").read_bytes()
    (home.reference / "map.geojson").write_bytes(raw)
    codes = [f["properties"]["nc_id"] for f in json.loads(raw)["features"]]
    found = outlines(home, [Member(code, code, None) for code in codes])
    assert len(found) == 99
    assert sum(len(ring) for rings in found.values() for ring in rings) <= MAX_POINTS
    # Sunland-Tujunga has eight specks of a square metre, a hundred kilometres outside the city.
    assert max(x for rings in found.values() for ring in rings for x, _ in ring) < -97.8
