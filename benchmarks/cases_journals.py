"""Cases of journals, without network."""

from __future__ import annotations

import tempfile
from typing import Any

import payloads
from measuring import KEY, Pairs, Size, pairs


def _bare_client() -> Any:
    """A client whose calls are answered at once, without network."""
    import httpx

    from esignkit import ESignLive

    answering = httpx.MockTransport(lambda request: httpx.Response(200, json={"id": payloads.PACKAGE_ID}))
    return ESignLive(api_key=KEY, environment="us2", http_client=httpx.Client(transport=answering))


def journal_write(rounds: int, url: str) -> Pairs:
    """One line of a run, committed to a SQLite journal; against one commit of the same size by `sqlite3` alone."""
    import itertools
    import sqlite3

    from esignkit.databases import open_database
    from esignkit.durable.claims import Claims
    from esignkit.durable.tables import SCHEMA
    from esignkit.durable.values import ClaimedRun, Step

    numbers = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        journal = Claims(open_database(f"{folder}/runs.sqlite", SCHEMA, synchronous="NORMAL"), 60, 10)
        run = ClaimedRun("a run")
        journal.claim(run, "d" * 64, "{}", "esignlive", "an account")
        bare = sqlite3.connect(f"{folder}/bare.sqlite", isolation_level=None)
        bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE steps (number, text)")

        def ours() -> None:
            journal.write(run, [Step(next(numbers), "packages.create", "d" * 64, "answer", 0.0, 200)])

        def theirs() -> None:
            bare.execute("INSERT INTO steps VALUES (?, ?)", (next(numbers), "d" * 64))

        found = pairs(rounds, ours, theirs, Size.of(50))
        bare.close()
        return found


def journal_create(rounds: int, url: str) -> Pairs:
    """A create under a journal, without network; against the same without one."""
    import itertools

    from esignkit.durable import Journal
    from esignkit.esignlive import Package

    keys = itertools.count()
    client = _bare_client()
    plan = client.packages.plan.create(Package(name="Lease"))
    with tempfile.TemporaryDirectory() as folder, Journal(f"{folder}/runs.sqlite") as journal:
        return pairs(
            rounds,
            lambda: client.run(plan, journal=journal, key=f"k{next(keys)}"),
            lambda: client.run(plan),
            Size.of(20),
        )


CASES = {"journal_write": journal_write, "journal_create": journal_create}
