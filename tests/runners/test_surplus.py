"""Promise 45: an answer belongs to the call that asked for it; bytes beyond one end the connection."""

from __future__ import annotations

import ssl
import threading
from typing import Any

import anyio
import pytest

import esignkit.runners.tls as tls
from esignkit.core.operation import Operation
from tests.reliability import report
from tests.runners.calls import create, get
from tests.runners.conftest import Driver, async_client, sync_client
from tests.runners.raw import Caller, answer, raw_server
from tests.runners.test_tls import certificate
from tests.tables import in_one_test

__all__ = ["certificate"]  # a fixture

READ: Operation[Any] = Operation("any", "GET", "/first", lambda answer: answer.status)
REAL, STRAY = answer(b'{"id": "real"}'), answer(b'{"id": "stray"}')
PIECES: dict[str, list[bytes | float]] = {
    "in one segment": [REAL + STRAY],
    "in two": [REAL, STRAY],
    "in many": [REAL[:-1], REAL[-1:] + STRAY[:1], STRAY[1:]],
    "a little later": [REAL, 0.002, STRAY],
    "later": [REAL, 0.05, STRAY],
    "much later": [REAL, 0.2, STRAY],
    "a piece as long as one that is received": [answer(b'{"id": "real"}'.ljust(256 * 1024 - 42)) + STRAY],
    "a long answer": [answer(b'{"id": "real"}'.ljust(700_001)) + STRAY],
    "chunked": [
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{"id": "real"}\r\n0\r\n\r\n' + STRAY,
    ],
    "no content": [b"HTTP/1.1 204 No Content\r\n\r\n" + STRAY],
    "a lone byte": [REAL + b"\n"],
    "garbage": [REAL, b"\x00\xff"],
}


def strayed(pieces: list[bytes | float], ready: threading.Event) -> Any:
    """The first answer of the first connection is followed by one that nobody asked for."""

    def script(caller: Caller, number: int) -> None:
        first = number == 0
        while caller.heard():
            if first:
                caller.say(*pieces)
                ready.set()
                first = False
            else:
                caller.say(answer(b'{"id": "real"}'))

    return script


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, certificate: str) -> str:
    context = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(tls, "contexts", {("httpx", True): context, ("httpx2", True): context})
    return certificate


AT_ONCE = [name for name, pieces in PIECES.items() if len(pieces) == 1]
CASES = [(name, waits) for name in PIECES for waits in (True, False) if waits or name in AT_ONCE]


@in_one_test("scheme", ["http", "https"])
@in_one_test("name, waits", CASES)
def test_promise_45_a_surplus_answer_is_never_the_next_calls(
    kept: Driver, name: str, waits: bool, scheme: str, trusting: str
) -> None:
    """The next call is made at once, or when the surplus is known to be there: what comes while a call waits is its."""
    ready = threading.Event()
    with raw_server(strayed(PIECES[name], ready), trusting if scheme == "https" else None) as server:

        def wait() -> None:
            if waits:
                assert ready.wait(10)

        results: list[Any] = []
        if kept.mode == "sync":
            with sync_client(server.base) as client:
                for operation in (READ, create(), get()):
                    results.append(client.run(operation))
                    wait()
        else:

            async def main() -> None:
                async with async_client(server.base) as client:
                    for operation in (READ, create(), get()):
                        results.append(await client.run(operation))
                        await anyio.to_thread.run_sync(wait)

            anyio.run(main, backend=kept.mode)
        taken = results[1:].count("stray")
        report.note("45", cases=1, surplus_answers_taken=taken)
        assert taken == 0
        assert results[1:] == ["real", "real"]
        assert len(server.heard) == 3
        assert server.connections > 1, "the connection with the surplus was used again"


def in_halves(certificate: str, ready: threading.Event, *, at_once: bool) -> Any:
    """The surplus is one TLS record; the first half of it comes now, the other one when the next request is there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def script(caller: Caller, number: int) -> None:
        there = caller.connection
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        spoken = context.wrap_bio(incoming, outgoing, server_side=True)

        def carry_out(step: Any) -> Any:
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    if outgoing.pending:
                        there.sendall(outgoing.read())
                    if not (data := there.recv(65536)):
                        return b""
                    incoming.write(data)

        carry_out(spoken.do_handshake)
        rest = b""
        while carry_out(lambda: spoken.read(65536)):
            if rest:
                there.sendall(rest)
                return
            spoken.write(REAL)
            told = outgoing.read()
            if number == 0:
                spoken.write(STRAY)
                stray = outgoing.read()
                rest = stray[40:]
                caller.say(*([told + stray[:40]] if at_once else [told, 0.02, stray[:40]]))
                ready.set()
            else:
                there.sendall(told)

    return script


@in_one_test("at_once", [True, False])
def test_promise_45_half_a_record_is_surplus_too(kept: Driver, trusting: str, at_once: bool) -> None:
    """Of a record that has not come to its end TLS tells nothing: nobody knows yet whether it is an answer."""
    ready = threading.Event()
    with raw_server(in_halves(trusting, ready, at_once=at_once)) as server:
        base = server.base.replace("http:", "https:")
        if kept.mode == "sync":
            with sync_client(base) as client:
                client.run(get())
                assert ready.wait(10)
                taken = client.run(create())
        else:

            async def main() -> Any:
                async with async_client(base) as client:
                    await client.run(get())
                    assert await anyio.to_thread.run_sync(ready.wait, 10)
                    return await client.run(create())

            taken = anyio.run(main, backend=kept.mode)
        report.note("45", cases=1, surplus_answers_taken=int(taken == "stray"))
        assert taken == "real"
        assert server.connections == 2


def test_a_connection_without_surplus_is_kept(kept: Driver, trusting: str) -> None:
    """The control: what is checked above is no mere refusal to keep connections, also with TLS tickets under way."""

    def script(caller: Caller, number: int) -> None:
        while caller.heard():
            caller.say(answer(b'{"id": "real"}'))

    for certified in (None, trusting):
        with raw_server(script, certified) as server:
            assert kept(server.base, *[get(str(n)) for n in range(5)]) == "real"
            assert server.connections == 1
