"""Ports that are free, several in a row."""

from __future__ import annotations

import contextlib
import random
import socket


def free_ports(count: int = 1) -> int:
    """Return the first of some ports in a row that were free a moment ago.

    They lie below those that the system gives to connections, so that none of the tests beside takes one of them.
    """
    chance = random.SystemRandom()
    for _ in range(200):
        first = chance.randrange(12_000, 30_000)
        with contextlib.ExitStack() as open_ports, contextlib.suppress(OSError):
            for port in range(first, first + count):
                open_ports.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first
    raise AssertionError("there are no free ports")
