# SPDX-License-Identifier: GPL-3.0-or-later
"""Beside the program, two folders above its manual."""

VERSION = "2.1"
