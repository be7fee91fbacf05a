"""Journals for tests: one in a file, one in PostgreSQL where `ESIGNKIT_POSTGRES` names a server."""

from __future__ import annotations

import uuid

from esignkit.durable.journal import Journal
from esignkit.durable.values import ClaimedRun, Step
from tests.inside import claims_of

PLAN = '{"call": "packages.create", "args": {"name": "Lease 17"}}'


def elsewhere() -> str:
    """The owner that a worker of another machine is."""
    return f"other|boot/pid:[1]|17|4711|{uuid.uuid4().hex}"


def claimed(journal: Journal, key: str = "a", *, digest: str = "d", plan: str = PLAN, owner: str = "") -> ClaimedRun:
    run = ClaimedRun(key, **({"owner": owner} if owner else {}))
    claims_of(journal).claim(run, digest, plan, "esignlive", "account-1")
    return run


def step(number: int, state: str = "intent", content: bytes = b"") -> Step:
    return Step(number, "packages.create", f"to/sent-{number}", state, 1.5, 200, "{}", content)
