# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `serve`."""

from dataclasses import dataclass
from typing import Annotated

from pipeline.commands.arguments import Command, Option
from pipeline.report.lines import WELL, Serving
from pipeline.report.session import Session


@dataclass(frozen=True)
class ServeCommand(Command):
    port: Annotated[int, Option("--port", type=int, default=8000, help="or the next that is free (default: 8000)")]

    def run(self, session: Session) -> int:
        from pipeline.portal.serve import serve

        with serve(session.project.site, self.port, session.project.site_url) as server:
            session.presenter().add(Serving(server.address))
            server.serve_forever()
        return WELL
