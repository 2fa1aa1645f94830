# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads `BuildEnvironment._app` and `Builder._app`: the way from a directive, transform or builder to the application.

The public `app` of both, which Sphinx 8.2 has alone, is deprecated since Sphinx 9 and goes in Sphinx 11, without another way yet.
Upstream: https://github.com/sphinx-doc/sphinx/issues/14119 and https://github.com/sphinx-doc/sphinx/issues/14136.
"""

import sphinx
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment


def app_of(owner: BuildEnvironment | Builder) -> Sphinx:
    """Return the application that an environment or a builder belongs to."""
    return owner._app if sphinx.version_info >= (9,) else owner.app
