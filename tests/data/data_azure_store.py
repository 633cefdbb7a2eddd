"""A store that speaks as much of Azure's Blob interface as reading needs: lists by pages, properties, ranges.

`python data_azure_store.py FOLDER` serves CONTAINER/BLOB below a folder to those who sign as ACCOUNT (signatures are
not verified), and prints its URL; a process of its own, because Arrow may wait for answers without letting other
threads of Python run. Its namespace is flat, which is what it says when Arrow asks the Data Lake interface.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

ACCOUNT = "teststore"
SECRET = "bm90LXRvbGQ="
PAGE = 2
"""Entries a page, far fewer than Azure's 5,000, so that lists have to be read on."""
HEAD = {
    "ETag": '"0x1"', "Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT", "x-ms-blob-type": "BlockBlob",
    "x-ms-creation-time": "Wed, 01 Jan 2025 00:00:00 GMT", "Content-Type": "application/octet-stream",
    "x-ms-lease-state": "available", "x-ms-lease-status": "unlocked", "x-ms-server-encrypted": "true",
    "x-ms-has-immutability-policy": "false", "x-ms-has-legal-hold": "false", "x-ms-version": "2024-11-04",
}  # fmt: skip
XML = {"Content-Type": "application/xml"}
"""Arrow takes all of these for granted: where one is missing, it ends the whole process."""


@contextmanager
def azure_store(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a folder; what the environment must say to reach it."""
    with subprocess.Popen([sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield {"AZURE_STORAGE_CONNECTION_STRING": connection(server.stdout.readline().strip())}
        finally:
            server.kill()


def connection(url: str, account: str = ACCOUNT) -> str:
    """What names a store at a URL, as Azure's tools write it."""
    return f"AccountName={account};AccountKey={SECRET};BlobEndpoint={url}/{account};"


class _Handler(BaseHTTPRequestHandler):
    protocol_version: ClassVar[str] = "HTTP/1.1"  # pyright: ignore[reportIncompatibleVariableOverride]
    folder: ClassVar[Path]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        del format, args

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        account, _, path = unquote(url.path).lstrip("/").partition("/")
        container, _, key = path.partition("/")
        asked, root = parse_qs(url.query), self.folder / container
        blobs = {file.relative_to(root).as_posix(): file for file in root.rglob("*") if file.is_file()}
        if account != ACCOUNT or not self.headers.get("Authorization", "").startswith(f"SharedKey {ACCOUNT}:"):
            self._refuse(403, "AuthenticationFailed")
        elif not root.is_dir():
            self._refuse(404, "ContainerNotFound")
        elif asked.get("action") == ["getAccessControl"]:
            self._refuse(400, "HierarchicalNamespaceNotEnabled")
        elif asked.get("comp") == ["list"]:
            self._reply(200, _listing(blobs, {name: values[0] for name, values in asked.items()}), XML)
        elif not key:
            self._reply(200, b"", HEAD)
        elif key not in blobs:
            self._refuse(404, "BlobNotFound")
        else:
            self._blob(blobs[key].read_bytes())

    def _blob(self, body: bytes) -> None:
        span = self.headers.get("x-ms-range") or self.headers.get("Range")
        if span is None:
            self._reply(200, body, HEAD)
            return
        first, _, last = span.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(body)), len(body) - 1)
        self._reply(206, body[start : end + 1], {**HEAD, "Content-Range": f"bytes {start}-{end}/{len(body)}"})

    def _refuse(self, code: int, why: str) -> None:
        body = f'<?xml version="1.0"?><Error><Code>{why}</Code><Message>{why}</Message></Error>'
        kind = {} if self.command == "HEAD" else XML
        self._reply(code, body.encode() if kind else b"", {"x-ms-error-code": why, **kind})

    def _reply(self, code: int, body: bytes, head: Mapping[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {**(head or {}), "x-ms-request-id": "1", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _listing(blobs: Mapping[str, Path], asked: Mapping[str, str]) -> bytes:
    """One page of the blobs below a prefix; what a delimiter cuts off stands once, as a prefix; markers are names."""
    prefix, delimiter, after = asked.get("prefix", ""), asked.get("delimiter"), asked.get("marker", "")
    entries: dict[str, str] = {}
    for name in sorted(blobs):
        rest = name.removeprefix(prefix)
        if not name.startswith(prefix):
            continue
        if delimiter and delimiter in rest:
            folder = prefix + rest.partition(delimiter)[0] + delimiter
            entries[folder] = f"<BlobPrefix><Name>{escape(folder)}</Name></BlobPrefix>"
        else:
            entries[name] = _told(name, blobs[name])
    names = [name for name in sorted(entries) if name >= after]
    size = min(PAGE, int(asked.get("maxresults", PAGE)))
    told = "".join(entries[name] for name in names[:size])
    following = escape(names[size]) if len(names) > size else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Prefix>{escape(prefix)}</Prefix>'
        f"<Blobs>{told}</Blobs><NextMarker>{following}</NextMarker></EnumerationResults>"
    ).encode()


def _told(name: str, file: Path) -> str:
    day = HEAD["Last-Modified"]
    return (
        f"<Blob><Name>{escape(name)}</Name><Properties><Creation-Time>{day}</Creation-Time>"
        f"<Last-Modified>{day}</Last-Modified><Etag>0x1</Etag><Content-Length>{file.stat().st_size}</Content-Length>"
        "<BlobType>BlockBlob</BlobType></Properties></Blob>"
    )


if __name__ == "__main__":
    _Handler.folder = Path(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
