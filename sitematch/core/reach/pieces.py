"""The straight pieces of the roads that can be entered along their length, and finding those that are near."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.region.blocks import Blocks
from sitematch.core.region.lines import Lines
from sitematch.core.region.model import Roads


@dataclass(frozen=True, eq=False, slots=True)
class PieceTree:
    """A spatial index of some pieces; ``piece``: which piece each of its rows is."""

    tree: shapely.STRtree
    piece: IntArray


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of all links but motorways, which are entered at nodes only.

    A piece is told by the corner of ``lines`` that it begins at, which orders pieces by links and along them.
    """

    roads: Roads

    @property
    def lines(self) -> Lines:
        """The lines of all links."""
        return self.roads.drawn

    @cached_property
    def all(self) -> IntArray:
        """Every piece."""
        return self.lines.pieces(~self.roads.motorway)

    @cached_property
    def blocks(self) -> Blocks:
        """Every piece, in blocks of what lies close together."""
        made = self.roads.made
        return made.blocks if made is not None and made.blocks is not None else Blocks.of(self.lines, self.all)

    @cached_property
    def tree(self) -> PieceTree:
        """A spatial index of every piece."""
        return self.tree_of(self.all)

    def tree_of(self, piece: IntArray) -> PieceTree:
        """A spatial index of some pieces."""
        ends = np.stack([self.start(piece), self.end(piece)], axis=1)
        return PieceTree(shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object)), piece)

    def start(self, piece: IntArray) -> FloatArray:
        """Where pieces begin, EPSG:3006, shape (k, 2)."""
        return self.lines.xy[piece]

    def end(self, piece: IntArray) -> FloatArray:
        """Where pieces end, EPSG:3006, shape (k, 2)."""
        return self.lines.xy[piece + 1]

    def link(self, piece: IntArray) -> IntArray:
        """The links that pieces belong to."""
        return self.lines.line_of(piece)

    def ends_of_links(self, piece: IntArray) -> tuple[BoolArray, BoolArray]:
        """Whether their link begins with these pieces, and whether it ends with them."""
        link = self.link(piece)
        return piece == self.lines.starts[link], piece + 2 == self.lines.starts[link + 1]
