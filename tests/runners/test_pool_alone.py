"""The connections that wait for work, and the pool of a blocking client, by themselves."""

from __future__ import annotations

import gc
import socket
import time
from typing import Any

import attrs
import pytest

from esignkit.runners import forking
from esignkit.runners.http11 import KEEP_ALIVE, Connection
from esignkit.runners.pool import Idle, Pool
from esignkit.runners.requests import Origin
from esignkit.runners.time_limit import LONGEST
from tests.clocks import stopwatch
from tests.runners.conftest import SocketPairs
from tests.runners.test_http11_alone import ORIGIN, connected

ELSEWHERE = Origin("http", "b", 80, b"b", b"")


def idle_connection(
    socket_pair: SocketPairs, since: float, origin: Origin = ORIGIN
) -> tuple[Connection, socket.socket]:
    pair = connected(socket_pair, origin)
    pair.connection.since = since
    return pair.connection, pair.there


def test_the_connection_used_last_is_taken_first_and_stale_ones_are_closed(socket_pair: SocketPairs) -> None:
    now = time.monotonic()
    idle: Idle[Connection] = Idle()
    assert idle.take(ORIGIN) is None
    old, first, second, gone = (idle_connection(socket_pair, now) for _ in range(4))
    for one in (old, first, second, gone):
        idle.give(one[0])
    old[0].since = now - KEEP_ALIVE - 1
    gone[1].close()
    assert len(idle) == 4
    assert idle.take(ORIGIN) is second[0]
    assert gone[0].number >= 0
    assert gone[0].stream is not None
    assert gone[0].stream.socket.fileno() == -1
    assert idle.take(ORIGIN) is first[0]
    assert idle.take(ORIGIN) is None
    assert old[0].stream is not None
    assert old[0].stream.socket.fileno() == -1


def test_giving_back_closes_one_that_is_too_old(socket_pair: SocketPairs) -> None:
    now = time.monotonic()
    idle: Idle[Connection] = Idle()
    instants = (now - KEEP_ALIVE - 1, now - KEEP_ALIVE + 5, now)
    old, young, new = (idle_connection(socket_pair, since) for since in instants)
    for one in (old, young, new):
        idle.give(one[0])
    assert len(idle) == 2
    assert old[0].stream is not None
    assert old[0].stream.socket.fileno() == -1
    elsewhere = idle_connection(socket_pair, now, ELSEWHERE)
    idle.give(elsewhere[0])
    assert len(idle) == 3
    assert idle.take(elsewhere[0].origin) is elsewhere[0]
    idle.drain()
    assert len(idle) == 0
    assert new[0].stream is not None
    assert new[0].stream.socket.fileno() == -1


def test_draining_closes_what_is_idle_everywhere(socket_pair: SocketPairs) -> None:
    idle: Idle[Connection] = Idle()
    origins = (ORIGIN, ELSEWHERE, ORIGIN)
    idle_ones = [idle_connection(socket_pair, 0.0, origin)[0] for origin in origins]
    for one in idle_ones:
        idle.give(one)
    idle.drain()
    assert len(idle) == 0
    assert all(one.stream is not None and one.stream.socket.fileno() == -1 for one in idle_ones)


def test_the_age_up_to_which_one_is_kept(socket_pair: SocketPairs) -> None:
    for age, kept in ((KEEP_ALIVE, 2), (KEEP_ALIVE + 1, 1)):
        idle: Idle[Connection] = Idle()
        for since in (0.0, age):
            idle.give(idle_connection(socket_pair, since)[0])
        assert len(idle) == kept


# The pool of a blocking client -------------------------------------------------------------------------------------------
def test_a_new_pool() -> None:
    pool: Pool[Any] = Pool(2)
    assert (pool.limit, pool.closed, pool.opened, len(pool.idle), pool.busy, pool.locks) == (2, False, 0, 0, set(), {})
    assert pool.semaphore.free == 2


@attrs.define(slots=False)
class Turnstile:
    """A semaphore for which nobody waits: it notes for how long one would."""

    places: int
    waits: list[float] = attrs.field(factory=list)
    left: list[object] = attrs.field(factory=list)

    def add_permit(self) -> None:
        self.places += 1

    def acquire(self, timeout: float) -> object:
        self.waits.append(timeout)
        return "a place" if self.places else None

    def release(self, place: object) -> None:
        self.left.append(place)


def test_how_long_a_client_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Turnstile] = []

    def semaphore(places: int) -> Turnstile:
        made.append(Turnstile(places))
        return made[-1]

    monkeypatch.setattr("esignkit.runners.pool.Semaphore", semaphore)
    pool: Pool[Any] = Pool(7)
    _, ended = made
    for seconds in (-1, 0.25, 5, 1e12):
        pool.sleep(seconds)
    assert ended == Turnstile(0, waits=[0.0, 0.25, 5, LONGEST])
    pool.close()
    for _ in range(2):
        pool.sleep(5)
    assert ended.places == 1, "nobody sleeps in a closed client"
    assert ended.left == ["a place", "a place"]
    pool.reset()  # as in a forked process
    assert [one.places for one in made] == [8, 1, 7, 1]


def test_a_forked_process_leaves_the_connections_of_its_parent_alone(
    socket_pair: SocketPairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forking, "left_to_the_parent", [])
    pool: Pool[Any] = Pool(2)
    semaphore = pool.semaphore
    idle, busy = (idle_connection(socket_pair, 0.0)[0] for _ in range(2))
    pool.give(idle)
    pool.register(busy.ref)
    pool.locks["a"] = semaphore
    refs = idle.ref, busy.ref
    pool.reset()  # what happens in the child
    del idle, busy
    gc.collect()
    kept = [ref() for ref in refs]
    assert None not in kept, "the socket is closed with its last reference"
    assert all(one is not None and one.stream is not None and one.stream.socket.fileno() >= 0 for one in kept)
    assert (len(pool.idle), pool.busy, pool.locks, pool.semaphore.free) == (0, set(), {}, 2)
    assert pool.semaphore is not semaphore


def test_a_closed_pool_keeps_nothing_and_cuts_what_enters(socket_pair: SocketPairs) -> None:
    pool: Pool[Any] = Pool(2)
    busy, later, late = (idle_connection(socket_pair, 0.0)[0] for _ in range(3))
    pool.register(busy.ref)
    pool.register(later.ref)
    pool.unregister(later.ref)
    pool.close()
    assert busy.cut_off
    assert not later.cut_off
    pool.register(late.ref)
    assert late.cut_off
    pool.give(later)
    assert len(pool.idle) == 0
    assert later.stream is not None
    assert later.stream.socket.fileno() == -1
    with stopwatch() as took:
        pool.sleep(60)
    assert took.seconds < 30, "a closed pool sleeps no more"
