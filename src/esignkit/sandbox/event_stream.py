"""Server-sent events: the stream by which an open page learns that something has changed."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, QueryParams

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from esignkit.sandbox.changes import Changes

PATH = "/console/events"
HEARTBEAT = 15.0
"""Seconds after which a stream says something although nothing has happened, so that a dead connection is noticed."""
PAUSE = 0.1
"""Seconds between two messages of a stream: a thousand changes a second are ten messages."""
PATIENCE = 5.0
"""Seconds that a reader may leave a message lying before its stream is ended. It can come back and misses nothing."""
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class _Bell:
    """Wakes a coroutine from other threads; ringing it again before it was heard costs nothing."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self._rung = False

    def ring(self) -> None:
        if not self._rung:
            self._rung = True
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it the stream
                self._loop.call_soon_threadsafe(self._event.set)

    async def heard(self) -> None:
        await self._event.wait()
        self._event.clear()
        self._rung = False  # a change from here on rings again; one before it is seen by who has waited


async def stream(changes: Changes, scope: Scope, receive: Receive, send: Send) -> bool:
    """Answer a request for events until the reader goes or the sandbox is stopped.

    Each message has the number of the last change as its id, and `{"topics": […]}`. It begins after the change that
    the reader names: in `Last-Event-ID` when it comes again, else in the query's `after`.

    Returns:
        Whether the response is complete; False when the reader has taken nothing for too long, and the connection is to
        be closed.
    """
    bell = _Bell()
    changes.listen(bell.ring)
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        await _told(changes, _seen(scope, changes.sequence), bell, gone, send)
    except TimeoutError:
        return False
    finally:
        changes.forget(bell.ring)
        gone.cancel()
    return True


async def _told(changes: Changes, seen: int, bell: _Bell, gone: asyncio.Future[None], send: Send) -> None:
    async def say(text: str, *, more: bool = True) -> None:
        async with asyncio.timeout(PATIENCE):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": more})

    async with asyncio.timeout(PATIENCE):
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await say("retry: 1000\n\n")
    bell.ring()  # for what happened before the reader came
    while await _still_there(bell, gone) and not changes.closed:
        sequence, topics = changes.since(seen)
        data = json.dumps({"topics": topics}, separators=(",", ":"))
        await say(f"id: {sequence}\ndata: {data}\n\n" if topics else ": nothing new\n\n")
        seen = sequence
        await asyncio.wait({gone}, timeout=PAUSE)
    if not gone.done():
        await say("", more=False)


async def _still_there(bell: _Bell, gone: asyncio.Future[None]) -> bool:
    """Wait for the bell, at most until the next heartbeat; tell whether the reader is still there."""
    heard = asyncio.ensure_future(bell.heard())
    try:
        await asyncio.wait({heard, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    finally:
        heard.cancel()
    return not gone.done()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _seen(scope: Scope, otherwise: int) -> int:
    """Return the number of the change that the reader has seen; one that names none has seen all so far."""
    named = (Headers(scope=scope).get("last-event-id"), QueryParams(scope.get("query_string", b"")).get("after"))
    return next((int(one) for one in named if one and one.isascii() and one.isdigit() and len(one) < 16), otherwise)
