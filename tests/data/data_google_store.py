"""A store that speaks as much of Google's JSON interface as reading needs: metadata, lists, media with ranges.

`python data_google_store.py FOLDER` serves BUCKET/KEY below a folder to everybody, and prints its URL; a process of its
own, because Arrow waits for Google's answers without letting other threads of Python run.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit


@contextmanager
def google_store(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a folder; what the environment must say to reach it."""
    with subprocess.Popen([sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield {"STORAGE_EMULATOR_HOST": server.stdout.readline().strip()}
        server.kill()


class _Handler(BaseHTTPRequestHandler):
    protocol_version: ClassVar[str] = "HTTP/1.1"  # pyright: ignore[reportIncompatibleVariableOverride]
    folder: ClassVar[Path]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        del format, args

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = parse_qs(url.query)
        bucket, slash, key = url.path.removeprefix("/download").removeprefix("/storage/v1/b/").partition("/o")
        key = unquote(key.lstrip("/"))
        root = self.folder / bucket
        objects = {file.relative_to(root).as_posix(): file for file in sorted(root.rglob("*")) if file.is_file()}
        if slash and not key:
            prefix = asked.get("prefix", [""])[0]
            self._reply(200, {"items": [_told(bucket, k, objects[k]) for k in objects if k.startswith(prefix)]})
        elif key not in objects:
            self._reply(404, {"error": {"code": 404, "message": "Not Found"}})
        elif asked.get("alt") == ["media"]:
            self._media(objects[key].read_bytes())
        else:
            self._reply(200, _told(bucket, key, objects[key]))

    def _media(self, body: bytes) -> None:
        first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(body)), len(body) - 1)
        self._reply(206, body[start : end + 1], {"Content-Range": f"bytes {start}-{end}/{len(body)}"})

    def _reply(self, code: int, body: object, head: Mapping[str, str] | None = None) -> None:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in {**(head or {}), "Content-Length": str(len(sent))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)


def _told(bucket: str, name: str, file: Path) -> dict[str, str]:
    return {
        "kind": "storage#object", "bucket": bucket, "name": name, "size": str(file.stat().st_size), "generation": "1",
        "updated": "2025-01-01T00:00:00Z", "timeCreated": "2025-01-01T00:00:00Z",
    }  # fmt: skip


if __name__ == "__main__":
    _Handler.folder = Path(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
