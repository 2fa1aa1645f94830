# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx extensions, each for one thing; pipeline.compose lists them in the order in which they are set up."""
