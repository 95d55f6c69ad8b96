"""The part of a hierarchy that depends on what is asked for: some nodes, and all above them (RPHAST).

After Delling, Goldberg and Werneck (2011): a sweep from the top down over these nodes alone gives the drives to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.metric import Upward
from sitematch.core.reach.hierarchy.topology import RankArray


@dataclass(frozen=True, eq=False, slots=True)
class Restriction:
    """Nodes that a sweep goes through, each after those above it.

    ``ranks``: theirs, rising, shape (r,). ``row``: where among them each rank is, -1 if it is not, shape (n,).
    ``starts``, ``heads``, ``ds``: the arcs from each of these rows to those above, as compressed sparse rows.
    """

    ranks: RankArray
    row: RankArray
    starts: RankArray
    heads: RankArray
    ds: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.ranks)


def restrict(upward: Upward, ranks: NDArray[Any]) -> Restriction:
    """What a sweep has to go through to reach these ranks (some maybe more than once), by these arcs."""
    from sitematch.core.reach.hierarchy.sweeping_kernels import restricted

    return Restriction(*restricted(ranks.astype(np.int32), upward.starts, upward.heads, upward.ds))


def unrestricted(upward: Upward) -> Restriction:
    """A sweep to all nodes."""
    every = np.arange(len(upward.starts) - 1, dtype=np.int32)
    return Restriction(every, every, upward.starts, upward.heads, upward.ds)
