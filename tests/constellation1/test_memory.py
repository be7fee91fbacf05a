"""A large document goes out in either form without being held in memory."""

from __future__ import annotations

import base64
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.constellation1.samples import SESSION_ID

SIZE = 20_000_000
MOST = {"sync": 4.0, "async": 8.0}
"""MiB over the level before."""

PROGRAM = """
import asyncio, gc, pathlib, sys
from esignkit import AsyncConstellation1, Constellation1
from esignkit.constellation1 import Document, Session

mode, url, form, path, small = sys.argv[1:]

def level(name):
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":")) / 1024

def session(path):
    return Session(documents=[Document(file_name="a.pdf", file_bytes=pathlib.Path(path))])

def forget():
    gc.collect()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    return level("VmRSS")

def blocking():
    with Constellation1(token="t", username="u", base_url=url, file_bytes=form) as client:
        client.sessions.update("x", session(small))  # what a first call loads is not what a document costs
        before = forget()
        client.sessions.update("x", session(path))
        return level("VmHWM") - before

async def awaiting():
    async with AsyncConstellation1(token="t", username="u", base_url=url, file_bytes=form) as client:
        await client.sessions.update("x", session(small))
        before = forget()
        await client.sessions.update("x", session(path))
        return level("VmHWM") - before

print(blocking() if mode == "sync" else asyncio.run(awaiting()))
"""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body is sent after its head: it would come 40 ms later

    def do_POST(self) -> None:
        left = int(self.headers["content-length"])
        kept = left < 1_000_000
        body = b""
        while left:
            block = self.rfile.read(min(left, 1 << 20))
            left -= len(block)
            body += block if kept else b""
        if kept:
            sent = json.loads(body)["session"]["Documents"][0]["FileBytes"]
            assert (bytes(sent) if isinstance(sent, list) else base64.b64decode(sent)) == b"%PDF"
        answer = json.dumps({"SigningSessionId": SESSION_ID}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured the way Linux tells it")
@pytest.mark.parametrize("form", ["integers", "base64"])
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_large_document_is_streamed(url: str, tmp_path: Path, mode: str, form: str) -> None:
    big, small = tmp_path / "big.pdf", tmp_path / "small.pdf"
    big.write_bytes(bytes(range(256)) * (SIZE // 256))
    small.write_bytes(b"%PDF")
    command = [sys.executable, "-c", PROGRAM, mode, url, form, str(big), str(small)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) <= MOST[mode]
