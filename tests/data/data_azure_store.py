"""A store that speaks as much of Azure's Blob interface as reading needs: lists by pages, properties, ranges.

`python data_azure_store.py FOLDER` serves CONTAINER/BLOB below a folder to those who sign as ACCOUNT (signatures are
not verified), and prints its URL. Its namespace is flat, which is what it says when Arrow asks the Data Lake interface.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from data_served import Handler, serve, served

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
    with served(__file__, folder) as url:
        yield {"AZURE_STORAGE_CONNECTION_STRING": connection(url)}


def connection(url: str, account: str = ACCOUNT) -> str:
    """What names a store at a URL, as Azure's tools write it."""
    return f"AccountName={account};AccountKey={SECRET};BlobEndpoint={url}/{account};"


class _Handler(Handler):
    def answer(self) -> None:
        url = urlsplit(self.path)
        account, _, path = unquote(url.path).lstrip("/").partition("/")
        container, _, key = path.partition("/")
        asked, blobs = parse_qs(url.query), self.objects(container)
        if account != ACCOUNT or not self.headers.get("Authorization", "").startswith(f"SharedKey {ACCOUNT}:"):
            self._refuse(403, "AuthenticationFailed")
        elif not blobs:
            self._refuse(404, "ContainerNotFound")
        elif asked.get("action") == ["getAccessControl"]:
            self._refuse(400, "HierarchicalNamespaceNotEnabled")
        elif asked.get("comp") == ["list"]:
            self.reply(200, _listing(blobs, {name: values[0] for name, values in asked.items()}), XML)
        elif not key:
            self.reply(200, b"", HEAD)
        elif key not in blobs:
            self._refuse(404, "BlobNotFound")
        else:
            self._blob(blobs[key].read_bytes())

    def _blob(self, body: bytes) -> None:
        span = self.headers.get("x-ms-range") or self.headers.get("Range")
        if span is None:
            self.reply(200, body, HEAD)
        else:
            self.reply_range(body, span, HEAD)

    def _refuse(self, code: int, why: str) -> None:
        body = f'<?xml version="1.0"?><Error><Code>{why}</Code><Message>{why}</Message></Error>'
        kind = {} if self.command == "HEAD" else XML
        self.reply(code, body.encode() if kind else b"", {"x-ms-error-code": why, **kind})

    def reply(self, code: int, body: bytes = b"", head: Mapping[str, str] | None = None) -> None:
        super().reply(code, body, {**(head or {}), "x-ms-request-id": "1"})


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
    serve(_Handler)
