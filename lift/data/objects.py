"""Tables in an object store, by URL: s3://, gs:// and az://, through Arrow's file systems.

Credentials come from the environment alone, by the names that each store's own tools read:

- s3: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL);
- gs: GOOGLE_APPLICATION_CREDENTIALS, the path of a key file (STORAGE_EMULATOR_HOST, a URL, for another store);
- az: AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY, else what AZURE_CLIENT_ID and its kin say; or before
  these AZURE_STORAGE_CONNECTION_STRING with AccountName and AccountKey (BlobEndpoint, a URL, for another store).
"""

import os
import re
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from datetime import timedelta
from pathlib import PurePath, PurePosixPath
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow import fs

from lift.core.errors import DataError, StudyError
from lift.data.files import Files, collect, is_data

PATIENCE = 10
"""Seconds without a byte after which a store is asked once more; after three times as many it is given up."""
SECRETS = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_URL = re.compile(r"(s3|gs|az)://(.*)", re.DOTALL)
_SECRET = re.compile(
    r"^[^/]*@|[?&](?:[\w-]*(?:key|secret|token|password|signature|credential)[\w-]*|sig|sv)=", re.IGNORECASE
)
_MAGIC = re.compile(r"[*?\[]")
T = TypeVar("T")


def is_url(where: str) -> bool:
    """Whether a table lies in an object store."""
    return _URL.fullmatch(where) is not None


def find_objects(table: str, where: str) -> Files:
    """Find the Parquet objects of a URL: one object, all below a prefix, or those that a pattern matches.

    Raises StudyError for credentials in the URL, DataError for a store that does not answer or refuses, and as
    `find_files` does. Each object is read once for its fingerprint, which is that of the same files on a disk.
    """
    scheme, rest = _taken_apart(table, where)
    system = _asked(table, where, lambda: _system(scheme))
    path = PurePosixPath(rest)
    magic = next((i for i, part in enumerate(path.parts) if _MAGIC.search(part)), None)
    root = path if magic is None else PurePosixPath(*path.parts[:magic])
    found = _asked(table, where, lambda: _listed(system, root))
    if isinstance(found, PurePosixPath):
        root, found = found.parent, [found]
    elif magic is not None:
        found = [hit for hit in found if _matches(hit, path)]
    if not found:
        raise DataError(f"{table}: {where} holds no Parquet object; look at the bucket and the path under [data]")
    names = {hit: PurePosixPath(hit) for hit in found}

    def opened(at: PurePath) -> Any:
        return system.open_input_file(str(at))

    files = _asked(table, where, lambda: collect(table, where, root, list(names), opened), patience=None)
    return Files(
        files.table, tuple(f"{scheme}://{path}" for path in files.paths), files.partitions, files.rows, files.schemas,
        files.fingerprint, f"{scheme}://{root}",
    )  # fmt: skip


def dataset(files: Files) -> Any:
    """Return objects that were found as one Arrow dataset; partition values are text, columns are matched by name."""
    scheme, root = files.root.split("://", 1)
    schema = pa.unify_schemas(list(files.schemas), promote_options="permissive").remove_metadata()
    keys = pa.schema([(name, pa.string()) for name in files.partitions])
    options: dict[str, Any] = {"partitioning": ds.partitioning(keys, flavor="hive"), "partition_base_dir": root}
    schema = pa.schema([field for field in schema if field.name not in files.partitions] + list(keys))
    paths = [path.split("://", 1)[1] for path in files.paths]
    return ds.dataset(
        paths, schema=schema, format="parquet", filesystem=_system(scheme), **(options if files.partitions else {})
    )


def _taken_apart(table: str, where: str) -> tuple[str, str]:
    found = _URL.fullmatch(where)
    if found is None:
        raise StudyError(f"[data] {table}: {where!r} is no URL of an object store")
    scheme, rest = found.groups()
    if _SECRET.search(rest):
        raise StudyError(
            f"[data] {table} holds credentials in its URL: take them out of the study file and set {SECRETS[scheme]}"
        )
    rest = rest.strip("/")
    if not rest or _MAGIC.search(rest.partition("/")[0]):
        raise StudyError(f'[data] {table} = "{where}" names no bucket; write {scheme}://BUCKET/PATH')
    return scheme, rest


def _system(scheme: str) -> Any:
    env = os.environ
    if scheme == "s3":
        keys = {
            "access_key": "AWS_ACCESS_KEY_ID",
            "secret_key": "AWS_SECRET_ACCESS_KEY",
            "session_token": "AWS_SESSION_TOKEN",
        }
        return fs.S3FileSystem(
            **{name: env[key] for name, key in keys.items() if env.get("AWS_ACCESS_KEY_ID") and env.get(key)},
            region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION"),
            endpoint_override=env.get("AWS_ENDPOINT_URL_S3") or env.get("AWS_ENDPOINT_URL"),
            connect_timeout=5, request_timeout=PATIENCE,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=2),
        )  # fmt: skip
    if scheme == "gs":
        local = urlsplit(env.get("STORAGE_EMULATOR_HOST", ""))
        elsewhere = {"anonymous": True, "scheme": local.scheme, "endpoint_override": local.netloc}
        return fs.GcsFileSystem(retry_time_limit=timedelta(seconds=PATIENCE), **(elsewhere if local.netloc else {}))
    if env.get("AZURE_STORAGE_CONNECTION_STRING"):
        return fs.AzureFileSystem(**_connection(env["AZURE_STORAGE_CONNECTION_STRING"]))
    account = env.get("AZURE_STORAGE_ACCOUNT_NAME")
    if not account:
        raise StudyError(f"az:// needs to know the account: set {SECRETS['az']}")
    return fs.AzureFileSystem(account, account_key=env.get("AZURE_STORAGE_ACCOUNT_KEY"))


def _connection(said: str) -> dict[str, str]:
    """What a connection string of Azure's tells Arrow: account, key, and where the account lies."""
    told = {name.strip().lower(): value.strip() for name, _, value in (part.partition("=") for part in said.split(";"))}
    account, key = told.get("accountname"), told.get("accountkey")
    if not account or not key:
        raise StudyError("AZURE_STORAGE_CONNECTION_STRING must hold AccountName and AccountKey")
    usual = f"{told.get('defaultendpointsprotocol', 'https')}://{account}.blob."
    blob = urlsplit(told.get("blobendpoint") or usual + told.get("endpointsuffix", "core.windows.net"))
    if not blob.netloc.startswith(f"{account}.") and blob.path.strip("/") != account:
        raise StudyError(
            "BlobEndpoint in AZURE_STORAGE_CONNECTION_STRING must begin or end with the account: "
            "https://ACCOUNT.blob.HOST or http://HOST:PORT/ACCOUNT"
        )
    host = blob.netloc.removeprefix(account) if blob.netloc.startswith(f"{account}.") else blob.netloc
    return {
        "account_name": account, "account_key": key,
        "blob_storage_authority": host, "blob_storage_scheme": blob.scheme,
        "dfs_storage_authority": re.sub(r"^\.blob\.", ".dfs.", host), "dfs_storage_scheme": blob.scheme,
    }  # fmt: skip


def _listed(system: Any, root: PurePosixPath) -> list[PurePosixPath] | PurePosixPath:
    """The object itself, or the Parquet objects below the prefix, sorted."""
    info = system.get_file_info(str(root))
    if info.type == fs.FileType.File:
        return root
    below = system.get_file_info(fs.FileSelector(str(root), allow_not_found=True, recursive=True))
    paths = (PurePosixPath(entry.path) for entry in below if entry.type == fs.FileType.File)
    return sorted(path for path in paths if is_data(root, path))


def _matches(path: PurePosixPath, pattern: PurePosixPath) -> bool:
    """Match part by part, "**" standing for any number of folders; a folder that matches gives all below it."""

    def fits(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
        if not wanted:
            return True
        if wanted[0] == "**":
            return any(fits(parts[i:], wanted[1:]) for i in range(len(parts) + 1))
        return bool(parts) and PurePosixPath(parts[0]).match(wanted[0]) and fits(parts[1:], wanted[1:])

    return fits(path.parts, pattern.parts)


def _asked(table: str, where: str, ask: Callable[[], T], patience: float | None = 3 * PATIENCE) -> T:
    """Ask a store and wait no longer than `patience` seconds; its refusal becomes one line."""
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - handed on to the caller
            answer.set_exception(error)

    Thread(target=work, daemon=True).start()
    scheme = where.partition("://")[0]
    try:
        return answer.result(patience)
    except Late as error:
        raise DataError(
            f"{table}: no answer from {where} within {patience} s; check the network and the URL"
        ) from error
    except (pa.ArrowException, OSError) as error:
        said = (str(error).splitlines() or ["no reason given"])[0]
        raise DataError(f"{table}: {where} cannot be read: {said}. Check the URL and {SECRETS[scheme]}") from error
