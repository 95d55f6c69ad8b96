"""The list beside the layer: rows without geometry bring sites up to date, of the same upload or published ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import shapely

from sitematch.core.sites.ids import split_site_id
from sitematch.core.sites.sites import Sites
from sitematch.core.sites.words import shown
from sitematch.intake.findings import Notebook
from sitematch.intake.ground import Ground
from sitematch.intake.identity import rows_named
from sitematch.intake.known_sites import property_key
from sitematch.intake.options import IntakeOptions
from sitematch.intake.records import Record
from sitematch.intake.summary import Stated
from sitematch.intake.wordings import (
    GEOMETRY_MISSING,
    GEOMETRY_OF_REFUSED,
    GEOMETRY_OF_SEVERAL,
    ID_NAMED_TWICE,
    LEAVES_NO_AREA,
    NO_SUCH_SITE,
    NO_SUCH_SITE_BUT,
)

AREA: Final = "area_ha"
NEAR: Final = 0.8
"""How much alike names are, from 0 to 1, of which one may be a slip for the other."""
LONGEST_NAME, MOST_NAMES, MOST_SUGGESTED = 60, 1_000, 50
"""So long names, so many of them, and for so many rows, are compared for likeness."""
AREAS: Final = (shapely.Polygon, shapely.MultiPolygon)

OF_THE_ROW: Final = frozenset({"id", "municipality_code", "source", "source_date"})
"""Texts that tell which site a row is about and who says so, and nothing new of the site."""


_REGISTER_NUMBER: Final = re.compile(r"\d:\d")


@dataclass(frozen=True, slots=True)
class _Target:
    """A site that a row may be about: drawn in this upload, or published (its row there)."""

    site_id: str
    own_id: str
    code: str | None
    property: str | None
    record: Record | None = None
    stored: int | None = None


def join_lists(
    records: Sequence[Record], published: Sites | None, ground: Ground, options: IntakeOptions, notebook: Notebook
) -> list[Record]:
    """The records that stand for sites: the drawn ones, brought up to date, and those about published sites.

    Rows without geometry that name no site, or several, or one that another such row names too, are refused.
    """
    drawn = [record for record in records if record.is_drawn]
    lists = [record for record in records if not record.is_drawn]
    if not lists:
        return drawn
    targets = _targets(drawn, published)
    finder = _Finder(targets, ground)
    unknown = 0
    about: dict[str, list[tuple[Record, _Target]]] = defaultdict(list)
    for record in lists:
        found = finder.find(record, options)
        if len(found) == 1:
            about[found[0].site_id].append((record, found[0]))
        elif found:
            name = record.texts.get("id") or record.texts.get("property", "")
            record.note(notebook, GEOMETRY_OF_SEVERAL, name=name)
        else:
            _note_unknown(record, targets if unknown < MOST_SUGGESTED else (), notebook)
            unknown += 1
    updates = [_settle(site_id, pairs, published, notebook) for site_id, pairs in about.items()]
    return drawn + [record for record in updates if record is not None]


def _note_unknown(record: Record, targets: Sequence[_Target], notebook: Notebook) -> None:
    """Writes down a row that names no site, with the site whose name is nearly what it says."""
    column = next((column for column in ("id", "property") if record.texts.get(column)), None)
    if column is None:
        record.note(notebook, GEOMETRY_MISSING)
        return
    name, heading = record.texts[column], record.layout.heading_of(column)
    if column == "id":
        known = [target.own_id for target in targets]
    else:
        known = [target.property for target in targets if target.property]
    near = get_close_matches(name[:LONGEST_NAME], known[:MOST_NAMES], n=1, cutoff=NEAR)
    if near:
        record.note(notebook, NO_SUCH_SITE_BUT, heading, name=shown(name), near=shown(near[0]))
    else:
        record.note(notebook, NO_SUCH_SITE, heading, name=shown(name))


def _settle(
    site_id: str, pairs: Sequence[tuple[Record, _Target]], published: Sites | None, notebook: Notebook
) -> Record | None:
    """Writes the one row about a site into it; gives the row itself where the site is a published one."""
    for _, target in pairs:
        if target.record is not None:
            target.record.named = True
    if len(pairs) > 1:
        for record, _ in pairs:
            record.note(notebook, ID_NAMED_TWICE, id=site_id, rows=rows_named([other for other, _ in pairs]))
        return None
    record, target = pairs[0]
    if target.record is not None:
        if target.record.refused:
            record.note(notebook, GEOMETRY_OF_REFUSED)
        elif not record.refused and _leaves_no_area(record, target.record.geometry):
            record.note(notebook, LEAVES_NO_AREA, record.layout.heading_of(AREA))
        elif not record.refused:
            update(target.record, record)
            target.record.listed.append(record)
        return None
    if record.refused or published is None or target.stored is None:
        return None
    if _leaves_no_area(record, published.outlines[target.stored]):
        record.note(notebook, LEAVES_NO_AREA, record.layout.heading_of(AREA))
        return None
    record.site_id, record.code = site_id, target.code
    record.geometry = published.outlines[target.stored]
    record.texts["id"] = target.own_id
    return record


def _leaves_no_area(row: Record, geometry: shapely.Geometry | None) -> bool:
    """Whether a row says of a site that is known as a point that its area, without which it is none, is not known."""
    return AREA in row.erased and geometry is not None and not isinstance(geometry, AREAS)


def refuse_lists_of_refused(records: Iterable[Record], notebook: Notebook) -> None:
    """Refuses rows of lists whose site was refused after they were taken into it."""
    for record in records:
        for row in record.listed if record.refused else ():
            row.note(notebook, GEOMETRY_OF_REFUSED)


def stated_by(records: Sequence[Record], taken: Sequence[Record]) -> Stated:
    """What the sites of an upload state, and, where lists stand beside drawn sites, of which these say nothing."""
    columns: Counter[str] = Counter()
    for record in taken:
        columns.update(record.values.keys())
        columns.update(record.others.keys())
    listed = any(not record.is_drawn for record in records)
    drawn = [record for record in taken if record.is_drawn]
    unlisted = [r.texts.get("name") or r.texts["id"] for r in drawn if not r.named] if listed else []
    outlines = sum(isinstance(record.geometry, AREAS) for record in taken)
    return Stated(len(taken), outlines, dict(columns), tuple(unlisted))


def update(site: Record, row: Record) -> None:
    """Takes what a row of a list says into the site that it is about: filled cells count, `okänt` erases.

    What the caller set for rows without a value gives way to what the site itself states.
    """
    stated = row.filled & (site.values.keys() | site.texts.keys() | site.others.keys() | site.erased)
    for column in row.erased:
        for known in (site.values, site.texts, site.unitless, site.sources):
            known.pop(column, None)
    site.erased |= row.erased
    for column, value in row.values.items():
        if column in stated:
            continue
        site.values[column] = value
        site.sources[column] = row.source
        site.erased.discard(column)
        site.unitless.pop(column, None)
    site.unitless |= {column: origin for column, origin in row.unitless.items() if column not in stated}
    site.texts |= {column: text for column, text in row.texts.items() if column not in OF_THE_ROW | stated}
    site.others |= {heading: cell for heading, cell in row.others.items() if heading not in stated}


def _targets(drawn: Iterable[Record], published: Sites | None) -> list[_Target]:
    found = {
        record.site_id: _Target(
            record.site_id,
            record.texts["id"],
            record.code,
            property_of(record.texts.get("property"), record.texts.get("name")),
            record=record,
        )
        for record in drawn
    }
    for row, site_id in enumerate(published.ids if published else ()):
        parts = split_site_id(site_id)
        if published and parts and site_id not in found:
            code, own_id = parts
            known = property_of(published.properties[row], published.names[row])
            found[site_id] = _Target(site_id, own_id, code, known, stored=row)
    return list(found.values())


def property_of(stated: str | None, name: str | None) -> str | None:
    """The property of a site; where none is stated, its name, if that is a property's designation."""
    return stated or (name if name and _REGISTER_NUMBER.search(name) else None)


class _Finder:
    """Sites by id and by property; those of this upload come before published ones.

    A property may stand with the name of its municipality before it, or without.
    """

    def __init__(self, targets: Iterable[_Target], ground: Ground) -> None:
        self._codes = {property_key(name): code for name, code in zip(ground.names, ground.codes, strict=True)}
        self._by_id: dict[str, list[_Target]] = defaultdict(list)
        self._by_property: dict[str, list[_Target]] = defaultdict(list)
        for target in targets:
            self._by_id[target.own_id].append(target)
            if target.property:
                self._by_property[self._bare(target.property)[0]].append(target)

    def find(self, record: Record, options: IntakeOptions) -> list[_Target]:
        """The sites that a row may be about: by its id, else by its property."""
        code = record.texts.get("municipality_code") or options.municipality
        bare, named = self._bare(property_of(record.texts.get("property"), record.texts.get("name")) or "")
        for known, key, codes in (
            (self._by_id, record.texts.get("id"), {code}),
            (self._by_property, bare, {code, named}),
        ):
            asked = codes - {None}
            found = [target for target in known.get(key or "", ()) if asked <= {target.code}]
            uploaded = [target for target in found if target.record is not None]
            if found:
                return uploaded or found
        return []

    def _bare(self, text: str) -> tuple[str, str | None]:
        """A property without the name of its municipality, and that municipality's code where it was named.

        Behind the name has to stand a place: of `Motala 1:2`, where the place itself is so called, nothing is left out.
        """
        key = property_key(text)
        for name, code in self._codes.items():
            rest = key.removeprefix(name)
            if rest != key and rest[:1].isalpha() and _REGISTER_NUMBER.search(rest):
                return rest, code
        return key, None
