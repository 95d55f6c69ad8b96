"""From an investor's brief to a ranked, defensible shortlist of sites.

A *requirement* says what a prospect needs, as *criteria* on *metrics*. A *region* is a pack of roads, people,
facilities and municipalities. *Sites* are offered in it. A *match* holds the requirement against the sites:
what is unknown widens a score and never drops a site; adding a site never reorders the others; every figure
carries its source.

In Python: ``sitematch.match("battery-plant")``. The names below are loaded when first asked for, so that importing
the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sitematch.api import (
        IntakeOptions,
        Match,
        SitematchError,
        SitematchWarning,
        check,
        match,
        presets,
        read_document,
    )

__version__ = "0.1.0"
__all__ = [
    "IntakeOptions",
    "Match",
    "SitematchError",
    "SitematchWarning",
    "__version__",
    "check",
    "match",
    "presets",
    "read_document",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module("sitematch.api"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
