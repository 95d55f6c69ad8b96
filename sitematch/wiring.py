"""Builds the edges from the settings: the one place that knows which real thing stands behind which name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from sitematch.service.desk import Desk
from sitematch.settings import read_settings
from sitematch.store.kept import Kept
from sitematch.store.visibility import Principal, Role
from sitematch.texts import language


def open_desk(
    environment: Mapping[str, str] = os.environ, *, region: str | None = None, lang: str | None = None
) -> Desk:
    """The desk by the environment; ``region`` and ``lang`` win over what is set there.

    The command line acts as an adviser, and so do the pages until there are accounts.

    Raises:
        WrongUse: a setting that cannot be.
    """
    settings = read_settings(environment)
    if region is not None:
        settings = settings.with_region(region)
    return Desk(
        settings=settings,
        kept=Kept(settings.home_folder() / "kept"),
        principal=Principal(Role.ADVISER),
        clock=lambda: datetime.now(UTC),
        lang="sv" if language(lang or settings.lang, environment) == "sv" else "en",
    )
