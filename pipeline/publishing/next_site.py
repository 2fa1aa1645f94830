# SPDX-License-Identifier: GPL-3.0-or-later
"""The next site, built next to the visible one, which it replaces with one rename.

From its beginning until it is shown, records describe the next site. After an interrupted run it stays, and the next
run resumes it without making finished editions again.
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
    """Return the folder that the records describe: an unfinished next site if there is one, else the site."""
    aside = _aside(project)
    return aside if _is_begun(project, aside) else project.site


def begin(project: Project) -> Path:
    """Return the folder of the next site: that of an interrupted run, or else a new one with the files of the site.

    The caller holds the lock, and must replace files, never write into them: they are shared with the site.
    """
    aside = _aside(project)
    if _is_begun(project, aside):
        remove_leftovers(aside.rglob(".*"))
        for language in project.languages:
            recover_folders(aside / language.tag)
    else:
        _mirror(project.site, aside)
        steps_in(project.build).keep({_BEGUN: Trace(value=aside.stat().st_ino)})
    return aside


def _mirror(site: Path, aside: Path) -> None:
    for left in aside.parent.glob(f"{aside.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        mirror(site, aside)
    except OSError as error:
        # A network file system renames open files of the former site, within their folder, instead of deleting them.
        if error.errno not in (errno.EBUSY, errno.ENOTEMPTY):
            raise
        aside.rename(aside.with_name(f"{aside.name}.{time.time_ns()}"))
        mirror(site, aside)


def switch(project: Project) -> None:
    """Replace the site by the next one in one step; the former one is kept until another is begun."""
    swap(_aside(project), project.site.resolve())


def _aside(project: Project) -> Path:
    # Beside the folder itself, where the site is a link to it: names are exchanged within a file system.
    site = project.site.resolve()
    return site.with_name(f".{site.name}.next")


def _is_begun(project: Project, aside: Path) -> bool:
    """Return whether the folder `aside` is an unfinished next site rather than the former site."""
    trace = steps_in(project.build).trace(_BEGUN)
    with suppress(FileNotFoundError):
        return trace is not None and trace.value == aside.stat().st_ino
    return False
