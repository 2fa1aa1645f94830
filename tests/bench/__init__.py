# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: what work costs, each row against a named rival in the same run, turn by turn."""
