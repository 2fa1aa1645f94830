# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the registries of directives and roles that docutils has no public list of, for what a mistyped name may have meant.

To be filed with docutils: "A public way to list the names of registered directives and roles."
"""

from docutils.parsers.rst import directives, roles


def directive_names() -> list[str]:
    """Return docutils' own directives, then those that Sphinx and extensions have registered outside of a domain."""
    return [*directives._directive_registry, *directives._directives]  # type: ignore[attr-defined]  # no public list


def role_names() -> list[str]:
    """Return docutils' own roles, then those that Sphinx and extensions have registered outside of a domain."""
    return [*roles._role_registry, *added_role_names()]  # type: ignore[attr-defined]  # no public list


def added_role_names() -> list[str]:
    return [*roles._roles]  # type: ignore[attr-defined]  # no public list
