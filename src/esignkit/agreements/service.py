"""What each service's translation provides: flows of its own calls, and nothing that knows a network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, NoReturn

from attrs import frozen

from esignkit.agreements.capabilities import Feature, capability
from esignkit.agreements.errors import UnsupportedError
from esignkit.agreements.problems import Problem
from esignkit.agreements.results import (
    EvidenceKind,
    PartyState,
    PartyStatus,
    SentAgreement,
    State,
)
from esignkit.core.flow import Flow, Steps
from esignkit.errors import NotFoundError, ValidationError

if TYPE_CHECKING:
    from esignkit.agreements.evidence import Collector
    from esignkit.agreements.results import Event
    from esignkit.agreements.steps import Sending
    from esignkit.agreements.values import Agreement
    from esignkit.core.paging import Paging
    from esignkit.types import CallOptions, Headers, Secret

__all__ = ["Service", "find_party", "to_remind"]


@frozen
class Service(ABC):
    """One service, in the words of agreements. It is a value: plans carry it."""

    name: ClassVar[str]
    """Its key: `constellation1`, `ignisign` or `esignlive`."""
    title: ClassVar[str]
    """Its name as people know it."""

    def unsupported(self, feature: Feature, operation: str, nearest: str = "") -> NoReturn:
        """Refuse what the service has no call for, or has too little to go on.

        Args:
            feature: What was asked for.
            operation: The call.
            nearest: What comes nearest, where the table of capabilities does not say.

        Raises:
            UnsupportedError: Always; nothing is sent.
        """
        can = capability(self.name, feature)
        nearest = nearest or can.nearest
        problem = Problem(path=operation, reason=f"{self.title}: {can.reason}", nearest=nearest, feature=feature)
        msg = f"{self.title} {operation}: {can.reason}" + (f"; nearest: {nearest}" if nearest else "")
        raise UnsupportedError(msg, problems=[problem], operation=operation, provider=self.title)

    def _lack(
        self,
        collector: Collector,
        feature: Feature,
        kind: EvidenceKind,
        document_id: str | None = None,
        document: str | None = None,
    ) -> None:
        """Note that the service has no call for something."""
        can = capability(self.name, feature)
        collector.lack(kind, f"{can.reason}; instead: {can.nearest}", document_id, document)

    def limits(self, agreement: Agreement) -> list[Problem]:
        """Return what goes beyond the limits of what the service can do.

        Args:
            agreement: An agreement without what may be lost.
        """
        return []

    @abstractmethod
    def create(self, agreement: Agreement, sending: Sending, options: CallOptions | None) -> Steps[SentAgreement]:
        """Make an agreement, and send it to nobody."""

    @abstractmethod
    def launch(
        self, agreement_id: str, agreement: Agreement | None, sending: Sending, options: CallOptions | None
    ) -> Steps[dict[str, Secret]]:
        """Send an agreement that was made; returns addresses for signing by the party's id, where they come with it."""

    @abstractmethod
    def state(self, agreement_id: str, options: CallOptions | None) -> Steps[State]:
        """Read where an agreement stands."""

    @abstractmethod
    def list_states(self, limit: int | None, options: CallOptions | None) -> Paging[State]:
        """Plan a list of all agreements."""

    @abstractmethod
    def find(self, reference: str, title: str | None, options: CallOptions | None) -> Steps[list[State]]:
        """Find agreements by reference."""

    @abstractmethod
    def remind(
        self, agreement_id: str, party: str | None, message: str | None, options: CallOptions | None
    ) -> Steps[list[PartyState]]:
        """Remind those whose turn it is, or one party, and return whom."""

    @abstractmethod
    def cancel(self, agreement_id: str, options: CallOptions | None) -> Steps[None]:
        """Call an agreement off."""

    @abstractmethod
    def sign_url(self, agreement_id: str, party: str, options: CallOptions | None) -> Steps[Secret]:
        """Return where a party signs."""

    @abstractmethod
    def evidence(self, agreement_id: str, collector: Collector, options: CallOptions | None) -> Steps[None]:
        """Fetch what proves an agreement."""

    @abstractmethod
    def parse_event(self, headers: Headers, body: bytes, options: CallOptions | None) -> Flow[Event]:
        """Read and verify an event, in the service's own way."""


def find_party(state: State, party: str, operation: str, title: str) -> PartyState:
    """Return a party by the service's id or by e-mail address.

    Raises:
        NotFoundError: There is none.
    """
    for one in state.parties:
        if party == one.id or (one.email is not None and party.casefold() == one.email.casefold()):
            return one
    known = ", ".join(one.email or one.id or "?" for one in state.parties) or "none is known"
    msg = f"{title} {operation}: the agreement has no party {party!r}; its parties: {known}"
    raise NotFoundError(msg, operation=operation, provider=title)


def to_remind(state: State, party: str | None, title: str) -> list[PartyState]:
    """Return the parties whose turn it is, or one of them.

    Raises:
        NotFoundError: There is no such party.
        ValidationError: It is not their turn: reminding would invite them before it is.
    """
    can_sign = [one for one in state.parties if one.status is PartyStatus.OPEN]
    if party is None:
        return can_sign
    name = "agreements.remind"
    chosen = find_party(state, party, name, title)
    if chosen.status not in (PartyStatus.OPEN, PartyStatus.OTHER):
        others = ", ".join(one.email or one.id or "?" for one in can_sign) or "nobody"
        msg = f"{title} {name}: it is not the turn of {party}, who is {chosen.status.value}; it is the turn of {others}"
        raise ValidationError(msg, operation=name, provider=title)
    return [chosen]
