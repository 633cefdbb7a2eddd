"""The same panel from a Spark cluster, and no waiting for ever where it has nothing to give or loses its worker."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from spark_cluster import Cluster, spark_cluster
from test_engines_contract import needs_spark, paths, study

import lift
from lift.core.errors import StudyError
from lift.data.engines import java

READ = "import sys, test_engines_cluster as t; print(t.print_of(sys.argv[1]))"
LOSE = """
import sys
from lift.core.errors import LiftError
from lift.data.engine import connect, engine_errors
from lift.data.engines import java, workers
java.PATIENCE, workers.PATIENCE = 1, 2
def said(ask):
    try:
        ask()
    except LiftError as error:
        print(type(error).__name__, error, flush=True)
said(lambda: connect(sys.argv[1], "900GB"))
java.PATIENCE = 120
engine = connect(sys.argv[1], "600MB")
print("open", flush=True)
def long():
    with engine_errors("sales"):
        engine.session.sql("select sum(a.id * b.id % 7) from range(1000000) a cross join range(1000000) b").toArrow()
said(long)
engine.close()
"""


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    lift.simulate(seed=3, regions=4, stores_per_region=2, weeks=60, categories=1, brands=2, skus=2).write(folder)
    return folder


def start(cluster: Cluster, spills: Path, code: str, *words: object) -> subprocess.Popen[str]:
    """A process of its own, which holds no other session; the executors have no Python."""
    root = str(Path(__file__).parents[2])
    own = {"PYTHONPATH": f"{root}:{Path(__file__).parent}", "TMPDIR": str(spills), "PYSPARK_PYTHON": "/nowhere/python"}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)], env={**os.environ, **cluster.environment, **own}, cwd=root,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def left(spills: Path) -> list[str]:
    return [path.name for path in spills.iterdir() if "liftstudy" in path.name]


def print_of(file: Path | str) -> str:
    """What tells one panel of a study from any other."""
    found = lift.Study.load(file).panel()
    return hashlib.sha256(b"".join(part.tobytes() for part in (found.total, found.listed, found.weight))).hexdigest()


@needs_spark
@pytest.mark.slow
def test_a_cluster_reads_the_same_panel(panel: Path, tmp_path: Path) -> None:
    expected = print_of(study(panel, "plain", "duckdb", paths(panel)))
    with spark_cluster() as cluster:
        file = study(panel, "cluster", cluster.master, paths(panel))
        with start(cluster, tmp_path, READ, file) as process:
            said = process.communicate(timeout=240)
    assert (process.returncode, *said) == (0, f"{expected}\n", "")
    assert left(tmp_path) == []


@needs_spark
@pytest.mark.slow
def test_a_cluster_that_is_full_and_one_that_loses_its_worker(tmp_path: Path) -> None:
    with spark_cluster() as cluster, start(cluster, tmp_path, LOSE, cluster.master) as process:
        assert process.stdout is not None
        assert "no worker has had the memory" in process.stdout.readline()
        assert process.stdout.readline() == "open\n"
        cluster.lose_worker()
        said = process.communicate(timeout=120)
    assert (process.returncode, said[1]) == (0, "")
    assert "DataError sales: not read: the query was cancelled, or the cluster has had no worker for" in said[0]
    assert said[0].count("\n") == 1
    assert left(tmp_path) == []


def test_a_cluster_that_has_nothing_to_give_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "PATIENCE", 0.5)
    given = iter([1, 1, 2])
    memory = SimpleNamespace(size=lambda: next(given, 1))  # the driver's own is one
    context = SimpleNamespace(_jsc=SimpleNamespace(sc=lambda: SimpleNamespace(getExecutorMemoryStatus=lambda: memory)))
    java._refuse_full("local[2]", None)
    java._refuse_full("spark://host:7077", context)
    with pytest.raises(StudyError, match=r"spark://host:7077': no worker has had the memory and cores .* give less"):
        java._refuse_full("spark://host:7077", context)
