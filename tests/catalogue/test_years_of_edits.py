# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the update for a whole project: whatever is edited, moved, renamed and translated, no sentence disappears.

`EXAMPLES=20000 pytest tests/catalogue/test_years_of_edits.py` looks longer.
"""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.catalogue.memory import Memory
from pipeline.catalogue.reading import lines_of, parse
from pipeline.catalogue.update import update
from pipeline.catalogue.writing import new_entry
from pipeline.model.message import Catalogue, Message
from pipeline.model.template import SourcePlace, Template, TemplateMessage
from tests.catalogue.trade import GERMAN, ITALIAN, LATER, accepted_by_gettext

WORDS = ("persona", "servizio", "ascolta", "tratta", "colloquio", "rete", "tempo", "20%", "casa", "legge")
ODD = ("24 ore su 24\n", 'Si dice "grazie" \\ e basta', "persona servizio rete", "persona servizio rete, sempre")
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), st.sampled_from(ODD))
AGENCY = Catalogue(
    Path("agency.po"),
    GERMAN,
    {},
    tuple(Message(text, f"Fremder Satz{'\n' * text.endswith('\n')}") for text in ODD[:3]),
)


@dataclass
class Project:
    """Publications by name, each with documents by name, each with its paragraphs; and the catalogues that exist."""

    publications: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    catalogues: dict[str, bytes] = field(default_factory=dict)
    former: dict[str, bytes | None] = field(default_factory=dict)

    def template(self, name: str) -> Template:
        found: dict[str, tuple[list[SourcePlace], list[str]]] = {}
        for document, texts in self.publications[name].items():
            for number, text in enumerate(texts, 1):
                places, documents = found.setdefault(text, ([], []))
                places.append(SourcePlace(PurePosixPath(f"source/{name}/{document}.rst"), 2 * number))
                documents.append(f"{name}/{document}")
        messages = (
            TemplateMessage(text, tuple(where), tuple(dict.fromkeys(docs))) for text, (where, docs) in found.items()
        )
        return Template(name, ITALIAN, tuple(messages))

    def update(self, corrected: frozenset[str]) -> None:
        """As `west-pipeline update` does: each catalogue in turn, with all the others, orphans among them, as its memory."""
        for name in sorted(self.publications):
            files = [*self.catalogues.items(), *self.former.items()]
            known = [parse(Path(f"{one}.po"), data, GERMAN) for one, data in files if data and one != name]
            memory = Memory.of([*known, AGENCY], ITALIAN, GERMAN)
            data, former = self.catalogues.get(name), self.former.get(name)
            wanted = self.template(name)
            done = update(wanted, GERMAN, data, memory, moment=LATER, former=former, same_meaning=corrected)
            self.catalogues[name], self.former[name] = done.data, done.former
            originals = [message.original for message in parse(Path(f"{name}.po"), done.data, GERMAN).messages]
            assert originals == [message.original for message in wanted.messages]


class Years(RuleBasedStateMachine):
    """An editor and a translator, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.project = Project()
        self.sentences: set[str] = set()
        self.count = 0

    @initialize(texts=st.lists(TEXTS, min_size=1, max_size=4))
    def begin(self, texts: list[str]) -> None:
        self.project.publications = {"guide": {"index": texts}, "manual": {"index": list(reversed(texts))}}
        self.project.update(frozenset())

    def _document(self, data: st.DataObject) -> tuple[str, str]:
        name = data.draw(st.sampled_from(sorted(self.project.publications)))
        return name, data.draw(st.sampled_from(sorted(self.project.publications[name])))

    @rule(data=st.data(), text=TEXTS)
    def write_a_paragraph(self, data: st.DataObject, text: str) -> None:
        name, document = self._document(data)
        self.project.publications[name][document].append(text)

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def edit_a_paragraph(self, data: st.DataObject, word: str) -> None:
        name, document = self._document(data)
        texts = self.project.publications[name][document]
        if texts:
            number = data.draw(st.integers(0, len(texts) - 1))
            texts[number] = f"{texts[number]} {word}"

    @rule(data=st.data())
    def take_a_paragraph_out(self, data: st.DataObject) -> None:
        name, document = self._document(data)
        texts = self.project.publications[name][document]
        if len(texts) > 1:
            texts.pop(data.draw(st.integers(0, len(texts) - 1)))

    @rule(data=st.data())
    def move_a_paragraph_between_publications(self, data: st.DataObject) -> None:
        (name, document), (other, there) = self._document(data), self._document(data)
        texts = self.project.publications[name][document]
        if len(texts) > 1:
            self.project.publications[other][there].append(texts.pop())

    @rule(data=st.data(), new=st.sampled_from(["first", "second", "index"]))
    def rename_a_document(self, data: st.DataObject, new: str) -> None:
        name, document = self._document(data)
        documents = self.project.publications[name]
        if new not in documents:
            self.project.publications[name] = {
                new if one == document else one: texts for one, texts in documents.items()
            }

    @rule(data=st.data(), new=st.sampled_from(["guide", "manual", "report", "annex"]))
    def rename_a_publication(self, data: st.DataObject, new: str) -> None:
        name, _ = self._document(data)
        if new not in self.project.publications:
            self.project.publications[new] = self.project.publications.pop(name)

    @rule(data=st.data())
    def translate_a_message(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.project.catalogues)))
        lines = lines_of(Path(name), self.project.catalogues[name], GERMAN)
        open_ones = [
            one
            for one in lines.entries
            if not (one.message.is_header or one.message.obsolete)
            and (one.message.fuzzy or not one.message.translation)
        ]
        if open_ones:
            chosen = data.draw(st.sampled_from(open_ones))
            self.count += 1
            words = f"Satz {self.count}." + "\n" * chosen.message.original.endswith("\n")
            new = new_entry(replace(chosen.message, translation=words, fuzzy=False, previous=""))
            entries = (new if one is chosen else one for one in lines.entries)
            text = "".join(line for one in entries for line in one.lines) + "".join(lines.tail)
            self.project.catalogues[name] = text.encode()
            self.sentences.add(words)

    @rule(corrected=st.frozensets(TEXTS, max_size=2))
    def update(self, corrected: frozenset[str]) -> None:
        self.project.update(corrected)
        before = dict(self.project.catalogues), dict(self.project.former)
        self.project.update(frozenset())
        assert (self.project.catalogues, self.project.former) == before, "a second update changes nothing"

    @precondition(lambda self: self.sentences)
    @invariant()
    def every_sentence_is_a_translation_still(self) -> None:
        files = [*self.project.catalogues.values(), *filter(None, self.project.former.values())]
        catalogues = [parse(Path("any.po"), data, GERMAN) for data in files]
        messages = (message for one in catalogues for message in (*one.messages, *one.obsolete))
        assert self.sentences <= {message.translation for message in messages if not message.fuzzy}

    def teardown(self) -> None:
        for data in (*self.project.catalogues.values(), *filter(None, self.project.former.values())):
            assert accepted_by_gettext(data)


TestYears = Years.TestCase
TestYears.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "25")),
    stateful_step_count=int(os.environ.get("STEPS", "20")),
    deadline=None,
)
