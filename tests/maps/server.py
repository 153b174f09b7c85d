"""A web site on this machine for the page tests: pages with the headers asked for, and painted tiles."""

import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def tile_color(z: int, x: int, y: int) -> tuple[int, int, int]:
    """Neighboring tiles differ, and so do levels."""
    return (40 + 37 * x % 200, 40 + 53 * y % 200, 10 * z % 256)


def painted(z: int, x: int, y: int) -> bytes:
    """A tile of one color, as a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(tile_color(z, x, y)) * 256) * 256
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class Site:
    """Pages by path; ``/tiles/z/x/y.png`` is painted; what was asked is kept with its headers."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pages: dict[str, tuple[bytes, Mapping[str, str]]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def put(self, path: str, text: str, **headers: str) -> str:
        """Serve ``text`` at ``path`` with ``headers`` (``_`` for ``-``); its address."""
        self.pages[path] = (text.encode(), {k.replace("_", "-"): v for k, v in headers.items()})
        return self.address + path

    @property
    def tiles(self) -> str:
        return self.address + "/tiles/{z}/{x}/{y}.png"

    def tiles_asked(self) -> set[tuple[int, int, int]]:
        out = set()
        for path, _ in self.asked:
            if path.startswith("/tiles/"):
                z, x, y = path.split("?")[0].removesuffix(".png").split("/")[2:]
                out.add((int(z), int(x), int(y)))
        return out


@contextmanager
def serve() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            kind, body, headers = "text/html; charset=utf-8", b"", {}
            if self.path.startswith("/tiles/"):
                z, x, y = self.path.split("?")[0].removesuffix(".png").split("/")[2:]
                kind, body = "image/png", painted(int(z), int(x), int(y))
            elif self.path in site.pages:
                body, headers = site.pages[self.path]
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
