# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads `BuildEnvironment._app` and `Builder._app`: the way from a directive, transform or builder to the application.

The public `app` of both is deprecated since Sphinx 9 and goes in Sphinx 11, without another way yet.
Upstream: https://github.com/sphinx-doc/sphinx/issues/14119 and https://github.com/sphinx-doc/sphinx/issues/14136.
"""

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment


def app_of(owner: BuildEnvironment | Builder) -> Sphinx:
    """Return the application that an environment or a builder belongs to."""
    return owner._app
