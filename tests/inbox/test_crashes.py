"""Nothing is lost and nothing is done twice: events delivered three times in any order, while processes are killed.

`ESIGNKIT_TRIALS=sample` (`nox -s trials`, and continuous integration) runs a sample; with `ESIGNKIT_INBOX_EVENTS=10000`
it is another number of events, with 8 workers and 20 kills. The ordinary suite runs neither.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from esignkit.agreements.events import constellation1_event, esignlive_event, ignisign_event
from esignkit.ignisign import parse_event
from tests.clocks import until
from tests.inbox.crash_program import make_effects
from tests.inbox.databases import DATABASES, new_database
from tests.inbox.support import AUTHORIZED, Services, constellation1, esignlive, ignisign
from tests.inbox.test_storage import opened
from tests.trials import trial

FULL = os.environ.get("ESIGNKIT_INBOX_EVENTS")
EVENTS = int(FULL or 100)
WORKERS, KILLS = (8, 20) if FULL else (2, 2)
COPIES = 3
LONGEST = 0.4 * EVENTS + 100
"""Seconds after which the test gives up."""

pytestmark = [pytest.mark.timeout(LONGEST + 60), trial]


def make_events(number: int) -> dict[str, tuple[str, bytes]]:
    """Events of all three services, five of each agreement, by their keys."""
    events: dict[str, tuple[str, bytes]] = {}
    for n in range(number):
        agreement, service = f"a{n // 5}", ("esignlive", "ignisign", "constellation1")[n // 5 % 3]
        if service == "esignlive":
            body = esignlive(agreement, "DOCUMENT_SIGNED", documentId=f"d{n}")
            key = esignlive_event({}, body, None).key
        elif service == "ignisign":
            body = ignisign(agreement, "FINALIZED", token=f"t{n}", topic="SIGNATURE", signatureId=f"s{n}")
            key = ignisign_event(parse_event({}, body), None).key
        else:
            body = constellation1(agreement, 4, "SignerStatus", SignerId=f"signer-{n}")
            key = constellation1_event(body).key
        events[key] = (service, body)
    return events


class Processes:
    """A server and workers, each of which is started again when it is killed."""

    def __init__(self, address: str, folder: Path, url: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.arguments = (address, str(folder), url, str(self.port))
        self.running = [self.start("server"), *(self.start("worker") for _ in range(WORKERS))]

    def start(self, kind: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.inbox.crash_program", kind, *self.arguments], stderr=subprocess.DEVNULL
        )

    def kill(self, which: int) -> None:
        self.running[which].send_signal(signal.SIGKILL)
        self.running[which].wait()
        self.running[which] = self.start("worker" if which else "server")

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()

    def deliver(self, service: str, body: bytes) -> None:
        """Post an event until it is taken: a service, or its staff, would send a failed one again."""

        def is_taken() -> bool:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("POST", f"/{service}", body, AUTHORIZED)
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False
            finally:
                connection.close()

        assert until(is_taken, LONGEST), f"{service} could not deliver"


@pytest.mark.parametrize("database", DATABASES)
def test_events_delivered_three_times_while_processes_are_killed(database: str, tmp_path: Path) -> None:
    chance = random.Random(14)
    events = make_events(EVENTS)
    deliveries = [*events.values()] * COPIES
    chance.shuffle(deliveries)
    make_effects(tmp_path / "effects.sqlite3")
    address = new_database(database, tmp_path)
    storage = opened(address)
    with closing(sqlite3.connect(tmp_path / "effects.sqlite3", timeout=30)) as effects, Services() as services:

        def has_done(events_before: int) -> bool:
            return int(effects.execute("SELECT COUNT(*) FROM effects").fetchone()[0]) > events_before

        processes = Processes(address, tmp_path, services.url)
        try:
            with ThreadPoolExecutor(4) as senders:
                sent = [senders.submit(processes.deliver, *delivery) for delivery in deliveries]
                for number in range(KILLS):
                    assert until(partial(has_done, EVENTS * number // (KILLS + 1)), LONGEST)
                    processes.kill(0 if number % 4 == 1 else chance.randint(1, WORKERS))
                for one in sent:
                    one.result()
            assert until(lambda: "waiting" not in storage.counts(), LONGEST)
        finally:
            processes.stop()
        order: dict[str, list[str]] = {}
        for key, agreement in effects.execute("SELECT key, agreement FROM effects ORDER BY id"):
            order.setdefault(agreement, []).append(key)
    handled = [key for keys in order.values() for key in keys]
    assert set(handled) == set(events), "an event was lost"
    assert len(handled) == len(events), "an event was handled twice"
    with storage.transaction() as transaction:
        rows = transaction.execute(
            "SELECT service || ' ' || agreement_id, key FROM esignkit_inbox GROUP BY 1, 2 ORDER BY MIN(id)"
        ).fetchall()
    received: dict[str, list[str]] = {}
    for agreement, key in rows:
        received.setdefault(agreement, []).append(key)
    assert order == received, "the order of receipt was not kept"
    assert set(storage.counts()) == {"handled"}
    storage.close()
