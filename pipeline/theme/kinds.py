# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours of the kinds of publication as CSS: the custom property `--kind` of the classes `kind-…`. Pure."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.model.publication import Kind

_TOKENS = Path(__file__).parent / "web/edition/css/tokens.css"
_TINT = 0.1
"""The share of the kind's colour in its tint; the rest is white."""


def tokens(kinds: Iterable[Kind]) -> str:
    """Return the style sheet of design tokens, with the colours of the kinds."""
    all_kinds = list(kinds)
    light = _rules(((kind, kind.colour) for kind in all_kinds), "")
    chosen = _rules(((kind, kind.colour_dark) for kind in all_kinds), 'body[data-theme="dark"] ')
    preferred = _rules(((kind, kind.colour_dark) for kind in all_kinds), 'body:not([data-theme="light"]) ')
    dark = f"@media not print {{\n{chosen}@media (prefers-color-scheme: dark) {{\n{preferred}}}\n}}\n"
    return f"{_TOKENS.read_text(encoding='utf-8')}\n/* The kinds of publication, as kinds.toml and project.toml have them. */\n{light}{dark}"


def print_rule(colour: str) -> str:
    """Return the CSS rule with the colour of a book's kind, and with its tint for backgrounds; empty without a colour."""
    return f":root {{ --kind: {colour}; --kind-tint: {_tint(colour)}; }}" if colour else ""


def _tint(colour: str) -> str:
    """Return `#rrggbb` mixed with 90 % white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - _TINT * (255 - part)):02x}" for part in parts)


def _rules(colours: Iterable[tuple[Kind, str]], prefix: str) -> str:
    return "".join(f"{prefix}.kind-{kind} {{ --kind: {colour}; }}\n" for kind, colour in colours)
