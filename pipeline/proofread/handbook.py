# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks as a page for translators, drawn from the words with which they explain themselves. Writes no file."""

from collections.abc import Iterator

from pipeline.proofread.checks import BAD_ALLOW, KNOWN, explanation
from pipeline.proofread.consistency import TWO_TRANSLATIONS

_HEAD = """\
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Drawn from the code of the checks; tests/proofread/test_handbook.py says how to renew it. -->
# Checks

`make check` reads each translation beside its original, each text for itself, and the contacts. Errors keep an edition from being published; errors and warnings end
`make check` with exit code 1; notices are hints. `pipeline check --explain NAME` shows one of these entries.

If a check is wrong in one case, say so above the message: `# allow: NAME because …`; in a source above the paragraph, table or
list: `.. allow: NAME because …`.
"""


def handbook() -> str:
    """The page in Markdown: a table of all checks, and each with its bad and good example."""
    names = [*KNOWN, TWO_TRANSLATIONS, BAD_ALLOW]
    table = ["| Check | Kind | What it finds |", "|---|---|---|", *(_row(name) for name in names)]
    return "\n".join([_HEAD, *table, *(line for name in names for line in _entry(name)), ""])


def _kind(name: str) -> str:
    if name in KNOWN:
        return KNOWN[name].severity.value
    return "notice" if name == TWO_TRANSLATIONS else "warning"


def _row(name: str) -> str:
    first = explanation(name).splitlines()[0].removeprefix("Find ").replace("|", "\\|")
    return f"| [{name}](#{name}) | {_kind(name)} | {first} |"


def _entry(name: str) -> Iterator[str]:
    said, _, examples = explanation(name).partition("Bad:")
    yield from ("", f"## {name}", "", said.strip(), "")
    yield from ("```text", f"Bad:{examples}", "```")
