"""One async exchange through an httpx or httpx2 client; see `client_exchange`."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, cast

import anyio

from esignkit.runners.async_network import Blocks
from esignkit.runners.client_exchange import ClientExchangeBase, meaning_of
from esignkit.runners.connections import Connections
from esignkit.runners.log_redaction import ours
from esignkit.runners.name_resolution import CONNECT_TIMEOUT
from esignkit.runners.requests import Origin, Request, ResponseHead
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.time_limit import Expired

__all__ = ["AsyncClientExchange"]

_TIMEOUTS = {"connect": CONNECT_TIMEOUT, "read": None, "write": None, "pool": None}
"""No time-outs of the library: the cancel scope of the call is its deadline."""


@functools.cache
def _stream_type(library: Any) -> Callable[[StreamedBody], object]:
    stream_type = type("UploadStream", (_Upload, library.AsyncByteStream), {})
    return cast("Callable[[StreamedBody], object]", stream_type)


class _Upload:
    """The blocks of a body. It is no async generator, so that stopping early leaves nothing to clean up."""

    def __init__(self, body: StreamedBody) -> None:
        self._body = body
        self._source = Blocks(body)
        self._last_size: int | None = None
        self._done = 0

    def __aiter__(self) -> _Upload:
        return self

    async def __anext__(self) -> bytes:
        if self._last_size is not None:
            self._done += self._last_size
            self._body.report(self._done)
        block = await self._source.next(lambda: None)
        if block is None:
            raise StopAsyncIteration
        self._last_size = len(block)
        return block

    async def aclose(self) -> None:
        self._source.close()


class AsyncClientExchange(ClientExchangeBase):
    """The exchange of an async client."""

    def __init__(self, connections: Connections[Any, Any], origin: Origin, library: Any) -> None:
        super().__init__(connections, origin, library)
        self.broken: tuple[type[Exception], ...] = (
            *self.broken,
            anyio.BrokenResourceError,
            anyio.ClosedResourceError,
            anyio.EndOfStream,
        )
        self._chunks: Any = None

    async def open(self, context: Callable[[], Any]) -> None:
        """Do nothing: the client connects by itself.

        Args:
            context: Not used: a client has its own.
        """

    async def head(self, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the response."""
        extensions = {"timeout": dict(_TIMEOUTS), "trace": self._trace}
        built = self._connections.requests_of(self._library).make(request, _stream_type(self._library), extensions)
        self._sending = True
        token = ours.set(True)
        try:
            self._response = await self._client("AsyncClient").send(
                built, stream=True, auth=None, follow_redirects=False
            )
        finally:
            ours.reset(token)
            built.extensions.pop("trace", None)  # what follows is read here: the connection need not tell of it
        self._network = self._response.extensions.get("network_stream") or self._network
        self._moved = time.monotonic()
        self._chunks = self._response.stream.__aiter__()
        return self._head_of(self._response)

    async def read(self) -> bytes:
        """Return the next piece of the response's body; nothing at its end."""
        while not self.whole:
            data = await self._next()
            self._moved = time.monotonic()
            if data is None:
                self.whole = True
            elif data:
                return data
        return b""

    async def _next(self) -> bytes | None:
        if self.whole:
            return None
        try:
            if self._moved + self._idle_limit >= self._deadline:  # the call's own scope ends it first
                return cast("bytes", await self._chunks.__anext__())
            with anyio.move_on_after(self._moved + self._idle_limit - time.monotonic()):
                return cast("bytes", await self._chunks.__anext__())
        except StopAsyncIteration:
            return None
        raise Expired(self._idle_limit)

    async def _trace(self, event: str, info: Any) -> None:
        self._note_event(meaning_of(event), info)

    async def close(self) -> None:
        """Close the response, and a client of ours with its connection, even while the call is cancelled."""
        if self.whole and self._own_client is None:
            await self._response.aclose()
            return
        with anyio.CancelScope(shield=True), anyio.move_on_after(1):
            if self._response is not None:
                await self._response.aclose()
                if not self.whole:
                    await self._break_off()
            if self._own_client is not None:
                await self._own_client.aclose()
                if self._network is not None and not self._request_started:
                    await self._network.aclose()  # the client does not know the connection of a cancelled handshake yet

    async def _break_off(self) -> None:
        # End the library's nested generators with a closed connection. Otherwise the garbage collector ends them, and
        # event loops warn about that.
        if self._network is not None:
            await self._network.aclose()
            try:
                while True:
                    await self._chunks.__anext__()
            except StopAsyncIteration:
                return
            except self.broken:
                return
        end = getattr(self._chunks, "aclose", None)
        if end is not None:
            await end()
