"""The example row of the form for sites, and the sheets that explain it, are no sites."""

from __future__ import annotations

import pytest

from sitematch.intake.examples import EXAMPLE_ID, EXAMPLE_NAME
from sitematch.intake.tables import OUR_SHEETS
from tests.intake.test_xlsx import HEADINGS, site, xlsx
from tests.intake.world import codes, counts, csv, in_degrees, issues, read, square, wkt

EXAMPLE = (EXAMPLE_ID.sv, EXAMPLE_NAME.sv)


def line(own_id: str, name: str, at: int = 5000, power: str = "12") -> str:
    return f"{own_id};{name};{wkt(in_degrees(square(at)))};{power}"


def table(*lines: str):
    return csv("\n".join(["id;namn;wkt;effekt (MW)", *lines]))


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_example_alone_is_no_site_and_no_fault(lang: str) -> None:
    upload = read(table(line(EXAMPLE_ID.in_(lang), EXAMPLE_NAME.in_(lang))))

    assert counts(upload) == (0, 0, 0, 0)
    assert not issues(upload)
    assert len(upload.sites) == 0


def test_rows_behind_the_example_keep_their_numbers() -> None:
    upload = read(table(line(*EXAMPLE), line("a", "Ek"), line("b", "Alm", 9000, "mycket")))

    assert counts(upload) == (2, 1, 0, 1)
    assert [(issue.row, issue.code) for issue in issues(upload)] == [(3, "value.not_a_number")]


def test_the_example_may_stand_anywhere_and_what_it_says_does_not_count() -> None:
    faulty = line(*EXAMPLE, power="a lot").replace("POLYGON", "POLYGONE")
    upload = read(table(line("a", "Ek"), faulty))

    assert counts(upload) == (1, 1, 0, 0)
    assert not issues(upload)


@pytest.mark.parametrize("own", [("a", EXAMPLE_NAME.sv), (EXAMPLE_ID.sv, "Ek"), (EXAMPLE_ID.sv, EXAMPLE_NAME.sv + "!")])
def test_with_another_id_or_name_it_is_a_site(own: tuple[str, str]) -> None:
    upload = read(table(line(*own)))

    assert counts(upload) == (1, 1, 0, 0)


def test_coordinates_of_the_example_say_nothing_of_the_others() -> None:
    east, north = square(5000)[0]
    upload = read(
        csv(f"id;namn;lon;lat;areal (ha)\n{';'.join(EXAMPLE)};15.5;58.4;2\na;Ek;{east + 9:.0f};{north + 9:.0f};3"),
        crs="EPSG:3006",
    )

    assert counts(upload) == (1, 1, 0, 0)
    assert upload.sites.outlines[0].x == pytest.approx(east + 9, abs=1)


def test_sheets_that_explain_are_passed_over_without_a_word() -> None:
    explained = [[f"{OUR_SHEETS} how to"], ["id", "the number"], ["namn", "the name"], ["wkt", "the outline"]]
    upload = read(xlsx(HEADINGS, site(), Explanation=explained))

    assert counts(upload) == (1, 1, 0, 0)
    assert not issues(upload)
    assert codes(read(xlsx(HEADINGS, site(), Other=[["note", "of"], ["some", "thing"]]))) == ["value.suspicious"]
