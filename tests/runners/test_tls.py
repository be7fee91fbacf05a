"""TLS: one context, honest failures, and a deadline that holds through a handshake."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import esignkit.runners.tls as tls
from esignkit.errors import DeadlineExceededError, NotSentError, OutcomeUnknownError
from tests.clocks import stopwatch
from tests.reliability.certificates import DAY, Certificates
from tests.runners.calls import create, get, path
from tests.runners.conftest import Driver, sync_client
from tests.runners.raw import Caller, Script, answer, raw_server
from tests.runners.server import serving
from tests.tables import in_one_test


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = Certificates(tmp_path_factory.mktemp("tls"))
    return made.make("both", "127.0.0.1", -DAY, DAY, own=True)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tls, "contexts", {})
    return


@pytest.fixture(scope="module")
def trusting(certificate: str) -> Iterator[None]:
    context = ssl.create_default_context(cafile=certificate)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tls, "contexts", {("httpx", True): context, ("httpx2", True): context})
        yield


def test_a_certificate_nobody_vouches_for_is_final_and_nothing_was_sent(
    fresh: None, certificate: str, run: Driver
) -> None:
    with serving(certificate) as server:
        with pytest.raises(NotSentError, match="certificate was refused") as caught:
            run(server.base, create())
        assert caught.value.attempts == 1
        assert server.state.seen == []


def test_plain_http_behind_https_is_final_too(fresh: None, server: Any, run: Driver) -> None:
    with pytest.raises(NotSentError, match=r"TLS failed \([a-z ]+\)"):  # OpenSSL says what it did not like
        run(server.base.replace("http:", "https:"), create(options={"timeout": 2}))
    assert server.state.seen == []


def test_calls_and_drips_over_tls(trusting: None, certificate: str, run: Driver) -> None:
    with serving(certificate) as server:
        assert run(server.base, get("x"), get("y")) == "y"
        server.state.faults.extend(["ok", "body_drip"])
        with stopwatch() as took, pytest.raises(DeadlineExceededError):
            run(server.base, get("warm"), get(options={"timeout": 0.3}))
        assert took.seconds < 0.8


def test_a_handshake_that_drips_is_cut(trusting: None, run: Driver) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            for byte in b"\x16\x03\x03\x10\x00" + b"\x02\x00\x0f\xfc" + bytes(100):
                try:
                    connection.send(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.03)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    with stopwatch() as took, pytest.raises(DeadlineExceededError):
        run(f"https://127.0.0.1:{listener.getsockname()[1]}", create(options={"timeout": 0.3}))
    assert took.seconds < 0.8
    listener.close()
    thread.join(5)


def test_one_context_for_a_process(fresh: None, monkeypatch: pytest.MonkeyPatch, library: Any) -> None:
    made = []
    creator = library or httpx
    real = creator.create_ssl_context
    monkeypatch.setattr(creator, "create_ssl_context", lambda **options: made.append(1) or real(**options))
    with raw_server(lambda caller, number: None) as plain:
        base = plain.base.replace("http:", "https:")
        clients = [sync_client(base, library) for _ in range(3)]
        assert made == []
        for client in clients:
            with pytest.raises(NotSentError):
                client.run(path("/x"))
        for mode in ("asyncio", "trio"):
            with pytest.raises(NotSentError):
                Driver(mode, library)(base, path("/x"))
    assert made == [1]
    (context,) = tls.contexts.values()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_it_is_cheap_to_make_a_client(library: Any) -> None:
    sync_client("https://a.example", library)
    best = 1.0
    for _ in range(5):
        begin = time.thread_time()
        for _ in range(20):
            sync_client("https://a.example", library)
        best = min(best, (time.thread_time() - begin) / 20)
    assert best < 0.0004  # each of them made two sets of connections


def test_certificates_are_read_from_where_the_environment_says(
    fresh: None, certificate: str, monkeypatch: pytest.MonkeyPatch, run: Driver
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(Path(certificate)))
    with serving(certificate) as server:
        assert run(server.base, get("x")) == "x"


HEAD = b"HTTP/1.1 200 OK\r\n"
WHOLE = [
    answer(b'{"id": "a"}'.ljust(30_000)),
    HEAD + b'Transfer-Encoding: chunked\r\n\r\nb\r\n{"id": "a"}\r\n0\r\n\r\n',
]
UNTIL_THE_END = HEAD + b'Connection: close\r\n\r\n{"id": "a"}'
NO_RECORD = b"\x17\x03\x03\x00\x05garbage"


def ending(said: bytes, how: str) -> Script:
    """Answer a request and end the connection, in one segment where something follows the answer."""

    def script(caller: Caller, number: int) -> None:
        caller.heard()
        end = caller.connection
        if how == "garbage":
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
        caller.say(said)
        if how == "garbage":
            os.write(end.fileno(), NO_RECORD)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)
        elif how == "goodbye" and isinstance(end, ssl.SSLSocket):
            end.unwrap()
        elif how == "reset":
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.close()

    return script


@in_one_test("scheme, how", [("http", "reset"), *(("https", how) for how in ("reset", "end", "garbage", "goodbye"))])
def test_a_whole_answer_is_one_however_the_connection_ends(
    trusting: None, certificate: str, run: Driver, scheme: str, how: str
) -> None:
    for said in WHOLE:
        with raw_server(ending(said, how), certificate if scheme == "https" else None) as server:
            assert [run(server.base, create()) for _ in range(10)] == ["a"] * 10


@in_one_test("scheme, how", [("http", "reset"), ("https", "reset"), ("https", "end"), ("https", "garbage")])
def test_an_answer_whose_end_nothing_shows_is_none(
    trusting: None, certificate: str, kept: Driver, scheme: str, how: str
) -> None:
    """RFC 9112, 9.8: without a length it is complete only when the server has said goodbye."""
    for said in (UNTIL_THE_END, WHOLE[0][:-1], WHOLE[1][:-1]):
        with (
            raw_server(ending(said, how), certificate if scheme == "https" else None) as server,
            pytest.raises(OutcomeUnknownError, match="the connection broke"),
        ):
            kept(server.base, create())
    with raw_server(ending(UNTIL_THE_END, "goodbye"), certificate if scheme == "https" else None) as server:
        assert kept(server.base, create()) == "a"


ALONE = """
import sys
sys.modules["orjson"] = None  # loads modules of its own
from esignkit import ESignLive
from esignkit.errors import NotFoundError
with ESignLive(api_key="a2V5", base_url=sys.argv[1]) as client:
    for _ in range(2):
        try:
            client.packages.get("p")
        except NotFoundError:
            print(*sorted({"attr", "h11", "httpx", "inspect", "logging", "ssl", "urllib.parse"} & set(sys.modules)))
"""


def test_what_a_call_over_tls_loads(certificate: str) -> None:
    with serving(certificate) as server:
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(
            [sys.executable, "-c", ALONE, server.base],
            env={**environment, "SSL_CERT_FILE": certificate},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines() == ["ssl", "ssl"]
        assert len(server.state.seen) == 2
