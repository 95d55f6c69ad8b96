from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from sitematch.core.matching.result import MatchResult
from sitematch.errors import OutputFailed
from sitematch.views import pdf_file
from sitematch.views.backdrop import prepare_backdrop
from sitematch.views.dossier import MOST_LISTED, MOST_MISSES, MOST_SITES
from sitematch.views.pdf_file import render_pdf
from sitematch.views.words import source_text
from tests.views.hostile import TEXTS, everywhere, region_everywhere
from tests.views.read_back import pdf_text, squeezed
from tests.views.samples import STATED, match_of, near_miss, ranked, sites_of, small_match, small_region


def pdf_of(result: MatchResult, lang: str = "sv") -> bytes:
    return render_pdf(result, sites_of(result), prepare_backdrop(small_region()), "sv" if lang == "sv" else "en")


def test_it_says_list_reasons_figures_sources_and_what_lacks() -> None:
    text = pdf_text(pdf_of(small_match()))
    for said in (
        "Batterifabrik", "Vad som avgör", "Sörby norra", "uppfyller kraven", "58,6", "132,1 ha", "minst 100 ha",
        source_text(STATED, "sv"), "Trafikplats Motala", "Hur mycket eleffekt kan området få?",
        "Åtvid östra", "88 ha", "Vägar, prov", "reserverad", "Demodata",
    ):  # fmt: skip
        assert squeezed(said) in text, said


def test_it_has_a_language_a_title_and_the_day_and_is_tagged() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(small_match(), "en")))
    root = reader.trailer["/Root"].get_object()
    assert reader.metadata is not None
    assert reader.metadata.title == "Battery plant"
    assert reader.metadata["/CreationDate"] == "D:20261124000000Z"
    assert str(root["/Lang"]) == "en"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert float(reader.pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)
    assert "What decides" in str(reader.outline)


def test_every_page_has_its_number_and_the_demo_mark() -> None:
    pages = PdfReader(io.BytesIO(pdf_of(small_match(), "en"))).pages
    for number, page in enumerate(pages, start=1):
        text = squeezed(page.extract_text())
        assert f"Page{number}/{len(pages)}" in text
        assert "Demodata" in text
    nowhere = replace(small_match(), ranked=small_match().ranked[:2], near_misses=())
    assert "Demodata" not in pdf_text(pdf_of(nowhere, "en"))


def test_six_sites_take_at_most_ten_pages() -> None:
    sites = tuple(ranked(i + 1, f"s{i}", f"Område {i}", open=True) for i in range(6))
    misses = tuple(near_miss(f"m{i}", f"Bortfall {i}") for i in range(60))
    assert len(PdfReader(io.BytesIO(pdf_of(match_of(sites, misses)))).pages) <= 10


def test_what_is_left_out_is_said() -> None:
    sites = tuple(ranked(i + 1, f"s{i}", f"Plats nummer {i + 1}.") for i in range(MOST_LISTED + 5))
    misses = tuple(near_miss(f"m{i}", f"Bortfall {i + 1}.") for i in range(MOST_MISSES + 5))
    text = pdf_text(pdf_of(match_of(sites, misses), "en"))
    assert text.count(f"Platsnummer{MOST_SITES}.") > text.count(f"Platsnummer{MOST_SITES + 1}.") > 0
    assert f"Platsnummer{MOST_LISTED}." in text
    assert f"Platsnummer{MOST_LISTED + 1}." not in text
    assert f"Bortfall{MOST_MISSES}." in text
    assert f"Bortfall{MOST_MISSES + 1}." not in text
    for said in (
        f"Only the first {MOST_SITES} of the list have a section",
        f"The first {MOST_LISTED} of {MOST_LISTED + 5} ranked sites are here.",
        f"The first {MOST_MISSES} of {MOST_MISSES + 5} near misses are here.",
    ):
        assert squeezed(said) in text


def test_the_same_match_gives_the_same_bytes_at_any_time_of_day() -> None:
    later = replace(small_match(), id="other", created_at="2026-11-24T17:30:00Z")
    assert pdf_of(small_match()) == pdf_of(later)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_of_others_is_set_as_text(text: str) -> None:
    result = everywhere(text)
    made = render_pdf(result, sites_of(result), prepare_backdrop(region_everywhere(text)), "sv")
    if text.isascii() and text.isprintable() and len(text) < 100:
        shown = pdf_text(made)
        assert squeezed(text) in shown
        assert "root:" not in shown
    assert len(PdfReader(io.BytesIO(made)).pages) < 60


def test_without_a_site_it_says_so_and_still_shows_the_map_and_the_requirement() -> None:
    text = pdf_text(pdf_of(match_of((), ()), "en"))
    for said in ("No site is in the list.", "What was asked for", "at least 100 ha"):
        assert squeezed(said) in text


def test_it_reads_no_file_beside_itself() -> None:
    with pytest.raises(OutputFailed, match="cannot be set"):
        pdf_file._compiled(b'#read("/etc/passwd")', {}, pdf_file._UNDATED)
