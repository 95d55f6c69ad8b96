from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from sitematch.views import xlsx_file
from sitematch.views.xlsx_file import MOST_CHARACTERS, render_xlsx
from tests.views.hostile import TEXTS, everywhere, region_everywhere
from tests.views.read_back import sheets, workbook
from tests.views.samples import match_of, near_miss, next_question, ranked, renamed, small_match, small_region

NAMES = [
    "List",
    "Criteria by site",
    "Near misses",
    "Put together",
    "What it would take",
    "Open questions",
    "Sources",
    "Requirement",
    "About",
]


def small_book(lang: str = "en") -> bytes:
    return render_xlsx(small_match(), small_region(), "sv" if lang == "sv" else "en")


def test_it_has_a_sheet_for_each_question() -> None:
    assert list(workbook(small_book())) == NAMES
    assert next(iter(workbook(small_book("sv")))) == "Lista"


def test_headings_stay_in_view_and_filter() -> None:
    for sheet in workbook(small_book()).values():
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1])


def test_the_list_has_figures_as_figures() -> None:
    first, second, third = sheets(small_book())["List"]
    assert (first["Rank"], first["Site"], first["Status"]) == (1, "Sörby norra", "● qualifies")
    assert (first["Score"], first["First in"]) == (58.642, 0.995)
    assert (second["Score, least"], second["Score, most"], second["Availability"]) == (9.642, 30.642, "reserved")
    assert second["Ask first"] == "Hur mycket eleffekt kan området få?"
    assert second["Moves the score by up to"] == 21.0
    assert [row["Demo"] for row in (first, second, third)] == [None, None, "demo"]


def test_open_questions_say_how_likely_they_change_who_leads() -> None:
    row = next_question("0583-2", first_changes=0.25, leading_changes=0.5)
    book = sheets(render_xlsx(replace(small_match(), next_questions=(row,)), small_region(), "en"))
    asked = {(row["Site id"], row["Criterion id"]): row for row in book["Open questions"]}
    likely, other = asked["0583-2", "power"], asked["0583-2", "junction"]
    assert (likely["Changes who is first"], likely["Changes who the first three are"]) == (0.25, 0.5)
    assert other["Changes who is first"] is other["Changes who the first three are"] is None
    assert [row for row in book["About"] if "Worth a call" in row.values()]


def test_shares_are_percentages_and_figures_show_as_many_decimals_as_one_reads() -> None:
    book = workbook(small_book())
    headings = [cell.value for cell in book["List"][1]]
    assert book["List"].cell(2, headings.index("First in") + 1).number_format == "0.0%"
    values = {row[4].value: row[5].number_format for row in book["Criteria by site"].iter_rows(min_row=2, max_row=4)}
    assert values["Area"] == "#,##0.0"
    assert values["Driving time: motorway junction"] == "0.00"


def test_every_figure_has_its_row_with_unit_verdict_and_source() -> None:
    rows = sheets(small_book())["Criteria by site"]
    assert len(rows) == 5 * 6
    land, power = rows[0], rows[7]
    assert (land["Value"], land["Unit"], land["Asked for"]) == (132.14, "ha", "at least 100\u00a0ha")
    assert (land["Verdict"], land["Weight"]) == ("met", 0.3)
    assert (land["Source"], land["Date"], land["Method"]) == ("Motala kommun", "2024-03-01", "stated")
    assert (power["Value"], power["Value, least"], power["Value, most"]) == ("40–80", 40.0, 80.0)
    assert (power["Verdict"], power["Points, least"], power["Points, most"]) == ("not known", 0.0, 30.0)
    assert (rows[8]["Value"], rows[8]["Why it is not known"], rows[8]["Source"]) == (
        "unknown",
        "no road is near enough",
        None,
    )
    assert rows[2]["Via"] == "Trafikplats Motala"


def test_near_misses_say_what_lacks_and_by_how_much() -> None:
    land, power, *_ = sheets(small_book())["Near misses"]
    assert (land["Nearness"], land["Site"], land["Number of lacks"]) == (1, "Åtvid östra", 2)
    assert (land["Has"], land["Asked for"], land["Gap"], land["Unit"]) == (88.0, "at least 100\u00a0ha", 12.0, "ha")
    assert (power["Gap"], power["In words"]) == (
        0.002,
        "Power: 49.998\u00a0MW, asked for at least 50\u00a0MW (0.002\u00a0MW short)",
    )


def test_questions_sources_and_requirement() -> None:
    book = sheets(small_book())
    assert [row["Moves the score by up to"] for row in book["Open questions"]] == [21.0, 0.0, 21.0, 0.0]
    assert book["Sources"][0]["Source"] == "Motala kommun"
    assert sum(row["Figures"] or 0 for row in book["Sources"]) == sum(
        1 for row in book["Criteria by site"] if row["Source"]
    )
    assert "SCB" in [row["Source"] for row in book["Sources"]]
    land = book["Requirement"][0]
    assert (land["Asked for"], land["Weight as given"], land["Weight"]) == ("at least 100\u00a0ha", 30, 0.3)
    assert land["Points"] == "100\u00a0ha: 0 p; 200\u00a0ha: 100 p"
    about = {row["About"]: row["Says"] for row in book["About"]}
    assert (about["Region"], about["Date"], about["Run"]) == ("Trekommun", "2026-11-24", "f00dfeed" * 8)
    assert about["Demo data"] == "Demo data: sites marked demo are invented."


def test_the_same_match_gives_the_same_bytes_at_any_time_of_day() -> None:
    later = replace(small_match(), id="other", created_at="2026-11-24T17:30:00Z")
    assert small_book() == small_book() == render_xlsx(later, small_region(), "en")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_no_text_of_others_is_more_than_text(text: str) -> None:
    content = render_xlsx(everywhere(text), region_everywhere(text), "sv")
    for sheet in workbook(content).values():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), cell.coordinate
                assert len(str(cell.value)) <= MOST_CHARACTERS
                assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_what_looks_like_a_formula_stays_text_when_it_is_edited() -> None:
    book = workbook(render_xlsx(renamed(small_match(), ["=1+1", "plain"]), small_region(), "en"))
    first, second = (book["List"].cell(row, 2) for row in (2, 3))
    assert (first.value, first.quotePrefix) == ("=1+1", True)
    assert (second.value, bool(second.quotePrefix)) == ("plain", False)


def test_a_text_is_kept_but_for_control_characters_and_cut_with_a_mark() -> None:
    names = ["a\x00b\x1bc", "😀" * 20_000]
    first, second = sheets(render_xlsx(renamed(small_match(), names), small_region(), "en"))["List"]
    assert first["Site"] == "abc"
    assert second["Site"] == "😀" * 16_383 + "…"


def test_without_a_site_the_sheets_say_so() -> None:
    book = sheets(render_xlsx(match_of((), ()), small_region(), "en"))
    assert [list(row.values())[1] for row in book["List"]] == ["No site is in the list."]
    assert len(book["Requirement"]) == 6
    assert book["Criteria by site"] == []


def test_a_sheet_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 11)
    rows = sheets(render_xlsx(small_match(), small_region(), "en"))["Criteria by site"]
    assert len(rows) == 10
    assert rows[-1]["Rank"] == "The sheet is full; what follows is not here."
    assert rows[-2]["Criterion id"] == "junction"


def test_a_list_that_was_cut_says_so() -> None:
    whole = small_match()
    about = sheets(render_xlsx(replace(whole, ranked=whole.ranked[:1]), small_region(), "en"))["About"]
    assert {"About": "Cut", "Says": "The first 1 of 3 ranked sites are here."} in about


def test_a_requirement_without_values_has_no_scores() -> None:
    bare = replace(ranked(1, "a", "A"), score=None, score_low=None, score_high=None, first_share=None)
    miss = replace(near_miss("b", "B"), score=None, score_low=None, score_high=None)
    (row,) = sheets(render_xlsx(match_of((bare,), (miss,)), small_region(), "en"))["List"]
    assert (row["Score"], row["First in"], row["Rank"]) == (None, None, 1)
