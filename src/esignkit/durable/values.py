"""What a journal holds: runs and their steps."""

from __future__ import annotations

import enum
import math
import threading
from datetime import datetime

from attrs import define, field, frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Shown, Value
from esignkit.durable.clock_readings import ClockReading
from esignkit.durable.workers import new_owner
from esignkit.names import EnumNames

__all__ = ["ClaimedRun", "RunInfo", "RunState", "Step"]


class RunState(enum.Enum, metaclass=EnumNames):
    """How a run stands."""

    RUNNING = "running"
    """It was begun and has not ended; a worker is carrying it out, or did until it died."""
    STOPPED = "stopped"
    """A call failed in a way that may pass; running it again goes on there."""
    UNKNOWN = "unknown"
    """Nobody can tell whether a write was carried out; a person has to look, and say so with `Journal.resolve`."""
    FAILED = "failed"
    """It ended in an error; running it again gives the same error."""
    DONE = "done"
    """It ended with a result; running it again gives the same result."""


@frozen(eq=False, repr=False)
class Step(Value):
    """A line of a run.

    Attributes:
        number: Its place in the run, from 0.
        name: Name of the call, such as `packages.create`, or of the value.
        digest: What was sent, as a hash; a run that is replayed must send the same.
        state: `intent` (a write that is about to be sent, or may have been carried out), `begun` (a download to a new
            file, a write that may be repeated, or a function of the caller's), `answer`, `error` or `value`.
        since: When it was sent, in seconds since 1970.
        status: HTTP status of the answer.
        extra: JSON text of what else must be known of it.
        content: Body of the answer.
    """

    number: int
    name: str
    digest: str
    state: str
    since: float
    status: int = 0
    extra: str = ""
    content: bytes = field(default=b"", repr=False)


@define(eq=False, repr=False)
class ClaimedRun(Shown):
    """A run, for the one worker that carries it out.

    Attributes:
        key: Its key.
        owner: The worker; no other has the same, in this process or elsewhere.
        state: How it stood when it was claimed; None where it is new.
        steps: Its steps by number, as they stood then.
        lock: Held while something is written for it.
        dropped: Whether its task was cancelled: a thread that is still at work for it can write nothing any more.
        ahead: How many seconds the journal's clock is ahead of this machine's. What is written down goes by the
            journal's, for the clocks of the machines that share it may differ.
        clock: How the journal's clock stood to those of this machine: otherwise when one of them was set, and when the
            machine was started anew.
        lost_for: How many seconds ago the lease ran out of a worker that did not let the run go, by a clock that nobody
            sets; below 0 when it had not yet.
    """

    key: str
    owner: str = field(factory=new_owner)
    state: RunState | None = None
    steps: dict[int, Step] = field(factory=dict[int, Step])
    lock: threading.Lock = field(factory=threading.Lock, repr=False)
    dropped: bool = False
    ahead: float = 0.0
    clock: ClockReading = field(factory=ClockReading)
    lost_for: float = math.inf


@with_suggestions
@frozen(eq=False, repr=False)
class RunInfo(Value):
    """How a run stands."""

    key: str
    """What it was run under, and is run again."""
    state: RunState
    """How it stands."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    account: str
    """What tells the account from others; no credential."""
    digest: str = field(repr=False)
    """Hash of the plan and of the files that it sends."""
    plan: str = field(repr=False)
    """The plan as JSON, which `from_json` reads. It may hold personal data."""
    note: str
    """Why it stopped, for a person."""
    step: str
    """Name of the step in doubt, such as `packages.create`; empty where there is none."""
    made_nothing: bool
    """Whether it has certainly changed nothing, at the service or in a function of yours. Unless it is done,
    another plan may be run under its key."""
    created_at: datetime
    """When it was begun."""
    changed_at: datetime
    """When it was last written to."""
    ids: tuple[str, ...] = ()
    """Ids of the packages, signature requests or sessions that it has made, as far as answers were kept."""
