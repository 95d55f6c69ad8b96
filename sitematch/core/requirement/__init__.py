"""The requirement document: read, checked, every fault named at once."""

from sitematch.core.requirement.forms import canonical_document
from sitematch.core.requirement.measures import Vocabulary
from sitematch.core.requirement.parse import (
    SCHEMA,
    parse_requirement,
    read_requirement,
    requirement_of,
    with_draws,
)
from sitematch.core.requirement.reading import read_document
from sitematch.core.requirement.tree import Document, Positions
from sitematch.core.requirement.weights import normalised_weights, rank_order_centroid

__all__ = [
    "SCHEMA",
    "Document",
    "Positions",
    "Vocabulary",
    "canonical_document",
    "normalised_weights",
    "parse_requirement",
    "rank_order_centroid",
    "read_document",
    "read_requirement",
    "requirement_of",
    "with_draws",
]
