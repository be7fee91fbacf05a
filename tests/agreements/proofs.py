"""What proves that a service does, or does in part, what an agreement may ask for: one function for each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest

from esignkit.agreements import (
    Anchor,
    Box,
    Delivery,
    Feature,
    Field,
    FieldKind,
    InFile,
    Kba,
    Party,
    PartyRole,
    Password,
    Place,
    Question,
    Sms,
)
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from tests.agreements.support import ADA, BOB, Case, document, lease
from tests.agreements.support import party as somebody

Proof = Callable[[Case], None]
PROOFS: dict[tuple[str, Feature], Proof] = {}


def proves(feature: Feature, *services: str) -> Callable[[Proof], Proof]:
    """The function proves the feature for these services."""

    def register(proof: Proof) -> Proof:
        for service in services:
            assert (service, feature) not in PROOFS
            PROOFS[service, feature] = proof
        return proof

    return register


def says(case: Case, *words: str, **changes: Any) -> None:
    """`check` finds one problem, whose text has these words, and nothing is sent."""
    (problem,) = case.sign.check(lease(**changes))
    assert all(word in str(problem) for word in words), problem
    assert case.writes() == []


def approvals(case: Case, agreement_id: str, number: int = 0) -> list[Any]:
    documents = {one.id: one for one in case.native(agreement_id).documents}
    return list(documents[f"document{number + 1}"].approvals)


def fields(case: Case, agreement_id: str) -> list[Any]:
    return [field for approval in approvals(case, agreement_id) for field in approval.fields]


# Parties -------------------------------------------------------------------------------------------------------------
@proves(Feature.APPROVER, "ignisign")
def approver(case: Case) -> None:
    sent = case.send(parties=[ADA, somebody(BOB, role=PartyRole.APPROVER)])
    assert case.native(sent.id).signers_as_approver == [sent.parties[1].id]


@proves(Feature.APPROVER, "esignlive")
def accepts_documents(case: Case) -> None:
    bob = somebody(BOB, role=PartyRole.APPROVER)
    says(case, "parties[1].role", "every document is signed", parties=[ADA, bob])
    signs_first = somebody(ADA, sign=Box(1, 50, 50))
    sent = case.send(parties=[signs_first, bob], documents=[document([ADA]), document([ADA], "rules.pdf")])
    (accepted,) = approvals(case, sent.id, 1)
    assert (accepted.role, len(accepted.fields)) == (sent.parties[1].id, 0)


@proves(Feature.COPY, "constellation1", "ignisign")
def copy(case: Case) -> None:
    cyd = Party("Cyd Poe", "cyd@example.com", role=PartyRole.COPY)
    sent = case.send(parties=[cyd, ADA], copy_to="office@example.com")
    native = case.native(sent.id)
    addresses = native.session_info.copy_to if case.service == "constellation1" else native.recipients
    assert sorted(addresses) == ["cyd@example.com", "office@example.com"]
    assert [party.email for party in sent.parties] == [ADA.email]


@proves(Feature.ORDER, "constellation1", "esignlive")
def order(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, step=2), somebody(BOB, step=1)])
    statuses = {party.email: party.status.value for party in case.sign.state(sent.id).parties}
    assert statuses == {ADA.email: "waiting", BOB.email: "open"}
    with pytest.raises(TransitionNotAllowed):
        case.sandbox.sign(sent.id, ADA.email)
    case.sandbox.sign(sent.id, BOB.email)
    statuses = {party.email: party.status.value for party in case.sign.state(sent.id).parties}
    assert statuses == {ADA.email: "open", BOB.email: "done"}
    case.sandbox.sign(sent.id, ADA.email)


@proves(Feature.PASSWORD, "constellation1")
def password(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, auth=Password("sesame"))])
    signer = case.native(sent.id).signers[0]
    assert signer.auth_method.name == "PASSWORD"


@proves(Feature.KBA, "constellation1")
def kba(case: Case) -> None:
    parties = [somebody(ADA, auth=Kba()), somebody(BOB, auth=Kba("sesame"))]
    sent = case.send(parties=parties)
    methods = [signer.auth_method.name for signer in case.native(sent.id).signers]
    assert methods == ["KBA", "KBA_PLUS_PASSWORD"]


@proves(Feature.SMS, "esignlive")
def sms(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, auth=Sms("+15145550100"))])
    auth = case.native(sent.id).roles[0].signers[0].auth
    assert (auth.scheme, [one.question for one in auth.challenges]) == ("SMS", ["+15145550100"])


@proves(Feature.QUESTION, "esignlive")
def question(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, auth=Question("First pet?", "Rex"))])
    auth = case.native(sent.id).roles[0].signers[0].auth
    assert (auth.scheme, [one.question for one in auth.challenges]) == ("CHALLENGE", ["First pet?"])


def _without_mail(case: Case, delivery: Delivery) -> None:
    says(case, "parties", "all parties", parties=[somebody(ADA, delivery=delivery), BOB])
    sent = case.send(parties=[somebody(ADA, delivery=delivery), somebody(BOB, delivery=delivery)])
    assert case.native(sent.id).session_info.send_signer_invites is False
    assert case.native(case.send().id).session_info.send_signer_invites is not False


@proves(Feature.EMBEDDED, "constellation1")
def embedded_without_mail(case: Case) -> None:
    _without_mail(case, Delivery.EMBEDDED)


@proves(Feature.SILENT, "constellation1")
def silent(case: Case) -> None:
    _without_mail(case, Delivery.SILENT)


@proves(Feature.EMBEDDED, "ignisign")
def embedded_profile(case: Case) -> None:
    says(case, "parties", "one delivery for all", parties=[somebody(ADA, delivery="embedded"), BOB])
    sent = case.send(parties=[somebody(ADA, delivery="embedded")])
    url = sent.parties[0].sign_url
    assert url is not None
    assert sent.id in url.reveal()
    assert url.reveal() not in repr(sent)
    assert case.send().parties[0].sign_url is None


@proves(Feature.EMBEDDED, "esignlive")
def embedded_with_mail(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, delivery="embedded")])
    assert case.sign.sign_url(sent.id, ADA.email).reveal().startswith("http")


# The whole -----------------------------------------------------------------------------------------------------------
def _same(feature: Feature, services: Iterable[str], changes: dict[str, Any], read: Callable[[Any], object]) -> None:
    """Register a proof: what is asked for is in the service's own model."""

    def proof(case: Case) -> None:
        sent = case.send(**changes)
        expected = next(iter(changes.values())) if "parties" not in changes else "Hello Ada"
        assert read(case.native(sent.id)) == expected
        assert sent.lost == frozenset()

    proves(feature, *services)(proof)


_GREETED = {"parties": [somebody(ADA, message="Hello Ada")]}
_same(Feature.MESSAGE, ["constellation1"], {"message": "Please sign"}, lambda one: one.session_info.description)
_same(Feature.MESSAGE, ["ignisign"], {"message": "Please sign"}, lambda one: one.description)
_same(Feature.MESSAGE, ["esignlive"], {"message": "Please sign"}, lambda one: one.email_message)
_same(Feature.PARTY_MESSAGE, ["constellation1"], _GREETED, lambda one: one.signers[0].signer_email_message)
_same(Feature.PARTY_MESSAGE, ["esignlive"], _GREETED, lambda one: one.roles[0].email_message.content)
_same(Feature.LANGUAGE, ["esignlive"], {"language": "fr"}, lambda one: one.language)
_same(Feature.REFERENCE, ["constellation1"], {"reference": "r-1"}, lambda one: one.session_info.transaction_id)
_same(Feature.REFERENCE, ["ignisign"], {"reference": "r-1"}, lambda one: one.external_id)
_same(Feature.REFERENCE, ["esignlive"], {"reference": "r-1"}, lambda one: one.data["esignkitReference"])
_SITE = {"return_url": "https://shop.example/done"}
_same(Feature.RETURN_URL, ["constellation1"], _SITE, lambda one: one.session_info.return_url)
_same(Feature.RETURN_URL, ["esignlive"], _SITE, lambda one: one.settings.ceremony.events.complete.redirect)


@proves(Feature.LANGUAGE, "ignisign")
def language(case: Case) -> None:
    says(case, "language", "not 'nl'", language="nl")
    assert case.native(case.send(language="fr").id).language == "FR"
    assert case.send(language="nl", allow_loss={"language"}).lost == {Feature.LANGUAGE}


@proves(Feature.PARTY_LANGUAGE, "esignlive")
def party_language(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, language="fr")])
    assert case.native(sent.id).roles[0].signers[0].language == "fr"


@proves(Feature.EXPIRY, "constellation1", "ignisign", "esignlive")
def expiry(case: Case) -> None:
    noon = datetime.combine(datetime.now(UTC).date() + timedelta(days=20), time(12), UTC)
    day = noon.date()
    if case.service == "constellation1":
        (problem,) = case.sign.check(lease(expires_at=noon))
        assert (problem.path, problem.nearest) == ("expires_at", f"the day {day + timedelta(days=1)}")
        assert f"would end {day} at 00:00" in problem.reason
        soon = datetime.now(UTC) + timedelta(hours=1)
        assert case.problems(expires_at=soon) == ["expires_at"]
        noon = noon.replace(hour=0)
        assert case.problems(expires_at=noon.astimezone(timezone(timedelta(hours=5)))) == []
    state = case.sign.state(case.send(expires_at=noon).id)
    assert case.transaction(state.id).due == state.expires_at == noon
    assert case.transaction(case.send(expires_at=day).id).due == datetime.combine(day, time(), UTC)
    if case.service == "constellation1":
        before = case.writes()
        late = {"expires_at": noon + timedelta(days=80)}
        assert case.problems(**late) == ["expires_at"]
        assert case.writes() == before
        assert case.send(**late, allow_loss={"expiry"}).lost == {Feature.EXPIRY}


@proves(Feature.REMINDERS, "constellation1")
def reminders(case: Case) -> None:
    says(case, "remind_every", "30 days", remind_every=31)
    assert case.native(case.send(remind_every=30).id).session_info.reminder_frequency_days == 30


@proves(Feature.REMINDERS, "esignlive")
def reminder_schedule(case: Case) -> None:
    sent = case.send(remind_every=3)
    schedule = case.sign.client.reminders.get(sent.id)
    assert (schedule.start_in_days_delay, schedule.interval_in_days) == (3, 3)


ASKED: dict[Feature, dict[str, Any]] = {
    Feature.BOX: {"parties": [somebody(ADA, sign=Box(1, 50, 50))]},
    Feature.ANCHOR: {"parties": [somebody(ADA, sign=Anchor("Tenant:"))]},
    Feature.IN_FILE: {"parties": [somebody(ADA, sign=InFile("tenant"))]},
    Feature.APPROVER: {"parties": [ADA, somebody(BOB, role="approver")]},
    Feature.VIEWER: {"parties": [ADA, somebody(BOB, role="viewer")]},
    Feature.COPY: {"copy_to": ["office@example.com"]},
    Feature.ORDER: {"parties": [somebody(ADA, step=1)]},
    Feature.MESSAGE: {"message": "Please sign"},
    Feature.PARTY_MESSAGE: _GREETED,
    Feature.LANGUAGE: {"language": "fr"},
    Feature.PARTY_LANGUAGE: {"parties": [somebody(ADA, language="fr")]},
    Feature.EXPIRY: {"expires_at": datetime(2030, 1, 1, tzinfo=UTC)},
    Feature.REMINDERS: {"remind_every": 3},
    Feature.PASSWORD: {"parties": [somebody(ADA, auth=Password("sesame"))]},
    Feature.KBA: {"parties": [somebody(ADA, auth=Kba())]},
    Feature.SMS: {"parties": [somebody(ADA, auth=Sms("+15145550100"))]},
    Feature.QUESTION: {"parties": [somebody(ADA, auth=Question("First pet?", "Rex"))]},
    Feature.EMBEDDED: {"parties": [somebody(ADA, delivery="embedded")]},
    Feature.SILENT: {"parties": [somebody(ADA, delivery="silent")]},
    Feature.REFERENCE: {"reference": "r-1"},
    Feature.RETURN_URL: _SITE,
}
"""A lease that asks for a feature, by the members that are not as usual."""

_ANY: Place = InFile()
_KINDS = {
    Feature.INITIALS: FieldKind.INITIALS,
    Feature.DATE_FIELD: FieldKind.DATE,
    Feature.TEXT_FIELD: FieldKind.TEXT,
    Feature.CHECKBOX: FieldKind.CHECKBOX,
}
for _feature, _kind in _KINDS.items():
    ASKED[_feature] = {"parties": [somebody(ADA, sign=Field(_ANY, _kind))]}
