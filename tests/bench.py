# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: speed as ratios against a named rival, both in this run, turn by turn; below 1 we are faster.

Each figure is the least CPU time of three runs of a whole process, so that start-up counts and chance does not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import ROOT, copy_project

RUNS = 3
SLUG = "usual-procedures"
LANGUAGE = "de"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = copy_project(ROOT, folder / "project")
        run([sys.executable, "-m", "pipeline", "build", "--project", str(project)])
        rows = [
            nothing_to_do(project),
            translated_html(project, folder),
            one_message(project, folder),
            merging(folder),
            typesetting(project, folder),
            *previewing(folder),
        ]
    print("\nratio of CPU time    ours   rival")
    for what, ours, rival, name in rows:
        print(f"{ours / rival:>6.2f}  {ours:>11.2f} s {rival:>6.2f} s  {what}, against {name}")


def nothing_to_do(project: Path) -> tuple[str, float, float, str]:
    ours = [sys.executable, "-m", "pipeline", "build", "--project", str(project)]
    catalogues = project / "build/catalogues" / SLUG
    out = project / "build/bench-plain"
    plain = sphinx(project, catalogues, out)
    run(plain)
    return "a build with nothing to do", *turns(ours, plain), "one edition's `sphinx-build` with nothing to do"


def translated_html(project: Path, folder: Path) -> tuple[str, float, float, str]:
    catalogues = project / "build/catalogues" / SLUG
    ours = sphinx(project, catalogues, folder / "ours")
    stock = [*sphinx(project, catalogues, folder / "stock"), "-D", "parser_reuse=0"]

    def clean() -> None:
        for out in ("ours", "stock"):
            shutil.rmtree(folder / out, ignore_errors=True)

    return "a translated edition read from nothing", *turns(ours, stock, clean), "the same with Sphinx's own parser"


def one_message(project: Path, folder: Path) -> tuple[str, float, float, str]:
    """One edited message: the catalogue of its document changes, or with Sphinx's usual layout the one of all documents."""
    catalogues = folder / "catalogues"
    shutil.copytree(project / "build/catalogues" / SLUG, catalogues)
    one, all_of_them = folder / "one", folder / "all"
    for out in (one, all_of_them):
        run(sphinx(project, catalogues, out))
    domains = sorted((catalogues / LANGUAGE / "LC_MESSAGES").glob("*.mo"))
    documents = [path for path in domains if path.stem not in ("sphinx", "portal", "shared", "publication.toml")]

    def touch(paths: list[Path]) -> Callable[[], None]:
        return lambda: [os.utime(path) for path in paths] and None

    ours = least(sphinx(project, catalogues, one), touch(documents[:1]))
    rival = least(sphinx(project, catalogues, all_of_them), touch(documents))
    return "one edited message", ours, rival, "one catalogue for all documents, as Sphinx has it with gettext_compact"


def merging(folder: Path) -> tuple[str, float, float, str]:
    """2,500 messages with 60 changed, ours in a process of its own, against msgmerge."""
    from tests.bench_catalogue import write

    old, new = write(folder, messages=2500, changed=60)
    ours = [sys.executable, "-m", "tests.bench_catalogue", str(old), str(new)]
    rival = ["msgmerge", "--quiet", "--previous", "--output-file", str(folder / "merged.po"), str(old), str(new)]
    return "2,500 messages with 60 changed brought up to date", *turns(ours, rival), "GNU msgmerge"


def typesetting(project: Path, folder: Path) -> tuple[str, float, float, str]:
    """Tags, proof and metadata of our own, against WeasyPrint's own PDF/UA of the same paged HTML in one layout."""
    book = project / "build/work" / LANGUAGE / SLUG / "paged"
    ours = "from pathlib import Path; from pipeline.typeset import typeset; import sys, json;"
    ours += "typeset(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text())['page_map'])"
    plain = "import sys; from weasyprint import HTML;"
    plain += "HTML(sys.argv[1] + '/book.html').write_pdf(sys.argv[2], pdf_variant='pdf/ua-1')"
    state = project / "build/state" / LANGUAGE / f"{SLUG}.json"
    arguments = [str(book), str(folder / "bench.pdf"), str(state)]
    return (
        "a PDF whose page map is right already",
        *turns([sys.executable, "-c", ours, *arguments], [sys.executable, "-c", plain, *arguments]),
        "WeasyPrint's own PDF/UA, unstyled and without proof",
    )


def previewing(folder: Path) -> Iterator[tuple[str, float, float, str]]:
    """The warm preview of 60,000 words, from saving a translation to its page, against what shows the same page without it."""
    from tests import bench_preview

    slug, tag = bench_preview.SLUG, bench_preview.LANGUAGE
    large = bench_preview.write(folder / "large")
    program = [sys.executable, "-m", "tests.bench_preview", str(large)]
    ours, wall = map(float, run(program).split())
    catalogues, out = large / "build/preview" / tag / slug / "catalogues", folder / "large-plain"
    plain = sphinx(large, catalogues, out, slug=slug, language=tag)
    whole = least(plain, lambda: shutil.rmtree(out, ignore_errors=True))
    one = least(plain, lambda: os.utime(catalogues / tag / "LC_MESSAGES/chapter-03.mo"))
    what = f"a saved translation in the preview of 60,000 words ({wall:.1f} s on the wall)"
    yield what, ours, whole, "a full `sphinx-build`"
    yield what, ours, one, "`sphinx-build` of what changed, as sphinx-autobuild runs it"


def sphinx(project: Path, catalogues: Path, out: Path, slug: str = SLUG, language: str = LANGUAGE) -> list[str]:
    source = project / "source"
    settings = ["-D", f"language={language}", "-D", f"locale_dirs={catalogues}"]
    return [sys.executable, "-m", "sphinx", "-q", "-c", str(source), *settings, str(source / slug), str(out)]


def turns(ours: list[str], rival: list[str], before: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """The least CPU seconds of each, run in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for command, seconds in zip((ours, rival), times, strict=True):
            before()
            seconds.append(cpu(command))
    return min(times[0]), min(times[1])


def least(command: list[str], before: Callable[[], None]) -> float:
    found = []
    for _ in range(RUNS):
        before()
        found.append(cpu(command))
    return min(found)


def cpu(command: list[str]) -> float:
    """Seconds of CPU, user and system, that a process and its children take."""
    before = os.times()
    run(command)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def run(command: list[str]) -> str:
    """What a command says; the bench ends where one fails."""
    print(f"  {' '.join(command)[:110]}", flush=True)
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}\n{command[0]} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    print(f"bench of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.process_cpu_count()} cores")
    main()
