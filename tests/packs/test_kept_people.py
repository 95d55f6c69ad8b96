"""People of a large pack are parsed once: what is kept of them is the same, and never of other files."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sitematch.core.region.model import Localities
from sitematch.packs import kept_people, read_pack
from sitematch.store.kept import Kept
from tests.packs.conftest import SQUARE, MakePack

TABLE = (
    "id,name,lat,lon,population,kind,municipality_code,workforce,workforce_ict,jobs,locality_population,port\n"
    "a,Åby,58.01,15.01,0,,,,1,,1000,ja\nb,,58.02,15.1,200,rural,0001,90,,7,,\nc,Far,59.5,15.1,3,,9999,2,,,,nej\n"
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Every table counts as large."""
    monkeypatch.setattr(kept_people, "LARGE_BYTES", 1)
    return Kept(tmp_path / "kept")


def plain(people: Localities) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields(Localities):
        value = getattr(people, field.name)
        if isinstance(value, np.ndarray):
            found[field.name] = [value.dtype, np.nan_to_num(value, nan=-1).tolist()]
        elif isinstance(value, dict):
            found[field.name] = {name: [str(cell) for cell in cells] for name, cells in value.items()}
        else:
            found[field.name] = None if value is None else list(value)
    return found | {"residents": people.residents.tolist()}


def test_what_is_kept_is_what_was_read(make_pack: MakePack, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = make_pack({"localities.csv": TABLE})
    bare, first = read_pack(pack), read_pack(pack, kept)
    with monkeypatch.context() as patched:
        patched.setattr(kept_people, "read_people", None)
        second = read_pack(pack, kept)

    assert plain(second.localities) == plain(first.localities) == plain(bare.localities)
    assert second.content_hash == first.content_hash == bare.content_hash
    assert second.localities.municipality_codes == ("0001", "0001", "9999")
    assert second.localities.residents.tolist() == [1000, 200, 3]
    assert not second.localities.lon.flags.writeable


@pytest.mark.parametrize(
    "change",
    [
        {"localities.csv": TABLE.replace("200", "201")},
        {"region.toml": 'id = "toy"\nname = "Toyland"\n[workforce]\nshare = 0.4\n'},
        {"municipalities.geojson": None},
    ],
)
def test_other_files_are_read_anew(make_pack: MakePack, kept: Kept, change: dict[str, str | None]) -> None:
    read_pack(make_pack({"localities.csv": TABLE}), kept)
    other = make_pack({"localities.csv": TABLE, **change}, "other")

    assert plain(read_pack(other, kept).localities) == plain(read_pack(other).localities)


def test_municipalities_that_were_moved_hold_others(make_pack: MakePack, kept: Kept) -> None:
    before = read_pack(make_pack({"localities.csv": TABLE}), kept)
    ring = [[lon, lat + 1.45] for lon, lat in SQUARE]
    feature = {"type": "Feature", "properties": {"code": "0001", "name": "Toy"}}
    moved = feature | {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"type": "FeatureCollection", "features": [moved]})
    after = read_pack(make_pack({"localities.csv": TABLE, "municipalities.geojson": text}, "moved"), kept)

    assert before.localities.municipality_codes[0] == "0001"
    assert after.localities.municipality_codes[0] is None


def test_a_small_table_is_not_kept(make_pack: MakePack, tmp_path: Path) -> None:
    read_pack(make_pack({"localities.csv": TABLE}), Kept(tmp_path / "kept"))

    assert not list((tmp_path / "kept").rglob("people/*"))
