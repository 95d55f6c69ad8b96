"""A file of changes to the roads: what it may say, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitematch.core.reach.link_changes import LinkChange, RowFault
from sitematch.errors import RegionRefused
from sitematch.packs.road_changes import read_road_changes


def written(folder: Path, *lines: str) -> Path:
    path = folder / "changes.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_a_row_says_what_changes_and_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    read = read_road_changes(
        written(
            tmp_path,
            "from,to,closed,new,speed_kmh,km,oneway,motorway,road,wkt",
            "a,b,1,,,,,,E4,",
            "",
            "b,c,,,50,,0,,,",
            'c,15.6 58.4,0,1,70,2.5,1,0,Ny väg,"LINESTRING (15 58, 15.6 58.4)"',
        )
    )
    assert read.lines == (2, 4, 5)
    assert read.changes == (
        LinkChange("a", "b", closed=True, road="E4"),
        LinkChange("b", "c", speed_kmh=50, oneway=False),
        LinkChange("c", "15.6 58.4", True, False, 2.5, 70, True, False, "Ny väg", "LINESTRING (15 58, 15.6 58.4)"),
    )


def test_few_columns_do(tmp_path: Path) -> None:
    assert read_road_changes(written(tmp_path, "from,to,closed", "a,b,1")).changes == (
        LinkChange("a", "b", closed=True),
    )


HEAD = "from,to,closed,new,speed_kmh,oneway,wkt"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("from,closed", "a,1"), "has no column 'to'"),
        (("from,to,speed", "a,b,50"), "line 1, column 3: the heading 'speed' says nothing about a road"),
        ((HEAD, "a,b,maybe,,,,"), "line 2, column 3: closed is 'maybe'; it has to be 1, 0 or empty"),
        ((HEAD, "a,b,,,fast,,"), "line 2, column 5: speed_kmh is 'fast'"),
        ((HEAD, "a,b,,,0,,"), "speed_kmh is '0'; it has to be a number from 0.001 to 400"),
        ((HEAD, ",b,1,,,,"), "line 2, column 1: from is empty"),
        ((HEAD, "a,b,,,,,"), "nothing changes here; write closed=1, new=1 or a value"),
        ((HEAD, "a,b,1,,50,,"), "line 2, column 3: a closed link has no other values"),
        ((HEAD, "a,b,1,1,50,,"), "a closed link has no other values"),
        ((HEAD, "a,b,,,50,,POINT (1 2)"), "line 2, column 7: only a new link takes a wkt"),
        ((HEAD,), "has no change in it"),
        ((HEAD, "a,b"), "line 2: has 2 cells under 7 headings"),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column(tmp_path: Path, lines: tuple[str, ...], says: str) -> None:
    with pytest.raises(RegionRefused) as refused:
        read_road_changes(written(tmp_path, *lines))
    assert len(refused.value.faults) == 1
    assert "changes.csv" in str(refused.value)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(RegionRefused, match="is not there; name the CSV file"):
        read_road_changes(tmp_path / "none.csv")
    (tmp_path / "odd.csv").write_bytes(b"from,to\n\xff,b\n")
    with pytest.raises(RegionRefused, match="UTF-8"):
        read_road_changes(tmp_path / "odd.csv")


def test_faults_in_the_network_are_told_by_the_lines_of_the_file(tmp_path: Path) -> None:
    read = read_road_changes(written(tmp_path, "from,to,new", "a,b,1", "", "b,c,1"))
    read.refuse([])
    with pytest.raises(RegionRefused) as refused:
        read.refuse([RowFault(1, "to", "is no node"), RowFault(1, "speed_kmh", "is needed")])
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(4, 2), (4, None)]
