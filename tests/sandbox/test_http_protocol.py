"""What comes over a connection to the sandbox: whatever is not one clear request is refused, and does nothing."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from esignkit import ESignLive, esignlive
from tests.sandboxes import running_sandbox

sandbox = running_sandbox(scope="module")

LENGTH = b"Content-Length: 2"
SWITCH = b"POST /_sandbox/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
REFUSED = {
    "chunks and a length": SWITCH.replace(LENGTH, LENGTH + b"\r\nTransfer-Encoding: chunked"),
    "two lengths": SWITCH.replace(LENGTH, LENGTH + b"\r\nContent-Length: 3"),
    "a length of words": SWITCH.replace(b": 2", b": two"),
    "a negative length": SWITCH.replace(b": 2", b": -2"),
    "a length with a sign": SWITCH.replace(b": 2", b": +2"),
    "a blank before the colon": SWITCH.replace(b"Host:", b"Host :"),
    "a NUL": SWITCH.replace(LENGTH, LENGTH + b"\r\nX: \0"),
    "a blank in the path": SWITCH.replace(b"/_sandbox/", b"/_san dbox/"),
    "a byte beyond ASCII in the path": SWITCH.replace(b"/_sandbox/", b"/\xff"),
    "no HTTP": b"\x16\x03\x01\x02\x00\r\n\r\n",
    "no host": SWITCH.replace(b"Host: 127.0.0.1\r\n", b""),
    "another host": SWITCH.replace(b"127.0.0.1", b"signing.example"),
    "another host as well": SWITCH.replace(b"Host: 127.0.0.1\r\n", b"Host: 127.0.0.1\r\nHost: signing.example\r\n"),
}


def answered(sandbox, data):
    """The status of the first response to some bytes."""
    with socket.create_connection(("127.0.0.1", urlsplit(sandbox.url).port), timeout=60) as connection:
        connection.sendall(data)
        return int(connection.recv(65_536).split(b" ")[1])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_clear_request_does_nothing(sandbox, name):
    with ESignLive.from_env(sandbox.env()) as client:
        kept = client.packages.create(esignlive.Package(name="Lease"))
        assert answered(sandbox, REFUSED[name]) in {400, 403}
        assert client.packages.get(kept).name == "Lease"


def test_a_clear_one_is_carried_out(sandbox):
    assert answered(sandbox, SWITCH) == 200


def test_requests_in_a_row_are_answered_in_a_row(sandbox):
    paths = [f"/_sandbox/{number}" for number in range(20)]
    last = "GET /_sandbox/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    asked = "".join(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" for path in paths) + last
    heard = b""
    with socket.create_connection(("127.0.0.1", urlsplit(sandbox.url).port), timeout=60) as connection:
        connection.sendall(asked.encode())
        while piece := connection.recv(65_536):
            heard += piece
    places = [heard.index(f"GET {path}".encode()) for path in paths]
    assert places == sorted(places)
    assert heard.count(b"HTTP/1.1 ") == len(paths) + 1
