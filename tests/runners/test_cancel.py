"""Cancelling, interrupting and closing: nothing stays taken, nothing is worn out."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from esignkit.core.auth.base import Authorization
from esignkit.core.flow import Call, Locked, Steps
from esignkit.errors import ConfigurationError, ESignError, NotSentError
from esignkit.types import Secret
from tests.clocks import Took, stopwatch, until
from tests.runners.calls import create, get, path, stream
from tests.runners.conftest import async_client, sync_client
from tests.runners.server import Running

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
CANCELS = int(os.environ.get("ESIGNKIT_CANCELS", "400"))
"""Calls of a storm that are cancelled, or end before they are (`nox -s reliability` has 10,000)."""
WORKERS = 40


# A connection cancelled in the very moment it comes about is lost inside anyio.connect_tcp: its socket is closed by the
# garbage collector, with this warning, and nothing of it reaches the client. An error instead of a warning would stop
# the transport from closing its socket, and hit whichever test is running when the collector comes by.
@pytest.mark.filterwarnings(r"ignore:unclosed (transport|<socket\.socket):ResourceWarning")
@BACKENDS
@pytest.mark.parametrize("native", [False, True], ids=["scopes", "task.cancel"])
def test_a_storm_of_cancellations_wears_nothing_out(server: Running, backend: str, native: bool, library: Any) -> None:
    if native and backend == "trio":
        pytest.skip("trio knows cancel scopes only")
    rounds, limit = CANCELS // WORKERS // (1 if library is None else 2), 10
    slow = path("/slow/0.005")

    async def main() -> None:
        client = async_client(server.base, library, limit)

        async def call() -> None:
            await client.run(slow)

        async def worker() -> None:
            for _ in range(rounds):
                if native:
                    task = asyncio.ensure_future(call())
                    await asyncio.sleep(random.random() * 0.02)
                    task.cancel()
                    await asyncio.wait([task])
                else:
                    with anyio.move_on_after(random.random() * 0.02):
                        await call()

        async with anyio.create_task_group() as group:
            for _ in range(WORKERS):
                group.start_soon(worker)
        good = 0
        for _ in range(20):
            with anyio.fail_after(30):
                await call()
            good += 1
        pool = client.connections.pool
        state = pool.state()
        assert good == 20
        assert state.semaphore.value == limit
        assert len(pool.idle) <= limit
        assert not state.scopes
        await client.aclose()

    anyio.run(main, backend=backend)
    gc.collect()


@BACKENDS
def test_cancelling_runs_finally_and_frees_the_place(server: Running, backend: str, library: Any) -> None:
    ended = []

    def flow() -> Steps[None]:
        try:
            yield from path("/slow/1")
        finally:
            ended.append(True)

    async def main() -> None:
        async with async_client(server.base, library, 1) as client:
            with stopwatch() as took:
                with anyio.move_on_after(0.05) as scope:
                    await client.run(flow())
                assert scope.cancelled_caught
            assert took.seconds < 0.2
            assert ended == [True]
            assert await client.run(get()) == "a"

    anyio.run(main, backend=backend)


@BACKENDS
def test_a_flow_that_yields_while_it_is_closed_does_not_stop_a_cancellation(server: Running, backend: str) -> None:
    def flow() -> Steps[None]:
        try:
            yield from path("/slow/1")
        finally:
            yield from create()

    async def main() -> None:
        async with async_client(server.base) as client:
            with anyio.move_on_after(0.05) as scope:
                await client.run(flow())
            assert scope.cancelled_caught

    anyio.run(main, backend=backend)
    assert server.state.ledger == []


def test_native_timeouts(server: Running) -> None:
    async def main() -> None:
        async with async_client(server.base, limit=1) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await client.run(path("/slow/1"))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.run(path("/slow/1")), 0.05)
            task = asyncio.current_task()
            assert task is not None
            assert task.cancelling() == 0
            assert await client.run(get()) == "a"

    asyncio.run(main())


class _SlowSignIn:
    """Asks something that blocks for the credentials, until it may go on."""

    renewable = True

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        yield Locked(self, self._ask(), deadline)
        return Authorization(())

    def _ask(self) -> Steps[None]:
        def ask() -> None:
            self.begun.set()
            self.go_on.wait(30)

        yield Call(ask)


def test_ctrl_c(server: Running, library: Any) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it
    try:
        _ctrl_c(server, library)
    finally:
        signal.signal(signal.SIGINT, before)


def _ctrl_c(server: Running, library: Any) -> None:
    ended = []

    def flow() -> Steps[None]:
        try:
            yield from path("/slow/1")
        finally:
            ended.append(True)

    pressed: list[Took] = []
    watch = contextlib.ExitStack()

    def interrupt(once: Callable[[], object]) -> None:
        assert until(once)
        pressed.append(watch.enter_context(stopwatch()))
        os.kill(os.getpid(), signal.SIGINT)

    with sync_client(server.base, library, limit=1) as client:
        threading.Thread(target=interrupt, args=(lambda: server.state.seen,)).start()
        with pytest.raises(KeyboardInterrupt):
            client.run(flow())
        watch.close()
        assert pressed[0].seconds < 0.2
        assert ended == [True]
        assert client.run(get()) == "a"
    auth = _SlowSignIn()
    with sync_client(server.base, library, auth=auth) as client:
        threading.Thread(target=interrupt, args=(auth.begun.is_set,)).start()
        with pytest.raises(KeyboardInterrupt):
            client.run(get())
        locks = client.connections.pool.locks
        assert locks
        assert all(lock.free == 1 for lock in locks.values())


def test_the_deadline_covers_waiting_for_another_call_that_signs_in(server: Running, library: Any) -> None:
    auth = _SlowSignIn()
    with sync_client(server.base, library, auth=auth) as client:
        thread = threading.Thread(target=client.run, args=(get(),))
        thread.start()
        assert auth.begun.wait(30)
        with stopwatch() as took, pytest.raises(ESignError, match="signing in"):
            client.run(create(options={"timeout": 0.2}))
        assert took.seconds < 0.45
        auth.go_on.set()
        thread.join()
    assert server.state.ledger == []


def test_closing_ends_calls_under_way(server: Running, library: Any) -> None:
    client = sync_client(server.base, library, limit=5)
    failures: list[BaseException] = []
    begun: list[int] = []

    def call() -> None:
        begun.append(1)
        try:
            client.run(path("/slow/3"))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=call) for _ in range(10)]  # five of them wait for a connection
    for thread in threads:
        thread.start()
    assert until(lambda: len(server.state.seen) == 5 and len(begun) == 10)
    time.sleep(0.2)  # the others come to the semaphore
    with stopwatch() as took:
        client.close()
        for thread in threads:
            thread.join(30)
    assert took.seconds < 1
    assert len(failures) == 10
    assert all(isinstance(error, ESignError) and "closed" in str(error) for error in failures)
    assert sum(isinstance(error, NotSentError) for error in failures) == 5
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        client.run(get())


@BACKENDS
def test_closing_ends_tasks_under_way(server: Running, backend: str, library: Any) -> None:
    failures: list[BaseException] = []

    async def main() -> None:
        client = async_client(server.base, library, limit=5)

        async def call() -> None:
            try:
                await client.run(path("/slow/3"))
            except ESignError as error:
                failures.append(error)

        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(call)
            await anyio.sleep(0.2)
            with stopwatch() as took:
                await client.aclose()
        assert took.seconds < 1
        await client.aclose()
        with pytest.raises(ConfigurationError, match="closed"):
            await client.run(get())

    anyio.run(main, backend=backend)
    assert len(failures) == 10
    assert all("closed" in str(error) for error in failures)
    assert sum(isinstance(error, NotSentError) for error in failures) == 5


def test_an_unclosed_client_is_warned_of_once(server: Running) -> None:
    import gc

    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sync_client(server.base)  # never used: nothing to close
        client = sync_client(server.base)
        client.run(get())
        del client
        gc.collect()
    assert [str(one.message) for one in caught] == ["unclosed client for 127.0.0.1: use `with`, or close()"]
    assert caught[0].category is ResourceWarning


def test_an_open_client_is_silent_at_exit(server: Running) -> None:
    import subprocess
    import sys

    code = f"""
from tests.runners.conftest import sync_client
from tests.runners.calls import get
client = sync_client({server.base!r})
client.run(get())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@BACKENDS
def test_streams_left_early_leave_nothing_behind(server: Running, backend: str, library: Any) -> None:
    async def main() -> None:
        async with async_client(server.base, library, limit=1) as client:
            runner = client.runner
            for _ in range(3):
                async with runner.stream(stream("/bytes/9000000")) as chunks:
                    async for _ in chunks:
                        break
            with anyio.move_on_after(0.03):
                async with runner.stream(stream("/bytes/900000000")) as chunks:
                    async for _ in chunks:
                        pass
            assert await client.run(get()) == "a"

    anyio.run(main, backend=backend)
