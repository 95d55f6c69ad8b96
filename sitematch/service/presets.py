"""The preset requirements of a region, and how a requirement that was asked for is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitematch.core.metrics import nearest
from sitematch.core.region.model import Region
from sitematch.core.requirement import Vocabulary, read_requirement
from sitematch.core.requirement.model import Requirement
from sitematch.errors import NotFound, Refused, Unreadable

FOLDER = "requirements"
ZIP = b"PK"
"""What a workbook begins with, and no text of a requirement."""
MOST_BYTES = 4_000_000
"""A requirement is a page of text; beyond this a file is something else and is not read into memory."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A requirement that a region brings along."""

    id: str
    requirement: Requirement

    def name_in(self, lang: str) -> str:
        """The preset's name in one language, else in whichever it has."""
        name = self.requirement.name
        return name if isinstance(name, str) else name.get(lang) or next(iter(name.values()))

    def row(self, lang: str) -> dict[str, Any]:
        """The preset as plain values for a list."""
        asked = self.requirement
        return {
            "id": self.id,
            "name": self.name_in(lang),
            "sector": asked.sector,
            "jobs": asked.jobs,
            "criteria": len(asked.criteria),
        }


def vocabulary_of(region: Region) -> Vocabulary:
    """What a requirement may name in this region."""
    return Vocabulary(classes=region.classes, groups=region.workforce_groups)


def preset_ids(pack: Path) -> tuple[str, ...]:
    """The ids of a pack's presets, sorted: the names of its files."""
    return tuple(sorted(path.stem for path in (pack / FOLDER).glob("*.yaml")))


def read_preset(preset_id: str, pack: Path, region: Region) -> Requirement:
    """A preset by its id.

    Raises:
        NotFound: there is none of that id; says which there are.
    """
    known = preset_ids(pack)
    if preset_id not in known:
        near = nearest(preset_id, known)
        hint = f"did you mean {near!r}? " if near else ""
        raise NotFound(f"{preset_id}: no preset of that id; {hint}there are: {', '.join(known) or 'none'}")
    return read_requirement_file(pack / FOLDER / f"{preset_id}.yaml", region)


@dataclass(frozen=True, slots=True)
class Presets:
    """The presets of a pack, by id, and why others of its files are refused."""

    read: tuple[Preset, ...]
    faults: tuple[str, ...]


def read_presets(pack: Path, region: Region) -> Presets:
    """Every preset of a pack; one that is refused takes no other with it."""
    read, faults = [], []
    for preset_id in preset_ids(pack):
        try:
            read.append(Preset(preset_id, read_preset(preset_id, pack, region)))
        except (Refused, Unreadable) as error:
            faults.append(str(error))
    return Presets(tuple(read), tuple(faults))


def list_presets(pack: Path, region: Region) -> tuple[Preset, ...]:
    """Every preset of a pack that can be read, by id."""
    return read_presets(pack, region).read


def read_requirement_file(path: Path, region: Region) -> Requirement:
    """A requirement from a file: YAML, JSON, or the form as a workbook.

    Raises:
        Unreadable: the file cannot be read or parsed.
        RequirementRefused: it has faults; all are named.
    """
    return requirement_in(_content(path), region, str(path))


def requirement_in(content: bytes, region: Region, name: str) -> Requirement:
    """A requirement from the bytes of a file, which tell whether they are a workbook or text.

    Args:
        name: what to call the file in messages.

    Raises:
        Unreadable: they cannot be parsed.
        RequirementRefused: it has faults; all are named.
    """
    if content.startswith(ZIP):
        from sitematch.intake.requirement_form import read_requirement_form

        return read_requirement_form(content, vocabulary_of(region), name)
    return read_requirement(content, vocabulary_of(region), name=name)


def find_requirement(asked: str, pack: Path, region: Region) -> Requirement:
    """The requirement that a user named: a file, else a preset's id.

    Raises:
        NotFound: neither; says which presets there are.
    """
    path = Path(asked)
    if path.is_file() or path.suffix or len(path.parts) > 1:
        return read_requirement_file(path, region)
    return read_preset(asked, pack, region)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(
            f"{path}: cannot be read ({error.strerror or error}); check the name and your rights"
        ) from None
    except ValueError as error:
        raise Unreadable(f"{path!r}: cannot be the name of a file ({error})") from None
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{path}: over {MOST_BYTES // 1_000_000} MB; a requirement is a page of text, check the file")
    return content
