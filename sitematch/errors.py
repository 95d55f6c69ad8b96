"""One tree of errors; the command line turns a class into an exit status, the web into an HTTP status.

SitematchError
├── WrongUse             an option, an argument or a query that cannot be (exit 2, HTTP 400)
├── Unreadable           a file or body that cannot be parsed at all (exit 2, HTTP 400)
├── Refused              what was read whole and is refused, with every fault named
│   ├── RequirementRefused   (exit 2, HTTP 422)
│   └── RegionRefused        (exit 2, HTTP 422)
├── SiteFileRefused      a site file as a whole; begins with the issue's code (exit 2, HTTP 422)
├── NotFound             not there, or not the caller's to see (exit 2, HTTP 404)
└── OutputFailed         what was asked for could not be written (exit 2, HTTP 500)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a document.

    ``path`` names the place for a machine (``criteria[2].must.min``), ``where`` for a reader
    (``criterion 'land'``); ``line`` and ``column`` count from 1 where the text is known.
    ``message`` says what is wrong and how to mend it.
    """

    path: str
    message: str
    where: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = [self.where or self.path] if (self.where or self.path) else []
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.message}" if place else self.message


class SitematchError(Exception):
    """Whatever goes wrong in a way that the user can be told of and can mend."""


class WrongUse(SitematchError):
    """An option, an argument or a query that cannot be."""


class Unreadable(SitematchError):
    """A file or a body that cannot be parsed."""


class Refused(SitematchError):
    """What was read whole and is refused; every fault is named at once.

    Args:
        faults: all that is wrong, in the order of the document.
        name: the file, preset or folder that the faults are in, if it has a name.
    """

    def __init__(self, faults: tuple[Fault, ...], name: str | None = None) -> None:
        self.faults = faults
        self.name = name
        text = "; ".join(str(fault) for fault in faults)
        super().__init__(f"{name}: {text}" if name else text)


class RequirementRefused(Refused):
    """A requirement document with faults."""


class RegionRefused(Refused):
    """A region pack with faults."""


class SiteFileRefused(SitematchError):
    """A site file that is refused as a whole.

    Args:
        code: the issue's code (``file.unreadable``, ``crs.missing`` …).
        message: what is wrong and how to mend it, naming the file.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


class NotFound(SitematchError):
    """What is not there, or not the caller's to see: the two cannot be told apart."""


class OutputFailed(SitematchError):
    """A file that could not be written; nothing half-written is left."""
