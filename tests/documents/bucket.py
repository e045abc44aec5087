"""A store that speaks as much of S3 as documents need, and can be told to fail."""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED = (
    "<Contents><Key>{key}</Key><LastModified>2026-03-01T10:00:00.000Z</LastModified>"
    '<ETag>"{size}"</ETag><Size>{size}</Size></Contents>'
)


class Bucket(ThreadingHTTPServer):
    """`objects` by key, the bucket's name left out; `is_down` answers everything with 503, `delay` makes it slow."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.is_down = False
        self.delay = 0.0


class Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/evidence").lstrip("/")

    @property
    def asked(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query, keep_blank_values=True)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "partNumber" in self.asked:
            self.server.parts[self.asked["partNumber"][0].zfill(5)] = body
        elif not self.server.is_down:
            self.server.objects[self.key] = body
        self.answer(200, b"", ETag='"1"')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "delete" in self.asked:
            gone = re.findall("<Key>(.*?)</Key>", body)
            self.server.objects = {key: one for key, one in self.server.objects.items() if key not in gone}
            said = f"<DeleteResult>{''.join(f'<Deleted><Key>{key}</Key></Deleted>' for key in gone)}</DeleteResult>"
        elif "uploads" in self.asked:
            self.server.parts.clear()
            said = "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        else:
            self.server.objects[self.key] = b"".join(self.server.parts[one] for one in sorted(self.server.parts))
            said = "<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"
        self.answer(200, said.encode())

    def do_GET(self) -> None:
        if "list-type" in self.asked:
            prefix = self.asked["prefix"][0]
            found = {key: body for key, body in sorted(self.server.objects.items()) if key.startswith(prefix)}
            lines = "".join(LISTED.format(key=key, size=len(body)) for key, body in found.items())
            self.answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{lines}</ListBucketResult>".encode())
        elif self.key in self.server.objects:
            self.answer(200, self.server.objects[self.key], ETag='"1"')
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        time.sleep(self.server.delay)
        self.send_response(503 if self.server.is_down else status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_bucket() -> Iterator[Bucket]:
    with Bucket() as bucket:
        thread = threading.Thread(target=bucket.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()
