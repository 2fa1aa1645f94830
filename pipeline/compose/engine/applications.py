# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the private `BuildEnvironment._app` and `Builder._app`: directives, transforms and builders need the application.

The public `app` of both, the only attribute in Sphinx 8.2, is deprecated since Sphinx 9 and will be removed in Sphinx 11, so far
without a replacement. Upstream: https://github.com/sphinx-doc/sphinx/issues/14119 and
https://github.com/sphinx-doc/sphinx/issues/14136.
"""

import sphinx
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment


def app_of(owner: BuildEnvironment | Builder) -> Sphinx:
    """Return the application of an environment or builder."""
    return owner._app if sphinx.version_info >= (9,) else owner.app
