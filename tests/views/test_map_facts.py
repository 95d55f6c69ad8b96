from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sitematch.core.evidence import Method, Source
from sitematch.core.matching.result import RankedSite
from sitematch.views.ages import age_mark, day_of
from sitematch.views.cards import card_of, wording_of
from sitematch.views.explain import words_of
from sitematch.views.map_facts import FEW_UNKNOWNS, near_lines, place_words, sparing_notes, told_of
from sitematch.views.map_parts import MANY_SITES
from tests.views.samples import match_of, near_miss, outcome, ranked, small_match

DAY = date(2026, 11, 24)


def of_dates(*dates: str | None, method: Method = Method.STATED) -> RankedSite:
    criteria = [outcome(f"c{i}", "area_ha", 1.0, None, source=Source("x", day, method)) for i, day in enumerate(dates)]
    return ranked(1, "a", "A", criteria=tuple(criteria))


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (("2018-03-18",), "figures from 2018"),
        (("2025-01-01", "2019", "2020-02"), "figures from 2019"),
        (("2021-11-23",), "figures from 2021"),
        (("2021-11-24",), None),
        (("2021-12",), None),
        (("2021",), "figures from 2021"),
        ((None, "lately", "2018-13-40", ""), None),
        ((), None),
    ],
)
def test_figures_of_more_than_five_years_are_told(dates: tuple[str | None, ...], said: str | None) -> None:
    assert age_mark(of_dates(*dates), DAY, "en") == said


def test_only_what_was_said_of_the_site_ages_and_only_by_a_known_day() -> None:
    assert age_mark(of_dates("2010-01-01", method=Method.DERIVED), DAY, "sv") is None
    assert age_mark(of_dates("2010-01-01", method=Method.DEMO), DAY, "sv") == "uppgifter från 2010"
    assert age_mark(of_dates("2010-01-01"), None, "sv") is None
    assert age_mark(of_dates("2020-02-29"), date(2025, 3, 1), "en") == "figures from 2020"
    assert age_mark(of_dates("2020-02-29"), date(2025, 2, 28), "en") is None


def test_a_day_is_read_whole_or_as_its_first() -> None:
    assert day_of("2026-11-24") == DAY
    assert day_of("2026-11") == date(2026, 11, 1)
    assert day_of("2026") == date(2026, 1, 1)
    assert day_of("2026-02-30") is day_of("24/11/2026") is day_of(None) is None


def test_the_age_stands_with_the_site_by_the_day_of_its_match() -> None:
    result = match_of((of_dates("2018-05-01"),), (near_miss("b", "B", criteria=of_dates("2019").criteria),))
    wording = wording_of(result, "sv")
    card, miss = card_of(result.ranked[0], "x", wording), card_of(result.near_misses[0], "x", wording)
    assert card.where == "Motala · uppgifter från 2018"
    assert card.spoken.endswith("uppgifter från 2018")
    assert miss.where == "Åtvidaberg · uppgifter från 2019"
    earlier = replace(result, created_at="2023-01-01T00:00:00Z")
    assert card_of(earlier.ranked[0], "x", wording_of(earlier, "sv")).where == "Motala"


def test_who_lives_near_is_told_as_far_as_it_is_known() -> None:
    criteria = {
        "all": {"metric": "population", "within_min": 45},
        "work": {"metric": "workforce", "within_min": 30, "group": "care_staff"},
        "span": {"metric": "workforce", "within_min": 60},
        "none": {"metric": "population", "within_min": 90},
    }
    outcomes = (
        outcome("all", "population", 212_345.0, None),
        outcome("work", "workforce", 3_100.0, None),
        outcome("span", "workforce", None, None, value_low=1_000.0, value_high=2_000.0),
        outcome("none", "population", None, None),
    )
    site = ranked(1, "a", "A", criteria=(*outcomes, *small_match().ranked[0].criteria))
    assert near_lines(site, criteria, "en") == (
        "212,345 people live within 45 minutes by car",
        "3,100 of the workforce in care staff live within 30 minutes by car",
        "1,000–2,000 of the workforce live within 60 minutes by car",
    )
    assert near_lines(site, criteria, "sv")[0] == "212\u00a0345 personer bor inom 45 minuter med bil"


def test_far_down_a_long_list_less_is_told_but_never_nothing() -> None:
    many = tuple(ranked(i + 1, f"a{i}", f"A{i}", open=True) for i in range(MANY_SITES + 1))
    result = match_of(many, ())
    words = words_of(result, "en")
    told = told_of(many, words, result, "en")
    assert told["a0"].why[: len(words.sites["a0"].why)] == words.sites["a0"].why
    assert told[many[-1].site_id].why == ()
    assert 0 < len(told[many[-1].site_id].unknown) <= FEW_UNKNOWNS
    assert all(one.gist for one in told.values())


def test_the_sources_of_the_region_are_named_in_short_where_there_are_many_cards() -> None:
    result = small_match()
    cards = [card_of(site, "x", wording_of(result, "sv")) for site in result.ranked]
    short = sparing_notes(cards, result.ranked, "sv")
    assert [text for _, text in cards[0].notes] == [
        "Motala kommun, 2024-03-01, uppgiven",
        "vägnät, 2026-11-24, härledd",
    ]
    assert [text for _, text in short[0].notes] == [
        "Motala kommun, 2024-03-01, uppgiven",
        "härlett ur regionens data, se sidans källor",
    ]


def test_a_link_names_the_host_it_leads_to() -> None:
    words = place_words("https://karta.example:8080/x?n={lat}&e={lon}", "en")
    assert words == "See the place on karta.example:8080 (another website)"
    assert place_words(None, "en") == ""
