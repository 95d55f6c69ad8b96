"""The match: verdicts, points, scores as intervals, order, near misses, robustness."""

from sitematch.core.matching.context import MatchContext
from sitematch.core.matching.document import from_document, to_document
from sitematch.core.matching.match import match
from sitematch.core.matching.result import MatchResult
from sitematch.core.matching.scoring.ranking import rank_columns

__all__ = ["MatchContext", "MatchResult", "from_document", "match", "rank_columns", "to_document"]
