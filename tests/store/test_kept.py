"""The keeper of results: what comes back is what was put in, and nothing that goes wrong with files is an error."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies

from sitematch.store import kept as module
from sitematch.store import mapped as maps
from sitematch.store.kept import Entry, Kept, key_of
from tests.examples import examples

KEY = key_of("a")
ENTRY = Entry({"x": np.arange(6.0).reshape(2, 3), "y": np.array([True, False])}, {"classes": ["port"], "none": None})


def same(one: Entry | None, other: Entry) -> bool:
    return (
        one is not None
        and one.meta == other.meta
        and list(one.arrays) == list(other.arrays)
        and all(np.array_equal(one.arrays[n], other.arrays[n], equal_nan=True) for n in other.arrays)
        and all(one.arrays[n].dtype == other.arrays[n].dtype for n in other.arrays)
    )


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "not" / "there" / "yet")
    assert kept.get("reach", KEY) is None
    kept.put("reach", KEY, ENTRY)
    assert same(kept.get("reach", KEY), ENTRY)
    assert kept.get("other", KEY) is None
    assert kept.get("reach", key_of("b")) is None


arrays = st.one_of(
    numpy_strategies.arrays(np.float64, numpy_strategies.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4)),
    numpy_strategies.arrays(np.int64, numpy_strategies.array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=4)),
    numpy_strategies.arrays(np.bool_, st.integers(0, 5)),
)


@settings(deadline=None, max_examples=examples(40))
@given(st.dictionaries(st.text(max_size=5), arrays, max_size=3), st.dictionaries(st.text(), st.none() | st.text()))
def test_any_arrays_and_json_come_back(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, np.ndarray], meta: dict[str, str | None]
) -> None:
    kept = Kept(tmp_path_factory.getbasetemp() / "kept")
    kept.put("reach", KEY, Entry(values, meta))
    assert same(kept.get("reach", KEY), Entry(values, meta))


@settings(deadline=None, max_examples=examples(40))
@given(st.binary())
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    kept = Kept(tmp_path_factory.getbasetemp() / "kept")
    kept.put_bytes("layers", KEY, data)
    assert kept.get_bytes("layers", KEY) == data


def test_bytes_are_no_arrays_and_arrays_no_bytes(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put("reach", KEY, ENTRY)
    assert kept.get_bytes("reach", KEY) is None
    kept.put_bytes("reach", KEY, b"bytes")
    assert kept.get("reach", KEY) is None


def test_without_a_folder_nothing_is_kept() -> None:
    kept = Kept(None)
    kept.put("reach", KEY, ENTRY)
    kept.put_bytes("layers", KEY, b"x")
    assert kept.get("reach", KEY) is None
    assert kept.get_bytes("layers", KEY) is None


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    kept = Kept(blocked)
    kept.put("reach", KEY, ENTRY)
    assert kept.get("reach", KEY) is None
    assert blocked.read_text() == "in the way"


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kept = Kept(tmp_path)
    kept.put("reach", KEY, ENTRY)
    monkeypatch.setattr(Path, "replace", full)
    kept.put("reach", KEY, Entry({"x": np.zeros(3)}))
    monkeypatch.undo()
    assert same(kept.get("reach", KEY), ENTRY)
    assert [path.name for path in (tmp_path / "reach").iterdir()] == [KEY]


@settings(deadline=None, max_examples=examples(60))
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_file_counts_as_not_there_and_is_written_anew(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int
) -> None:
    kept = Kept(tmp_path_factory.getbasetemp() / "kept")
    kept.put("damaged", KEY, ENTRY)
    path = tmp_path_factory.getbasetemp() / "kept" / "damaged" / KEY
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= change
    path.write_bytes(content)
    assert kept.get("damaged", KEY) is None
    kept.put("damaged", KEY, ENTRY)
    assert same(kept.get("damaged", KEY), ENTRY)


@pytest.mark.parametrize("content", [b"", b"\n", b"foreign", b"\x93NUMPY\x01\x00", b"sitematch kept 1 \n{}\n"])
def test_a_foreign_file_counts_as_not_there(tmp_path: Path, content: bytes) -> None:
    kept = Kept(tmp_path)
    kept.put("reach", KEY, ENTRY)
    (tmp_path / "reach" / KEY).write_bytes(content)
    assert kept.get("reach", KEY) is None
    assert kept.get_bytes("reach", KEY) is None


def test_a_file_that_is_cut_off_counts_as_not_there(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put("reach", KEY, ENTRY)
    path = tmp_path / "reach" / KEY
    path.write_bytes(path.read_bytes()[:-1])
    assert kept.get("reach", KEY) is None


def test_files_that_were_swapped_count_as_not_there(tmp_path: Path) -> None:
    """Each is whole and ours, but not what was kept under that name; nor do the times of files that move tell."""
    kept, keys = Kept(tmp_path), [key_of("a"), key_of("b")]
    for number, key in enumerate(keys):
        kept.put("reach", key, Entry({"x": np.full(2, float(number))}))
        kept.put_mapped("roads", key, {"x": np.full(2, float(number))}, {})
    for kind in ("reach", "roads"):
        one, other, aside = (tmp_path / kind / name for name in (*keys, "aside"))
        one.rename(aside)
        other.rename(one)
        aside.rename(other)
    assert [kept.get("reach", key) for key in keys] == [mapped(kept, key) for key in keys] == [None, None]


def test_objects_are_never_kept(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="'names'"):
        Kept(tmp_path).put("reach", KEY, Entry({"names": np.array(["a", None], dtype=object)}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "key"), [("..", KEY), ("reach", "../x"), ("reach", ""), ("re/ach", KEY)])
def test_names_cannot_lead_elsewhere(tmp_path: Path, kind: str, key: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Kept(tmp_path).put_bytes(kind, key, b"x")


def test_a_key_depends_on_every_part_and_where_it_ends() -> None:
    keys = [key_of(), key_of(""), key_of("ab"), key_of("a", "b"), key_of("b", "a"), key_of("", "ab")]
    assert len(set(keys)) == len(keys)
    assert key_of("å") == key_of("å".encode())


def test_a_full_folder_loses_its_older_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 4)
    kept = Kept(tmp_path)
    keys = [key_of(str(number)) for number in range(5)]
    for age, key in enumerate(keys):
        kept.put_bytes("layers", key, key.encode())
        os.utime(tmp_path / "layers" / key, (1000 + age, 1000 + age))
    kept.put_bytes("layers", keys[4], b"newest")
    assert [kept.get_bytes("layers", key) is not None for key in keys] == [False, False, True, True, True]


def test_what_killed_writers_left_goes_what_is_being_written_stays(tmp_path: Path) -> None:
    (tmp_path / "roads").mkdir()
    for name, age_s in ((".killed", 4000), (".writing", 10)):
        (tmp_path / "roads" / name).write_bytes(b"half")
        os.utime(tmp_path / "roads" / name, (written := time.time() - age_s, written))
    Kept(tmp_path).put_mapped("roads", KEY, ENTRY.arrays, {})
    assert {path.name for path in (tmp_path / "roads").iterdir()} == {".writing", KEY}


def test_many_at_once_never_see_half_a_file(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    entries = [Entry({"x": np.full(20_000, float(number))}) for number in range(4)]
    kept.put("reach", KEY, entries[0])

    def write_and_read(number: int) -> bool:
        kept.put("reach", KEY, entries[number % 4])
        found = kept.get("reach", KEY)
        return found is not None and len(set(found.arrays["x"].tolist())) == 1

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(write_and_read, range(40)))


def mapped(kept: Kept, key: str = KEY) -> Entry | None:
    found = kept.get_mapped("roads", key)
    return None if found is None else Entry(*found)


@settings(deadline=None, max_examples=examples(40))
@given(st.dictionaries(st.text(max_size=5), arrays, max_size=3), st.dictionaries(st.text(), st.none() | st.text()))
def test_any_arrays_and_json_come_back_from_maps(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, np.ndarray], meta: dict[str, str | None]
) -> None:
    kept = Kept(tmp_path_factory.getbasetemp() / "kept")
    kept.put_mapped("roads", KEY, values, meta)
    assert same(mapped(kept), Entry(values, meta))


def test_maps_are_aligned_and_cannot_be_written_to(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put_mapped("roads", KEY, {"flags": np.array([True]), "km": np.arange(3.0)}, {})
    found = mapped(kept)
    assert found is not None
    for array in found.arrays.values():
        assert array.ctypes.data % 64 == 0
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@settings(deadline=None, max_examples=examples(60))
@given(st.integers(0, 10_000), st.integers(1, 255), st.booleans())
def test_a_damaged_map_counts_as_not_there(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int, restored: bool
) -> None:
    """Though it has its length, and even where it was given its old time again, later than its writer was done."""
    kept = Kept(tmp_path_factory.getbasetemp() / "kept")
    kept.put_mapped("roads", KEY, ENTRY.arrays, {})
    path = tmp_path_factory.getbasetemp() / "kept" / "roads" / KEY
    content, written_ns = bytearray(path.read_bytes()), path.stat().st_mtime_ns
    place %= len(content)
    in_title = place <= content.index(b"\n")
    content[place] ^= change
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        if restored:
            patch.setattr(maps, "_IN_PLACE_NS", 0)
            os.utime(path, ns=(written_ns, written_ns))
        found = mapped(kept)
    assert found is None or (in_title and same(found, Entry(ENTRY.arrays)))  # its time may be wrong: no harm is done


def test_a_map_that_was_touched_but_not_changed_is_taken(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put_mapped("roads", KEY, ENTRY.arrays, ENTRY.meta)
    copy = (tmp_path / "roads" / KEY).read_bytes()
    (tmp_path / "roads" / KEY).write_bytes(copy)
    os.utime(tmp_path / "roads" / KEY, (1000, 1000))
    assert same(mapped(kept), ENTRY)


def test_an_untouched_map_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(tmp_path)
    kept.put_mapped("roads", KEY, ENTRY.arrays, ENTRY.meta)
    monkeypatch.setattr(maps, "_digest", lambda *_: pytest.fail("all of it is read"))
    assert same(mapped(kept), ENTRY)


@pytest.mark.parametrize("spoil", [b"", b"\n", b"\n\n", b"no map at all", b"no map\n", b"map\n"])
def test_a_map_that_is_not_whole_counts_as_not_there(tmp_path: Path, spoil: bytes) -> None:
    kept = Kept(tmp_path)
    assert mapped(kept) is None
    kept.put_mapped("roads", KEY, ENTRY.arrays, {})
    path = tmp_path / "roads" / KEY
    content = path.read_bytes()
    for changed in (content[:-1], content + b"0", content.replace(b"<f8", b"<i8"), content[:40], spoil):
        path.write_bytes(changed)
        assert mapped(kept) is None


def test_of_maps_that_fill_the_disk_the_newer_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, keys = Kept(tmp_path), [key_of(str(number)) for number in range(4)]
    for age, key in enumerate(keys):
        kept.put_mapped("roads", key, {"x": np.zeros(1000)}, {})
        os.utime(tmp_path / "roads" / key, (1000 + age, 1000 + age))
    monkeypatch.setattr(module, "_MOST_MAPPED_BYTES", 25_000)
    kept.put_mapped("roads", keys[3], {"x": np.zeros(1000)}, {})
    assert [mapped(kept, key) is not None for key in keys] == [False, True, True, True]
    kept.put_mapped("roads", keys[0], {"x": np.zeros(5000)}, {})
    assert [mapped(kept, key) is not None for key in keys] == [True, False, False, False]


def test_no_folder_and_a_folder_that_is_a_file_map_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for kept in (Kept(None), Kept(tmp_path / "file")):
        kept.put_mapped("roads", KEY, ENTRY.arrays, {})
        assert mapped(kept) is None
    with pytest.raises(TypeError, match="cannot be mapped"):
        Kept(tmp_path).put_mapped("roads", KEY, {"text": np.array(["a"])}, {})
