# SPDX-License-Identifier: GPL-3.0-or-later
"""The next site, which is made beside the one that readers see and then takes its place by one rename.

Records tell of the next site from when a run begins it until it is shown. A run that was cut off leaves
it, and the next run goes on with it: what was finished is not made again.
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
"""The step whose trace has the inode of the folder that was begun."""


def folder_of(project: Project) -> Path:
    """Return the folder that the records tell of: the next site where one was begun and is not shown yet, else the site."""
    aside = _aside(project)
    return aside if _is_begun(project, aside) else project.site


def begin(project: Project) -> Path:
    """Return the folder of the next site: what a run that was cut off has left of it, else the files of the site.

    The caller holds the lock, and replaces files whole: the site has the same ones.
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
        # A network file system keeps what a reader of the former site has open, under another name in the same folder.
        if error.errno not in (errno.EBUSY, errno.ENOTEMPTY):
            raise
        aside.rename(aside.with_name(f"{aside.name}.{time.time_ns()}"))
        mirror(site, aside)


def switch(project: Project) -> None:
    """Replace the site by the next one, in one step; the former one is kept aside until another is begun."""
    swap(_aside(project), project.site.resolve())


def _aside(project: Project) -> Path:
    # Beside the folder itself, where the site is a link to it: names are exchanged within a file system.
    site = project.site.resolve()
    return site.with_name(f".{site.name}.next")


def _is_begun(project: Project, aside: Path) -> bool:
    """Return whether the folder aside is the one that was begun; once it is shown, another one is there, the former site."""
    trace = steps_in(project.build).trace(_BEGUN)
    with suppress(FileNotFoundError):
        return trace is not None and trace.value == aside.stat().st_ino
    return False
