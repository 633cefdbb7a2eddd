"""A store that speaks as much of S3 as reading needs: HEAD, GET with ranges, ListObjectsV2; on this machine alone."""

import threading
from collections.abc import Mapping
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from data_served import Handler

KEY = "AKTEST"
DAY = "Wed, 01 Jan 2025 00:00:00 GMT"


class Store(ThreadingHTTPServer):
    """Serves `objects`, (bucket, key) -> bytes, to those who sign with KEY; use it in a `with` statement."""

    def __init__(self, objects: Mapping[tuple[str, str], bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects = dict(objects)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """What the environment must say to reach it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.server_port}", "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": "not-told",
        }  # fmt: skip

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        super().__exit__(*args)


class _Handler(Handler):
    server: Any

    def answer(self) -> None:
        url = urlsplit(self.path)
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        asked, objects = parse_qs(url.query), self.server.objects
        if KEY not in self.headers.get("Authorization", ""):
            self.reply(403)
        elif "list-type" in asked:
            prefix = asked.get("prefix", [""])[0]
            self.reply(200, _listing({k: v for (b, k), v in objects.items() if b == bucket and k.startswith(prefix)}))
        elif not key:
            self.reply(200 if any(b == bucket for b, _ in objects) else 404)
        elif (bucket, key) not in objects:
            self.reply(404)
        else:
            self._object(objects[bucket, key])

    def _object(self, body: bytes) -> None:
        span = self.headers.get("Range")
        if span is None:
            self.reply(200, body, {"Last-Modified": DAY})
        else:
            self.reply_range(body, span, {"Last-Modified": DAY})


def _listing(found: Mapping[str, bytes]) -> bytes:
    entries = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>2025-01-01T00:00:00Z</LastModified>"
        f"<Size>{len(found[key])}</Size></Contents>"
        for key in sorted(found)
    )
    head = f"<IsTruncated>false</IsTruncated><KeyCount>{len(found)}</KeyCount>"
    return f'<?xml version="1.0"?><ListBucketResult>{head}{entries}</ListBucketResult>'.encode()
