"""Exchanges that run out of time, whose client is closed or lost, or whose body fails by itself; see `scripted`."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings
import weakref
from pathlib import Path
from typing import Any

import anyio
import attrs
import pytest

from esignkit.core.flow import Prepare, SendFailed
from esignkit.core.operation import Buffer, Into, Open
from esignkit.errors import StreamError
from esignkit.runners import forking
from esignkit.runners.async_exchange import AsyncConnections
from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.pool import CLOSED
from esignkit.runners.streamed_body import SourceChanged, StreamedBody
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.runners.sync_network import BlockingConnection
from esignkit.runners.time_limit import LONGEST, Expired
from tests.runners.scripted import BASE, Script, World, clock, failed, scripted, send, told, world
from tests.tables import in_one_test

__all__ = ["clock", "world"]  # fixtures

LATE = "the deadline passed"
MEANWHILE = CLOSED + " while the call was under way"


blocking = pytest.mark.parametrize("world", ["sync"], indirect=True)
awaiting = pytest.mark.parametrize("world", ["async"], indirect=True)


# Time and places ---------------------------------------------------------------------------------------------------------
def test_a_deadline_is_over_when_it_is_there(world: World, clock: list[float], tmp_path: Path) -> None:
    for deadline in (clock[0], clock[0] - 1):
        for sink in (Buffer(), Into(tmp_path / "no such folder" / "a")):
            assert told(failed(world, send(sink, deadline=deadline))) == (LATE, False, False, True, None)
    assert world.script.log == []
    assert world.send(send(deadline=clock[0] + 1)).status == 200


def test_a_connection_is_told_how_long_it_has(world: World, clock: list[float]) -> None:
    world.send(send(deadline=clock[0] + 20, idle_limit=7.0))
    assert world.script.begun == (clock[0] + 20, 7.0)


@attrs.define
class Turnstile:
    """A semaphore that notes how long one would wait for it, and says what happens then."""

    semaphore: Any
    then: Any
    waits: list[float] = attrs.field(factory=list)

    def acquire(self, timeout: float) -> Any:
        self.waits.append(timeout)
        return self.then()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.semaphore, name)


@blocking
def test_waiting_for_a_place_in_vain(world: World, clock: list[float]) -> None:
    pool = world.connections.pool
    pool.semaphore = turnstile = Turnstile(pool.semaphore, lambda: None)
    for seconds, waits in ((20.0, 20.0), (1e12, LONGEST)):
        failure = failed(world, send(deadline=clock[0] + seconds))
        assert told(failure) == ("no connection became free in time", False, False, True, None)
        assert turnstile.waits.pop() == waits
    assert world.script.log == []


@blocking
def test_a_client_that_is_closed_while_one_waits_for_a_place(world: World) -> None:
    pool = world.connections.pool
    real = pool.semaphore

    def closed() -> Any:
        pool.closed = True
        return real.acquire(0)

    pool.semaphore = Turnstile(real, closed)
    assert told(failed(world)) == (CLOSED, False, True, False, None)
    assert world.script.log == []


@awaiting
@pytest.mark.parametrize("closes", [False, True])
def test_waiting_for_a_place_in_vain_awaiting(world: World, clock: list[float], closes: bool) -> None:
    connections = world.connections

    async def main() -> SendFailed:
        state = connections.pool.state()
        for _ in range(3):
            await state.semaphore.acquire()
        if not closes:
            return await refused(connections.send(send(deadline=clock[0] + 0.01)))
        task = asyncio.create_task(refused(connections.send(send(deadline=clock[0] + 60))))
        await anyio.wait_all_tasks_blocked()
        await connections.close()
        try:
            return await task
        finally:
            assert state.scopes == set()
            assert state.semaphore.value == 0

    expected = (MEANWHILE, False, True, False, None) if closes else (LATE, False, False, True, None)
    assert told(asyncio.run(main())) == expected
    assert world.script.log == []


async def refused(call: Any) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await call
    return caught.value


@awaiting
def test_a_place_that_comes_when_the_client_is_closed_elsewhere(world: World) -> None:
    connections = world.connections

    async def main() -> SendFailed:
        state = connections.pool.state()
        for _ in range(3):
            await state.semaphore.acquire()
        task = asyncio.create_task(refused(connections.send(send())))
        await anyio.wait_all_tasks_blocked()
        connections.pool.closed = True  # by a thread with another event loop
        state.semaphore.release()
        try:
            return await task
        finally:
            assert state.semaphore.value == 1

    assert told(asyncio.run(main())) == (CLOSED, False, True, False, None)
    assert world.script.log == []


@awaiting
@pytest.mark.parametrize(("at", "sent", "status"), [("open", False, None), ("head", True, None), ("read", True, 200)])
@pytest.mark.parametrize("closes", [False, True])
def test_what_stalls_ends_with_its_deadline_or_its_client(
    world: World, clock: list[float], at: str, sent: bool, status: int | None, closes: bool
) -> None:
    script, connections = world.script, world.connections
    script.stalls = at

    async def main() -> SendFailed:
        state = connections.pool.state()
        try:
            return await refused(connections.send(send(deadline=clock[0] + (60 if closes else 0.5))))
        finally:
            assert state.scopes == set()
            assert state.semaphore.value == 3

    if closes:
        script.at_stall = connections.pool.close
    expected = (MEANWHILE, sent, True, False, status) if closes else (LATE, sent, False, True, status)
    assert told(asyncio.run(main())) == expected
    assert script.log[-1] == "close"


@awaiting
@pytest.mark.parametrize(("length", "more"), [(1, 0.0), (10, 1.0)])
def test_a_scope_grows_where_that_is_worth_a_timer(world: World, length: int, more: float) -> None:
    world.script.headers = [(b"content-length", b"%d" % length)]
    world.send(send(per_byte=0.1))
    assert world.script.extended == pytest.approx(more)


# Opened downloads --------------------------------------------------------------------------------------------------------
def in_one_loop(world: World, steps: Any) -> None:
    """Carry out `steps`, an async function of an opened download, in the event loop that opened it."""

    async def main() -> None:
        answer = await world.connections.send(send(Open(), deadline=1060.0))
        await steps(answer.stream)

    asyncio.run(main())


@blocking
def test_only_waiting_for_the_server_counts(world: World, clock: list[float]) -> None:
    script, pool = world.script, world.connections.pool
    busy: list[int] = []

    def takes() -> None:
        clock[0] += 10
        busy.append(len(pool.busy))

    opened: Any = world.send(send(Open(), deadline=1060.0)).stream
    script.before_read = takes
    for resumed in (1060.0, 1160.0):
        next(opened)
        assert script.resumed.pop() == resumed
        assert pool.busy == set(), "closing the client cuts nobody who does not wait"
        clock[0] += 100
    assert list(opened) == []
    assert script.resumed == [1260.0]
    assert busy == [1, 1, 1]
    opened.close()


@awaiting
def test_only_waiting_for_the_server_counts_awaiting(world: World, clock: list[float]) -> None:
    script = world.script

    def takes() -> None:
        clock[0] += 10

    async def steps(opened: Any) -> None:
        script.before_read = takes
        for passed, left in ((0, 60), (110, 50), (220, 40)):
            async for _ in opened:
                break
            assert script.resumed.pop() == pytest.approx(1000 + passed + left, abs=5)
            assert script.scopes.pop() == pytest.approx(left, abs=5)
            clock[0] += 100
        await opened.close()

    in_one_loop(world, steps)


@awaiting
def test_an_opened_download_has_its_place_until_it_is_closed(world: World) -> None:
    async def main() -> None:
        state = world.connections.pool.state()
        opened: Any = (await world.connections.send(send(Open()))).stream
        assert state.semaphore.value == 2
        assert [chunk async for chunk in opened] == [b'{"id":', b' "a"}']
        assert state.semaphore.value == 2
        for _ in range(2):
            await opened.close()
            assert state.semaphore.value == 3
        assert [chunk async for chunk in opened] == []

    asyncio.run(main())
    assert world.script.log == ["open", "resume", "resume", "resume", "recycle"]


@awaiting
@pytest.mark.parametrize("closes", [False, True])
def test_an_opened_download_that_stalls(world: World, clock: list[float], closes: bool) -> None:
    script, pool = world.script, world.connections.pool

    def takes() -> None:
        clock[0] += 59.99

    async def steps(opened: Any) -> None:
        script.before_read = None if closes else takes
        assert await opened.__anext__() == b'{"id":'
        assert pool.state().scopes == set()
        script.stalls = "read"
        if closes:
            script.at_stall = pool.close
        with pytest.raises(StreamError) as caught:
            await opened.__anext__()
        assert caught.value.status == 200
        assert str(caught.value).startswith("the download broke off: " + (CLOSED if closes else LATE))
        assert MEANWHILE not in str(caught.value)
        assert pool.state().scopes == set()
        assert pool.state().semaphore.value == 3

    in_one_loop(world, steps)
    assert script.log[-1] == "close"


def test_an_opened_download_that_breaks_when_its_client_is_closed_says_both(world: World) -> None:
    answer = world.send(send(Open()))
    world.connections.pool.closed = True
    world.script.pieces = [ConnectionResetError(104, "x")]
    with pytest.raises(StreamError, match="the download broke off: " + MEANWHILE):
        world.all_of(answer)


# Bodies that fail by themselves ------------------------------------------------------------------------------------------
def streamed(failure: Exception) -> StreamedBody:
    body = StreamedBody(Prepare((b"abc",)))
    body.failure = failure
    return body


def test_a_file_that_changed_is_no_fault_of_the_connection(world: World) -> None:
    error = SourceChanged("the file 'a' changed")
    world.script.head = error
    failure = failed(world, attrs.evolve(send(), body=streamed(error)))
    assert told(failure) == ("the file 'a' changed", True, True, False, None)
    assert world.script.log[-1] == "close"


def test_what_the_callers_file_raised_is_raised_whatever_became_of_the_connection(world: World) -> None:
    world.script.head = ConnectionResetError(104, "x")
    with pytest.raises(LookupError, match="the caller's own"):
        world.send(attrs.evolve(send(), body=streamed(LookupError("the caller's own"))))
    assert world.free == 3


# Closed, lost and forked clients -----------------------------------------------------------------------------------------
def test_a_closed_client_sends_nothing(world: World) -> None:
    world.connections.pool.closed = True
    assert told(failed(world)) == (CLOSED, False, True, False, None)


def test_a_way_that_cannot_be_made_costs_no_place(world: World) -> None:
    def fails(origin: Any) -> Any:
        raise LookupError("no such proxy")

    world.connections.connection_type = fails
    with pytest.raises(LookupError, match="no such proxy"):
        world.send(send())
    assert world.free == 3


@in_one_test(
    "kind, way, how",
    [
        (SyncConnections, BlockingConnection, "`with`, or close()"),
        (AsyncConnections, AwaitingConnection, "`async with`, or aclose()"),
    ],
)
@in_one_test("idle", [False, True])
def test_a_client_that_is_lost_with_connections_says_so(kind: Any, way: Any, how: str, idle: bool) -> None:
    script = Script()
    made = kind(BASE)
    if idle:
        made.pool.idle.give(scripted(way, script, made.base))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del made
        gc.collect()
    mine = [(one.category, str(one.message)) for one in caught if "unclosed client" in str(one.message)]
    assert mine == [(ResourceWarning, f"unclosed client for service.example: use {how}")] * idle
    assert script.log == ["close"] * idle


@blocking
def test_a_forked_process_leaves_the_exchanges_of_its_parent_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forking, "left_to_the_parent", [])
    pool = world.connections.pool
    semaphore = pool.semaphore
    answer = world.send(send(Open()))
    opened: Any = answer.stream
    way = weakref.ref(opened._body.transport)
    pool.reset()  # what happens in the child
    opened.close()
    del answer, opened
    gc.collect()
    assert way() is not None, "it is closed with its last reference"
    assert "close" not in world.script.log
    assert "recycle" not in world.script.log
    assert semaphore.free == 2, "the place is the parent's"
    assert pool.semaphore.free == 3


# Downloads into files ----------------------------------------------------------------------------------------------------
def test_how_often_a_download_tells_how_far_it_is(world: World, tmp_path: Path) -> None:
    told: list[int] = []
    half = 256 * 1024
    world.script.pieces = [os.urandom(n) for n in (half, half - 1, 1, half, half - 1, 1, 7, 8)]
    data = b"".join(piece for piece in world.script.pieces if isinstance(piece, bytes))
    world.send(send(Into(tmp_path / "a", progress=lambda done, total: told.append(done))))
    assert (tmp_path / "a").read_bytes() == data
    batches = [2 * half, 4 * half, 4 * half + 15]
    assert told == batches if world.mode == "async" else set(batches) < set(told)
    assert len(told) == (3 if world.mode == "async" else 8)


@pytest.mark.parametrize(
    ("last", "text", "late"),
    [
        (b"", "the body ended after 3 of 9 bytes", False),
        (Expired(), LATE, True),
        (ConnectionResetError(104, "x"), "the connection broke", False),
    ],
)
def test_what_ended_a_download_is_told(
    world: World, tmp_path: Path, last: bytes | Exception, text: str, late: bool
) -> None:
    world.script.pieces = [b"abc", last]
    world.script.headers = [(b"content-length", b"9")]
    failure = failed(world, send(Into(tmp_path / "a")))
    assert told(failure) == (text, True, False, late, 200)


def test_a_body_too_large_is_told_with_its_status(world: World) -> None:
    failure = failed(world, send(Buffer(3)))
    assert told(failure) == ("the response is larger than 0 MiB", True, True, False, 200)


@awaiting
def test_nothing_ends_the_wait_of_a_call_but_its_scope(world: World, clock: list[float]) -> None:
    async def main() -> None:
        with anyio.CancelScope() as scope:
            world.script.stalls, world.script.at_stall = "head", scope.cancel
            await world.connections.send(send(deadline=clock[0] + 60))
        assert scope.cancelled_caught, "the caller's own cancellation is passed on"
        assert world.connections.pool.state().semaphore.value == 3

    asyncio.run(main())
    assert world.script.log[-1] == "close"
