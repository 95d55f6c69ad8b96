"""Nothing that a user can meet is missing from the docs, and the docs name nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import pytest
import typer

from sitematch import errors
from sitematch.cli.app import app as commands_app
from sitematch.cli.match import MatchFormat
from sitematch.core.matching import result
from sitematch.core.metrics import CATALOGUE
from sitematch.core.reach import REASONS
from sitematch.core.reach.point import CurveRow
from sitematch.core.region.model import STANDARD_CLASSES
from sitematch.core.requirement import criteria, measures, options, parse, parts, reading, tree
from sitematch.core.requirement.model import Assembly, Robustness, Weights
from sitematch.core.sites import measured
from sitematch.core.sites.outline import NO_OUTLINE
from sitematch.core.sites.sites import Visibility
from sitematch.intake import crs_names, meanings, wordings
from sitematch.intake.findings import Issue, Report, Wording
from sitematch.intake.options import Limits
from sitematch.packs import manifest
from sitematch.service.forms import MEDIA_TYPES
from sitematch.settings import Settings
from sitematch.views import flat, map_parts, shapes, words
from tests.docs.pages import page

COMMANDS = page("commands.md")
HEADINGS = {
    "metrics": "metrics, presets, regions",
    "presets": "metrics, presets, regions",
    "regions": "metrics, presets, regions",
}


def missing(names: Any, text: str) -> list[str]:
    """Those of the names that do not stand in the text as code."""
    return [name for name in names if not re.search(rf"`[^`\n]*(?<![\w.-]){re.escape(name)}(?![\w-])[^`\n]*`", text)]


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


# What a requirement can say


def test_metrics_and_their_categories() -> None:
    text = page("metrics.md").text

    assert missing(CATALOGUE, text) == []
    assert missing({name for metric in CATALOGUE.values() for name in metric.categories}, text) == []


def test_keys_of_a_requirement() -> None:
    text = page("requirement.md").text
    keys = {*parse.KEYS, *criteria._OWN_KEYS, *criteria._ANY_KEYS, *measures.PARAMETER_USERS}
    keys |= {field.name for kind in (Robustness, Assembly) for field in fields(kind)}

    assert missing(keys, text) == []
    assert missing([weights.value for weights in Weights], text) == []
    assert missing(STANDARD_CLASSES, text) == []


def test_limits_of_a_requirement() -> None:
    text = page("requirement.md").text

    for limit in (criteria.MOST_CRITERIA, options.DRAWS.high, options.SEED.high, options.GAP_M.high):
        assert f"{limit:,.0f}" in text
    assert f"(1–{options.PARCELS.high:.0f})" in text
    assert f"at most {criteria.MOST_MEMBERS}" in text
    assert f"more than {tree.MAX_DEPTH} deep, more than {tree.MAX_TOKENS:,} keys and values" in text
    assert f"(at most {parts.MOST_FAULTS})" in text
    assert f"than {reading.MAX_BYTES / 1e6:g} MB" in " ".join(text.split())


def test_defaults_of_a_requirement() -> None:
    text = page("requirement.md").text

    assert "{weights: given, tolerance: 0.25, draws: 10000, seed: 1}" in text
    assert Robustness() == Robustness(Weights.GIVEN, 0.25, 10_000, 1)
    assert f"{{max_parcels: {Assembly().max_parcels}, max_gap_m: {Assembly().max_gap_m:g}}}" in text


# What a result says


def test_keys_of_a_result() -> None:
    text = page("matching.md").text
    kinds = (
        result.MatchResult,
        result.Counts,
        result.RankedSite,
        result.NearMiss,
        result.CriterionOutcome,
        result.Shortfall,
        result.OpenQuestion,
        result.RobustnessResult,
        result.AssembledSites,
        result.JoinedFit,
    )

    assert missing({field.name for kind in kinds for field in fields(kind)}, text) == []
    assert missing([*result.Verdict, *result.Status], text) == []


def test_signs_and_limits_of_the_map() -> None:
    section = page("matching.md").section("Reading the map")
    said = " ".join(section.split())

    assert f"At most {map_parts.MOST_SITES:,} sites are drawn" in said
    assert f"at least {map_parts.LEAST_NEAR_MISSES} near misses" in said
    assert f"With more than {map_parts.MANY_SITES}, outlines" in said
    assert f"to {shapes.MANY_TOLERANCE_M:g} m instead of {shapes.MAP_TOLERANCE_M:g} m" in said
    assert {row.split("|")[1].strip() for row in rows(section)} >= set(words.STATUS_FORMS.values())


def test_columns_of_a_list() -> None:
    section = page("matching.md").section("As CSV and GeoJSON")

    assert missing(flat.SITE_COLUMNS, section) == []
    assert missing([f"ID.{part}" for part in flat.CRITERION_COLUMNS], section) == []


def test_reasons() -> None:
    own = {measured.NOT_A_NUMBER, measured.NOT_YES_OR_NO, measured.NO_SUCH_COLUMN, NO_OUTLINE}

    assert missing({*own, *REASONS}, page("matching.md").section("Reasons")) == []
    assert missing(REASONS, page("reach.md").section("Reasons")) == []
    first_cells = [row.split("|")[1].strip() for row in rows(page("reach.md").section("Reasons"))]
    assert [cell.strip("`") for cell in first_cells[2:]] == list(REASONS)


def test_keys_of_a_reach() -> None:
    section = page("reach.md").section("One point")

    assert missing(["lon", "lat", "facilities", "class", "minutes", "id", "name", "reason", "sources"], section) == []
    assert missing([field.name for field in fields(CurveRow)], section) == []


# Site files


def codes() -> list[Wording]:
    return [one for one in vars(wordings).values() if isinstance(one, Wording)]


@pytest.mark.parametrize("wording", codes(), ids=lambda wording: f"{wording.code}-{wording.severity}")
def test_code_has_its_row_with_severity_and_mend(wording: Wording) -> None:
    site_files = page("site-files.md")
    whole_file = rows(site_files.section("Codes that concern the whole file"))
    warned = rows(site_files.section("Codes of columns and files, warnings only"))
    found = [row for row in rows(site_files.section("Codes of rows")) if f"`{wording.code}`" in row]

    if any(f"`{wording.code}`" in row for row in whole_file):
        assert wording.severity == "error"
    elif any(f"`{wording.code}`" in row for row in warned):
        assert wording.severity == "warning"
    else:
        assert [row for row in found if row.split("|")[2].strip().startswith(str(wording.severity))]


def test_codes_are_all_real() -> None:
    named = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", page("site-files.md").text, re.MULTILINE))

    assert named == {wording.code for wording in codes()}


def test_columns_and_limits_of_site_files() -> None:
    text = page("site-files.md").text

    assert missing([*meanings.BASE_COLUMNS, *meanings.PLACE_COLUMNS, *meanings.PLAIN_LAYER], text) == []
    assert missing([visibility.value for visibility in Visibility], text) == []
    assert missing(set(meanings.GIVEN) - set(CATALOGUE) - {"developable_m2", "expandable_m2"}, text) == []
    limits = Limits()
    for number in (limits.rows, limits.columns, limits.vertices):
        assert f"{number:,}" in text
    assert f"{limits.size_mb:g} MB" in text


def test_coordinate_systems_are_all_named() -> None:
    section = page("site-files.md").section("Coordinate systems")
    named = {int(number) for number in re.findall(r"\b\d{4,5}\b", section.split(";")[0])}
    named |= set(range(3006, 3019)) | set(range(25832, 25835))

    assert named == set(crs_names.SUPPORTED)


def test_keys_of_a_report() -> None:
    section = page("site-files.md").section("The report")
    keys = {field.name for kind in (Report, Issue) for field in fields(kind)}

    assert missing(keys, section) == []


# Regions


def test_keys_of_a_region_pack() -> None:
    text = page("region-pack.md").text
    for key in manifest.KNOWN:
        table, _, last = key.rpartition(".")
        if key.startswith("sources."):
            assert missing([table, last], text) == [], key
        else:
            assert missing([key], text) == [] or f"`.{last}`" in text, key
    assert missing(set(STANDARD_CLASSES), text) == []


# Commands, settings, errors


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from leaves(child, (*path, name))
    else:
        yield path, command


COMMAND_LIST = list(leaves(typer.main.get_command(commands_app)))


@pytest.mark.parametrize(("path", "command"), COMMAND_LIST, ids=[" ".join(path) for path, _ in COMMAND_LIST])
def test_command_has_its_section_with_every_option(path: tuple[str, ...], command: Any) -> None:
    name = " ".join(path)
    section = COMMANDS.section(HEADINGS.get(name, name))
    given = [option for parameter in command.params for option in parameter.opts if option.startswith("-")]

    assert f"`sitematch {name}`" in "\n".join(rows(COMMANDS.text))
    assert f"$ sitematch {name}" in section
    assert missing(given, section) == []


def test_options_are_all_real() -> None:
    known = {option for _, command in COMMAND_LIST for parameter in command.params for option in parameter.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", COMMANDS.text))

    assert named - known <= {"--help"}


def test_formats() -> None:
    section = COMMANDS.section("match")

    assert "\\|".join(MatchFormat) in section
    assert set(MEDIA_TYPES) <= set(MatchFormat)


def test_settings() -> None:
    text = COMMANDS.section("Settings")
    real = {field.metadata["variable"] for field in fields(Settings)}

    assert {row.split("`")[1] for row in rows(text) if "`SITEMATCH_" in row} == real


def kinds_of(error: type[errors.SitematchError]) -> Iterator[type[errors.SitematchError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_error_classes_with_their_statuses() -> None:
    from sitematch.web.problems import STATUS

    text = COMMANDS.section("Exit status")
    assert missing([kind.__name__ for kind in kinds_of(errors.SitematchError)], text) == []
    for kind, (status, _) in STATUS.items():
        row = next(row for row in rows(text) if row.startswith(f"| `{kind.__name__}`"))
        assert row.rstrip("| ").endswith(str(status))


# The HTTP interface


def test_problem_codes() -> None:
    from sitematch.web import problems

    section = page("http.md").section("Errors")
    for status, code in {*problems.STATUS.values(), *problems._CODES.items(), (500, "internal")}:
        assert any(row.startswith(f"| {status} |") and f"`{code}`" in row for row in rows(section)), code


def test_routes(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from sitematch.web.app import create_app
    from sitematch.wiring import open_desk

    section = page("http.md").section("Routes")
    monkeypatch.setenv("SITEMATCH_HOME", str(tmp_path))
    found = [wanted for route in flat_routes(create_app(open_desk()).routes) for wanted in named(route)]

    assert len(found) > 10
    assert [wanted for wanted in found if f"`{wanted}`" not in section and f"`{wanted}" not in section] == []


def flat_routes(routes: Iterable[Any]) -> Iterator[Any]:
    """The routes, those of routers that were taken in whole among them."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if inside is None:
            yield route
        else:
            yield from flat_routes(inside.routes)


def named(route: Any) -> list[str]:
    """How the page names a route: pages by their path, the rest by method and path."""
    path = re.sub(r"\{(?:match_id|name)\}", "{id}", route.path)
    methods = sorted((getattr(route, "methods", None) or {"MOUNT"}) - {"HEAD"})
    if methods == ["MOUNT"]:
        return [f"{path}/"]
    if path.endswith("{id}.{form}"):
        return [
            f"GET {path.removesuffix('.{form}')}.csv",
            *(f".{form}" for form in sorted(MEDIA_TYPES) if form != "csv"),
        ]
    pages = path == "/" or not path.startswith(("/api", "/healthz", "/readyz", "/openapi"))
    return [path if pages and method == "GET" else f"{method} {path}" for method in methods]
