"""Promise 52: an awaiting client that is used in one event loop after the other."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path

import anyio
import pytest

from tests.reliability import report
from tests.runners.calls import get
from tests.runners.conftest import async_client
from tests.runners.server import Running

LOOPS = 100


def descriptors() -> int:
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_promise_52_a_hundred_event_loops_leak_nothing(server: Running) -> None:
    client = async_client(server.base)
    loops: list[weakref.ref[asyncio.AbstractEventLoop]] = []

    async def main() -> str:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        async with anyio.create_task_group() as group:
            for n in range(3):
                group.start_soon(client.run, get(str(n)))
        return await client.run(get())

    asyncio.run(main())
    before = descriptors()
    for _ in range(LOOPS):
        assert asyncio.run(main()) == "a"
    after = descriptors()
    alive = sum(ref() is not None for ref in loops)
    report.note("52", event_loops=LOOPS, loops_kept_alive=alive)
    assert after <= before + 2
    assert alive <= 1, "event loops are kept alive"
    assert server.state.connections <= 10, "each loop connected anew"
    asyncio.run(client.aclose())
    assert descriptors() < after


def test_a_client_goes_from_asyncio_to_trio_and_back(server: Running) -> None:
    client = async_client(server.base)
    for backend in ("asyncio", "trio", "asyncio", "trio"):
        assert anyio.run(client.run, get(), backend=backend) == "a"
    assert server.state.connections == 1
    anyio.run(client.aclose)


def test_loops_that_run_at_the_same_time_share_a_client(server: Running) -> None:
    import threading

    client = async_client(server.base, limit=4)
    got: list[str] = []

    async def main() -> None:
        for n in range(30):
            got.append(await client.run(get(str(n))))

    threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == sorted([str(n) for n in range(30)] * 4)
    asyncio.run(client.aclose())


def test_an_unclosed_client_is_warned_of_and_its_connections_are_closed(server: Running) -> None:
    client = async_client(server.base)
    asyncio.run(client.run(get()))
    before = descriptors()
    clients = [client]
    del client
    with pytest.warns(ResourceWarning, match=r"unclosed client for 127\.0\.0\.1"):
        clients.clear()
    gc.collect()
    assert descriptors() < before
