# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx extensions for the editions of a project: what they know of its project.toml, and what is published with their words.

What any Sphinx project can use is in `pipeline.compose.translation`, which knows no project.
"""
