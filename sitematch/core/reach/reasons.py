"""Why a reach is unknown: the codes that stand beside it."""

from __future__ import annotations

from typing import Final

NO_ROADS: Final = "no_roads"
"""The region has no roads yet."""
NO_ROAD_NEAR: Final = "no_road_near"
"""The site, or the place asked for, is farther from every road than the region allows."""
NO_WAY: Final = "no_way"
"""No facility that could count can be driven to."""
NO_FACILITY: Final = "no_facility"
"""The region has no facility that could count."""
WHERE_UNKNOWN: Final = "where_unknown"
"""Facilities may count, but of none in reach is it sure: the region does not say the attribute asked for."""
BEYOND_HORIZON: Final = "beyond_horizon"
"""Asked for more minutes than the region's people and facilities reach out to."""
NO_PEOPLE: Final = "no_people"
"""The region has no people yet."""
NO_WORKFORCE: Final = "no_workforce"
"""The workforce of some of the people in reach is not known."""
NO_GROUP: Final = "no_group"
"""The region does not know this group of the workforce."""
NO_JOBS: Final = "no_jobs"
"""The region does not know where the jobs are."""

REASONS: Final = (
    NO_ROADS,
    NO_ROAD_NEAR,
    NO_WAY,
    NO_FACILITY,
    WHERE_UNKNOWN,
    BEYOND_HORIZON,
    NO_PEOPLE,
    NO_WORKFORCE,
    NO_GROUP,
    NO_JOBS,
)
"""Every code, for those who put them into words."""
