# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx extensions that need the project.toml of a project.

Extensions for any Sphinx project are in `pipeline.compose.translation`.
"""
