"""One exchange through an httpx or httpx2 client: the caller's, or a temporary one."""

from __future__ import annotations

import contextlib
import functools
import socket
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any, cast

import h11

from esignkit.core.value_objects import Shown
from esignkit.errors import ConfigurationError
from esignkit.runners.connections import Connections
from esignkit.runners.content_decoding import ContentDecodingError
from esignkit.runners.deadline_watchdog import watchdog
from esignkit.runners.log_redaction import ours
from esignkit.runners.name_resolution import CONNECT_TIMEOUT, resolver
from esignkit.runners.requests import Origin, Request, ResponseHead, join_headers
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.time_limit import LONGEST, Expired

__all__ = ["ClientExchange", "ClientExchangeBase", "meaning_of"]

PATIENCE = 60.0
"""Seconds after its deadline in which an exchange may still connect and must be watched."""


_MOVED, _STARTED, _FAILED, _CONNECTED, _HANDSHAKE, _HANDSHAKE_OVER = (1 << n for n in range(6))


@functools.cache
def meaning_of(event: str) -> int:
    """Return what an event of the library's connection means, as bits; a dozen of them come in each call."""
    meaning = 0
    if event.endswith(".send_request_headers.started"):  # a client of the caller's may speak HTTP/2 as well
        meaning |= _STARTED
    elif event.endswith((".send_request_headers.failed", ".send_request_body.failed")):
        meaning |= _FAILED
    elif event.endswith(("connect_tcp.complete", "start_tls.complete")):
        meaning |= _CONNECTED
    if event.startswith(("connection.", "http11.send", "http11.receive")) and event.endswith(".complete"):
        meaning |= _MOVED
    if event.endswith("start_tls.started"):
        meaning |= _HANDSHAKE
    elif event.endswith(("start_tls.complete", "start_tls.failed")):
        meaning |= _HANDSHAKE_OVER
    return meaning


class ClientExchangeBase(Shown):
    """Base of both modes.

    Attributes:
        origin: Where the call goes.
        whole: Whether the response was read to its end.
        broken: What the library raises when an exchange fails.
    """

    def __init__(self, connections: Connections[Any, Any], origin: Origin, library: Any) -> None:
        self.origin: Origin = origin
        self.stream: None = None
        self.whole: bool = False
        self.cut_off: bool = False
        self.broken: tuple[type[Exception], ...] = (
            library.HTTPError,
            library.StreamError,
            OSError,
            EOFError,
            Expired,
            ContentDecodingError,
            h11.LocalProtocolError,  # what httpcore lets out, once a hook of the caller's has changed the length
        )
        self._connections = connections
        self._library = library
        self._own_client: Any = None
        self._response: Any = None
        self._network: Any = None
        self._sending = False
        self._is_traced = False
        self._request_started = False
        self._send_failed = False
        self._deadline = self._idle_limit = self._moved = 0.0

    def begin(self, deadline: float, idle_limit: float) -> None:
        """Prepare for the exchange."""
        self._deadline, self._idle_limit, self._moved = deadline, idle_limit, time.monotonic()

    def extend(self, seconds: float) -> None:
        """Move the deadline."""
        self._deadline += seconds

    def pause(self) -> None:
        """Stand still while the caller does something with what was read."""

    def resume(self, deadline: float) -> None:
        """Go on reading, with another deadline."""
        self._deadline = deadline
        self._moved = time.monotonic()

    @property
    def started(self) -> bool:
        """Whether any of the request may have been sent; True when the connection reports no events."""
        return self._sending and (self._request_started or not self._is_traced)

    def _note_event(self, meaning: int, info: Any) -> None:
        self._is_traced = True
        if meaning & _STARTED:
            self._request_started = self._request_started or info["request"].method != b"CONNECT"
        elif meaning & _FAILED:
            self._send_failed = True
        elif meaning & _CONNECTED:
            self._network = info["return_value"]

    def _head_of(self, response: Any) -> ResponseHead:
        """Return the head of a response.

        Raises:
            OSError: It is a success, although the request was not sent completely.
        """
        if self._send_failed and response.status_code < 300:
            raise BrokenPipeError
        return ResponseHead(response.status_code, join_headers(response.headers.raw))

    def recycle(self) -> bool:
        """Return False: it carries a single exchange."""
        return False

    def _client(self, kind: str) -> Any:
        if self._connections.client is not None:
            return self._connections.client
        if self._own_client is None:
            options = self._connections.client_options(self.origin, self._library)
            try:
                self._own_client = getattr(self._library, kind)(**options)
            except ImportError:
                msg = "the environment names a SOCKS proxy, for which httpx needs socksio: pip install 'httpx[socks]'"
                raise ConfigurationError(msg) from None
        return self._own_client


@functools.cache
def _stream_type(library: Any) -> Callable[[StreamedBody], object]:
    def blocks(self: Any) -> Iterator[bytes]:
        body: StreamedBody = self.body
        done = 0
        for block in body:
            yield block
            done += len(block)
            body.report(done)

    def init(self: Any, body: StreamedBody) -> None:
        self.body = body

    stream_type = type("UploadStream", (library.SyncByteStream,), {"__init__": init, "__iter__": blocks})
    return cast("Callable[[StreamedBody], object]", stream_type)


class ClientExchange(ClientExchangeBase):
    """The exchange of a sync client. The library's time-outs are per read, so the watchdog ends it at its deadline."""

    def __init__(self, connections: Connections[Any, Any], origin: Origin, library: Any) -> None:
        super().__init__(connections, origin, library)
        self.ref: weakref.ref[ClientExchange] = weakref.ref(self)
        self._handshake: socket.socket | None = None
        self._timeouts: dict[str, float | None] = {}
        self._chunks: Iterator[bytes] = iter(())
        self._connect_timeout = CONNECT_TIMEOUT

    @property
    def deadline(self) -> float:
        """Instant at which it is cut off."""
        return min(self._deadline, self._moved + self._idle_limit)

    def extend(self, seconds: float) -> None:
        """Move the deadline."""
        super().extend(seconds)
        self._timeouts["read"] = self._time_left()

    def _time_left(self) -> float:
        return min(max(self._deadline - time.monotonic(), 1e-6), LONGEST)

    def open(self, context: Callable[[], Any], given_up: Callable[[], bool]) -> None:
        """Resolve the name of the proxy, if there is one: the library would do so without a time limit.

        Args:
            context: Not used; a client has its own.
            given_up: Whether to stop waiting.

        Raises:
            OSError: The name does not exist, or was not resolved in time.
        """
        proxy = self._connections.proxy_address(self.origin)
        if proxy is not None:
            end = min(self._deadline, time.monotonic() + CONNECT_TIMEOUT)
            addresses = resolver.addresses(*proxy, end, given_up)
            self._connect_timeout = CONNECT_TIMEOUT / len(addresses)  # the standard library applies it to each address

    def head(self, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the response."""
        remaining = self._time_left()
        self._timeouts = {
            "connect": min(remaining, self._connect_timeout),
            "read": remaining,
            "write": remaining,
            "pool": remaining,
        }
        extensions = {"timeout": self._timeouts, "trace": self._trace}
        built = self._connections.requests_of(self._library).make(request, _stream_type(self._library), extensions)
        watchdog.watch(self)
        self._sending = True
        token = ours.set(True)
        try:
            self._response = self._client("Client").send(built, stream=True, auth=None, follow_redirects=False)
        except self.broken:
            self._check_time()
            raise
        finally:
            ours.reset(token)
            built.extensions.pop("trace", None)  # what follows is read here: the connection need not tell of it
        stream = self._response.extensions.get("network_stream")
        if stream is not None:
            self._network = stream
        self._moved = time.monotonic()
        self._chunks = iter(self._response.stream)
        return self._head_of(self._response)

    def read(self) -> bytes:
        """Return the next piece of the response body; empty at its end."""
        try:
            while not self.whole:
                data = next(self._chunks, None)
                self._moved = time.monotonic()
                if data is None:
                    if self.cut_off:  # a cut connection looks like the end of a body without a length
                        raise EOFError
                    self.whole = True
                elif data:
                    return data
        except self.broken:
            self._check_time()
            raise
        return b""

    def _check_time(self) -> None:
        """Say that the time was up, if an exchange broke because of that.

        Raises:
            Expired: It was.
        """
        now = time.monotonic()
        if now >= self._deadline:
            raise Expired from None
        if now >= self.deadline:
            raise Expired(self._idle_limit) from None

    def pause(self) -> None:
        """Stand still while the caller does something with what was read."""
        watchdog.release(self)

    def resume(self, deadline: float) -> None:
        """Go on reading, with another deadline."""
        super().resume(deadline)
        self._timeouts["read"] = self._time_left()
        watchdog.watch(self)

    def _trace(self, event: str, info: Any) -> None:
        """Follow the connection of this exchange."""
        self._is_traced = True
        meaning = meaning_of(event)
        if meaning & _MOVED:
            self._moved = time.monotonic()
        if meaning <= _MOVED:  # nothing else, as mostly
            return
        self._note_event(meaning, info)
        if meaning & _HANDSHAKE:
            raw: socket.socket | None = self._socket()
            # The handshake detaches the socket from its object; a duplicate can still be shut down.
            self._handshake = raw.dup() if raw is not None else None
        elif meaning & _HANDSHAKE_OVER:
            self._end_handshake()

    def _socket(self) -> socket.socket | None:
        return self._network.get_extra_info("socket") if self._network is not None else None

    def _end_handshake(self) -> None:
        handle, self._handshake = self._handshake, None
        if handle is not None:
            handle.close()

    def cut(self) -> bool:
        """Shut the socket down, which wakes whoever waits for it. False when there is none yet."""
        self.cut_off = True
        handle = self._handshake or self._socket()
        if handle is not None:
            with contextlib.suppress(OSError):  # it is closed already
                socket.socket.shutdown(handle, socket.SHUT_RDWR)
        return handle is not None or time.monotonic() >= self._deadline + PATIENCE

    def close(self) -> None:
        """Close the response, and a client of ours with its connection."""
        watchdog.release(self)
        self._end_handshake()
        try:
            if self._response is not None:
                self._response.close()
        finally:
            if self._own_client is not None:
                self._own_client.close()
                if self._network is not None and not self._request_started:
                    self._network.close()  # the client does not know the connection of an interrupted handshake yet
