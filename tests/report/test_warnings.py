# SPDX-License-Identifier: GPL-3.0-or-later
"""The warnings of a build: few are said whole, many by their causes; each once, whatever the number of its languages."""

from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.model.remark import Remark, framed
from pipeline.publishing.events import Refused
from pipeline.publishing.findings import refusal_diagnostic
from pipeline.publishing.warnings import FILE, group_by_warning, write
from pipeline.report.lines import Level
from pipeline.report.summary import Summary
from pipeline.report.warnings import lines


def editions(sample: Path) -> tuple[Edition, ...]:
    return Project.load(sample).editions()


def unknown(number: int, translation: str = "") -> Diagnostic:
    sentence = Remark("the label %(name)s is unknown", name=f"chapter-{number}")
    place = Path(f"source/small/{number % 7}.rst")
    step = "copy it"
    return Diagnostic(sentence, place, number, step, translation=translation, kind="unknown-label")


MANY = [
    *map(unknown, range(1, 161)),
    *(
        Diagnostic(f"Unknown interpreted text role “role-{n}”.", Path("a.rst"), n, kind="docutils")
        for n in range(1, 31)
    ),
    *(
        Diagnostic(f"PDF: “{'word ' * n}” is not printed as it is written (page {n})", kind="proof-text")
        for n in range(1, 10)
    ),
    Diagnostic("the extension x does not say that it can be read in parallel"),
]


def test_two_hundred_warnings_are_a_screenful_and_all_are_in_a_file(sample: Path) -> None:
    all_languages = editions(sample)
    of_translator = unknown(3, "locales/de/LC_MESSAGES/small.po:21")
    of_editions = [*((edition, MANY) for edition in all_languages), (all_languages[1], [of_translator])]
    warnings = group_by_warning(of_editions)

    said = list(lines(warnings))

    assert len(warnings) == len(MANY) + 1
    assert said == [
        "201 warnings of 4 causes, 1 of them in translations:",
        "   161 × the label … is unknown [unknown-label]: source/small/1.rst:1 and 160 more",
        "    30 × Unknown interpreted text role …. [docutils]: a.rst:1 and 29 more",
        "     9 × PDF: … is not printed as it is written [proof-text]",
        "     1 × the extension x does not say that it can be read in parallel",
        f"  all, with what to do: build/{FILE}",
    ]
    project = Project.load(sample)
    write(project, of_editions)
    kept = (project.build / FILE).read_text(encoding="utf-8")
    for warning in warnings:
        assert str(warning.diagnostic.sentence) in kept
    assert "locales/de/LC_MESSAGES/small.po:21: the label chapter-3 is unknown [unknown-label] (small [de])\n" in kept
    assert "  original: source/small/3.rst:3\n" in kept
    assert kept.count("a.rst:7: ") == 1

    write(project, [])
    assert not (project.build / FILE).exists()


def test_a_cause_has_words_where_a_sentence_is_a_frame(sample: Path) -> None:
    edition = editions(sample)[0]
    plain = [framed("%(name)s: %(message)s", name=f"p{n}.png", message="the picture is broken") for n in range(30)]
    remarks = [framed("%(name)s: %(why)s", name=f"p{n}", why=Remark("it has %(n)s edges", n=n)) for n in range(30)]

    said = list(lines(group_by_warning([(edition, [Diagnostic(one, kind="docutils") for one in (*plain, *remarks)])])))

    assert "    30 × …: it has … edges [docutils]" in said
    assert any("the picture is broken" in line for line in said)


def test_many_causes_are_a_screenful_too(sample: Path) -> None:
    causes = [Diagnostic(f"{'abcdefghij'[n % 10] * (n + 1)} is wrong", kind=f"kind-{n}") for n in range(60)]

    said = list(lines(group_by_warning([(editions(sample)[0], causes)])))

    assert len(said) <= 24
    assert said[-2] == "  … and 44 warnings of 44 other causes"


def test_a_warning_as_long_as_a_screen_is_cut_and_whole_in_the_file(sample: Path) -> None:
    project = Project.load(sample)
    long = Diagnostic(f"no new PDF is made: {project.root}/a.po:1: {'word ' * 2000}", kind="missing-glyph")
    of_editions = [(editions(sample)[0], [long])]

    said = list(lines(group_by_warning(of_editions)))
    write(project, of_editions)

    assert len("".join(said)) < 400
    kept = (project.build / FILE).read_text(encoding="utf-8")
    assert kept.count("word") == 2000
    assert str(project.root) not in kept


def test_many_refused_catalogues_are_said_by_their_causes(sample: Path) -> None:
    summary = Summary()
    for number in range(12):
        cause = (
            "bad-date: POT-Creation-Date is '2012'"
            if number < 9
            else "missing-plural-forms: the header has no Plural-Forms"
        )
        problem = Problem(
            "broken-catalogue", cause, cause="it is", hint="mend it", path=Path(f"de/{number}.po"), line=8
        )
        assert summary.add(Refused(editions(sample)[1], problem))

    said = list(summary.lines(1.0))

    assert [line.text for line in said] == [
        "12 broken translations of 2 causes, 12 of them in translations:",
        "     9 × bad-date: POT-Creation-Date is … [bad-date]: de/0.po:8 and 8 more",
        "     3 × missing-plural-forms: the header has no Plural-Forms [missing-plural-forms]: de/9.po:8 and 2 more",
        f"  all, with what to do: build/{FILE}",
    ]
    assert {line.level for line in said} == {Level.FAILURE}
    write(Project.load(sample), ((event.edition, [refusal_diagnostic(event.problem)]) for event in summary.refused))
    assert (sample / "build" / FILE).read_text(encoding="utf-8").count("next: mend it") == 12


def test_few_warnings_are_said_whole(sample: Path) -> None:
    said = list(lines(group_by_warning((edition, [unknown(1)]) for edition in editions(sample))))

    assert said == [
        "small [it], small [de], small [sq]: warning: source/small/1.rst:1: the label chapter-1 is unknown\n  next: copy it"
    ]
