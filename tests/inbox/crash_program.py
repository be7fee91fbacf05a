"""Programs that `test_crashes` kills: `worker` hands events over, `server` receives them.

python -m tests.inbox.crash_program (worker|server) DATABASE FOLDER SERVICES-URL PORT
"""

from __future__ import annotations

import random
import sqlite3
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from esignkit.agreements.results import Event
from esignkit.inbox import Inbox
from tests.inbox.support import agreements

FAILING = 0.05


class Effects:
    """A handler that does its work once: it records the key in the transaction in which it does it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, event: Event) -> None:
        if random.random() < FAILING:
            raise OSError("before the work")
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            new = connection.execute("INSERT INTO keys VALUES (?) ON CONFLICT DO NOTHING", (event.key,)).rowcount
            if new:
                row = (event.key, f"{event.service} {event.agreement_id}")
                connection.execute("INSERT INTO effects (key, agreement) VALUES (?, ?)", row)
            connection.execute("COMMIT")
        finally:
            connection.close()
        if random.random() < FAILING / 2:
            raise OSError("after the work")


def make_effects(path: Path) -> None:
    """Make the handler's database."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE keys (key TEXT PRIMARY KEY)")
    connection.execute("CREATE TABLE effects (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT, agreement TEXT)")
    connection.close()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 100


def main() -> None:
    kind, address, folder, url, port = sys.argv[1:]
    inbox = Inbox(
        address,
        agreements=agreements(url),
        handler=Effects(Path(folder, "effects.sqlite3")),
        retry_schedule=(0.02,) * 50,
        lease=2.0,
        poll_interval=0.02,
    )
    if kind == "worker":
        inbox.run_worker()
    else:
        make_server("127.0.0.1", int(port), inbox.wsgi, server_class=Server, handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main()
