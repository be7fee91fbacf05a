"""Agreements as signing sessions of Constellation1 eSign."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from esignkit.agreements.capabilities import Feature
from esignkit.agreements.constellation1_state import state_of
from esignkit.agreements.constellation1_tags import label_of, tag_problems
from esignkit.agreements.enums import Delivery
from esignkit.agreements.native import add_native, members_of, native_problems
from esignkit.agreements.problems import Problem
from esignkit.agreements.results import (
    EvidenceKind,
    PartyState,
    SentAgreement,
    SentParty,
    State,
)
from esignkit.agreements.service import Service, find_party, to_remind
from esignkit.agreements.sizes import size_problem
from esignkit.agreements.steps import nothing
from esignkit.agreements.values import Agreement, Authentication, Document, Kba, Party, Password
from esignkit.constellation1.enums import AuthenticationMethod, UseSequence
from esignkit.constellation1.models.responses import SessionLite
from esignkit.constellation1.models.sessions import Document as SessionDocument
from esignkit.constellation1.models.sessions import Session, SessionInfo
from esignkit.constellation1.models.signers import AuthenticationSettings, Signer
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.signers import Signers
from esignkit.constellation1.webhooks import parse_event
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.files import upload
from esignkit.types import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.agreements.evidence import Collector
    from esignkit.agreements.results import Event
    from esignkit.agreements.steps import Sending
    from esignkit.core.flow import Steps
    from esignkit.core.paging import Paging
    from esignkit.types import CallOptions, Headers

__all__ = ["Constellation1Service"]

_SESSIONS: Sessions[Plan] = Sessions(PLANNER)
_SIGNERS: Signers[Plan] = Signers(PLANNER)

_LONGEST = timedelta(days=90)
_MOST_REMINDER_DAYS = 30
_MOST_MEGABYTES = 100
_NO_SITE = "https://localhost"
"""What is sent for the return address, which the service requires, where the agreement has none."""


@frozen
class Constellation1Service(Service):
    """Constellation1 eSign."""

    name: ClassVar[str] = "constellation1"
    title: ClassVar[str] = "Constellation1"

    invite_url: str | None = None
    """Address where a signer with an invite token signs, with `{token}` in it. It is not published: your account
    manager knows it."""

    def limits(self, agreement: Agreement) -> list[Problem]:
        """Return what goes beyond the limits of what the service can do."""
        native = native_problems(
            agreement, own=members_of(SessionInfo), document=members_of(SessionDocument), party=members_of(Signer)
        )
        return [*_limits(agreement), *tag_problems(agreement), *native]

    # Making and sending ----------------------------------------------------------------------------------------------
    def create(self, agreement: Agreement, sending: Sending, options: CallOptions | None) -> Steps[SentAgreement]:
        """Create the session."""
        session_id: str = yield from sending.step(
            "create",
            _SESSIONS.create(build_session(agreement), options=options),
            lambda response: response.session_id,
        )
        sending.made(session_id)
        return SentAgreement(
            id=session_id,
            service=self.name,
            parties=tuple(SentParty(id=party.email, email=party.email) for party in agreement.signers),
        )

    def launch(
        self, agreement_id: str, agreement: Agreement | None, sending: Sending, options: CallOptions | None
    ) -> Steps[dict[str, Secret]]:
        """Start the session."""
        yield from sending.step("start", _start(agreement_id, agreement, options), nothing)
        return {}

    # Looking ---------------------------------------------------------------------------------------------------------
    def state(self, agreement_id: str, options: CallOptions | None) -> Steps[State]:
        """Read the session."""
        return state_of((yield from _SESSIONS.get(agreement_id, options=options)))

    def list_states(self, limit: int | None, options: CallOptions | None) -> Paging[State]:
        """Refuse: no call lists all sessions."""
        self.unsupported(Feature.LIST, "agreements.list")

    def find(self, reference: str, title: str | None, options: CallOptions | None) -> Steps[list[State]]:
        """List the sessions with the transaction id, and read each."""
        headers: list[SessionLite] = yield from _SESSIONS.list_lite_by_transaction_id(reference, options=options)
        states: list[State] = []
        for session in headers:
            if title is None or session.title == title:
                states += [(yield from self.state(session.signing_session_id, options))]
        return states

    def sign_url(self, agreement_id: str, party: str, options: CallOptions | None) -> Steps[Secret]:
        """Get an invite token and put it into the address."""
        if self.invite_url is None:
            self.unsupported(
                Feature.SIGN_URL, "agreements.sign_url", "Agreements(client, invite_url='https://…{token}…')"
            )
        state = yield from self.state(agreement_id, options)
        signer_id = find_party(state, party, "agreements.sign_url", self.title).id or party
        token: Secret = yield from _SIGNERS.invite_token(signer_id, options=options)
        return Secret(self.invite_url.replace("{token}", _quoted(token)))

    # Moving ----------------------------------------------------------------------------------------------------------
    def remind(
        self, agreement_id: str, party: str | None, message: str | None, options: CallOptions | None
    ) -> Steps[list[PartyState]]:
        """Send the invitations again to those who can sign, or to one of them."""
        session: Session = yield from _SESSIONS.get(agreement_id, options=options)
        chosen = to_remind(state_of(session), party, self.title)
        ids = {one.id for one in chosen}
        signers = [signer for signer in session.signers if getattr(signer, "signer_id", None) in ids]
        for signer in signers:
            if message is not None:
                signer.signer_email_message = message
        if signers:
            yield from _SIGNERS.send_invites(agreement_id, signers, return_url=_site_of(session), options=options)
        return chosen

    def cancel(self, agreement_id: str, options: CallOptions | None) -> Steps[None]:
        """Cancel the session."""
        session: Session = yield from _SESSIONS.get(agreement_id, options=options)
        yield from _SESSIONS.cancel(agreement_id, return_url=_site_of(session), options=options)

    # Proof -----------------------------------------------------------------------------------------------------------
    def evidence(self, agreement_id: str, collector: Collector, options: CallOptions | None) -> Steps[None]:
        """Fetch the action log; signed files have no published address."""
        log = yield from _SESSIONS.action_logs(agreement_id, options=options)
        yield from collector.add(EvidenceKind.AUDIT_TRAIL, log, "action log")
        self._lack(collector, Feature.SIGNED_DOCUMENTS, EvidenceKind.SIGNED_DOCUMENT)
        self._lack(collector, Feature.CERTIFICATE, EvidenceKind.CERTIFICATE)

    def parse_event(self, headers: Headers, body: bytes, options: CallOptions | None) -> Steps[Event]:
        """Read a webhook, and compare it with the session as it is now: nothing else vouches for it."""
        from attrs import evolve

        from esignkit.agreements.events import constellation1_event

        event = constellation1_event(body)
        refetched = yield from _SESSIONS.refetch(parse_event(headers, body), options=options)
        return evolve(event, verified=refetched.confirmed, state=state_of(refetched.session))


def _start(agreement_id: str, agreement: Agreement | None, options: CallOptions | None) -> Steps[object]:
    """Start a session; the return address of one that only its id is known of is read first."""
    if agreement is None:
        return_url = _site_of((yield from _SESSIONS.get(agreement_id, options=options)))
    else:
        return_url = str(agreement.native.get("return_url") or agreement.return_url or _NO_SITE)
    return (yield from _SESSIONS.start(agreement_id, return_url=return_url, options=options))


def _site_of(session: Session) -> str:
    """Return the session's own return address."""
    info = session.session_info
    return (info.return_url if info else None) or _NO_SITE


# Making --------------------------------------------------------------------------------------------------------------
def build_session(agreement: Agreement) -> Session:
    """Return the session."""
    info = SessionInfo(title=agreement.title)
    steps = [party.step for party in agreement.signers]
    members: dict[str, object] = {
        "transaction_id": agreement.reference,
        "description": agreement.message,
        "expires_on": agreement.expiry,
        "reminder_frequency_days": agreement.remind_every,
        "return_url": agreement.return_url,
        "copy_to": agreement.copies or None,
        "use_sequence": UseSequence.SEQUENTIAL if any(step is not None for step in steps) else None,
        "send_signer_invites": None if _writes(agreement) else False,
    }
    for name, value in members.items():
        if value is not None:
            setattr(info, name, value)
    add_native(info, agreement.native)
    return Session(
        session_info=info,
        documents=[_document(agreement, number) for number in range(len(agreement.documents))],
        signers=[_signer(number, party) for number, party in enumerate(agreement.signers)],
    )


def _writes(agreement: Agreement) -> bool:
    return any(party.delivery is Delivery.EMAIL for party in agreement.signers)


def _document(agreement: Agreement, number: int) -> SessionDocument:
    source: Document = agreement.documents[number]
    file = upload(source.file)
    document = SessionDocument(
        file_name=_file_name(source.name, file.name), file_bytes=file.content, has_anchor_tags=True, sequence=number + 1
    )
    add_native(document, source.native)
    return document


def _file_name(name: str | None, file: str) -> str:
    """Return the name with the file's suffix, which the service wants."""
    suffix = f".{file.rpartition('.')[2]}" if "." in file else ""
    if name is None:
        return file
    return name if name.lower().endswith(suffix.lower()) else name + suffix


def _signer(number: int, party: Party) -> Signer:
    signer = Signer(
        first_name=party.given_name,
        last_name=party.family_name,
        email_address=party.email,
        signer_role=label_of(number, party),
    )
    if party.step is not None:
        signer.sequence = party.step
    if party.message is not None:
        signer.signer_email_message = party.message
    if party.auth is not None:
        _authenticate(signer, party.auth)
    add_native(signer, party.native)
    return signer


def _authenticate(signer: Signer, auth: Authentication) -> None:
    if isinstance(auth, Password):
        signer.auth_method = AuthenticationMethod.PASSWORD
        signer.authentication_settings = AuthenticationSettings(password=auth.password)
    elif isinstance(auth, Kba) and auth.password is not None:
        signer.auth_method = AuthenticationMethod.KBA_PLUS_PASSWORD
        signer.authentication_settings = AuthenticationSettings(password=auth.password)
    elif isinstance(auth, Kba):
        signer.auth_method = AuthenticationMethod.KBA


def _quoted(token: Secret) -> str:
    from urllib.parse import quote

    return quote(token.reveal(), safe="")


# Limits --------------------------------------------------------------------------------------------------------------
def _limits(agreement: Agreement) -> Iterator[Problem]:
    yield from _wrong_expiry(agreement.expiry)
    if agreement.remind_every is not None and agreement.remind_every > _MOST_REMINDER_DAYS:
        yield Problem(
            path="remind_every",
            reason=f"it reminds every {_MOST_REMINDER_DAYS} days, or more often",
            feature=Feature.REMINDERS,
        )
    if len({party.delivery is Delivery.EMAIL for party in agreement.signers}) > 1:
        yield Problem(
            path="parties",
            reason="it writes to all parties of a session, or to none of them",
            nearest="one delivery for all of them",
        )
    yield from size_problem(agreement, _MOST_MEGABYTES)


def _wrong_expiry(expires: datetime | None) -> Iterator[Problem]:
    if expires is None or expires.utcoffset() is None:
        return
    moment = expires.astimezone(UTC)
    if moment > datetime.now(UTC) + _LONGEST:
        yield Problem(path="expires_at", reason="a session lives for 90 days at most", feature=Feature.EXPIRY)
    elif moment.time() != time():
        yield Problem(
            path="expires_at",
            reason=f"a session ends with the first moment of a day in UTC: this one would end {moment.date()} at 00:00",
            nearest=f"the day {moment.date() + timedelta(days=1)}",
            feature=Feature.EXPIRY,
        )
