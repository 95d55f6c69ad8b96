"""Drives and distances: how sites join the roads, minutes to facilities, people, jobs and attractions in reach.

Everything is in EPSG:3006 and whole deciseconds. A ``ReachTable`` is computed once for a set of sites and answers
most measures without a search; the others are searched for when asked.
"""

from sitematch.core.reach.answers import REACH_METRICS, column, source_of
from sitematch.core.reach.point import PointReach, point_reach
from sitematch.core.reach.reasons import REASONS
from sitematch.core.reach.special import special_column, special_columns
from sitematch.core.reach.table import REACH_VERSION, ReachTable, reach_table

__all__ = [
    "REACH_METRICS",
    "REACH_VERSION",
    "REASONS",
    "PointReach",
    "ReachTable",
    "column",
    "point_reach",
    "reach_table",
    "source_of",
    "special_column",
    "special_columns",
]
