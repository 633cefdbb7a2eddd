"""What the object stores of the tests have in common: a folder or objects over HTTP, on this machine alone."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar


class Handler(BaseHTTPRequestHandler):
    """Answers in silence, with bytes or a range of them; `folder` is what a process of its own serves."""

    protocol_version: ClassVar[str] = "HTTP/1.1"  # pyright: ignore[reportIncompatibleVariableOverride]
    folder: ClassVar[Path]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        del format, args

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        """Answer the request."""
        raise NotImplementedError

    def reply(self, code: int, body: bytes = b"", head: Mapping[str, str] | None = None) -> None:
        """Answer, without the body where it was not asked for."""
        self.send_response(code)
        for name, value in {**(head or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reply_range(self, body: bytes, span: str, head: Mapping[str, str] | None = None) -> None:
        """Answer with the bytes of a range such as "bytes=0-9"."""
        first, _, last = span.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or len(body)), len(body) - 1)
        self.reply(206, body[start : end + 1], {**(head or {}), "Content-Range": f"bytes {start}-{end}/{len(body)}"})

    def objects(self, name: str) -> dict[str, Path]:
        """The files of a bucket of the folder, by key, sorted."""
        root = self.folder / name
        return {file.relative_to(root).as_posix(): file for file in sorted(root.rglob("*")) if file.is_file()}


@contextmanager
def served(program: str, folder: Path) -> Iterator[str]:
    """Run a store's own file, which calls `serve`, on a folder; its URL.

    It is a process of its own, because Arrow waits for answers without letting other threads of Python run.
    """
    with subprocess.Popen([sys.executable, program, str(folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def serve(handler: type[Handler]) -> None:
    """Serve the folder that is the argument, and print the URL."""
    handler.folder = Path(sys.argv[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()
