"""The Java process that Spark runs in: found, started in silence, and ended."""

import os
import re
import shutil
import socket
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lift.core.errors import StudyError
from lift.data.engines.protocol import Limits, first_line
from lift.data.engines.workers import PATIENCE, Watch, workers

ANSWER = 5.0
"""Seconds within which a master must answer."""
AWAITED = "Exception thrown in awaitResult"
"""What Java says where results are handed over; its cause says why."""
LEAST_MB = 512
"""Spark starts with no less memory."""
_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?\s*", re.IGNORECASE)
_MB = {"k": 1 / 1024, "m": 1.0, "g": 1024.0, "t": 1024.0 * 1024.0}
SETTINGS = {
    "spark.app.name": "liftstudy",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
QUERIES = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
"""What queries rely on: days in UTC, sums that overflow are errors, partition values are text."""


@dataclass(frozen=True, slots=True)
class Process:
    """A Java process that was started here, and, for a cluster, who watches that it has workers."""

    gateway: Any
    watch: Watch | None


def refuse_missing() -> None:
    """Raise StudyError when PySpark or Java is not installed."""
    if find_spec("pyspark") is None:
        raise StudyError(
            "[data] engine asks for Spark, and PySpark is not installed: "
            "pip install 'liftstudy[spark]', or pyspark >= 4"
        )
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").is_file()):
        raise StudyError(
            "[data] engine asks for Spark, and no Java is found: install Java 17 (Debian: openjdk-17-jre-headless), or "
            "name its folder in JAVA_HOME"
        )


def session(engine: str, limits: Limits, folder: str) -> tuple[Any, Process | None]:
    """Return a session of its own settings, and the Java process if it was started here."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    _refuse_silent_master(engine)
    active = SparkSession.getActiveSession()
    if active is None:
        made, own = _start(engine, limits, folder)
    else:
        _refuse_other(engine, active.conf.get("spark.master"))
        made, own = active.newSession(), None
    for key, value in QUERIES.items():
        made.conf.set(key, value)
    return made, own


def _start(engine: str, limits: Limits, folder: str) -> tuple[Any, Process]:
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    conf = SparkConf(loadDefaults=False).setAll(list(_settings(engine, limits, folder).items()))
    log = Path(folder) / "spark.log"
    with log.open("wb") as talk:
        try:
            gateway = launch_gateway(conf, {"stdout": talk, "stderr": talk})
        except PySparkException as error:
            raise StudyError(f"Spark does not start: {_last_line(log) or first_line(error)}") from error
    try:
        context = SparkContext(conf=conf, gateway=gateway)
        _refuse_full(engine, context)
        return SparkSession(context), Process(gateway, None if _local(engine) else Watch(context))
    except BaseException as error:  # also Ctrl-C while a cluster is waited for
        said = says(error)
        _end(gateway)
        if isinstance(error, StudyError) or not isinstance(error, Exception):
            raise
        raise StudyError(f"Spark does not start: {said.rstrip('.')}{_stranger(engine)}") from error


def _local(engine: str) -> bool:
    return engine.startswith("local")


def _settings(engine: str, limits: Limits, folder: str) -> dict[str, str]:
    local = _local(engine)
    out = {
        **SETTINGS,
        "spark.master": f"local[{limits.threads}]" if local and limits.threads else engine,
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": f"{folder}/warehouse",
    }
    if local:
        out |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        out |= {"spark.sql.shuffle.partitions": "4", "spark.default.parallelism": "4"}
    elif limits.threads:
        out["spark.cores.max"] = str(limits.threads)
    if limits.memory is not None:
        out["spark.driver.memory" if local else "spark.executor.memory"] = f"{megabytes(limits.memory)}m"
    return out


def megabytes(memory: str) -> int:
    """Return a limit such as "1GB" in MB, as Spark wants it; raises StudyError for less than Spark starts with."""
    found = _MEMORY.fullmatch(memory)
    size = int(float(found[1]) * _MB[found[2].lower()]) if found else 0
    if size < LEAST_MB:
        raise StudyError(f"memory is {memory!r}: Spark needs at least {LEAST_MB}MB, written such as 2GB")
    return size


def _refuse_silent_master(engine: str) -> None:
    """Spark itself would ask for a minute."""
    if not engine.startswith("spark://"):
        return
    host, _, port = engine.removeprefix("spark://").rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), ANSWER).close()
    except (OSError, OverflowError) as error:
        raise StudyError(
            f"[data] engine = {engine!r}: no Spark master answers there ({first_line(error)}); start it or correct it"
        ) from error


def _refuse_full(engine: str, context: Any) -> None:
    """Spark itself would wait for ever for a worker with the cores and memory that are asked for."""
    until = time.monotonic() + PATIENCE
    while not _local(engine) and not workers(context):
        if time.monotonic() > until:
            raise StudyError(
                f"[data] engine = {engine!r}: no worker has had the memory and cores that are asked for within "
                f"{PATIENCE:.0f} s; give less --memory or fewer --threads, or wait until the cluster is free"
            )
        time.sleep(0.2)


def _refuse_other(engine: str, master: str | None) -> None:
    """A process holds one Spark at a time."""
    if master != engine:
        raise StudyError(
            f"[data] engine = {engine!r}, and a Spark session of {master!r} is open in this process: stop it, or write "
            f"engine = {master!r}"
        )


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "Error" in line or "Exception" in line), lines[-1] if lines else "")


def _stranger(engine: str) -> str:
    """Something answered, or Spark would not have been started."""
    from pyspark import __version__  # noqa: PLC0415

    return "" if _local(engine) else f"; what answers there must be a Spark master of version {__version__}"


def says(error: BaseException) -> str:
    """Return the first line of what an error says, in Java's words where it is Java's, without who waited for it."""
    said = getattr(error, "java_exception", None)
    while said is not None and AWAITED in said.toString() and said.getCause() is not None:
        said = said.getCause()
    return first_line(said.toString() if said is not None else error)


def stop(process: Process) -> None:
    """Stop what was started here, if need be after it has died; stopping twice does no harm."""
    if process.watch is not None:
        process.watch.end()
    if process.gateway.proc.returncode is None:
        _end(process.gateway)


def _end(gateway: Any) -> None:
    from pyspark import SparkContext  # noqa: PLC0415

    context = getattr(SparkContext, "_active_spark_context", None)
    with warnings.catch_warnings(), suppress(Exception):  # Java may have died already
        warnings.simplefilter("ignore", RuntimeWarning)
        if context is not None:
            context.stop()
        gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(30)
    for name in ("_gateway", "_jvm", "_active_spark_context"):
        setattr(SparkContext, name, None)  # the next session starts a process of its own
