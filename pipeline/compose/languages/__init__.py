# SPDX-License-Identifier: GPL-3.0-or-later
"""What docutils lacks of our languages: its modules for Albanian, put where docutils looks for them."""

import sys

from pipeline.compose.languages import sq, sq_parser

sys.modules.setdefault("docutils.languages.sq", sq)
sys.modules.setdefault("docutils.parsers.rst.languages.sq", sq_parser)
