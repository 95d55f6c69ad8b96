"""Valid files of all formats, and what chance does to them: ``python -m tests.intake.fuzzing CASES [SEED]``."""

from __future__ import annotations

import io
import json
import random
import secrets
import sys
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

from sitematch.errors import SiteFileRefused
from sitematch.intake import SiteFile, Upload
from tests.intake.layers import gpkg, parts, zipped
from tests.intake.test_layers import area
from tests.intake.test_xlsx import HEADINGS, site, xlsx
from tests.intake.world import csv, in_degrees, read, row, square, wkt
from tests.intake.world import geojson as collection

WORDS = (
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"NaN", b"Infinity", b"-", b"null", b"1e999", b'"', b";", b",", b"\t"),
    *(b"[", b"]", b"{", b"}", b"<", b"&amp;", b"\xe5", b"\xc3\xa5", b"\xe2\x80\xae", b"ca ", "okänt".encode()),
    *(b"POLYGON EMPTY", b"EMPTY", b"EPSG:3006", b"EPSG:99999", b"9" * 400, b"\xff" * 8, b"\0\0\0\x80", b"=1+1"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, float("nan"), 10**400, 15.6, 58.4, 6_470_000, "", "okänt", "ca 12", "12–15", "\ud800"),
    *([], {}, [[]], [15.6, 58.4], [[15.6, 58.4]], "Polygon", "GeometryCollection", "EPSG:3006", "a"),
)
WHOLE = ("file.unreadable", "file.driver_not_allowed", "file.too_large", "file.empty", "crs.missing", "crs.unsupported")


@lru_cache
def valid_files() -> dict[str, SiteFile]:
    """A good file of each format."""
    attributes = [{"id": "a", "namn": "Ek", "power_mw": 3.5}, {"id": "b", "namn": "Åsen", "power_mw": 8.0}]
    lines = "".join(f'{i};Ö {i};{i}12,5;"{wkt(in_degrees(square(900 * i)))}"\n' for i in range(4))
    return {
        "geojson": collection(*(row(i, namn=f"Å {i}", power_mw=i, plan_stage="samråd") for i in range(4))),
        "csv": csv("id;namn;power_mw;wkt\n" + lines),
        "xlsx": xlsx(HEADINGS, site(), site("Ö", 8, 8000, "b"), site("Å", None, 11_000, "c")),
        "gpkg": gpkg([area(), area(1)], attributes),
        "shp": zipped(parts([area(), area(1)], attributes)),
    }


def mutated(kind: str, chance: random.Random) -> SiteFile:
    """A valid file with something else in some places: of an archive, in one of its members or in itself."""
    file = valid_files()[kind]
    if kind in ("xlsx", "shp") and chance.random() < 0.8:
        return SiteFile(file.name, _in_a_member(file.content, chance))
    if kind == "geojson" and chance.random() < 0.7:
        return SiteFile(file.name, _in_a_value(file.content, chance))
    return SiteFile(file.name, _changed(file.content, chance))


def _in_a_value(content: bytes, chance: random.Random) -> bytes:
    """JSON in which some values are others."""
    document = json.loads(content)
    for _ in range(chance.choice((1, 1, 3))):
        holder, place = document, "features"
        while chance.random() < 0.9 and isinstance(holder[place], list | dict) and holder[place]:
            holder = holder[place]
            place = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        if chance.random() < 0.1 and isinstance(holder, dict):
            del holder[place]
            document.setdefault("features", [])
        else:
            holder[place] = deepcopy(chance.choice(VALUES))
    return json.dumps(document).encode()


def _in_a_member(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in members if "sheet" in name or "." in name])
    if chance.random() < 0.05:
        del members[name]
    else:
        members[name] = _changed(members[name], chance)
    return zipped(members).content


def _changed(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5))):
        content = chance.choice(CHANGES)(content, chance)
    return content


def _bit(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(max(len(content), 1))
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def _word(content: bytes, chance: random.Random) -> bytes:
    place, word = chance.randrange(len(content) + 1), chance.choice(WORDS)
    return content[:place] + word + content[place + chance.choice((0, len(word), 3)) :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    first, second = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:first] + content[second:] if chance.random() < 0.7 else content[:second]


def _again(content: bytes, chance: random.Random) -> bytes:
    first, second = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:second] + content[first : first + min(second - first, 500)] + content[second:]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_bit, _bit, _word, _word, _cut, _again)


def judge(file: SiteFile) -> Upload | None:
    """Fails unless the file is refused in a line, or read with every refused row in the report."""
    try:
        upload = read(file, lang="sv")
    except SiteFileRefused as refused:
        assert refused.code in WHOLE, refused
        assert str(refused).startswith(refused.code)
        assert "\n" not in str(refused)
        return None
    report = upload.report
    assert report.rows == report.accepted + report.refused, report
    assert 0 <= report.repaired <= report.accepted
    errors = [issue for issue in report.issues if issue.severity == "error"]
    of_rows, of_file = {issue.row for issue in errors if issue.row}, any(issue.row is None for issue in errors)
    assert report.refused == len(of_rows) or (of_file and report.refused > len(of_rows)), report
    assert len(upload.sites) <= report.accepted
    json.dumps(report.to_document(), ensure_ascii=False, allow_nan=False).encode()
    return upload


def cases(seed: int, count: int, kinds: tuple[str, ...]) -> Iterator[tuple[str, int, SiteFile]]:
    """So many mutated files in turn, each with the seed that makes it again."""
    for number in range(count):
        kind, own = kinds[number % len(kinds)], seed + number
        yield kind, own, mutated(kind, random.Random(f"{kind} {own}"))


def run(seed: int, count: int, kinds: tuple[str, ...] = ("geojson", "csv", "xlsx", "gpkg", "shp")) -> dict[str, Any]:
    """Judges so many files; what became of them, by format."""
    told: dict[str, Any] = {kind: {"read": 0, "refused": 0} for kind in kinds}
    for kind, own, file in cases(seed, count, kinds):
        try:
            told[kind]["refused" if judge(file) is None else "read"] += 1
        except BaseException as error:
            error.add_note(f"mutated({kind!r}, random.Random({f'{kind} {own}'!r}))")
            raise
    return told


if __name__ == "__main__":
    of = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(10**9)
    sys.stdout.write(f"seed {of}\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps(run(of, int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)) + "\n")
