# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of pages, compiled once for all runs of a user: a process that is started anew would compile them all again."""

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
    """Return the templates in these folders; a name that a template has and its facts have not is an error."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    keep_compiled(environment)
    return environment


def keep_compiled(environment: object) -> None:
    """Let an environment of Jinja, if it is one, take its templates from the user's cache."""
    if isinstance(environment, Environment):
        environment.bytecode_cache = _Kept()


class _Kept(BytecodeCache):
    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the code of a template, compiled where no run has compiled it before."""

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
