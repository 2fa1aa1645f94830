# SPDX-License-Identifier: GPL-3.0-or-later
"""Extraction finds each message once, in the order of the text, and says where it stands and whose it is."""

from pathlib import Path

import pytest

from pipeline.model.template import Template, TemplateMessage
from pipeline.publishing.templates import templates as templates_of
from pipeline.system.steps import steps_in
from tests.compose.conftest import Workshop
from tests.compose.test_application import project_of


@pytest.fixture(scope="module")
def templates(workshop: Workshop) -> dict[str, Template]:
    return {template.name: template for template in templates_of(workshop.project)}


def find(template: Template, text: str) -> TemplateMessage:
    (message,) = [message for message in template.messages if message.original == text]
    return message


def test_there_is_a_template_for_each_catalogue(templates: dict[str, Template]) -> None:
    assert {name: template.original.tag for name, template in templates.items()} == {
        "handbook": "it",
        "handbook+de": "de",
        "shared": "it",
    }


def test_each_message_is_there_once(templates: dict[str, Template]) -> None:
    for template in templates.values():
        texts = [message.original for message in template.messages]
        assert len(texts) == len(set(texts))


def test_the_publications_own_texts_come_first_with_their_lines(templates: dict[str, Template]) -> None:
    handbook = templates["handbook"]

    assert [message.original for message in handbook.messages[:5]] == [
        "Manuale di prova",
        "Tutto ciò che una pubblicazione può contenere",
        'Un testo breve con "virgolette".',
        "Testo nuovo.",
        "Collettivo di prova",
    ]
    assert [str(message.places[0]) for message in handbook.messages[1:4]] == [
        "source/handbook/publication.toml:2",
        "source/handbook/publication.toml:3",
        "source/handbook/publication.toml:4",
    ]
    assert find(handbook, "prova").places[0].line == 5


def test_messages_are_in_the_order_of_the_contents_then_of_the_text(templates: dict[str, Template]) -> None:
    texts = [message.original for message in templates["handbook"].messages]
    wanted = [
        "Benvenuti nel manuale.",
        "I capitoli",
        "xhaketa",
        "çanta",
        "Primo capitolo",
        "Una nota senza nome.",
        "Una figura",
        "Un disegno con due riquadri",
        "Aiuto",
        "Accoglienza in casa sicura",
        "La via dell’aiuto",
        "Una tabella",
        "Cosa",
        "Subito",
        "Secondo capitolo",
        "vittima",
        "Opere",
        "Casi",
    ]

    assert [text for text in texts if text in wanted] == wanted


def test_a_message_names_all_its_places_and_documents(templates: dict[str, Template]) -> None:
    found = find(templates["handbook"], "Aiuto")

    assert [str(place) for place in found.places] == [
        "source/handbook/figures/drawing.svg:4",
        "source/handbook/first.rst:52",
    ]
    assert found.documents == ("handbook/first",)
    assert find(templates["handbook"], "Manuale di prova").documents == ("handbook/publication.toml", "handbook/index")


def test_no_place_is_without_a_line(templates: dict[str, Template]) -> None:
    assert not [
        place for template in templates.values() for m in template.messages for place in m.places if place.line < 1
    ]


def test_included_texts_of_several_publications_are_shared(templates: dict[str, Template]) -> None:
    shared = templates["shared"]

    found = find(shared, "Questo avviso sta in più pubblicazioni.")
    assert [str(place) for place in found.places] == ["source/shared/notice.rst:1"]
    assert found.documents == ("handbook/index",)
    assert find(shared, "Pubblicazioni di prova").documents == ("handbook/shared",)
    assert found.original not in {message.original for message in templates["handbook"].messages}


def test_a_document_in_another_language_has_a_catalogue_of_its_own(templates: dict[str, Template]) -> None:
    assert [message.original for message in templates["handbook+de"].messages] == [
        "Eine Rede",
        "Guten Tag, meine Damen und Herren.",
        "Eine Antwort auf die Rede.",
    ]


def test_the_same_sources_give_the_same_templates(templates: dict[str, Template], workshop: Workshop) -> None:
    steps = steps_in(workshop.project.build)
    steps.forget(*steps.below("extract"))
    again = {template.name: template.to_json() for template in templates_of(workshop.project)}

    assert again == {name: template.to_json() for name, template in templates.items()}


@pytest.mark.parametrize(
    ("conf", "names"),
    [
        ("", ["index", "guide"]),
        ("gettext_compact = False\n", ["index", "guide/one", "guide/two"]),
        ("gettext_compact = 'docs'\n", ["docs"]),
    ],
)
def test_an_adopted_project_has_a_template_for_each_of_its_catalogue_files(
    conf: str, names: list[str], tmp_path: Path
) -> None:
    project = project_of(tmp_path, "Guida\n=====\n\n.. toctree::\n\n   guide/one\n   guide/two\n", conf=conf)
    (tmp_path / "docs/guide").mkdir()
    for name in ("one", "two"):
        (tmp_path / f"docs/guide/{name}.rst").write_text(f"Parte {name}\n=========\n\nCiao.\n", encoding="utf-8")

    found = templates_of(project)

    assert [template.name for template in found] == names
    assert {document for t in found for m in t.messages for document in m.documents} == {
        f"leaflet/{name}" for name in names
    }
    assert [m.original for t in found for m in t.messages].count("Ciao.") == len(
        {name for name in names if name != "index"}
    )
