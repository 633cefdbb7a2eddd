"""The same study on every engine: the result folder has the same bytes, but for the manifest, and no secret leaks."""

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lift
from lift.core.errors import DataError, StudyError
from lift.data.engines import java

TABLES = ("sales", "stores", "products")
needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or (shutil.which("java") is None and "JAVA_HOME" not in os.environ),
    reason="Spark needs PySpark and Java",
)


def study(folder: Path, name: str, engine: str, tables: dict[str, str]) -> Path:
    """Write the study file again with another engine and other tables."""
    lines = (folder / "study.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition(" = ")[0] not in TABLES]
    at = kept.index("[data]") + 1
    kept[at:at] = [f"{key} = {json.dumps(value)}" for key, value in {"engine": engine, **tables}.items()]
    file = folder / f"{name}.toml"
    file.write_text("\n".join(kept), encoding="utf-8")
    return file


def paths(folder: Path) -> dict[str, str]:
    return {table: f"./{table}.parquet" for table in TABLES if (folder / f"{table}.parquet").exists()}


def written(file: Path) -> dict[str, bytes]:
    out = file.with_suffix("")
    lift.run(lift.Study.load(file)).write(out)
    return {p.name: p.read_bytes() for p in sorted(out.iterdir()) if p.is_file() and p.name != "manifest.json"}


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    lift.simulate(seed=3, regions=5, stores_per_region=2, weeks=70, categories=1, brands=2, skus=3).write(folder)
    return folder


@pytest.fixture(scope="module")
def expected(panel: Path) -> dict[str, bytes]:
    return written(study(panel, "plain", "duckdb", paths(panel)))


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """One session for all tests; studies use it as they would use a notebook's, and leave it open."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # short queries: start sooner
        opened = lift.data.engine.connect("local[2]")
        yield opened.session
        opened.close()


def refused(file: Path, error: type[Exception] = DataError) -> str:
    with pytest.raises(error) as caught:
        lift.Study.load(file).panel()
    return str(caught.value)


# a database file


@pytest.fixture(scope="module")
def database(panel: Path) -> Path:
    """The panel in a database, with names that must be quoted, and a view."""
    file = panel / "it's a shop.duckdb"
    with duckdb.connect(str(file)) as db:
        db.execute('create schema "north.west"')
        db.execute(f'create table "north.west"."sa""les.2025" as from \'{panel}/sales.parquet\' order by revenue')
        db.execute(f"create view stores as from '{panel}/stores.parquet'")
        db.execute(f"create table products as from '{panel}/products.parquet'")
        db.execute("create table nothing as from products limit 0")
    return file


def test_a_database_file_gives_the_same_bytes(panel: Path, database: Path, expected: dict[str, bytes]) -> None:
    names = {"sales": '"north.west"."sa""les.2025"', "stores": "STORES", "products": "main.products"}
    before = database.read_bytes()
    assert written(study(panel, "database", f"duckdb://{database.name}", names)) == expected
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sale", r"has no table 'sale'.*has north\.west\.sa"),
        ("nothing", "the table main.nothing holds no rows"),
        ("x'; drop table products; --", "has no table"),
        ('a"b', "is no name of a table"),
        ("a..b", "is no name of a table"),
    ],
)
def test_a_table_that_the_database_cannot_give(panel: Path, database: Path, name: str, said: str) -> None:
    file = study(panel, "refused", f"duckdb://{database.name}", {"sales": name, "products": "products"})
    assert re.search(said, refused(file))


def test_a_database_that_is_none(panel: Path) -> None:
    assert "there is no database file" in refused(study(panel, "no", "duckdb://none.db", {"sales": "sales"}))
    (panel / "text.db").write_text("this is no database " * 500)
    assert "cannot be opened as a DuckDB database" in refused(study(panel, "no", "duckdb://text.db", {"sales": "s"}))


# Spark


@needs_spark
def test_spark_gives_the_same_bytes(panel: Path, expected: dict[str, bytes], session: Any) -> None:
    del session
    assert written(study(panel, "spark", "local[2]", paths(panel))) == expected


@pytest.fixture(scope="module")
def changed(panel: Path) -> pa.Table:
    """The sales with weeks as timestamps and revenue as decimals."""
    sales = pq.read_table(panel / "sales.parquet").replace_schema_metadata(None)
    out = sales.set_column(sales.column_names.index("week"), "week", sales["week"].cast(pa.timestamp("us")))
    cents = pa.array([Decimal(f"{value:.2f}") for value in sales["revenue"].to_pylist()], pa.decimal128(12, 2))
    return out.set_column(out.column_names.index("revenue"), "revenue", cents)


@needs_spark
@pytest.mark.parametrize("unit", ["us", "ns"])
def test_a_path_is_a_name_for_spark_too(panel: Path, session: Any, changed: pa.Table, unit: str) -> None:
    del session
    file = panel / f"by {unit}" / "part=1" / "a [*] {b}%20.parquet"
    file.parent.mkdir(parents=True)
    at = changed.column_names.index("week")
    pq.write_table(changed.set_column(at, "week", changed["week"].cast(pa.timestamp(unit))), file)
    file.with_name("a 1 {b}%20.parquet").write_bytes(b"not to be read")
    names = {**paths(panel), "sales": f"./{file.relative_to(panel)}"}
    one, two = (lift.Study.load(study(panel, "files", engine, names)).panel() for engine in ("duckdb", "local[2]"))
    assert (one.total == two.total).all()


@needs_spark
def test_partitions_and_files_of_other_types(panel: Path, session: Any, changed: pa.Table) -> None:
    del session
    half = changed.num_rows // 2
    floats = changed.set_column(changed.column_names.index("revenue"), "revenue", changed["revenue"].cast(pa.float64()))
    for part, rows in {"north=01": changed[:half], "north=1": floats[half:]}.items():
        (panel / "parts" / part).mkdir(parents=True)
        pq.write_table(rows, panel / "parts" / part / "x.parquet")
    names = {**paths(panel), "sales": "./parts"}
    one, two = (lift.Study.load(study(panel, "parts_of", engine, names)).panel() for engine in ("duckdb", "local[2]"))
    assert (one.total == two.total).all()


@needs_spark
def test_tables_of_sparks_catalogue_give_the_same(panel: Path, session: Any, changed: pa.Table) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session.createDataFrame(changed).createOrReplaceGlobalTempView("`sa.les`")
    for table in ("stores", "products"):
        session.read.parquet(str(panel / f"{table}.parquet")).createOrReplaceGlobalTempView(table)
    names = {"sales": 'global_temp."sa.les"', "stores": "global_temp.stores", "products": "global_temp.PRODUCTS"}
    one = lift.Study.load(study(panel, "files", "duckdb", paths(panel))).panel()
    two = lift.Study.load(study(panel, "names", "local[2]", names)).panel()
    assert (one.total == two.total).all()


ROW = "select 'a' as store_id, '1' as sku, 1.0d as revenue, 'r' as region, 'b' as brand, 'c' as category, "
SAID = {
    "a time zone": "has a time with a time zone that is not midnight UTC (for example store a on 2025-03-02",
    "units as text": "column 'units' is of type text",
    "NaN": "1 of 1 rows has NaN in units",
    "infinite": "1 of 1 rows has infinite units",
    "no row": "holds no rows",
}
"""What a study is told of rows that no engine takes; each engine writes them in its own SQL."""
REFUSED = {
    "a time zone": "1.0d as units, timestamp'2025-03-03 00:00:00 Europe/Berlin' as week",
    "units as text": "'1' as units, date'2025-03-03' as week",
    "NaN": "double('NaN') as units, date'2025-03-03' as week",
    "infinite": "double('-Infinity') as units, date'2025-03-03' as week",
    "no row": "1.0d as units, date'2025-03-03' as week where false",
}


@needs_spark
@pytest.mark.parametrize("name", SAID)
def test_rows_that_no_engine_takes(panel: Path, session: Any, name: str) -> None:
    session.sql(ROW + REFUSED[name]).createOrReplaceGlobalTempView("refused")
    assert SAID[name] in refused(study(panel, "refused", "local[2]", {"sales": "global_temp.refused"}))


@needs_spark
@pytest.mark.parametrize("name", ["sales'; drop", "nowhere.sales", "global_temp.salez", "a.b.c.d.e"])
def test_a_table_that_the_catalogue_has_not(panel: Path, session: Any, name: str) -> None:
    del session
    assert "sales: the catalogue has no table" in refused(study(panel, "missing", "local[2]", {"sales": name}))


SILENT = """
from lift.data.engine import connect
engine = connect("local[2]", "600MB", 1)
print(engine.session.sparkContext.master)
engine.close()
"""


@needs_spark
def test_a_session_of_its_own_says_nothing_and_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SILENT], capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "local[1]\n", "")
    assert [path.name for path in tmp_path.iterdir() if "liftstudy" in path.name or "warehouse" in path.name] == []


@needs_spark
def test_another_session_in_the_same_process(panel: Path, session: Any) -> None:
    del session
    said = refused(study(panel, "other", "local[1]", paths(panel)), StudyError)
    assert "a Spark session of 'local[2]' is open in this process" in said


def test_spark_that_is_not_installed_is_said(panel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = study(panel, "absent", "local[2]", paths(panel))
    monkeypatch.setattr(java, "find_spec", lambda name: None)
    assert "pip install 'liftstudy[spark]'" in refused(file, StudyError)
    monkeypatch.setattr(java, "find_spec", lambda name: object())
    monkeypatch.setattr(java.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "install Java 17" in refused(file, StudyError)


@pytest.mark.parametrize(("memory", "mb"), [("2GB", 2048), ("1.5 GiB", 1536), ("900m", 900)])
def test_memory_in_sparks_words(memory: str, mb: int) -> None:
    assert java.megabytes(memory) == mb


@pytest.mark.parametrize("memory", ["100MB", "much", "1e9", "-1GB"])
def test_memory_that_spark_cannot_use(memory: str) -> None:
    with pytest.raises(StudyError, match="Spark needs at least 512MB"):
        java.megabytes(memory)


@needs_spark
def test_a_master_that_does_not_answer(panel: Path) -> None:
    said = refused(study(panel, "silent", "spark://127.0.0.1:9", paths(panel)), StudyError)
    assert "no Spark master answers there" in said
