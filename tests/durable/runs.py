"""Runs by hand: a flow is carried out under a journal, and each request is given the next answer."""

from __future__ import annotations

from typing import Any

from attrs import define, evolve, field

from esignkit.core.flow import Response
from esignkit.durable import Journal
from esignkit.durable.recorder import record
from tests.inside import claims_of
from tests.operations import Service
from tests.services import SERVICES
from tests.support import AnswerLike, Record, Sent, drive

ESIGNLIVE: Service = SERVICES["eSignLive"]
IGNISIGN: Service = SERVICES["Ignisign"]
CONSTELLATION1: Service = SERVICES["Constellation1"]


class Killed(BaseException):
    """Ends a run in the middle, before the answer: what is sent then is in doubt."""


def killed(sent: Sent) -> Response:
    raise Killed


@define
class Runs:
    """Carries plans out under one journal."""

    journal: Journal
    service: Service = ESIGNLIVE
    account: str = "account-1"
    wall: float = 1_800_000_000.0
    record: Record = field(factory=Record)

    def run(
        self, plan: Any, *answers: AnswerLike, key: str = "run-1", accept_orphans: bool = False, **changes: Any
    ) -> Any:
        """Carry a plan out as another process would; `record` notes what was sent."""
        self.record = Record(wall=self.wall)
        context = evolve(self.service.context(self.record), **changes)
        flow = record(claims_of(self.journal), plan, key, context, self.account, accept_orphans=accept_orphans)
        return drive(flow, answers, context, self.record)[0]

    def fail(self, kind: type[BaseException], plan: Any, *answers: AnswerLike, **arguments: Any) -> Any:
        """The same of a plan that fails; returns its error."""
        try:
            result = self.run(plan, *answers, **arguments)
        except kind as error:
            return error
        raise AssertionError(f"it ended with {result!r}")

    @property
    def sent(self) -> list[str]:
        """What was sent the last time."""
        return [f"{sent.method} {sent.target.partition('?')[0]}" for sent in self.record.sent]

    @property
    def state(self) -> str:
        return self.state_of("run-1")

    def state_of(self, key: str) -> str:
        info = self.journal.get(key)
        return "" if info is None else info.state.value
