from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from sitematch.views.table import render_rows, render_table
from tests.views.samples import match_of, near_miss, next_question, ranked, renamed, small_match


def test_a_pipe_gets_plain_text_with_one_row_a_site() -> None:
    text = render_table(small_match(), "sv")
    assert "\x1b" not in text
    assert not set(text) & set("─│┌┐└┘━┃")
    rows = [line for line in text.splitlines() if line[:2] in ("1 ", "2 ", "3 ")]
    assert [row.split("  ")[1] for row in rows] == ["Sörby norra", "Bråstorp", "Skäggetorp"]


def test_columns_stand_under_their_headings() -> None:
    lines = render_table(small_match(), "sv").splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("#"))
    status = lines[head].index("Status")
    assert [line[status] for line in lines[head + 1 : head + 4]] == ["●", "◐", "◐"]
    right_end = lines[head].index("Poäng") + len("Poäng")
    assert lines[head + 1][:right_end].endswith("58,6")
    assert lines[head + 2][:right_end].endswith("20,1 (9,6–30,6)")


def test_the_list_says_status_share_unknowns_and_marks() -> None:
    text = render_table(small_match(), "sv")
    assert "● uppfyller kraven" in text
    assert ">99\u00a0%" in text
    assert "reserverad" in text
    assert "demo, planerad" in text
    assert "Demodata" in text


def test_the_calls_worth_making_stand_in_the_table() -> None:
    asked = replace(small_match(), next_questions=(next_question("0580-7", ask="Hur mycket?", first_changes=0.25),))
    lines = render_table(asked, "sv").splitlines()
    start = lines.index("Samtal värda att ringa")
    assert lines[start + 1].startswith("  Hur mycket? Chans att svaret ändrar vem som ligger först: 25\u00a0%;")
    assert "Samtal värda" not in render_table(small_match(), "sv")


def test_near_misses_say_what_they_lack_and_by_how_much() -> None:
    text = render_table(small_match(), "en").replace("\u00a0", " ")
    assert "Power: 49.998 MW, 0.002 MW short of 50 MW. Area: 88 ha, 12 ha short of 100 ha." in text


def test_what_decides_the_list_is_said_in_sentences() -> None:
    lines = render_table(renamed(small_match(), ["\x1b[2JSörby", "Bråstorp", "C"]), "sv").splitlines()
    start = lines.index("Vad som avgör listan")
    assert lines[start + 1] == "  2 områden faller bort, oftast på: areal (2 områden); eleffekt (2 områden)."
    assert any(line.startswith("  ?[2JSörby leder över Bråstorp med 38,5 poäng, mest på eleffekt: ") for line in lines)
    assert "Vad som avgör listan" not in render_table(match_of((), ()), "sv")


def test_without_demo_sites_nothing_is_said_of_them() -> None:
    text = render_table(match_of((ranked(1, "a", "A"),), ()), "sv")
    assert "emo" not in text


def test_without_any_ranked_site_that_is_said() -> None:
    text = render_table(match_of((), (near_miss("a", "A"),)), "en")
    assert "No site is in the list." in text
    assert "Area: 88" in text
    empty = render_table(match_of((), ()), "sv")
    assert "0 prövade" in empty


def test_a_match_without_wishes_has_no_score() -> None:
    site = replace(ranked(1, "a", "A"), score=None, score_low=None, score_high=None, first_share=None)
    row = next(line for line in render_table(match_of((site,), ()), "sv").splitlines() if line.startswith("1 "))
    assert row.count("–") == 2


def test_a_terminal_of_a_hundred_columns_is_kept_to() -> None:
    long = "Ett område med ett mycket långt namn som inte får plats på en rad i en terminal"
    text = render_table(renamed(small_match(), [long]), "sv", colour=True, width=100)
    assert "\x1b[" in text
    drawn = [line for line in text.splitlines() if "─" in line]
    assert drawn
    assert all(cell_len(line) <= 100 for line in drawn)


def test_a_name_cannot_forge_rows_or_move_the_cursor() -> None:
    hostile = "\x1b[2J\x1b]0;title\x07Sörby\n1  Fake\u202e"
    for colour in (False, True):
        text = render_table(renamed(small_match(), [hostile]), "sv", colour=colour, width=200)
        assert "\x1b[2J" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
        assert not any(line.startswith("1  Fake") for line in text.splitlines())


def test_a_name_is_no_markup() -> None:
    text = render_table(renamed(small_match(), ["[red]Sörby[/red]"]), "sv", colour=True, width=120)
    assert "[red]Sörby[/red]" in text


def test_rows_of_any_kind() -> None:
    text = render_rows(("id", "n"), [["a", "10"], ["åäö", "2"]], right=frozenset({1}))
    assert text == "id    n\na    10\nåäö   2\n"
    assert render_rows(("id", "n"), []) == "id  n\n"
