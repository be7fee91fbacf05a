"""Agreements against a sandbox: one document for all three services, and what a test looks at."""

from __future__ import annotations

import functools
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from esignkit.agreements import CAPABILITIES, Agreement, Agreements, Document, Party
from esignkit.core.flow import Effect, Flow, Now, Sleep, Within
from esignkit.sandbox.pdf import write_pdf

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox, SandboxAccount
    from esignkit.sandbox.domain.model import Transaction

T = TypeVar("T")

SERVICES = tuple(CAPABILITIES)
ADA = Party("Ada Byron", "ada@example.com")
BOB = Party("Bob Stone", "bob@example.com")
OWN = {"invite_url": "https://sign.example/{token}", "callback_key": "key of the callbacks"}


def party(known: Party, **changes: Any) -> Party:
    """A party, with some members changed."""
    return attrs.evolve(known, **changes)


@functools.cache
def pdf_for(*roles: str) -> bytes:
    """Two pages with a text to sign beside, and a tag for each role: Constellation1 wants them all, and no others."""
    tags = [f"<sig_req_{role}_175>" for role in roles]
    return write_pdf([["# Lease", "Tenant: ____"], ["Sign here", *tags]], title="Lease")


def roles_of(parties: Iterable[Party]) -> tuple[str, ...]:
    """The roles that Constellation1 knows the signers of an agreement by."""
    names = ("Seller 1", "Buyer 1", "Seller 2", "Buyer 2", "Seller 3", "Buyer 3")
    signers = [party for party in parties if party.role == "signer"]
    return tuple(party.label or name for party, name in zip(signers, names, strict=False))


def document(parties: Iterable[Party], name: str = "lease.pdf") -> Document:
    return Document((name, pdf_for(*roles_of(parties))))


def lease(**changes: Any) -> Agreement:
    """An agreement that every service takes, with some members changed; its document has tags for its signers."""
    members: dict[str, Any] = {"title": "Lease", "parties": [ADA], "reference": "lease-17", **changes}
    members.setdefault("documents", [document(members["parties"])])
    return Agreement(**members)


@attrs.frozen
class Case:
    """One service, with an account of the test's own."""

    service: str
    sandbox: Sandbox
    account: SandboxAccount
    sign: Agreements

    def send(self, *, allow_loss: Iterable[str] = (), **changes: Any) -> Any:
        return self.sign.send(lease(**changes), allow_loss=set(allow_loss))

    def transaction(self, agreement_id: str) -> Transaction:
        return self.sandbox.transaction(agreement_id)

    def native(self, agreement_id: str) -> Any:
        """The service's own model."""
        return self.sign.state(agreement_id).native

    def writes(self) -> list[str]:
        """What the service has carried out for this account."""
        tenant = self.account.tenant
        return [entry.operation for entry in self.sandbox.ledger(self.service) if entry.tenant == tenant]

    def problems(self, **changes: Any) -> list[str]:
        return [problem.path for problem in self.sign.check(lease(**changes))]


def open_case(service: str, sandbox: Sandbox, account: SandboxAccount | None = None, **own: Any) -> Case:
    account = account or sandbox.create_account()
    plain = Agreements.from_env(account.env(), service=service)
    return Case(service, sandbox, account, Agreements(plain.client, **own) if own else plain)


@attrs.frozen(eq=False)
class Hurried(Flow[T]):
    """A flow whose pauses are over at once: its clock is moved instead."""

    flow: Flow[T]
    seconds: list[float] = attrs.field(factory=lambda: [0.0])

    def __iter__(self) -> Generator[Effect, Any, T]:
        steps = iter(self.flow)
        result: Any = None
        error: Exception | None = None
        while True:
            try:
                effect = steps.throw(error) if error else steps.send(result)
            except StopIteration as stop:
                return stop.value
            result = error = None
            try:
                if isinstance(effect, Sleep):
                    self.seconds[0] += effect.seconds
                elif isinstance(effect, Now):
                    result = self.seconds[0]
                elif isinstance(effect, Within):
                    result = yield from Hurried(effect.flow, self.seconds)
                else:
                    result = yield effect
            except Exception as failure:
                error = failure
