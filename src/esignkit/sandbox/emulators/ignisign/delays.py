"""Work of the service that may take some time: it ends at once, after some responses, or later.

What a request waits for is kept in its `wire` as `waits`: by step either {"reads": answers left} or {"at": moment}.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.ignisign.behaviour_switches import READS, TIME, switches_of
from esignkit.sandbox.json_values import JSON, as_int, as_object, as_text

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

GENERATION = "generation"
PROCESSING = "processing"
PROOFS = "proofs"
ADVANCED = "advanced-proof:"
"""Prefix of the step that makes the advanced proof of a document; its id follows."""

JOB = "ignisign.step"
"""Name of the timed job that ends a step."""


def begin(work: UnitOfWork, request: Transaction, step: str) -> bool:
    """Begin a step; the account's switches say how long it takes.

    Args:
        work: The unit of work.
        request: The request, which is to be saved afterwards.
        step: One of the steps named above.

    Returns:
        Whether it is over at once.
    """
    switches = switches_of(work, request.tenant)
    mode = {GENERATION: switches.generation, PROCESSING: switches.processing}.get(step, switches.proofs)
    if mode == READS and switches.after_reads > 0:
        _wait(request, step, {"reads": switches.after_reads})
        return False
    if mode == TIME and switches.after_seconds > 0:
        at = work.now + timedelta(seconds=switches.after_seconds)
        _wait(request, step, {"at": at.isoformat()})
        work.schedule(at, "ignisign", request.tenant, JOB, {"request": request.id})
        return False
    return True


def waits_for(request: Transaction, step: str) -> bool:
    """Return whether a step has begun and not ended."""
    return step in as_object(request.wire.get("waits"))


def read_once(request: Transaction) -> list[str]:
    """Count a response that shows the request; return the steps that end with it."""
    ended: list[str] = []
    for step, wait in as_object(request.wire.get("waits")).items():
        left = as_object(wait).get("reads")
        if left is None:
            continue
        if as_int(left) > 1:
            _wait(request, step, {"reads": as_int(left) - 1})
        else:
            ended.append(step)
    return ended


def over_by_now(request: Transaction, now: datetime) -> list[str]:
    """Return the steps that are due."""
    end_times = {step: as_object(wait).get("at") for step, wait in as_object(request.wire.get("waits")).items()}
    return [step for step, at in end_times.items() if at is not None and datetime.fromisoformat(as_text(at)) <= now]


def end(request: Transaction, step: str) -> None:
    """Remove a step that has ended, or never will."""
    waits = as_object(request.wire.get("waits"))
    waits.pop(step, None)
    request.wire = {**request.wire, "waits": waits}


def _wait(request: Transaction, step: str, wait: dict[str, JSON]) -> None:
    request.wire = {**request.wire, "waits": {**as_object(request.wire.get("waits")), step: wait}}
