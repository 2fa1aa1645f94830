# SPDX-License-Identifier: GPL-3.0-or-later
"""The components of a project for Weblate in words."""

from collections.abc import Iterator, Sequence

from pipeline.commands.weblate import Component, Repository


def lines(components: Sequence[Component], repository: Repository) -> Iterator[str]:
    """Yield a line for each component, then what to do next."""
    yield from (f"{component.slug}: {component.mask}, from {component.source}" for component in components)
    yield "next: the same with --json > components.json, then on the machine of Weblate:"
    yield f"  weblate import_json --project {repository.project} --update components.json"
