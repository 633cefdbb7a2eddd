"""The same panel from a Spark cluster, to the last bit, and no waiting for ever where it has nothing to give."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from spark_cluster import spark_cluster
from test_engines_contract import needs_spark, paths, study

import lift
from lift.core.errors import StudyError
from lift.data.engines import java

PRINT = "import sys, lift, test_engines_cluster as t; print(t.print_of(lift.Study.load(sys.argv[1])))"


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    lift.simulate(seed=3, regions=4, stores_per_region=2, weeks=60, categories=1, brands=2, skus=2).write(folder)
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, Mapping[str, str]]]:
    with spark_cluster() as found:
        yield found


def print_of(one: lift.Study) -> str:
    found = one.panel()
    return hashlib.sha256(b"".join(part.tobytes() for part in (found.total, found.listed, found.weight))).hexdigest()


def run(environment: Mapping[str, str], *words: object, code: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, which holds no other session."""
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=False, timeout=240,
        env={**os.environ, **environment, "PYTHONPATH": f"{root}:{Path(__file__).parent}"}, cwd=root,
    )  # fmt: skip


@needs_spark
@pytest.mark.slow
def test_a_cluster_reads_the_same_panel(panel: Path, cluster: tuple[str, Mapping[str, str]]) -> None:
    master, environment = cluster
    expected = print_of(lift.Study.load(study(panel, "plain", "duckdb", paths(panel))))
    done = run(environment, study(panel, "cluster", master, paths(panel)), code=PRINT)
    assert (done.returncode, done.stdout, done.stderr) == (0, expected + "\n", "")


def test_a_cluster_that_has_nothing_to_give_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "PATIENCE", 0.5)
    given = iter([1, 1, 2])
    memory = SimpleNamespace(size=lambda: next(given, 1))  # the driver's own is one
    context = SimpleNamespace(_jsc=SimpleNamespace(sc=lambda: SimpleNamespace(getExecutorMemoryStatus=lambda: memory)))
    java._refuse_full("local[2]", None)
    java._refuse_full("spark://host:7077", context)
    with pytest.raises(StudyError, match=r"spark://host:7077': no worker has had the memory and cores .* give less"):
        java._refuse_full("spark://host:7077", context)
