"""Promise 50: nothing stalls for hours. Beside the total, which grows with the size, something has to move."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import anyio
import pytest

from esignkit.core.files import upload
from esignkit.core.operation import Multipart, Operation, Part, Repeat
from esignkit.core.response_readers import open_json
from esignkit.errors import ESignError, OutcomeUnknownError
from tests.reliability import report
from tests.runners.calls import fetch, path
from tests.runners.conftest import Driver, async_client, sync_client
from tests.runners.raw import Caller, answer, raw_server
from tests.support import IF_LOST

HUGE = 50 << 30
"""Bytes; at the slowest rate that is waited for, the total deadline is six days away."""


def head_then_nothing(caller: Caller, number: int) -> None:
    caller.heard()
    caller.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: %d\r\n\r\n%%PDF" % HUGE)
    caller.connection.recv(1)


def on(mode: str, library: Any, base: str, flow: Any, idle: float) -> Any:
    """Run a flow on a client whose own time-out is `idle`, so that its inactivity limit is that."""
    if mode == "sync":
        with sync_client(base, library, timeout=idle) as client:
            return client.run(flow)

    async def main() -> Any:
        async with async_client(base, library, timeout=idle) as client:
            return await client.run(flow)

    return anyio.run(main, backend=mode)


def test_promise_50_a_download_that_stands_still_is_given_up(run: Driver, tmp_path: Path) -> None:
    with raw_server(head_then_nothing) as server, pytest.raises(ESignError, match=r"sent or received for 1 s"):
        on(run.mode, run.library, server.base, once(fetch("/f", tmp_path / "f.pdf")), 1.0)
    assert not list(tmp_path.iterdir())
    report.note("50", stalls_given_up=1)


def once(operation: Operation[Any]) -> Operation[Any]:
    return operation.with_options({"attempts": 1})


def test_promise_50_json_that_stands_still_is_given_up(run: Driver) -> None:
    def script(caller: Caller, number: int) -> None:
        caller.heard()
        caller.say(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n[")
        caller.connection.recv(1)

    with raw_server(script) as server, pytest.raises(ESignError, match="nothing was sent or received"):
        on(run.mode, run.library, server.base, once(path("/list")), 1.0)
    report.note("50", stalls_given_up=1)


def test_promise_50_an_upload_that_stands_still_is_given_up(kept: Driver, tmp_path: Path) -> None:
    sparse = tmp_path / "sparse.bin"
    with sparse.open("wb") as file:
        file.truncate(4 << 30)
    stop = threading.Event()

    def script(caller: Caller, number: int) -> None:
        caller.connection.recv(1000)
        stop.wait(30)

    with raw_server(script) as server:
        try:
            with pytest.raises(OutcomeUnknownError):
                on(kept.mode, None, server.base, send(sparse), 1.0)
        finally:
            stop.set()
    report.note("50", stalls_given_up=1)


def send(source: Any) -> Operation[Any]:
    parts = (Part("file", upload(source)),)
    return Operation(
        "files.send", "POST", "/files", open_json, body=Multipart(parts), repeat=Repeat.NEVER, if_lost=IF_LOST
    )


def test_what_moves_slowly_is_waited_for(run: Driver, tmp_path: Path) -> None:
    """The control: a download that takes longer than the limit in all, but never stands still for so long."""
    body = b"%PDF-1.7\n" + b"x" * 200_000 + b"\n%%EOF\n"

    def script(caller: Caller, number: int) -> None:
        caller.heard()
        caller.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 20_000):
            caller.say(body[at : at + 20_000], 0.15)

    with raw_server(script) as server:
        saved = on(run.mode, run.library, server.base, once(fetch("/f", tmp_path / "f.pdf")), 1.0)
    assert saved.size == len(body)


def reading(caller: Caller, number: int) -> None:
    while caller.connection.recv(65536):
        pass


@pytest.mark.parametrize("kind", ["pipe", "fifo", "fifo without a writer"])
def test_promise_50_a_source_that_gives_nothing_does_not_keep_a_call(kept: Driver, tmp_path: Path, kind: str) -> None:
    opened: list[Any] = []
    if kind == "pipe":
        reader, writer = os.pipe()
        source: Any = os.fdopen(reader, "rb")
        opened = [source, os.fdopen(writer, "wb")]
    else:
        os.mkfifo(tmp_path / "source")
        source = tmp_path / "source"
        if kind == "fifo":
            opened = [os.fdopen(os.open(source, os.O_RDWR), "r+b", buffering=0)]
    with raw_server(reading) as server, pytest.raises(ESignError):
        on(kept.mode, None, server.base, send(source), 1.0)
    for one in reversed(opened):
        one.close()  # the thread that still reads ends with that, or with the process
    report.note("50", stalls_given_up=1)


PROCESS = """
import pathlib, sys
from tests.runners.test_stalls import on, send
base, mode, fifo = sys.argv[1:]
try:
    on(mode, None, base, send(pathlib.Path(fifo)), 0.3)
except Exception as error:
    print(type(error).__name__)
"""


def test_promise_50_the_process_can_end_while_a_source_gives_nothing(mode: str, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with raw_server(reading) as server:
        child = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROCESS, server.base, mode, str(fifo)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert child.returncode == 0, child.stderr
    assert child.stdout.strip() in ("OutcomeUnknownError", "DeadlineExceededError")
    report.note("50", processes_that_ended=1)


def test_a_pipe_is_sent_whole(run: Driver) -> None:
    content = os.urandom(1_000_000)
    reader, writer = os.pipe()

    def write() -> None:
        with os.fdopen(writer, "wb") as file:
            for at in range(0, len(content), 70_000):
                file.write(content[at : at + 70_000])
                time.sleep(0.005)

    def script(caller: Caller, number: int) -> None:
        data = b""
        while not data.endswith(b"\r\n0\r\n\r\n"):
            data += caller.connection.recv(1 << 20)
        caller.server.heard.append(data)
        caller.say(answer())

    thread = threading.Thread(target=write)
    thread.start()
    with raw_server(script) as server, os.fdopen(reader, "rb") as source:
        assert run(server.base, send(source)) == {"id": "a"}
        body, rest = b"", server.heard[0].partition(b"\r\n\r\n")[2]
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        assert content in body
    thread.join()


def test_what_a_source_raises_is_the_callers(run: Driver) -> None:
    class Breaks:
        name = "b"
        begun = False

        def read(self, size: int = -1) -> bytes:
            if size == 0:
                return b""
            if self.begun:
                raise RuntimeError("the tape is torn")
            self.begun = True
            return b"abc"

    with raw_server(reading) as server, pytest.raises(RuntimeError, match="torn"):
        run(server.base, send(("a.bin", Breaks(), "application/octet-stream")))
