from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sitematch.core.evidence import Method
from sitematch.errors import RegionRefused, SiteFileRefused, WrongUse
from sitematch.intake import IntakeOptions, read_upload
from sitematch.service.sites import annotate_site_files, check_annotated, demo_sites, load_site_files, published_sites
from sitematch.store.kept import Kept
from sitematch.store.site_layers import sites_to_bytes
from sitematch.store.visibility import Principal, Role
from tests.intake.world import REGION, feature, geojson, in_degrees, polygon, row, square

NOTHING_KEPT = Kept(None)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept")


def write(folder: Path, *features, name: str = "sites.geojson") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(geojson(*features, name=name).content)
    return path


def test_files_are_read_with_their_report(tmp_path: Path) -> None:
    path = write(tmp_path, row(1, power_mw="x"), row(2))
    upload = load_site_files([path], IntakeOptions(), REGION, NOTHING_KEPT)
    assert (upload.report.file, upload.report.refused, upload.sites.ids) == ("sites.geojson", 1, ("0511-s2",))


def test_what_was_read_is_kept_and_comes_back_the_same(tmp_path: Path, kept: Kept, monkeypatch) -> None:
    path = write(tmp_path, row(1, power_mw="okänt", foo=[1, "a"]), row(2, power_mw="x"))
    first = load_site_files([path], IntakeOptions(lang="sv"), REGION, kept)
    monkeypatch.setattr("sitematch.intake.reading.read_upload", None)
    again = load_site_files([path], IntakeOptions(lang="sv"), REGION, kept)
    assert again.report == first.report
    assert again.erased == first.erased == {"0511-s1": frozenset({"power_mw"})}
    assert sites_to_bytes(again.sites) == sites_to_bytes(first.sites)


@pytest.mark.parametrize("changed", ["content", "name", "language", "option", "version", "region"])
def test_anything_that_matters_is_read_anew(tmp_path: Path, kept: Kept, monkeypatch, changed: str) -> None:
    from dataclasses import replace

    path, options, region = write(tmp_path, row(1, foo=1)), IntakeOptions(), REGION
    load_site_files([path], options, region, kept)
    if changed == "content":
        write(tmp_path, row(1, foo=2))
    elif changed == "name":
        path = path.rename(tmp_path / "other.geojson")
    elif changed == "language":
        options = IntakeOptions(lang="sv")
    elif changed == "option":
        options = IntakeOptions(columns={"foo": "name"})
    elif changed == "version":
        monkeypatch.setattr("sitematch.service.sites.__version__", "9.9")
    else:
        region = replace(REGION, content_hash="another")
    called = []
    real = read_upload
    monkeypatch.setattr("sitematch.intake.reading.read_upload", lambda *a, **k: called.append(1) or real(*a, **k))
    load_site_files([path], options, region, kept)
    assert called == [1]


def test_what_is_kept_but_damaged_is_read_anew(tmp_path: Path, kept: Kept) -> None:
    path = write(tmp_path, row(1))
    first = load_site_files([path], IntakeOptions(), REGION, kept)
    assert kept.folder is not None
    for file in (kept.folder / "site_files").iterdir():
        kept.put_bytes("site_files", file.name, b"not what it was\n")
    assert load_site_files([path], IntakeOptions(), REGION, kept).report == first.report


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.csv", tmp_path / ("x" * 400), tmp_path / "a\0b"):
        with pytest.raises(SiteFileRefused, match=r"^file\.unreadable: ") as caught:
            load_site_files([path], IntakeOptions(), REGION, NOTHING_KEPT)
        assert str(path) in str(caught.value)


def test_a_file_is_written_back_with_its_faults(tmp_path: Path) -> None:
    path = write(tmp_path, row(1, power_mw="x"))
    report = load_site_files([path], IntakeOptions(), REGION, NOTHING_KEPT).report
    target = tmp_path / "marked.geojson"
    check_annotated([path], target, "en")
    annotate_site_files([path], report, target, IntakeOptions())
    marked = json.loads(target.read_bytes())
    assert "value.not_a_number" in marked["features"][0]["properties"]["error"]


def test_a_marked_file_has_a_name_of_its_own_and_of_its_format(tmp_path: Path) -> None:
    path = write(tmp_path, row(1))
    for paths, target in (([path], path), ([path], tmp_path / "a.csv"), ([path, path], tmp_path / "two.geojson")):
        with pytest.raises(WrongUse):
            check_annotated(paths, target, "en")
    check_annotated([path, path], tmp_path / "two.zip", "en")


def pack(folder: Path, *features) -> Path:
    write(folder / "sites", *features, name="demo.geojson")
    return folder


def test_until_something_is_published_the_demo_sites_are_offered(tmp_path: Path, kept: Kept) -> None:
    folder = pack(tmp_path, row(1, power_mw=5), row(2, visibility="region"), row(3, visibility="municipality"))
    seen = {
        role: published_sites(Principal(role, "0511"), REGION, folder, kept).ids for role in (Role.NOBODY, Role.ADVISER)
    }
    assert seen == {Role.NOBODY: ("0511-s1",), Role.ADVISER: ("0511-s1", "0511-s2")}
    everything = published_sites(Principal(Role.ADMIN), REGION, folder, kept)
    assert everything.demo == (True, True, True)
    assert {s.method for c in everything.columns.values() for s in c.sources if s} == {Method.DEMO}


def test_demo_files_lie_side_by_side(tmp_path: Path) -> None:
    folder = pack(tmp_path, row(1))
    write(folder / "sites", row(2), name="more.geojson")
    write(folder / "sites", row(3), name=".hidden.geojson")
    write(folder / "sites" / "older.geojson", row(4))
    (folder / "sites" / "README.md").write_text("Where these come from.")
    assert demo_sites(REGION, folder, NOTHING_KEPT).ids == ("0511-s1", "0511-s2")


def test_a_pack_without_demo_sites_offers_none(tmp_path: Path, kept: Kept) -> None:
    (tmp_path / "empty" / "sites").mkdir(parents=True)
    for folder in (tmp_path / "none", tmp_path / "empty"):
        assert len(demo_sites(REGION, folder, kept)) == 0


def test_faults_of_demo_sites_are_the_packs(tmp_path: Path, kept: Kept) -> None:
    folder = pack(tmp_path, row(1), row(2, power_mw="x"), feature({"id": "far"}, polygon(in_degrees(square(2000)))))
    for _ in range(2):
        with pytest.raises(RegionRefused, match=r"demo\.geojson: row 2, power_mw: 'x' is not a number; .*"):
            demo_sites(REGION, folder, kept)
    (folder / "sites" / "demo.geojson").write_text("{")
    with pytest.raises(RegionRefused, match=r"demo\.geojson"):
        demo_sites(REGION, folder, kept)


def test_what_is_kept_is_read_without_projections_tables_or_translations(tmp_path: Path, kept: Kept) -> None:
    folder = pack(tmp_path, row(1), row(2))
    demo_sites(REGION, folder, kept)
    code = f"""
import sys
from pathlib import Path
from tests.intake.world import REGION
from sitematch.service.sites import demo_sites
from sitematch.store.kept import Kept
for name in [name for name in sys.modules if name.split('.')[0] in ('pyproj', 'pandas', 'babel')]:
    raise SystemExit(name)
sites = demo_sites(REGION, Path({str(folder)!r}), Kept(Path({str(kept.folder)!r})))
print(len(sites), [name for name in ('pyproj', 'pandas', 'babel', 'scipy', 'geopandas') if name in sys.modules])
"""
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False)
    assert run.stdout.strip() == "2 []", run.stderr
