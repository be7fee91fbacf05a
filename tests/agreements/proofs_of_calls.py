"""What proves how far a service goes in what is done with an agreement that was sent: one function for each cell."""

from __future__ import annotations

import pytest

from esignkit.agreements import (
    EvidenceKind,
    Feature,
    MissingEvidence,
    PartyStatus,
    Status,
    UnsupportedError,
    capability,
)
from esignkit.errors import ValidationError
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from tests.agreements.proofs import proves
from tests.agreements.support import ADA, BOB, Case, lease, open_case
from tests.agreements.support import party as somebody


def refuses(case: Case, call: str, *arguments: object) -> UnsupportedError:
    """A verb says that the service cannot do it, and nothing is sent."""
    requests = len(case.sandbox.requests())
    with pytest.raises(UnsupportedError) as caught:
        getattr(case.sign, call)(*arguments)
    assert len(case.sandbox.requests()) == requests
    (problem,) = caught.value.problems
    assert problem.path == f"agreements.{call}"
    assert problem.nearest in str(caught.value)
    return caught.value


@proves(Feature.LIST, "constellation1")
def no_list(case: Case) -> None:
    assert "find(reference)" in str(refuses(case, "list"))


@proves(Feature.LIST, "ignisign", "esignlive")
def lists(case: Case) -> None:
    sent = [case.send(title=f"Lease {number}").id for number in range(3)]
    states = list(case.sign.list())
    assert {state.id for state in states} == set(sent)
    assert {state.title for state in states} == {"Lease 0", "Lease 1", "Lease 2"}
    assert {len(state.parties) for state in states} == {0 if case.service == "ignisign" else 1}
    assert len(list(case.sign.list(limit=2))) == 2


@proves(Feature.FIND, "constellation1", "ignisign", "esignlive")
def finds(case: Case) -> None:
    ours = [case.send(reference="r-1", title="Lease").id, case.send(reference="r-1", title="Annex").id]
    case.send(reference="r-12")
    assert {state.id for state in case.sign.find("r-1")} == set(ours)
    assert [state.id for state in case.sign.find("r-1", title="Annex")] == ours[1:]
    assert case.sign.find("r-2") == []
    assert {len(state.parties) for state in case.sign.find("r-1")} == {1}


@proves(Feature.REMIND, "ignisign")
def no_reminders(case: Case) -> None:
    assert "write to the parties yourself" in str(refuses(case, "remind", case.send().id))


@proves(Feature.REMIND, "constellation1", "esignlive")
def reminds(case: Case) -> None:
    effect = {"constellation1": "signers.invite", "esignlive": "packages.notify"}[case.service]
    sent = case.send(parties=[somebody(ADA, step=1), somebody(BOB, step=2)])
    assert [party.email for party in case.sign.remind(sent.id)] == [ADA.email]
    assert case.writes().count(effect) == 1  # Ada alone: it is not Bob's turn
    assert len(case.sign.remind(sent.id, party=ADA.email.upper(), message="Please")) == 1
    assert case.writes().count(effect) == 2
    with pytest.raises(ValidationError, match=r"turn of bob@example\.com, who is waiting; .* turn of ada@"):
        case.sign.remind(sent.id, party=BOB.email)
    assert case.writes().count(effect) == 2
    case.sandbox.sign_all(sent.id)
    assert case.sign.remind(sent.id) == []
    assert case.writes().count(effect) == 2


@proves(Feature.CANCEL, "constellation1")
def cancels(case: Case) -> None:
    sent = case.send()
    case.sign.cancel(sent.id)
    assert case.sign.state(sent.id).status is Status.CANCELLED


@proves(Feature.CANCEL, "ignisign")
def closes(case: Case) -> None:
    untouched, begun = case.send(), case.send(parties=[ADA, BOB])
    case.sign.cancel(untouched.id)
    assert case.sign.state(untouched.id).status is Status.CANCELLED
    case.sandbox.sign(begun.id, begun.parties[0].id)
    case.sign.cancel(begun.id)
    state = case.sign.state(begun.id)
    assert (state.status, state.partial) == (Status.COMPLETED, True)


@proves(Feature.CANCEL, "esignlive")
def bins(case: Case) -> None:
    sent = case.send()
    case.sign.cancel(sent.id)
    state = case.sign.state(sent.id)
    assert (state.status, state.archived) == (Status.DRAFT, True)
    draft = case.sign.create(lease(title="Draft"))
    case.sign.cancel(draft.id)
    assert case.sign.state(draft.id).archived
    over = case.send()
    case.sandbox.sign_all(over.id)
    before = case.writes()
    with pytest.raises(ValidationError, match="is COMPLETED"):
        case.sign.cancel(over.id)
    assert case.writes() == before


@proves(Feature.SIGN_URL, "constellation1")
def token_in_an_address(case: Case) -> None:
    sent = case.send()
    assert "invite_url=" in str(refuses(case, "sign_url", sent.id, ADA.email))
    knowing = open_case(case.service, case.sandbox, case.account, invite_url="https://sign.example/?t={token}")
    with knowing.sign as sign:
        url = sign.sign_url(sent.id, ADA.email)
    assert url.reveal().startswith("https://sign.example/?t=")
    assert len(url.reveal()) > 30


@proves(Feature.SIGN_URL, "ignisign")
def address_comes_with_sending(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, delivery="embedded")])
    url = sent.parties[0].sign_url
    assert url is not None
    assert sent.parties[0].id in url.reveal()
    assert "send" in str(refuses(case, "sign_url", sent.id, ADA.email))


@proves(Feature.SIGN_URL, "esignlive")
def address(case: Case) -> None:
    sent = case.send(parties=[ADA, BOB])
    by_email, by_id = (case.sign.sign_url(sent.id, key).reveal() for key in (BOB.email, sent.parties[1].id))
    assert by_email.startswith("http")
    assert by_id.startswith("http")


@proves(Feature.DECLINE, "constellation1")
def party_declines(case: Case) -> None:
    sent = case.send(parties=[ADA, BOB])
    case.sandbox.decline(sent.id, ADA.email, "Too dear")
    state = case.sign.state(sent.id)
    assert state.status is not Status.DECLINED
    assert state.reason == "Too dear"
    assert [party.email for party in state.parties if party.status is PartyStatus.DECLINED] == [ADA.email]
    assert [party.reason for party in state.parties if party.reason] == ["Too dear"]


@proves(Feature.DECLINE, "ignisign")
def nobody_declines(case: Case) -> None:
    sent = case.send()
    with pytest.raises((TransitionNotAllowed, ValueError)):
        case.sandbox.decline(sent.id, sent.parties[0].id, "Too dear")
    assert case.sign.state(sent.id).status is Status.OPEN


@proves(Feature.DECLINE, "esignlive")
def package_is_declined(case: Case) -> None:
    sent = case.send(parties=[ADA, BOB])
    case.sandbox.decline(sent.id, BOB.email, "Too dear")
    state = case.sign.state(sent.id)
    assert (state.status, state.reason) == (Status.DECLINED, "Too dear")
    assert {party.email: (party.status, party.reason) for party in state.parties} == {
        ADA.email: (PartyStatus.WAITING, None),
        BOB.email: (PartyStatus.DECLINED, "Too dear"),
    }


def evidence(kind: EvidenceKind, case: Case) -> tuple[list[bytes], list[MissingEvidence]]:
    sent = case.send()
    case.sandbox.sign_all(sent.id)
    fetched = case.sign.evidence(sent.id)
    files = [file.content for file in fetched.files if file.kind is kind]
    return files, [one for one in fetched.missing if one.kind is kind]


@proves(Feature.SIGNED_DOCUMENTS, "constellation1", "ignisign")
def no_signed_documents(case: Case) -> None:
    files, (missing,) = evidence(EvidenceKind.SIGNED_DOCUMENT, case)
    assert files == []
    assert capability(case.service, Feature.SIGNED_DOCUMENTS).reason in missing.reason


@proves(Feature.SIGNED_DOCUMENTS, "esignlive")
def signed_documents(case: Case) -> None:
    (signed,), missing = evidence(EvidenceKind.SIGNED_DOCUMENT, case)
    assert signed.startswith(b"%PDF")
    assert b"/ByteRange" in signed
    assert missing == []


@proves(Feature.CERTIFICATE, "constellation1")
def no_certificate(case: Case) -> None:
    files, (missing,) = evidence(EvidenceKind.CERTIFICATE, case)
    assert files == []
    assert "action log" in missing.reason


@proves(Feature.CERTIFICATE, "ignisign", "esignlive")
def certificate(case: Case) -> None:
    (pdf,), missing = evidence(EvidenceKind.CERTIFICATE, case)
    assert pdf.startswith(b"%PDF")
    assert missing == []


@proves(Feature.AUDIT_TRAIL, "ignisign")
def no_audit_trail(case: Case) -> None:
    files, (missing,) = evidence(EvidenceKind.AUDIT_TRAIL, case)
    assert files == []
    assert "signature proof" in missing.reason


@proves(Feature.AUDIT_TRAIL, "constellation1", "esignlive")
def audit_trail(case: Case) -> None:
    (log,), missing = evidence(EvidenceKind.AUDIT_TRAIL, case)
    assert ADA.email.encode() in log or b"Ada Byron" in log
    assert missing == []
