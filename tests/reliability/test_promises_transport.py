"""The promises of docs/reliability.md about connections, deadlines and answers, one numbered test each."""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import warnings
from pathlib import Path

import anyio
import pytest

import esignkit.runners.tls as tls
from esignkit import ESignError, ESignLive, NotSentError, RetryPolicy, Secret
from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.flow import Steps
from esignkit.errors import ApiError, DeadlineExceededError, OutcomeUnknownError
from esignkit.runners.client import SyncClient
from tests.clocks import stopwatch, until
from tests.inside import inside
from tests.reliability import report
from tests.reliability.bombs import GZIP, packed
from tests.reliability.certificates import Certificates, tls_servers
from tests.reliability.forking import forking
from tests.runners.calls import ECHO, LOGIN, create, fetch, get, path
from tests.runners.conftest import async_client, settings, sync_client
from tests.runners.names import Answer, after, base_at, name_service, rows, silent
from tests.runners.server import Running, pdf, serving

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
SLACK = 0.25

__all__ = ["name_service"]  # a fixture


def fds() -> int:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("header", ["authorization", "cookie", "x-api-key", "proxy-authorization"])
def test_promise_02_no_credential_reaches_another_host(server: Running, header: str) -> None:
    auth, cells = StaticHeader(header, Secret("CANARY")), 0
    with serving() as second:
        places = [f"{second.base}/echo", f"//127.0.0.1:{second.port}/echo", f"http://localhost:{second.port}/echo",
                  f"http://[::1]:{second.port}/echo", "/echo"]  # fmt: skip
        with sync_client(server.base, auth=auth) as client:
            for status in (301, 302, 303, 307, 308):
                for place in places:
                    operation = create(headers={"x-status": str(status), "x-location": place})
                    with pytest.raises(ApiError):
                        client.run(path("/jump", headers=operation.headers, repeat=operation.repeat))
                    cells += 1
        assert second.state.seen == []
    assert {seen[1] for seen in server.state.seen} == {"/jump"}
    report.note("02", cells=cells, leaks=0)


@BACKENDS
def test_promise_04_cancelled_calls_never_wear_out_the_client(server: Running, backend: str) -> None:
    rounds = int(os.environ.get("ESIGNKIT_CANCELS", "400"))
    dice = random.Random(4)
    before = fds()

    async def main() -> int:
        async with async_client(server.base, limit=10) as client:

            async def worker() -> None:
                for _ in range(rounds // 40):
                    with anyio.move_on_after(dice.random() * 0.02):
                        await client.run(path("/slow/0.01"))

            async with anyio.create_task_group() as group:
                for _ in range(40):
                    group.start_soon(worker)
            fine = 0
            for n in range(20):
                fine += await client.run(get(f"after-{n}", options={"timeout": 30.0})) == f"after-{n}"
            return fine

    fine = anyio.run(main, backend=backend)
    assert fine == 20
    assert until(lambda: fds() <= before + 2), "the server's side, which is in this process, ends a little later"
    report.note("04", cancels=rounds, calls_fine_afterwards=fine)


@pytest.mark.parametrize("fault", ["stall", "head_drip", "body_drip", "endless"])
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_promise_06_a_call_ends_by_its_deadline(server: Running, fault: str, mode: str) -> None:
    for _ in range(3):
        server.state.faults.append(fault)
    operation = get(options={"timeout": 0.3})

    async def main() -> None:
        async with async_client(server.base) as client:
            await client.run(operation)

    def blocking() -> None:
        with sync_client(server.base) as client:
            client.run(operation)

    with stopwatch() as took, pytest.raises(DeadlineExceededError):
        anyio.run(main) if mode == "async" else blocking()
    late = max(0.0, took.seconds - 0.3)
    assert late <= SLACK
    report.note("06", late=late)


@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize("trouble", ["a name service that is slow", "three addresses that keep silent"])
def test_promise_06_a_call_ends_by_its_deadline_before_it_is_connected(
    server: Running, names: dict[str, Answer], trouble: str, mode: str
) -> None:
    hosts = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
    names["host.test"] = after(0.9, rows("127.0.0.1")) if "slow" in trouble else rows(*hosts)
    operation = create(options={"timeout": 0.4})
    times: list[float] = []

    async def main() -> None:
        async with async_client(base_at(server, "host.test")) as client:
            with stopwatch() as took, pytest.raises((DeadlineExceededError, NotSentError)):
                await client.run(operation)
            times.append(took.seconds)  # not the event loop, which waits for its threads when it ends

    with silent(server.port, *hosts):
        if mode != "sync":
            anyio.run(main, backend=mode)
        else:
            with sync_client(base_at(server, "host.test")) as client:
                with stopwatch() as took, pytest.raises((DeadlineExceededError, NotSentError)):
                    client.run(operation)
                times.append(took.seconds)
    assert server.state.seen == []
    assert times[0] - 0.4 <= SLACK
    report.note("06", late=max(0.0, times[0] - 0.4))


BROKEN = ("empty_close", "garbage", "truncated", "cut_chunked", "huge_head", "html", "null", "empty", "not_json",
          "deep", "bad_gzip", "brotli", "bomb", "drip_until_close")  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_promise_07_broken_answers_never_pass_as_data(server: Running, fault: str) -> None:
    server.state.bomb = packed(80 << 20, GZIP)
    with sync_client(server.base) as client:
        server.state.faults.append(fault)
        with pytest.raises(OutcomeUnknownError) as caught:
            client.run(create(options={"timeout": 1.0 if fault == "drip_until_close" else 30.0}))
        assert caught.value.attempts == 1
        assert client.run(get()) == "a"
    report.note("07", answers=1)


def test_promise_09_bombs_cost_little(server: Running) -> None:
    server.state.bomb = packed(256 << 20, GZIP)
    with sync_client(server.base) as client:
        client.run(get())
        server.state.faults.extend(["bomb", "bomb"])
        with stopwatch() as took, pytest.raises(ESignError, match="inflates"):
            client.run(get(options={"attempts": 1}))
        tracemalloc.start()
        with pytest.raises(ESignError, match="inflates"):
            client.run(get(options={"attempts": 1}))
        grown = tracemalloc.get_traced_memory()[1] / (1 << 20)
        tracemalloc.stop()
        assert took.seconds < 1
        assert grown <= 32
        server.state.faults.append("big_error")
        with pytest.raises(ApiError) as caught:
            client.run(get(options={"attempts": 1}))
        assert len(caught.value.body or "") <= 8192
    report.note("09", seconds=took.seconds, mebibytes=float(grown))


@pytest.mark.parametrize(("status", "repeats"), [("500", 1.05), ("429", 1.10)])
def test_promise_11_an_outage_is_not_answered_with_a_storm(server: Running, status: str, repeats: float) -> None:
    server.state.faults.extend([status] * 2000)
    levels: list[int] = []
    with inside(SyncClient)(settings(server.base)) as client:
        budget = client.context.budget

        def work() -> None:
            for _ in range(125):
                with pytest.raises(ESignError):
                    client.run(get())
                levels.append(budget.level)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        attempts = len(server.state.seen)
        assert attempts <= 1000 * repeats
        assert min(levels) >= 0
        assert max(levels) <= 500
        server.state.faults.clear()
        for _ in range(500):
            client.run(get())
        assert budget.level >= 499
    report.note("11", attempts_per_call=attempts / 1000)


def test_promise_13_an_expired_token_costs_one_login(server: Running) -> None:
    def log_in() -> Steps[Token]:
        return Token(Secret((yield from LOGIN)))

    server.state.token = "not this"
    with sync_client(server.base, auth=RenewableToken(log_in)) as client:
        threads = [threading.Thread(target=client.run, args=(get(),)) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.state.logins == 1
        server.state.token = "revoked"

        async def tasks() -> None:
            other = async_client(server.base, auth=RenewableToken(log_in))
            async with other, anyio.create_task_group() as group:
                for _ in range(500):
                    group.start_soon(other.run, get())

        anyio.run(tasks)
        assert server.state.logins == 2
    report.note("13", logins_for_600_calls=2)


def test_promise_17_threads_share_one_client(server: Running) -> None:
    wrong: list[str] = []
    calls = 40
    with sync_client(server.base) as client:

        def work(k: int) -> None:
            wrong.extend(f"{k}-{n}" for n in range(calls) if client.run(get(f"{k}-{n}")) != f"{k}-{n}")

        threads = [threading.Thread(target=work, args=(k,)) for k in range(32)]
        with stopwatch() as took:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        rate = 32 * calls / took.wall
    assert wrong == []
    report.note("17", calls=32 * calls, wrong=len(wrong), calls_per_second=float(rate))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_promise_18_forked_children_have_connections_of_their_own(server: Running) -> None:
    calls = int(os.environ.get("ESIGNKIT_FORK_CALLS", "100"))
    with sync_client(server.base) as client:
        client.run(get("warm"))
        children = []
        for k in range(4):
            pid = os.fork()
            if pid == 0:
                code = 99
                try:
                    code = sum(client.run(get(f"{k}-{n}")) != f"{k}-{n}" for n in range(calls))
                finally:
                    os._exit(code)
            children.append(pid)
        wrong = sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children)
        assert wrong == 0
        assert client.run(get("parent")) == "parent"
    report.note("18", calls_in_children=4 * calls, wrong=wrong)


def test_promise_19_tls_is_never_weakened(tmp_path: Path) -> None:
    with tls_servers(Certificates(tmp_path)) as servers:  # on leaving it looks that nothing reached the bad ones
        auth = StaticHeader("authorization", Secret("CANARY"))
        with sync_client(servers["good"], auth=auth) as client:
            assert client.run(get()) == "a"
        for name in ("tls-unknown-issuer", "tls-expired", "tls-wrong-host"):
            with sync_client(servers[name], auth=auth) as client, pytest.raises(NotSentError) as caught:
                client.run(get())
            assert caught.value.attempts == 1
    context = tls.context_for("httpx", https=True)
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"
    assert context.minimum_version >= 0x0303  # TLS 1.2
    with pytest.raises(ValueError, match="http"):
        ESignLive(api_key="a2V5", base_url="http://example.com/api")
    assert not [file for file in Path(tls.__file__).parents[1].rglob("*.py") if "verify=False" in file.read_text()]
    report.note("19", bad_certificates=3, credential_bytes_sent=0)


def test_promise_30_proxies_and_environment(server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:CANARY@127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:CANARY@127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password CANARY\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with sync_client(server.base) as client:
        sent = client.run(ECHO)["headers"]
        assert "authorization" not in sent
        assert "cookie" not in client.run(ECHO)["headers"]  # the first answer set two
    with sync_client("https://service.invalid") as client, pytest.raises(NotSentError) as caught:
        client.run(get(options={"attempts": 1}))
    assert "CANARY" not in str(caught.value) + repr(vars(caught.value))
    with inside(SyncClient)(settings("https://service.invalid"), trust_env=False) as client:
        site = client.connections.base
        assert client.connections.client_library(site) is None


@BACKENDS
def test_promise_31_closing_is_clean(server: Running, backend: str) -> None:
    async def main() -> list[str]:
        client = async_client(server.base, limit=50)
        ends: list[str] = []

        async def call() -> None:
            try:
                await client.run(path("/slow/5"))
            except ESignError as error:
                ends.append(type(error).__name__)

        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(call)
            await anyio.sleep(0.3)
            await client.aclose()
        await client.aclose()
        with pytest.raises(ESignError, match="closed"):
            await client.run(get())
        return ends

    with stopwatch() as took, warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        ends = anyio.run(main, backend=backend)
        gc.collect()
    late = max(0.0, took.seconds - 0.3)
    assert len(ends) == 50
    assert late < 1
    code = f"from tests.runners.conftest import *; c = sync_client({server.base!r}); from tests.runners.calls import get; c.run(get())"
    silent = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert silent.stderr == ""
    report.note("31", calls_in_flight=50, seconds=late)


INTERRUPTED = """
import json, random, signal, sys, time
from tests.clocks import waits
from tests.runners.calls import create, get
from tests.runners.conftest import sync_client
signal.signal(signal.SIGALRM, signal.default_int_handler)  # what Ctrl-C does, at a moment of our choice
base, moments = sys.argv[1], int(sys.argv[2])
dice, slowest, interrupted = random.Random(40), 0.0, 0
with sync_client(base, limit=2) as client:
    for n in range(moments):
        delay = 0.0001 + dice.random() * 0.004
        begin, kept = time.monotonic(), sum(waits().values())
        try:
            signal.setitimer(signal.ITIMER_REAL, delay)
            client.run(create({"n": n}))
            for _ in range(1000):  # a signal that another thread is given does not end a long sleep
                time.sleep(0.001)
        except KeyboardInterrupt:
            interrupted += 1
            took = time.monotonic() - begin - delay
            slowest = max(slowest, took - (sum(waits().values()) - kept))  # less what a busy machine adds
        assert client.run(get(f"after-{n}", options={"timeout": 30.0})) == f"after-{n}"
    print(json.dumps([interrupted, slowest, client.connections.pool.semaphore.free, len(client.connections.pool.busy)]))
"""


def test_promise_40_ctrl_c_leaves_no_damage(server: Running) -> None:
    moments = int(os.environ.get("ESIGNKIT_INTERRUPTS", "200"))
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", INTERRUPTED, server.base, str(moments)],
        capture_output=True,
        text=True,
        timeout=60 + moments,
    )
    assert child.returncode == 0, child.stderr
    interrupted, slowest, free, busy = json.loads(child.stdout)
    assert interrupted == moments
    assert busy <= 1 + moments // 100, "an interrupt at the wrong instant leaves an entry in a table until its deadline"
    assert slowest < 0.1 + 0.15
    assert free == 2, "a permit was lost"
    whole = [body for body in server.state.ledger if body]  # this server takes a request cut off before its body, too
    assert len(set(whole)) == len(whole), "a create was executed twice"
    report.note("40", interrupts=moments, executed_twice=0, entries_left_behind=busy, slowest=float(slowest))


def test_promise_42_idle_connections_that_the_server_closes() -> None:
    listener = socket.create_server(("::1", 0) if socket.has_ipv6 else ("127.0.0.1", 0), family=socket.AF_INET6)
    executed: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                for answers in range(2):  # the first is answered; with luck the second meets the closing
                    data = b""
                    while b"\r\n\r\n" not in data:
                        got = connection.recv(65536)
                        if not got:
                            break
                        data += got
                    if not data:
                        break
                    executed.append(data.split(b"x-number: ")[1].split(b"\r\n")[0])
                    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"x"}')
                    if answers == 0:
                        break  # keep-alive was promised, and is not kept

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    done = failed = 0
    posts = int(os.environ.get("ESIGNKIT_POSTS", "300"))
    dice = random.Random(42)
    with SyncClient(settings(f"http://[::1]:{listener.getsockname()[1]}")) as client:
        for n in range(posts):
            try:
                client.run(create({"n": n}, headers={"x-number": str(n)}))
                done += 1
            except ESignError as error:
                assert error.maybe_applied or str(n).encode() not in executed
                failed += 1
            time.sleep(dice.random() * 0.0005)
    listener.close()
    assert len(executed) == len(set(executed)), "a POST was executed twice"
    assert done + failed == posts
    assert done <= len(executed)
    report.note("42", posts=posts, executed_twice=0, failed_of_unknown_outcome=failed)


DOWNLOADS = """
import os
from tests.runners.calls import fetch
from tests.runners.conftest import sync_client
def run(base, target):
    client = sync_client(base)
    print(os.getpid(), flush=True)
    for n in range(10**6):
        client.run(fetch("/pdf/%d" % (200_000 + n % 7), target, expect="pdf"))
"""


def test_promise_08_files_arrive_whole_or_not_at_all(server: Running, tmp_path: Path) -> None:
    target = tmp_path / "lease.pdf"
    target.write_bytes(pdf(100))
    kills, dice = int(os.environ.get("ESIGNKIT_KILLS", "6")), random.Random(8)
    with forking(DOWNLOADS) as downloading:
        for _ in range(kills):
            process = int(downloading(server.base, str(target)))
            time.sleep(dice.random() * 0.03)
            os.kill(process, signal.SIGKILL)
            assert downloading.ended() == -signal.SIGKILL
            content = target.read_bytes()
            assert content == pdf(len(content))
    with sync_client(server.base) as client:
        client.run(fetch("/pdf/300", target, expect="pdf"))
        for fault in ("truncated", "cut_long", "reset", "html", "bad_gzip"):
            server.state.faults.append(fault)
            with pytest.raises(ESignError):
                client.run(fetch("/pdf/400", target, expect="pdf", ).with_options({"attempts": 1}))  # fmt: skip
            assert target.read_bytes() == pdf(300)
        with pytest.raises(ESignError):
            client.run(fetch("/cut-pdf/500", target, expect="pdf").with_options({"attempts": 1}))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lease.pdf"]
    report.note("08", kills=kills, damaged=0, left_over=0)


def test_promise_12_no_test_sleeps_for_a_retry(server: Running) -> None:
    server.state.faults.extend(["500", "500"])
    with stopwatch() as took, inside(SyncClient)(settings(server.base)) as client:
        assert client.context.retry == RetryPolicy(base_delay=0.01)
        assert client.run(get()) == "a"
    assert took.seconds < 0.5


def test_promise_41_base_urls_are_checked() -> None:
    bad = ["", "api.example", "//api.example", "ftp://api.example", "https://u:p@api.example", "https://u@api.example",
           "https://api.example?x=1", "https://api.example/#f", "https://api.example/?", " https://api.example",
           "https://api.example\n", "https://api.example:99999", "https://api.example/../x", "http://api.example",
           "http://127.0.0.1.evil.example", "https://аpi.example", "https://[::1", "https:///x", "file:///etc",
           "https://api.example\\@evil.example", "https://api.example%00.evil.example", "https://api.exa mple",
           "https://api.example\t", "\thttps://api.example", "https://:443", "https://api.example:0x50", "javascript:alert(1)",
           "https://api.example/a/./b", "https://api.example/%2e%2e/x", "https://api.example/a\\b"]  # fmt: skip
    assert len(bad) == 30
    for url in bad:
        with pytest.raises(ValueError):
            ESignLive(api_key="a2V5", base_url=url)
    report.note("41", refused=len(bad))
