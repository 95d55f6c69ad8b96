"""Zip archives, looked through before anything in them is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.core.sites.words import shown
from sitematch.intake.findings import refused
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.tables import tidy_text
from sitematch.intake.wordings import UNPACKED_TOO_LARGE, UNREADABLE

MOST_MEMBERS: Final = 2_000
MOST_TIMES: Final = 200
"""So many times its packed size an archive may unpack to; site files reach some 20."""
FREE_BYTES: Final = 20 << 20
"""Up to so many bytes unpacked, the ratio does not matter."""
DAMAGED: Final = Text("zip-arkivet är skadat", "the zip archive is damaged")
LOCKED: Final = Text("den är skyddad med lösenord", "it is protected by a password")
TOO_MANY_MEMBERS: Final = Text("zip-arkivet har för många filer", "the zip archive has too many files")
BYTES_PER_MB: Final = 1 << 20
ENCRYPTED_FLAG: Final = 1
UNPACKED_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive raises."""


def open_zip(file: SiteFile, options: IntakeOptions) -> zipfile.ZipFile:
    """The archive, which unpacks to no more than is allowed and has only plain files with plain names.

    Raises:
        SiteFileRefused: it is damaged, locked, too large unpacked, or has a member with a path that leads outside.
    """
    lang = options.lang
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.content))
    except UNPACKED_FAULTS:
        raise refused(UNREADABLE, lang, file.name, why=DAMAGED) from None
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise refused(UNREADABLE, lang, file.name, why=TOO_MANY_MEMBERS)
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise refused(UNREADABLE, lang, file.name, why=LOCKED)
    strange = next((member.filename for member in members if not _is_plain(member)), None)
    if strange is not None:
        name = shown(tidy_text(strange))
        why = Text(f"zip-arkivet har en länk eller en sökväg utåt: {name}", f"a link or a path out of the zip: {name}")
        raise refused(UNREADABLE, lang, file.name, why=why)
    unpacked, most = sum(member.file_size for member in members), options.limits.unpacked_mb * BYTES_PER_MB
    if unpacked > most or unpacked > max(FREE_BYTES, MOST_TIMES * len(file.content)):
        size = f"{unpacked / BYTES_PER_MB:.0f}"
        raise refused(UNPACKED_TOO_LARGE, lang, file.name, size=size)
    return archive


def names_in_zip(file: SiteFile, lang: Lang) -> list[str]:
    """The names of the members, as they are written.

    Raises:
        SiteFileRefused: the archive is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return archive.namelist()
    except UNPACKED_FAULTS:
        raise refused(UNREADABLE, lang, file.name, why=DAMAGED) from None


def read_member(archive: zipfile.ZipFile, name: str, file: SiteFile, options: IntakeOptions) -> bytes:
    """A member's bytes, never more than the archive's directory says.

    Raises:
        SiteFileRefused: the archive is damaged there.
    """
    try:
        return archive.read(name)
    except UNPACKED_FAULTS:
        raise refused(UNREADABLE, options.lang, file.name, why=DAMAGED) from None


def _is_plain(member: zipfile.ZipInfo) -> bool:
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return False
    name = member.filename.replace("\\", "/")
    return not name.startswith("/") and ":" not in name[:2] and ".." not in PurePosixPath(name).parts
