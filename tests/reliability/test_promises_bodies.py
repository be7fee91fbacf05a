"""The promises of docs/reliability.md about bodies that are too large, and about disks that are too small.

What costs memory is measured in a process of its own, by the most that it ever held.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from esignkit import DecodeError, ESignError
from esignkit.core.endpoint import PLANNER
from esignkit.esignlive.packages import Packages
from tests.esignlive.helper import run as run_esignlive
from tests.reliability import report
from tests.reliability.bombs import GZIP, RAW, ZLIB, packed
from tests.reliability.forking import forking
from tests.runners.calls import fetch
from tests.runners.conftest import sync_client
from tests.runners.server import pdf, serving
from tests.runners.test_hostile import listening
from tests.support import reply
from tests.tables import in_one_test

BOMB = int(os.environ.get("ESIGNKIT_BOMB", "128")) << 20
"""Bytes that a bomb inflates to; 1 GiB at full size, and twice that without a coding."""
CAP = 64.0
"""MiB that an answer may have once it is decoded: what is not compressed is held up to there."""


def answering(answer: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """A server that is friendly once, and then answers as told until the client hangs up."""

    def serve(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the client hangs up in the middle, which is what it should do
            while got := connection.recv(65536):
                if b"warm" in got:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + b'{"id":"warm"}')
                else:
                    answer(connection)

    return serve


def coded(name: str, body: bytes) -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nContent-Length: {len(body)}\r\n\r\n"
    return answering(lambda connection: connection.sendall(head.encode() + body))


def endless(connection: socket.socket) -> None:
    """A plain body in chunks, of twice the size of the bombs."""
    block = b"100000\r\n" + b"[" + b" " * ((1 << 20) - 1) + b"\r\n"
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(2 * BOMB >> 20):
        connection.sendall(block)
    connection.sendall(b"0\r\n\r\n")


MEASURE = """
import json, re, sys
from esignkit import ESignError
from tests.clocks import stopwatch
from tests.runners.calls import get
from tests.runners.conftest import sync_client
def held():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
def run(base):
    with sync_client(base) as client:
        client.run(get("warm"))
        before, said = held(), ""
        with stopwatch() as took:
            try:
                client.run(get("x", options={"attempts": 1, "timeout": 120.0}))
            except ESignError as error:
                said = type(error).__name__ + ": " + str(error)
        print(json.dumps([said, took.seconds, held() - before]))
"""


Measured = Callable[[Callable[[socket.socket], None]], tuple[str, float, float]]
"""What a call for this answer raised, how long it took and how many MiB more the process held."""


@pytest.fixture(scope="module")
def measured() -> Iterator[Measured]:
    with forking(MEASURE) as measure:

        def measured(serve: Callable[[socket.socket], None]) -> tuple[str, float, float]:
            with listening(serve) as base:
                said, seconds, grown = json.loads(measure(base))
                assert measure.ended() == 0
            return said, seconds, grown

        yield measured


@in_one_test("name", ["gzip", "deflate", "raw deflate", "gzip, gzip", "br", "zstd"])
def test_promise_09_a_bomb_of_any_coding_costs_little(measured: Measured, name: str) -> None:
    body = packed(BOMB, {"deflate": ZLIB, "raw deflate": RAW}.get(name, GZIP))
    if name == "gzip, gzip":
        body = gzip.compress(body)
    said, seconds, grown = measured(coded(name.removeprefix("raw "), body))
    assert said.startswith(("DecodeError", "ServerError")), said
    assert seconds < 1
    assert grown <= 32
    report.note("09", bombs=1, seconds=seconds, mebibytes=grown)


def test_promise_09_a_plain_body_without_end_stops_at_the_cap(measured: Measured) -> None:
    said, seconds, grown = measured(answering(endless))
    assert said.startswith(("DecodeError", "ServerError")), said
    assert seconds < 1
    assert grown <= CAP + 32
    report.note("09", plain_seconds=seconds, plain_mebibytes=grown)


FULL = """
import json, resource, signal, sys
from tests.runners.calls import fetch
from tests.runners.conftest import sync_client
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with sync_client(sys.argv[1]) as client:
    try:
        client.run(fetch("/pdf/400000", sys.argv[2], expect="pdf"))
        print(json.dumps(["", 0]))
    except Exception as error:
        print(json.dumps([f"{type(error).__name__}: {error}", getattr(error, "errno", 0)]))
"""


def test_promise_08_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "lease.pdf"
    target.write_bytes(pdf(300))
    with serving() as server:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", FULL, server.base, str(target)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        said, number = json.loads(done.stdout)
        assert said.startswith(("OSError", "DecodeError", "StreamError", "ServerError")), said
        assert number in (0, 27)  # EFBIG: what a disk that has no room left says as well, but for its number
        assert target.read_bytes() == pdf(300)
        assert [one.name for one in tmp_path.iterdir()] == ["lease.pdf"]
        with sync_client(server.base) as client:
            client.run(fetch("/pdf/500", target, expect="pdf"))
        assert target.read_bytes() == pdf(500)
    report.note("08", full_disks=1)


def test_promise_08_the_bytes_are_those_that_were_sent(tmp_path: Path) -> None:
    with serving() as server, sync_client(server.base) as client:
        client.run(fetch("/pdf/123456", tmp_path / "a.pdf", expect="pdf"))
    assert hashlib.sha256((tmp_path / "a.pdf").read_bytes()).digest() == hashlib.sha256(pdf(123_456)).digest()


@in_one_test("kind", ["application/json", "text/html", "text/html; charset=utf-8", "", "text/plain"])
def test_promise_07_json_is_json_whatever_its_type_says(kind: str) -> None:
    plan: Any = Packages(PLANNER).get("p")
    found, _ = run_esignlive(plan, reply(200, {"id": "p"}, {"content-type": kind}))
    assert found.id == "p"
    for body in (b"<!DOCTYPE html><p>x", b"null", b"", b"  ", b'"text"', b"[1]", b"7"):
        with pytest.raises(ESignError) as caught:
            run_esignlive(plan.with_options({"attempts": 1}), reply(200, body, {"content-type": kind}))
        assert isinstance(caught.value, DecodeError | ESignError)
        assert caught.value.status == 200


@pytest.mark.parametrize("kind", ["symlink", "file"])
def test_promise_26_a_suggested_name_overwrites_nothing(tmp_path: Path, kind: str) -> None:
    """A download into a place that is taken replaces the entry and never follows it elsewhere."""
    outside, target = tmp_path / "outside", tmp_path / "in" / "a.pdf"
    outside.write_bytes(b"mine")
    target.parent.mkdir()
    if kind == "symlink":
        target.symlink_to(outside)
    else:
        target.write_bytes(b"old")
    with serving() as server, sync_client(server.base) as client:
        with pytest.raises((ESignError, FileExistsError)):
            client.run(fetch("/pdf/300", target, expect="pdf", overwrite=False))
        assert outside.read_bytes() == b"mine"
        assert target.read_bytes() == (b"mine" if kind == "symlink" else b"old")
        client.run(fetch("/pdf/300", target, expect="pdf"))
    assert outside.read_bytes() == b"mine"
    assert target.read_bytes() == pdf(300)
