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
"""Seconds that an address is alone before the next one is tried as well."""


def start_connecting(address: str, port: int) -> socket.socket:
    """Begin to connect; the socket is writable once it is settled, and `outcome` tells how.

    Args:
        address: A literal address.
        port: Port.
    """
    host, _, scope = address.partition("%")
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # `connect` and not `connect_ex`: that is where test suites guard the network.
        made.connect((host, port, 0, _interface(scope)) if ":" in host else (host, port))
    except BlockingIOError:
        return made
    except BaseException:
        made.close()
        raise
    return made


def _interface(scope: str) -> int:
    """Return the number of the interface that an IPv6 address of one link names."""
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
        end: Instant at which it must be done.
        given_up: Tells whether there is no use in waiting any more.

    Raises:
        OSError: None of them answers, or not in time.
    """
    poll = select.poll()
    trying: dict[int, socket.socket] = {}
    left = list(addresses)
    failure: OSError = TimeoutError("no connection in time")
    next_start = 0.0
    winner: socket.socket | None = None
    try:
        while left or trying:
            now = time.monotonic()
            if left and (now >= next_start or not trying):
                next_start = now + HEAD_START
                try:
                    one = start_connecting(left.pop(0), port)
                except OSError as error:
                    failure = error
                    continue
                trying[one.fileno()] = one
                poll.register(one.fileno(), select.POLLOUT)
            if now >= end or given_up():
                raise TimeoutError("no connection in time")
            until = min(end, next_start) if left else end
            for number, _ in poll.poll(math.ceil(1000 * min(SLICE, max(0.0, until - now)))):
                poll.unregister(number)
                refusal = outcome(trying[number])
                if refusal is None:
                    winner = trying[number]
                    return winner
                failure = refusal
                trying.pop(number).close()
        raise failure
    finally:
        for one in trying.values():
            if one is not winner:
                one.close()
