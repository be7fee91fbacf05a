"""What is due by the clock: expirations, and the jobs that services have put off."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from esignkit.sandbox.domain.model import Job, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.store import Store

logger: logging.Logger = logging.getLogger("esignkit.sandbox")


class DueWork(Protocol):
    """What a unit of work has for this."""

    now: datetime

    def at(self, moment: datetime, /) -> None:
        """Let what follows happen at a moment."""
        ...

    def attempt(self) -> AbstractContextManager[None]:
        """Keep nothing of a block that raises."""
        ...

    def carry_out(self, due: Transaction | Job, /) -> None:
        """Do a job, or let a transaction expire."""
        ...


def catch_up(work: DueWork, store: Store, caught_up: datetime | None) -> None:
    """Do what is due, each at its own moment and in their order, however far the clock was moved at once.

    What fails is logged and set aside: else it would fail again before each call, and none would be answered.

    Args:
        work: The unit of work; what is due has happened before anything else in it.
        store: Where it is kept.
        caught_up: The moment of the last work. What was due before it is what that work itself has put into the past.
    """
    present = work.now
    while (due := store.next_due(present)) is not None:
        moment = due.due or present
        work.at(min(max(moment, caught_up or moment), present))
        try:
            with work.attempt():
                work.carry_out(due)
                if not isinstance(due, Job) and due.stage is Stage.OPEN and due.due == moment:
                    raise RuntimeError(f"the life cycle of {due.provider} left {due.id} overdue: it would never end")
        except Exception:
            what = f"the job {due.name}" if isinstance(due, Job) else f"the expiry of {due.id}"
            logger.exception("%s at %s failed and is not tried again", what, due.provider)
            if not isinstance(due, Job):
                store.forget_due(due.id)
    work.at(present)
