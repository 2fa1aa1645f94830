# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command says of its events: to people at a terminal or behind a pipe, or to machines as JSON."""
