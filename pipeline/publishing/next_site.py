# SPDX-License-Identifier: GPL-3.0-or-later
"""The next site, built next to the visible one, which it replaces with one rename.

Until the switch, records describe the next site. After an interruption it remains, and the next run resumes it without
rebuilding finished editions.
"""

import errno
import shutil
import time
from contextlib import suppress
from pathlib import Path

from pipeline.model.project import Project
from pipeline.system.files import remove_leftovers
from pipeline.system.folders import mirror, recover_folders, swap
from pipeline.system.steps import Trace, steps_in

_BEGUN = "next site"
"""The step with the inode of the next site's folder."""


def folder_of(project: Project) -> Path:
    """Return the folder that the records describe: an unfinished next site if it exists, else the site."""
    next_site = _next_folder(project)
    return next_site if _is_begun(project, next_site) else project.site


def begin(project: Project) -> Path:
    """Return the folder of the next site: the folder of an interrupted run, or else a new one with the files of the site.

    The caller holds the lock, and must replace files instead of writing into them: they are hard links to the site's.
    """
    next_site = _next_folder(project)
    if _is_begun(project, next_site):
        remove_leftovers(next_site.rglob(".*"))
        for language in project.languages:
            recover_folders(next_site / language.tag)
    else:
        _mirror(project.site, next_site)
        steps_in(project.build).keep({_BEGUN: Trace(value=next_site.stat().st_ino)})
    return next_site


def _mirror(site: Path, next_site: Path) -> None:
    for leftover in next_site.parent.glob(f"{next_site.name}.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        mirror(site, next_site)
    except OSError as error:
        # A network file system renames open files of the former site instead of deleting them, so its folder is not empty.
        if error.errno not in (errno.EBUSY, errno.ENOTEMPTY):
            raise
        next_site.rename(next_site.with_name(f"{next_site.name}.{time.time_ns()}"))
        mirror(site, next_site)


def switch(project: Project) -> None:
    """Replace the site by the next one atomically; the former site is kept until the next `begin`."""
    swap(_next_folder(project), project.site.resolve())


def _next_folder(project: Project) -> Path:
    # If the site is a symbolic link, exchange next to its target: the exchange works only within a file system.
    site = project.site.resolve()
    return site.with_name(f".{site.name}.next")


def _is_begun(project: Project, next_site: Path) -> bool:
    """Return whether the folder `next_site` is an unfinished next site rather than the former site."""
    trace = steps_in(project.build).trace(_BEGUN)
    with suppress(FileNotFoundError):
        return trace is not None and trace.value == next_site.stat().st_ino
    return False
