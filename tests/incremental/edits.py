# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits of a small project, as its author, translator and publisher make them. A number chooses among what there is."""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from tests.conftest import copy_project

HERE = Path(__file__).parent
PICTURES = ("map", "with blank", "città", "a&b", "x'y", "per%cent", "hash#1", "q?m")
FORMATS = (["html"], ["html", "epub"], ["html", "pdf", "epub"], ["html", "pdf"])
SLUGS = ("gamma", "policies", "lists", "offline")

TIMES = (1_000_000_000, 4_000_000_000, 1_000_000_001)
"""Seconds since 1970: in 2001, in 2096."""

type Edit = tuple[str, int]
"""The name of an edit and its number."""

EDITS: dict[str, Callable[[Path, int], None]] = {}


def edit(function: Callable[[Path, int], None]) -> Callable[[Path, int], None]:
    EDITS[function.__name__] = function
    return function


def begin(project: Path) -> Path:
    return copy_project(HERE / "project", project)


def apply(project: Path, edit: Edit) -> None:
    """Make an edit. What it wrote gets a time long past or long to come: times must decide nothing."""
    name, number = edit
    before = _contents(project)
    EDITS[name](project, number)
    for path, content in _contents(project).items():
        if before.get(path) != content:
            os.utime(path, (TIMES[number % len(TIMES)],) * 2)


def _contents(project: Path) -> dict[Path, bytes]:
    paths = (path for folder in ("source", "locales") for path in (project / folder).rglob("*"))
    return {path: path.read_bytes() for path in paths if path.is_file()}


# Documents.


def _alpha(project: Path) -> Path:
    return project / "source/alpha"


def _listed(project: Path) -> list[str]:
    return re.findall(r"^   (\w+)$", (_alpha(project) / "index.rst").read_text(encoding="utf-8"), re.MULTILINE)


def _list(project: Path, names: Sequence[str]) -> None:
    index = _alpha(project) / "index.rst"
    heading = index.read_text(encoding="utf-8").partition("..")[0]
    text = f"{heading}.. toctree::\n\n" + "".join(f"   {name}\n" for name in names)
    index.write_text(text, encoding="utf-8")


def _chapter(project: Path, number: int) -> Path:
    names = _listed(project)
    return _alpha(project) / f"{names[number % len(names)]}.rst"


def _unused_name(project: Path) -> str:
    return next(name for n in range(100) if not (_alpha(project) / f"{(name := f'added{n}')}.rst").exists())


@edit
def new_chapter(project: Path, number: int) -> None:
    name, names = _unused_name(project), _listed(project)
    text = f"Capitolo {name}\n===============\n\nUn testo nuovo.\n"
    (_alpha(project) / f"{name}.rst").write_text(text, encoding="utf-8")
    names.insert(number % (len(names) + 1), name)
    _list(project, names)


@edit
def delete_chapter(project: Path, number: int) -> None:
    """The first two stay: others refer to them."""
    if added := [name for name in _listed(project) if name not in ("first", "second")]:
        gone = added[number % len(added)]
        _list(project, [name for name in _listed(project) if name != gone])
        (_alpha(project) / f"{gone}.rst").unlink()


@edit
def rename_chapter(project: Path, number: int) -> None:
    old, new = _chapter(project, number), _unused_name(project)
    if old.stem not in ("first", "second"):
        old.rename(old.with_stem(new))
        _list(project, [new if name == old.stem else name for name in _listed(project)])


@edit
def reorder_chapters(project: Path, number: int) -> None:
    names = _listed(project)
    names.insert(0, names.pop(number % len(names)))
    _list(project, names)


@edit
def change_heading(project: Path, number: int) -> None:
    path = _chapter(project, number)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^(\w.*)\n(===+)$", r"\1 ancora\n\2=======", text, count=1, flags=re.M), encoding="utf-8")


@edit
def new_section(project: Path, number: int) -> None:
    with _chapter(project, number).open("a", encoding="utf-8") as chapter:
        chapter.write(f"\nParte {number}\n--------------\n\nDetto qui.\n")


@edit
def change_text(project: Path, number: int) -> None:
    with _chapter(project, number).open("a", encoding="utf-8") as chapter:
        chapter.write(f"\nUn paragrafo aggiunto, {number}.\n")


@edit
def included_text(project: Path, number: int) -> None:
    """Write a text that a chapter includes, and a table that it reads from a file."""
    folder = _alpha(project)
    (folder / "note.txt").write_text(f"Un testo incluso, {number}.\n", encoding="utf-8")
    (folder / "hours.csv").write_text(f"Giorno,Ore\nLunedì,{number}\n", encoding="utf-8")
    chapter = folder / "second.rst"
    if "note.txt" not in (text := chapter.read_text(encoding="utf-8")):
        added = ".. include:: note.txt\n\n.. csv-table:: Orari\n   :file: hours.csv\n   :header-rows: 1\n"
        chapter.write_text(f"{text}\n{added}", encoding="utf-8")


@edit
def move_section(project: Path, number: int) -> None:
    """Move a section with a label to the other of the first two chapters, or write it."""
    here, there = (_alpha(project) / f"{name}.rst" for name in (("first", "second"), ("second", "first"))[number % 2])
    section = "\n.. _moved-section:\n\nParte mossa\n-----------\n\nVa e viene.\n"
    text = there.read_text(encoding="utf-8")
    there.write_text(text.replace(section, ""), encoding="utf-8")
    with here.open("a", encoding="utf-8") as chapter:
        chapter.write("" if section in here.read_text(encoding="utf-8") else section)


@edit
def refer_to_chapter(project: Path, number: int) -> None:
    with _chapter(project, number).open("a", encoding="utf-8") as chapter:
        chapter.write(f"\nSi veda :doc:`{_chapter(project, number + 1).stem}`.\n")


@edit
def new_picture(project: Path, number: int) -> None:
    name = f"{PICTURES[number % len(PICTURES)]}.svg"
    figures = _alpha(project) / "figures"
    shutil.copy(HERE / "project/source/alpha/figures/map.svg", figures / name)
    with _chapter(project, number).open("a", encoding="utf-8") as chapter:
        escaped = name.replace(" ", "\\ ")  # docutils takes blanks out of a path
        chapter.write(f"\n.. image:: figures/{escaped}\n   :alt: Un segno.\n")


@edit
def change_picture(project: Path, number: int) -> None:
    pictures = sorted((_alpha(project) / "figures").glob("*.svg"))
    path = pictures[number % len(pictures)]
    text = path.read_text(encoding="utf-8")
    width = 12 + number % 5
    path.write_text(re.sub(r' height="\d+"', f' height="{width}"', text), encoding="utf-8")


# The TOML files.


def _set(path: Path, key: str, value: str) -> None:
    """Give a key a value, which is TOML; without one, take the key out."""
    head, *tables = re.split(r"^(?=\[)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in head.splitlines() if not line.startswith(f"{key} =")]
    body = "\n".join(line for line in lines if line)
    path.write_text(f"{body}\n{f'{key} = {value}' if value else ''}\n\n{''.join(tables)}", encoding="utf-8")


def _retitle(folder: Path, title: str) -> None:
    _set(folder / "publication.toml", "title", f'"{title}"')
    _replace(folder / "index.rst", r"\A=+\n[^\n]+\n=+\n", f"{'=' * len(title)}\n{title}\n{'=' * len(title)}\n")


def _publication(project: Path, number: int) -> Path:
    paths = sorted((project / "source").glob("*/publication.toml"))
    return paths[number % len(paths)]


def _key(name: str, key: str, values: Sequence[str], *, of_project: bool = False) -> None:
    def change(project: Path, number: int) -> None:
        path = project / "source/project.toml" if of_project else _publication(project, number // len(values))
        _set(path, key, values[number % len(values)])

    change.__name__ = name
    edit(change)


_key("licence", "license", ['"CC-BY-4.0"', '"CC0-1.0"', '"CC-BY-SA-4.0"'])


@edit
def title(project: Path, number: int) -> None:
    """Change the title, which is also the first heading."""
    _retitle(_publication(project, number // 2).parent, ("Altro titolo", "Un titolo")[number % 2])


_key("subtitle", "subtitle", ['"Un altro sottotitolo"', "", '"Una prova"'])
_key("keywords", "keywords", ['["altra", "prova"]', "", '["prova"]'])
_key("description", "description", ['"Di che si tratta."', "", '"Altro."'])
_key("authors", "authors", ['["Altro gruppo"]', '["Gruppo di prova", "Altri"]'])
_key("version", "version", ['"1.1"', '"2.0"', '"1.0"'])
_key("date", "date", ["2026-11-26", "2026-11-20"])
_key("kind", "kind", ['"paper"', '"report"', '"manual"'])
_key("neutral", "neutral", ["true", ""])
_key("formats", "formats", [str(formats).replace("'", '"') for formats in FORMATS])
_key("languages_of_publication", "languages", ['["it"]', "", '["it", "de"]'])
_key("contact", "contact", ['"office@example.org"', "", '"altro@example.org"'], of_project=True)
_key("project_title", "title", ['"Altri documenti"', '"Documenti di prova"'], of_project=True)
_key("publisher", "publisher", ['"Altro editore"', '"Gruppo di prova"'], of_project=True)
_key("site_url", "site_url", ['"https://example.org/prova/"', ""], of_project=True)
_key("exit_url", "exit_url", ['""', '"https://example.org/"', ""], of_project=True)


@edit
def language(project: Path, number: int) -> None:
    """Add Albanian or English, or take it away."""
    tag, name = (("sq", "Shqip"), ("en", "English"))[number % 2]
    path = project / "source/project.toml"
    text, line = path.read_text(encoding="utf-8"), f'{tag} = "{name}"\n'
    path.write_text(text.replace(line, "") if line in text else text + line, encoding="utf-8")


@edit
def publication(project: Path, number: int) -> None:
    """Add a publication, or take it away."""
    folder = project / "source" / SLUGS[number % len(SLUGS)]
    if folder.exists():
        shutil.rmtree(folder)
    else:
        shutil.copytree(HERE / "project/source/beta", folder)
        _retitle(folder, f"Aggiunta {folder.name}")


# What all publications share, and the translations.


def _replace(path: Path, pattern: str, new: str) -> None:
    path.write_text(re.sub(pattern, new, path.read_text(encoding="utf-8")), encoding="utf-8")


@edit
def contacts(project: Path, number: int) -> None:
    _replace(project / "source/contacts.toml", r'number = "[^"]*"', f'number = "800 {number}"')


@edit
def terminology(project: Path, number: int) -> None:
    _replace(project / "source/terminology.tsv", r"Un reato\d*\.", f"Un reato{number}.")


@edit
def bibliography(project: Path, number: int) -> None:
    _replace(project / "source/references.bib", r"title = \{[^}]*\}", f"title = {{Titolo {number}}}")


@edit
def translate(project: Path, number: int) -> None:
    """Translate a message of the chapters into German in another way, or no more."""
    path = project / "locales/de/LC_MESSAGES/alpha.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    originals = ("Alfa", "Primo", "Secondo", "La linea.", "Il tempo passa.", "Un testo nuovo.", "Elenco")
    original = originals[number % len(originals)]
    if number % 3:
        catalogue.delete(original)
        catalogue.add(original, f"Deutsch {number}")
    else:
        catalogue.delete(original)
    with path.open("wb") as file:
        write_po(file, catalogue, omit_header=False, sort_output=True)
