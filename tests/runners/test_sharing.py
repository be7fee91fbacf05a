"""One client for many: threads, tasks, event loops and forked processes; one login for all of them."""

from __future__ import annotations

import gc
import os
import threading
from typing import Any

import anyio
import pytest

from esignkit.core.auth import RenewableToken, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Steps
from esignkit.errors import AuthenticationError, ESignError, PermissionDeniedError
from esignkit.runners.semaphore import Semaphore
from esignkit.types import Secret
from tests.clocks import until
from tests.runners.calls import LOGIN, get, stream
from tests.runners.conftest import Driver, async_client, sync_client
from tests.runners.server import Running

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def log_in() -> Steps[Token]:
    text = yield from LOGIN
    return Token(Secret(text))


def by_login() -> RenewableToken:
    return RenewableToken(log_in)


def asking(provider: Any) -> RenewableToken:
    return RenewableToken(lambda: call_provider(provider, "the token"))


def together(count: int, work: Any) -> None:
    gate = threading.Barrier(count)

    def one() -> None:
        gate.wait()
        work()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def test_a_hundred_threads_log_in_once(server: Running, library: Any) -> None:
    server.state.token = "another"
    got: list[str] = []
    with sync_client(server.base, library, auth=by_login()) as client:
        together(100, lambda: got.append(client.run(get())))
        assert (len(got), server.state.logins) == (100, 1)
        server.state.token = "revoked"
        together(100, lambda: got.append(client.run(get())))
    assert (len(got), server.state.logins) == (200, 2)


@BACKENDS
def test_five_hundred_tasks_log_in_once(server: Running, backend: str, library: Any) -> None:
    # More tasks than connections. A client of a library makes a connection for each call, so there are fewer of both.
    tasks, limit = (500, None) if library is None else (45, 30)
    server.state.token = "another"
    got: list[str] = []

    async def main() -> None:
        async with async_client(server.base, library, limit, auth=by_login()) as client:

            async def work() -> None:
                got.append(await client.run(get()))

            for wanted in (tasks, 2 * tasks):
                async with anyio.create_task_group() as group:
                    for _ in range(tasks):
                        group.start_soon(work)
                assert len(got) == wanted
                server.state.token = "revoked"

    anyio.run(main, backend=backend)
    assert server.state.logins == 2


def test_a_refused_login_is_shared_and_then_tried_anew(server: Running) -> None:
    server.state.token = "another"
    server.state.refuse_logins = 1
    failures: list[ESignError] = []
    with sync_client(server.base, auth=by_login()) as client:

        def work() -> None:
            try:
                client.run(get())
            except PermissionDeniedError as error:
                failures.append(error)

        together(20, work)
        assert (len(failures), server.state.logins) == (20, 1)
        assert len({id(error) for error in failures}) == 20
        assert client.run(get()) == "a"
    assert server.state.logins == 2


@BACKENDS
def test_a_cancelled_login_is_taken_over(server: Running, backend: str) -> None:
    server.state.token = "another"
    got: list[str] = []

    async def main() -> None:
        async with async_client(server.base, auth=by_login()) as client:

            async def leader(scope: anyio.CancelScope) -> None:
                with scope:
                    await client.run(get())

            async def work() -> None:
                got.append(await client.run(get()))

            scope = anyio.CancelScope()
            async with anyio.create_task_group() as group:
                server.state.logins_are_answered.clear()
                group.start_soon(leader, scope)
                await anyio.to_thread.run_sync(until, lambda: server.state.logins == 1)
                for _ in range(10):
                    group.start_soon(work)
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
                server.state.logins_are_answered.set()

    anyio.run(main, backend=backend)
    assert len(got) == 10
    assert server.state.logins == 2


def test_a_token_that_stays_refused_costs_two_requests(server: Running, run: Driver) -> None:
    server.state.token = "never"
    with pytest.raises(AuthenticationError):
        run(server.base, get(), auth=asking(lambda: "wrong"))
    assert len(server.state.seen) == 2


async def _slow() -> str:
    await anyio.sleep(0)
    return "good"


class _Awaits:
    async def __call__(self) -> str:
        return "good"


def test_providers_of_tokens(server: Running, run: Driver) -> None:
    server.state.token = "good"
    assert run(server.base, get(), auth=asking(lambda: "good")) == "a"
    for provider in (_slow, _Awaits(), lambda: _slow()):
        if run.mode == "sync":
            with pytest.raises(TypeError, match="use the async client"):
                run(server.base, get(), auth=asking(provider))
        else:
            assert run(server.base, get(), auth=asking(provider)) == "a"


def test_a_blocking_provider_does_not_block_the_loop(server: Running) -> None:
    server.state.token = "good"
    turns, went_on = [0], []

    def blocking() -> str:  # gives nothing until the loop has gone round some more
        reached = turns[0] + 3
        went_on.append(until(lambda: turns[0] >= reached, within=20))
        return "good"

    async def main() -> None:
        async with async_client(server.base, auth=asking(blocking)) as client, anyio.create_task_group() as group:

            async def turn() -> None:
                while True:
                    turns[0] += 1
                    await anyio.sleep(0.001)

            group.start_soon(turn)
            await client.run(get())
            group.cancel_scope.cancel()

    anyio.run(main)
    assert went_on == [True]


def test_threads_get_their_own_answers(server: Running, library: Any) -> None:
    wrong: list[str] = []
    with sync_client(server.base, library) as client:

        def work() -> None:
            for n in range(30):
                name = f"{threading.get_ident()}-{n}"
                if client.run(get(name)) != name:
                    wrong.append(name)

        together(16, work)
        assert client.connections.pool.opened <= 20
    assert wrong == []
    assert len(server.state.seen) == 16 * 30


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_client_outlives_its_event_loop(server: Running, library: Any) -> None:
    client = async_client(server.base, library)

    async def main() -> str:
        return await client.run(get())

    assert anyio.run(main) == "a"
    assert anyio.run(main) == "a"
    assert anyio.run(main, backend="trio") == "a"

    async def last() -> None:
        await main()
        await client.aclose()

    anyio.run(last)
    gc.collect()  # what the ended loops left is warned about here, and not in the middle of another test


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_has_connections_of_its_own(server: Running) -> None:
    with sync_client(server.base) as client:
        client.run(get("warm"))
        pool = client.connections.pool
        assert len(pool.idle) == 1
        pool.locks["held"] = Semaphore(0)
        children = []
        for k in range(4):
            pid = os.fork()
            if pid == 0:
                code = 99
                try:
                    begun = (len(pool.idle), len(pool.locks))
                    wrong = sum(client.run(get(f"{k}-{n}")) != f"{k}-{n}" for n in range(50))
                    code = 98 if begun != (0, 0) else min(wrong, 90)
                finally:
                    os._exit(code)
            children.append(pid)
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
        assert codes == [0, 0, 0, 0]
        assert client.run(get("parent")) == "parent"
        assert pool.opened == 1


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("whole", [True, False])
def test_a_download_forked_in_the_middle_stays_the_parents(server: Running, whole: bool) -> None:
    size, parent = 300_000, os.getpid()
    with sync_client(server.base, limit=2) as client:
        pool = client.connections.pool
        try:
            with client.runner.stream(stream(f"/bytes/{size}")) as chunks:
                got = len(b"".join(chunks)) if whole else len(next(chunks))
                pid = os.fork()
                if pid:
                    child = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                    got += sum(map(len, chunks))
            if not pid:
                os._exit(10 * len(pool.idle) + abs(pool.semaphore.free - 2) + 5 * (client.run(get("child")) != "child"))
        finally:
            if os.getpid() != parent:
                os._exit(99)
        assert child == 0
        assert got == size
        assert (len(pool.idle), pool.semaphore.free) == (1, 2)
        assert client.run(get("parent")) == "parent"
        assert pool.opened == 1
