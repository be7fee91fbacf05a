"""Promise 6 through a proxy: a call ends by its deadline, whatever the proxy does or leaves undone."""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Iterator
from typing import ClassVar

import pytest

import esignkit.runners.tls as tls
from esignkit.errors import DeadlineExceededError, NotSentError, OutcomeUnknownError
from tests.runners.calls import create
from tests.runners.conftest import Driver
from tests.runners.names import Answer, after, name_service, rows
from tests.runners.raw import Caller, RawServer, Script, raw_server
from tests.runners.test_proxied import relay, silent
from tests.runners.test_surplus import certificate

__all__ = ["certificate", "name_service"]  # fixtures
DRIPS: list[bytes | float] = [b" ", 0.03] * 400


def serve(caller: Caller, number: int) -> None:
    """Drip an answer to who asks for that, and none to anybody else."""
    if b"drips" in caller.heard():
        caller.say(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", *DRIPS)
    caller.connection.recv(1)


def drip_a_handshake(caller: Caller, number: int) -> None:
    caller.heard()
    caller.say(b"HTTP/1.1 200 OK\r\n\r\n", b"\x16\x03\x03\x10\x00\x02\x00\x0f\xfc", *DRIPS)


class Proxied:
    """A server behind a proxy; `plain` and `encrypted` hear the calls of either scheme."""

    base: ClassVar = {"http": "http://10.0.0.1", "https": "https://127.0.0.1"}

    def __init__(self, plain: RawServer, encrypted: RawServer) -> None:
        self.heard = {"http": plain.heard, "https": encrypted.heard}


@pytest.fixture(scope="module")
def proxied(certificate: str) -> Iterator[Proxied]:
    """All calls of this module go through it, unless a test names another proxy."""
    context = ssl.create_default_context(cafile=certificate)
    with contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(tls, "contexts", {("httpx", True): context, ("httpx2", True): context})
        patch.setattr("esignkit.runners.requests.is_loopback", lambda host: False)
        plain, encrypted = (stack.enter_context(raw_server(serve, given)) for given in (None, certificate))
        proxy = stack.enter_context(raw_server(relay(int(encrypted.base.rpartition(":")[2]))))
        patch.setenv("HTTP_PROXY", plain.base)
        patch.setenv("HTTPS_PROXY", proxy.base)
        yield Proxied(plain, encrypted)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("server", ["stalls", "drips"])
def test_promise_6_through_a_proxy(kept: Driver, proxied: Proxied, server: str, scheme: str) -> None:
    mine = f"{server} {kept.mode}"
    with pytest.raises(OutcomeUnknownError, match="deadline"):
        kept(proxied.base[scheme], create({"n": mine}, options={"timeout": 0.6}))
    assert [mine.encode() in request for request in proxied.heard[scheme]].count(True) == 1


@pytest.mark.parametrize("proxy", [silent, drip_a_handshake])
def test_promise_6_a_proxy_that_opens_no_tunnel(kept: Driver, monkeypatch: pytest.MonkeyPatch, proxy: Script) -> None:
    with raw_server(proxy) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.base)
        with pytest.raises((DeadlineExceededError, NotSentError)):
            kept("https://api.example", create(options={"timeout": 0.4}))


def test_promise_6_a_proxy_whose_name_is_found_late(
    kept: Driver, monkeypatch: pytest.MonkeyPatch, names: dict[str, Answer]
) -> None:
    names["proxy.test"] = after(0.8, rows("127.0.0.1"))
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:9")
    begin = time.monotonic()
    with pytest.raises((DeadlineExceededError, NotSentError)):
        kept("http://api.example", create(options={"timeout": 0.1}))
    if kept.mode == "sync":  # an event loop joins the thread that looks up, before it ends
        control = time.monotonic()
        after(0.8, rows())("", 1)
        assert control - begin < time.monotonic() - control
