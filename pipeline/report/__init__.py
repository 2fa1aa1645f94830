# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports the events of commands, as text to a terminal or pipe, or as JSON."""
