# SPDX-License-Identifier: GPL-3.0-or-later
"""Author-year style for citations in the text and for the bibliography, in one language. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import ascii_lowercase
from typing import Any

from babel import Locale
from pybtex.database import Entry
from pybtex.richtext import BaseText, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.unsrt import Style as Unsorted
from pybtex.style.template import Node, names, sentence, tag
from pybtex.style.template import field as value_of
from sphinxcontrib.bibtex.style.referencing import BracketStyle, GroupReferenceStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.basic_author_year import (
    BasicAuthorYearParentheticalReferenceStyle,
    BasicAuthorYearTextualReferenceStyle,
)
from sphinxcontrib.bibtex.style.referencing.extra_author import ExtraAuthorReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_empty import ExtraEmptyReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_label import ExtraLabelReferenceStyle
from sphinxcontrib.bibtex.style.template import join, reference

from pipeline.languages import profiles
from pipeline.words import Words

NO_DATE = "n.d."
"""The `year` of an undated work in a bibliography file."""
_SEPARATOR = ", "
_TO_NUMBER = re.compile(r"(?<=[\w.§]) (?=\d)")
_PAGE = re.compile(r"(?:[a-zA-Zë]{1,5}\.|§|neni)?\s*\d")
"""The page, article or number of a passage: `p. 23`, `S. 23`, `art. 18`, `23`."""


_EXTRACT = re.compile(r"\bextract\b")
"""In the field `annote`: only an extract of the work was read."""
_formatted: dict[tuple[str, ...], BaseText] = {}
"""Cache of formatted works; the key is everything that a formatted work depends on."""
_CACHE_SIZE = 5_000
"""Maximum number of cached works; when it is reached, the cache is cleared."""


def name_separators(language: str) -> tuple[str, str]:
    """Return the separators between two names, and before the last of several names: (` e `, ` e `), (` and `, `, and `)."""
    patterns = Locale.parse(language.replace("-", "_")).list_patterns["standard"]
    two, last = (patterns[name].replace("{0}", "").replace("{1}", "") for name in ("2", "end"))
    return two, last


def fixed_words(words: Words) -> dict[str, str]:
    """Return the translations of the English words in pybtex's templates."""
    return {
        "In": words("In"),
        "in": words("in"),
        "of": words("of"),
        "editor": words("editor"),
        "editors": words("editors"),
        "edition": words("edition"),
        "pages": words("pages"),
        "chapter": words("chapter"),
        "Volume": words("Volume"),
        "volume": words("volume"),
        "Number": words("Number"),
        "number": words("number"),
        "Master's thesis": words("Master’s thesis"),
        "PhD thesis": words("PhD thesis"),
        "Technical Report": words("Technical report"),
        " (visited on ": f" ({words('visited on')} ",
    }


def in_language(template: Any, translations: dict[str, str]) -> Any:  # pybtex has no type for a template's children
    """Return a template with its fixed words translated."""
    if isinstance(template, str):
        return translations.get(template, template)
    if isinstance(template, list):
        return [in_language(child, translations) for child in template]
    if not isinstance(template, Node):
        return template
    copy = template()  # with no further arguments
    copy.children = [in_language(child, translations) for child in template.children]
    return copy


@dataclass(frozen=True)
class CitationLocale:
    """The conventions of a language for citations; `sort_key` sorts by its alphabet."""

    language: str
    words: Words
    sort_key: Callable[[str], Any]

    def year(self, entry: Entry) -> str:
        year = str(entry.fields.get("year", NO_DATE))
        return _with_no_break_spaces(self.words("n.d.")) if year == NO_DATE else year

    def authors(self, entry: Entry) -> str:
        """Return the names for a citation: the first and "et al." for three or more, the title if there are none."""
        persons = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [_plain(" ".join([*person.prelast_names, *person.last_names])) for person in persons]
        if len(names) > 2:
            return f"{names[0]} {self.words('et al.')}"
        return name_separators(self.language)[0].join(names) or _plain(_title(entry) or entry.key)

    def sort(self, entries: Iterable[Entry]) -> list[Entry]:
        def key(entry: Entry) -> tuple[Any, ...]:
            return self.sort_key(self.authors(entry)), self.year(entry), self.sort_key(_title(entry))

        return sorted(entries, key=key)

    def labels(self, entries: Sequence[Entry]) -> list[str]:
        """Return the label `Authors, year` of each work; letters distinguish equal labels: 2024a, …, 2024z, 2024aa."""
        base_labels = [f"{self.authors(entry)}{_SEPARATOR}{self.year(entry)}" for entry in entries]
        uses: defaultdict[str, int] = defaultdict(int)
        distinct = []
        for label in base_labels:
            uses[label] += 1
            letters = _letters(uses[label]) if base_labels.count(label) > 1 else ""
            distinct.append(label + (letters if not letters or label[-1].isdigit() else f"\u00a0{letters}"))
        return distinct


def _letters(number: int) -> str:
    """Return the number of a work, from 1, in letters: a, …, z, aa, ab."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = ascii_lowercase[rest] + letters
    return letters


def _with_no_break_spaces(words: str) -> str:
    """Return the words with no-break spaces between them."""
    return words.replace(" ", "\u00a0")


def _title(entry: Entry) -> str:
    """Return the title of a work, or the description of an untitled one (`titleaddon`)."""
    return str(entry.fields.get("title") or entry.fields.get("titleaddon") or "")


def language_of(entry: Entry, which_field: str = "langid") -> str:
    """Return the tag of the language in a field of a work, by default the work's language; empty if it is unknown."""
    return _languages().get(str(entry.fields.get(which_field, "")).lower(), "")


@cache
def _languages() -> dict[str, str]:
    """Return the tags of languages by English name, and by BibLaTeX's own names for some."""
    names = {name.lower(): code.replace("_", "-") for code, name in Locale("en").languages.items()}
    return names | {name: tag for profile in profiles() for name, tag in profile.bibliography.items()}


def _plain(latex: str) -> str:
    return str(Text.from_latex(latex))


def year_of(label: str) -> str:
    return label.rpartition(_SEPARATOR)[2]


def list_style(locale: CitationLocale) -> type[Unsorted]:
    """Return pybtex's style class for the bibliography."""
    fixed, extract = fixed_words(locale.words), f" ({locale.words('extract read')})"
    two, last = name_separators(locale.language)

    def _marked(title: Node, language: str) -> Node:
        """Return the title, tagged with its language if that is not the edition's."""
        is_foreign = language and language.partition("-")[0] != locale.language
        return tag(f"language-{language}")[title] if is_foreign else title

    def _with_addition(title: Node, which_field: str, entry: Entry) -> Node:
        """Return the title followed by `titleaddon` in brackets, or only the addition, which may be in another language."""
        if which_field != "title" or "titleaddon" not in entry.fields:
            return title
        language = language_of(entry, "titleaddonlangid") or language_of(entry)
        addition = join["[", _marked(value_of("titleaddon"), language), "]"]
        return join(sep=" ")[title, addition] if "title" in entry.fields else addition

    class ListStyle(Unsorted):  # type: ignore[misc]  # pybtex has no types
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.sort = locale.sort
            self.format_labels = locale.labels

        def format_names(self, role: str, as_sentence: bool = True) -> Node:
            joined = names(role, sep=", ", sep2=two, last_sep=last)
            return sentence[joined] if as_sentence else joined

        def format_title(self, e: Entry, which_field: str, as_sentence: bool = True) -> Node:  # pybtex's
            # Do not convert titles to sentence case as in English: German nouns would lose their capitals.
            title = _with_addition(_marked(value_of(which_field), language_of(e)), which_field, e)
            return sentence[title] if as_sentence else title

        def format_btitle(self, e: Entry, which_field: str, as_sentence: bool = True) -> Node:
            title = tag("em")[_marked(value_of(which_field), language_of(e))]
            whole = _with_addition(title, which_field, e)
            return sentence[whole] if as_sentence else whole

        def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:  # pybtex has no types
            dated_entry = Entry(entry.type, {**entry.fields, "year": year_of(label)}, entry.persons)
            dated_entry.key = entry.key
            # Cached: in a preview, Sphinx formats every work again after each change of a document.
            place = (type(self).__qualname__, locale.language, *fixed.values(), extract, entry.key, repr(dated_entry))
            if place not in _formatted:
                if len(_formatted) >= _CACHE_SIZE:
                    _formatted.clear()
                # Types without a pybtex template use `misc`.
                make: Any = getattr(self, f"get_{entry.type}_template", self.get_misc_template)  # pybtex has no types
                context = {"entry": dated_entry, "style": self, "bib_data": bib_data}
                formatted = in_language(make(dated_entry), fixed).format_data(context)
                # Readers should know which works nobody read as a whole.
                is_extract = _EXTRACT.search(str(entry.fields.get("annote", "")))
                _formatted[place] = Text(formatted, extract) if is_extract else formatted
            return FormattedEntry(entry.key, _formatted[place], label)

    return ListStyle


def tooltip_style(locale: CitationLocale) -> type[Unsorted]:
    """Return the style class for tooltips of citations, without URLs, which cannot be clicked there and are tedious to hear."""

    class TooltipStyle(list_style(locale)):  # type: ignore[misc]  # pybtex has no types
        def format_web_refs(self, e: Entry) -> Node:  # noqa: ARG002  # pybtex's signature
            return join[""]

    return TooltipStyle


def _text_before(_children: Sequence[object], data: dict[str, Any]) -> BaseText:
    text = data["reference_info"].pre_text
    return Text("" if _PAGE.match(text) else text)


def _text_after(_children: Sequence[object], data: dict[str, Any]) -> BaseText:
    """Return the text after the work, including a page number that the source has before the key: `{p. 23}key`."""
    info = data["reference_info"]
    pages = info.pre_text if _PAGE.match(info.pre_text) else ""
    # Keep a number on one line with its word: p. 23, art. 10.
    return Text(_TO_NUMBER.sub("\u00a0", ", ".join(part for part in (pages, info.post_text) if part)))


# Parts of a template: `data` holds the work's `formatted_entry` and the `reference_info` of the citation.
labelled_year = Node("labelled_year", lambda _, data: Text(year_of(data["formatted_entry"].label)))
before = Node("before", _text_before)
after = Node("after", _text_after)


@dataclass
class _Parenthetical(BasicAuthorYearParentheticalReferenceStyle):
    def inner(self, role_name: str) -> Node:
        who = self.person.author_or_editor_or_title(full="s" in role_name)
        work = reference[join(sep=self.author_year_sep)[who, labelled_year]]
        return join(sep=self.post_text_sep)[join(sep=self.pre_text_sep)[before, work], after]


@dataclass
class _Textual(BasicAuthorYearTextualReferenceStyle):
    def inner(self, role_name: str) -> Node:
        who = self.person.author_or_editor_or_title(full="s" in role_name)
        when = join(sep=self.post_text_sep)[join(sep=self.pre_text_sep)[before, reference[labelled_year]], after]
        return join(sep=self.text_reference_sep)[who, join[self.bracket.left, when, self.bracket.right]]


@dataclass
class _Year(ExtraLabelReferenceStyle):
    def role_names(self) -> Iterable[str]:
        return ["year", "yearpar"]

    def inner(self, role_name: str) -> Node:  # noqa: ARG002  # sphinxcontrib-bibtex's signature
        return reference[labelled_year]

    def outer(self, role_name: str, children: list[BaseText]) -> Node:
        return self.bracket.outer(children, brackets="par" in role_name, capfirst=False)


@dataclass
class AuthorYear(GroupReferenceStyle):
    """References as (Author 2024a, p. 23) and Author (2024a, p. 23)."""

    bracket: BracketStyle = field(default_factory=lambda: BracketStyle("(", ")", sep="; "))
    person: PersonStyle = field(default_factory=PersonStyle)

    def __post_init__(self) -> None:
        self.styles += [
            _Parenthetical(bracket=self.bracket, person=self.person, author_year_sep=" "),
            _Textual(bracket=self.bracket, person=self.person),
            ExtraAuthorReferenceStyle(bracket=self.bracket, person=self.person),
            ExtraLabelReferenceStyle(bracket=self.bracket),
            _Year(bracket=self.bracket),
            ExtraEmptyReferenceStyle(),
        ]
        super().__post_init__()  # type: ignore[no-untyped-call]  # sphinxcontrib-bibtex's


def reference_style(locale: CitationLocale) -> type[AuthorYear]:
    """Return sphinxcontrib-bibtex's style class for citations in the text."""
    two, last = name_separators(locale.language)

    other = Text(" ", Tag("em", _with_no_break_spaces(locale.words("et al."))))

    @dataclass
    class ReferenceStyle(AuthorYear):
        person: PersonStyle = field(default_factory=lambda: PersonStyle(sep2=two, last_sep=last, other=other))

    return ReferenceStyle
