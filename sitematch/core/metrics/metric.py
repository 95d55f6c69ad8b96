"""What a metric is: one measurable property of a site."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sitematch.core.evidence import Text


class Kind(StrEnum):
    """What the values of a metric are. ``BY_USE``: told by the criterion that uses it (``attribute``)."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    SET = "set"
    BY_USE = "by_use"


class Origin(StrEnum):
    """How a metric is read from a site."""

    STATED = "stated"  # a column of the site file
    OUTLINE = "outline"  # measured on the site's geometry
    REACH = "reach"  # from the region's roads, people and facilities


class Group(StrEnum):
    """Under which heading a metric is shown."""

    LAND = "land"
    PLAN = "plan"
    POWER_AND_WATER = "power_and_water"
    TRANSPORT = "transport"
    PEOPLE = "people"
    SURROUNDINGS = "surroundings"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that a criterion gives beside the metric's name (``to``, ``within_min`` …)."""

    name: str
    required: bool
    help: Text


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the catalogue.

    ``unit`` is what stands behind a number (``ha``, ``min``), None for what is no number.
    ``ask`` is the question to put to a municipality when the value is not known.
    ``changeable``: whether someone can change it at a given site (a plan, yes; the way to a port, no).
    ``category_labels`` has a word for each of ``categories``, in their order.
    """

    name: str
    kind: Kind
    unit: str | None
    origin: Origin
    group: Group
    label: Text
    help: Text
    ask: Text
    changeable: bool
    parameters: tuple[Parameter, ...] = ()
    categories: tuple[str, ...] = ()
    category_labels: tuple[Text, ...] = ()
