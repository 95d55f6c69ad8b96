from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings

from sitematch.core.evidence import Lang, Method, Source
from sitematch.core.matching.result import (
    Counts,
    CriterionOutcome,
    MatchResult,
    OpenQuestion,
    RankedSite,
    RobustnessResult,
    Shortfall,
    Status,
    Verdict,
)
from sitematch.core.sites.columns import Via
from sitematch.texts import LOCALE
from sitematch.views.explain import SiteWords, Words, words_of
from tests.examples import examples
from tests.views.hostile import NAMES, hostile_match
from tests.views.samples import REQUIREMENT, criteria_known, match_of, near_miss, outcome, ranked, small_match
from tests.views.told_figures import close, figures, figures_of, names_of, numbers_in, plain, without_names
from tests.views.told_matches import matches, preset_matches, with_first

LANGS: tuple[Lang, ...] = ("sv", "en")
JARGON = (
    "smaa", "acceptab", "simplex", "monte", "central weight", "criterion", "kriteri", "swing", "near miss", "verdict",
    "normalis", "confidence", "konfidens", "centralvikt", "null", "nan", "inf", "{", "}",
)  # fmt: skip


@pytest.fixture(scope="module")
def presets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MatchResult]:
    return preset_matches(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module", params=LANGS)
def told(request: pytest.FixtureRequest, presets: dict[str, MatchResult]) -> list[tuple[MatchResult, Words, Lang]]:
    return [(result, words_of(result, request.param), request.param) for result in presets.values()]


def everything(words: Words) -> list[str]:
    said = [*words.list.decides, words.list.summary]
    for site in words.sites.values():
        said += [*site.why, *site.unknown, site.summary, *([site.firmness] if site.firmness else [])]
    for miss in words.misses.values():
        said += [*miss.lacks, miss.summary]
    return [*said, *(line for each in words.takes for line in each.said), *words.joined]


def english(result: MatchResult) -> Words:
    return words_of(result, "en")


def text(*said: str) -> str:
    return " ".join(said).replace("\u00a0", " ")


# --- every figure comes out of the result


def test_every_figure_of_a_ranked_site_is_one_of_the_result(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    for result, words, lang in told:
        shared = [*numbers_in(dict(result.requirement)), float(result.robustness.draws), 100.0]
        names = names_of(result)
        for above, site in zip((None, *result.ranked), result.ranked, strict=False):
            known = [*shared, *figures_of(site), *_of_rank(result, site, above)]
            said = words.sites[site.site_id]
            for sentence in (*said.why, *said.unknown, said.firmness or "", said.summary):
                for stated in figures(plain(without_names(sentence, names), lang)):
                    assert any(close(stated, one) for one in known), (sentence, stated)


def _of_rank(result: MatchResult, site: RankedSite, above: RankedSite | None) -> list[float]:
    bound = [one for one in site.criteria if one.verdict is not None]
    share = site.first_share or 0.0
    known = [float(site.rank_low), float(site.rank_high), 100 * share, round(share * result.robustness.draws)]
    known += [float(len(bound)), float(sum(one.verdict is Verdict.MEETS for one in bound))]
    known += [question.swing for question in site.open_questions]
    known += [100 * w for w in (result.robustness.central_weights.get(site.site_id) or {}).values()]
    known += _turning(result, site)
    error = 196 * math.sqrt(share * (1 - share) / result.robustness.draws)
    known += [math.ceil(error * scale) / scale for scale in (1, 10, 100)]
    known += [float(n) for n in range(len(site.criteria))]  # "and 3 more"
    if above is not None:
        known += [(above.score or 0) - (site.score or 0), *figures_of(above)]
    return known


def _turning(result: MatchResult, site: RankedSite) -> list[float]:
    """Where the first place changes hands by what concerns a site, rounded away from how it is."""
    rows = [row for row in result.sensitivity if row["site_id"] == site.site_id]
    turns = [(100, one) for row in rows for one in row["weights"]] + [(1, o) for row in rows for o in row["figures"]]
    known = [scale * one["from"] for scale, one in turns if one["change"] is not None]
    for scale, one in turns:
        if one["change"] is not None:
            away = math.ceil if one["direction"] == "up" else math.floor
            known += [away(scale * one["to"] * tens) / tens for tens in (1, 10, 100)]
    return known


def test_every_figure_of_a_near_miss_is_one_of_the_result(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    for result, words, lang in told:
        names = names_of(result)
        for miss in result.near_misses:
            known = [*numbers_in(dict(result.requirement)), *figures_of(miss), float(len(miss.shortfalls))]
            known += [float(sum(one.verdict is not None for one in miss.criteria))]
            known += [one.gap for one in miss.shortfalls if one.gap is not None]
            said = words.misses[miss.site_id]
            for sentence in (*said.lacks, said.summary):
                for stated in figures(plain(without_names(sentence, names), lang)):
                    assert any(close(stated, one) for one in known), (sentence, stated)


def test_what_a_site_gains_and_loses_most_on(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    pair = re.compile(r": (\d+(?:\.\d+)?)(?:–[\d.]+)? (?:of 100 points|av 100 poäng), (?:<?)(\d+) ?%")
    seen = 0
    for result, words, lang in told:
        for site in result.ranked:
            sure = [
                o for o in site.criteria if o.weight is not None and (o.value is not None or o.value_low is not None)
            ]
            worst = max(sure, key=lambda one: (one.weight or 0) * (100 - (one.points_high or 0)))
            best = max((o for o in sure if o is not worst), key=lambda one: (one.weight or 0) * (one.points_low or 0))
            for starts, one in ((("Strongest on", "Starkast på"), best), (("Held back", "Tappar mest"), worst)):
                for sentence in (s for s in words.sites[site.site_id].why if s.startswith(starts)):
                    points, weight = (float(part) for part in pair.findall(plain(sentence, lang))[0])
                    assert points == pytest.approx(one.points_low, abs=0.051)
                    assert weight == pytest.approx(100 * (one.weight or 0), abs=0.51)
                    seen += 1
    assert seen > 50


def test_how_far_it_is_below_the_one_above_and_on_what(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    below = re.compile(r"^(\d+(?:\.\d+)?) (?:points? below|poäng under) ")
    against = re.compile(r": (\d+(?:\.\d+)?)(?:–[\d.]+)? \(.*\) (?:against|mot) (\d+(?:\.\d+)?)")
    seen = 0
    for result, words, lang in told:
        for above, site in zip(result.ranked, result.ranked[1:], strict=False):
            for sentence in (plain(s, lang) for s in words.sites[site.site_id].why):
                if found := below.match(sentence):
                    assert close(figures(found[1])[0], (above.score or 0) - (site.score or 0))
                    pairs = zip(above.criteria, site.criteria, strict=True)
                    other, own = max((p for p in pairs if p[0].weight), key=lambda p: _middle(p[0]) - _middle(p[1]))
                    points = against.search(sentence)
                    assert points is not None
                    assert float(points[1]) == pytest.approx(own.points_low, abs=0.051)
                    assert float(points[2]) == pytest.approx(other.points_low, abs=0.051)
                    seen += 1
    assert seen > 20


def _middle(one: CriterionOutcome) -> float:
    return (one.weight or 0) * ((one.points_low or 0) + (one.points_high or 0)) / 2


def test_firmness_says_share_error_and_ranks(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    shares = 0
    for result, words, lang in told:
        for site in result.ranked:
            firm = plain(words.sites[site.site_id].firmness or "", lang)
            stated = re.search(r"(\d+(?:\.\d+)?) ?% (?:of|av) .*? \(± (\d+(?:\.\d+)?)", firm)
            if stated:
                share = site.first_share or 0
                error = 196 * math.sqrt(share * (1 - share) / result.robustness.draws)
                assert close(figures(stated[1])[0], 100 * share)
                assert error <= float(stated[2]) < error + 1
                shares += 1
            ranks = re.search(r"(?:Rank|Plats) (\d+)(?: (?:to|till) (\d+))?", firm)
            assert ranks is not None or len(result.ranked) == 1
            if ranks:
                assert (int(ranks[1]), int(ranks[2] or ranks[1])) == (site.rank_low, site.rank_high)
    assert shares >= 3


def test_what_is_unknown_stands_in_the_order_of_its_worth(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    worth = re.compile(r"(?:worth up to|värt upp till) (\d+(?:\.\d+)?)")
    for result, words, lang in told:
        for site in result.ranked:
            said = [plain(one, lang) for one in words.sites[site.site_id].unknown]
            assert len(said) == len(site.open_questions)
            for sentence, question in zip(said, site.open_questions, strict=True):
                found = worth.search(sentence)
                assert (found is not None) == (question.swing > 0)
                assert found is None or float(found[1]) == pytest.approx(question.swing, abs=0.051)


def test_the_list_counts_what_costs_most_sites(told: list[tuple[MatchResult, Words, Lang]]) -> None:
    tally = re.compile(r"\((\d+) (?:sites?|områden?)\)")
    for result, words, lang in told:
        said = [plain(sentence, lang) for sentence in words.list.decides]
        failed = Counter(s.id for miss in result.near_misses for s in miss.shortfalls)
        assert [int(n) for n in tally.findall(said[0])] == [n for _, n in failed.most_common(3)]
        assert said[0].startswith(f"{len(result.near_misses)} ")
        single = Counter(m.shortfalls[0].id for m in result.near_misses if len(m.shortfalls) == 1)
        if single:
            assert said[1].startswith(f"{single.total()} ")
            assert [int(n) for n in tally.findall(said[1])] == [n for _, n in single.most_common(3)]
        counts = result.counts
        stated = [n for n, _ in figures(plain(without_names(words.list.summary, names_of(result)), lang))]
        expected = [n for n in (counts.considered, counts.qualifies, counts.open) if n]
        assert stated[: len(expected)] == expected
        if result.ranked:
            assert stated[len(expected)] == pytest.approx(result.ranked[0].score, abs=0.051)


# --- words


@pytest.mark.parametrize("lang", LANGS)
def test_no_jargon_no_blanks_whole_sentences(lang: Lang, presets: dict[str, MatchResult]) -> None:
    for result in presets.values():
        for sentence in everything(words_of(result, lang)):
            assert not [word for word in JARGON if word in sentence.lower()], sentence
            assert sentence.endswith("."), sentence
            assert sentence[0] == sentence[0].upper(), sentence
            assert "  " not in sentence
            assert ".." not in sentence


def test_the_swedish_is_whole() -> None:
    with (LOCALE / "sv" / "explain.po").open("rb") as file:
        texts = {str(m.id): str(m.string) for m in read_po(file, abort_invalid=True) if m.id}
    assert texts
    for english_text, swedish in texts.items():
        assert sorted(re.findall(r"{\w+}", english_text)) == sorted(re.findall(r"{\w+}", swedish))
        assert swedish


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_names_stay_text(lang: Lang) -> None:
    said = " ".join(everything(words_of(hostile_match(), lang)))
    assert NAMES[0] in said
    assert NAMES[2] in said


@settings(max_examples=examples(80))
@given(matches())
def test_anything_can_be_told(result: MatchResult) -> None:
    for lang in LANGS:
        words = words_of(result, lang)
        assert list(words.sites) == [site.site_id for site in result.ranked]
        assert list(words.misses) == [miss.site_id for miss in result.near_misses]
        assert all(everything(words))


def test_nobody_pays_for_sentences_that_are_not_read() -> None:
    words = english(small_match())
    assert len(words.sites) == 3
    assert words.sites["0583-1"] is words.sites["0583-1"]
    assert "nowhere" not in words.sites


# --- what is said in which case


def first(result: MatchResult) -> SiteWords:
    return english(result).sites[result.ranked[0].site_id]


def drawn(share: float, draws: int, weights: str = "given", **changes: Any) -> str:
    requirement = {**REQUIREMENT, "robustness": {"weights": weights, "tolerance": 0.25}}
    result = replace(small_match(), requirement=requirement, robustness=RobustnessResult(draws, {}, {}, {}))
    return text(first(with_first(result, first_share=share, **changes)).firmness or "")


@pytest.mark.parametrize(
    ("share", "draws", "says"),
    [
        (0.62, 10_000, "First in 62% of reasonable weightings (± 1 percentage point)."),
        (0.62, 400, "First in 62% of reasonable weightings (± 5 percentage points)."),
        (0.5, 1_000_000, "First in 50% of reasonable weightings (± 0.1 percentage points)."),
        (0.005, 10_000, "First in 0.5% of reasonable weightings (± 0.2 percentage points)."),
        (0.0004, 10_000, "First in 4 of 10,000 reasonable weightings."),
        (0.9997, 10_000, "First in 9,997 of 10,000 reasonable weightings."),
        (0.0, 10_000, "First in none of 10,000 reasonable weightings."),
        (1.0, 10_000, "First in all of 10,000 reasonable weightings."),
    ],
)
def test_a_share_is_said_as_exactly_as_it_is_known(share: float, draws: int, says: str) -> None:
    assert drawn(share, draws).startswith(says)


def test_weightings_are_called_what_they_are() -> None:
    assert "weightings in the given order of importance" in drawn(0.5, 10_000, "ordinal")
    assert "possible weightings" in drawn(0.5, 10_000, "none")


def test_a_rank_is_a_span_or_firm_and_says_on_what_condition() -> None:
    assert "Rank 2 to 4, depending on how the unknowns turn out, if every" in drawn(0, 9, rank_low=2, rank_high=4)
    certain = match_of((ranked(1, "a", "A"), ranked(2, "b", "B")), ())
    assert text(first(certain).firmness or "").endswith("Rank 1, however the unknowns turn out.")


def test_what_would_have_to_weigh_more() -> None:
    central = RobustnessResult(10_000, {}, {"0583-2": {"land": 0.45, "power": 0.55}}, {})
    result = replace(small_match(), robustness=central)
    second = replace(result.ranked[1], first_share=0.1)
    words = english(replace(result, ranked=(result.ranked[0], second, result.ranked[2])))
    assert "Where it comes first, area weighs 45% on average instead of 30%." in (words.sites["0583-2"].firmness or "")


def test_a_single_site_is_the_only_one() -> None:
    only = match_of((ranked(1, "a", "A"),), ())
    assert first(only).firmness == "It is the only site in the list."
    assert words_of(only, "sv").list.summary.startswith("1 område: 1 uppfyller säkert alla krav")


def test_no_site_at_all_and_none_in_the_list() -> None:
    assert english(match_of((), ())).list.summary == "No site was held against the requirement."
    failed = english(match_of((), (near_miss("a", "A"),))).list
    assert failed.summary == "1 site: none meets every requirement."
    assert text(*failed.decides).startswith("1 site fails, on: area (1 site); power (1 site).")


def test_without_points_the_requirements_that_are_met_are_told() -> None:
    known = tuple(replace(one, points_low=None, points_high=None, weight=None) for one in criteria_known())
    site = ranked(1, "a", "A", score=None, score_low=None, score_high=None, first_share=None, criteria=known)
    other = replace(site, rank=2, site_id="b", name="B")
    words = english(match_of((site, other), ()))
    assert words.sites["a"].firmness is None
    assert words.sites["a"].why[0] == "Meets all 6 requirements."
    assert "area (132.1 ha); power (120 MW); the drive to the nearest motorway junction" in text(*words.sites["a"].why)
    assert "Level with A, which is listed first by its identifier alone." in words.sites["b"].why
    assert "Nothing gives points" in text(*words.list.decides)


def test_ties_are_told_with_their_reason() -> None:
    result = match_of((ranked(1, "a", "A"), ranked(2, "b", "B", open=True, score=58.642)), ())
    words = english(result)
    assert "Level with A, which is listed first because less is unknown of its requirements." in words.sites["b"].why
    assert "A and B share the highest score." in words.list.decides


def test_how_free_how_real_and_how_old() -> None:
    result = with_first(
        small_match(),
        availability="option",
        demo=True,
        criteria=tuple(
            replace(one, source=Source("x", date, Method.STATED))
            for one, date in zip(criteria_known(), ("2021-03", "2019", "2019", "soon", None, "2021"), strict=True)
        ),
    )
    why = first(result).why
    assert "Somebody has an option on the site." in why
    assert "Demo data: the site is not offered by its municipality." in why
    assert "Oldest figures: 2019 (power and 1 more)." in why


def asked(one: CriterionOutcome, criterion: dict[str, Any], swing: float = 0.0, **more: Any) -> str:
    site = ranked(1, "a", "A", status=Status.OPEN, criteria=(one,), **more)
    site = replace(site, open_questions=(OpenQuestion(one.id, one.metric, "?", swing),))
    return text(*first(replace(match_of((site,), ()), requirement={"criteria": [criterion]})).unknown)


def unknown(metric: str, **more: Any) -> CriterionOutcome:
    return outcome("x", metric, None, Verdict.UNKNOWN, source=None, **more)


def test_an_unknown_says_whom_to_ask_what_is_needed_and_what_it_is_worth() -> None:
    power = {"id": "x", "metric": "power_mw", "must": {"min": 50}}
    assert asked(unknown("power_mw", unit="MW"), power, 10.0) == (
        "Not known: power; ask Motala. The site stays in the list only if the answer is at least 50 MW. "
        "The answer is worth up to 10 points."
    )
    between = unknown("power_mw", unit="MW", value_low=40.0, value_high=60.0)
    assert asked(between, power).startswith("Not known exactly: power (40–60 MW); ask Motala.")
    nobody = asked(unknown("power_mw"), power, municipality=None, municipality_code=None)
    assert nobody.startswith("Not known: power; ask whoever offers the site.")


def test_what_only_the_region_can_tell_is_asked_of_no_municipality() -> None:
    port = {"id": "x", "metric": "drive_min", "to": "port", "where": {"draft_m": {"min": 10}}, "must": {"max": 30}}
    said = asked(unknown("drive_min", unit="min", reason="where_unknown"), port)
    assert "the drive to the nearest port with draft at least 10 m (" in said
    assert "the answer has to come from the region's data" in said
    assert "only if the answer is at most 30 min" in said
    assert "ask Motala" in asked(unknown("drive_min", unit="min", reason="no_road_near"), port)


def test_an_either_or_a_footprint_and_a_category_without_points() -> None:
    either = {
        "id": "x",
        "at_least": 1,
        "any": [{"metric": "rail_siding", "must": True}, {"metric": "gas", "must": True}],
    }
    assert asked(unknown("any"), either) == (
        "Not known whether it meets either rail siding or gas; ask Motala. The site stays in the list only if so."
    )
    plant = {"id": "x", "metric": "footprint_fit", "length_m": 400, "width_m": 150, "must": {"min": 1}}
    assert asked(unknown("footprint_fit", reason="no_outline"), plant).endswith("only if the answer is yes.")
    stage = outcome("x", "plan_stage", "samrad", None, points_low=0.0, points_high=100.0, weight=1.0)
    assert asked(stage, {"id": "x", "metric": "plan_stage"}, 100.0).startswith(
        "The requirement does not say what consultation is worth (plan stage): ask whoever set it."
    )


def test_a_distance_names_the_facility_but_not_twice() -> None:
    minutes = outcome("x", "drive_min", 58.0, Verdict.MEETS, unit="min", via=Via("p", "Norrköpings hamn"))
    minutes = replace(minutes, points_low=46.0, points_high=46.0, weight=0.05)
    result = match_of((ranked(1, "a", "A", criteria=(minutes,)),), ())
    port = {"criteria": [{"id": "x", "metric": "drive_min", "to": "port"}]}
    assert text(*first(replace(result, requirement=port)).why[:2]).endswith(
        "Its points: the drive to the nearest port (58 min to Norrköpings hamn: 46 of 100 points, 5% of the weight)."
    )
    own = {"criteria": [{"id": "x", "metric": "drive_min", "to": {"name": "Norrköpings hamn", "lon": 16, "lat": 58}}]}
    said = first(replace(result, requirement=own))
    assert text(said.why[1]).count("Norrköpings hamn") == 1
    assert text(said.summary) == "46 of 100 points for the drive to Norrköpings hamn (58 min)."


def lacking(shortfall: Shortfall, criterion: dict[str, Any]) -> str:
    miss = near_miss("a", "A", shortfalls=(shortfall,), criteria=())
    return text(*english(replace(match_of((), (miss,)), requirement={"criteria": [criterion]})).misses["a"].lacks)


def test_near_misses_say_by_how_much_the_least_first() -> None:
    assert english(small_match()).misses["0561-1"].lacks == (
        "Power: 49.998\u00a0MW, 0.002\u00a0MW short of 50\u00a0MW.",
        "Area: 88\u00a0ha, 12\u00a0ha short of 100\u00a0ha.",
    )
    minutes = {"id": "x", "metric": "drive_min", "to": "port", "must": {"max": 12}}
    assert lacking(Shortfall("x", "drive_min", 15.97, 15.97, 15.97, {"max": 12}, 3.97, "min"), minutes) == (
        "The drive to the nearest port: 16 min, 4 min over the limit of 12 min."
    )
    assert lacking(Shortfall("x", "drive_min", None, 14.0, 18.0, {"max": 12}, 2.0, "min"), minutes) == (
        "The drive to the nearest port: 14–18 min, at least 2 min over the limit of 12 min."
    )
    shore = {"id": "x", "metric": "attribute", "name": "shore_distance_m", "must": {"max": 2000}}
    assert lacking(Shortfall("x", "attribute", 4900.0, 4900.0, 4900.0, {"max": 2000}, 2900.0, None), shore) == (
        "Shore distance: 4,900 m, 2,900 m over the limit of 2,000 m."
    )
    use = {"id": "x", "metric": "plan_use", "must": {"one_of": ["office", "mixed"]}}
    assert lacking(
        Shortfall("x", "plan_use", ("industry", "logistics"), None, None, {"one_of": ["office", "mixed"]}, None, None),
        use,
    ) == ("Permitted use: industry and logistics, where office or mixed is required.")
    siding = {"id": "x", "metric": "rail_siding", "must": True}
    assert lacking(Shortfall("x", "rail_siding", False, None, None, True, None, None), siding) == (
        "Rail siding: no, where yes is required."
    )


def test_of_very_many_sites_only_those_listed_are_counted() -> None:
    result = replace(small_match(), counts=Counts(20_000, 1, 2, 19_997, 0))
    assert english(result).list.decides[0] == "19,997 sites fail; the 2 nearest of them are counted here."


def test_a_place_beyond_those_shown_may_be_first() -> None:
    result = replace(match_of((ranked(1, "a", "A", rank_high=3),), ()), counts=Counts(5, 5, 0, 0, 0))
    assert "another site could take the first place" in text(*english(result).list.decides)
    rival = match_of((ranked(1, "a", "A", rank_high=2), ranked(2, "b", "B", rank_low=1)), ())
    assert "the first place could also go to: B." in text(*english(rival).list.decides)


def test_one_and_several() -> None:
    sites = english(small_match())
    assert "2 sites fail, most often on: area (2 sites); power (2 sites)." in sites.list.decides
    assert "1 site in the list is demo data." in sites.list.decides
    swedish = words_of(small_match(), "sv").list.decides
    assert "2 områden faller bort, oftast på: areal (2 områden); eleffekt (2 områden)." in swedish
