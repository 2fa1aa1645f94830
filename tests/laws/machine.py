# SPDX-License-Identifier: GPL-3.0-or-later
"""Lives that Hypothesis thinks of."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.laws.life import Life

type Deed = tuple[str | int | bool, ...]
"""The name of a method of Life and its arguments."""

WORDS = ("persona", "servizio", "casa", "20%", "``legge``", "rete")
NAMES = ("first", "second", "third", "fourth")
_NUMBERS = st.integers(0, 6)


class Machine(RuleBasedStateMachine):
    """An author, a translator in the catalogue, translators with kits and at a page, one who settles, and one who publishes."""

    publishes = False
    broken: Callable[[list[Deed]], object] = print
    """Is given the life that broke a law."""
    deeds: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-"))
        self.life = Life(self.folder / "project", self.publishes)
        self.lived: list[Deed] = []

    def _do(self, *deed: str | int | bool) -> None:
        self.lived.append(deed)
        self.deeds[str(deed[0])] += 1
        try:
            self.life.do(*deed)
        except BaseException:
            type(self).broken(self.lived)
            raise

    @rule(document=_NUMBERS, text=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join))
    def write(self, document: int, text: str) -> None:
        self._do("write", document, text)

    @rule(document=_NUMBERS, paragraph=_NUMBERS, word=st.sampled_from(WORDS))
    def edit(self, document: int, paragraph: int, word: str) -> None:
        self._do("edit", document, paragraph, word)

    @rule(document=_NUMBERS, paragraph=_NUMBERS)
    def take_out(self, document: int, paragraph: int) -> None:
        self._do("take_out", document, paragraph)

    @rule(document=_NUMBERS)
    def move(self, document: int) -> None:
        self._do("move", document)

    @rule(document=_NUMBERS, name=st.sampled_from(NAMES))
    def rename(self, document: int, name: str) -> None:
        self._do("rename", document, name)

    @rule(same_meaning=st.integers(-3, 5))
    def update(self, same_meaning: int) -> None:
        self._do("update", same_meaning)

    @rule(number=_NUMBERS, manner=_NUMBERS)
    def translate(self, number: int, manner: int) -> None:
        self._do("translate", number, manner)

    @rule(number=_NUMBERS)
    def doubt(self, number: int) -> None:
        self._do("doubt", number)

    @rule()
    def make_kit(self) -> None:
        self._do("make_kit")

    @rule(kit=_NUMBERS, number=_NUMBERS, manner=_NUMBERS, unsure=st.booleans())
    def work_on_kit(self, kit: int, number: int, manner: int, unsure: bool) -> None:
        self._do("work_on_kit", kit, number, manner, unsure)

    @rule(kit=_NUMBERS, number=_NUMBERS, manner=_NUMBERS)
    def translate_on_both_sides(self, kit: int, number: int, manner: int) -> None:
        self._do("work_on_kit", kit, number, manner, False)
        self._do("translate", number, manner)
        self._do("receive", kit)

    @rule(kit=_NUMBERS)
    def receive(self, kit: int) -> None:
        self._do("receive", kit)

    @rule(number=_NUMBERS)
    def look(self, number: int) -> None:
        self._do("look", number)

    @rule(number=_NUMBERS, theirs=st.booleans())
    def look_and_decide(self, number: int, theirs: bool) -> None:
        self._do("look", number)
        self._do("decide", theirs)

    @rule(theirs=st.booleans())
    def decide(self, theirs: bool) -> None:
        self._do("decide", theirs)

    @rule(theirs=st.booleans())
    def settle_all(self, theirs: bool) -> None:
        self._do("settle_all", theirs)

    @rule(number=_NUMBERS)
    def begin_edit(self, number: int) -> None:
        self._do("begin_edit", number)

    @rule(number=_NUMBERS, manner=_NUMBERS, unsure=st.booleans())
    def edit_on_the_page(self, number: int, manner: int, unsure: bool) -> None:
        self._do("begin_edit", number)
        self._do("save_edit", manner, unsure)

    @rule(manner=_NUMBERS, unsure=st.booleans())
    def save_edit(self, manner: int, unsure: bool) -> None:
        self._do("save_edit", manner, unsure)

    @rule()
    def undo_edit(self) -> None:
        self._do("undo_edit")

    def teardown(self) -> None:
        try:
            self.life.end()
        except BaseException:
            type(self).broken(self.lived)
            raise
        finally:
            shutil.rmtree(self.folder)


class PublishingMachine(Machine):
    """The same, and what they write is built, released and withdrawn."""

    publishes = True

    @rule()
    def publish(self) -> None:
        self._do("publish")

    @rule()
    def release(self) -> None:
        self._do("publish")
        self._do("release")

    @rule()
    def release_another_version(self) -> None:
        self._do("raise_version")
        self._do("publish")
        self._do("release")

    @rule(language=_NUMBERS)
    def withdraw(self, language: int) -> None:
        self._do("withdraw", language)

    @rule(language=_NUMBERS)
    def restore(self, language: int) -> None:
        self._do("restore", language)


def live(deeds: Iterable[Deed], root: Path, *, publishes: bool) -> None:
    """Live a life in an empty folder. Raises Broken where it breaks a law."""
    life = Life(root, publishes)
    for name, *arguments in deeds:
        life.do(str(name), *arguments)
    life.end()
