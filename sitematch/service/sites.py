"""Site files read through intake, and the sites that a region offers; what was read once is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sitematch import __version__
from sitematch.core.evidence import Lang, Text
from sitematch.errors import Fault, RegionRefused, SiteFileRefused, Unreadable, WrongUse
from sitematch.intake import IntakeOptions, Report, SiteFile, Upload, report_from_document
from sitematch.intake.findings import refused
from sitematch.intake.upload import KEEPING, Step
from sitematch.intake.wordings import NOT_THERE
from sitematch.store.kept import Kept, key_of
from sitematch.store.site_layers import sites_from_bytes, sites_to_bytes
from sitematch.store.visibility import Principal, visible

if TYPE_CHECKING:
    from sitematch.core.region.model import Region
    from sitematch.core.sites.sites import Sites

READING: Final = "10"
"""Changed with the rules of reading, so that what older ones gave is not taken for what these would give."""
KIND: Final = "site_files"
LARGE_BYTES: Final = 4 << 20
"""To make sites of files that are larger takes longer than a report should."""
DEMO_FOLDER: Final = "sites"
"""Where a pack has its demo sites."""
DEMO_SUFFIXES: Final = frozenset({".geojson", ".json", ".csv", ".gpkg", ".zip", ".xlsx"})
"""What else lies there is no site file."""


def untold(step: str, share: float) -> None:
    """For nobody who looks how far the reading is."""


def load_site_files(
    paths: Sequence[Path], options: IntakeOptions, region: Region, kept: Kept, on_step: Step = untold
) -> Upload:
    """The sites of files as one upload, and its report; read anew only if the files or the options changed.

    ``on_step``: is told the step under way and what share of it is done.

    Raises:
        SiteFileRefused: a file cannot be read or is refused as a whole.
        WrongUse: an option names what cannot be.
    """
    files = [read_file(path, options.lang) for path in paths]
    return _read_or_kept(files, options, region, kept, demo=False, on_step=on_step)


def load_sites(files: Sequence[SiteFile], options: IntakeOptions, region: Region, kept: Kept) -> Upload:
    """As ``load_site_files``, of files that are in memory.

    Raises:
        SiteFileRefused: a file is refused as a whole.
        WrongUse: an option names what cannot be.
    """
    return _read_or_kept(files, options, region, kept, demo=False)


def check_site_files(
    paths: Sequence[Path],
    options: IntakeOptions,
    region: Region,
    kept: Kept,
    published: Sites | None = None,
    on_step: Step = untold,
) -> Upload:
    """As ``load_site_files``, for the sake of the report: of large files no sites are made, and nothing is kept.

    ``published``: the sites beside which these would stand.

    Raises:
        SiteFileRefused: a file cannot be read or is refused as a whole.
        WrongUse: an option names what cannot be.
    """
    files = [read_file(path, options.lang) for path in paths]
    small = sum(len(file.content) for file in files) <= LARGE_BYTES
    if published is not None:
        from sitematch.intake import read_upload

        return read_upload(files, options, region, published=published, on_step=on_step)
    return _read_or_kept(files, options, region, kept, demo=False, keep=small, on_step=on_step)


def annotate_site_files(paths: Sequence[Path], report: Report, target: Path, options: IntakeOptions) -> None:
    """Writes the files of a report to ``target``, with their faults marked: one in its own format, several as a zip.

    Raises:
        WrongUse: ``target`` is one of the files themselves, or ends in what another format has.
        OutputFailed: ``target`` cannot be written.
    """
    from sitematch.intake import annotate
    from sitematch.service.outputs import write_files

    write_files({target: annotate([read_file(path, options.lang) for path in paths], report, options)})


def check_annotated(paths: Sequence[Path], target: Path, lang: Lang) -> None:
    """Whether the files with their faults marked can be written to ``target``.

    Raises:
        WrongUse: it is one of the files themselves, or ends in what another format has.
        SiteFileRefused: a file cannot be read.
    """
    from sitematch.intake.marks import check_target

    if any(_same(path, target) for path in paths):
        raise WrongUse(f"--annotate {target} is the file itself, which is never written over; give another name")
    check_target([read_file(path, lang) for path in paths], str(target), lang)


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return path.resolve() == other.resolve()


def published_sites(principal: Principal, region: Region, pack_folder: Path, kept: Kept) -> Sites:
    """What the region offers and ``principal`` may see: until something is published, its pack's demo sites.

    Raises:
        RegionRefused: the pack's demo sites have faults.
    """
    return visible(demo_sites(region, pack_folder, kept), principal)


def demo_sites(region: Region, pack_folder: Path, kept: Kept) -> Sites:
    """The demo sites of a pack, marked as such; none where the pack has none.

    Raises:
        RegionRefused: a file of them is refused, or a row of it.
    """
    folder = pack_folder / DEMO_FOLDER
    paths = sorted(filter(_may_hold_sites, folder.iterdir())) if folder.is_dir() else []
    options = IntakeOptions(lang="en")
    try:
        upload = _read_or_kept([read_file(path, "en") for path in paths], options, region, kept, demo=True)
    except SiteFileRefused as error:
        raise RegionRefused((Fault(DEMO_FOLDER, str(error)),), str(folder)) from error
    faults = tuple(
        Fault(f"{issue.file or upload.report.file}/{issue.row}", issue.told(), issue.file or upload.report.file)
        for issue in upload.report.issues
        if issue.severity == "error"
    )
    if faults:
        raise RegionRefused(faults, str(folder))
    return upload.sites


def _may_hold_sites(path: Path) -> bool:
    """Whether a file of a pack is one of sites, by its name: a note or a folder beside them is none."""
    return path.suffix.lower() in DEMO_SUFFIXES and not path.name.startswith(".") and path.is_file()


def read_file(path: Path, lang: Lang) -> SiteFile:
    """A file of the disk by its name and bytes.

    Raises:
        SiteFileRefused: it is not there, no file, or not to be read.
    """
    try:
        return SiteFile(path.name, path.read_bytes())
    except (OSError, ValueError) as error:
        why = next((text for kind, text in _WHY_NOT.items() if isinstance(error, kind)), None)
        raise refused(NOT_THERE, lang, str(path), why=why or getattr(error, "strerror", None) or str(error)) from None


_WHY_NOT: Final = {
    FileNotFoundError: Text("den finns inte", "there is no such file"),
    IsADirectoryError: Text("det är en mapp", "it is a folder"),
    PermissionError: Text("du får inte läsa den", "you may not read it"),
}


def _read_or_kept(
    files: Sequence[SiteFile],
    options: IntakeOptions,
    region: Region,
    kept: Kept,
    *,
    demo: bool,
    keep: bool = True,
    on_step: Step = untold,
) -> Upload:
    key = _key(files, options, region, demo)
    found = _unpacked(kept.get_bytes(KIND, key))
    if found is None:
        from sitematch.intake import read_upload

        found = read_upload(files, options, region, demo=demo, on_step=on_step)
        if keep:
            on_step(KEEPING, 0.0)
            kept.put_bytes(KIND, key, _packed(found))
    return found


def _key(files: Sequence[SiteFile], options: IntakeOptions, region: Region, demo: bool) -> str:
    asked = json.dumps([asdict(options), demo], default=str, sort_keys=True)
    parts: list[str | bytes] = [__version__, READING, region.content_hash, asked]
    for file in files:
        parts += [file.name, file.content]
    return key_of(*parts)


def _packed(upload: Upload) -> bytes:
    erased = {site_id: sorted(columns) for site_id, columns in upload.erased.items()}
    head = json.dumps({"report": upload.report.to_document(), "erased": erased}, ensure_ascii=False)
    return head.encode() + b"\n" + sites_to_bytes(upload.sites)


def _unpacked(data: bytes | None) -> Upload | None:
    """The upload that was kept; None where it was not, or cannot be read."""
    if data is None:
        return None
    head, _, layer = data.partition(b"\n")
    try:
        sites, document = sites_from_bytes(layer), json.loads(head)
    except (Unreadable, ValueError):
        return None
    erased = {site_id: frozenset(columns) for site_id, columns in document["erased"].items()}
    return Upload(lambda: sites, report_from_document(document["report"]), erased)
