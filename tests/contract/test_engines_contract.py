"""The same study on every engine: the result folder has the same bytes, but for the manifest, and no secret leaks."""

import os
import shutil
import warnings
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
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
    kept[at:at] = [f"engine = '{engine}'", *(f"{key} = '''{value}'''" for key, value in tables.items())]
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
        db.execute(f"create table \"north.west\".\"sa\"\"les.2025\" as from '{panel}/sales.parquet' order by revenue")
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
    assert pytest.raises(DataError, lift.Study.load(file).panel).match(said)


def test_a_database_that_is_none(panel: Path) -> None:
    assert "there is no database file" in refused(study(panel, "no", "duckdb://none.db", {"sales": "sales"}))
    (panel / "text.db").write_text("this is no database " * 500)
    assert "cannot be opened as a DuckDB database" in refused(study(panel, "no", "duckdb://text.db", {"sales": "s"}))


# Spark


@needs_spark
def test_spark_gives_the_same_bytes(panel: Path, expected: dict[str, bytes], session: Any) -> None:
    del session
    assert written(study(panel, "spark", "local[2]", paths(panel))) == expected


@needs_spark
def test_tables_of_sparks_catalogue_give_the_same(panel: Path, session: Any) -> None:
    sales = pd.read_parquet(panel / "sales.parquet")
    kind = pa.decimal128(12, 2)
    changed = pa.Table.from_pandas(sales.assign(week=pd.to_datetime(sales["week"]).astype("datetime64[us]")))
    at = changed.column_names.index("revenue")
    changed = changed.set_column(at, "revenue", [[Decimal(f"{v:.2f}") for v in sales["revenue"]]], ).cast(
        pa.schema([(f.name, kind if f.name == "revenue" else f.type) for f in changed.schema])
    )
    folder = panel / "catalogue" / "part=1" / "a [*] b.parquet"
    folder.parent.mkdir(parents=True)
    pq.write_table(changed, folder)
    (panel / "catalogue" / "part=1" / "a 1 b.parq").write_bytes(folder.read_bytes())
    names = {"sales": f"./catalogue/part=1/{folder.name}"} | {t: p for t, p in paths(panel).items() if t != "sales"}
    one = lift.Study.load(study(panel, "files", "duckdb", names)).panel()
    two = lift.Study.load(study(panel, "files", "local[2]", names)).panel()
    assert (one.total == two.total).all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        base = session.newSession
    del base
    with_names = {"sales": "global_temp.`sa.les`", "stores": "global_temp.stores", "products": "global_temp.products"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session.createDataFrame(changed).createOrReplaceGlobalTempView("`sa.les`")
        for table in ("stores", "products"):
            session.read.parquet(str(panel / f"{table}.parquet")).createOrReplaceGlobalTempView(table)
    three = lift.Study.load(study(panel, "names", "local[2]", with_names)).panel()
    assert (one.total == three.total).all()


@needs_spark
def test_what_spark_cannot_give_is_said(panel: Path, session: Any) -> None:
    missing = refused(study(panel, "missing", "local[2]", {"sales": "sales'; drop", "products": "products"}))
    assert "the catalogue has no table" in missing
    local = datetime(2025, 3, 3, 0, 0)  # noqa: DTZ001 - midnight at the shop
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        row = {"store_id": "a", "week": local, "sku": "1", "units": 1.0, "revenue": 1.0, "region": "r"}
        frame = session.createDataFrame(pa.Table.from_pylist([{**row, "brand": "b", "category": "c"}]))
        frame.selectExpr("* except (week)", "timestamp'2025-03-03 00:00:00 Europe/Berlin' as week").createOrReplaceGlobalTempView("zoned")
        frame.selectExpr("* except (units)", "cast(units as string) as units").createOrReplaceGlobalTempView("typed")
    assert "not midnight UTC" in refused(study(panel, "zoned", "local[2]", {"sales": "global_temp.zoned"}))
    assert "column 'units' is of type text" in refused(study(panel, "typed", "local[2]", {"sales": "global_temp.typed"}))


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
