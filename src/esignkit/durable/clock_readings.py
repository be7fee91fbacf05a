"""Whether a clock was set between two moments: a journal's clock is read beside two clocks of the machine that asks.

A PostgreSQL server's clock may be set, and a lease or a step in doubt then looks older or younger than it is. Two
workers of one machine compare how far the server's clock is from the time since the machine was started, which nobody
sets; workers of two machines, how far it is from the machines' own time of day, which differ little. A SQLite file has
its leases by the time since the machine was started, so what was read needs no look at another clock.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from attrs import field, frozen

from esignkit.core.value_objects import Value
from esignkit.databases.machine_clock import seconds_since_start
from esignkit.durable.workers import machine_id

if TYPE_CHECKING:
    from esignkit.databases.database import Database
    from esignkit.databases.transaction import Transaction
    from esignkit.types import JSON

__all__ = ["CLOCKS_AGREE", "CLOCKS_DIFFER", "ClockReading", "Clocks", "read_clocks"]

CLOCKS_AGREE = 0.5
"""Seconds by which two clocks may differ of which none was set: they are not read at the same instant."""
CLOCKS_DIFFER = 2.0
"""Seconds by which clocks of several machines may differ that agree."""


@frozen(eq=False, repr=False)
class ClockReading(Value):
    """How a journal's clock stood to those of a machine.

    Attributes:
        machine: The machine; empty where leases go by its own time since the start.
        zero: What the journal's clock shows where the machine's time since the start is 0, at least.
        ahead: How many seconds the journal's clock is ahead of the machine's time of day, at least.
        took: Seconds by which both may be more: those that reading the journal's took.
    """

    machine: str = ""
    zero: float = 0.0
    ahead: float = 0.0
    took: float = 0.0

    def agrees(self, other: ClockReading) -> bool:
        """Whether no clock was set between two readings, as far as they tell."""
        most = max(self.took, other.took)
        if self.machine == other.machine:
            return abs(self.zero - other.zero) <= CLOCKS_AGREE + most
        return abs(self.ahead - other.ahead) <= CLOCKS_DIFFER + most

    def form(self) -> list[JSON]:
        """Return it as JSON."""
        return [self.machine, self.zero, self.ahead, self.took]

    @classmethod
    def of(cls, form: JSON) -> ClockReading | None:
        """Return the reading of a form; None where there is none."""
        return cls(*form) if isinstance(form, list) else None  # type: ignore[arg-type]  # as `form` made it

    @classmethod
    def from_text(cls, text: str) -> ClockReading | None:
        """Return the reading of a text; None for an empty one, of a release that wrote none."""
        return cls.of(json.loads(text)) if text else None


@frozen(eq=False, repr=False)
class Clocks(Value):
    """What a journal's clocks show.

    Attributes:
        now: The time, in seconds since 1970.
        lease: The clock of leases.
        reading: How they stand to those of this machine.
    """

    now: float
    lease: float
    reading: ClockReading = field(factory=ClockReading)

    @property
    def text(self) -> str:
        """The reading as text; empty where leases go by a clock that nobody sets."""
        return json.dumps(self.reading.form()) if self.reading.machine else ""


def read_clocks(database: Database, transaction: Transaction) -> Clocks:
    """Read a journal's clocks.

    Args:
        database: Where it is kept.
        transaction: A transaction of it.
    """
    begun = seconds_since_start()
    now, lease = database.clocks(transaction)
    here = time.time()
    if database.CLOCK_RESTARTS:
        return Clocks(now, lease, ClockReading("", now - lease, now - here))
    ended = seconds_since_start()
    return Clocks(now, lease, ClockReading(machine_id(), now - ended, now - here, ended - begun))
