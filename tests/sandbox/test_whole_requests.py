"""A request that did not arrive whole is not carried out, on any of the services."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import attrs
import httpx
import pytest

from esignkit import ESignLive, Ignisign
from esignkit import constellation1 as c1
from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import sample_agreement
from tests.sandboxes import running_sandbox


@attrs.frozen
class Write:
    """A request that changes something, as bytes: what stands before its framing, and its body."""

    provider: str
    head: bytes
    body: bytes
    effect: str


sandbox = running_sandbox(scope="module")


class Recorder(httpx.HTTPTransport):
    """Passes requests on and keeps the last one, its body in one piece."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.body = b"".join(request.stream)
        self.last = request
        whole = httpx.Request(request.method, request.url, headers=request.headers, content=self.body)
        return super().handle_request(whole)


def _recorded(send: Callable[[httpx.Client], object]) -> tuple[bytes, bytes]:
    """The head without framing and the body of the last request that a client of the SDK sends."""
    recorder = Recorder()
    with httpx.Client(transport=recorder) as http:
        send(http)
    request = recorder.last
    head = f"{request.method} {request.url.raw_path.decode()} HTTP/1.1\r\n".encode()
    for name, value in request.headers.raw:
        if name.lower() not in (b"content-length", b"transfer-encoding", b"connection"):
            head += name + b": " + value + b"\r\n"
    return head, recorder.body


def _esignlive(sandbox: Sandbox, http: httpx.Client) -> object:
    with ESignLive.from_env(sandbox.env(), http_client=http) as client:
        return client.packages.create(esl_package(), files=[("lease.pdf", sample_agreement())])


def esl_package() -> object:
    from esignkit.esignlive import Document, Package

    return Package(name="Lease", documents=[Document(name="Lease")])


def _ignisign(sandbox: Sandbox, http: httpx.Client) -> object:
    with Ignisign.from_env(sandbox.env(), http_client=http) as client:
        profile = client.signature_profiles.list()[0].id
        return client.signers.create(profile, first_name="A", last_name="Example", email="a@example.com")


def _ignisign_upload(sandbox: Sandbox, http: httpx.Client) -> object:
    with Ignisign.from_env(sandbox.env(), http_client=http) as client:
        request = client.signature_requests.create(client.signature_profiles.list()[0].id)
        document = client.documents.create(request, label="Lease")
        return client.documents.upload(document, ("l.pdf", sample_agreement()))


def _constellation1(sandbox: Sandbox, http: httpx.Client) -> object:
    from esignkit import Constellation1

    with Constellation1.from_env(sandbox.env(), http_client=http) as client:
        signer = c1.Signer(first_name="A", last_name="Example", email_address="a@example.com", signer_role="Seller 1")
        document = c1.Document(file_name="sale.pdf", file_bytes=sample_agreement())
        info = c1.SessionInfo(title="Sale", transaction_id="t-1")
        return client.sessions.create(c1.Session(session_info=info, documents=[document], signers=[signer]))


WRITES = {
    "esignlive multipart": ("esignlive", "packages.create", _esignlive),
    "ignisign JSON": ("ignisign", "signers.create", _ignisign),
    "ignisign multipart": ("ignisign", "documents.upload", _ignisign_upload),
    "constellation1 JSON": ("constellation1", "sessions.create", _constellation1),
}


@pytest.fixture(scope="module")
def writes(sandbox: Sandbox) -> dict[str, Write]:
    made: dict[str, Write] = {}
    for name, (provider, effect, send) in WRITES.items():
        head, body = _recorded(lambda http, send=send: send(sandbox, http))
        made[name] = Write(provider, head, body, effect)
    return made


def _chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)


CUTS: dict[str, Callable[[bytes], bytes]] = {
    "head alone": lambda body: b"Content-Length: %d\r\n\r\n" % len(body),
    "half the body": lambda body: b"Content-Length: %d\r\n\r\n" % len(body) + body[: len(body) // 2],
    "all but a byte": lambda body: b"Content-Length: %d\r\n\r\n" % len(body) + body[:-1],
    "a byte too few for its length": lambda body: b"Content-Length: %d\r\n\r\n" % (len(body) + 1) + body,
    "chunked, head alone": lambda body: b"Transfer-Encoding: chunked\r\n\r\n",
    "chunked, half": lambda body: b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(body[: len(body) // 2]),
    "chunked, no end": lambda body: b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(body),
    "chunked, cut chunk": lambda body: b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body[:-1],
    "chunked, half an end": lambda body: b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(body) + b"0\r\n",
    "chunked, garbage": lambda body: b"Transfer-Encoding: chunked\r\n\r\n" + _chunked(body) + b"no size\r\n",
}


def _sent(sandbox: Sandbox, content: bytes, end: str) -> bytes:
    """Send bytes on a connection of their own, end it in one of three ways, and return what came back."""
    with socket.create_connection(("127.0.0.1", int(sandbox.url.rpartition(":")[2])), 10) as connection:
        connection.sendall(content)
        if end == "reset":  # linger 0: closing tears the connection
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return b""
        if end == "close":
            return b""
        if end == "half-close":
            connection.shutdown(socket.SHUT_WR)
        got = b""
        while data := connection.recv(1 << 16):
            got += data
        return got


def _settled(sandbox: Sandbox) -> None:
    """Return when what was sent before has been dealt with: the server has one loop and one worker."""
    for _ in range(3):
        _sent(sandbox, b"GET /_sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "wait")


@pytest.mark.parametrize("end", ["close", "half-close", "reset"])
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("name", WRITES)
def test_what_is_cut_off_is_not_carried_out(
    sandbox: Sandbox, writes: dict[str, Write], name: str, cut: str, end: str
) -> None:
    write = writes[name]
    before = len(sandbox.ledger(write.provider))
    answered = _sent(sandbox, write.head + CUTS[cut](write.body), end)
    _settled(sandbox)
    assert len(sandbox.ledger(write.provider)) == before
    assert not answered.startswith(b"HTTP/1.1 200")


def test_headers_alone_create_no_signer(sandbox: Sandbox, writes: dict[str, Write]) -> None:
    """The specimen: each of 20 such requests made one."""
    write = writes["ignisign JSON"]
    before = len(sandbox.ledger("ignisign", "signers.create"))
    for _ in range(20):
        _sent(sandbox, write.head + CUTS["head alone"](write.body), "close")
    _settled(sandbox)
    assert len(sandbox.ledger("ignisign", "signers.create")) == before


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("name", ["esignlive multipart", "ignisign JSON", "constellation1 JSON"])
def test_the_same_requests_are_carried_out_when_they_are_whole(
    sandbox: Sandbox, writes: dict[str, Write], name: str, chunked: bool
) -> None:
    write = writes[name]
    before = len(sandbox.ledger(write.provider, write.effect))
    framing = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(write.body) + write.body
    if chunked:
        half = len(write.body) // 2
        framing = b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        framing += _chunked(write.body[:half], write.body[half:]) + b"0\r\n\r\n"
    assert _sent(sandbox, write.head + framing, "wait").startswith(b"HTTP/1.1 200")
    assert len(sandbox.ledger(write.provider, write.effect)) == before + 1


@pytest.mark.parametrize("name", ["esignlive multipart", "ignisign multipart"])
def test_a_multipart_body_without_its_last_boundary_is_refused(
    sandbox: Sandbox, writes: dict[str, Write], name: str
) -> None:
    """It is whole by its length, and cut all the same."""
    write = writes[name]
    before = len(sandbox.ledger(write.provider))
    body = write.body[: write.body.rstrip(b"\r\n").rindex(b"\r\n--")]
    framing = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body
    assert _sent(sandbox, write.head + framing, "wait").startswith(b"HTTP/1.1 400")
    assert len(sandbox.ledger(write.provider)) == before
