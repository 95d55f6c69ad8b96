"""``python -m sitematch``."""

from __future__ import annotations

from sitematch.cli import main

if __name__ == "__main__":
    main()
