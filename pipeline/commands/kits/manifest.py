# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest of a kit, `kit.json`: written with the kit, read when it is returned."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.remark import Remark

MANIFEST = "kit.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class KitManifest:
    """The language of a kit, and the snapshot of each catalogue by name (see catalogue/kit_snapshot.py).

    Both are empty for a single file, or if the manifest was removed from the archive.
    """

    language: str = ""
    base: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        data = {"kit": _VERSION, "language": self.language, "base": dict(self.base)}
        return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_json(cls, text: bytes, path: Path) -> "KitManifest":
        """Parse a manifest, ignoring values of the wrong type. Raises ValueError if it is not a JSON object.

        Raises Problem `newer-format` if a newer version of the pipeline made the kit at `path`.
        """
        try:
            data = json.loads(text)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not isinstance(data, dict):
            raise ValueError("not an object")  # noqa: TRY004  # one error for whatever is in the file
        version = data.get("kit")
        if isinstance(version, int) and version > _VERSION:
            cause = Remark(
                "it has format %(version)s; this version reads formats up to %(newest)s",
                version=version,
                newest=_VERSION,
            )
            hint = Remark("receive it with the west-pipeline that made it, or a newer one")
            message = Remark("the kit was made by a newer west-pipeline")
            raise Problem("newer-format", message, cause=cause, hint=hint, path=path)
        language, base = data.get("language"), data.get("base")
        texts = base.items() if isinstance(base, dict) else ()
        known = {name: value for name, value in texts if isinstance(value, str)}
        return cls(language if isinstance(language, str) else "", known)
