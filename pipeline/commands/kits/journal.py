# SPDX-License-Identifier: GPL-3.0-or-later
"""Journal of the catalogues that were merged before the answer is written, so that an interrupted `kit receive` can be resumed."""

from collections.abc import Callable
from pathlib import Path

from pipeline.model.project import Project
from pipeline.system.files import revised, sha256, sha256_of
from pipeline.system.steps import Trace, steps_in

_STEP = "receiving"


class Journal:
    """What runs have merged whose answers are not written. The caller holds the project's lock."""

    def __init__(self, project: Project) -> None:
        self._steps = steps_in(project.build)
        trace = self._steps.trace(_STEP)
        self._rows: dict[str, list[str]] = trace.value if trace is not None else {}

    def merge[R](self, sent: bytes, path: Path, merged: Callable[[bytes], tuple[bytes, R]]) -> tuple[R, bool]:
        """Write the catalogue at `path` with the work that was `sent`, as `revised` does.

        Where it has that work already, and nothing since, the result is that of the catalogue as it was before.
        """
        key = f"{sha256(sent)} {path}"
        before, after = self._rows.get(key, ["", ""])
        if after and after == sha256_of(path):
            return merged(before.encode())[1], True

        def noted(data: bytes) -> tuple[bytes, R]:
            written, result = merged(data)
            if written != data:
                self._rows[key] = [data.decode(), sha256(written)]
                self._steps.keep({_STEP: Trace(value=self._rows)})
            return written, result

        return revised(path, noted)

    def close(self) -> None:
        """Forget all, once the answers are written."""
        self._steps.forget(_STEP)
