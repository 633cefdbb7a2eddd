"""A PostgreSQL server of the tests' own, on this machine alone, gone with its folder when they end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "analyst", "geheim"
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
"""Debian's place; other systems have the programs in the path."""


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, None where it is not installed."""
    found = shutil.which("initdb")
    return Path(found).parent if found else (BINARIES[-1] if BINARIES else None)


@contextmanager
def postgres_server() -> Iterator[int]:
    """Start a server that asks for a password; its port."""
    where = programs()
    assert where is not None
    folder = Path(tempfile.mkdtemp(prefix="postgres-of-tests-"))
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    user = _owner(folder, secret)
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(where / program), "-D", str(data), *map(str, arguments)],
            user=user, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    try:
        run("initdb", "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-w", "-l", folder / "log", "-o", f"-F -h 127.0.0.1 -p {port} -k {folder}", "start")
        yield port
        run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(*paths: Path) -> int | None:
    """A user other than root, whom the server refuses, and who is given these paths; None where nobody is root."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    for path in paths:
        os.chown(path, user.pw_uid, user.pw_gid)
    return user.pw_uid


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
