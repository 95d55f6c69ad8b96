from __future__ import annotations

import string

import pytest

from sitematch.core.evidence import Text
from sitematch.intake import wordings
from sitematch.intake.findings import Severity, Wording, figure
from sitematch.texts import messages
from tests.intake.world import csv, geojson, read, row, wkt

WORDINGS = {name: value for name, value in vars(wordings).items() if isinstance(value, Wording)}
TEXTS = sorted({text for wording in WORDINGS.values() for text in (wording.message, wording.fix)})
CODES = {
    "file.unreadable",
    "file.driver_not_allowed",
    "file.too_large",
    "file.empty",
    "crs.missing",
    "crs.unsupported",
    "crs.axis_swapped",
    "geometry.missing",
    "geometry.invalid",
    "geometry.not_polygon",
    "geometry.outside_municipality",
    "geometry.tiny",
    "geometry.overlap",
    "area.differs",
    "value.suspicious",
    "column.unknown",
    "column.ambiguous",
    "column.unit",
    "date.stale",
    "id.missing",
    "id.duplicate",
    "value.not_a_number",
    "value.out_of_range",
    "value.not_allowed",
}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_are_exactly_the_codes_that_are_promised() -> None:
    assert {wording.code for wording in WORDINGS.values()} == CODES


def test_a_code_has_one_severity_but_for_what_depends_on_how_bad_it_is() -> None:
    both = {"geometry.invalid", "geometry.outside_municipality"}
    for code in CODES - both:
        assert len({wording.severity for wording in WORDINGS.values() if wording.code == code}) == 1
    assert {w.severity for w in WORDINGS.values() if w.code == "geometry.invalid"} == {
        Severity.ERROR,
        Severity.REPAIRED,
    }


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_there_in_swedish_with_the_same_gaps(text: str) -> None:
    swedish = messages("sv").get(text)
    assert swedish
    assert gaps(swedish) == gaps(text)
    assert swedish != text


def test_every_text_says_how_to_mend_in_plain_signs() -> None:
    for wording in WORDINGS.values():
        assert wording.message
        assert wording.fix
        assert not wording.message.endswith(".")


def test_the_report_speaks_the_callers_language() -> None:
    file = csv(f"id;effekt (MW);skick;wkt\n1;ca tolv;bra;{wkt()}\n")
    english, swedish = (read(file, lang=lang).report for lang in ("en", "sv"))
    assert english.issues[-1].told() == "row 1 (line 2 in the file), effekt (MW): 'ca tolv' is not a number; write 12"
    assert swedish.issues[-1].message == "”ca tolv” är inget tal"
    assert swedish.issues[-1].fix == "skriv 12"
    assert [issue.code for issue in english.issues] == [issue.code for issue in swedish.issues]


def test_what_can_stand_in_a_cell_is_listed_in_the_callers_language() -> None:
    issue = read(geojson(row(1, ownership="blå")), lang="sv").report.issues[0]
    assert issue.fix == "skriv något av: kommunal, statlig, privat, blandad; eller lämna cellen tom"


@pytest.mark.parametrize(
    ("value", "english", "swedish"),
    [
        (0.0, "0", "0"),
        (3.25, "3.25", "3,25"),
        (1250.5, "1,250", "1\u00a0250"),
        (25016010.4, "25,016,010", "25\u00a0016\u00a0010"),
        (0.012345, "0.01235", "0,01235"),
        (100.0, "100", "100"),
    ],
)
def test_figures_are_written_in_the_readers_way(value: float, english: str, swedish: str) -> None:
    assert (figure(value, "en"), figure(value, "sv")) == (english, swedish)


def test_reasons_are_said_in_both_languages() -> None:
    from sitematch.intake import csv_file, formats, geojson_file, mend

    for module in (csv_file, formats, geojson_file, mend):
        found = [v for v in vars(module).values() if isinstance(v, Text)]
        assert all(text.sv and text.en for text in found)
