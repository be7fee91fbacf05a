"""Connecting to the first address that responds (Happy Eyeballs, RFC 8305)."""

from __future__ import annotations

import math
import os
import select
import socket
import time
from collections.abc import Callable

from esignkit.runners.name_resolution import SLICE

__all__ = ["HEAD_START", "connect", "outcome", "start_connecting"]

HEAD_START = 0.25
"""Seconds between the attempts at two addresses."""


def start_connecting(address: str, port: int) -> socket.socket:
    """Start to connect. The socket is writable when that has ended, and `outcome` returns the result.

    Args:
        address: A literal address.
        port: Port.
    """
    host, _, scope = address.partition("%")
    connecting = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        connecting.setblocking(False)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # `connect` and not `connect_ex`: test suites patch it to block the network.
        connecting.connect((host, port, 0, _interface(scope)) if ":" in host else (host, port))
    except BlockingIOError:
        return connecting
    except BaseException:
        connecting.close()
        raise
    return connecting


def _interface(scope: str) -> int:
    """Return the interface number in the scope of a link-local IPv6 address."""
    return int(scope) if scope.isdigit() else socket.if_nametoindex(scope) if scope else 0


def outcome(connecting: socket.socket) -> OSError | None:
    """Return why a socket that is writable is not connected; None when it is."""
    failed = connecting.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return OSError(failed, os.strerror(failed)) if failed else None


def connect(addresses: list[str], port: int, end: float, given_up: Callable[[], bool]) -> socket.socket:
    """Connect, blocking.

    Args:
        addresses: Literal addresses, the best one first.
        port: Port.
        end: When it must be connected, on the monotonic clock.
        given_up: Whether to stop waiting.

    Raises:
        OSError: No address accepts, or not in time.
    """
    poll = select.poll()
    pending: dict[int, socket.socket] = {}
    remaining = list(addresses)
    failure: OSError = TimeoutError("no connection in time")
    next_start = 0.0
    connected: socket.socket | None = None
    try:
        while remaining or pending:
            now = time.monotonic()
            if remaining and (now >= next_start or not pending):
                next_start = now + HEAD_START
                try:
                    attempt = start_connecting(remaining.pop(0), port)
                except OSError as error:
                    failure = error
                    continue
                pending[attempt.fileno()] = attempt
                poll.register(attempt.fileno(), select.POLLOUT)
            if now >= end or given_up():
                raise TimeoutError("no connection in time")
            wake_at = min(end, next_start) if remaining else end
            for fd, _ in poll.poll(math.ceil(1000 * min(SLICE, max(0.0, wake_at - now)))):
                poll.unregister(fd)
                error_of_attempt = outcome(pending[fd])
                if error_of_attempt is None:
                    connected = pending[fd]
                    return connected
                failure = error_of_attempt
                pending.pop(fd).close()
        raise failure
    finally:
        for attempt in pending.values():
            if attempt is not connected:
                attempt.close()
