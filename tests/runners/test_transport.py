"""Redirects, cookies, proxies, and HTTP clients of the caller's."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import anyio
import httpx
import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.flow import Flow
from esignkit.core.operation import Json, Operation
from esignkit.errors import ApiError, NotSentError, OutcomeUnknownError
from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.runners.proxies import proxy_for
from esignkit.runners.requests import Origin
from esignkit.types import Secret
from tests.runners.calls import ECHO, create, get, send_file
from tests.runners.conftest import Driver, settings, sync_client
from tests.runners.server import Running, serving
from tests.tables import in_one_test

CREDENTIALS = [("authorization", ""), ("authorization", "Basic "), ("cookie", "SESSION="), ("x-api-key", "")]


@in_one_test("status", [301, 302, 303, 307, 308])
@in_one_test("header, prefix", CREDENTIALS)
def test_redirects_are_not_followed_and_no_credential_reaches_another_host(
    server: Running, library: Any, http_library: Any, status: int, header: str, prefix: str
) -> None:
    server.begin_again()
    auth = StaticHeader(header, Secret("CANARY"), prefix)
    with serving() as second, http_library.Client(follow_redirects=True, verify=False) as own:
        for place in ("/echo", second.base + "/echo", f"//127.0.0.1:{second.port}/echo"):
            operation: Operation[Any] = Operation(
                "jump",
                "POST",
                "/jump",
                ECHO.returns,
                body=Json({"a": 1}),
                headers={"x-status": str(status), "x-location": place},
            )
            for client in (
                sync_client(server.base, library, auth=auth),
                SyncClient(settings(server.base, auth=auth), http_client=own),
            ):
                with client, pytest.raises(ApiError) as caught:
                    client.run(operation)
                assert caught.value.status == status
        assert second.state.seen == []
    assert set(server.state.paths) == {"/jump"}
    assert all(seen[2][header] == prefix + "CANARY" for seen in server.state.seen)


def _over(http_library: Any, mode: str, base: str, flow: Flow[Any], **options: Any) -> Any:
    """Run a flow over a client of the caller's."""
    auth = options.pop("auth_of_ours", None)
    if mode == "sync":
        with http_library.Client(verify=False, **options) as own:
            return SyncClient(settings(base, auth=auth), http_client=own).run(flow)

    async def main() -> Any:
        async with http_library.AsyncClient(verify=False, **options) as own:
            return await AsyncClient(settings(base, auth=auth), http_client=own).run(flow)

    return anyio.run(main, backend=mode)


def test_a_client_of_the_callers(server: Running, mode: str, http_library: Any) -> None:
    options = {
        "cookies": {"jar": "theirs"},
        "headers": {"x-theirs": "1"},
        "auth": ("user", "password"),
        "follow_redirects": True,
    }
    got = _over(http_library, mode, server.base, ECHO, **options)["headers"]
    assert got["x-theirs"] == "1"
    assert "cookie" not in got
    assert "authorization" not in got
    session = StaticHeader("Cookie", Secret("s3ss10n"), "SESSION=")
    got = _over(http_library, mode, server.base, ECHO, auth_of_ours=session, **options)["headers"]
    assert got["cookie"] == "SESSION=s3ss10n"
    server.state.faults.append("act_then_reset")
    with pytest.raises(OutcomeUnknownError):
        _over(http_library, mode, server.base, create())
    assert len(server.state.ledger) == 1


@in_one_test("name", ["Content-Length", "Transfer-Encoding", "Expect", "TE", "Trailer", "Upgrade"])
def test_no_default_of_a_client_frames_a_request(server: Running, mode: str, http_library: Any, name: str) -> None:
    for operation in (ECHO, create()):
        if (name, operation.method) == ("Content-Length", "POST"):  # ours takes its place
            continue
        with pytest.raises(ValueError, match=f"default headers set {name}, which belongs to the request itself"):
            _over(http_library, mode, server.base, operation, headers={name: "7"})
    assert server.state.connections == 0


def test_a_hook_of_a_client_that_changes_the_length_breaks_the_call(
    server: Running, mode: str, http_library: Any
) -> None:
    async def awaited(request: Any) -> None:
        request.headers["content-length"] = "7000"

    def blocking(request: Any) -> None:
        request.headers["content-length"] = "7000"

    hooks = {"request": [blocking if mode == "sync" else awaited]}
    with pytest.raises(OutcomeUnknownError, match="the request cannot be put on the wire"):
        _over(http_library, mode, server.base, create(), event_hooks=hooks)


def test_uploads_over_a_client_of_the_callers(server: Running, mode: str, http_library: Any, tmp_path: Any) -> None:
    file = tmp_path / "f.bin"
    file.write_bytes(b"abc" * 100_000)
    _over(http_library, mode, server.base, send_file(file))
    assert file.read_bytes() in server.state.bodies[-1]


def test_a_client_of_the_callers_is_not_closed(server: Running, http_library: Any) -> None:
    with http_library.Client() as own:
        with SyncClient(settings(server.base), http_client=own) as client:
            client.run(get())
        assert not own.is_closed


def test_a_mock_transport_of_the_callers(http_library: Any) -> None:
    transport = http_library.MockTransport(lambda request: http_library.Response(200, json={"id": request.url.path}))
    with http_library.Client(transport=transport) as own:
        assert SyncClient(settings("http://localhost"), http_client=own).run(get("x")) == "/things/x"


def test_a_write_that_was_sent_over_http_2_was_sent(mode: str, http_library: Any) -> None:
    """A client of the caller's may speak HTTP/2, whose steps have names of their own."""
    sent: list[Any] = []

    def steps(request: Any) -> list[tuple[str, dict[str, Any]]]:
        sent.append(request)
        known = {"request": request, "stream_id": 1}
        names = ["send_connection_init", "send_request_headers", "send_request_body"]
        steps = [(f"http2.{name}.{at}", known) for name in names for at in ("started", "complete")]
        return [
            ("connection.connect_tcp.started", {}),
            ("connection.connect_tcp.complete", {"return_value": None}),
            *steps,
        ]

    class Blocking(http_library.BaseTransport):
        def handle_request(self, request: Any) -> Any:
            for step in steps(request):
                request.extensions["trace"](*step)
            raise http_library.RemoteProtocolError("<ConnectionTerminated>")

    class Awaiting(http_library.AsyncBaseTransport):
        async def handle_async_request(self, request: Any) -> Any:
            for step in steps(request):
                await request.extensions["trace"](*step)
            raise http_library.RemoteProtocolError("<ConnectionTerminated>")

    transport = Blocking() if mode == "sync" else Awaiting()
    with pytest.raises(OutcomeUnknownError):
        _over(http_library, mode, "http://localhost", create(), transport=transport)
    assert len(sent) == 1


def test_a_client_of_the_other_mode_is_refused(http_library: Any) -> None:
    with pytest.raises(TypeError, match="Async… class"):
        SyncClient(settings("http://localhost"), http_client=http_library.AsyncClient())
    with pytest.raises(TypeError, match="without Async"):
        AsyncClient(settings("http://localhost"), http_client=http_library.Client())
    with pytest.raises(ValueError, match="httpx client"):
        SyncClient(settings("http://localhost"), http_client=object())


def test_pytest_httpx_sees_our_calls(httpx_mock: Any) -> None:
    httpx_mock.add_response(
        url="https://api.example/v1/things/p%2F1?fields=a", json={"id": "mocked"}, match_headers={"authorization": "k"}
    )
    auth = StaticHeader("authorization", Secret("k"))
    with SyncClient(settings("https://api.example/v1", auth=auth)) as client:
        assert client.run(get("p/1", query={"fields": "a"})) == "mocked"
    httpx_mock.add_response(url="https://api.example/v1/things/q", json={"id": "async"})

    async def main() -> None:
        async with AsyncClient(settings("https://api.example/v1")) as client:
            assert await client.run(get("q")) == "async"

    anyio.run(main)
    httpx_mock.add_exception(httpx.ReadTimeout("x"))
    with SyncClient(settings("https://api.example/v1")) as client, pytest.raises(OutcomeUnknownError):
        client.run(create())
    httpx_mock.add_exception(httpx.ConnectError("x"))
    with SyncClient(settings("https://api.example/v1")) as client, pytest.raises(NotSentError):
        client.run(create(options={"attempts": 1}))


LOCAL = [
    "127.0.0.1",
    "127.9.9.9",
    "localhost",
    "[::1]",
    "box.localhost",
    "intern.example",
    "x.intern.example",
    "10.0.0.5",
]


@pytest.mark.parametrize("host", LOCAL)
def test_hosts_that_no_proxy_is_used_for(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", "intern.example,10.0.0.5")
    assert proxy_for(Origin.parse(f"https://{host}")) is None


@pytest.mark.parametrize("host", ["127.0.0.1.evil.example", "localhost.example", "notlocalhost"])
def test_a_name_that_only_looks_local_is_not(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:1")
    assert proxy_for(Origin.parse(f"https://{host}")) == "http://proxy:1"


def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://u:p@proxy:3128")
    assert proxy_for(Origin.parse("https://api.example")) == "http://u:p@proxy:3128"
    assert proxy_for(Origin.parse("http://api.example")) is None
    assert proxy_for(Origin.parse("https://api.example"), trust_env=False) is None
    monkeypatch.setenv("ALL_PROXY", "other:1")
    assert proxy_for(Origin.parse("http://api.example")) == "http://other:1"
    monkeypatch.setenv("NO_PROXY", "*")
    assert proxy_for(Origin.parse("https://api.example")) is None


@in_one_test("name", ["https_proxy", "HTTPS_PROXY", "Https_Proxy", "All_Proxy"])
def test_a_proxy_may_be_named_in_letters_of_both_cases(name: str) -> None:
    code = "from esignkit.runners.proxies import proxy_for; from esignkit.runners.requests import Origin\n"
    code += "print(proxy_for(Origin.parse('https://api.example')))"
    environment = {"PATH": os.environ["PATH"], name: "proxy:1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "http://proxy:1"


def test_a_proxy_is_used(server: Running, monkeypatch: pytest.MonkeyPatch, run: Driver) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.base.replace("//", "//user:CANARY@"))
    assert run("http://api.example", get("x")) == "x"
    assert server.state.paths[0] == "http://api.example/things/x"


def test_a_proxy_that_refuses(server: Running, monkeypatch: pytest.MonkeyPatch, run: Driver) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.base.replace("//", "//user:CANARY@"))
    with pytest.raises(NotSentError) as caught:
        run("https://api.example", create(options={"attempts": 1}))
    assert "CANARY" not in str(caught.value)


def test_netrc_is_not_read(server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, run: Driver) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login u password p")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert "authorization" not in run(server.base, ECHO)["headers"]


def test_a_mock_of_the_callers_client_sees_the_body(http_library: Any) -> None:
    seen: list[bytes] = []

    def answer(request: Any) -> Any:
        seen.append(request.content)
        return http_library.Response(200, json={"id": "1"})

    with http_library.Client(transport=http_library.MockTransport(answer)) as http_client:
        client = SyncClient(settings("https://api.example"), http_client=http_client)
        client.run(create())
        client.close()
    assert seen == [b'{"n":1}']
