# SPDX-License-Identifier: GPL-3.0-or-later
"""Jinja templates of pages, with compiled code in the user's cache, so that new processes need not compile them."""

import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.nodes import EvalContext

from pipeline.system.cache import cached


def templates_in(folders: Sequence[Path]) -> Environment:
    """Return an environment for the templates in these folders. Undefined names are errors."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    use_template_cache(environment)
    return environment


def use_template_cache(environment: object) -> None:
    """Make a Jinja environment use the user's cache for compiled templates. Ignores other objects."""
    if isinstance(environment, Environment):
        environment.bytecode_cache = _CachedBytecode()


class _CachedBytecode(BytecodeCache):
    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the code of a template from the cache, or compile it."""

        def compiled() -> bytes:
            bucket.code = environment.compile(source, name, filename)
            return bucket.bytecode_to_string()

        bucket = Bucket(environment, name, checksum="")
        options = (
            sorted(environment.extensions),
            environment.sandboxed,
            EvalContext(environment, name).autoescape,
            environment.trim_blocks,
            environment.lstrip_blocks,
            environment.keep_trailing_newline,
        )
        parts = ("template", _compiler(), options, name, filename, source)
        bucket.bytecode_from_string(cached(parts, compiled))
        return bucket


@cache
def _compiler() -> tuple[str, str]:
    return sys.version, version("jinja2")
