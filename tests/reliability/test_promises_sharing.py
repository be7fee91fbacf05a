"""The promises of docs/reliability.md about one client in many hands: threads, forked servers, old TLS."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from esignkit import Constellation1, ESignError, ESignLive, Ignisign, NotSentError, Secret
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.core.auth import StaticHeader
from tests.clocks import stopwatch
from tests.inside import inside
from tests.reliability import report
from tests.reliability.certificates import Certificates, tls_servers
from tests.reliability.world import PREPARE, PROVIDERS
from tests.runners.calls import get
from tests.runners.conftest import sync_client
from tests.runners.server import Running
from tests.runners.test_hostile import listening

CALLS = int(os.environ.get("ESIGNKIT_THREAD_CALLS", "30"))
"""Of each of 32 threads; 500 at full size."""


APART = """
import json, sys
from esignkit.sandbox import Sandbox
with Sandbox() as sandbox:
    print(json.dumps(dict(sandbox.env())), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def variables() -> Iterator[dict[str, str]]:
    """How to reach a sandbox in a process of its own, which does not share the interpreter with the callers."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", APART], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(30) == 0


def _package(client: Any, name: str, _: object) -> bool:
    return client.packages.get(client.packages.create(esl.Package(name=name))).name == name


def _session(client: Any, name: str, _: object) -> bool:
    info = c1.SessionInfo(title=name, transaction_id=name)
    made = client.sessions.create(c1.Session(session_info=info, signers=[c1.Signer(first_name="A", last_name="B", email_address="a@example.com")])).session_id  # fmt: skip
    return client.sessions.get(made).session_info.title == name


def _request(client: Any, name: str, things: dict[str, Any]) -> bool:
    made = client.signature_requests.create(things["profile"])
    return client.signature_requests.get(made).id == made


# each makes two calls
WRITES: dict[str, Callable[[Any, str, dict[str, Any]], bool]] = {
    "esignlive": _package, "constellation1": _session, "ignisign": _request,
}  # fmt: skip


def _read(provider: str, client: Any, things: dict[str, Any]) -> bool:
    if provider == "esignlive":
        return client.packages.get(things["package"]).id == things["package"]
    if provider == "ignisign":
        return client.signature_requests.get(things["request"]).id == things["request"]
    return client.sessions.get(things["session"]).session_id == things["session"]


def test_promise_17_threads_share_the_clients_of_three_services(variables: dict[str, str]) -> None:
    wrong: list[str] = []
    calls: Counter[str] = Counter()
    exchanges: list[int] = []

    def work(number: int) -> None:
        dice, made, mine = random.Random(number), 0, Counter[str]()
        while mine.total() < CALLS:
            provider, name = PROVIDERS[(number + made) % 3], f"thread {number} {made}"
            made += 1
            try:
                if dice.random() < 0.05:
                    mine[provider] += 2
                    fine = WRITES[provider](clients[provider], name, things[provider])
                else:
                    mine[provider] += 1
                    fine = _read(provider, clients[provider], things[provider])
            except ESignError as error:
                fine = False
                name += f" {error}"
            if not fine:
                wrong.append(name)
        calls.update(mine)

    with (
        inside(ESignLive).from_env(variables) as esignlive,
        inside(Ignisign).from_env(variables) as ignisign,
        inside(Constellation1).from_env(variables) as constellation1,
    ):
        clients: dict[str, Any] = {"esignlive": esignlive, "ignisign": ignisign, "constellation1": constellation1}
        things = {name: PREPARE[name](client) for name, client in clients.items()}
        for client in clients.values():
            client.context.observe = lambda answer: exchanges.append(answer.status)
        threads = [threading.Thread(target=work, args=(n,)) for n in range(32)]
        with stopwatch() as took:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert wrong == []
    assert set(exchanges) <= {200, 201, 204}
    assert calls.total() >= 32 * CALLS, "a thread ended early"
    assert took.cpu < calls.total() / 1000 or CALLS < 500  # 1,000 calls a second; a small run says little about speed
    report.note("17", mixed_calls=calls.total(), wrong=len(wrong))
    report.note("17", mixed_calls_per_second=calls.total() / took.wall)
    report.note("17", exchanges_per_second=len(exchanges) / took.wall)


PREFORK = """
import json, os, socket, sys, threading
from tests.runners.calls import get
from tests.runners.conftest import sync_client
CLIENT = sync_client(sys.argv[1])  # at import time, as an application would
assert CLIENT.run(get("warm")) == "warm"  # and used before the workers are made
listener = socket.create_server(("127.0.0.1", 0))
workers = []
for _ in range(int(sys.argv[2])):
    pid = os.fork()
    if pid == 0:
        listener.settimeout(30)
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                os._exit(0)
            with connection:
                name = connection.recv(100).decode()
                if name == "quit":
                    os._exit(0)
                try:
                    connection.sendall(f"{os.getpid()} {CLIENT.run(get(name))}".encode())
                except Exception as error:
                    connection.sendall(f"{os.getpid()} {type(error).__name__}".encode())
    workers.append(pid)
print(listener.getsockname()[1], flush=True)
for pid in workers:
    os.waitpid(pid, 0)
assert CLIENT.run(get("parent")) == "parent"
CLIENT.close()
"""


def asked(port: int, name: str) -> tuple[str, str]:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(name.encode())
        pid, _, said = connection.recv(1000).decode().partition(" ")
    return pid, said


def test_promise_18_a_server_that_forks_its_workers(server: Running) -> None:
    requests, workers = int(os.environ.get("ESIGNKIT_FORK_CALLS", "100")), 3
    command = [sys.executable, "-W", "ignore", "-c", PREFORK, server.base, str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        port = int(parent.stdout.readline())
        answers: list[tuple[str, str, str]] = []

        def browse(number: int) -> None:
            for n in range(requests // 4):
                name = f"r{number}-{n}"
                answers.append((name, *asked(port, name)))

        browsers = [threading.Thread(target=browse, args=(n,)) for n in range(4)]
        for one in browsers:
            one.start()
        for one in browsers:
            one.join()
        for _ in range(workers):
            with socket.create_connection(("127.0.0.1", port), 10) as connection:
                connection.sendall(b"quit")
        assert parent.wait(30) == 0, parent.stderr.read()
    wrong = [answer for answer in answers if answer[2] != answer[0]]
    assert wrong == []
    assert len({pid for _, pid, _ in answers}) > 1
    report.note("18", requests_to_forked_workers=len(answers), wrong=len(wrong))


def old_tls(heard: list[bytes]) -> Callable[[socket.socket], None]:
    """A server that speaks TLS 1.1 and nothing later: its hello, written by hand, for OpenSSL no longer makes one."""

    def serve(connection: socket.socket) -> None:
        heard.append(connection.recv(65536))
        session = b"\x00"
        hello = b"\x03\x02" + bytes(32) + session + b"\xc0\x14" + b"\x00"  # TLS 1.1, a cipher of that time
        message = b"\x02" + len(hello).to_bytes(3, "big") + hello
        connection.sendall(b"\x16\x03\x02" + len(message).to_bytes(2, "big") + message)
        while got := connection.recv(65536):
            heard.append(got)

    return serve


def test_promise_19_tls_1_1_is_refused(tmp_path: Path) -> None:
    heard: list[bytes] = []
    with tls_servers(Certificates(tmp_path)) as servers, listening(old_tls(heard)) as base:
        assert servers
        old = base.replace("http:", "https:")
        with (
            sync_client(old, auth=StaticHeader("authorization", Secret("CANARY"))) as client,
            pytest.raises(NotSentError) as caught,
        ):
            client.run(get())
        assert caught.value.attempts == 1, "a server that speaks no TLS of today is not asked again"
    sent = b"".join(heard)
    assert sent[:1] == b"\x16", "a handshake was begun"
    assert b"CANARY" not in sent
    assert b"things" not in sent
    alerts = [record for record in heard[1:] if record[:1] == b"\x15"]
    assert all(record[:1] == b"\x15" for record in heard[1:]), "beyond the hello only alerts went out"
    report.note("19", old_protocols=1, credential_bytes_sent=0, alerts=len(alerts))


def test_promise_19_plain_http_needs_this_machine() -> None:
    from esignkit import Constellation1, ESignLive, Ignisign

    for make in (
        lambda url: ESignLive(api_key="a2V5", base_url=url),
        lambda url: Ignisign(app_id="appId_1", app_env="DEVELOPMENT", app_secret="s", base_url=url),
        lambda url: Constellation1(token="t", base_url=url),
    ):
        for url in ("http://example.com", "http://10.0.0.1", "http://[2001:db8::1]", "HTTP://example.com"):
            with pytest.raises(ValueError, match="https"):
                make(url)
        make("http://127.0.0.1:9").close()
