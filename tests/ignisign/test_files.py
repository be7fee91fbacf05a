"""Files: hashed without being held, sent without being held."""

from __future__ import annotations

import hashlib
import io
import json
import pathlib
import subprocess
import sys
import textwrap
from base64 import b64encode
from typing import Any

import anyio
import httpx
import pytest

from esignkit import AsyncIgnisign, Ignisign
from esignkit.ignisign import private_file_hash
from tests.ignisign.samples import APP, DOCUMENT, PLAIN_DOCUMENT

CONTENT = bytes(range(256)) * 4096
HASH = b64encode(hashlib.sha256(CONTENT).digest()).decode()
GIVEN = {"app_id": APP, "app_env": "DEVELOPMENT", "token": "t"}
MIB = 1 << 20


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "secret.pdf").write_bytes(CONTENT)
    return tmp_path / "secret.pdf"


class Pipe(io.RawIOBase):
    """A file that cannot be put back."""

    def __init__(self) -> None:
        self.left = CONTENT

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = len(self.left) if size < 0 else min(size, 1000)
        found, self.left = self.left[:size], self.left[size:]
        return found


@pytest.mark.parametrize("form", [str, lambda p: p, lambda p: p.read_bytes(), lambda p: ("x", p), lambda p: Pipe()])
def test_every_form_of_a_file_has_the_same_hash(path: pathlib.Path, form: Any) -> None:
    seen: list[tuple[int, int | None]] = []
    assert private_file_hash(form(path), progress=lambda done, total: seen.append((done, total))) == HASH
    assert seen[-1][0] == len(CONTENT)


def test_an_open_file_is_put_back(path: pathlib.Path) -> None:
    with path.open("rb") as file:
        file.seek(10)
        assert private_file_hash(file) == b64encode(hashlib.sha256(CONTENT[10:]).digest()).decode()
        assert file.tell() == 10
    with path.open() as text, pytest.raises(TypeError, match="text mode"):
        private_file_hash(text)


def test_a_private_file_is_not_sent_in_any_mode(path: pathlib.Path) -> None:
    bodies: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        bodies.append(b"".join(request.stream))
        return httpx.Response(200, json=PLAIN_DOCUMENT)

    async def later(request: httpx.Request) -> httpx.Response:
        bodies.append(b"".join([part async for part in request.stream]))
        return httpx.Response(200, json=PLAIN_DOCUMENT)

    with httpx.Client(transport=httpx.MockTransport(handler)) as http, Ignisign(**GIVEN, http_client=http) as client:
        client.documents.set_private_hash_of_file(DOCUMENT, path)

    async def main() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(later))
        async with http, AsyncIgnisign(**GIVEN, http_client=http) as client:
            await client.documents.set_private_hash_of_file(DOCUMENT, path)

    for backend in ("asyncio", "trio"):
        anyio.run(main, backend=backend)
    assert [json.loads(body) for body in bodies] == [{"documentHash": HASH}] * 3


def test_a_file_that_is_not_there_is_told_before_anything_is_sent() -> None:
    with Ignisign(**GIVEN, base_url="http://127.0.0.1:9") as client, pytest.raises(FileNotFoundError):
        client.documents.set_private_hash_of_file(DOCUMENT, "no-such-file.pdf")


SCRIPT = """
import resource, socket, sys, threading
import anyio
from esignkit import AsyncIgnisign, Ignisign

MIB = 1 << 20
mode, path, small = sys.argv[1:4]
answer = b'{"_id": "d"}'
head = b"HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\ncontent-length: %d\\r\\n\\r\\n" % len(answer)
listener = socket.create_server(("127.0.0.1", 0))
buffer = bytearray(65536)

def serve():
    connection, _ = listener.accept()
    while True:
        text = b""
        while b"\\r\\n\\r\\n" not in text:
            got = connection.recv(65536)
            if not got:
                return
            text += got
        top, _, rest = text.partition(b"\\r\\n\\r\\n")
        length = int(top.lower().partition(b"content-length: ")[2].split(b"\\r")[0])
        left = length - len(rest)
        while left > 0:
            left -= connection.recv_into(buffer)
        received.append(length)
        connection.sendall(head + answer)

def level(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) * 1024

received, seen = [], []
threading.Thread(target=serve, daemon=True).start()
given = dict(app_id="appId_1", app_env="DEVELOPMENT", token="t", base_url="http://127.0.0.1:%d" % listener.getsockname()[1])
progress = lambda done, total: seen.append((done, total))

if mode == "sync":
    with Ignisign(**given) as client:
        client.documents.upload("d", small)
        before = level("VmRSS")
        client.documents.upload("d", path, progress=progress)
else:
    async def main():
        global before
        async with AsyncIgnisign(**given) as client:
            await client.documents.upload("d", small)
            before = level("VmRSS")
            await client.documents.upload("d", path, progress=progress)
    anyio.run(main)
assert received[1] > 50 * MIB - 1 and seen[-1] == (received[1], received[1]) and len(seen) > 50, (received, seen[-1:])
print((level("VmHWM") - before) / MIB)
"""


@pytest.mark.parametrize(("mode", "most"), [("sync", 4.0), ("async", 8.0)])
def test_50_mb_from_a_path_cost_little_memory(tmp_path: pathlib.Path, mode: str, most: float) -> None:
    if not pathlib.Path("/proc/self/status").exists():
        pytest.skip("the peak is read from /proc")
    with (tmp_path / "big.pdf").open("wb") as file:
        file.truncate(50 * MIB)
    (tmp_path / "small.pdf").write_bytes(b"%PDF")
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(SCRIPT),
        mode,
        str(tmp_path / "big.pdf"),
        str(tmp_path / "small.pdf"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) <= most, f"{done.stdout.strip()} MiB over the level before"
    print(mode, done.stdout)
