# SPDX-License-Identifier: GPL-3.0-or-later
"""What `adopt` finds in a Sphinx project, what it needs, and how it is left again."""
