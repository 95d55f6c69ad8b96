"""Who may see which site: the one function that everything which reads sites passes through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sitematch.core.sites.sites import Sites, Visibility


class Role(StrEnum):
    """What somebody is to the product. ``NOBODY``: not signed in."""

    NOBODY = "nobody"
    VIEWER = "viewer"
    EDITOR = "editor"
    ADVISER = "adviser"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. An editor is one of ``municipality_code``; to the other roles it says nothing."""

    role: Role
    municipality_code: str | None = None


_SEEN: Final[dict[Role, frozenset[Visibility]]] = {
    Role.NOBODY: frozenset({Visibility.PUBLIC}),
    Role.VIEWER: frozenset({Visibility.PUBLIC, Visibility.REGION}),
    Role.EDITOR: frozenset({Visibility.PUBLIC, Visibility.REGION}),
    Role.ADVISER: frozenset({Visibility.PUBLIC, Visibility.REGION}),
    Role.ADMIN: frozenset(Visibility),
}


def visible(sites: Sites, principal: Principal) -> Sites:
    """The sites that ``principal`` may see, in their order: by visibility, and to an editor all of its municipality."""
    seen = _SEEN[principal.role]
    own = principal.municipality_code if principal.role is Role.EDITOR else None
    rows = [
        row
        for row, (visibility, code) in enumerate(zip(sites.visibilities, sites.municipality_codes, strict=True))
        if visibility in seen or (own is not None and code == own)
    ]
    return sites if len(rows) == len(sites) else sites.take(rows)
