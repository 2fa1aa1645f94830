# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `preview`."""

import os
import webbrowser
from dataclasses import dataclass
from typing import Annotated

from pipeline.commands.arguments import EditionCommand, Option
from pipeline.report.lines import WELL, Serving
from pipeline.report.session import Session
from pipeline.system.interruption import Interrupted


@dataclass(frozen=True)
class PreviewCommand(EditionCommand):
    port: Annotated[int, Option("--port", type=int, default=8010, help="a port, or 0 for any free one (default: 8010)")]
    browser: Annotated[
        bool, Option("--no-browser", action="store_false", help="print the address, and do not open a browser")
    ]

    def run(self, session: Session) -> int:
        from pipeline.commands.preview.session import Preview

        presenter = session.presenter()
        try:
            with Preview(session.project.root, self.publication, self.language, self.port) as preview:
                presenter.add(Serving(preview.address))
                # Otherwise Python would start a text browser, in the middle of the terminal's output.
                if self.browser and {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
                    webbrowser.open(preview.address)
                for event in preview.run():
                    presenter.add(event)
        except Interrupted:
            return WELL  # the only way to end it
        return WELL
