"""A match in plain sentences: why each site stands where it stands, how firmly, what to ask, what decides the list.

Every sentence is read off a result; nothing is computed that the result does not hold, but for sums and differences
of its own figures.
"""

from sitematch.views.explain.model import ListWords, MissWords, SiteWords, TakeWords, Words
from sitematch.views.explain.words_of import words_of

__all__ = [
    "ListWords",
    "MissWords",
    "SiteWords",
    "TakeWords",
    "Words",
    "words_of",
]
