from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.core.metrics import CATALOGUE, Kind, Origin
from sitematch.core.sites.cells import (
    CellFault,
    NumberCell,
    StageCell,
    is_empty,
    is_unknown,
    read_boolean,
    read_category,
    read_cell,
    read_date,
    read_plan_stage,
    read_set,
)
from sitematch.core.sites.dates import months_between
from tests.examples import examples

STATED = [m for m in CATALOGUE.values() if m.origin is Origin.STATED and m.kind is not Kind.BY_USE]
CATEGORICAL = [m for m in STATED if m.kind in (Kind.CATEGORY, Kind.SET)]


@pytest.mark.parametrize("cell", ["ja", "Ja", "JA ", "yes", "true", "True", "1", 1, 1.0, True])
def test_yes(cell: object) -> None:
    assert read_boolean(cell) is True


@pytest.mark.parametrize("cell", ["nej", "no", "false", "0", 0, 0.0, False])
def test_no(cell: object) -> None:
    assert read_boolean(cell) is False


@pytest.mark.parametrize("cell", ["kanske", "2", 2, "j", ["ja", "nej"], {"a": 1}])
def test_neither_yes_nor_no(cell: object) -> None:
    read = read_boolean(cell)
    assert isinstance(read, CellFault)
    assert read.code == "value.not_allowed"


@pytest.mark.parametrize("metric", CATEGORICAL, ids=lambda metric: metric.name)
def test_every_category_is_read_by_name_and_by_label(metric) -> None:
    for category, label in zip(metric.categories, metric.category_labels, strict=True):
        expected = category if metric.kind is Kind.CATEGORY else (category,)
        for written in (category, category.upper(), label.sv, label.en.title()):
            assert read_cell(metric, written) == expected


@pytest.mark.parametrize(
    ("metric", "cell", "category"),
    [
        ("availability", "ledig", "available"),
        ("availability", "till salu", "available"),
        ("availability", "Uitgeefbaar", "available"),
        ("availability", "en vente (avec contraintes)", "available"),
        ("availability", "Réservé par option", "option"),
        ("availability", "markanvisad", "reserved"),
        ("availability", "under försäljning", "reserved"),
        ("availability", "såld", "sold"),
        ("availability", "vendu", "sold"),
        ("availability", "kommande", "planned"),
        ("ownership", "Kommunen", "municipal"),
        ("ownership", "kommunalt bolag", "municipal"),
        ("ownership", "Trafikverket", "state"),
        ("ownership", "not owned by a public authority", "private"),
        ("ownership", "privatägd", "private"),
        ("ownership", "mixed ownership", "mixed"),
        ("flood_risk", "nej", "none"),
        ("flood_risk", "möjlig", "possible"),
        ("contamination", "bekräftad", "confirmed"),
    ],
)
def test_categories_as_written_in_real_files(metric: str, cell: str, category: str) -> None:
    assert read_category(CATALOGUE[metric], cell) == category


@pytest.mark.parametrize("cell", ["nej", "region", "owned by a public authority", "blå"])
def test_words_of_no_category(cell: str) -> None:
    read = read_category(CATALOGUE["availability"], cell)
    assert isinstance(read, CellFault)
    assert read.code == "value.not_allowed"


@pytest.mark.parametrize(
    ("cell", "stage", "appealed"),
    [
        ("laga kraft", "laga_kraft", False),
        ("LAGA KRAFT", "laga_kraft", False),
        ("laga_kraft", "laga_kraft", False),
        ("lagakraftvunnen", "laga_kraft", False),
        ("vunnit laga kraft", "laga_kraft", False),
        ("Laga kraft 2019-05-02", "laga_kraft", False),
        ("Antagen (2021)", "antagen", False),
        ("gällande", "laga_kraft", False),
        ("ja", "laga_kraft", False),
        (True, "laga_kraft", False),
        ("samråd", "samrad", False),
        ("sa\u030amra\u0308d".replace("a\u0308", "a\u030a"), "samrad", False),
        ("utställning", "granskning", False),
        ("granskning", "granskning", False),
        ("antagen KF", "antagen", False),
        ("överklagad", "antagen", True),
        ("påbörjad", "planbesked", False),
        ("positivt planbesked", "planbesked", False),
        ("upphävd", "none", False),
        ("ej planlagt", "none", False),
        ("nej", "none", False),
        ("2100", "samrad", False),
        (4000, "laga_kraft", False),
        ("legalForce", "laga_kraft", False),
    ],
)
def test_plan_stages(cell: object, stage: str, appealed: bool) -> None:
    assert read_plan_stage(cell) == StageCell(stage, appealed)


@pytest.mark.parametrize("cell", ["DP 45", "Detaljplan för Sörby", "0581-P15/3"])
def test_the_name_of_a_plan_is_no_stage(cell: str) -> None:
    assert isinstance(read_plan_stage(cell), CellFault)


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2021-03-04", "2021-03-04"),
        ("2021-03", "2021-03-01"),
        ("2021", "2021-01-01"),
        (2021, "2021-01-01"),
        (2021.0, "2021-01-01"),
        ("13/01/2021", "2021-01-13"),
        ("3/1/2021", "2021-01-03"),
        ("2021-03-04T10:00:00Z", "2021-03-04"),
        ("2021-03-04 10:00", "2021-03-04"),
        ("20210304", "2021-03-04"),
        ("2024-02-29", "2024-02-29"),
        (" 2021–03–04 ", "2021-03-04"),
    ],
)
def test_dates(cell: object, date: str) -> None:
    assert read_date(cell) == date


@pytest.mark.parametrize(
    "cell", ["01/13/2021", "2021-02-30", "2023-02-29", "2021-13", "igår", "21", "0", True, 3.5, "9999"]
)
def test_what_is_no_date(cell: object) -> None:
    read = read_date(cell)
    assert isinstance(read, CellFault)
    assert read.code == "value.not_allowed"


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("Q3 2027", 18),
        ("q3 2027", 18),
        ("kv 3 2027", 18),
        ("kvartal 3, 2027", 18),
        ("2027-Q3", 18),
        ("2027-07-01", 18),
        ("2027", 12),
        (2027, 12),
        ("2027-02", 13),
    ],
)
def test_dates_and_quarters_as_months_from_the_date_of_the_row(cell: object, months: float) -> None:
    read = read_cell(CATALOGUE["ready_months"], cell, counted_from="2026-01-01")
    assert isinstance(read, NumberCell)
    assert (read.low, read.high) == approx((months, months))


def test_a_date_that_has_passed_is_no_wait() -> None:
    assert read_cell(CATALOGUE["ready_months"], "2020-01-01", counted_from="2026-01-01") == NumberCell(0.0, 0.0)


def test_a_date_without_a_day_to_count_from_is_unknown() -> None:
    assert read_cell(CATALOGUE["ready_months"], "Q3 2027") is None
    assert read_cell(CATALOGUE["ready_months"], "24") == NumberCell(24.0, 24.0)


@settings(deadline=None, max_examples=examples(100))
@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 20_000))
def test_months_between_days_are_those_of_the_calendar(first: date, days: int) -> None:
    second = first + timedelta(days)
    months = months_between(first.isoformat(), second.isoformat())
    assert months == approx(days / (365.25 / 12), abs=0.15)
    assert months_between(second.isoformat(), first.isoformat()) == 0


@pytest.mark.parametrize(
    ("cell", "uses"),
    [
        ("industry|logistics", "industry logistics"),
        (["logistics", "industry"], "industry logistics"),
        ("J", "industry logistics"),
        ("Z", "industry logistics"),
        ("V", "logistics"),
        ("K", "office"),
        ("H", "retail"),
        ("G", "retail"),
        ("C", "office retail visitor"),
        ("O", "visitor"),
        ("R", "visitor"),
        ("N", "visitor"),
        ("B", "housing"),
        ("D", "public"),
        ("S", "public"),
        ("U", "public"),
        ("E", "utilities"),
        ("L", "other"),
        ("P", "other"),
        ("T", "other"),
        ("W", "other"),
        ("BC", "housing office retail visitor"),
        ("J, Z", "industry logistics"),
        ("J/K", "industry logistics office"),
        ("R1", "visitor"),
        ("K1Z2", "industry logistics office"),
        ("J e1 h10", "industry logistics"),
        ("J, e1, h10", "industry logistics"),
        ("Je1h10", "industry logistics"),
        ("J II", "industry logistics"),
        ("J1 II–IV", "industry logistics"),
        ("J V", "industry logistics"),
        ("B VI", "housing"),
        ("TORG, C", "office retail visitor"),
        ("GATA J", "industry logistics"),
        ("industri och lager", "industry logistics"),
        ("Bostäder, kontor", "housing office"),
        ("tekniska anläggningar", "utilities"),
        ("J (industri)", "industry logistics"),
        ("blandad", "mixed"),
    ],
)
def test_permitted_uses(cell: object, uses: str) -> None:
    assert read_set(CATALOGUE["plan_use"], cell) == tuple(uses.split())


@pytest.mark.parametrize(
    "cell", ["e1", "h10", "TORG", "PARK", "GATA, PARK1", "II", "VI", "X", "e1 h10 II", "NATUR", "j", "GCVÄG", "P-PLATS"]
)
def test_a_cell_of_other_provisions_only_is_unknown(cell: str) -> None:
    assert read_set(CATALOGUE["plan_use"], cell) is None


@pytest.mark.parametrize("cell", ["Q", "JQ", "hemligt", "stall och ridhus", "Industri?"])
def test_what_is_no_use_at_all(cell: str) -> None:
    assert isinstance(read_set(CATALOGUE["plan_use"], cell), CellFault)


@settings(deadline=None, max_examples=examples(100))
@given(st.lists(st.sampled_from(CATALOGUE["plan_use"].categories), min_size=1, unique=True), st.randoms())
def test_sets_do_not_depend_on_the_order_of_their_members(members: list[str], random) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)
    assert read_set(CATALOGUE["plan_use"], "|".join(shuffled)) == tuple(sorted(members))


@settings(deadline=None, max_examples=examples(300))
@given(st.sampled_from(STATED), st.one_of(st.text(max_size=80), st.floats(), st.integers(), st.booleans(), st.none()))
def test_any_cell_is_a_value_or_unknown_or_a_fault(metric, cell) -> None:
    read = read_cell(metric, cell, counted_from="2026-01-01")
    assert read is None or isinstance(read, NumberCell | bool | str | tuple | CellFault)
    if isinstance(read, NumberCell):
        assert 0 <= read.low <= read.high < float("inf")
    if isinstance(read, str):
        assert read in metric.categories


@pytest.mark.parametrize("sign", [" ", ",", "(", "1", "a", "A", "-", "1,", "A1", "&", "|", "2021 "])
@pytest.mark.parametrize("metric", STATED, ids=lambda metric: metric.name)
def test_no_cell_takes_long_however_long_it_is(metric, sign: str) -> None:
    read = read_cell(metric, sign * 200_000)
    assert read is None or isinstance(read, CellFault)


@settings(deadline=None, max_examples=examples(200))
@given(st.text(max_size=20))
def test_an_empty_cell_is_unknown_and_an_unknown_one_need_not_be_empty(text: str) -> None:
    assert is_unknown(text) or not is_empty(text)
