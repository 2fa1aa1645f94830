# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL and Valkey (or Redis) for one run of the tests: on sockets of a folder, and on no address of the network."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
"""PostgreSQL refuses to run as root."""


@contextmanager
def services(folder: Path) -> Iterator[Path]:
    """Start both with their data and sockets (`sockets/`) below a folder; yield the folder; end both."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    sockets, data = folder / "sockets", folder / "postgresql"
    sockets.mkdir(parents=True)
    data.mkdir()
    if os.geteuid() == 0:
        _open_to_all(folder)
        owner = pwd.getpwnam(OWNER)
        for place in (sockets, data):
            os.chown(place, owner.pw_uid, owner.pw_gid)

    def run(program: str, *words: str) -> None:
        user = OWNER if os.geteuid() == 0 else None
        subprocess.run([str(programs / program), *words], check=True, stdout=subprocess.DEVNULL, user=user, cwd=data)

    run("initdb", "-D", str(data), "-U", "weblate", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c fsync=off -c unix_socket_directories={sockets}"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start")
    server = shutil.which("valkey-server") or shutil.which("redis-server")
    assert server, "the tests of Weblate need valkey-server or redis-server"
    valkey = subprocess.Popen(
        [server, "--port", "0", "--unixsocket", str(sockets / "valkey"), "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        run("createdb", "-h", str(sockets), "-U", "weblate", "weblate")
        yield folder
    finally:
        valkey.terminate()
        valkey.wait()
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _open_to_all(folder: Path) -> None:
    """Let another user through to a folder: those that pytest makes are closed."""
    for one in (folder, *folder.parents):
        if one.stat().st_uid == os.geteuid() and not one.stat().st_mode & 0o001:
            one.chmod(one.stat().st_mode | 0o711)
