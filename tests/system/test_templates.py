# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of pages are compiled by the first run that needs them, and again when they change."""

from typing import Any

from jinja2 import DictLoader, Environment

from pipeline.system.templates import use_template_cache


class Counting(Environment):
    """The environment of one build, which counts what it compiles."""

    compiled = 0

    def compile(self, *args: Any, **options: Any) -> Any:  # as it is called
        self.compiled += 1
        return super().compile(*args, **options)


def build(page: str) -> tuple[str, int]:
    """The page that a build writes, and how many templates it has compiled."""
    base = "Of a template of test_templates.py: {% block body %}{% endblock %}"
    environment = Counting(loader=DictLoader({"base": base, "page": page}))
    use_template_cache(environment)
    return environment.get_template("page").render(word="parola"), environment.compiled


def test_the_second_build_compiles_what_has_changed_alone() -> None:
    page = '{% extends "base" %}{% block body %}{{ word }}{% endblock %}'

    assert build(page) == ("Of a template of test_templates.py: parola", 2)
    assert build(page) == ("Of a template of test_templates.py: parola", 0)
    assert build(page.replace("word", "word|upper")) == ("Of a template of test_templates.py: PAROLA", 1)


def test_code_that_escapes_is_not_that_which_does_not() -> None:
    found = {}
    for escapes in (False, True):
        environment = Environment(loader=DictLoader({"page": "Of test_templates.py: {{ word }}"}), autoescape=escapes)
        use_template_cache(environment)
        found[escapes] = environment.get_template("page").render(word="<b>")

    assert found == {False: "Of test_templates.py: <b>", True: "Of test_templates.py: &lt;b&gt;"}
