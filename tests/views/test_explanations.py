from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from sitematch.core.evidence import Lang
from sitematch.texts import LOCALE
from sitematch.views.explain import words_of
from tests.views.samples import small_match


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_site_has_its_sentences(lang: Lang) -> None:
    result = small_match()
    words = words_of(result, lang)
    assert list(words.sites) == [site.site_id for site in result.ranked]
    assert list(words.misses) == [miss.site_id for miss in result.near_misses]
    for said in (*words.sites.values(), *words.misses.values(), words.list):
        assert said.summary.endswith(".")


def test_the_swedish_is_whole() -> None:
    with (LOCALE / "sv" / "explain.po").open("rb") as file:
        texts = {str(m.id): str(m.string) for m in read_po(file, abort_invalid=True) if m.id}
    assert [text for text, swedish in texts.items() if not swedish] == []
