"""One piece of work in a process of its own: `python jobs.py JOB FOLDER STORES` prints its CPU seconds as JSON."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Parts = dict[str, float]
KEYS = ["store_id", "week", "sku"]


def lift_run(folder: Path, stores: int) -> Parts:
    """`lift run`, step by step; the names are those of its own progress."""
    del stores
    import lift.report  # noqa: PLC0415 - each job imports what it needs
    from lift.cli import work  # noqa: PLC0415
    from lift.cli.render import reports  # noqa: PLC0415
    from lift.study.style import style_of  # noqa: PLC0415

    began: dict[str, float] = {}
    study = work.read(folder / "study.toml", seed=None, language=None)
    result = lift.run(
        study, memory="250MB", threads=2, progress=lambda step, _: began.setdefault(step, time.process_time())
    )
    done = time.process_time()
    reports(result, ["html"], style=style_of(study.spec.report))
    return {
        "read": began["uplift in revenue"] - began["files"], "study": done - began["files"],
        "imports": began["files"], "report": time.process_time() - done,
    }  # fmt: skip


def _duckdb(folder: Path, query: str) -> Parts:
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as db:
        db.execute("set threads = 2")
        begin = time.process_time()
        db.execute(query.format(sales=f"'{folder}/sales/*.parquet'")).fetchall()
        return {"all": time.process_time() - begin}


def bare(folder: Path, stores: int) -> Parts:
    """The group-by that everything is held against."""
    return _duckdb(
        folder,
        "select count(*), sum(units), sum(revenue) from (select store_id, week, sku, sum(units) as units, sum(revenue) "
        f"as revenue from {{sales}} where store_id < '{_first_outside(stores)}' group by all)",
    )


def decode(folder: Path, stores: int) -> Parts:
    """All columns, decoded."""
    del stores
    return _duckdb(folder, "select max(store_id), max(sku), max(week), max(units), max(revenue) from {sales}")


def polars(folder: Path, stores: int) -> Parts:
    """The group-by in polars, streaming."""
    import polars as pl  # noqa: PLC0415

    begin = time.process_time()
    sales = pl.scan_parquet(f"{folder}/sales/*.parquet").filter(pl.col("store_id") < _first_outside(stores))
    sums = sales.group_by(KEYS).agg(pl.col("units").sum(), pl.col("revenue").sum())
    sums.select(pl.len(), pl.col("units").sum(), pl.col("revenue").sum()).collect(engine="streaming")
    return {"all": time.process_time() - begin}


def pandas(folder: Path, stores: int) -> Parts:
    """The group-by in pandas, the stores picked while reading."""
    import pandas as pd  # noqa: PLC0415

    begin = time.process_time()
    sales = pd.read_parquet(folder / "sales", filters=[("store_id", "<", _first_outside(stores))])
    sales.groupby(KEYS, sort=False)[["units", "revenue"]].sum().sum()
    return {"all": time.process_time() - begin}


def pyspark(folder: Path, stores: int) -> Parts:
    """The group-by in PySpark, two local threads."""
    from pyspark.sql import SparkSession  # noqa: PLC0415
    from pyspark.sql import functions as f  # noqa: PLC0415

    scratch = folder / "spark"
    session = (
        SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.memory", "4g")
        .config("spark.sql.shuffle.partitions", "8").config("spark.local.dir", str(scratch)).getOrCreate()
    )  # fmt: skip
    session.range(10).count()
    begin = _children()
    sales = session.read.parquet(str(folder / "sales")).where(f.col("store_id") < _first_outside(stores))
    sums = sales.groupBy(*KEYS).agg(f.sum("units").alias("units"), f.sum("revenue").alias("revenue"))
    sums.agg(f.count("*"), f.sum("units"), f.sum("revenue")).collect()
    used = _children() - begin
    session.stop()
    return {"all": used}


def _first_outside(stores: int) -> str:
    return f"s{stores * 3 // 10:05d}"


def _children() -> float:
    """CPU seconds of this process and the processes that it started, while they run."""
    mine, ticks = {os.getpid()}, 0
    everyone = sorted(int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit())
    for process in everyone:
        try:
            stat = (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if process in mine or int(stat[1]) in mine:
            mine.add(process)
            ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_mb() -> float:
    """The most memory that this process had, in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


JOBS: dict[str, Callable[[Path, int], Parts]] = {
    "lift run": lift_run, "DuckDB group-by": bare, "decoding": decode, "polars group-by": polars,
    "pandas read + group-by": pandas, "PySpark group-by": pyspark,
}  # fmt: skip

if __name__ == "__main__":
    name, where, count = sys.argv[1:]
    parts = JOBS[name](Path(where), int(count))
    print(json.dumps({**parts, "peak_mb": peak_mb()}))
