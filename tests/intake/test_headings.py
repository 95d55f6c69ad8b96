from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.metrics import CATALOGUE
from sitematch.intake.headings import meanings_of
from sitematch.intake.meanings import BASE_COLUMNS, GIVEN, METRIC_COLUMNS
from tests.examples import examples
from tests.intake.world import codes, counts, csv, feature, geojson, issues, read, row, value, wkt


def meaning(heading: str, **how: bool) -> str | None:
    found = meanings_of(heading, **how)
    return found[0].column if found else None


@pytest.mark.parametrize("name", [*BASE_COLUMNS, *METRIC_COLUMNS])
def test_our_own_names_in_any_spelling(name: str) -> None:
    spoken = name.replace("_", " ")
    for heading in (name, name.upper(), spoken, f" {spoken.title()} ", name.replace("_", "-"), name.replace("_", ".")):
        assert meaning(heading) == name


@pytest.mark.parametrize("name", METRIC_COLUMNS)
def test_the_labels_of_the_catalogue(name: str) -> None:
    assert name in [m.column for m in meanings_of(CATALOGUE[name].label.sv)]
    assert name in [m.column for m in meanings_of(CATALOGUE[name].label.en)]


@pytest.mark.parametrize(
    ("heading", "column", "unit"),
    [
        ("namn", "name", None),
        ("Fastighet", "property", None),
        ("FASTIGHETSBETECKNING", "property", None),
        ("yta_ha", "area_ha", "ha"),
        ("Yta (ha)", "area_ha", "ha"),
        ("Areal m²", "area_ha", "m²"),
        ("AREA (HA)", "area_ha", "ha"),
        ("kvm", "area_ha", "kvm"),
        ("Hectares", "area_ha", "hectares"),
        ("oppervlakte_m2", "area_ha", "m2"),
        ("yta", "area_ha", None),
        ("effekt (MW)", "power_mw", "mw"),
        ("Effekt kW", "power_mw", "kw"),
        ("pris", "price_sek_m2", None),
        ("kr/kvm", "price_sek_m2", "kr/kvm"),
        ("Pris (kr/m²)", "price_sek_m2", "kr/m²"),
        ("Pris kr", "price_sek_m2", "kr"),
        ("kontakt", "contact", None),
        ("Uppdaterad", "source_date", None),
        ("synlighet", "visibility", None),
        ("Stickspår", "rail_siding", None),
        ("fiber", "fibre", None),
        ("Översvämningsrisk", "flood_risk", None),
        ("SiteReference", "id", None),
        ("LastUpdatedDate", "source_date", None),
    ],
)
def test_headings_of_real_files(heading: str, column: str, unit: str | None) -> None:
    found = meanings_of(heading)[0]
    assert (found.column, found.unit) == (column, unit)


@pytest.mark.parametrize(
    "heading", ["visibilty", "visibillity", "Visibillty", "synlighett", "synligeht", "synlighe", "synlig", "Visible"]
)
def test_a_heading_nearly_that_of_visibility_is_read_as_it(heading: str) -> None:
    assert meaning(heading) == "visibility"


@pytest.mark.parametrize("heading", ["möjlighet", "tillgänglighetsplan", "foo", "", "power", "beskr"])
def test_other_headings_are_not_visibility(heading: str) -> None:
    assert meaning(heading) != "visibility"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("municipali", "municipality_code"),
        ("price_sek_", "price_sek_m2"),
        ("availabili", "availability"),
        ("developabl", "developable_ha"),
        ("wastewater", "wastewater_m3_d"),
        ("protected_", "protected_nature"),
        ("source_dat", "source_date"),
    ],
)
def test_headings_that_a_shapefile_cut(heading: str, column: str) -> None:
    assert meaning(heading, short=True) == column


def test_a_cut_heading_that_begins_no_name_or_several_is_not_guessed() -> None:
    assert meaning("municipali") is None
    assert meaning("xxxxxxxxxx", short=True) is None
    assert meaning("power_m", short=True) is None


@pytest.mark.parametrize(
    ("cells", "column", "read_as"),
    [
        (["ledig", "såld"], "availability", ["available", "sold"]),
        (["samråd", "laga kraft"], "plan_stage", ["samrad", "laga_kraft"]),
        ([None, "antagen"], "plan_stage", [None, "antagen"]),
    ],
)
def test_status_is_what_all_its_cells_can_be(cells, column: str, read_as) -> None:
    upload = read(geojson(*(row(i, status=cell) for i, cell in enumerate(cells))))
    assert [value(upload.sites, column, i) for i in range(len(cells))] == read_as
    assert issues(upload) == []


def test_a_heading_whose_meaning_another_column_has_is_told_so() -> None:
    upload = read(geojson(row(1, status="ledig", availability="sold")))
    assert value(upload.sites, "availability") == "sold"
    assert [(issue.code, issue.column) for issue in issues(upload)] == [("column.ambiguous", "status")]
    assert issues(upload)[0].message.startswith("another column is read as Availability (availability) already")


def test_detaljplan_holds_stages_or_names() -> None:
    stages = read(geojson(row(1, detaljplan="ja"), row(2, detaljplan="Samråd")))
    names = read(geojson(row(1, detaljplan="Sörby 3:1"), row(2, detaljplan="Samråd")))
    assert value(stages.sites, "plan_stage") == "laga_kraft"
    assert value(names.sites, "plan_stage", 1) is None
    assert codes(names) == ["column.ambiguous"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("vatten", "water_m3_d"),
        ("avlopp", "wastewater_m3_d"),
        ("el", "power_mw"),
        ("fjärrvärme", "district_heating_mw"),
    ],
)
def test_supplies_are_numbers_or_kept(heading: str, column: str) -> None:
    numbers = read(geojson(row(1, **{heading: "12"}), row(2, **{heading: 15})))
    words = read(geojson(row(1, **{heading: "ja"}), row(2, **{heading: 15})))
    assert [value(numbers.sites, column, i) for i in range(2)] == [12, 15]
    assert codes(words) == ["column.ambiguous"]
    assert words.sites.others[heading] == ("ja", 15)


def test_owners_by_name_are_kept_and_owners_by_kind_read() -> None:
    assert value(read(geojson(row(1, ägare="Kommunen"))).sites, "ownership") == "municipal"
    upload = read(geojson(row(1, ägare="Kommunen"), row(2, ägare="Eva Ek")))
    assert (codes(upload), counts(upload)[1]) == (["column.ambiguous"], 2)


def test_our_own_names_are_strict() -> None:
    assert codes(read(geojson(row(1, plan_stage="DP 45")))) == ["value.not_allowed"]
    assert codes(read(geojson(row(1, water_m3_d="ja")))) == ["value.not_a_number"]


def test_columns_given_by_the_caller_are_strict() -> None:
    file = geojson(row(1, vatten="ja"))
    assert codes(read(file)) == ["column.ambiguous"]
    assert codes(read(file, columns={"vatten": "water_m3_d"})) == ["value.not_a_number"]


def test_source_is_a_municipality_where_every_cell_is_one() -> None:
    coded = read(geojson(row(1, source="0511"), row(2, source="0511")))
    assert coded.sites.municipality_codes == ("0511", "0511")
    assert coded.sites.sources[0].name == "sites.geojson"
    mixed = read(geojson(row(1, source="0511"), row(2, source="Kommunen")))
    assert [source.name for source in mixed.sites.sources] == ["0511", "Kommunen"]


@pytest.mark.parametrize("first", ["source", "municipality_code"])
def test_source_stays_the_source_where_a_column_of_ours_tells_the_municipality(first: str) -> None:
    cells = {"source": "0511", "municipality_code": "0511"}
    upload = read(geojson(row(1, **dict(sorted(cells.items(), key=lambda cell: cell[0] != first)))))
    assert upload.sites.municipality_codes == ("0511",)
    assert upload.sites.sources[0].name == "0511"
    assert issues(upload) == []


def test_municipalities_by_code_number_and_name() -> None:
    written = ["0511", "511", 511, "Norrby", "Norrby kommun", "NORRBYS KOMMUN"]
    upload = read(geojson(*(row(i, kommun=cell) for i, cell in enumerate(written))))
    assert upload.sites.municipality_codes == ("0511",) * len(written)


def test_our_own_name_wins_over_another_word_for_it() -> None:
    upload = read(geojson(row(1, namn="Andra", name="Första")))
    assert upload.sites.names == ("Första",)
    assert [(issue.code, issue.column) for issue in issues(upload)] == [("column.ambiguous", "namn")]
    assert upload.sites.others["namn"] == ("Andra",)


@pytest.mark.parametrize(
    ("east", "north"),
    [("Öst", "Nord"), ("x_koord", "y_koord"), ("X-koordinat", "Y-koordinat"), ("E (SWEREF)", "N (SWEREF)")],
)
def test_words_for_coordinates(east: str, north: str) -> None:
    text = f"id;{north};{east};area_ha\na;6475000;535000;3\n"
    assert counts(read(csv(text))) == (1, 1, 0, 0)
    assert counts(read(csv(text.replace("535000", "Skogsbyn")))) == (1, 0, 0, 1)


def test_a_single_letter_is_a_coordinate_only_with_its_other_half() -> None:
    upload = read(csv(f"id;n;wkt\n1;17;{wkt()}\n"))
    assert upload.sites.others == {"n": ("17",)}


def test_area_may_be_the_name_of_a_place() -> None:
    upload = read(geojson(row(1, area="Norra industriområdet")))
    assert codes(upload) == ["column.ambiguous"]
    assert counts(upload)[1] == 1


def test_ids_as_our_exports_write_them() -> None:
    first = read(geojson(row(1, id="Sörby 1:2"))).sites
    again = read(geojson(feature({"site_id": first.ids[0], "name": "x"}, row(1)["geometry"])))
    assert again.sites.ids == first.ids
    assert issues(again) == []


def test_the_id_of_a_feature_stands_in_for_a_missing_column() -> None:
    upload = read(geojson(feature({"name": "A"}, id=17), feature({"name": "B"}, row()["geometry"], id="b")))
    assert upload.sites.ids == ("0511-17", "0511-b")


def test_every_column_of_ours_can_be_given() -> None:
    assert set(GIVEN) >= {*BASE_COLUMNS, *METRIC_COLUMNS, "wkt", "lon", "lat", "area_m2", "price_sek"}


@settings(deadline=None, max_examples=examples(200))
@given(st.text(max_size=30), st.booleans())
def test_any_heading_has_meanings_or_none(heading: str, short: bool) -> None:
    assert all(m.column in {*GIVEN, "site_id"} for m in meanings_of(heading, short))
