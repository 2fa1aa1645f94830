# SPDX-License-Identifier: GPL-3.0-or-later
"""The documents of a publication in the order of its contents."""

from sphinx.environment import BuildEnvironment


def documents_in_contents(env: BuildEnvironment) -> list[str]:
    """Return the documents that are reachable from the root through toctrees, in reading order."""
    reached: dict[str, None] = {}

    def visit(docname: str) -> None:
        if docname in env.all_docs and docname not in reached:
            reached[docname] = None
            for child in env.toctree_includes.get(docname, []):
                visit(child)

    visit(str(env.config.root_doc))
    return list(reached)


def documents_in_order(env: BuildEnvironment) -> list[str]:
    """Return all documents in reading order; documents in no toctree come last, by name."""
    reached = documents_in_contents(env)
    return [*reached, *sorted(env.all_docs.keys() - set(reached))]
