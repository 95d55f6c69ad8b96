"""What every use case works with: who asks, for which region, what is kept, what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sitematch.core.evidence import Lang
from sitematch.settings import Settings
from sitematch.store.kept import Kept
from sitematch.store.visibility import Principal

if TYPE_CHECKING:
    from sitematch.core.region.model import Region
    from sitematch.core.sites.sites import Sites


@dataclass(frozen=True)
class Desk:
    """All that a command or a page works with. The region and its sites are read on first use."""

    settings: Settings
    kept: Kept
    principal: Principal
    clock: Callable[[], datetime]
    lang: Lang

    @cached_property
    def pack(self) -> Path:
        """The folder of the region pack."""
        from sitematch.service.regions import find_pack

        return find_pack(self.settings.region, self.settings.home_folder())

    @cached_property
    def region(self) -> Region:
        """The region, read whole."""
        from sitematch.service.regions import load_region

        return load_region(self.settings.region, self.settings.home_folder(), self.kept)

    @cached_property
    def published(self) -> Sites:
        """The published sites that the principal may see, in order of id."""
        from sitematch.service.sites import published_sites

        return published_sites(self.principal, self.region, self.pack, self.kept).in_order_of_id()

    def speaking(self, lang: Lang) -> Desk:
        """The same desk in another language; what was read stays read."""
        other = replace(self, lang=lang)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k in ("pack", "region", "published")})
        return other
