"""Tests written against httpx keep working: what a mock library has replaced is used, and not our own connections."""

from __future__ import annotations

import functools
import json
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

BASE = "https://api.example/v1"


def call(mode: str, flow: Any, base: str = BASE) -> Any:
    if mode == "sync":
        with SyncClient(settings(base)) as client:
            return client.run(flow)

    async def main() -> Any:
        async with AsyncClient(settings(base)) as client:
            return await client.run(flow)

    return anyio.run(main, backend=mode)


@pytest.mark.parametrize("mode", ["sync", "asyncio"])
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
