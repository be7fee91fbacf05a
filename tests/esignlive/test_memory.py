"""Three files of 16 MB each are streamed from disk: what that takes, in a fresh process."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

SCRIPT = """
import asyncio, gc, sys
from esignkit.esignlive import AsyncESignLive, Document, ESignLive, Package

mode, url, *files = sys.argv[1:]
package = Package(documents=[Document(name=name) for name in files])

def memory(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name))

def ready():
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the high-water mark starts anew
    return memory("VmRSS")

async def awaiting():
    async with AsyncESignLive(api_key="k", base_url=url) as client:
        await client.packages.list().first()
        before = ready()
        assert await client.packages.create(package, files=files) == "x"
        return memory("VmHWM") - before

def blocking():
    with ESignLive(api_key="k", base_url=url) as client:
        client.packages.list().first()
        before = ready()
        assert client.packages.create(package, files=files) == "x"
        return memory("VmHWM") - before

print(asyncio.run(awaiting()) if mode == "async" else blocking())
"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body is sent after its head: it would come 40 ms later

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.answer(b'{"count": 0, "results": []}')

    def do_POST(self) -> None:
        left = int(self.headers["content-length"])
        assert left > 3 << 24
        while left:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        self.answer(b'{"id": "x"}')

    def log_message(self, *given: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("mode", "most"), [("sync", 4), ("async", 8)])
def test_uploads_are_streamed(mode: str, most: int, url: str, tmp_path: Path):
    files = [tmp_path / f"{n}.pdf" for n in range(3)]
    for file in files:
        file.write_bytes(b"%PDF-1.7\n" + bytes(16 << 20))
    done = subprocess.run([sys.executable, "-c", SCRIPT, mode, url, *files], capture_output=True, text=True, check=True)
    assert int(done.stdout) / 1024 <= most
