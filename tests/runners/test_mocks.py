"""Tests written against httpx keep working: what a mock library has replaced is used, and not our own connections."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
import respx
import vcr

from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.runners.connections import mocked_library
from tests.runners.calls import ECHO, create, get
from tests.runners.conftest import settings
from tests.runners.server import Running
from tests.tables import in_one_test

BASE = "https://api.example/v1"


def call(mode: str, flow: Any, base: str = BASE) -> Any:
    if mode == "sync":
        with SyncClient(settings(base)) as client:
            return client.run(flow)

    async def main() -> Any:
        async with AsyncClient(settings(base)) as client:
            return await client.run(flow)

    return anyio.run(main, backend=mode)


@in_one_test("mode", ["sync", "asyncio"])
def test_respx(mode: str) -> None:
    with respx.mock(base_url=BASE) as mock:
        route = mock.get("/things/x").respond(json={"id": "mocked"})
        made = mock.post("/things").respond(201, json={"id": "made"})
        assert call(mode, get("x")) == "mocked"
        assert call(mode, create({"n": 7})) == "made"
    assert route.call_count == made.call_count == 1
    assert json.loads(made.calls[0].request.content) == {"n": 7}


@pytest.mark.parametrize("mode", ["sync", "asyncio"])
def test_vcr_records_and_replays(server: Running, tmp_path: Path, mode: str) -> None:
    cassette = str(tmp_path / "one.yaml")
    recorder = vcr.VCR(record_mode="once")
    with recorder.use_cassette(cassette):
        assert call(mode, get("x"), server.base) == "x"
    assert len(server.state.seen) == 1
    with recorder.use_cassette(cassette) as replayed:
        assert call(mode, get("x"), server.base) == "x"
    assert len(server.state.seen) == 1
    assert replayed.play_count == 1


_POOL_ALONE = """
import sys
import {core}
from esignkit.esignlive import AsyncESignLive, ESignLive
import anyio

def refuse(self, request):
    print("refused by the test")
    raise RuntimeError("no real network")

async def refuse_async(self, request):
    refuse(self, request)

async def call_async():
    async with AsyncESignLive(api_key="a2V5", base_url={base!r}) as client:
        await client.packages.overview()

def call():
    with ESignLive(api_key="a2V5", base_url={base!r}) as client:
        client.packages.overview()

{core}.ConnectionPool.handle_request = refuse
{core}.AsyncConnectionPool.handle_async_request = refuse_async
for make in (call, lambda: anyio.run(call_async)):
    assert {library!r} not in sys.modules
    try:
        make()
    except Exception as error:
        assert {library!r} in sys.modules, error
    for name in [name for name in sys.modules if name.partition(".")[0] == {library!r}]:
        del sys.modules[name]
"""


@in_one_test("library, core", [("httpx", "httpcore"), ("httpx2", "httpcore2")])
def test_a_pool_that_was_replaced_before_anybody_imported_its_library_is_used(
    server: Running, library: str, core: str
) -> None:
    """Most calls never need the library: only the test's own fixture has imported the pool's package."""
    server.begin_again()
    code = _POOL_ALONE.format(library=library, core=core, base=server.base)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split("\n")[:2]) == (0, ["refused by the test"] * 2), done.stderr
    assert server.state.seen == []


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_wrapped_transport_is_seen_through_its_disguise(
    server: Running, library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`functools.wraps` copies the name of the module, so that says nothing."""
    seen: list[str] = []
    real = library.HTTPTransport.handle_request

    @functools.wraps(real)
    def wrapped(self: Any, request: Any) -> Any:
        seen.append(request.url.path)
        return real(self, request)

    assert mocked_library("sync") is None
    with SyncClient(settings(server.base)) as client:
        client.run(ECHO)
        assert seen == []
        monkeypatch.setattr(library.HTTPTransport, "handle_request", wrapped)
        assert mocked_library("sync") is library
        assert client.run(ECHO)["path"] == "/echo"
        assert seen == ["/echo"]
        monkeypatch.undo()
        client.run(ECHO)
        assert seen == ["/echo"]
        assert server.state.connections == 2, "the connection of before the mock is used again after it"
    assert mocked_library("sync") is None
    assert mocked_library("async") is None
