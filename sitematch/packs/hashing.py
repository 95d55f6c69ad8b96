"""The hash of a region's values: the same for the same values, in whatever order, format or folder they came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import shapely

from sitematch.core.arrays import FloatArray
from sitematch.core.region.model import Facilities, Localities, Municipalities, Region


def content_hashes(region: Region, hash_of_roads: str, hash_of_people: str, outlines: bool) -> dict[str, str]:
    """SHA-256 over the values of each part of a region, as 64 hexadecimal digits; its own hashes do not enter.

    Rows are sorted, numbers written as the shortest digits that give them back. The roads enter by their own hash, the
    people are ``people_hash``; outlines enter where the pack holds them, those of a library being told by the codes.
    """
    parts: dict[str, Iterable[Any]] = {
        "region": [_settings(region)],
        "roads": [hash_of_roads],
        "facilities": _facilities(region.facilities),
        "municipalities": _municipalities(region.municipalities, outlines),
    }
    return {name: _hash({name: rows}) for name, rows in parts.items()} | {"people": hash_of_people}


def content_hash(hashes: Mapping[str, str]) -> str:
    """One hash over those of all parts of a region."""
    return _hash({"parts": sorted(hashes.items())})


def people_hash(people: Localities) -> str:
    """SHA-256 over the places where people live."""
    return _hash({"people": _people(people)})


def _hash(parts: Mapping[str, Iterable[Any]]) -> str:
    digest, encode = sha256(), json.JSONEncoder(sort_keys=True).encode
    for name, rows in parts.items():
        digest.update(name.encode())
        for line in sorted(map(encode, rows)):
            digest.update(b"\n" + line.encode())
        digest.update(b"\n\n")
    return digest.hexdigest()


def _settings(region: Region) -> dict[str, Any]:
    return {
        "id": region.id,
        "name": region.name,
        "lang": region.lang,
        "access": asdict(region.access),
        "horizon_min": region.horizon_min,
        "speed_factor": region.roads.speed_factor if region.roads else None,
        "sources": {kind: asdict(source) for kind, source in region.sources.items()},
        "jobs": region.localities.jobs is not None,
        "groups": sorted(region.localities.groups),
    }


def _floats(values: FloatArray) -> list[float]:
    """As Python's floats, of which -0.0 is written as 0.0."""
    floats: list[float] = (values + 0.0).tolist()
    return floats


def _facilities(facilities: Facilities) -> Iterable[Any]:
    fixed = (
        facilities.ids,
        facilities.classes,
        facilities.names,
        _floats(facilities.lon),
        _floats(facilities.lat),
    )
    return zip(*fixed, _filled(facilities.attributes, len(facilities.ids)), strict=True)


def _people(people: Localities) -> Iterable[Any]:
    groups = {f"workforce_{name}": values for name, values in people.groups.items()}
    numbers = {"population": people.population, "workforce": people.workforce, **groups}
    if people.jobs is not None:
        numbers["jobs"] = people.jobs
    told = {"id", "name", "lat", "lon", "municipality_code", *numbers}
    further = {name: cells for name, cells in people.attributes.items() if name not in told}
    return zip(
        people.ids,
        people.names,
        _floats(people.lon),
        _floats(people.lat),
        people.municipality_codes,
        zip(*(_floats(numbers[name]) for name in sorted(numbers)), strict=True),
        _filled(further, len(people.ids)),
        strict=True,
    )


def _filled(attributes: Mapping[str, Sequence[str]], rows: int) -> Iterator[dict[str, str]]:
    """The filled cells of each row: an empty one says no more than a missing column does."""
    return ({name: cells[row] for name, cells in attributes.items() if cells[row]} for row in range(rows))


def _municipalities(municipalities: Municipalities, outlines: bool) -> Iterable[Any]:
    if not outlines:
        return zip(municipalities.codes, municipalities.names, strict=True)
    shapes = shapely.to_wkb(shapely.normalize(municipalities.outlines), hex=True)
    return zip(municipalities.codes, municipalities.names, shapes.tolist(), strict=True)
