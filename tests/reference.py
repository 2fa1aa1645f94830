# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the reference of the handbook from the code, `docs/source/reference`: python -m tests.reference."""

import csv
import inspect
import io
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.command_line import COMMANDS, GROUPS
from pipeline.model.problems import explanations
from pipeline.model.schemas import EXAMPLE
from pipeline.proofread.checks import ALLOWABLE, BAD_ALLOW, TWO_TRANSLATIONS, explanation
from pipeline.proofread.handbook import check_names, examples, render
from pipeline.system.files import write_whole
from pipeline.words import ToolWords
from tests.bench.measure import Cost
from tests.bench.rows import Row
from tests.conftest import ROOT
from tests.ecosystem.test_ecosystem import CASES, FORMATS
from tests.report.event_schemas import event_classes

SOURCE = ROOT / "docs/source"
_HEAD = ".. SPDX-License-Identifier: CC-BY-SA-4.0\n.. Written by python -m tests.reference.\n"
_FILES = ("project.toml", "publication.toml", "contacts.toml", "bodies.toml", "lints.toml", "releases.toml")


def pages() -> Mapping[Path, str]:
    """Return the text of each page that is written from the code, by its path."""
    texts = {
        "commands": commands,
        "keys": keys,
        "checks": checks,
        "problems": problems,
        "events": events,
    }
    written = {
        SOURCE / f"reference/{name}.rst": "\n".join(
            [
                _HEAD,
                f".. _{name}:",
                "",
                "=" * len(name),
                name.replace("-", " ").capitalize(),
                "=" * len(name),
                "",
                *of(),
            ]
        )
        for name, of in texts.items()
    }
    return {
        **written,
        SOURCE / "publishing/extensions.csv": extensions(),
        SOURCE / "engineers/_campaigns.rst": campaigns(),
        SOURCE / "publishing/_bench.rst": bench(),
    }


def commands() -> Iterator[str]:
    """Yield each command with its arguments."""
    yield from ("``west-pipeline --help`` lists them. ``--project``, ``--verbose`` and ``--json`` go with each.", "")
    yield (
        "Shells complete commands, options, publications and languages: install ``west-pipeline[completion]``, and add "
        '``eval "$(register-python-argcomplete west-pipeline)"`` to ``~/.bashrc`` or, below ``compinit``, to ``~/.zshrc``. '
        "For fish add ``register-python-argcomplete --shell fish west-pipeline | source`` to ``~/.config/fish/config.fish``."
    )
    yield ""
    for name, (place, about, example) in COMMANDS.items():
        module, _, class_name = place.partition(":")
        parser = ArgumentParser(f"west-pipeline {name}", add_help=False)
        getattr(import_module(f"pipeline.commands.{module}"), class_name).add_arguments(parser)
        yield from (*_title(name), _sentence(about), "", *_block("console", f"$ west-pipeline {example}"))
        group = name.partition(" ")[0]
        if group in GROUPS:
            yield from (f"Of the group *{group}*: {GROUPS[group]}.", "")
        for action in parser._actions:  # argparse offers no list of its arguments
            label = action.metavar or (action.choices and f"{{{','.join(map(str, action.choices))}}}") or action.dest
            value = label if isinstance(label, str) else " ".join(label)
            flags = ", ".join(action.option_strings)
            term = f"{flags} {value}" if flags and action.nargs != 0 else flags or value
            yield from (f"``{term}``", f"   {_sentence(str(action.help or ''))}", "")


def keys() -> Iterator[str]:
    """Yield an example of each TOML file that has every key."""
    yield from ("Each file below has every key that it can have. The comment above a key says what it means.", "")
    for name in _FILES:
        text = (EXAMPLE / name).read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith(("# SPDX", "# Every key"))]
        yield from (*_title(f"Keys of {name}"), *_block("toml", "\n".join(lines).strip()))


def checks() -> Iterator[str]:
    """Yield each check with its examples."""
    kinds = {name: one.severity.value for name, one in ALLOWABLE.items()}
    kinds |= {TWO_TRANSLATIONS: "notice", BAD_ALLOW: "warning"}
    yield "Each example has the original, a translation in which the check finds something, and one in which it finds nothing."
    yield ""
    for name in check_names():
        # Each paragraph with literal text as reStructuredText has it.
        yield from (*_title(name), f"*{kinds[name].capitalize()}.* {_literals(explanation(name))}", "")
        if text := render(examples(name), ToolWords("en")):
            yield from _block("text", text)


def problems() -> Iterator[str]:
    """Yield what each code of a problem means."""
    yield from ("The code is in brackets after the message. The earlier editions stay on the site, whatever stops.", "")
    for code, text in explanations().items():
        yield from (*_title(code), text.strip(), "")


def events() -> Iterator[str]:
    """Yield each event of `--json`."""
    yield from ("The fields of each event are those of its object in the output of ``--json``.", "")
    for event in event_classes():
        names = ", ".join(f"``{field.name}``" for field in fields(event))
        about = _literals(inspect.getdoc(event) or "")
        yield from (*_title(event.__name__), about, "", *([f"Fields: {names}.", ""] if names else []))


def extensions() -> str:
    """Return the table of extensions of others as CSV."""
    rows = [["Extension", "HTML", "PDF", "EPUB"]]
    for case in CASES:
        package = f" ({case.package})" if case.package != "Sphinx" else ""
        rows.append([f"``{case.extension or case.name}``{package}", *(case.formats[name].gives for name in FORMATS)])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_literals(cell) for cell in row] for row in rows)
    return text.getvalue()


def campaigns(records: Path = ROOT / "docs/campaigns") -> str:
    """Return the figures of the last campaigns, which `python -m tests.campaign` wrote."""
    rows = ["   * - Campaign", "     - Tried", "     - Wrong", "     - Date and commit"]
    for name, row in (("laws", _of_laws), ("faults", _of_faults), ("books", _of_books)):
        file = records / f"{name}.json"
        if file.is_file():
            figures = json.loads(file.read_bytes())
            what, tried, wrong = row(figures)
            rows += [f"   * - {what}", f"     - {tried}", f"     - {wrong}", f"     - {_run(figures)}"]
    return "\n".join(
        [
            _HEAD,
            ".. list-table:: Campaigns",
            "   :name: table-campaigns",
            "   :header-rows: 1",
            "   :widths: 18 50 10 22",
            "",
            *rows,
            "",
        ]
    )


def bench(record: Path = ROOT / "docs/campaigns/bench.json") -> str:
    """Return the figures of the last run of each row of the bench, which `make bench` wrote; a missed target is marked."""
    head = ("Work", "Rival", "Target", "Ours", "Rival's", "Wall", "CPU", "Date and commit")
    rows = [f"   {'*' if number == 0 else ' '} - {cell}" for number, cell in enumerate(head)]
    if not record.is_file():
        return f"{_HEAD}\nNo run is recorded.\n"
    for run in json.loads(record.read_bytes()).values():
        for values in run["rows"]:
            row = Row(
                values["work"], values["rival"], values["target"], Cost(**values["ours"]), Cost(**values["theirs"])
            )
            cells = (
                row.work,
                _literals(row.rival),
                f"{row.target}{', **missed**' if row.missed else ''}",
                f"{row.ours.wall:.2f} s",
                f"{row.theirs.wall:.2f} s",
                *(f"{ratio:.1f} ×" for ratio in (row.theirs.wall / row.ours.wall, row.theirs.cpu / row.ours.cpu)),
                f"{_run(run)}; reference work {run['reference_seconds']:.2f} s",
            )
            rows += [f"   {'*' if number == 0 else ' '} - {cell}" for number, cell in enumerate(cells)]
    return "\n".join(
        [
            _HEAD,
            ".. list-table:: The last runs of ``make bench``",
            "   :name: table-bench",
            "   :header-rows: 1",
            "   :widths: 20 18 12 8 8 8 8 18",
            "",
            *rows,
            "",
        ]
    )


type Figures = Any
"""What stands in a JSON file, of a form that each campaign has for itself."""


def _of_laws(figures: Figures) -> tuple[str, str, int]:
    outcomes: dict[str, int] = figures["outcomes"]
    kits = sum(number for name, number in outcomes.items() if name.startswith("kit: "))
    tried = (
        f"{figures['lives']:,} lives of a project with {sum(figures['deeds'].values()):,} deeds in {_time(figures)}: {kits:,} messages "
        f"came back in kits, {outcomes.get('settled', 0):,} conflicts were settled, {outcomes.get('released', 0):,} editions released, "
        f"{outcomes.get('withdrawn', 0):,} withdrawn"
    )
    return "``tests/laws``", tried, figures["findings"]


def _of_faults(figures: Figures) -> tuple[str, str, int]:
    rows = figures["commands"]
    points, tried, injected, findings = (
        sum(row[name] for row in rows) for name in ("points", "tried", "injected", "findings")
    )
    what = f"{injected:,} faults at {tried:,} of {points:,} calls that write, of {len(rows)} commands"
    return "``tests/faults``", what, findings


def _of_books(figures: Figures) -> tuple[str, str, int]:
    return "``tests/fuzz``", f"{figures['books']:,} random books in {_time(figures)}", figures["findings"]


def _run(figures: Figures) -> str:
    """Return when a campaign began and at which commit."""
    commit, _, changes = figures.get("commit", "").partition(" ")
    return ", ".join(filter(None, [figures.get("date", "not dated"), commit and f"``{commit[:10]}``", changes]))


def _time(figures: Figures) -> str:
    minutes = round(figures["seconds"] / 60)
    return f"{minutes / 60:.1f} hours" if minutes >= 60 else f"{minutes} min"


def _title(text: str) -> Iterator[str]:
    yield from (text, "=" * len(text), "")


def _literals(text: str) -> str:
    """Return a text of the code with its `names` as reStructuredText has them."""
    return re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", text)


def _block(language: str, text: str) -> Iterator[str]:
    yield from (f".. code-block:: {language}", "")
    yield from (f"   {line}".rstrip() for line in text.splitlines())
    yield ""


def _sentence(text: str) -> str:
    text = re.sub(r"(?<!`)\b(\w+://[^\s,;)]+)", r"``\1``", _literals(text).replace("*", "\\*"))
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


if __name__ == "__main__":
    for path, text in pages().items():
        write_whole(path, text.encode())
