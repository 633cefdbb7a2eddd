"""A store that speaks as much of Google's JSON interface as reading needs: metadata, lists, media with ranges.

`python data_google_store.py FOLDER` serves BUCKET/KEY below a folder to everybody, and prints its URL.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from data_served import Handler, serve, served


@contextmanager
def google_store(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a folder; what the environment must say to reach it."""
    with served(__file__, folder) as url:
        yield {"STORAGE_EMULATOR_HOST": url}


class _Handler(Handler):
    def answer(self) -> None:
        url = urlsplit(self.path)
        asked = parse_qs(url.query)
        bucket, slash, key = url.path.removeprefix("/download").removeprefix("/storage/v1/b/").partition("/o")
        key = unquote(key.lstrip("/"))
        objects = self.objects(bucket)
        if slash and not key:
            prefix = asked.get("prefix", [""])[0]
            self._tell(200, {"items": [_told(bucket, k, objects[k]) for k in objects if k.startswith(prefix)]})
        elif key not in objects:
            self._tell(404, {"error": {"code": 404, "message": "Not Found"}})
        elif asked.get("alt") == ["media"]:
            self.reply_range(objects[key].read_bytes(), self.headers.get("Range", "bytes=0-"))
        else:
            self._tell(200, _told(bucket, key, objects[key]))

    def _tell(self, code: int, what: object) -> None:
        self.reply(code, json.dumps(what).encode())


def _told(bucket: str, name: str, file: Path) -> dict[str, str]:
    return {
        "kind": "storage#object", "bucket": bucket, "name": name, "size": str(file.stat().st_size), "generation": "1",
        "updated": "2025-01-01T00:00:00Z", "timeCreated": "2025-01-01T00:00:00Z",
    }  # fmt: skip


if __name__ == "__main__":
    serve(_Handler)
