"""How many examples a property is tried on: few in the suite, many in the long runs."""

from __future__ import annotations

import os
from typing import Final

_TIMES: Final = int(os.environ.get("SITEMATCH_TORTURE", "1"))


def examples(count: int) -> int:
    """``count`` in the suite; ``make torture`` asks for a multiple of it."""
    return count * _TIMES
