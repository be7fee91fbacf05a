"""Agreements as packages of eSignLive / OneSpan Sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from esignkit.agreements.esignlive_package import (
    Paper,
    acting,
    build_package,
    default_approval,
    document_id,
    limits,
    needs_default,
    papers_of,
    role_id,
)
from esignkit.agreements.esignlive_state import state_of
from esignkit.agreements.lists import converted
from esignkit.agreements.native import members_of, native_problems
from esignkit.agreements.results import (
    EvidenceKind,
    PartyState,
    SentAgreement,
    SentParty,
    State,
    Status,
)
from esignkit.agreements.service import Service, find_party, to_remind
from esignkit.agreements.steps import nothing
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.errors import ESignError, NotSentError, ValidationError
from esignkit.esignlive.approvals import Approvals
from esignkit.esignlive.audit import Audit
from esignkit.esignlive.documents import Documents
from esignkit.esignlive.enums import PackageStatus, SearchType
from esignkit.esignlive.models.document import Approval
from esignkit.esignlive.models.document import Document as PackageDocument
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.reminder import PackageReminderSchedule
from esignkit.esignlive.models.role import Signer
from esignkit.esignlive.notifications import Notifications
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.reminders import Reminders
from esignkit.types import Secret

if TYPE_CHECKING:
    from esignkit.agreements.evidence import Collector
    from esignkit.agreements.problems import Problem
    from esignkit.agreements.results import Event
    from esignkit.agreements.steps import Sending
    from esignkit.agreements.values import Agreement
    from esignkit.core.flow import Steps
    from esignkit.core.paging import Paging
    from esignkit.types import CallOptions, Headers

__all__ = ["ESignLiveService"]

_CONSENT = "default-consent"
MOST_HITS = 100
"""How many packages a search finds at most, and a page of the list has."""
_PACKAGES: Packages[Plan] = Packages(PLANNER)
_APPROVALS: Approvals[Plan] = Approvals(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_NOTIFICATIONS: Notifications[Plan] = Notifications(PLANNER)
_REMINDERS: Reminders[Plan] = Reminders(PLANNER)
_AUDIT: Audit[Plan] = Audit(PLANNER)


@frozen
class ESignLiveService(Service):
    """eSignLive / OneSpan Sign."""

    name: ClassVar[str] = "esignlive"
    title: ClassVar[str] = "eSignLive"

    callback_key: Secret | None = field(default=None, repr=False)
    """Key that callbacks were registered with; without one anybody may post events, and none is verified."""

    def limits(self, agreement: Agreement) -> list[Problem]:
        """Return what goes beyond the limits of what the service can do."""
        native = native_problems(
            agreement,
            own=members_of(Package, "id", "status", "documents", "roles"),
            document=members_of(PackageDocument, "id"),
            party=members_of(Signer),
        )
        return [*limits(agreement), *native]

    # Making and sending ----------------------------------------------------------------------------------------------
    def create(self, agreement: Agreement, sending: Sending, options: CallOptions | None) -> Steps[SentAgreement]:
        """Create the package, and place signatures that nobody placed on the pages that the service counted."""
        files = [document.file for document in agreement.documents]
        package_id: str = yield from sending.step(
            "create", _PACKAGES.create(build_package(agreement), files=files, options=options), str
        )
        sending.made(package_id)
        if any(needs_default(party) for party in agreement.parties):
            yield from self._place(package_id, agreement, sending, options)
        if agreement.remind_every is not None:
            schedule = PackageReminderSchedule(
                package_id=package_id,
                start_in_days_delay=agreement.remind_every,
                interval_in_days=agreement.remind_every,
                repetitions_count=_REPETITIONS,
            )
            yield from sending.step(
                "reminders",
                _REMINDERS.create(package_id, schedule, options=options),
                bool,
                look=lambda: _has_reminders(package_id, options),
            )
        return SentAgreement(
            id=package_id,
            service=self.name,
            parties=tuple(SentParty(id=role_id(number), email=party.email) for number, party in acting(agreement)),
            document_ids=tuple(document_id(number) for number in range(len(agreement.documents))),
        )

    def _place(
        self, package_id: str, agreement: Agreement, sending: Sending, options: CallOptions | None
    ) -> Steps[None]:
        unplaced = [number for number, party in acting(agreement) if needs_default(party)]
        papers: dict[str, Paper] = yield from sending.step(
            "read pages", _PACKAGES.get(package_id, options=options), papers_of
        )
        for number in range(len(agreement.documents)):
            paper = papers.get(document_id(number), Paper())
            for place, index in enumerate(unplaced):
                approval = default_approval(index, number, place, len(unplaced), paper)
                yield from sending.step(
                    f"place signature {place + 1} of document {number + 1}",
                    self._add(package_id, document_id(number), approval, options),
                    nothing,
                )

    def _add(
        self, package_id: str, document: str, approval: Approval | None, options: CallOptions | None
    ) -> Steps[object]:
        if approval is None:
            msg = (
                f"{self.title} agreements.send: {document} has no room for another signature, or the service did not "
                "say how many pages it has; say where with sign="
            )
            raise NotSentError(msg, operation="agreements.send", provider=self.title)
        return (yield from _APPROVALS.create(package_id, document, approval, options=options))

    def launch(
        self, agreement_id: str, agreement: Agreement | None, sending: Sending, options: CallOptions | None
    ) -> Steps[dict[str, Secret]]:
        """Send the package. A draft that is only named may be in the bin, from which the service would send it."""
        if agreement is None:
            package = yield from _PACKAGES.get(agreement_id, options=options)
            if package.trashed:
                name = "agreements.send"
                msg = (
                    f"{self.title} {name}: {agreement_id} is in the bin, where `cancel` puts what it calls off; {_ANEW}"
                )
                raise ValidationError(msg, operation=name, provider=self.title)
        yield from sending.step("send", _PACKAGES.send(agreement_id, options=options), nothing)
        return {}

    # Looking ---------------------------------------------------------------------------------------------------------
    def state(self, agreement_id: str, options: CallOptions | None) -> Steps[State]:
        """Read the package."""
        return state_of((yield from _PACKAGES.get(agreement_id, options=options)))

    def list_states(self, limit: int | None, options: CallOptions | None) -> Paging[State]:
        """Plan the list of all packages but those in the bin."""
        return converted(_PACKAGES.list(limit=limit, options=options), state_of)

    def find(self, reference: str, title: str | None, options: CallOptions | None) -> Steps[list[State]]:
        """Walk the packages, narrowed down by title where there is one, and compare the reference in their `data`."""
        packages: list[Package] = []
        if title is not None:
            packages = yield from _PACKAGES.list(
                search=title, search_type=SearchType.EXACT_NAME, page_size=MOST_HITS, options=options
            )
        if title is None or len(packages) >= MOST_HITS:  # a search finds no more, and there may be more
            packages = yield from _PACKAGES.list(page_size=MOST_HITS, options=options)
        states: list[State] = []
        for package in packages:
            if package.data is None and not getattr(package, "roles", None):
                package = yield from _PACKAGES.get(package.id, options=options)
            state = state_of(package)
            is_titled = title is None or (state.title or "").casefold() == title.casefold()
            if is_titled and state.reference == reference:
                states.append(state)
        return states

    def sign_url(self, agreement_id: str, party: str, options: CallOptions | None) -> Steps[Secret]:
        """Ask for the address where a role signs."""
        role = party
        if "@" in party:
            state = yield from self.state(agreement_id, options)
            role = find_party(state, party, "agreements.sign_url", self.title).id or party
        return (yield from _PACKAGES.signing_url(agreement_id, role, options=options)).url

    # Moving ----------------------------------------------------------------------------------------------------------
    def remind(
        self, agreement_id: str, party: str | None, message: str | None, options: CallOptions | None
    ) -> Steps[list[PartyState]]:
        """Send a notification to those whose turn it is, or to one of them."""
        state = yield from self.state(agreement_id, options)
        reminded: list[PartyState] = []
        for one in to_remind(state, party, self.title):
            if one.email is None:
                continue
            try:
                yield from _NOTIFICATIONS.remind(agreement_id, email=one.email, message=message, options=options)
            except ESignError as error:
                if reminded:
                    error.add_note(f"Reminded before it: {', '.join(str(party.email) for party in reminded)}")
                raise
            reminded.append(one)
        return reminded

    def cancel(self, agreement_id: str, options: CallOptions | None) -> Steps[None]:
        """Take the package back to draft, where it was sent, and put it into the bin."""
        package = yield from _PACKAGES.get(agreement_id, options=options)
        status: PackageStatus | None = getattr(package, "status", None)
        if status not in (None, PackageStatus.DRAFT, PackageStatus.SENT):
            name = "agreements.cancel"
            msg = f"{self.title} {name}: {agreement_id} is {status}, and only a draft or what is sent can be called off"
            raise ValidationError(msg, operation=name, provider=self.title)
        if status == PackageStatus.SENT:
            yield from _PACKAGES.revert_to_draft(agreement_id, options=options)
        yield from _PACKAGES.trash(agreement_id, options=options)

    # Proof -----------------------------------------------------------------------------------------------------------
    def evidence(self, agreement_id: str, collector: Collector, options: CallOptions | None) -> Steps[None]:
        """Download the signed documents, the evidence summary and the audit trail."""
        package = yield from _PACKAGES.get(agreement_id, options=options)
        status = state_of(package).status
        for document in package.documents:
            if document.id == _CONSENT:
                continue
            if status is Status.COMPLETED:
                download = _DOCUMENTS.download(agreement_id, document.id, options=options)
                yield from collector.download(
                    EvidenceKind.SIGNED_DOCUMENT, download, document.name, ".pdf", document.id
                )
            else:
                reason = (
                    f"the agreement is {status.value}, and not everybody has signed; instead: wait(id), then evidence"
                )
                collector.lack(EvidenceKind.SIGNED_DOCUMENT, reason, document.id, document.name)
        summary = _PACKAGES.evidence_summary(agreement_id, options=options)
        yield from collector.download(EvidenceKind.CERTIFICATE, summary, "evidence summary", ".pdf")
        trail = yield from _AUDIT.get(agreement_id, options=options)
        yield from collector.add(EvidenceKind.AUDIT_TRAIL, trail, "audit trail")

    def parse_event(self, headers: Headers, body: bytes, options: CallOptions | None) -> Steps[Event]:
        """Read a callback and compare its key."""
        from esignkit.agreements.events import esignlive_event

        yield from ()
        return esignlive_event(headers, body, self.callback_key)


_ANEW = "make the agreement anew, or take it out of the bin in eSignLive"
_REPETITIONS = 10
"""How many times the service reminds; it asks for a number."""


def _has_reminders(package_id: str, options: CallOptions | None) -> Steps[bool | None]:
    """Whether the package reminds; nobody else knows of it yet."""
    return (yield from _REMINDERS.get(package_id, options=options)) is not None or None
