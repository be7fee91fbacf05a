"""Agreements as signature requests of Ignisign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, cast

from attrs import frozen

from esignkit.agreements.capabilities import Feature
from esignkit.agreements.enums import Delivery, PartyRole
from esignkit.agreements.ignisign_state import state_of
from esignkit.agreements.lists import converted
from esignkit.agreements.native import arguments_of, native_problems
from esignkit.agreements.problems import Problem
from esignkit.agreements.reading import items_of
from esignkit.agreements.results import (
    EvidenceKind,
    SentAgreement,
    SentParty,
    State,
    Status,
)
from esignkit.agreements.service import Service
from esignkit.agreements.steps import nothing
from esignkit.agreements.values import Agreement, Document, Party
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.files import upload
from esignkit.errors import NotFoundError, NotSentError, ValidationError
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.enums import (
    IntegrationMode,
    Language,
    SignatureProfileStatus,
)
from esignkit.ignisign.models.documents import DocumentContext
from esignkit.ignisign.models.signature_requests import (
    PublishResult,
    SignatureRequestContext,
    SignatureRequestItem,
)
from esignkit.ignisign.signature_profiles import SignatureProfiles
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.urls import embedded_signing_url
from esignkit.ignisign.webhooks import Webhooks
from esignkit.types import UNSET, Finding, Maybe, Secret

if TYPE_CHECKING:
    from esignkit.agreements.evidence import Collector
    from esignkit.agreements.results import Event, PartyState
    from esignkit.agreements.steps import Sending
    from esignkit.core.flow import Flow, Steps
    from esignkit.core.paging import Paging
    from esignkit.ignisign.models.profiles import SignatureProfile
    from esignkit.ignisign.models.signers import SignerCreated
    from esignkit.types import CallOptions, Headers

__all__ = ["IgnisignService"]

_REQUESTS: SignatureRequests[Plan] = SignatureRequests(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_SIGNERS: Signers[Plan] = Signers(PLANNER)
_PROFILES: SignatureProfiles[Plan] = SignatureProfiles(PLANNER)
_WEBHOOKS: Webhooks[Plan] = Webhooks(PLANNER)

_CREATE_SIGNER = "create signer"
_LANGUAGES = ("en", "fr", "de")
_MOST_TITLE, _MOST_DESCRIPTION = 1024, 4096
_NATIVE = arguments_of(SignatureRequests.update, "signature_request_id", "document_ids", "signer_ids", "check")
_NATIVE_DOCUMENT = arguments_of(Documents.create, "signature_request_id")
_NATIVE_PARTY = arguments_of(Signers.create, "signature_profile_id")


@frozen
class IgnisignService(Service):
    """Ignisign."""

    name: ClassVar[str] = "ignisign"
    title: ClassVar[str] = "Ignisign"

    signature_profile_id: str | None = None
    """The signature profile of what is sent; without one, the first that is published and fits."""

    def limits(self, agreement: Agreement) -> list[Problem]:
        """Return what goes beyond the limits of what the service can do."""
        problems: list[Problem] = []
        deliveries = {party.delivery for party in agreement.acting}
        if len(deliveries) > 1:
            problems.append(
                Problem(
                    path="parties",
                    reason="the signature profile decides for all parties whether they get a mail or sign in "
                    "your own pages",
                    nearest="one delivery for all of them",
                )
            )
        for member, most in (("title", _MOST_TITLE), ("message", _MOST_DESCRIPTION)):
            text: str | None = getattr(agreement, member)
            if text is not None and len(text) > most:
                problems.append(
                    Problem(path=member, reason=f"it takes {most} characters at most, and these are {len(text)}")
                )
        if agreement.language is not None and agreement.language.lower() not in _LANGUAGES:
            problems.append(
                Problem(
                    path="language",
                    reason=f"it knows {', '.join(_LANGUAGES)}, not {agreement.language!r}",
                    feature=Feature.LANGUAGE,
                )
            )
        problems += native_problems(agreement, own=_NATIVE, document=_NATIVE_DOCUMENT, party=_NATIVE_PARTY)
        return problems

    # Making and sending ----------------------------------------------------------------------------------------------
    def create(self, agreement: Agreement, sending: Sending, options: CallOptions | None) -> Steps[SentAgreement]:
        """Create signers, the request, documents and their content, and fill the request in."""
        embedded = any(party.delivery is Delivery.EMBEDDED for party in agreement.acting)
        profile_id = self.signature_profile_id
        for party in agreement.acting:
            _create_signer("", party, options)  # says now that `native` holds what cannot be right
        _update("", agreement, [], [""] * len(agreement.acting), options)
        if profile_id is None:
            profile_id = yield from sending.step(
                "choose profile", _PROFILES.list(options=options), lambda profiles: _choose(profiles, embedded)
            )
        signer_ids: list[str] = []
        for number, party in enumerate(agreement.acting):
            signer_id, _ = yield from sending.step(
                f"{_CREATE_SIGNER} {number + 1}",
                _create_signer(profile_id, party, options),
                _keep_signer,
                from_finding=_found_signer,
            )
            signer_ids.append(signer_id)
        request_id: str = yield from sending.step("create", _REQUESTS.create(profile_id, options=options), str)
        sending.made(request_id)
        document_ids: list[str] = []
        for number, document in enumerate(agreement.documents):
            document_id: str = yield from sending.step(
                f"create document {number + 1}",
                _create_document(request_id, document, options),
                str,
            )
            document_ids.append(document_id)
        for number, document in enumerate(agreement.documents):
            yield from sending.step(
                f"upload document {number + 1}",
                _DOCUMENTS.upload(document_ids[number], document.file, options=options),
                nothing,
            )
        yield from sending.step("fill in", _update(request_id, agreement, document_ids, signer_ids, options), nothing)
        return SentAgreement(
            id=request_id,
            service=self.name,
            parties=tuple(
                SentParty(id=signer_id, email=party.email)
                for signer_id, party in zip(signer_ids, agreement.acting, strict=True)
            ),
            document_ids=tuple(document_ids),
            signature_profile_id=profile_id,
        )

    def launch(
        self, agreement_id: str, agreement: Agreement | None, sending: Sending, options: CallOptions | None
    ) -> Steps[dict[str, Secret]]:
        """Publish the request; the answer brings the tokens of embedded parties."""
        tokens: dict[str, Secret] = yield from sending.step(
            "publish",
            _REQUESTS.publish(agreement_id, options=options),
            _keep_tokens,
            from_finding=_no_tokens,
            look=lambda: _published(agreement_id, options),
        )
        secrets = {
            signer_id: secret
            for name, made in sending.progress.done.items()
            if name.startswith(_CREATE_SIGNER)
            for signer_id, secret in [cast("tuple[str, Secret | None]", made)]
            if secret is not None
        }
        return {
            signer_id: embedded_signing_url(agreement_id, signer_id, token=token, auth_secret=secrets[signer_id])
            for signer_id, token in tokens.items()
            if signer_id in secrets
        }

    # Looking ---------------------------------------------------------------------------------------------------------
    def state(self, agreement_id: str, options: CallOptions | None) -> Steps[State]:
        """Read the request."""
        return state_of((yield from _REQUESTS.get(agreement_id, options=options)))

    def list_states(self, limit: int | None, options: CallOptions | None) -> Paging[State]:
        """Plan the list of the environment's requests."""
        return converted(_REQUESTS.list(limit=limit, options=options), state_of)

    def find(self, reference: str, title: str | None, options: CallOptions | None) -> Steps[list[State]]:
        """Walk the list of requests, and read those with the reference."""
        items: list[SignatureRequestItem] = yield from _REQUESTS.list(options=options)
        states: list[State] = []
        for item in items:
            if item.external_id == reference and (title is None or item.title == title):
                states += [(yield from self.state(item.id, options))]
        return states

    def sign_url(self, agreement_id: str, party: str, options: CallOptions | None) -> Steps[Secret]:
        """Refuse: the token comes with the answer to publishing alone."""
        yield from ()
        self.unsupported(Feature.SIGN_URL, "agreements.sign_url", "parties[n].sign_url of what send(agreement) returns")

    # Moving ----------------------------------------------------------------------------------------------------------
    def remind(
        self, agreement_id: str, party: str | None, message: str | None, options: CallOptions | None
    ) -> Steps[list[PartyState]]:
        """Refuse: there is no such call."""
        yield from ()
        self.unsupported(Feature.REMIND, "agreements.remind")

    def cancel(self, agreement_id: str, options: CallOptions | None) -> Steps[None]:
        """Close the request."""
        yield from _REQUESTS.close(agreement_id, options=options)

    # Proof -----------------------------------------------------------------------------------------------------------
    def evidence(self, agreement_id: str, collector: Collector, options: CallOptions | None) -> Steps[None]:
        """Download the signature proof and the signatures of each document."""
        context = yield from _REQUESTS.get(agreement_id, options=options)
        for document in items_of(context, "documents", DocumentContext):
            name = document.label or document.file_name or document.id
            stem = re.sub(r"(?<=.)\.pdf$", "", name, flags=re.IGNORECASE)  # the files beside it are not the PDF itself
            self._lack(collector, Feature.SIGNED_DOCUMENTS, EvidenceKind.SIGNED_DOCUMENT, document.id, name)
            for kind, download, ending in (
                (EvidenceKind.CERTIFICATE, _DOCUMENTS.signature_proof, "proof.pdf"),
                (EvidenceKind.SIGNATURES, _DOCUMENTS.asic, "signatures.asice"),
            ):
                fetched = download(document.id, options=options)
                try:
                    yield from collector.download(kind, fetched, f"{stem} {ending}", document_id=document.id)
                except (NotFoundError, ValidationError) as error:  # anything else may pass, as a limit of calls does
                    reason = str(error).removeprefix(f"{error.provider} {error.operation}: ").rstrip(".")
                    collector.lack(kind, f"the service refused it: {reason}", document.id, name)
        self._lack(collector, Feature.AUDIT_TRAIL, EvidenceKind.AUDIT_TRAIL)

    def parse_event(self, headers: Headers, body: bytes, options: CallOptions | None) -> Steps[Event]:
        """Check a notification's token, which can be done once, and read the notification."""
        from esignkit.agreements.events import ignisign_event

        notification = yield from _WEBHOOKS.verify(body, options=options)
        return ignisign_event(notification, verified=True)


# Making --------------------------------------------------------------------------------------------------------------
def _choose(profiles: list[SignatureProfile], embedded: bool) -> str:
    """Return the first profile that is published and fits the delivery."""
    mode = IntegrationMode.EMBEDDED if embedded else IntegrationMode.BY_SIDE
    for profile in profiles:
        if profile.status == SignatureProfileStatus.PUBLISHED and profile.integration_mode == mode:
            return profile.id
    msg = (
        f"Ignisign agreements.send: there is no published signature profile with the integration mode {mode.value}; "
        "make one in the console, or name one with signature_profile_id="
    )
    raise NotSentError(msg, operation="agreements.send", provider="Ignisign")


def _create_signer(profile_id: str, party: Party, options: CallOptions | None) -> Flow[SignerCreated]:
    members: dict[str, Any] = {
        "first_name": party.given_name,
        "last_name": party.family_name,
        "email": party.email,
        **party.native,
    }
    return _SIGNERS.create(profile_id, options=options, **members)


def _create_document(request_id: str, document: Document, options: CallOptions | None) -> Flow[str]:
    members: dict[str, Any] = {"label": document.name or upload(document.file).name, **document.native}
    return _DOCUMENTS.create(request_id, options=options, **members)


def _keep_signer(created: SignerCreated) -> tuple[str, Secret | None]:
    return created.signer_id, created.auth_secret


def _found_signer(finding: Finding) -> tuple[str, Secret | None]:
    return finding.id or "", None


def _keep_tokens(published: PublishResult) -> dict[str, Secret]:
    return {signer.signer_id: signer.token for signer in published.embedded if signer.token is not None}


def _no_tokens(finding: Finding) -> dict[str, Secret]:
    return {}


def _published(request_id: str, options: CallOptions | None) -> Steps[dict[str, Secret] | None]:
    """Return no tokens of a request that is no draft any more; a draft may be published again, once."""
    request: SignatureRequestContext = yield from _REQUESTS.get(request_id, options=options)
    return None if state_of(request).status is Status.DRAFT else {}


def _update(
    request_id: str,
    agreement: Agreement,
    document_ids: list[str],
    signer_ids: list[str],
    options: CallOptions | None,
) -> Flow[SignatureRequestContext]:
    expires = agreement.expiry
    approvers = [
        signer_id
        for signer_id, party in zip(signer_ids, agreement.acting, strict=True)
        if party.role is PartyRole.APPROVER
    ]

    def unless_empty(value: object) -> Maybe[object]:
        return UNSET if value in (None, []) else value

    members: dict[str, Any] = {
        "title": agreement.title,
        "description": unless_empty(agreement.message),
        "external_id": unless_empty(agreement.reference),
        "language": unless_empty(None if agreement.language is None else Language(agreement.language.upper())),
        "document_ids": document_ids,
        "signer_ids": signer_ids,
        "expiration_date": unless_empty(expires),
        "expiration_date_is_activated": unless_empty(None if expires is None else True),
        "signers_as_approver": unless_empty(approvers),
        "recipients": unless_empty(agreement.copies),
        **agreement.native,
    }
    return _REQUESTS.update(request_id, options=options, **members)
