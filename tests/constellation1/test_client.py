"""Both clients over real HTTP: what arrives at the server."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import esignkit.constellation1
from esignkit.constellation1 import (
    AsyncConstellation1,
    Constellation1,
    Document,
    Session,
    SessionInfo,
    Signer,
)
from esignkit.types import Secret
from tests.constellation1.samples import SESSION_ID
from tests.tables import in_one_test

CONTENT = bytes(range(256)) * 900
ENV = {
    "CONSTELLATION1_API_KEY": "canary-key",
    "CONSTELLATION1_SALT": "canarysalt",
    "CONSTELLATION1_USERNAME": "owner@example.com",
}


class Stub(ThreadingHTTPServer):
    """A server that gives tokens, says yes, and remembers everything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body is sent after its head: it would come 40 ms later
    server: Stub

    def answer(self) -> None:
        headers = {k.lower(): v for k, v in self.headers.items()}
        body = b""
        if "chunked" in headers.get("transfer-encoding", ""):
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.seen.append((self.command, self.path, headers, body))
        value = {"SigningSessionId": SESSION_ID, "ReturnValue": "True", "Session": {"StatusCode": 1}}
        if "/encrypt/" in self.path or "/gettoken/" in self.path:
            value["ReturnValue"] = "canary-token"
        if "landingurl" in self.path:
            value["ReturnValue"] = "https://x.example/"
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = answer

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def stub() -> Iterator[Stub]:
    server = Stub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def lease(path: Path) -> Session:
    path.write_bytes(CONTENT)
    return Session(
        session_info=SessionInfo(title="Lease"),
        documents=[Document(file_name="lease.pdf", file_bytes=path)],
        signers=[Signer(last_name="Doe", email_address="doe@example.com")],
    )


def check(stub: Stub, *, form: str) -> None:
    calls = [s for s in stub.seen if "/encrypt/" not in s[1] and "/gettoken/" not in s[1]]
    assert [s[:2] for s in calls] == [
        ("POST", "/rest/v1/sessions"),
        ("PUT", f"/rest/v1/sessions/{SESSION_ID}/start?returnUrl=x"),
        ("GET", f"/rest/v1/sessions/{SESSION_ID}"),
        ("GET", "/rest/v1/landingurl"),
    ]
    assert {s[2]["authorization"] for s in calls} == {"canary-token"}
    assert {s[2]["content-type"] for s in stub.seen} == {"application/json"}
    assert calls[1][2]["content-length"] == "0"
    assert "transfer-encoding" not in calls[1][2]
    sent = json.loads(calls[0][3])["session"]["Documents"][0]["FileBytes"]
    assert (bytes(sent) if form == "integers" else base64.b64decode(sent)) == CONTENT
    assert len(stub.seen) == 9, "one encrypt, then a token for each of the four calls"


@pytest.mark.parametrize("form", ["integers", "base64"])
def test_sync(stub: Stub, tmp_path: Path, form: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Constellation1(
        api_key="canary-key",
        salt="canarysalt",
        username="owner@example.com",
        base_url=stub.url + "/",
        file_bytes=form,
    ) as client:
        created = client.sessions.create(lease(tmp_path / "lease.pdf"))
        assert client.sessions.start(created.session_id, return_url="x").succeeded
        assert client.sessions.get(created.session_id).session_id == SESSION_ID
        assert client.users.landing_url() == Secret("https://x.example/")
        assert "canary" not in repr(client) + repr(client.sessions) + repr(vars(client))
    check(stub, form=form)
    assert "canary" not in caplog.text


@pytest.mark.anyio
async def test_async(stub: Stub, tmp_path: Path) -> None:
    async with AsyncConstellation1.from_env({**ENV, "CONSTELLATION1_BASE_URL": stub.url + "/rest"}) as client:
        created = await client.sessions.create(lease(tmp_path / "lease.pdf"))
        assert (await client.sessions.start(created.session_id, return_url="x")).succeeded
        assert (await client.sessions.get(created.session_id)).session_id == SESSION_ID
        assert await client.users.landing_url() == Secret("https://x.example/")
    check(stub, form="integers")


@pytest.mark.anyio
async def test_a_coroutine_function_may_give_tokens(stub: Stub) -> None:
    async def token() -> str:
        return "mine"

    async with AsyncConstellation1(token=token, base_url=stub.url) as client:
        await client.users.landing_url()
    assert stub.seen[0][2]["authorization"] == "mine"


def test_the_token_calls_may_be_made_by_hand(stub: Stub) -> None:
    with Constellation1(token="t", base_url=stub.url) as client:
        cipher = client.tokens.encrypt("k", salt="s")
        assert client.tokens.create(cipher, salt="s") == Secret("canary-token")
    assert "authorization" not in stub.seen[0][2]
    assert stub.seen[1][2]["authorization"] == "canary-token"


def test_from_env(stub: Stub) -> None:
    with Constellation1.from_env({**ENV, "CONSTELLATION1_ENVIRONMENT": "stage"}) as client:
        assert "api.stage.esignonline.net/rest" in repr(client)


@in_one_test("name", esignkit.constellation1.__all__)
def test_public_names(name: str) -> None:
    assert getattr(esignkit.constellation1, name).__module__.startswith("esignkit.constellation1")
    assert name in dir(esignkit.constellation1)


def test_no_other_names() -> None:
    with pytest.raises(AttributeError, match="Sesion"):
        _ = esignkit.constellation1.Sesion
