"""Site files that a command is given in place of the published sites."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitematch.errors import WrongUse

if TYPE_CHECKING:
    from sitematch.core.sites.sites import Sites
    from sitematch.intake import IntakeOptions
    from sitematch.service.desk import Desk


def check_files_given(files: list[Path] | None, *how_to_read: object) -> None:
    """Refuse options that say how to read files where there is no file to read."""
    if not files and any(how_to_read):
        raise WrongUse(
            "--municipality, --columns, --set, --crs and --swap-axes say how to read files: give --sites too"
        )


def read_sites(files: list[Path], desk: Desk, options: IntakeOptions) -> Sites:
    """The good rows of site files; the refused ones are named on stderr."""
    from sitematch.cli.progress import reading
    from sitematch.service.sites import load_site_files

    with reading(files, desk.lang) as on_step:
        upload = load_site_files(files, options, desk.region, desk.kept, on_step)
    for issue in upload.report.issues:
        if issue.severity == "error":
            sys.stderr.write(f"{issue.told()}\n")
    return upload.sites
