"""The scripts and styles of maps: ours, and the few vendored ones that ``scripts/fetch_assets.py`` puts beside them.

Everything goes into the page itself, so that a map opens without a network.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from sitematch.errors import OutputFailed

FOLDER: Final = Path(__file__).parent / "assets"
SCRIPTS: Final = ("vendor/leaflet.js", "vendor/fullscreen.js", "map_tools.js", "map_areas.js", "map.js")
STYLES: Final = ("vendor/leaflet.css", "vendor/fullscreen.css", "map.css")
LIST_STYLE: Final = "list.css"

_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_MEDIA_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png"}


@lru_cache(maxsize=1)
def scripts() -> tuple[str, ...]:
    """The scripts in the order in which they run, fit to stand inside a script element."""
    return tuple(_SOURCE_MAP.sub("", _text(name)).replace("</script", "<\\/script") for name in SCRIPTS)


@lru_cache(maxsize=1)
def styles() -> tuple[str, ...]:
    """The styles in order, their images inside them."""
    return tuple(_with_images(name, _text(name)) for name in STYLES)


@lru_cache(maxsize=1)
def list_style() -> str:
    """What a page with the whole list has besides."""
    return _text(LIST_STYLE)


def _with_images(name: str, css: str) -> str:
    """Images that are vendored as data; a rule about one that is not (a control that no map of ours has) is blank."""

    def inlined(match: re.Match[str]) -> str:
        target = match.group(1)
        path = (FOLDER / name).parent / target
        if target.startswith(("data:", "#")) or path.suffix not in _MEDIA_TYPES or not path.is_file():
            return match.group(0) if target.startswith("data:") else "none"
        content = base64.b64encode(path.read_bytes()).decode("ascii")
        return f"url(data:{_MEDIA_TYPES[path.suffix]};base64,{content})"

    return _URL.sub(inlined, css)


def _text(name: str) -> str:
    path = FOLDER / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise OutputFailed(f"{path}: the map needs this file, and it is not there; run `make setup`") from None
