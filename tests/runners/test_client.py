"""The public face: options, raw calls, answers beside results, and no secret anywhere."""

from __future__ import annotations

import copy
import functools
import logging
import math
import pickle
import threading
import traceback
from pathlib import Path
from typing import Any

import anyio
import attrs
import pytest

import esignkit
from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.flow import Steps, sleep
from esignkit.core.operation import Buffer, Form, Json, Multipart, Operation, Part, Repeat
from esignkit.core.response_readers import open_json
from esignkit.errors import ConfigurationError, ESignError, OutcomeUnknownError, ServerError
from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.types import Secret
from tests.clocks import stopwatch
from tests.inside import Inside, inside
from tests.runners.calls import ECHO, create, get, path
from tests.runners.conftest import Driver, async_client, settings, sync_client
from tests.runners.server import Running
from tests.support import IF_LOST
from tests.tables import in_one_test

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def test_raw_calls(server: Running) -> None:
    with SyncClient(settings(server.base)) as client:
        got = client.request(
            "post", "/echo", query={"a": 1, "b": None, "c": ["x", "y z"]}, json={"x": [None]}, headers={"X-Own": "1"}
        )
        assert isinstance(got, dict)
        assert got["path"] == "/echo?a=1&c=x&c=y%20z"
        assert got["body"] == '{"x":[null]}'
        assert got["headers"]["x-own"] == "1"
        server.state.faults.append("empty")
        assert client.request("DELETE", "/things/1") is None
        server.state.faults.append("act_then_reset")
        with pytest.raises(OutcomeUnknownError):
            client.request("GET", "/things/1")
        server.state.faults.append("act_then_reset")
        assert client.request("GET", "/things/1", repeat="read") == {"id": "1"}


def test_the_path_of_a_raw_call_is_not_logged(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "esignkit")
    with SyncClient(settings(server.base)) as client:
        client.request("GET", "/things/1", repeat="read")
    (line,) = caplog.messages
    assert line.startswith("request GET /… -> 200 in ")


@in_one_test("bad", ["things", "", "/a?b=1", "/a#b", "/a b", "/é", "/a/../b", "/a/%2E%2e/b", "/a\n", "http://x/"])
def test_raw_paths_that_are_refused(server: Running, bad: str) -> None:
    server.begin_again()
    with SyncClient(settings(server.base)) as client, pytest.raises(ValueError, match="path"):
        client.request("GET", bad)
    assert server.state.connections == 0


@in_one_test("name", ["Authorization", "Cookie", "Host", "Content-Length"])
def test_raw_headers_that_are_refused(server: Running, name: str) -> None:
    server.begin_again()
    with SyncClient(settings(server.base)) as client, pytest.raises(ValueError, match=name):
        client.request("GET", "/echo", headers={name: "x"})


def test_options(server: Running) -> None:
    with SyncClient(settings(server.base)) as client:
        variant = client.with_options(attempts=1, headers={"x-a": "1"}).with_options(headers={"x-b": "2"}, timeout=5)
        server.state.faults.append("500")
        with pytest.raises(ServerError) as caught:
            variant.run(get())
        assert caught.value.attempts == 1
        sent = variant.run(ECHO)["headers"]
        assert (sent["x-a"], sent["x-b"]) == ("1", "2")
        assert "x-a" not in client.run(ECHO)["headers"]
        variant.close()
        with variant:
            pass
        assert client.run(get()) == "a"
        assert server.state.connections == 1
    with pytest.raises(ConfigurationError, match="closed"):
        variant.run(get())


def test_a_variant_has_resources_of_its_own(server: Running) -> None:
    class Client(Inside, SyncClient):
        @functools.cached_property
        def things(self) -> object:
            return self.runner

    with Client(settings(server.base)) as client:
        assert client.things is client.runner
        variant = client.with_options(timeout=1)
        assert type(variant) is Client
        assert variant.things is variant.runner is not client.runner


def test_the_answer_beside_the_result(server: Running) -> None:
    with SyncClient(settings(server.base)) as client:
        server.state.faults.append("503_hint")
        answered = client.run_with_response(get())
        assert answered.value == "a"
        assert [one.status for one in answered.responses] == [503, 200]
        assert answered.response.attempt == 2

        def nothing() -> Steps[int]:
            yield from ()
            return 5

        with pytest.raises(LookupError):
            _ = client.run_with_response(nothing()).response


@BACKENDS
def test_the_same_for_awaiting(server: Running, backend: str) -> None:
    async def main() -> None:
        async with AsyncClient(settings(server.base)) as client:
            got = await client.request("GET", "/echo", repeat="read")
            assert isinstance(got, dict)
            variant = client.with_options(attempts=1)
            server.state.faults.append("500")
            with pytest.raises(ServerError):
                await variant.run(get())
            await variant.aclose()
            answered = await client.run_with_response(get("z"))
            assert (answered.value, answered.response.status) == ("z", 200)
            server.state.faults.append("act_then_reset")
            with pytest.raises(OutcomeUnknownError):
                await client.request("POST", "/things", json=1)

    anyio.run(main, backend=backend)


def test_what_a_client_shows(server: Running) -> None:
    client = inside(SyncClient)(
        settings("https://api.example/v1", auth=StaticHeader("authorization", Secret("CANARY")))
    )
    assert repr(client) == "<SyncClient at https://api.example/v1>"
    assert "CANARY" not in repr(client.runner) + repr(vars(client))
    for broken in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            broken(client)


def test_a_body_larger_than_what_is_kept(server: Running, run: Driver) -> None:
    small = path("/bytes/3000000", sink=Buffer(1 << 20))
    with pytest.raises(ESignError, match="larger than 1 MiB") as caught:
        run(server.base, small)
    assert caught.value.status == 200
    assert len(server.state.seen) == 1
    assert run(server.base, get()) == "a"


CANARY = "CANARY-7f3a"


def _token() -> Steps[Token]:
    yield from ()
    return Token(Secret(CANARY))


def _secret_calls() -> list[Operation[Any]]:
    part = Multipart((Part("file", Json({"password": CANARY})),))
    return [
        Operation("keys.get", "GET", "/keys/{key}", open_json, {"key": Secret(CANARY)}),
        Operation("keys.find", "GET", "/things/1", open_json, query={"token": Secret(CANARY)}),
        Operation(
            "login",
            "POST",
            "/nowhere",
            open_json,
            body=Form({"password": Secret(CANARY)}),
            repeat=Repeat.NEVER,
            if_lost=IF_LOST,
        ),
        Operation("login", "POST", "/nowhere", open_json, headers={"x-key": Secret(CANARY)}),
        Operation("upload", "POST", "/nowhere", open_json, body=part, repeat=Repeat.NEVER, if_lost=IF_LOST),
    ]


@pytest.mark.parametrize("fault", [None, "reset", "truncated", "html", "500", "garbage", "bad_gzip", "stall"])
def test_a_secret_appears_nowhere(
    server: Running, run: Driver, fault: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    auths: list[Any] = [StaticHeader("authorization", Secret(CANARY), "Basic "), RenewableToken(_token)]
    calls = _secret_calls() if fault != "stall" else _secret_calls()[:1]
    for auth in auths:
        for operation in calls:
            if fault is not None:
                server.state.faults.extend([fault])
            operation = operation.with_options({"attempts": 1, "timeout": 0.15 if fault == "stall" else 30})
            try:
                run(server.base, operation, auth=auth)
            except ESignError as error:
                shown = traceback.TracebackException.from_exception(error, capture_locals=True)
                text = "".join(shown.format()) + repr(error) + str(error) + repr(vars(error)) + repr(error.__context__)
                assert CANARY not in text
                assert error.__cause__ is None
                assert CANARY.encode() not in pickle.dumps(error)
    assert CANARY not in caplog.text


def test_tracebacks_show_the_callers_frames_and_little_else(server: Running, run: Driver) -> None:
    def the_callers_flow() -> Steps[Any]:
        return (yield from path("/nowhere"))

    with pytest.raises(ESignError) as caught:
        run(server.base, the_callers_flow())
    frames = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    files = [frame.filename for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "the_callers_flow" in frames
    package = str(Path(esignkit.__file__).parent)
    ours = [name for name in files if name.startswith(package)]
    assert len(ours) <= 2, files
    assert not [name for name in files if "httpcore" in name]


def test_a_context_is_not_shared_between_variants() -> None:
    with sync_client("http://localhost") as client:
        variant = client.with_options(timeout=3)
        assert client.context.options is None
        assert variant.context.budget is client.context.budget
        assert attrs.asdict(variant.context, recurse=False)["options"] == {"timeout": 3}


def test_closing_twice_is_fine(server: Running) -> None:
    client = sync_client(server.base)
    client.run(create())
    client.close()
    client.close()

    async def main() -> None:
        other = async_client(server.base)
        await other.run(create())
        await other.aclose()
        await other.aclose()

    anyio.run(main)


@in_one_test("seconds", [-1.0, 0.0, -math.inf])
def test_waiting_for_a_moment_that_has_passed_does_not_wait(server: Running, run: Driver, seconds: float) -> None:
    server.begin_again()
    with stopwatch() as took:
        run(server.base, sleep(seconds))
    assert took.seconds < 5


@in_one_test("seconds", [1e12, math.inf])
def test_a_wait_without_end_ends_when_the_client_is_closed(server: Running, library: Any, seconds: float) -> None:
    server.begin_again()
    client = sync_client(server.base, library)
    threading.Timer(0.2, client.close).start()
    with stopwatch() as took:
        client.run(sleep(seconds))
    assert took.wall > 0.1
    assert took.seconds < 5
