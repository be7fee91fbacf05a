"""Raw requests to a service, at either of its addresses."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

MOUNTS = {"esignlive": "/esl", "ignisign": "/ignisign", "constellation1": "/c1"}

ADDRESSES = ["path", "own port"]
"""Where a service answers: below its path on the port of all, and at the root of a port of its own."""


def root_of(sandbox, service, address):
    """The URL below which a service's paths begin."""
    return sandbox.url + MOUNTS[service] if address == "path" else getattr(sandbox, service).root_url


class Wire:
    """Connections on which nothing is added or changed: each is for one request."""

    def __init__(self, root, authorization):
        parts = urlsplit(root)
        self.place = parts.hostname, parts.port
        self.root = parts.path.encode()
        self.authorization = authorization.encode()

    def send(self, method, path, body=b"", headers=b""):
        head = method.encode() + b" " + self.root + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += b"Authorization: " + self.authorization + b"\r\nConnection: close\r\n" + headers
        if b"chunked" not in headers:
            head += b"Content-Length: %d\r\n" % len(body)
        with socket.create_connection(self.place, 60) as connection:
            connection.sendall(head + b"\r\n" + body)
            response = b""
            while chunk := connection.recv(65536):
                response += chunk
        head, _, content = response.partition(b"\r\n\r\n")
        status, _, fields = head.decode("latin-1").partition("\r\n")
        named = (line.partition(": ") for line in fields.split("\r\n"))
        return int(status.split()[1]), {name.lower(): value for name, _, value in named}, content


def chunked(body, size=700):
    """A body in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
