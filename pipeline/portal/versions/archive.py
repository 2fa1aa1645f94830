# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishes released versions at their own addresses: files from the archive, pages with a bar that names the version."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Format
from pipeline.model.releases import ARCHIVE, Release, Releases, Withdrawal
from pipeline.model.releases_file import file_stamps
from pipeline.portal.versions import relink as relinking
from pipeline.portal.versions.relink import relink
from pipeline.system.files import checksums_below, sha256, sha256_of
from pipeline.system.folders import remove_folder, replace_folder
from pipeline.system.steps import Trace, digest, reasons, steps_in
from pipeline.system.sums import Sums

type Bar = Callable[[Release, Release | None], tuple[str, str]]
"""(release of a page, newer release or None) -> HTML for the end of its head, and for the beginning of its body."""

_SKIP = r'(?:(?:(?!<a\b).)*<a class="skip[^>]*>[^<]*</a>)?'
_EXIT = r'(?:\s*<nav class="exit".*?</nav>\s*<script[^>]*></script>)?'
_TOP = re.compile(rf"<body\b[^>]*>{_SKIP}{_EXIT}", re.DOTALL)
"""The beginning of a body, including the skip link and the quick exit, which must be first in tab order."""


class _Version(NamedTuple):
    """A release to publish: `offered` are the languages of its version, `on_site` the current editions (`it/guide`)."""

    release: Release
    newer: Release | None
    offered: frozenset[str]
    on_site: frozenset[str]


def place_archive(
    project: Project,
    releases_by_slug: Mapping[str, Releases],
    editions: Iterable[str],
    site: Path,
    bar: Bar,
    sums: Sums,
) -> tuple[tuple[Release, ...], tuple[Problem, ...]]:
    """Copy every offered release to its address below `site`, and remove releases that the releases.toml of their publication lacks.

    Return the releases on the site, and problems. `editions` are the current editions on the site (`it/guide`). If a file of a
    release is missing from the archive, or has another checksum, the site's copy stays (Problems `archive-missing`,
    `archive-altered`), as it does without an archive (`no-archive`). Unchanged files are neither compared nor copied.
    """
    versions = [
        version for releases in releases_by_slug.values() for version in _versions(releases, frozenset(editions))
    ]
    if versions and not project.archive.is_dir():
        # Editors who cloned only the sources have no archive.
        message, cause = "released versions on the site are not updated", "the archive folder is missing here"
        hint = "nothing to do for a trial; before you publish the site, copy the archive here"
        problems = [Problem("no-archive", message, cause=cause, hint=hint, path=project.archive)]
    else:
        placing = (_place(project, version, site, bar, sums) for version in versions)
        problems = [problem for problem in placing if problem is not None]
    placed = tuple(release for releases in releases_by_slug.values() for release in on_site(releases, site))
    folders = {site / folder_of(release) for release in placed}
    folders |= {
        site / folder_of(withdrawal) for releases in releases_by_slug.values() for withdrawal in releases.withdrawals
    }
    slugs = {*releases_by_slug, *(release.slug for releases in releases_by_slug.values() for release in releases.all)}
    for folder in sorted(path for path in (site / ARCHIVE).glob("*/*/*/*") if path.is_dir() and path not in folders):
        if folder.name not in slugs:
            continue  # released by a publication of which nothing is known here: only a withdrawal takes it off the site
        shutil.rmtree(folder)
        parent = folder.parent
        while parent != site and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent
    return placed, tuple(problems)


def withdrawn_pages(project: Project, withdrawal: Withdrawal) -> tuple[str, ...]:
    """Return the pages of a withdrawn version, if the archive still has it. Forget its copy, so that it is copied if offered again."""
    steps_in(project.build).forget(str(folder_of(withdrawal)))
    archived = project.archive.joinpath(*folder_of(withdrawal).parts[1:])
    return tuple(page.relative_to(archived).as_posix() for page in archived.rglob("*.html"))


def archived_pages(project: Project, slug: str, tag: str) -> tuple[str, ...]:
    """Return the pages of all released versions of an edition, by their path in its folder; its first page is always one of them."""
    folders = project.archive.glob(f"{slug}/*/{tag}/{slug}")
    return tuple(
        sorted(
            {
                "index.html",
                *(page.relative_to(folder).as_posix() for folder in folders for page in folder.rglob("*.html")),
            }
        )
    )


def folder_of(version: Release | Withdrawal) -> PurePosixPath:
    """Return `archive/<publication>/<version>/<language>/<publication>`, the address of a released edition below the site."""
    return PurePosixPath(ARCHIVE, version.slug, version.version, version.tag, version.slug)


def on_site(releases: Releases, site: Path) -> Iterator[Release]:
    """Yield the releases that are offered and whose files are on the site."""
    return (release for release in releases.offered if (site / folder_of(release)).is_dir())


def _versions(releases: Releases, on_site: frozenset[str]) -> Iterator[_Version]:
    for release in releases.offered:
        newest = releases.of(release.tag)[0]
        offered = frozenset(other.tag for other in releases.offered if other.version == release.version)
        yield _Version(release, newest if newest != release else None, offered, on_site)


def _place(project: Project, version: _Version, site: Path, bar: Bar, sums: Sums) -> Problem | None:
    folder = folder_of(version.release)
    target, steps = site / folder, steps_in(project.build)
    source = project.archive.joinpath(*folder.parts[1:])
    head, top = bar(version.release, version.newer)
    facts = (version.release, sorted(version.offered), sorted(version.on_site), head, top, file_stamps(source))
    code = [Path(module).read_bytes() for module in (__file__, relinking.__file__)]
    inputs = {"the released version has changed": digest((facts, code))}
    if not reasons(steps.trace(str(folder)), inputs, lambda path: sums.of(f"{target}/{path}")):
        return None
    if (problem := _find_fault(version.release, source, on_site=target.is_dir())) is not None:
        return problem
    copy = project.build / "work" / "archive"
    remove_folder(copy)
    shutil.copytree(source, copy)
    for page in copy.rglob("*.html"):
        path = folder / page.relative_to(copy)
        page.write_bytes(_page(page.read_text(encoding="utf-8"), path, version, head, top).encode())
    files = checksums_below(copy)
    steps.forget(str(folder))
    replace_folder(copy, target)
    steps.keep({str(folder): Trace(inputs, files)})
    return None


def _page(page: str, path: PurePosixPath, version: _Version, head: str, top: str) -> str:
    """Return a released page with a bar at its top, and its links relinked to the same version or to the current site."""
    prefix = "../" * (len(path.parts) - 1)

    def move(target: PurePosixPath) -> str:
        inner = target.relative_to(version.release.address)
        tag, *names = inner.parts
        if names[:1] == [version.release.slug] and tag in version.offered:
            return f"{prefix}{target}"
        if len(names) > 1 and not tag.startswith("_"):
            edition = f"{tag}/{names[0]}"
            return f"{prefix}{edition}/index.html" if edition in version.on_site else f"{prefix}{tag}/index.html"
        return f"{prefix}{inner}"

    moved = relink(page, path, folder_of(version.release), move)
    # The links of the bar are relative to the page, at any depth in its edition.
    head, top = head.replace("{up}", prefix), top.replace("{up}", prefix)
    return _TOP.sub(lambda match: f"{match[0]}{top}", moved.replace("</head>", f"{head}</head>", 1), count=1)


def _find_fault(release: Release, folder: Path, *, on_site: bool) -> Problem | None:
    """Return a Problem if a file of the release is missing from the archive or altered; `on_site`: the site has a copy."""
    not_html = {folder / file.path.name for file in release.files if file.format is not Format.HTML}
    for file in release.files:
        path = folder.joinpath(*file.path.parts[2:])
        missing = not path.is_file()
        if missing or file.sha256 != (_listing(folder, not_html) if file.format is Format.HTML else sha256_of(path)):
            fault = "is not in the archive" if missing else "is not the released file: its checksum differs"
            state = "stays on the site unchanged: the archive is damaged" if on_site else "cannot be offered"
            return Problem(
                "archive-missing" if missing else "archive-altered",
                f"version {release.version} of {release.slug} [{release.tag}] {state}",
                cause=f"{path.name} {fault}",
                hint="restore the archive folder from a backup",
                path=path,
            )
    return None


def _listing(folder: Path, excluded: set[Path]) -> str:
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    lines = [f"{sha256_of(files[name])}  {name}\n" for name in sorted(files) if files[name] not in excluded]
    return sha256("".join(lines).encode())
