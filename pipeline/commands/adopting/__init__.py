# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the parts and requirements of a Sphinx project for `adopt`, and undoes an adoption."""
