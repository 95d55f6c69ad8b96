from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.views.plain_text import CUT, MAY_BREAK, cell_text, line_text, printed_text, xml_text
from tests.examples import examples

ANY_TEXT = st.text(max_size=60) | st.text(st.characters(), max_size=60)


@settings(deadline=None, max_examples=examples(200))
@given(ANY_TEXT)
def test_xml_keeps_what_it_is_given(text: str) -> None:
    element = ET.Element("a", {"b": xml_text(text)})
    element.text = xml_text(text)
    (again,) = ET.fromstring(b"<r>" + ET.tostring(element, encoding="utf-8").split(b"?>", 1)[-1] + b"</r>")
    assert (again.text or "") == xml_text(text).replace("\r\n", "\n").replace("\r", "\n")


def test_only_what_no_file_may_hold_is_dropped() -> None:
    assert xml_text("å\x00\x08\x0b\x1b\x7f\ud800\ufffeä\tö\n\u202e") == "åä\tö\n\u202e"
    assert line_text("a\r\nb\u2028c\x85d") == "a b c d"


@settings(deadline=None, max_examples=examples(200))
@given(ANY_TEXT, st.integers(2, 20))
def test_a_cell_holds_no_more_than_it_can(text: str, most: int) -> None:
    shown = cell_text(text, most)
    assert len(shown.encode("utf-16-le")) <= 2 * most
    assert shown == xml_text(text) or (shown.endswith(CUT) and xml_text(text).startswith(shown[:-1]))


def test_print_turns_no_line_around_and_breaks_long_words() -> None:
    assert printed_text("\u202eabc\u200f", 10) == "abc"
    assert printed_text("x" * 60, 100).split(MAY_BREAK) == ["x" * 24, "x" * 24, "x" * 12]
    assert printed_text("abcdef", 4) == "abc…"
    assert printed_text("", 4) == ""
