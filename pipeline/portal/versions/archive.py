# SPDX-License-Identifier: GPL-3.0-or-later
"""Released versions at their own addresses: files as the archive has them, pages with a bar that says which version they are."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Format
from pipeline.model.releases import ARCHIVE, Release, Releases, Withdrawal
from pipeline.model.releases_file import marks
from pipeline.portal.versions import relink as relinking
from pipeline.portal.versions.relink import relink
from pipeline.system.files import replace_folder, sha256_of, write_if_changed, write_whole

type Bar = Callable[[Release, Release | None], tuple[str, str]]
"""The release that a page shows, and the newer one -> what goes to the end of its head, and above all else that it shows."""

_SKIP = r'(?:(?:(?!<a\b).)*<a class="skip[^>]*>[^<]*</a>)?'
_EXIT = r'(?:\s*<nav class="exit".*?</nav>\s*<script[^>]*></script>)?'
_TOP = re.compile(rf"<body\b[^>]*>{_SKIP}{_EXIT}", re.DOTALL)
"""The beginning of a body, with the link that skips to the text and the quick exit, which the keyboard must reach first."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a release goes: `offered` are the languages of its version, `on_site` the present editions (`it/guide`)."""

    release: Release
    newer: Release | None
    offered: frozenset[str]
    on_site: frozenset[str]

    @property
    def folder(self) -> PurePosixPath:
        return folder_of(self.release)


def place_archive(
    project: Project, released: Mapping[str, Releases], on_site: Iterable[str], site: Path, bar: Bar
) -> tuple[tuple[Release, ...], tuple[Problem, ...]]:
    """Bring every release that is offered to its address below `site`, and take away those that no file tells of.
    Returns those that are there.

    Where the archive lacks a file of a release, or has it with another checksum, what the site has of it stays, and a Problem
    says so (`archive-missing`, `archive-altered`); so if there is no archive at all (`no-archive`). Files are compared and
    copied only if something about them has changed since the last time.
    """
    places = [place for each in released.values() for place in _places(each, frozenset(on_site))]
    problems: tuple[Problem, ...] = ()
    if places and not project.archive.is_dir():
        problems = (_no_archive(project),)
    else:
        found = [_place(project, one, site, bar) for one in places]
        problems = tuple(one for one in found if one is not None)
    there = tuple(one.release for one in places if (site / one.folder).is_dir())
    wanted = {folder_of(one) for one in there}
    wanted |= {folder_of(withdrawal) for each in released.values() for withdrawal in each.withdrawals}
    _take_away(site, wanted)
    return there, problems


def place_withdrawn(project: Project, withdrawal: Withdrawal, page: bytes, site: Path) -> None:
    """Write the page that tells the reason in the place of a released version, and nothing else."""
    folder = site / folder_of(withdrawal)
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name != "index.html":
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    _stamp(project, withdrawal).unlink(missing_ok=True)
    write_if_changed(folder / "index.html", page)


def folder_of(one: Release | Withdrawal) -> PurePosixPath:
    """`archive/<publication>/<version>/<language>/<publication>`, the address of a released edition below the site."""
    return PurePosixPath(ARCHIVE, one.slug, one.version, one.tag, one.slug)


def _stamp(project: Project, one: Release | Withdrawal) -> Path:
    return project.build / "state" / folder_of(one).with_name(f"{one.slug}.key")


def _places(each: Releases, on_site: frozenset[str]) -> Iterator[_Place]:
    for release in each.offered:
        newest = each.of(release.tag)[0]
        offered = frozenset(one.tag for one in each.offered if one.version == release.version)
        yield _Place(release, newest if newest != release else None, offered, on_site)


def _place(project: Project, one: _Place, site: Path, bar: Bar) -> Problem | None:
    place, stamp = site / one.folder, _stamp(project, one.release)
    kept = project.archive.joinpath(*one.folder.parts[1:])
    head, top = bar(one.release, one.newer)
    key = _key(one, head, top, kept)
    if stamp.is_file():
        former, *files = stamp.read_text(encoding="utf-8").splitlines()
        if former == key and all((place / name).is_file() for name in files):
            return None
    if (problem := _checked(one.release, kept, on_site=place.is_dir())) is not None:
        return problem
    aside = project.build / "work" / "archive"
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(kept, aside)
    for page in aside.rglob("*.html"):
        at = one.folder / page.relative_to(aside)
        page.write_bytes(_page(page.read_text(encoding="utf-8"), at, one, head, top).encode())
    names = sorted(file.relative_to(aside).as_posix() for file in aside.rglob("*") if file.is_file())
    replace_folder(aside, place)
    write_whole(stamp, "\n".join([key, *names]).encode())
    return None


def _page(page: str, at: PurePosixPath, one: _Place, head: str, top: str) -> str:
    """A page as it was released, with a bar above, and its links leading to the same version or to the present site."""
    up = "../" * (len(at.parts) - 1)

    def move(target: PurePosixPath) -> str:
        path = target.relative_to(one.release.address)
        tag, *rest = path.parts
        if rest[:1] == [one.release.slug] and tag in one.offered:
            return f"{up}{target}"
        if len(rest) > 1 and not tag.startswith("_"):
            there = f"{tag}/{rest[0]}"
            return f"{up}{there}/index.html" if there in one.on_site else f"{up}{tag}/index.html"
        return f"{up}{path}"

    moved = relink(page, at, one.folder, move)
    # The bar leads to where this page stands, wherever in its edition that is.
    head, top = head.replace("{up}", up), top.replace("{up}", up)
    return _TOP.sub(lambda found: f"{found[0]}{top}", moved.replace("</head>", f"{head}</head>", 1), count=1)


def _checked(release: Release, kept: Path, *, on_site: bool) -> Problem | None:
    """Compare the files in the archive with what was written down when they were released."""
    of_its_own = {kept / file.path.name for file in release.files if file.format is not Format.HTML}
    for one in release.files:
        path = kept.joinpath(*one.path.parts[2:])
        if not path.is_file():
            return _broken_archive(release, path, gone=True, on_site=on_site)
        digest = _listing(kept, of_its_own) if one.format is Format.HTML else sha256_of(path)
        if digest != one.sha256:
            return _broken_archive(release, path, gone=False, on_site=on_site)
    return None


def _listing(folder: Path, without: set[Path]) -> str:
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    lines = [f"{sha256_of(files[name])}  {name}\n" for name in sorted(files) if files[name] not in without]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _key(one: _Place, head: str, top: str, kept: Path) -> str:
    facts = (one.release, sorted(one.offered), sorted(one.on_site), head, top, marks(kept))
    code = [Path(module).read_bytes() for module in (__file__, relinking.__file__)]
    return hashlib.sha256(repr(facts).encode() + b"".join(code)).hexdigest()


def _take_away(site: Path, wanted: set[PurePosixPath]) -> None:
    """Folders of releases that nobody knows any more."""
    for folder in _editions(site):
        if PurePosixPath(folder.relative_to(site).as_posix()) not in wanted:
            shutil.rmtree(folder)
            _without_empty(folder.parent, site)


def _editions(site: Path) -> Iterator[Path]:
    """`archive/<publication>/<version>/<language>/<publication>/`"""
    yield from (path for path in sorted((site / ARCHIVE).glob("*/*/*/*")) if path.is_dir())


def _without_empty(folder: Path, site: Path) -> None:
    while folder != site and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _no_archive(project: Project) -> Problem:
    """There are releases, and no archive folder: what an editor has who took the sources alone."""
    return Problem(
        "no-archive",
        "released versions are not renewed on the site",
        cause="there is no archive folder here",
        hint="nothing need be done to try a text; before the site is published, bring the archive here (docs/publishing.md)",
        path=project.archive,
    )


def _broken_archive(release: Release, path: Path, *, gone: bool, on_site: bool) -> Problem:
    """A file of a release is not in the archive, or is not what was released; `on_site` says whether the site has a copy."""
    what = "is not in the archive" if gone else "is not what was released: its checksum differs"
    return Problem(
        "archive-missing" if gone else "archive-altered",
        f"version {release.version} of {release.slug} [{release.tag}] "
        + ("stays on the site as it is: the archive is damaged" if on_site else "cannot be offered"),
        cause=f"{path.name} {what}",
        hint="bring the archive folder back from a copy; docs/publishing.md tells how it is kept",
        path=path,
    )
