# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes that several extensions share, their rendering by builders, and the base of directives for parts with a title."""
