"""The command line: thin over the use cases, heavy imports inside commands."""

from __future__ import annotations

from sitematch.cli.app import main

__all__ = ["main"]
