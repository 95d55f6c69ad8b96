"""The settings, read once from the environment at start and passed down. Each has a default and a word of help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sitematch.errors import WrongUse

PREFIX: Final = "SITEMATCH_"
DEFAULT_REGION: Final = "ostergotland"


def _setting(variable: str, text: str, default: Any) -> Any:
    return field(default=default, metadata={"variable": PREFIX + variable, "help": text})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside, by ``SITEMATCH_…`` variables."""

    home: Path | None = _setting("HOME", "folder for what is kept between commands; else the user's data folder", None)
    region: str = _setting("REGION", "the region: an id of `sitematch regions`, or a folder", DEFAULT_REGION)
    lang: str | None = _setting("LANG", "sv or en; else the locale's language, else English", None)
    tiles_url: str | None = _setting(
        "TILES_URL", "tiles (with {z}, {x}, {y}) behind the maps of the pages; none unless set", None
    )
    place_url: str | None = _setting(
        "PLACE_URL", "a link for each site to another map (with {lat}, {lon}); none unless set", None
    )

    def with_region(self, region: str) -> Settings:
        """The same settings for another region."""
        return replace(self, region=region)

    def home_folder(self) -> Path:
        """The folder for what is kept, which may not exist yet."""
        if self.home is not None:
            return self.home
        from platformdirs import user_data_path

        return user_data_path("sitematch", appauthor=False)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from the environment; an empty variable counts as not set.

    Raises:
        WrongUse: a value that cannot be, with what may stand there.
    """

    def given(variable: str) -> str | None:
        return environment.get(PREFIX + variable) or None

    lang = given("LANG")
    if lang not in (None, "sv", "en"):
        raise WrongUse(f"{PREFIX}LANG is {lang!r}; it can be sv or en")
    home = given("HOME")
    return Settings(
        home=Path(home) if home else None,
        region=given("REGION") or DEFAULT_REGION,
        lang=lang,
        tiles_url=_address(given("TILES_URL"), "TILES_URL", ("{z}", "{x}", "{y}")),
        place_url=_address(given("PLACE_URL"), "PLACE_URL", ("{lat}", "{lon}")),
    )


def _address(given: str | None, variable: str, blanks: tuple[str, ...]) -> str | None:
    if given is None:
        return None
    if not given.startswith(("https://", "http://")) or not all(blank in given for blank in blanks):
        raise WrongUse(
            f"{PREFIX}{variable} is {given!r}; write an address that begins with https:// and has {', '.join(blanks)}"
        )
    return given
