# SPDX-License-Identifier: GPL-3.0-or-later
"""The operating system: files, processes, locks, interruption, installed libraries and fonts, and stores of results."""
