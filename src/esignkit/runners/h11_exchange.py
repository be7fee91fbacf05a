"""An exchange by h11, which checks what is sent and reads what comes. Loading it takes a tenth of a cold start."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import Any

import h11

from esignkit.runners.protocol_errors import LocalProtocolError, RemoteProtocolError
from esignkit.runners.requests import Request, ResponseHead, join_headers

__all__ = ["LONGEST_HEAD", "H11Exchange", "check_request"]

LONGEST_HEAD = 100 * 1024
"""Bytes of a response's head at most."""


@contextlib.contextmanager
def _own_errors() -> Generator[None]:
    """Raise h11's errors as our own, without their text: it may hold a header."""
    try:
        yield
    except h11.LocalProtocolError:
        raise LocalProtocolError from None
    except h11.RemoteProtocolError:
        raise RemoteProtocolError from None


def _h11_request(request: Request) -> h11.Request:
    return h11.Request(method=request.method, target=request.target, headers=request.all_headers)


def check_request(request: Request) -> None:
    """Refuse a request that is not valid HTTP.

    Raises:
        LocalProtocolError: It is not.
    """
    with _own_errors():
        _h11_request(request)


class H11Exchange:
    """The exchanges of one connection, one after the other; it does no I/O.

    What is sent raises `LocalProtocolError` when it is not valid HTTP, what is read `RemoteProtocolError`.
    """

    def __init__(self) -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        self._head: h11.Response | None = None

    def begin(self, request: Request) -> bytes:
        """Begin an exchange; return the head of its request."""
        self._head = None
        with _own_errors():
            return self._http.send(_h11_request(request)) or b""

    def data(self, data: bytes) -> bytes:
        """Return a piece of the request's body as it is sent."""
        if not data:
            return b""
        with _own_errors():
            return self._http.send(h11.Data(data=data)) or b""

    def end(self) -> bytes:
        """Return what ends the request."""
        with _own_errors():
            return self._http.send(h11.EndOfMessage()) or b""

    def received(self, data: bytes) -> None:
        """Take what was received; nothing, at the end of the stream."""
        with _own_errors():
            self._http.receive_data(data)

    def head(self) -> ResponseHead | None:
        """Return the head of the final response; None when not all of it was received."""
        while self._head is None:
            event = self._next()
            if event is h11.NEED_DATA:
                return None
            if type(event) is h11.Response:
                self._head = event
        return ResponseHead(self._head.status_code, join_headers(self._head.headers))

    @property
    def framed_twice(self) -> bool:
        """Whether the response has two lengths: a proxy may use the other one to find the end of the body."""
        assert self._head is not None  # noqa: S101 - it was read
        return {name for name, _ in self._head.headers}.issuperset((b"transfer-encoding", b"content-length"))

    def body(self) -> bytes | None:
        """Return the next piece of the response's body, empty at its end; None when it was not received yet."""
        event = self._next()
        if event is h11.NEED_DATA:
            return None
        return bytes(event.data) if type(event) is h11.Data else b""

    def _next(self) -> Any:
        with _own_errors():
            return self._http.next_event()

    def recycle(self) -> bool:
        """Prepare for another exchange; False when the connection cannot be reused."""
        http = self._http
        if http.trailing_data != (b"", False) or {http.our_state, http.their_state} != {h11.DONE}:
            return False
        http.start_next_cycle()
        return True
