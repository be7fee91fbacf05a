"""The applications: what they answer, wherever they are mounted, and events that the sandbox posts to them."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from esignkit.agreements import Agreement, Agreements, Party
from esignkit.agreements.results import Event, EventKind
from esignkit.inbox import ASGIApp, Inbox, WSGIApp
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests.inbox.crash_program import Quiet
from tests.inbox.support import AUTHORIZED, KEY, Services, constellation1, esignlive, ignisign
from tests.tables import in_one_test


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with Services() as services:
        path = tmp_path_factory.mktemp("inbox") / "inbox.sqlite3"
        made = Inbox(path, agreements=services.agreements(), handler=print, max_body=2000)
        yield made
        made.storage.close()


CASES: list[tuple[str, str, bytes, dict[str, str], int]] = [
    ("POST", "/esignlive", esignlive(), AUTHORIZED, 200),
    ("POST", "/esignlive/", esignlive(), AUTHORIZED, 200),
    ("POST", "/esignlive", esignlive(), {}, 401),
    ("POST", "/esignlive", b"rubbish", AUTHORIZED, 400),
    ("POST", "/ignisign", ignisign(), {}, 200),
    ("POST", "/constellation1", constellation1(), {}, 200),
    ("POST", "/constellation1", b"", {}, 400),
    ("POST", "/constellation1", b" " * 2001, {}, 413),
    ("POST", "/", b"{}", {}, 404),
    ("POST", "/deeper/esignlive", esignlive(), AUTHORIZED, 404),
    ("GET", "/esignlive", b"", AUTHORIZED, 405),
]


async def ask(app: Any, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
        return await http.request(method, path, content=body, headers=headers)


@pytest.mark.parametrize("root", ["", "/hooks"])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_asgi(inbox: Inbox, root: str, backend: str) -> None:
    app = Starlette(routes=[Mount(root, inbox.asgi)]) if root else inbox.asgi
    for method, path, body, headers, status in CASES:
        response = anyio.run(ask, app, method, root + path, body, headers, backend=backend)
        assert (response.status_code, response.content) == (status, b""), path
    assert response.headers["allow"] == "POST"
    fixed = anyio.run(ask, ASGIApp(inbox, "esignlive"), "POST", "/whatever", esignlive(), AUTHORIZED)
    assert fixed.status_code == 200


def test_wsgi(inbox: Inbox) -> None:
    with httpx.Client(transport=httpx.WSGITransport(inbox.wsgi), base_url="http://here") as http:
        for method, path, body, headers, status in CASES:
            length = {"Content-Length": str(len(body))}
            response = http.request(method, path, content=body, headers={**headers, **length})
            assert (response.status_code, response.content) == (status, b""), path
        assert response.headers["allow"] == "POST"
        endless = http.post("/esignlive", content=iter([esignlive()]), headers=AUTHORIZED)
        assert endless.status_code == 411
    with httpx.Client(transport=httpx.WSGITransport(WSGIApp(inbox, "esignlive")), base_url="http://here") as http:
        length = {"Content-Length": str(len(esignlive()))}
        assert http.post("/whatever", content=esignlive(), headers={**AUTHORIZED, **length}).status_code == 200


LENGTHS = [
    ("0" * 20 + "5000000", 413),
    ("9" * 5000, 413),
    ("2001", 413),
    ("\xb2", 400),
    ("\u0664", 400),
    ("-1", 400),
    ("+5", 400),
    ("1_0", 400),
    ("5, 5", 400),
]


@in_one_test("length, status", LENGTHS)
def test_a_length_that_is_no_number_or_too_long_is_refused_unread(inbox: Inbox, length: str, status: int) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError(size)

    answers: list[str] = []
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/esignlive", "CONTENT_LENGTH": length, "wsgi.input": Unread()}
    inbox.wsgi(environ, lambda answer, headers: answers.append(answer))
    assert [int(answer[:3]) for answer in answers] == [status]
    if length.isascii():

        async def main() -> int:
            sent: list[MutableMapping[str, Any]] = []

            async def receive() -> MutableMapping[str, Any]:
                raise AssertionError

            async def send(message: MutableMapping[str, Any]) -> None:
                sent.append(message)

            headers = [(b"content-length", length.encode())]
            await inbox.asgi({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive, send)
            return int(sent[0]["status"])

        assert anyio.run(main) == status


def test_a_body_that_turns_out_too_long_or_breaks_off_is_not_stored(inbox: Inbox) -> None:
    async def main(*messages: MutableMapping[str, Any]) -> int:
        waiting, sent = list(messages), []

        async def receive() -> MutableMapping[str, Any]:
            return waiting.pop(0)

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await inbox.asgi({"type": "http", "method": "POST", "path": "/esignlive", "headers": []}, receive, send)
        return int(sent[0]["status"])

    chunk = {"type": "http.request", "body": b" " * 1500, "more_body": True}
    assert anyio.run(main, chunk, chunk) == 413
    assert anyio.run(main, chunk, {"type": "http.disconnect"}) == 413


def test_a_body_that_does_not_arrive_is_given_up(inbox: Inbox) -> None:
    async def main() -> list[int]:
        sent: list[MutableMapping[str, Any]] = []

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/esignlive", "headers": []}
        await ASGIApp(inbox, body_timeout=0.01)(scope, anyio.sleep_forever, send)
        return [message["status"] for message in sent if "status" in message]

    assert anyio.run(main) == [408]


def test_a_server_may_start_and_stop_the_application(inbox: Inbox) -> None:
    async def main() -> list[str]:
        waiting, sent = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}], []

        async def receive() -> MutableMapping[str, Any]:
            return waiting.pop(0)

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(str(message["type"]))

        await inbox.asgi({"type": "lifespan"}, receive, send)
        return sent

    assert anyio.run(main) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


# The sandbox posts -----------------------------------------------------------------------------------------------------
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def test_events_of_all_three_services_from_the_sandbox(
    sandbox: Sandbox, account: SandboxAccount, tmp_path: Path
) -> None:
    events: list[Event] = []
    names = ("esignlive", "ignisign", "constellation1")
    environment = {**account.env(), "ESIGNLIVE_CALLBACK_KEY": KEY}
    made = [Agreements.from_env(environment, service=name) for name in names]
    inbox = Inbox(tmp_path / "inbox.sqlite3", agreements=made, handler=events.append)
    with make_server("127.0.0.1", 0, inbox.wsgi, server_class=Server, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        for name in names:
            settings: dict[str, Any] = {"key": KEY} if name == "esignlive" else {}
            sandbox.webhooks.register(name, f"http://127.0.0.1:{server.server_port}/{name}", account.tenant, **settings)
        ids = {}
        for sign in made:
            party = Party("Ada Byron", "ada@example.com")
            sent = sign.send(Agreement(title="Lease", documents=[("lease.pdf", sample_agreement())], parties=[party]))
            ids[sign.service] = sent.id
        for transaction in sandbox.transactions():
            if transaction.tenant == account.tenant:
                sandbox.sign_all(transaction.id)
        for sign in made:
            sign.wait(ids[sign.service], timeout=60, interval=0.02)
        assert {one.state.value for one in sandbox.deliveries() if one.tenant == account.tenant} == {"delivered"}
        inbox.process_pending()
        server.shutdown()
    assert inbox.counts() == {"handled": len(events)}
    completed = {event.service: event for event in events if event.kind is EventKind.COMPLETED}
    assert {name: event.agreement_id for name, event in completed.items()} == ids
    assert all(event.verified for event in completed.values())
    assert inbox.sweep() == 0
    inbox.storage.close()
    for sign in made:
        sign.close()
