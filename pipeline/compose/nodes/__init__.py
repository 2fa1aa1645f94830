# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes that several extensions share, how builders write them, and the directive that makes a part with a title."""
