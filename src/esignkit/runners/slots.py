"""One-connection slots behind a gate of our own, last in first out.

A pool of the HTTP library that many calls share is worn out by cancelled calls and collapses under many at once.
Here each connection has a transport to itself; one whose exchange broke or was cancelled is closed and forgotten.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections import deque
from typing import Any

from esignkit.runners.connections import KEEP_ALIVE, LONGEST, Site, forget_in_child
from esignkit.runners.dialing import dial_in_time
from esignkit.runners.gates import Gate, unlock
from esignkit.runners.watchdog import watchdog

__all__ = ["Pool", "Slot", "Traced", "leave_to_the_parent"]

PATIENCE = 60.0
"""Seconds beyond its deadline in which a connection may still come about, and must then be cut off."""
_left_to_the_parent: list[object] = []
"""Connections that a forked child got with its memory: kept, so that nothing closes or says goodbye on them."""


def leave_to_the_parent(*connections: object) -> None:
    """Keep connections that are not this process's own, and do nothing with them."""
    _left_to_the_parent.append(connections)


class Traced:
    """One connection, and what is known of it."""

    __slots__ = ("_poll", "since", "site", "started", "stream", "telling", "transport")

    def __init__(self, site: Site, transport: Any) -> None:
        self.site: Site = site
        self.transport: Any = transport
        self.stream: Any = None
        self._poll: select.poll | None = None
        self.telling: bool = False
        self.started: bool = False
        self.since: float = 0.0

    @property
    def reached(self) -> bool:
        """Whether any of the request may have left. A connection that tells nothing of itself is not trusted."""
        return self.started or not self.telling

    def _learn(self, event: str, info: Any) -> None:
        self.telling = True
        if event == "http11.send_request_headers.started":
            if info["request"].method != b"CONNECT":
                self.started = True
        elif event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.adopt(info["return_value"])

    def stale(self, now: float) -> bool:
        """Whether the server has closed it meanwhile, or it has been idle for too long."""
        if now - self.since > KEEP_ALIVE:
            return True
        return self._poll is not None and bool(self._poll.poll(0))  # an idle connection has nothing to say but goodbye

    def adopt(self, stream: Any) -> None:
        """Note the stream that the connection is made of."""
        if stream is self.stream:
            return
        self.stream = stream
        handle = stream.get_extra_info("socket")
        number: int = -1 if handle is None else handle.fileno()
        self._poll = None
        if number >= 0:
            self._poll = select.poll()
            self._poll.register(number, select.POLLIN)


class Slot(Traced):
    """A blocking connection; the watchdog can cut it off."""

    __slots__ = ("_handshake", "cut_off", "deadline", "pool")

    def __init__(self, site: Site, transport: Any, pool: Pool) -> None:
        super().__init__(site, transport)
        if transport is not None:
            unlock(transport)
            dial_in_time(transport, lambda: pool.closed)
        self.pool: Pool = pool
        self.deadline: float = 0.0
        self.cut_off: bool = False
        self._handshake: socket.socket | None = None

    def trace(self, event: str, info: Any) -> None:
        """Follow the first exchange of a connection."""
        self._learn(event, info)
        if event.endswith("start_tls.started"):
            raw: socket.socket | None = self.stream.get_extra_info("socket") if self.stream is not None else None
            # The handshake takes the socket away from its object; a second handle on it can still be shut.
            self._handshake = raw.dup() if raw is not None else None
        elif event.endswith(("start_tls.complete", "start_tls.failed")):
            self._end_handshake()

    def _end_handshake(self) -> None:
        handle, self._handshake = self._handshake, None
        if handle is not None:
            handle.close()

    def cut(self) -> bool:
        """Shut the socket; whoever waits for it wakes up. False: there is none yet."""
        self.cut_off = True
        handle = self._handshake
        if handle is None and self.stream is not None:
            handle = self.stream.get_extra_info("socket")
        if handle is not None:
            with contextlib.suppress(OSError):  # it is closed already
                socket.socket.shutdown(handle, socket.SHUT_RDWR)
        elif time.monotonic() < self.deadline + PATIENCE:
            return False
        self.pool.busy.discard(self)  # whoever lost it to an interrupt will not
        return True

    def close(self) -> None:
        """Close the connection."""
        self._end_handshake()
        self.transport.close()
        if self.stream is not None and not self.started:
            self.stream.close()  # an interrupted handshake is nobody's connection yet


class Pool:
    """The connections, the gate and the locks of one blocking client in one process."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.closed: bool = False
        self.opened = 0
        self._idle: dict[Site, deque[Slot]] = {}
        self.busy: set[Slot] = set()
        self.reset()
        forget_in_child(self)

    def reset(self) -> None:
        """Start anew, leaving the connections of the parent process alone."""
        if self._idle or self.busy:
            leave_to_the_parent(self._idle, self.busy)
        self._idle = {}
        self.busy = set()
        self.gate: Gate = Gate(self.limit)
        self.locks: dict[object, Gate] = {}
        self._ended: Gate = Gate(1 if self.closed else 0)

    @property
    def idle(self) -> int:
        """How many connections wait for work."""
        return sum(map(len, self._idle.values()))

    def take(self, site: Site) -> Slot | None:
        """Return the connection used last that is still good, or None."""
        idle = self._idle.get(site)
        if not idle:
            return None
        now = time.monotonic()
        while True:
            try:
                slot = idle.pop()  # atomic
            except IndexError:
                return None
            if not slot.stale(now):
                slot.started = True
                return slot
            slot.close()

    def give(self, slot: Slot) -> None:
        """Keep a connection for the next call."""
        now = slot.since = time.monotonic()
        idle = self._idle.get(slot.site)
        if idle is None:
            idle = self._idle.setdefault(slot.site, deque())
        idle.append(slot)
        if self.closed:
            self.drain()
        with contextlib.suppress(IndexError):  # another thread took it first
            if now - idle[0].since > KEEP_ALIVE:
                idle.popleft().close()

    def drain(self) -> None:
        """Close what is idle."""
        for idle in list(self._idle.values()):
            while True:
                try:
                    slot = idle.pop()
                except IndexError:
                    break
                slot.close()

    def close(self) -> None:
        """Close everything; calls under way end now."""
        self.closed = True
        self._ended.widen()
        for slot in tuple(self.busy):
            slot.cut()
        self.gate.widen()  # whoever waits for a connection wakes up and finds the client closed
        self.drain()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the closing of the client."""
        place = self._ended.enter(min(max(0.0, seconds), LONGEST))
        if place is not None:
            self._ended.leave(place)

    def watch(self, slot: Slot) -> None:
        """Have an exchange cut off at its slot's deadline, or when the client is closed."""
        watchdog.watch(slot)  # first, so that whatever is in the table below is let go in the end
        self.busy.add(slot)
        if self.closed:
            slot.cut()

    def release(self, slot: Slot) -> None:
        """End what `watch` began."""
        self.busy.discard(slot)
        watchdog.release(slot)
