"""Settings come from the environment, once, with defaults."""

from dataclasses import fields
from pathlib import Path

import pytest

from sitematch.errors import WrongUse
from sitematch.settings import DEFAULT_REGION, Settings, read_settings


def test_defaults_stand_where_nothing_is_set() -> None:
    settings = read_settings({})
    assert (settings.region, settings.lang, settings.home) == (DEFAULT_REGION, None, None)
    assert settings.home_folder().name == "sitematch"


def test_what_is_set_wins_and_empty_counts_as_not_set() -> None:
    settings = read_settings({"SITEMATCH_HOME": "/somewhere", "SITEMATCH_REGION": "", "SITEMATCH_LANG": "sv"})
    assert settings.home_folder() == Path("/somewhere")
    assert settings.region == DEFAULT_REGION
    assert settings.lang == "sv"


def test_a_language_that_is_not_spoken_is_told() -> None:
    with pytest.raises(WrongUse, match=r"SITEMATCH_LANG is 'de'; it can be sv or en"):
        read_settings({"SITEMATCH_LANG": "de"})


def test_every_setting_has_its_variable_and_a_word_of_help() -> None:
    for setting in fields(Settings):
        assert setting.metadata["variable"] == f"SITEMATCH_{setting.name.upper()}"
        assert len(setting.metadata["help"]) > 10


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ("SITEMATCH_TILES_URL", "javascript:alert(1)"),
        ("SITEMATCH_TILES_URL", "https://tiles.example/{z}/{x}.png"),
        ("SITEMATCH_PLACE_URL", "https://maps.example/"),
    ],
)
def test_an_address_that_cannot_be_is_told_with_its_right_form(variable: str, given: str) -> None:
    with pytest.raises(WrongUse, match=f"{variable} is .*; write an address that begins with https://"):
        read_settings({variable: given})
