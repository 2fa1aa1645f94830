# SPDX-License-Identifier: GPL-3.0-or-later
"""What docutils makes a link of, proofreading sees, however it is written."""

from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.utils.urischemes import schemes
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.reading import parse
from pipeline.model.publication import Language
from pipeline.proofread.checks import STOPPING, proofread
from pipeline.proofread.text import parse_text

QUIET = {"report_level": 5, "halt_level": 5, "file_insertion_enabled": False, "raw_enabled": False}
PIECES = st.sampled_from(
    ["javascript:", "JaVaScRiPt:", "data:text/html,", "vbscript:", "x-other:", "java", "script", ":", "alert(1)", "http://", "//",
     "a@b.org", " ", "\n", "\n\n", "\\ ", "\\", "`", "`_", "`__", "_", "<", ">", "(", ")", '"', "&#106;", "&colon;", "%6A",
     ".. _x: ", "__ ", "[", "]", "|", "*", "x", ".", "\u00a0", "\u2003", "è"]
)  # fmt: skip
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
SYNTAXES = (
    "Qui: {} e poi",
    "({})",
    "`qui <{}>`_",
    "`qui <{}>`__",
    "<{}>",
    "`qui`_ e qui\n\n.. _qui: {}",
    "`qui`__ e qui\n\n__ {}",
    ".. _qui: {}",
    "Qui `a <b_>`_ e\n\n.. _b: {}",
    ".. image:: a.png\n   :target: {}",
    "|x| qui\n\n.. |x| image:: a.png\n   :target: {}",
    ".. raw:: html\n\n   <a href='{}'>qui</a>",
    ".. toctree::\n\n   Qui <{}>",
    "<a href='{}'>qui</a>",
)
"""Each way of making a link, in a translation."""
SPELLINGS = (
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "JavaScript:location=name",
    "javascript://%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "livescript:x",
    "mocha:x",
    "view-source:x",
    "about:x",
)


def made_by_docutils(text: str) -> set[str]:
    """Return the addresses of the links that docutils makes of a text."""
    document = publish_doctree(text, settings_overrides=QUIET)
    elements = document.findall(nodes.Element)
    return {str(node["refuri"]) for node in elements if node.get("refuri")}


@given(st.lists(PIECES, max_size=10).map("".join))
def test_no_link_of_docutils_is_passed_over(text: str) -> None:
    found = parse_text(text)

    assert found.directives or found.errors or made_by_docutils(text) <= set(found.urls)


@pytest.mark.parametrize("scheme", sorted(schemes))
def test_a_scheme_of_any_name_is_seen_in_plain_text(scheme: str) -> None:
    assert parse_text(f"Qui {scheme.upper()}:x e poi").urls == tuple(made_by_docutils(f"Qui {scheme.upper()}:x e poi"))


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_link_that_runs_a_script_stops_an_edition(spelling: str, syntax: str) -> None:
    translation = syntax.format(spelling).replace("\n", "\\n")
    data = f'{HEAD}\nmsgid "Hier."\nmsgstr "{translation}"\n'

    found = proofread(parse(Path("it.po"), data.encode(), Language("it", "Italiano")), checks=STOPPING)

    assert {"unsafe-link", "added-directive", "added-tag"} & {one.check for one in found}
