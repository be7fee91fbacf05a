"""The sandbox's side of a connection: HTTP/1.1 by uvicorn and h11, and a shorter way for plain requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from esignkit.sandbox import plain_exchanges
from esignkit.sandbox.joined_writes import JoinedWrites
from esignkit.sandbox.plain_exchanges import PlainExchange, PlainRequest

if TYPE_CHECKING:
    import uvicorn
    from uvicorn.server import ServerState


class HttpProtocol(H11Protocol):
    """HTTP/1.1 without an access log: paths hold credentials, and another handler may have turned that logger on."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.access_log = False
        self._begun = b""
        self._early = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin a connection."""
        super().connection_made(transport)
        self.transport = JoinedWrites(transport)

    def data_received(self, data: bytes) -> None:
        """Take what a client has sent."""
        if self._early or (isinstance(self.cycle, PlainExchange) and self.cycle.is_under_way):
            self._early += data  # a client that does not wait for the response
            self.flow.pause_reading()
            return
        data, self._begun = self._begun + data, b""
        request = plain_exchanges.read(data) if self._awaits_request else None
        if isinstance(request, PlainRequest):
            self._answer(request, data)
        elif request is None:
            super().data_received(data)
        else:
            self._keep_alive()
            self._begun = data

    def on_response_complete(self) -> None:
        """Go on with what has come early."""
        super().on_response_complete()
        if self._early and not self.transport.is_closing():
            data, self._early = self._early, b""
            self.data_received(data)

    @property
    def _awaits_request(self) -> bool:
        """Whether the next byte begins a request."""
        idle = self.conn.our_state is h11.IDLE and self.conn.their_state is h11.IDLE
        return idle and self.conn.trailing_data == (b"", False)

    def _keep_alive(self) -> None:
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None

    def _answer(self, request: PlainRequest, data: bytes) -> None:
        self._keep_alive()
        raw_path, _, query_string = request.target.partition(b"?")
        self.headers = request.headers
        scope: Any = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": "http",
            "method": request.method,
            "root_path": self.root_path,
            "path": self.root_path + unquote(raw_path.decode("ascii")),
            "raw_path": self.root_path.encode("ascii") + raw_path,
            "query_string": query_string,
            "headers": request.headers,
            "state": self.app_state.copy(),
        }
        self.scope = scope
        whole = asyncio.Event()
        whole.set()
        self.cycle = exchange = PlainExchange(
            scope=self.scope,
            conn=self.conn,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=whole,
            on_response=self.on_response_complete,
        )
        exchange.request = data
        exchange.body, exchange.more_body = bytearray(request.body), False
        app = cast("Any", self.app)  # pyright: ignore[reportUnknownMemberType]  # uvicorn has no type for it
        task = self.loop.create_task(exchange.run_asgi(app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)
