"""Effects of faults: other responses, and bytes that are not valid HTTP."""

from __future__ import annotations

import asyncio
import functools
import socket
import struct
import zlib
from typing import TYPE_CHECKING, Literal

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.emulators.call import empty_response, json_response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Message

Effect = Literal[
    "408",
    "429",
    "500",
    "502",
    "503",
    "503-retry-after",
    "504",
    "520",
    "status",
    "html",
    "null",
    "empty",
    "corrupt-gzip",
    "gzip-bomb",
    "redirect-302",
    "redirect-307",
    "deep-json",
    "reset",
    "reset-mid-body",
    "close",
    "garbage",
    "short-length",
    "short-chunked",
    "conflicting-lengths",
    "no-length",
    "huge-header",
    "stall",
    "drip",
]
"""From `408` to `deep-json` a response of the server's, from `reset` on something done to the connection.

`status` is a response with any status and any text.
"""

NOT_EXECUTED: frozenset[str] = frozenset({"429", "null", "redirect-302", "redirect-307"})
"""Responses by which a server says that it has not acted; after it has, they would be lies that no client can see."""

WITHOUT_BODY: frozenset[int] = frozenset({204, 304})
"""Statuses whose responses have no body, as HTTP says."""

_WITHOUT_STATUS: frozenset[str] = frozenset({"reset", "close", "garbage", "stall"})
"""Effects on the connection that end it before there is a status line."""

STALL = 30.0
PAUSE = 0.1
"""Seconds between two bytes of a drip."""
_SETTLE = 0.02
"""Seconds after which bytes have reached a client on this machine; a reset overtakes what is still under way."""


@frozen
class FaultEffect:
    """An effect with its measures."""

    effect: Effect
    seconds: float | None = None
    retry_after: float | None = None
    location: str = "http://127.0.0.1:9/elsewhere"
    status: int | None = None
    body: str | None = None


def placeholder_response() -> Response:
    """Return what is corrupted when the service has given no response."""
    return json_response({"message": "the sandbox was told to fail here"})


def response_for(fault_effect: FaultEffect) -> Response | None:
    """Return the response that takes the service's place; None for effects on the connection."""
    effect = fault_effect.effect
    if effect == "html":
        return Response("<!DOCTYPE html><title>Maintenance</title><p>Back soon.", media_type="text/html")
    if effect == "null":
        return json_response(None)
    if effect == "empty":
        return empty_response()
    if effect == "corrupt-gzip":
        return _gzipped(b"\x1f\x8b\x08\x00 this is not what gzip looks like")
    if effect == "gzip-bomb":
        return _gzipped(_bomb())
    if effect == "deep-json":
        return Response("[" * 100_000 + "]" * 100_000, media_type="application/json")
    if effect.startswith("redirect-"):
        return Response(status_code=int(effect[-3:]), headers={"location": fault_effect.location})
    if effect == "status" or effect[:3].isdigit():
        return _with_status(fault_effect)
    return None


def _with_status(fault_effect: FaultEffect) -> Response:
    effect, body, retry_after = fault_effect.effect, fault_effect.body, fault_effect.retry_after
    status = int(effect[:3]) if fault_effect.status is None else fault_effect.status
    if status in WITHOUT_BODY:
        response = Response(b"", status, media_type="application/json")
    elif body is None:
        response = json_response({"message": f"the sandbox was told to answer {status}"}, status)
    else:
        response = Response(body, status, media_type="text/html" if body.startswith("<") else "application/json")
    if retry_after is None and effect in ("429", "503-retry-after"):
        retry_after = 0
    if retry_after is not None:
        response.headers["retry-after"] = f"{retry_after:g}"
    return response


def status_seen(fault_effect: FaultEffect, status: int) -> int:
    """Return the status that a client reads; 0 where it gets no status line.

    Args:
        fault_effect: What becomes of the response.
        status: Status of the response that it becomes of.
    """
    response = response_for(fault_effect)
    if response is not None:
        return response.status_code
    return 0 if fault_effect.effect in _WITHOUT_STATUS else status


async def corrupt_response(
    fault_effect: FaultEffect,
    response: Response,
    transport: asyncio.Transport,
    receive: Callable[[], Awaitable[Message]],
) -> None:
    """Put something that is no proper response on a connection, and end the connection.

    Args:
        fault_effect: What is wrong.
        response: The service's response.
        transport: The connection.
        receive: The request's channel; it returns when the client has gone away.
    """
    effect, body = fault_effect.effect, bytes(response.body)
    if effect in _CORRUPT_RESPONSES:
        transport.write(_CORRUPT_RESPONSES[effect](response, body))
    elif effect == "reset":
        reset(transport)
    elif effect == "reset-mid-body":
        transport.write(_short_length(response, body[: len(body) // 2], body))
        await asyncio.sleep(_SETTLE)
        reset(transport)
    elif effect == "stall":
        await _gone(receive, STALL if fault_effect.seconds is None else fault_effect.seconds)
        reset(transport)
    elif effect == "drip":
        await _drip(response, body, transport, receive, PAUSE if fault_effect.seconds is None else fault_effect.seconds)
    transport.close()  # without effect after a reset


async def _drip(
    response: Response,
    body: bytes,
    transport: asyncio.Transport,
    receive: Callable[[], Awaitable[Message]],
    seconds: float,
) -> None:
    """Write a body byte by byte, until the client goes away."""
    transport.write(_head(response, f"Content-Length: {len(body)}"))
    for index in range(len(body)):
        if await _gone(receive, seconds):
            return
        transport.write(body[index : index + 1])


def _short_length(response: Response, part: bytes, body: bytes) -> bytes:
    return _head(response, f"Content-Length: {len(body) + 100}") + part


def _short_chunked(response: Response, body: bytes) -> bytes:
    half = body[: len(body) // 2]
    chunk = b"%x\r\n%b\r\n" % (len(half), half) if half else b""
    return _head(response, "Transfer-Encoding: chunked") + chunk


def _conflicting_lengths(response: Response, body: bytes) -> bytes:
    return _head(response, f"Content-Length: {len(body)}\r\nContent-Length: {len(body) + 1}") + body


def _huge_header(response: Response, body: bytes) -> bytes:
    return _head(response, f"Content-Length: {len(body)}\r\nX-Padding: {'x' * (1 << 20)}") + body


_CORRUPT_RESPONSES: dict[str, Callable[[Response, bytes], bytes]] = {
    # A status that the server's own library refuses to write.
    "status": lambda response, body: _head(response, f"Content-Length: {len(body)}\r\nConnection: close") + body,
    "garbage": lambda response, body: b"\x00\x01 what no HTTP server says\r\n\r\n",
    "short-length": lambda response, body: _short_length(response, body, body),
    "short-chunked": _short_chunked,
    "conflicting-lengths": _conflicting_lengths,
    "no-length": lambda response, body: _head(response, "Connection: close") + body[: len(body) // 2],
    "huge-header": _huge_header,
}


def reset(transport: asyncio.Transport) -> None:
    """Break a connection, so that the other side sees it torn, not ended."""
    if transport.is_closing():
        return  # the other side was quicker
    raw = transport.get_extra_info("socket")
    # Linger 0 makes close() send RST instead of an orderly FIN.
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _gone(receive: Callable[[], Awaitable[Message]], seconds: float) -> bool:
    """Wait, and tell whether the client went away meanwhile."""
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return False
    return True


def _head(response: Response, framing: str) -> bytes:
    lines = [f"HTTP/1.1 {response.status_code} Sandbox", framing]
    for name, value in response.headers.items():
        if name not in ("content-length", "transfer-encoding"):
            lines.append(f"{name}: {value}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def _gzipped(content: bytes) -> Response:
    return Response(content, headers={"content-type": "application/json", "content-encoding": "gzip"})


@functools.cache
def _bomb() -> bytes:
    """Return 128 MiB of blanks as an eighth of a megabyte."""
    packer = zlib.compressobj(level=1, wbits=31)
    blanks = b" " * (1 << 20)
    return b"".join([*(packer.compress(blanks) for _ in range(128)), packer.flush()])
