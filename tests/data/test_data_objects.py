"""Tables in an object store: same findings as on a disk, secrets kept out, refusals in one line."""

import io
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_google_store import google_store
from data_object_store import Store

from lift.core.errors import DataError, LiftError, StudyError
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


def test_azure_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(StudyError, match="AZURE_STORAGE_ACCOUNT_NAME"):
        _rows("az://c/sales")
