"""Tables in an object store: same findings as on a disk, secrets kept out, refusals in one line."""

import io
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_azure_store import SECRET, azure_store, connection
from data_google_store import google_store
from data_object_store import Store

from lift.core.errors import DataError, LiftError, StudyError
from lift.data import objects
from lift.data.engine import connect
from lift.data.files import find_files


def _parquet(**columns: object) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


ONE, TWO = _parquet(id=["a", "b"], n=[1, 2]), _parquet(n=[2.5], id=["c"])
LAID = {
    "year=2024/one.parquet": ONE, "year=2025/two.parquet": TWO, "year=2025/_SUCCESS": b"", "year=2025/.x.parquet": b"?",
}  # fmt: skip


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    objects = {("shop", f"sales/{key}"): body for key, body in LAID.items()}
    objects |= {("shop", "odd/a[1] 'q\".parquet"): ONE, ("shop", "bad/x.parquet"): b"a,b\n1,2\n"}
    objects |= {("shop", "cut/x.parquet"): ONE[:-9], ("shop", "none/x.parquet"): b"", ("shop", "csv/x.csv"): b"a"}
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    with Store(objects) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def _rows(where: str) -> list[dict[str, object]]:
    engine = connect("duckdb")
    try:
        return engine.table(engine.find("sales", where)).to_pyarrow().sort_by("id").to_pylist()
    finally:
        engine.close()


@pytest.mark.usefixtures("store")
def test_a_partitioned_prefix_reads_as_the_same_folder_does(tmp_path: Path) -> None:
    for key, body in LAID.items():
        (tmp_path / key).parent.mkdir(exist_ok=True)
        (tmp_path / key).write_bytes(body)
    engine = connect("duckdb")
    try:
        far, near = engine.find("sales", "s3://shop/sales/"), find_files("sales", str(tmp_path))
    finally:
        engine.close()
    assert (far.fingerprint, far.partitions, far.rows) == (near.fingerprint, near.partitions, near.rows)
    assert _rows("s3://shop/sales") == _rows(str(tmp_path))
    assert [row["year"] for row in _rows("s3://shop/sales")] == ["2024", "2024", "2025"]


def test_a_google_store_reads_as_the_same_folder_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "shop" / "sales"
    for key, body in LAID.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(body)
    with google_store(tmp_path) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        engine = connect("duckdb")
        try:
            far = engine.find("sales", "gs://shop/sales/")
        finally:
            engine.close()
        assert far.fingerprint == find_files("sales", str(folder)).fingerprint
        assert _rows("gs://shop/sales") == _rows(str(folder))
        assert "".join(str(row["id"]) for row in _rows("gs://shop/sales/year=2025/*.parquet")) == "c"
        with pytest.raises(DataError, match="gs://shop/nowhere holds no Parquet object"):
            _rows("gs://shop/nowhere")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("s3://shop/sales/year=2024/one.parquet", "ab"), ("s3://shop/sales/year=*/*.parquet", "abc"),
        ("s3://shop/sales/**/t*.parquet", "c"), ("s3://shop/sales/year=202[5]", "c"), ("s3://shop/odd", "ab"),
    ],
)  # fmt: skip
def test_an_object_a_pattern_or_a_prefix(where: str, ids: str) -> None:
    assert "".join(str(row["id"]) for row in _rows(where)) == ids


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("s3://shop/absent/x.parquet", "no Parquet object"), ("s3://shop/csv", "no Parquet object"),
        ("s3://other/x.parquet", "no Parquet object|cannot be read"), ("s3://shop/bad", "is not a Parquet file"),
        ("s3://shop/cut", "damaged"), ("s3://shop/none", "empty file"), ("s3://", "names no bucket"),
        ("s3://*/x", "names no bucket"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_one_line(where: str, words: str) -> None:
    with pytest.raises(LiftError, match=words) as caught:
        _rows(where)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "where",
    ["s3://AKIA:geheim@shop/x", "s3://shop/x?secret_key=geheim", "az://c/x?sv=1&sig=geheim", "gs://b/x?token=geheim"],
)
def test_credentials_in_a_url_are_refused_and_not_repeated(where: str) -> None:
    with pytest.raises(StudyError, match=r"set [AG]") as caught:
        _rows(where)
    assert "geheim" not in str(caught.value)


def test_a_refused_key_says_what_to_set(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    del store
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "WRONG")
    with pytest.raises(DataError, match=r"cannot be read.*AWS_ACCESS_KEY_ID") as caught:
        _rows("s3://shop/sales")
    assert "not-told" not in str(caught.value)


def test_nobody_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    del store
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(DataError, match="s3://shop/sales cannot be read"):
            _rows("s3://shop/sales")
        assert time.monotonic() - began < 30


@pytest.fixture
def azure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a container "shop" that is served as az://shop."""
    for key, body in {**{f"sales/{key}": body for key, body in LAID.items()}, "csv/x.csv": b"a"}.items():
        (tmp_path / "shop" / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / key).write_bytes(body)
    with azure_store(tmp_path) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield tmp_path / "shop"


def test_an_azure_store_reads_as_the_same_folder_does(azure: Path) -> None:
    engine = connect("duckdb")
    try:
        far, near = engine.find("sales", "az://shop/sales/"), find_files("sales", str(azure / "sales"))
    finally:
        engine.close()
    assert (far.fingerprint, far.partitions, far.rows) == (near.fingerprint, near.partitions, near.rows)
    assert _rows("az://shop/sales") == _rows(str(azure / "sales"))


@pytest.mark.usefixtures("azure")
def test_an_azure_object_a_pattern_or_nothing() -> None:
    asked = {"year=2024/one.parquet": "ab", "year=2025/*.parquet": "c", "**/t*.parquet": "c", "year=202?": "abc"}
    for where, ids in asked.items():
        assert "".join(str(row["id"]) for row in _rows(f"az://shop/sales/{where}")) == ids, where
    for where in ("shop/nowhere", "shop/sales/absent.parquet", "shop/csv", "other/x.parquet"):
        with pytest.raises(DataError, match=f"az://{where} holds no Parquet object"):
            _rows(f"az://{where}")


@pytest.mark.usefixtures("azure")
def test_another_azure_account_is_refused_without_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    served = os.environ["AZURE_STORAGE_CONNECTION_STRING"].partition("BlobEndpoint=")[2].rpartition("/")[0]
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", connection(served, account="stranger"))
    with pytest.raises(DataError, match=r"cannot be read.*AZURE_STORAGE_ACCOUNT_KEY") as caught:
        _rows("az://shop/sales")
    assert SECRET not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("AccountName=a;BlobEndpoint=http://h/a", "AccountName and AccountKey"),
        ("UseDevelopmentStorage=true", "AccountName and AccountKey"),
        (f"AccountName=a;AccountKey={SECRET};BlobEndpoint=http://h", "begin or end with the account"),
        ("AccountName=a;AccountKey=geheim!", "cannot be read"),
    ],
)
def test_a_connection_string_that_will_not_do(said: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", said)
    with pytest.raises(LiftError, match=words) as caught:
        _rows("az://c/sales")
    assert "geheim" not in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "blob", "dfs"),
    [
        ("AccountName=a;AccountKey=a2V5", "https .blob.core.windows.net", "https .dfs.core.windows.net"),
        ("accountname=a;AccountKey=a2V5;EndpointSuffix=core.b", "https .blob.core.b", "https .dfs.core.b"),
        ("AccountName=a;AccountKey=a2V5;BlobEndpoint=https://a.blob.c/", "https .blob.c", "https .dfs.c"),
        ("AccountName=a;AccountKey=a2V5;BlobEndpoint=http://h:1/a", "http h:1", "http h:1"),
    ],
)
def test_where_a_connection_string_points(said: str, blob: str, dfs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, str] = {}
    monkeypatch.setattr(objects.fs, "AzureFileSystem", lambda **given: told.update(given), raising=False)
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", said)
    with pytest.raises(AttributeError):
        _rows("az://c/sales")
    assert (told["account_name"], told["account_key"]) == ("a", "a2V5")
    assert f"{told['blob_storage_scheme']} {told['blob_storage_authority']}" == blob
    assert f"{told['dfs_storage_scheme']} {told['dfs_storage_authority']}" == dfs


def test_azure_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_CONNECTION_STRING"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StudyError, match="AZURE_STORAGE_ACCOUNT_NAME"):
        _rows("az://c/sales")
