"""A Spark cluster of the tests' own: a master and one worker on this machine, gone with their folder when they end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

CORES, MEMORY_MB = 2, 1024
"""What the worker has to give."""
START = 60.0
"""Seconds within which the worker must have found the master."""
SHORT = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", "SPARK_DAEMON_MEMORY": "256m"}
"""Short lives: start soon, take little."""


class Cluster(NamedTuple):
    """The master's URL, the environment in which small queries are not cut into 200 pieces, and the worker's end."""

    master: str
    environment: Mapping[str, str]
    lose_worker: Callable[[], None]


@contextmanager
def spark_cluster() -> Iterator[Cluster]:
    """Start a cluster."""
    import pyspark  # noqa: PLC0415 - it may not be installed

    home, folder = Path(pyspark.__file__).parent, Path(tempfile.mkdtemp(prefix="spark-of-tests-"))
    (folder / "conf").mkdir()
    (folder / "conf" / "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 2\n", encoding="utf-8")
    own = {
        **SHORT, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1",
        "PYSPARK_PYTHON": sys.executable, "SPARK_CONF_DIR": str(folder / "conf"),
    }  # fmt: skip
    master = f"spark://127.0.0.1:{_free_port()}"
    running: list[subprocess.Popen[bytes]] = []

    def start(role: str, *arguments: object) -> None:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", *map(str, arguments)]
        with (folder / "log").open("ab") as log:
            running.append(
                subprocess.Popen(
                    command, env={**os.environ, **own}, stdout=log, stderr=log, cwd=folder, start_new_session=True
                )
            )

    try:
        start("master.Master", "--host", "127.0.0.1", "--port", master.rpartition(":")[2], "--webui-port", 0)
        start(
            "worker.Worker", "--host", "127.0.0.1", "--webui-port", 0, "--cores", CORES, "--memory", f"{MEMORY_MB}m",
            "--work-dir", folder / "work", master,
        )  # fmt: skip
        _wait(folder / "log", "Registering worker")
        shared = {name: own[name] for name in (*SHORT, "SPARK_LOCAL_IP", "SPARK_CONF_DIR")}
        yield Cluster(master, shared, lambda: _kill(running.pop()))
    finally:
        for process in reversed(running):
            _kill(process)
        shutil.rmtree(folder, ignore_errors=True)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """With all that it started; a worker ends its executors no sooner than it hears of them."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(log: Path, said: str) -> None:
    until = time.monotonic() + START
    while said not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < until, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
