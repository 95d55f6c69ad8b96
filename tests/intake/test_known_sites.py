"""Layers without ids: the next upload updates the same sites, moved a little or renamed as they may be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.intake.world import codes, feature, geojson, in_degrees, issues, offered, polygon, read, square

PLAIN = {"beskr": "bra läge", "link": "https://x", "adress": "Vägen 1", "kontakt": "Eva"}


def plain(name: str | None, east_m: float = 5000, side_m: float = 500, **more):
    return feature({"namn": name, **PLAIN, **more}, polygon(in_degrees(square(east_m, side_m=side_m))))


def ids(*features, published=None) -> tuple[str, ...]:
    return read(geojson(*features), published=published).sites.ids


def test_the_plain_layer_goes_in_as_it_is() -> None:
    upload = read(geojson(plain("Sörby"), plain("Norrby", 9000)))
    assert (codes(upload), len(upload.sites)) == (["id.missing"], 2)
    assert set(upload.sites.others) == {"beskr", "link", "adress"}
    assert {c.heading: c.taken_for for c in upload.report.columns} == {
        "namn": "name",
        "beskr": None,
        "link": None,
        "adress": None,
        "kontakt": "contact",
    }


@pytest.mark.parametrize(
    "again",
    [
        (plain("Sörby", 5000), plain("Norrby", 9000)),
        (plain("Sörby", 5100), plain("Norrby", 9000)),
        (plain("Sörby", 5000, side_m=600), plain("Norrby", 9000)),
        (plain("Sörby industriområde", 5000), plain("Norrby", 9000)),
        (plain("Sörby norra", 5050), plain("Norra Norrby", 9050)),
        (plain("SÖRBY ", 12_000), plain("Norrby", 9000)),
        (plain(None, 5000), plain("", 9000)),
    ],
    ids=["as before", "moved", "larger", "renamed", "moved and renamed", "same name elsewhere", "without names"],
)
def test_the_next_upload_updates_the_same_sites(again) -> None:
    published = offered(plain("Sörby"), plain("Norrby", 9000))
    assert set(ids(*again, published=published)) == set(published.ids)


def test_sites_of_one_name_are_told_apart_by_their_places() -> None:
    published = offered(plain("Tomt"), plain("Tomt", 7000), plain("Tomt", 9000))
    moved = read(geojson(plain("Tomt", 9040), plain("Tomt", 5040), plain("Tomt", 7040)), published=published).sites
    assert moved.ids == published.ids
    assert all(new.intersects(old) for new, old in zip(moved.outlines, published.outlines, strict=True))


def test_a_new_site_beside_a_known_one_is_new() -> None:
    published = offered(plain("Sörby"))
    found = ids(plain("Sörby"), plain("Österby", 5400), published=published)
    assert set(found) > set(published.ids)
    assert len(found) == 2


def test_a_site_with_an_id_of_its_own_keeps_it_in_a_layer_without_ids() -> None:
    published = offered(plain("Sörby", id="17"))
    assert ids(plain("Sörby", 5100), published=published) == ("0511-17",)
    assert ids(plain("Sörby", 5100, fastighet="Sörby 1:1"), published=published) == ("0511-17",)


def test_an_id_that_another_row_has_is_not_given_twice() -> None:
    published = offered(plain("Sörby", id="17"))
    upload = read(geojson(plain("Ny", 9000, id="17"), plain("Sörby")), published=published)
    assert len(set(upload.sites.ids)) == 2
    assert codes(upload) == ["geometry.overlap", "id.missing"] or codes(upload) == ["id.missing"]


def test_a_site_of_another_municipality_is_another() -> None:
    published = offered(plain("Sörby", 25_000))
    assert ids(plain("Sörby"), published=published) != published.ids


def test_how_many_were_known_is_said() -> None:
    published = offered(plain("Sörby"))
    found = issues(read(geojson(plain("Sörby"), plain("Ny", 9000)), published=published), "id.missing")
    assert [issue.message for issue in found] == [
        "rows without an id: 2; of these, 1 are sites known before, by their property, name or place; "
        "for the others one was made"
    ]


def test_points_moved_a_little_are_the_same() -> None:
    def point(name: str, east_m: float):
        place = in_degrees(square(east_m))[0]
        return feature({"namn": name, "areal ha": 3}, {"type": "Point", "coordinates": place})

    published = offered(point("A", 5000))
    assert ids(point("B", 5030), published=published) == published.ids
    assert ids(point("B", 5100), published=published) != published.ids


names = st.sampled_from(["Sörby", "Norrby", "Tomt", "Tomt", None])


@settings(deadline=None, max_examples=examples(30))
@given(st.lists(names, min_size=1, max_size=5), st.permutations(range(5)), st.integers(0, 100))
def test_an_order_and_a_small_move_change_no_id(given_names, order, move_m) -> None:
    features = [plain(name, 2000 + 2000 * place) for place, name in enumerate(given_names)]
    published = offered(*features)
    moved = [plain(given_names[place], 2000 + 2000 * place + move_m) for place in order if place < len(given_names)]
    assert ids(*moved, published=published) == published.ids
