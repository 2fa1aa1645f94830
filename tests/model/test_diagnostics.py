# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes as data: printed with their next step and consequences, counted, and each once."""

import pickle
from dataclasses import replace
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic, summary, without_duplicates
from pipeline.model.problems import Problem
from pipeline.model.remark import Remark

ORPHAN = Diagnostic("no toctree names this document", Path("source/book/one.rst"))
TYPO = Diagnostic(
    Remark("the toctree names a document that does not exist: %(name)s", name="on"),
    Path("source/book/index.rst"),
    4,
    "did you mean one?",
    "toctree contains reference to nonexisting document 'on'",
    consequences=(ORPHAN,),
)
LABEL = Diagnostic("no label has the name x", Path("source/book/one.rst"), 9, translation="locales/de/book.po:12")


def test_a_mistake_prints_its_place_its_next_step_and_its_consequences() -> None:
    assert str(TYPO).splitlines() == [
        "source/book/index.rst:4: the toctree names a document that does not exist: on"
        " [toctree contains reference to nonexisting document 'on']",
        "  next: did you mean one?",
        "  consequence: source/book/one.rst: no toctree names this document",
    ]
    assert str(LABEL) == "source/book/one.rst:9: no label has the name x (translation: locales/de/book.po:12)"


def test_counts_tell_mistakes_from_consequences() -> None:
    assert summary([LABEL]) == "1 mistake"
    assert summary([TYPO, LABEL]) == "2 mistakes, 1 consequence"
    assert summary([replace(TYPO, consequences=(ORPHAN, LABEL))]) == "1 mistake, 2 consequences"


def test_what_a_second_builder_says_again_without_its_cause_is_said_once() -> None:
    number = Diagnostic("the element after the label y has no number", Path("source/book/one.rst"), 20)
    second = (ORPHAN, replace(LABEL, translation=""), replace(TYPO, consequences=(ORPHAN, number)))

    assert without_duplicates([TYPO, LABEL, *second]) == (replace(TYPO, consequences=(ORPHAN, number)), LABEL)


def test_a_problem_brings_its_mistakes_back_from_another_process() -> None:
    problem = Problem("sphinx-warning", "1 mistake", diagnostics=[TYPO])

    (mistake,) = pickle.loads(pickle.dumps(problem)).diagnostics

    assert mistake == TYPO
    assert mistake.sentence.translated(lambda template: template.replace("exist", "wait")).endswith("not wait: on")
