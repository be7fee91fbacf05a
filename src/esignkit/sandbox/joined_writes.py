"""A connection on which a response leaves in one piece: uvicorn writes its head and its body one after the other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_LARGE = 65_536


class JoinedWrites(asyncio.Transport):
    """Joins what is written in one turn of the event loop, so that the client is woken once, and not for the head too.

    Args:
        transport: The connection.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self.whole: asyncio.Transport = transport
        """The connection itself, for bytes that are to leave as they are written."""
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes | bytearray | memoryview] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep data until the turn ends; what is large leaves at once."""
        if len(data) > _LARGE:
            self.flush()
            self.whole.write(data)
        elif data:
            if not self._waiting:
                self._loop.call_soon(self.flush)
            self._waiting.append(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Write several pieces."""
        for data in list_of_data:
            self.write(data)

    def flush(self) -> None:
        """Write what was kept."""
        if self._waiting:
            data, self._waiting = b"".join(self._waiting), []
            self.whole.write(data)

    def close(self) -> None:
        """Write what was kept and close the connection."""
        self.flush()
        self.whole.close()

    def abort(self) -> None:
        """Close the connection at once."""
        self._waiting = []
        self.whole.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is closed or about to be."""
        return self.whole.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the connection knows of itself."""
        return self.whole.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand the connection to another protocol."""
        self.whole.set_protocol(protocol)

    def pause_reading(self) -> None:
        """Read no more for now."""
        self.whole.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        self.whole.resume_reading()
