"""Ids: those that a file gives, those that are made, and which rows share one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import shapely

from sitematch.core.sites.ids import site_id_of
from sitematch.core.sites.sites import Sites
from sitematch.intake.findings import Notebook
from sitematch.intake.known_sites import known_ids, property_key
from sitematch.intake.records import Record
from sitematch.intake.wordings import ID_DUPLICATE, ID_FOUND, ID_MISSING

LONGEST_SLUG: Final = 40
HASH_DIGITS: Final = 6
MOST_ROWS_NAMED: Final = 10
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")


def give_ids(records: Sequence[Record], published: Sites | None, notebook: Notebook) -> None:
    """Gives each drawn record its site's id; where the file has none, that of a published site, else one is made.

    It stays the same from upload to upload: it is made of the property, else the name, and of the place only where
    these do not tell sites apart.
    """
    drawn = [record for record in records if record.is_drawn]
    without = [record for record in drawn if not record.texts.get("id")]
    known = known_ids(without, {record.texts.get("id", "") for record in drawn}, published)
    for file, count in Counter(record.file for record in without).items():
        found = sum(record.file == file and id(record) in known for record in without)
        if found:
            notebook.note(ID_FOUND, file, count=count, known=found)
        else:
            notebook.note(ID_MISSING, file, count=count)
    for record in without:
        if id(record) in known:
            record.texts["id"] = known[id(record)]
    nameless = [record for record in without if id(record) not in known]
    shared = Counter((record.code, _told_by(record)) for record in nameless)
    for record in nameless:
        told = _told_by(record)
        alone = bool(told) and shared[record.code, told] == 1
        record.texts["id"] = _made_id(record, told if alone else f"{told} {_place(record)}")
    for record in drawn:
        record.site_id = site_id_of(record.code, record.texts["id"])


def refuse_shared_ids(records: Sequence[Record], notebook: Notebook) -> None:
    """Refuses all drawn records that share an id, each with the rows of the others."""
    by_id: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.is_drawn:
            by_id[record.site_id].append(record)
    for sharing in by_id.values():
        for record in sharing if len(sharing) > 1 else ():
            named = {"id": record.texts["id"], "rows": rows_named(sharing)}
            record.note(notebook, ID_DUPLICATE, record.layout.heading_of("id"), **named)


def rows_named(records: Sequence[Record]) -> str:
    """`2, 5 and 7` as `2, 5, 7`; with their files where there are several."""
    several = len({record.file for record in records}) > 1
    names = [f"{record.file}: {record.row}" if several else str(record.row) for record in records]
    return ", ".join(names[:MOST_ROWS_NAMED]) + (" …" if len(names) > MOST_ROWS_NAMED else "")


def _told_by(record: Record) -> str:
    return property_key(record.texts.get("property") or record.texts.get("name") or "")


def _made_id(record: Record, told_by: str) -> str:
    words = unicodedata.normalize("NFD", (record.texts.get("property") or record.texts.get("name") or "").casefold())
    plain = "".join(sign for sign in words if not unicodedata.combining(sign))
    slug = _NOT_IN_SLUG.sub("-", plain)[:LONGEST_SLUG].strip("-") or "site"
    return f"{slug}-{hashlib.sha256(told_by.encode()).hexdigest()[:HASH_DIGITS]}"


def _place(record: Record) -> str:
    """Where the site is, to the metre."""
    if record.geometry is None:
        return f"{record.file} {record.row}"
    return " ".join(f"{edge:.0f}" for edge in shapely.bounds(record.geometry))
