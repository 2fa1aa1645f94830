# SPDX-License-Identifier: GPL-3.0-or-later
"""The templates of pages, compiled once for all builds of a user: a Sphinx that is started anew would compile them all again."""

import sys
from functools import cache
from importlib.metadata import version

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sphinx.builders import Builder

from pipeline.system.cache import cached


def keep_templates(builder: Builder) -> None:
    """Let a builder that fills templates of Jinja take them from the user's cache."""
    environment = getattr(getattr(builder, "templates", None), "environment", None)
    if isinstance(environment, Environment):
        environment.bytecode_cache = _Kept()


class _Kept(BytecodeCache):
    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the code of a template, compiled where no build has compiled it before."""

        def compiled() -> bytes:
            bucket.code = environment.compile(source, name, filename)
            return bucket.bytecode_to_string()

        bucket = Bucket(environment, name, checksum="")
        parts = ("template", _compiler(), sorted(environment.extensions), name, filename, source)
        bucket.bytecode_from_string(cached(parts, compiled))
        return bucket


@cache
def _compiler() -> tuple[str, str]:
    return sys.version, version("jinja2")
