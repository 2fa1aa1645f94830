# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences that are English as texts, and can be said in another language."""

import pickle

from pipeline.model.remark import Remark

GERMAN = {"%(role)s is missing; %(advice)s": "%(role)s fehlt; %(advice)s", "copy it": "bitte übernehmen"}


def test_a_remark_is_an_english_sentence_that_other_languages_can_say() -> None:
    remark = Remark("%(role)s is missing; %(advice)s", role=":doc:`start`", advice=Remark("copy it"))

    assert remark == ":doc:`start` is missing; copy it"
    assert remark.translated(lambda text: GERMAN[text]) == ":doc:`start` fehlt; bitte übernehmen"


def test_a_remark_comes_whole_out_of_another_process() -> None:
    remark = pickle.loads(pickle.dumps(Remark("%(n)s is missing", n=3)))

    assert remark == "3 is missing"
    assert (remark.template, remark.values) == ("%(n)s is missing", {"n": 3})
