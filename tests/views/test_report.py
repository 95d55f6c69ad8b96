"""The report on site files as people read it, in both languages."""

from __future__ import annotations

from dataclasses import replace

from sitematch.intake.findings import Issue, Report, Severity
from sitematch.intake.summary import HOW, ColumnTold, MissingFigure, Stated
from sitematch.texts import messages
from sitematch.views.report import render_report

NUMBER = Issue(
    7, "MW", Severity.ERROR, "value.not_a_number", "no number", "write 12", line=12, line_in="sheet", value="x"
)
OLD = Issue(1, "datum", Severity.WARNING, "date.stale", "old", "check", line=4, line_in="file")
KNOWN = ColumnTold("Effekt (MW)", "power_mw", "word", "mw")
LACKING = MissingFigure("power_mw", "power_mw", "Power", 2, ("a", "b"), ("a",), 0.5)


def report(*issues: Issue, **more) -> Report:
    return Report("sites.xlsx", 9, 8, 0, 1, issues, **more)


def lines(*issues: Issue, lang="en", **more) -> list[str]:
    return [" ".join(line.split()) for line in render_report(report(*issues, **more), lang).splitlines() if line]


def test_a_row_says_where_it_stands_in_the_users_program() -> None:
    assert lines(NUMBER)[2] == "7 (line 12 in the sheet) MW error value.not_a_number no number write 12"
    assert lines(NUMBER, lang="sv")[2].startswith("7 (kalkylbladets rad 12) MW fel")
    assert lines(replace(NUMBER, line_in="file"))[2].startswith("7 (line 12 in the file)")
    assert lines(replace(NUMBER, line_in="layer"))[2].startswith("7 (feature 12 in the layer)")
    assert lines(replace(NUMBER, line_in="layer", line=7))[2].startswith("7 MW")
    assert lines(replace(NUMBER, line_in=None, line=None))[2].startswith("7 MW")


def test_errors_come_before_warnings() -> None:
    assert [line.split()[-2] for line in lines(OLD, NUMBER)[2:]] == ["write", "old"]


def test_what_is_the_same_in_many_rows_is_said_once() -> None:
    many = [replace(OLD, row=row, line=row + 1) for row in range(1, 7)]
    (told,) = lines(*many)[2:]
    assert told.startswith("1 (line 2 in the file), 2 (line 3 in the file), 3 (line 4 in the file) and 3 more datum")


def test_headings_that_are_not_our_own_are_told() -> None:
    own = ColumnTold("name", "name", "name")
    told = lines(columns=(own, KNOWN, ColumnTold("skick", None, "kept")))
    assert told[1:] == [
        "What the headings were taken for:",
        "Heading Taken for Why",
        "Effekt (MW) Power (power_mw) another word for it",
        "Kept as they are: skick",
    ]


def test_sites_that_a_list_does_not_name_are_one_line() -> None:
    stated = Stated(sites=3, unlisted=("Norra", "Södra"))
    assert lines(stated=stated)[1:] == ["Drawn, but not in the list: 2 of 3 sites: Norra, Södra"]
    many = replace(stated, sites=99, unlisted=tuple(map(str, range(50))))
    assert lines(stated=many)[1].endswith("8, 9 …")


def test_missing_figures_say_how_much_hangs_on_them() -> None:
    told = lines(stated=Stated(sites=3), missing=(LACKING, replace(LACKING, column=None, must=(), weight=0.0)))
    assert told[3] == "Power power_mw 2 of 3 sites 1 2 25%"
    assert told[4] == "Power (the outline) 2 of 3 sites – 2 –"


def test_of_many_missing_figures_the_first_are_shown() -> None:
    told = lines(stated=Stated(sites=3), missing=(LACKING,) * 20)
    assert told[-1] == "and 12 more; --format json has them all"


def test_a_report_without_anything_is_one_line() -> None:
    assert render_report(report(), "sv") == "sites.xlsx: 9 rader lästa, 8 godtagna, varav 0 lagade, 1 avvisade\n"


def test_how_headings_are_told_is_there_in_swedish() -> None:
    assert all(text in messages("sv") for text in HOW.values())
