"""Reads plain requests and writes plain responses without h11, which takes as long for one as the sandbox's own work.

Plain is what nearly every client sends and every service answers: a request with a small body of a given length, and a
response that is whole at once. Everything else, what is malformed above all, goes the way of uvicorn and h11, which
then see the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import h11
from attrs import frozen
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, RequestResponseCycle

if TYPE_CHECKING:
    from starlette.types import Message

Headers: TypeAlias = list[tuple[bytes, bytes]]

_LARGEST_HEAD = 16_384
_LARGEST_BODY = 65_536
_REQUEST_LINE = re.compile(rb"(GET|POST|PUT|PATCH|DELETE) (/[!-~]*) HTTP/1\.1")
_FIELDS = re.compile(rb"(?:\r\n[-!#$%&'*+.^_`|~0-9A-Za-z]+:[\t -~]*)*")
_WRITTEN = re.compile(rb"(?:\r\n[-!#$%&'*+.^_`|~0-9A-Za-z]+: (?:[!-~](?:[\t -~]*[!-~])?)?)*")
_LENGTH = re.compile(rb"[0-9]{1,9}")
_OTHERWISE = {b"transfer-encoding", b"expect", b"upgrade", b"http2-settings", b"trailer", b"te"}
_PLAIN_STATUSES = {status for status in STATUS_PHRASES if status >= 200 and status not in {204, 304}}


@frozen
class PlainRequest:
    """A request that is plain, and whole."""

    method: str
    target: bytes
    headers: Headers
    body: bytes


def read(data: bytes) -> PlainRequest | int | None:
    """Return the one request that some bytes are.

    Args:
        data: What a connection sent since the last request.

    Returns:
        The request; the number of bytes that are missing; None for what is not plain.
    """
    head, end, body = data.partition(b"\r\n\r\n")
    if not end or len(head) > _LARGEST_HEAD:
        return None
    line = _REQUEST_LINE.match(head)
    if line is None or _FIELDS.fullmatch(head, line.end()) is None:
        return None
    headers: Headers = []
    for field in head[line.end() + 2 :].split(b"\r\n"):
        name, _, value = field.partition(b":")
        headers.append((name.lower(), value.strip(b" \t")))
    length = _length(headers)
    if length is None or len(body) > length:
        return None
    missing = length - len(body)
    return missing or PlainRequest(line[1].decode("ascii"), line[2], headers, body)


def _length(headers: Headers) -> int | None:
    """Return the length of the body that headers announce; None for headers that are not plain."""
    named = dict(headers)
    if len(named) != len(headers) or b"host" not in named or not _OTHERWISE.isdisjoint(named):
        return None
    if named.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    announced = named.get(b"content-length", b"0")
    if _LENGTH.fullmatch(announced) is None or int(announced) > _LARGEST_BODY:
        return None
    return int(announced)


class PlainExchange(RequestResponseCycle):
    """A plain request and the response to it, which h11 writes if that is not plain.

    Its connection of h11 has seen nothing of the request, and waits for one.
    """

    request: bytes = b""
    """The request as it came."""
    _start: Message | None = None
    _plain: tuple[bytes, int] | None = None
    _by_h11: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether the response is to come, and h11 has not seen the request."""
        return not self.response_complete and not self._by_h11

    async def send(self, message: Message) -> None:  # type: ignore[override]  # uvicorn has a type of its own for it
        """Send a part of the response."""
        if self._by_h11 or self.disconnected or self.response_complete:
            await super().send(message)  # type: ignore[arg-type]  # see above
        elif self._start is None and (plain := _plain_head(message)) is not None:
            self._start, self._plain, self.response_started = message, plain, True
        elif self._plain is not None and _is_whole_body(message, self._plain[1]):
            self._write(self._plain[0] + message.get("body", b""))
        else:
            await self._send_by_h11(message)

    def _write(self, response: bytes) -> None:
        self.response_complete = True
        self.message_event.set()
        self.transport.write(response)
        if not self.keep_alive:
            self.conn.send(h11.ConnectionClosed())
            self.transport.close()
        self.on_response()

    async def _send_by_h11(self, message: Message) -> None:
        """Let h11 see the request, and write the response."""
        self._by_h11, self.response_started = True, False
        self.conn.receive_data(self.request)
        while not isinstance(self.conn.next_event(), h11.EndOfMessage):
            pass
        if self._start is not None:
            await super().send(self._start)  # type: ignore[arg-type]  # see above
        await super().send(message)  # type: ignore[arg-type]  # see above


def _plain_head(start: Message) -> tuple[bytes, int] | None:
    """Return the head of a response with the length of its body; None for one that is not plain."""
    if start["type"] != "http.response.start" or start["status"] not in _PLAIN_STATUSES:
        return None
    headers: Headers = start.get("headers", ())
    named = {name.lower(): value for name, value in headers}
    if len(named) != len(headers) or b"connection" in named or b"transfer-encoding" in named:
        return None
    fields = b"".join([b"\r\n%b: %b" % field for field in headers])
    length = named.get(b"content-length", b"")
    if _WRITTEN.fullmatch(fields) is None or fields.count(b"\r\n") != len(headers) or not _LENGTH.fullmatch(length):
        return None
    status = start["status"]
    return b"HTTP/1.1 %d %b%b\r\n\r\n" % (status, STATUS_PHRASES[status], fields), int(length)


def _is_whole_body(message: Message, length: int) -> bool:
    whole = message["type"] == "http.response.body" and not message.get("more_body", False)
    return whole and len(message.get("body", b"")) == length
