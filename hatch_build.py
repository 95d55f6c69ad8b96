"""Puts the embedded region pack into a wheel; a checkout reads it from where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = {"data/ostergotland": "sitematch/_data/ostergotland", "data/README.md": "sitematch/_data/README.md"}
ASSETS = ("sitematch/views/assets/vendor/leaflet.js", "sitematch/web/static/vendor")


class DataHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the data, and refuses to build a wheel whose maps would be empty."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds; an editable install needs nothing of this."""
        if version == "editable":
            return
        missing = [asset for asset in ASSETS if not (Path(self.root) / asset).exists()]
        if missing and self.target_name == "wheel":
            raise RuntimeError(f"run scripts/fetch_assets.py first: {', '.join(missing)} not there")
        if self.target_name == "wheel":
            build_data["force_include"].update(DATA)
