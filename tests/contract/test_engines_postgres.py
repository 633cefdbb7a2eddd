"""The same study on PostgreSQL: the same bytes, clear errors for what it cannot give, no secret shown, nothing left."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from postgres_server import PASSWORD, USER, postgres_server, programs
from test_engines_contract import SAID, paths, refused, study, written

import lift
from lift.core.errors import StudyError
from lift.data.engines import postgres

psycopg = pytest.importorskip("psycopg")
pytestmark = pytest.mark.skipif(programs() is None, reason="the tests of PostgreSQL need its server")
TYPES = {
    "string": "text", "large_string": "text", "date32[day]": "date", "double": "double precision", "bool": "boolean",
    "int64": "bigint", "int32": "integer", "int16": "smallint", "int8": "smallint", "timestamp[us]": "timestamp",
    "decimal128(12, 2)": "numeric(12, 2)",
}  # fmt: skip


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A panel with prices and promotions."""
    folder = tmp_path_factory.mktemp("panel")
    lift.simulate(
        seed=4, regions=5, stores_per_region=2, weeks=70, categories=1, brands=2, skus=3, regional_promotions=0.1
    ).write(folder)
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with postgres_server() as port:
        yield port


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)


@pytest.fixture(scope="module")
def connection(server: int) -> Iterator[Any]:
    with psycopg.connect(
        host="127.0.0.1", port=server, user=USER, password=PASSWORD, dbname="postgres", autocommit=True
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def loaded(connection: Any, panel: Path) -> dict[str, str]:
    """The panel in the database, under names that must be quoted; their names."""
    connection.execute('create schema "north.west"')
    load(connection, '"north.west"."sa""les.2025"', pq.read_table(panel / "sales.parquet"))
    load(connection, '"Stores"', pq.read_table(panel / "stores.parquet"))
    load(connection, "kept_products", pq.read_table(panel / "products.parquet"))
    connection.execute("create view products as select * from kept_products")
    return {"sales": '"north.west"."sa""les.2025"', "stores": "stores", "products": "public.products"}


def load(connection: Any, name: str, table: pa.Table) -> None:
    columns = ", ".join(f'"{field.name}" {TYPES[str(field.type)]}' for field in table.schema)
    connection.execute(f"create table {name} ({columns})")
    with connection.cursor() as cursor, cursor.copy(f"copy {name} from stdin") as rows:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            rows.write_row(row)


def engine(port: int) -> str:
    return f"postgres://{USER}@127.0.0.1:{port}/postgres"


def test_postgres_gives_the_same_bytes(panel: Path, server: int, loaded: dict[str, str], connection: Any) -> None:
    before = connection.execute("select count(*) from pg_class").fetchall()
    expected = written(study(panel, "plain", "duckdb", paths(panel)))
    assert written(study(panel, "postgres", engine(server), loaded)) == expected
    assert connection.execute("select count(*) from pg_class").fetchall() == before, "something is left behind"


def test_other_types_and_another_order_give_the_same(panel: Path, server: int, connection: Any) -> None:
    sales = pq.read_table(panel / "sales.parquet")
    days = [datetime.combine(day, datetime.min.time()) for day in sales["week"].to_pylist()]
    cents = [Decimal(f"{value:.2f}") for value in sales["revenue"].to_pylist()]
    columns = {name: sales[name] for name in sales.column_names}
    columns |= {"week": pa.array(days, pa.timestamp("us")), "revenue": pa.array(cents, pa.decimal128(12, 2))}
    order = np.random.default_rng(1).permutation(sales.num_rows)
    load(connection, "changed", pa.table(columns).take(order))
    tables = {**paths(panel), "sales": "changed"}
    for table in ("stores", "products"):
        tables[table] = f"plain_{table}"
        load(connection, tables[table], pq.read_table(panel / f"{table}.parquet"))
    one = lift.Study.load(study(panel, "files", "duckdb", paths(panel))).panel()
    two = lift.Study.load(study(panel, "changed", engine(server), tables)).panel()
    for name in ("total", "listed", "weight"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_successors_and_excluded_weeks(panel: Path, server: int, loaded: dict[str, str], connection: Any) -> None:
    skus = sorted(set(pq.read_table(panel / "products.parquet")["sku"].to_pylist()))
    replaced = pa.table({"sku": [skus[-1]], "successor": [skus[-2]], "from": pa.array([date(2024, 9, 2)], pa.date32())})
    pq.write_table(replaced, panel / "successors.parquet")
    load(connection, "successors", replaced)
    more = '\n[[exclude_periods]]\nfirst = 2024-03-04\nlast = 2024-03-17\nreason = "strike"\n'
    totals: list[Any] = []
    for name, place, tables in (("chained", "duckdb", paths(panel)), ("chained_there", engine(server), loaded)):
        where = {**tables, "successors": "./successors.parquet" if place == "duckdb" else "successors"}
        file = study(panel, name, place, where)
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        totals.append(lift.Study.load(file).panel())
    np.testing.assert_array_equal(totals[0].total, totals[1].total)
    np.testing.assert_array_equal(totals[0].weight, totals[1].weight)


ROW = (
    "select 'a'::text as store_id, '1'::text as sku, 1.0::float8 as revenue, 'r'::text as region, 'b'::text as brand, "
    "'c'::text as category, "
)
REFUSED = {
    "a time zone": "1.0::float8 as units, timestamptz '2025-03-03 00:00:00 Europe/Berlin' as week",
    "units as text": "'1'::text as units, date '2025-03-03' as week",
    "NaN": "'NaN'::float8 as units, date '2025-03-03' as week",
    "infinite": "'-Infinity'::float8 as units, date '2025-03-03' as week",
    "no row": "1.0::float8 as units, date '2025-03-03' as week where false",
    "a day that never ends": "1.0::float8 as units, date 'infinity' as week",
}


@pytest.mark.parametrize(("name", "said"), {**SAID, "a day that never ends": "sales: "}.items())
def test_rows_that_no_engine_takes(panel: Path, server: int, connection: Any, name: str, said: str) -> None:
    connection.execute("drop view if exists refused")
    connection.execute(f"create view refused as {ROW}{REFUSED[name]}")
    assert said in refused(study(panel, "refused", engine(server), {"sales": "refused"}))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sale", r"the database postgres has no table 'sale'"),
        ("x'; drop table kept_products; --", "has no table"),
        ('a"b', "is no name of a table"),
        ("pg_class", "has no table"),
    ],
)
def test_a_table_that_the_database_cannot_give(
    panel: Path, server: int, loaded: dict[str, str], name: str, said: str
) -> None:
    del loaded
    assert re.search(said, refused(study(panel, "refused", engine(server), {"sales": name})))


def test_a_server_that_refuses_or_is_not_there(panel: Path, server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "wrong-secret")
    said = refused(study(panel, "wrong", engine(server), {"sales": "sales"}), StudyError)
    assert "password authentication failed" in said
    assert "wrong-secret" not in said
    said = refused(study(panel, "silent", engine(9), {"sales": "sales"}), StudyError)
    assert "cannot be reached" in said


@pytest.mark.parametrize(
    "text",
    [
        "postgres://analyst:geheim@host/shop",
        "postgres://host",
        "postgres://host/shop?password=geheim",
        "postgres://host:70000/shop",
    ],
)
def test_a_password_has_no_place_in_a_study_file(panel: Path, text: str) -> None:
    said = refused(study(panel, "secret", text, {"sales": "sales"}), StudyError)
    assert "PGPASSWORD" in said
    assert "geheim" not in said


def test_limits_are_the_servers_own(panel: Path, server: int) -> None:
    with pytest.raises(StudyError, match="PostgreSQL server's own"):
        lift.run(lift.Study.load(study(panel, "limits", engine(server), {"sales": "sales"})), memory="1GB")


def test_psycopg_that_is_not_installed_is_said(panel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = study(panel, "absent", "postgres://host/shop", {"sales": "sales"})
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    assert "pip install 'liftstudy[postgres]'" in refused(file, StudyError)
