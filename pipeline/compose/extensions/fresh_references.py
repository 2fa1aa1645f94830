# SPDX-License-Identifier: GPL-3.0-or-later
"""A page is written again when what it refers to has another title or number, though the page itself has not changed.

Sphinx writes again only the documents that it reads again, and those whose own numbers move: a reference to “Procedure 3”
would stay after the procedure has become the fourth.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from weakref import WeakKeyDictionary

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

type Prints = dict[str, tuple[object, ...]]
"""What a reference to each label prints: document, title, number."""

_before: WeakKeyDictionary[BuildEnvironment, Prints] = WeakKeyDictionary()


def prints(env: BuildEnvironment) -> Prints:
    """What references print now, by label."""
    labels = env.domains.standard_domain.labels
    return {
        name: (docname, title, _numbers(env, docname, identity)) for name, (docname, identity, title) in labels.items()
    }


def _numbers(env: BuildEnvironment, docname: str, identity: str) -> tuple[object, ...]:
    counted = env.toc_fignumbers.get(docname, {})
    sections = env.toc_secnumbers.get(docname, {})
    # A step has the number of its procedure in it, wherever that stands in the document.
    own = tuple(numbers[identity] for numbers in counted.values() if identity in numbers)
    return own or (sections.get(f"#{identity}"), sections.get(""), tuple(sorted(counted.get("procedure", {}).values())))


def remember(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: AbstractSet[str],
    _changed: AbstractSet[str],
    _removed: AbstractSet[str],
) -> Sequence[str]:
    _before[env] = prints(env)
    return []


def find_stale(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The documents with a reference that would print something else than when they were last written."""
    before, now = _before.pop(env, {}), prints(env)
    changed = {name for name, printed in before.items() if now.get(name) != printed}
    if not changed:
        return []
    return [docname for docname in sorted(env.all_docs) if changed & _targets(env, docname)]


def _targets(env: BuildEnvironment, docname: str) -> set[str]:
    references = env.get_doctree(docname).findall(addnodes.pending_xref)
    return {str(one["reftarget"]) for one in references if one.get("reftype") in ("ref", "numref")}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-get-outdated", remember)
    # After 500, where Sphinx counts anew.
    app.connect("env-get-updated", find_stale, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
