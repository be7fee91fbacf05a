"""Measure the sandbox, and print one table.

    python benchmarks/sandbox.py [--packages 10000] [--against OTHER/src]

`--against` names the source folder of another checkout, whose creates are measured in turn with these. A create is
timed by the clock of 32 connections and by the CPU time of the server's process. All else is the best of several, by
the clock and as CPU time, against its target by the clock. On a busy machine only CPU time says something.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeAlias

import httpx

from esignkit.sandbox import Sandbox, pdf

SOURCE = pathlib.Path(__file__).parents[1] / "src"
CONNECTIONS = 32
Figure: TypeAlias = tuple[str, tuple[float, float], float | None]
"""What was measured, its wall and CPU time in milliseconds, and the target."""

SERVE = """
import sys
sys.path.insert(0, sys.argv[1])
import esignkit
from esignkit.cli import main
assert esignkit.__file__.startswith(sys.argv[1]), esignkit.__file__
sys.exit(main(["sandbox", "--port", "0"]))
"""


def package(number: int = 0) -> bytes:
    """A small package with one signer, as JSON."""
    signer = {"firstName": "Ada", "lastName": "Byron", "email": "ada@example.com"}
    roles = [{"id": "tenant", "type": "SIGNER", "index": 1, "signers": [signer]}]
    return json.dumps({"name": f"Lease {number}", "description": "Flat", "autocomplete": True, "roles": roles}).encode()


@contextlib.contextmanager
def served(source: pathlib.Path) -> Iterator[tuple[int, str, str]]:
    """Serve the sandbox of a checkout in a process of its own; gives process id, URL and key."""
    command = [sys.executable, "-c", SERVE, str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = next(line for line in process.stdout if "is ready at" in line).split()[5]
            [account] = httpx.get(f"{url}/_sandbox/accounts", trust_env=False).json()
            yield process.pid, url, account["env"]["ESIGNLIVE_API_KEY"]
        finally:
            process.terminate()


def cpu_of(process: int) -> float:
    """Return the CPU seconds that a process has used so far."""
    folder = pathlib.Path(f"/proc/{process}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in folder.iterdir()) / 1e9


async def creates(url: str, key: str, calls: int) -> float:
    """Create packages over 32 connections; return the seconds it took."""
    host, _, port = url.removeprefix("http://").partition(":")
    body = package()
    head = (
        f"POST /esl/api/packages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for _ in range(calls // CONNECTIONS):
            writer.write(head.encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert b" 200 " in answer, answer
            await reader.readexactly(int(answer.partition(b"content-length:")[2].split(b"\r\n")[0]))
        writer.close()

    begin = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return time.perf_counter() - begin


def create_rates(sources: list[pathlib.Path], rounds: int, calls: int) -> list[tuple[float, float]]:
    """Return creates a second and CPU microseconds of one for each checkout (medians), measured in turn."""
    with contextlib.ExitStack() as opened:
        servers = [opened.enter_context(served(source)) for source in sources]
        rates: list[list[float]] = [[] for _ in servers]
        costs: list[list[float]] = [[] for _ in servers]
        for turn in range(rounds + 1):
            for number, (process, url, key) in enumerate(servers):
                before = cpu_of(process)
                seconds = asyncio.run(creates(url, key, calls))
                if turn:  # the first one warms up
                    rates[number].append(calls / seconds)
                    costs[number].append((cpu_of(process) - before) / calls * 1e6)
    return [(statistics.median(rate), statistics.median(cost)) for rate, cost in zip(rates, costs, strict=True)]


def best(run: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Return the best wall time and the best CPU time of several, in milliseconds, client and sandbox together."""
    found: list[tuple[float, float]] = []
    for _ in range(times):
        begin, used = time.perf_counter(), time.process_time()
        run()
        found.append(((time.perf_counter() - begin) * 1e3, (time.process_time() - used) * 1e3))
    return min(wall for wall, _ in found), min(cpu for _, cpu in found)


def figures(packages: int) -> list[Figure]:
    """Return what is measured in one sandbox."""
    rows: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        data, snapshot = pathlib.Path(folder, "data"), pathlib.Path(folder, "snapshot")
        with Sandbox(data=data) as sandbox:
            with client(sandbox) as http:
                for number in range(packages):
                    http.post("/packages", content=package(number))
                for what, query, target in (
                    ("overview", "/overview", 50),
                    ("search that finds one", f"?search=lease {packages - 1}", 50),
                    ("search that finds all", "?search=byron", 50),
                    ("list of drafts, 100 of them", "?query=drafts", 50),
                    ("list by change, 100 of them", "?sort=updated", 50),
                ):
                    rows.append((what, best(lambda query=query: http.get(f"/packages{query}")), target))
            rows.append(("snapshot saved", best(lambda: sandbox.save(snapshot), 1), None))
        rows.append(("restart", best(lambda: Sandbox(data=data).start().stop(), 3), 1000))
        with Sandbox() as sandbox:
            rows.append(("snapshot loaded", best(lambda: sandbox.load(snapshot), 1), None))
            rows.append(("reset", best(sandbox.reset, 1), None))
            with client(sandbox) as http:
                rows.append(("reset after 10 packages", min(reset_after(sandbox, http, 10) for _ in range(5)), 10))
            ending = max(packages // 10, 1)
            sandbox.seed({"esignlive": {"packages": sent(sandbox, ending)}})
            rows.append((f"90 days on, {ending} expire", best(lambda: advance(sandbox), 1), 1000))
        with Sandbox() as sandbox:
            with client(sandbox) as http:
                for number in range(ending):
                    send_with_reminders(sandbox, http, number)
            what = f"90 days on, {ending} are reminded twice and expire"
            rows.append((what, best(lambda: advance(sandbox), 1), 1000))
            assert len(sandbox.outbox.mails(kind="reminder")) == 2 * ending
    return rows


def client(sandbox: Sandbox) -> httpx.Client:
    """Return a client of the sandbox's eSignLive."""
    account = sandbox.esignlive
    headers = {"Authorization": f"Basic {account.api_key}", "Content-Type": "application/json"}
    return httpx.Client(base_url=account.base_url, headers=headers, trust_env=False, timeout=60)


def reset_after(sandbox: Sandbox, http: httpx.Client, packages: int) -> tuple[float, float]:
    """Create packages, and return the milliseconds that a reset takes then."""
    for number in range(packages):
        http.post("/packages", content=package(number))
    return best(sandbox.reset, 1)


def sent(sandbox: Sandbox, packages: int) -> list[dict[str, object]]:
    """Return packages of a seed that have been sent and expire in a month."""
    expires = sandbox.clock.now() + timedelta(days=30)
    signers = [{"name": "Ada Byron", "email": "ada@example.com"}]
    return [{"title": f"Lease {n}", "state": "SENT", "expires": expires, "signers": signers} for n in range(packages)]


def send_with_reminders(sandbox: Sandbox, http: httpx.Client, number: int) -> None:
    """Send a package that expires in a month, with reminders after one week and after two."""
    expires = sandbox.clock.now() + timedelta(days=30)
    place = {"type": "SIGNATURE", "subtype": "FULLNAME", "page": 0, "left": 50, "top": 600, "width": 200, "height": 50}
    document = {
        "name": "Lease",
        "base64Content": base64.b64encode(pdf.sample_agreement()).decode(),
        "approvals": [{"role": "tenant", "fields": [place]}],
    }
    body = {**json.loads(package(number)), "due": f"{expires:%Y-%m-%dT%H:%M:%SZ}", "documents": [document]}
    path = f"/packages/{http.post('/packages', json=body).raise_for_status().json()['id']}"
    schedule = {"startInDaysDelay": 7, "intervalInDays": 7, "repetitionsCount": 1}
    http.post(f"{path}/reminders", json=schedule).raise_for_status()
    http.post(path, json={"status": "SENT"}).raise_for_status()


def advance(sandbox: Sandbox) -> None:
    """Put the clock forward and wait until all that is due has happened."""
    sandbox.clock.advance(timedelta(days=90))
    assert {one.status for one in sandbox.transactions()} == {"EXPIRED"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the sandbox.")
    parser.add_argument("--packages", type=int, default=10_000, help="how many are in it (default: 10000)")
    parser.add_argument("--rounds", type=int, default=10, help="rounds of creates (default: 10)")
    parser.add_argument("--calls", type=int, default=640, help="creates of a round (default: 640)")
    parser.add_argument("--against", type=pathlib.Path, help="source folder of another checkout")
    given = parser.parse_args()
    sources = [SOURCE] if given.against is None else [SOURCE, given.against.resolve()]
    for source, (rate, cost) in zip(sources, create_rates(sources, given.rounds, given.calls), strict=True):
        print(f"{rate:8.0f} creates/s, {cost:.0f} µs of CPU each: {source}")
    print(f"With {given.packages} packages:")
    for what, (wall, cpu), target in figures(given.packages):
        print(f"{wall:8.1f} ms, {cpu:.1f} of CPU: {what}{'' if target is None else f' (target: {target} ms)'}")
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
