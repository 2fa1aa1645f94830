# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes projects with a large book, as large and in as many languages as wanted, translated whole.

python -m tests.bench.books FOLDER [WORDS [DOCUMENTS [LANGUAGES]]]
"""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from babel.messages.plurals import get_plural

from pipeline.catalogue.reading import read
from pipeline.model.message import State
from pipeline.model.publication import Language
from tests.conftest import ROOT, copy_project

SLUG, ORIGINAL = "large", "it"
SOURCE_OF_SENTENCES = "usual-procedures"
TRANSLATED = ("en", "de", "sq")
"""The languages that the sentences are translated into; what other languages say is theirs in turn."""
MORE = [
    "bg",
    "bs",
    "cs",
    "da",
    "el",
    "es",
    "et",
    "fi",
    "fr",
    "hr",
    "hu",
    "lt",
    "lv",
    "mk",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sr",
    "sv",
    "tr",
    "uk",
]
"""Languages of neighbours, for books in more than four."""

_PLAIN = re.compile(r"[^*`_|\[\]\\:\"]{40,}\.")
_HEADER = 'msgid ""\nmsgstr ""\n"Language: {tag}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {plurals}\\n"\n'
_MARK = {"en": "See", "de": "Siehe", "sq": "Shih", ORIGINAL: "Vedi"}
_TITLES = {"en": "Chapter", "de": "Kapitel", "sq": "Kapitulli", ORIGINAL: "Capitolo"}
_PARTS = {"en": "Part", "de": "Teil", "sq": "Pjesa", ORIGINAL: "Parte"}

type Text = Mapping[str, str]
"""Language tag -> the words."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many words and documents the original has, and its languages, itself among them."""

    words: int = 62_000
    documents: int = 20
    languages: tuple[str, ...] = (ORIGINAL, *TRANSLATED)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of a level (0 for a paragraph, 1 and 2) in all languages."""

    level: int
    text: Text


def write_project(folder: Path, size: Size) -> Path:
    """Write a project with the book alone."""
    sentences = _sentences()
    copy_project(ROOT, folder)
    for path in [found.parent for found in (folder / "source").glob("*/publication.toml")]:
        shutil.rmtree(path)
    for path in (folder / "locales").glob("*/LC_MESSAGES/*.po"):
        if path.stem.partition("+")[0] != "shared":  # the words of the interface are the package's
            path.unlink()
    name_languages(folder / "source/project.toml", size.languages)
    source = folder / "source" / SLUG
    source.mkdir()
    (source / "publication.toml").write_text(
        'title = "Libro grande"\nkind = "manual"\noriginal = "it"\nversion = "1.0"\ndate = 2026-11-25\n'
        'authors = ["Redazione"]\nlicense = "CC-BY-SA-4.0"\npublish_at = 50\n',
        encoding="utf-8",
    )
    chapters = {f"chapter-{number:03}": list(_chapter(number, sentences, size)) for number in range(size.documents)}
    (source / "index.rst").write_text(_index(chapters), encoding="utf-8")
    for number, (name, blocks) in enumerate(chapters.items()):
        (source / f"{name}.rst").write_text(_document(number, blocks), encoding="utf-8")
    front = {"Libro grande": dict.fromkeys(TRANSLATED, "Large book"), "Redazione": dict.fromkeys(TRANSLATED, "Editors")}
    for tag in size.languages:
        if tag != ORIGINAL:
            entries = {original: _words(text, tag) for original, text in front.items()}
            entries |= {
                block.text[ORIGINAL]: _words(block.text, tag) for blocks in chapters.values() for block in blocks
            }
            path = folder / "locales" / tag / "LC_MESSAGES" / f"{SLUG}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_catalogue(tag, entries), encoding="utf-8")
    return folder


def write_stock(project: Path, folder: Path) -> Path:
    """Write the same book as a plain Sphinx project, with one catalogue for the book, as translators have it in ours."""
    source = folder / "source"
    shutil.copytree(project / "source" / SLUG, source, ignore=shutil.ignore_patterns("*.toml"))
    settings = f"project = 'Large book'\nhtml_theme = 'furo'\ngettext_compact = '{SLUG}'\nlocale_dirs = ['locales']\n"
    (source / "conf.py").write_text(settings + "smartquotes = False\n", encoding="utf-8")
    for path in (project / "locales").glob(f"*/LC_MESSAGES/{SLUG}.po"):
        target = source / path.relative_to(project)
        target.parent.mkdir(parents=True)
        shutil.copy(path, target)
    return source


def change(path: Path, number: int) -> str:
    """Change the translation of one paragraph in the middle of a catalogue, each `number` another; return its new words."""
    entries = path.read_text(encoding="utf-8").split("\n\n")
    at = next(at for at in count(len(entries) // 2 + 3 * number) if entries[at].count(" ") > 15)
    head, mark, words = entries[at].partition('msgstr "')
    new = f"{number} + {words}".rstrip('"\n')
    entries[at] = f'{head}{mark}{new}"'
    path.write_text("\n\n".join(entries).rstrip("\n") + "\n", encoding="utf-8")
    return new


def _sentences() -> list[Text]:
    """Return the sentences of a manual that need no quoting and are translated into each language."""
    by_tag: dict[str, dict[str, str]] = {}
    for tag in TRANSLATED:
        messages = read(ROOT / f"locales/{tag}/LC_MESSAGES/{SOURCE_OF_SENTENCES}.po", Language(tag, tag)).messages
        by_tag[tag] = {
            one.original: one.translation for one in messages if one.state is State.TRANSLATED and not one.flags
        }
    rows = (
        {ORIGINAL: original, **{tag: by_tag[tag].get(original, "") for tag in TRANSLATED}} for original in by_tag["de"]
    )
    return [row for row in rows if all(map(_PLAIN.fullmatch, row.values()))]


def _chapter(number: int, sentences: list[Text], size: Size) -> Iterator[Block]:
    """Yield the title, then headings with five paragraphs below each; the end of a paragraph refers to the next chapter."""
    tags = (ORIGINAL, *TRANSLATED)
    yield Block(1, {tag: f"{_TITLES[tag]} {number}" for tag in tags})
    words, at = 0, number * 7
    for section in count():
        if words > size.words / size.documents:
            return
        yield Block(2, {tag: f"{_PARTS[tag]} {number}.{section}" for tag in tags})
        for length in (1, 2, 1, 1, 2):
            chosen = [sentences[(at + step) % len(sentences)] for step in range(length)]
            link = f":ref:`chapter-{(number + 1) % size.documents}`, {at}-{number}."
            text = {tag: " ".join([*(row[tag] for row in chosen), _MARK[tag], link]) for tag in tags}
            at += 3
            words += len(text[ORIGINAL].split())
            yield Block(0, text)


def _index(chapters: Mapping[str, list[Block]]) -> str:
    return "\n".join(["Libro grande", "============", "", ".. toctree::", "", *(f"   {name}" for name in chapters), ""])


def _document(number: int, blocks: list[Block]) -> str:
    lines = [f".. _chapter-{number}:"]
    for block in blocks:
        text = block.text[ORIGINAL]
        lines.append(f"{text}\n{'.=-'[block.level] * len(text)}" if block.level else text)
    return "\n\n".join(lines) + "\n"


def _words(text: Text, tag: str) -> str:
    """Return the words in a language; one that nobody has translated into says those of another, marked with its tag."""
    if tag in text:
        return text[tag]
    words = text[TRANSLATED[sum(map(ord, tag)) % len(TRANSLATED)]]
    return f"{tag}: {words}"


def _catalogue(tag: str, entries: Mapping[str, str]) -> str:
    rows = (f'msgid "{original}"\nmsgstr "{translation}"' for original, translation in entries.items())
    return "\n\n".join([_HEADER.format(tag=tag, plurals=get_plural(tag).plural_forms).rstrip("\n"), *rows]) + "\n"


def name_languages(path: Path, languages: tuple[str, ...]) -> None:
    """Write these languages into a project.toml in the place of those that it names."""
    head, _, rest = path.read_text(encoding="utf-8").partition("[languages]")
    after = re.split(r"\n(?=\[)", rest, maxsplit=1)[1:]
    rows = "\n".join(f'{tag} = "{tag}"' for tag in languages)
    path.write_text("\n".join([f"{head}[languages]\n{rows}\n", *after]), encoding="utf-8")


if __name__ == "__main__":
    folder, *numbers = sys.argv[1:]
    words, documents, languages = (*map(int, numbers), *(62_000, 20, 4)[len(numbers) :])
    tags = (ORIGINAL, *TRANSLATED, *MORE)[:languages]
    write_project(Path(folder), Size(words, documents, tags))
