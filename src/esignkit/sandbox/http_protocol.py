"""The sandbox's side of a connection: HTTP/1.1 by uvicorn and httptools, which takes half as long as h11 would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from esignkit.sandbox.joined_writes import JoinedWrites

if TYPE_CHECKING:
    import asyncio

    import uvicorn
    from uvicorn.server import ServerState


class HttpProtocol(HttpToolsProtocol):
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

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin a connection."""
        super().connection_made(transport)
        self.transport: asyncio.Transport = JoinedWrites(transport)
