"""Kernels that take the drives of places out of a field: as minutes to add up by, within a time, or as they are.

A place is met by at most two nodes: their rows in the field, -1 for none, and the deciseconds between node and place.
The largest number of the field's type stands for no way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitematch.core.reach.hierarchy.compiled import (
    I4,
    I8,
    U1,
    U2,
    U4,
    U8,
    WIDTHS,
    given,
    kernel,
    made,
    nothing,
    several,
)

_Ints = NDArray[np.int32]
_Longs = NDArray[np.int64]
_Drives = NDArray[Any]

NO_WAY = 1 << 60


def _place_types(width: Any) -> tuple[Any, ...]:
    return given(I4, 2), given(width, 2), given(width, 2), given(U1)


@kernel(*(several(I4, I4, width, width)(I8, given(I4, 2), given(width, 2), given(U1)) for width in WIDTHS))
def _reached_nodes(place: int, rows: _Ints, ds: _Drives, reached: NDArray[np.uint8]) -> tuple[int, int, Any, Any]:
    """The rows of a place's two nodes that are reached, and the deciseconds to them.

    Both are the same where only one is reached; the first is -1 where none is.
    """
    first, second, to_first, to_second = rows[place, 0], rows[place, 1], ds[place, 0], ds[place, 1]
    if first < 0 or not reached[first]:
        first, to_first = second, to_second
    if second < 0 or not reached[second]:
        second, to_second = first, to_first
    if first >= 0 and not reached[first]:
        first = np.int32(-1)
    return first, second, to_first, to_second


@kernel(*(nothing(given(width), given(width), width, width, made(width)) for width in WIDTHS))
def _nearer(one: _Drives, other: _Drives, to_one: Any, to_other: Any, drive: _Drives) -> None:
    """The drives of all lanes by the nearer of two nodes, into ``drive``."""
    top = drive.dtype.type(-1)
    most_one, most_other = drive.dtype.type(top - to_one), drive.dtype.type(top - to_other)
    for lane in range(len(drive)):
        by_one = drive.dtype.type(min(one[lane], most_one) + to_one)
        by_other = drive.dtype.type(min(other[lane], most_other) + to_other)
        drive[lane] = min(by_one, by_other)


@kernel(nothing(given(U2), I8, I8, made(I8)))
def _add(minute: NDArray[np.uint16], steps: int, amount: int, sums: _Longs) -> None:
    """Adds an amount to the ``steps`` sums of each lane, where its minute is."""
    # Unsigned places are not looked at for counting from the end; 128 lanes are what there nearly always is.
    if len(minute) == 128:
        for lane in range(128):
            sums[np.uint64(lane) * np.uint64(steps) + np.uint64(minute[lane])] += amount
    else:
        for lane in range(len(minute)):
            sums[np.uint64(lane) * np.uint64(steps) + np.uint64(minute[lane])] += amount


@kernel(*(nothing(*_place_types(width), given(I8, 2), made(I8, 2)) for width in (U2, U4)))
def count_by_minute(
    rows: _Ints, ds: _Drives, field: _Drives, reached: NDArray[np.uint8], amounts: _Longs, sums: _Longs
) -> None:
    """Adds each place's amounts to ``sums``: a row for each kind, in it lane by lane the started minutes of the drive.

    The last of the minutes takes all that is beyond.
    """
    lanes = field.shape[1]
    steps = sums.shape[1] // lanes
    drive, minute = np.empty(lanes, field.dtype), np.empty(lanes, np.uint16)
    latest = field.dtype.type(min((steps - 1) * 600, field.dtype.type(-1)))
    for place in range(len(rows)):
        first, second, to_first, to_second = _reached_nodes(place, rows, ds, reached)
        if first < 0:
            continue
        _nearer(field[first], field[second], to_first, to_second, drive)
        if steps <= 110:
            # In steps of eight first, so that 16 bits do: × 13982 / 2^20 divides up to 14167 by 75 exactly.
            for lane in range(lanes):
                short = np.uint16(min(drive[lane], latest))
                eighth = np.uint16((short >> 3) + ((short & 7) != 0))
                minute[lane] = np.uint16((np.uint32(eighth + 74) * np.uint32(13982)) >> 20)
        else:
            for lane in range(lanes):
                minute[lane] = np.uint16((np.uint64(min(drive[lane], latest)) + 599) // 600)
        for kind in range(len(sums)):
            _add(minute, steps, amounts[place, kind], sums[kind])


@kernel(*(nothing(*_place_types(width), given(I8, 2), width, made(I8, 2)) for width in (U2, U4)))
def count_within(
    rows: _Ints,
    ds: _Drives,
    field: _Drives,
    reached: NDArray[np.uint8],
    amounts: _Longs,
    limit: Any,
    sums: _Longs,
) -> None:
    """Adds to ``sums``, by lane and kind, the amounts of the places within a time, itself included."""
    drive = np.empty(field.shape[1], field.dtype)
    for place in range(len(rows)):
        first, second, to_first, to_second = _reached_nodes(place, rows, ds, reached)
        if first >= 0:
            _nearer(field[first], field[second], to_first, to_second, drive)
            for kind in range(sums.shape[1]):
                amount = amounts[place, kind]
                for lane in range(len(drive)):
                    if drive[lane] <= limit:
                        sums[lane, kind] += amount


@kernel(*(nothing(*_place_types(width), made(I8, 2)) for width in WIDTHS))
def gather(rows: _Ints, ds: _Drives, field: _Drives, reached: NDArray[np.uint8], found: _Longs) -> None:
    """The drives to all places into ``found``, by lane and place; only so many lanes as it has rows."""
    top = field.dtype.type(-1)
    drive = np.empty(field.shape[1], field.dtype)
    for place in range(len(rows)):
        first, second, to_first, to_second = _reached_nodes(place, rows, ds, reached)
        if first >= 0:
            _nearer(field[first], field[second], to_first, to_second, drive)
            for lane in range(len(found)):
                found[lane, place] = drive[lane] if drive[lane] < top else NO_WAY
        else:
            found[:, place] = NO_WAY


@kernel(*(I8(given(width, 2), given(U1), given(I4), made(I8, 2)) for width in (U4, U8)))
def by_node(field: _Drives, reached: NDArray[np.uint8], rank: _Ints, found: _Longs) -> int:
    """What stands in a field, by lane and node, only so many lanes as ``found`` has rows; and the largest of it."""
    top, largest = field.dtype.type(-1), field.dtype.type(0)
    for node in range(len(rank)):
        row = field[rank[node]]
        for lane in range(len(found)):
            if row[lane] == top or not reached[rank[node]]:
                found[lane, node] = NO_WAY
            else:
                largest = max(largest, row[lane])
                found[lane, node] = np.int64(row[lane])
    return int(largest)
