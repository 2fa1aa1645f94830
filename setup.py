# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses a Python that is too old in one sentence: older versions of pip list all releases of Sphinx instead."""

import sys

from setuptools import setup

if sys.version_info < (3, 12):  # noqa: UP036  # pip may run it with an older Python
    sys.exit("west-pipeline needs Python 3.12 or newer; this is Python {}.{}".format(*sys.version_info))
setup()
