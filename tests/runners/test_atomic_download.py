"""Downloads: whole or not at all."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import pytest

from esignkit.errors import ESignError, StreamError
from tests.clocks import stopwatch, until
from tests.runners.calls import ECHO, fetch, get, stream
from tests.runners.conftest import Driver, async_client, sync_client
from tests.runners.server import Running, pdf


def test_to_a_path(server: Running, run: Driver, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    done: list[tuple[int, int | None]] = []
    saved = run(server.base, fetch("/pdf/1500000", target, expect="pdf", progress=lambda *at: done.append(at)))
    assert target.read_bytes() == pdf(1_500_000)
    assert names(tmp_path) == ["a.pdf"]
    assert (saved.size, saved.filename, saved.path) == (1_500_000, "lease 1.pdf", str(target))
    assert saved.content_type == "application/json"
    assert done[-1] == (1_500_000, 1_500_000)
    assert server.state.seen[-1][2]["accept-encoding"] == "identity"
    assert target.stat().st_mode & 0o777 == 0o666 & ~_umask()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _umask() -> int:
    old = os.umask(0)
    os.umask(old)
    return old


def test_to_a_file_of_the_callers(server: Running, run: Driver) -> None:
    out = io.BytesIO(b"before")
    out.seek(6)
    server.state.faults.extend(["truncated", "bad_gzip"])
    saved = run(server.base, fetch("/pdf/70000", out, expect="pdf"))
    assert out.getvalue() == b"before" + pdf(70_000)
    assert saved.path is None


def test_a_file_that_cannot_be_rewound_is_not_written_twice(server: Running, run: Driver) -> None:
    class Tape:
        def __init__(self) -> None:
            self.content = bytearray()

        def write(self, data: bytes) -> int:
            self.content += data[:1000]
            return min(len(data), 1000)

    tape = Tape()
    run(server.base, fetch("/pdf/70000", tape, expect="pdf"))
    assert tape.content == pdf(70_000)
    server.state.seen.clear()
    server.state.faults.append("cut_long")
    with pytest.raises(ESignError):
        run(server.base, fetch("/pdf/70000", Tape()))
    assert len(server.state.seen) == 1


@pytest.mark.parametrize("fault", ["truncated", "cut_chunked", "bad_gzip", "reset", "html", "404"])
def test_a_failed_download_leaves_the_old_file(server: Running, run: Driver, tmp_path: Path, fault: str) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    server.state.faults.extend([fault] * 3)
    with pytest.raises(ESignError):
        run(server.base, fetch("/pdf/70000", target, expect="pdf"))
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_a_cut_pdf_of_the_right_length_is_no_pdf(server: Running, run: Driver, tmp_path: Path) -> None:
    with pytest.raises(ESignError, match="cut off"):
        run(server.base, fetch("/cut-pdf/70000", tmp_path / "a.pdf", expect="pdf"))
    assert names(tmp_path) == []


def test_refusals_before_anything_is_sent(server: Running, run: Driver, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        run(server.base, fetch("/pdf/100", target, overwrite=False))
    with pytest.raises(IsADirectoryError):
        run(server.base, fetch("/pdf/100", tmp_path))
    with pytest.raises(FileNotFoundError):
        run(server.base, fetch("/pdf/100", tmp_path / "no" / "a.pdf"))
    with pytest.raises(TypeError):
        run(server.base, fetch("/pdf/100", object()))
    assert server.state.seen == []
    run(server.base, fetch("/pdf/100", tmp_path / "b.pdf", overwrite=False))
    assert names(tmp_path) == ["a.pdf", "b.pdf"]


def test_a_file_that_came_meanwhile_is_not_overwritten(server: Running, run: Driver, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    with pytest.raises(FileExistsError):
        run(
            server.base,
            fetch("/pdf/100", target, overwrite=False, progress=lambda *at: target.write_bytes(b"theirs") and None),
        )
    assert target.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.pdf"]


def test_symbolic_links_are_replaced_not_followed(server: Running, run: Driver, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    link = tmp_path / "a.pdf"
    link.symlink_to(victim)
    run(server.base, fetch("/pdf/100", link))
    assert victim.read_bytes() == b"precious"
    assert link.read_bytes() == pdf(100)
    assert not link.is_symlink()


def test_what_the_callers_progress_raises_comes_out(server: Running, run: Driver, tmp_path: Path) -> None:
    def progress(done: int, total: int | None) -> None:
        raise LookupError("of the caller's")

    with pytest.raises(LookupError):
        run(server.base, fetch("/pdf/70000", tmp_path / "a.pdf", progress=progress))
    assert names(tmp_path) == []


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_download_leaves_nothing(server: Running, backend: str, library: Any, tmp_path: Path) -> None:
    async def main() -> None:
        async with async_client(server.base, library, limit=1) as client:
            with anyio.move_on_after(0.05) as scope:
                await client.run(fetch("/bytes/900000000", tmp_path / "a"))
            assert scope.cancelled_caught
            assert names(tmp_path) == []
            assert await client.run(get()) == "a"

    anyio.run(main, backend=backend)


def test_a_killed_download_is_swept_up_by_the_next(server: Running, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    code = f"""
from tests.runners.conftest import sync_client
from tests.runners.calls import fetch
sync_client({server.base!r}).run(fetch("/bytes/2000000000", {str(target)!r}))
"""
    child = subprocess.Popen([sys.executable, "-c", code])
    assert until(lambda: names(tmp_path))
    with sync_client(server.base) as client:
        client.run(fetch("/pdf/100", target))  # does not touch what is being written
        assert len(names(tmp_path)) == 2
        child.send_signal(signal.SIGKILL)
        child.wait(60)
        client.run(fetch("/pdf/200", target))
    assert names(tmp_path) == ["a.pdf"]
    assert target.read_bytes() == pdf(200)


def test_a_download_may_take_longer_when_it_is_announced_to_be_long(
    server: Running, run: Driver, tmp_path: Path
) -> None:
    # Without a time-out of its own a call gets 10 microseconds more for each byte.
    saved = run(server.base, fetch("/bytes/3000000", tmp_path / "a"), timeout=2.0)
    assert saved.size == 3_000_000


def test_streams(server: Running, library: Any) -> None:
    with sync_client(server.base, library, limit=1) as client:
        runner = client.runner
        with runner.stream(stream("/bytes/2000000")) as chunks:
            assert sum(map(len, chunks)) == 2_000_000
        assert len(client.connections.pool.idle) == (library is None)
        for _ in range(3):
            with runner.stream(stream("/bytes/20000000")) as chunks:
                next(chunks)
        assert client.run(get()) == "a"
        server.state.faults.append("truncated")
        with pytest.raises(StreamError, match="broke off"), runner.stream(stream("/bytes/10")) as chunks:
            list(chunks)
        with pytest.raises(ESignError):
            runner.stream(stream("/nowhere")).__enter__()
        assert client.run(stream("/bytes/1000")) == (bytes(range(256)) * 4)[:1000]
        assert client.run(ECHO)["path"] == "/echo"


def test_a_stream_counts_only_the_time_it_waits_for_the_server(server: Running) -> None:
    with sync_client(server.base) as client:
        operation = stream("/bytes/600000").with_options({"timeout": 0.8})
        size = 0
        with client.runner.stream(operation) as chunks:
            for chunk in chunks:
                if not size:
                    time.sleep(1.0)
                size += len(chunk)
        assert size == 600_000
        server.state.faults.append("body_drip")
        broken = pytest.raises(StreamError, match="deadline")
        with stopwatch() as took, broken, client.runner.stream(operation) as chunks:
            list(chunks)
        assert took.seconds < 1.1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_streams(server: Running, backend: str, library: Any) -> None:
    async def main() -> None:
        async with async_client(server.base, library, limit=1) as client:
            async with client.runner.stream(stream("/bytes/2000000")) as chunks:
                assert sum([len(chunk) async for chunk in chunks]) == 2_000_000
            server.state.faults.append("body_drip")
            operation = stream("/bytes/1").with_options({"timeout": 1.0})  # its head may take some time, too

            async def read() -> None:
                async with client.runner.stream(operation) as chunks:
                    async for _ in chunks:
                        pass

            with pytest.raises(StreamError, match="deadline"):
                await read()
            assert len(await client.run(stream("/bytes/1000"))) == 1000
            assert await client.run(get()) == "a"
            assert library is not None or server.state.connections == 2

    anyio.run(main, backend=backend)
