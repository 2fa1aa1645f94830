# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the parts and requirements of a Sphinx project for `adopt`, and undo an adoption."""
