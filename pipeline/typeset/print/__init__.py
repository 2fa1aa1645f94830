# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the files for the printer."""

from pipeline.typeset.print.files import print_edition

__all__ = ["print_edition"]
