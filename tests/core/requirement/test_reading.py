"""Texts that are no requirement are told why, with line and column; nothing that hides is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sitematch.core.requirement import read_document
from sitematch.core.requirement.reading import MAX_BYTES
from sitematch.core.requirement.tree import MAX_DEPTH, MAX_TOKENS
from sitematch.errors import Unreadable


def complaint(text: bytes | str, name: str | None = "brief.yaml", only_json: bool = False) -> str:
    with pytest.raises(Unreadable) as caught:
        read_document(text, name, only_json)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("", "", "the text is empty; a requirement begins with"),
        ("  \n\n", "", "the text is empty"),
        ("# nothing but a comment\n", "", "the text is empty"),
        ("a: b: c", "line 1, column 5", "check the indentation, quotes and brackets there"),
        ("a: 1\n\tb: 2", "line 2, column 1", "not YAML"),
        ('id: x\nname: "open', "line 2, column 12", "not YAML"),
        ("id: x\ncriteria: [1, 2", "line 2, column 16", "not YAML"),
        ("a: &anchor 1\nb: *anchor", "line 1, column 4", "an anchor (`&name`) is not read; write the values out"),
        ("a: *nowhere", "line 1, column 4", "an alias (`*name`) is not read"),
        ("a: {<<: {b: 1}}", "line 1, column 5", "a merge key (`<<`) is not read"),
        ("a: !secret x", "line 1, column 4", "the tag '!secret' is not read; remove it"),
        ("a: !!python/object:os.system x", "line 1, column 4", "the tag '!!python/object:os.system' is not read"),
        ("a: !!int 5", "line 1, column 4", "the tag '!!int' is not read"),
        ("a: !!timestamp 2025-01-01", "line 1, column 4", "the tag"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "a second document begins (`---`); keep one"),
        ("%YAML 1.1\n---\na: no", "line 2, column 1", "a requirement is YAML 1.2; remove the %YAML line"),
        ("? [a, b]\n: 1", "line 1, column 3", "a list or mapping stands as a key; a key is a text"),
        ("a: x\nb: y\x07", "line 2, column 5", "the character U+0007 may not stand in YAML; remove it"),
        ('a: "\\UFFFFFFFF"', "line 1", "an escape in a quoted text stands for no character"),
        ('a: "\\xZZ"', "line 1, column 7", "not YAML"),
    ],
)
def test_what_is_no_yaml(text: str, place: str, advice: str) -> None:
    said = complaint(text)
    assert said.startswith(f"brief.yaml: {place}")
    assert advice in said


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ('{"a": 1,}', "line 1, column 9", "not JSON"),
        ('{"a": 1}\n{"b": 2}', "line 2, column 1", "not JSON: Extra data"),
        ("{'a': 1}", "line 1, column 2", "not JSON"),
        ('{\n  "a": nan\n}', "line 2, column 8", "not JSON"),
        ('{"a": "\n"}', "line 1, column 8", "not JSON"),
        ("id: x", "line 1, column 1", "not JSON"),
    ],
)
def test_what_is_promised_as_json_and_is_not(text: str, place: str, advice: str) -> None:
    for said in (complaint(text, "brief.JSON"), complaint(text, "brief.JSON", only_json=True)):
        assert said.startswith(f"brief.JSON: {place}: ")
        assert advice in said


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "a ZIP or XLSX file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary, or not UTF-8"),
        ("id: x".encode("utf-16"), "binary, or not UTF-8"),
        ("id: x\nname: Åtvid".encode("cp1252"), "line 2, column 7: not UTF-8 (byte 0xC5); save the file as UTF-8"),
        (b"a: \xed\xa0\x80", "line 1, column 4: not UTF-8"),
        (b"a" * (MAX_BYTES + 1), "larger than 1,000,000 bytes"),
        ("a" * (MAX_BYTES + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_text(text: bytes | str, advice: str) -> None:
    assert advice in complaint(text)


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * (MAX_BYTES - 1),
        "{" * (MAX_BYTES - 1),
        '{"a":' * 150_000,
        '{"a":' * 500 + "1" + "}" * 500,
        "[" * 500_000 + "]" * 500_000,
        "- " * 400_000,
        "? " * 400_000,
        "a: " + "[" * 900_000,
        "a: [" + "{b: " * 200_000,
        "\n".join(" " * i + f"k{i}:" for i in range(1000)),
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "a: !" + "!" * 900_000,
        "a: !<" + "!" * 900_000,
        "a: 1\n" + "a: [" + "[" * 900_000,
    ],
    ids=lambda bomb: bomb[:12],
)
def test_bombs_do_not_go_off(bomb: str) -> None:
    assert len(complaint(bomb)) < 250


def test_nesting_ends_at_a_fixed_depth() -> None:
    for left, right in (("[", "]"), ('{"a":', "}")):
        assert read_document(left * MAX_DEPTH + "1" + right * MAX_DEPTH)
        assert f"nested more than {MAX_DEPTH} deep" in complaint(left * 30 + "1" + right * 30)


def test_so_much_is_read_and_no_more() -> None:
    ones = "1," * (MAX_TOKENS - 3) + "1"
    assert len(read_document(f"[{ones}]").tree) == MAX_TOKENS - 2
    assert "holds more than 60,000 keys and values" in complaint(f"[{ones},1]")
    assert "holds more than 60,000 keys and values" in complaint("a: 1\n" * MAX_TOKENS)


def test_without_a_name_the_requirement_is_spoken_of() -> None:
    assert complaint("", None).startswith("the requirement: ")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_document(b"\xef\xbb\xbfid: x").tree == {"id": "x"}
    assert read_document("\ufeffid: x").tree == {"id": "x"}
    assert read_document(b'\xef\xbb\xbf{"id": "x"}', "x.json").tree == {"id": "x"}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0560", 560),
        ("'0560'", "0560"),
        ("!!str 0560", "0560"),
        ("! 0560", "0560"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
        ("12e03", 12000.0),
        ("-1.5", -1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("+7", 7),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 17),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("2025-01-01", "2025-01-01"),
        ("1.2.3", "1.2.3"),
        ("100,5", "100,5"),
        ("=", "="),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1" * 5000, float("inf")),
    ],
)
def test_words_of_yaml_1_2(word: str, value: Any) -> None:
    found = read_document(f"a: {word}").tree["a"]
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_of_yaml_and_json() -> None:
    for text in ("a: .nan", '{"a": NaN}'):
        found = read_document(text).tree["a"]
        assert found != found


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, -3e-7, True, False, None, "text"]},
        {"tab": "a\tb", "quote": 'say "hi" \\ /', "emoji": "🏭", "long key" * 200: 1, "åäö": "ÅÄÖ", "": ""},
        {"nested": {"deeper": [[], {}, [[1]]]}},
        {"0560": "0560", "true": "true", "null": "~"},
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_read_as_json(value: Any, ascii_only: bool, indent: int | str | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert read_document(text, "x.json").tree == value
    assert read_document(text, None).tree == value


def test_a_slash_may_be_escaped_in_json() -> None:
    assert read_document('{"a": "sitematch.requirement\\/1"}').tree == {"a": "sitematch.requirement/1"}


def test_yaml_in_braces_is_yaml() -> None:
    assert read_document("{id: x, list: [a, b,]}", "x.yaml").tree == {"id": "x", "list": ["a", "b"]}


def test_keys_true_and_false_are_texts() -> None:
    assert read_document("{true: 1, False: 2}").tree == {"true": 1, "false": 2}


@pytest.mark.parametrize(
    "text",
    ["id: x\ncriteria:\n- metric: area_ha\n", '{"id": "x",\n"criteria":\n[ {"metric": "area_ha"}]}'],
)
def test_positions_of_keys_and_values(text: str) -> None:
    positions = read_document(text).positions
    lines = text.splitlines()
    for path, word in [(("id",), "x"), (("criteria", 0, "metric"), "area_ha")]:
        line, column = positions.of(path) or (0, 0)
        assert lines[line - 1][column - 1 :].lstrip('"').startswith(word)
        line, column = positions.of(path, at_key=True) or (0, 0)
        assert lines[line - 1][column - 1 :].lstrip('"').startswith(str(path[-1]))
    assert positions.of(("criteria", 0, "must", "min")) == positions.of(("criteria", 0)), "the nearest that is there"


def test_a_key_given_twice_keeps_its_first_value_and_position() -> None:
    document = read_document("a: {b: 1}\nc: 2\na: {b: 3, d: 4}\n")
    assert document.tree == {"a": {"b": 1}, "c": 2}
    assert document.repeated == ((("a",), (3, 1)),)
    assert document.positions.of(("a", "b")) == (1, 8)
    assert document.positions.of(("a", "d")) == (1, 4)


def test_windows_line_ends() -> None:
    document = read_document(b"id: x\r\nname: y\r\n")
    assert document.tree == {"id": "x", "name": "y"}
    assert document.positions.of(("name",)) == (2, 7)
