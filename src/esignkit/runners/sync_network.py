"""Sync I/O: connecting, receiving and sending, with a deadline."""

from __future__ import annotations

import math
import select
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from esignkit.runners.background_reader import SourceBlocks
from esignkit.runners.connecting import connect
from esignkit.runners.http11 import Connection
from esignkit.runners.name_resolution import CONNECT_TIMEOUT, resolver
from esignkit.runners.requests import Request, ResponseHead
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.streams import BLOCK, READ, WRITE, Io

if TYPE_CHECKING:
    import ssl

__all__ = ["BlockingConnection"]

T = TypeVar("T")
_INTEREST = {READ: select.POLLIN, WRITE: select.POLLOUT, READ | WRITE: select.POLLIN | select.POLLOUT}
_ENDED = select.POLLHUP | select.POLLERR | select.POLLNVAL


class BlockingConnection(Connection):
    """A connection of a sync client."""

    __slots__ = ()

    def open(self, context: Callable[[], ssl.SSLContext], given_up: Callable[[], bool]) -> None:
        """Connect.

        Args:
            context: Returns the TLS context, for https.
            given_up: Whether to stop waiting.

        Raises:
            OSError: No connection can be made.
            Expired: The time is up.
        """
        origin = self.origin
        end = min(self.deadline, time.monotonic() + CONNECT_TIMEOUT)
        addresses = resolver.addresses(origin.host, origin.port, end, given_up)
        connected = connect(addresses, origin.port, end, given_up)
        self._carry_out(self.begin_over(connected, context))

    def head(self, request: Request) -> ResponseHead:
        """Send a request and return the head of its response; see `exchange`."""
        return self._carry_out(self.exchange(request), request.body)

    def read(self) -> bytes:
        """Return the next piece of the response's body; nothing at its end. See `receive`."""
        data = self.at_hand()
        return self._carry_out(self.receive()) if data is None else data

    def _carry_out(self, steps: Io[T], body: object = None) -> T:
        blocks = _Blocks(body, self) if isinstance(body, StreamedBody) else None
        try:
            interest = next(steps)
            while True:
                if interest == BLOCK and blocks is not None:
                    interest = steps.send(blocks.next())
                else:
                    interest = steps.send(self._wait(interest))
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            if blocks is not None:
                blocks.close()

    def _wait(self, interest: int) -> int:
        poll, number = self._poll, self.number
        if interest != READ:
            poll.modify(number, _INTEREST[interest])
        try:
            while True:
                for _, ready_events in poll.poll(math.ceil(1000 * self.time_left())):
                    self.note_progress()
                    readable = READ if ready_events & (select.POLLIN | _ENDED) else 0
                    return readable | (WRITE if ready_events & (select.POLLOUT | _ENDED) else 0)
        finally:
            if interest != READ:
                poll.modify(number, select.POLLIN)


class _Blocks(SourceBlocks):
    """The blocks of a request body, waited for no longer than the connection may wait."""

    def __init__(self, body: StreamedBody, connection: BlockingConnection) -> None:
        super().__init__(body)
        self._connection = connection

    def next(self) -> bytes | None:
        """Return the next block; None at the end.

        Raises:
            Expired: The time is up.
        """
        if self._reader is None:
            return next(self._walk, None)
        while not self._reader.wait(min(0.5, self._connection.time_left())):
            if self._connection.cut_off:
                raise EOFError
        return self._reader.take()
