"""Sending in one call: what it does, how far it got, and going on from there."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.errors import NotSentError, OutcomeUnknownError, ValidationError
from esignkit.ignisign import (
    NewDocument,
    NewSigner,
    SendInterruptedError,
    SendProgress,
    SentRequest,
    SignerCreated,
    Statement,
)
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Outcome, Secret
from tests.ignisign.samples import CONTEXT, PLAIN_DOCUMENT, PROFILE, REQUEST, settings
from tests.support import LOST, REFUSED, Record, Sent, context_of, drive, reply
from tests.tables import in_one_test

requests = SignatureRequests(PLANNER)
ADA = NewSigner(first_name="Ada", last_name="Byron", email="ada@example.com")
GIVEN: dict[str, Any] = {
    "title": "Lease",
    "documents": [
        ("lease.pdf", b"%PDF- %%EOF"),
        NewDocument(file=("secret.pdf", b"test"), private=True, label="Private", external_id="crm-9"),
        NewDocument(json_content={"rent": 700}, description="Terms"),
    ],
    "signers": [ADA, "signer-that-is-there"],
}
CALLS = [
    "POST signers",
    "POST signature-requests",
    "POST init-documents",
    "POST init-documents",
    "POST init-documents",
    "POST file",
    "POST private-content",
    "POST data-json-content",
    "PUT " + REQUEST,
    "POST publish",
]
BROKEN = {
    "lost": (LOST, OutcomeUnknownError, Outcome.AMBIGUOUS),
    "refused": (reply(400, {"code": "SOME_CODE", "message": "No."}), ValidationError, Outcome.REJECTED),
}


class Service:
    """Answers as the service does; the call of a given number fails, once."""

    def __init__(self, fails_at: int | None = None, failure: Any = None, arrived: bool = False) -> None:
        self.fails_at, self.failure, self.arrived = fails_at, failure, arrived
        self.calls: list[str] = []
        self.bodies: list[Any] = []
        self.documents = 0
        self.provided: set[str] = set()
        self.published = False
        self.says_status = True

    def answers(self) -> Any:
        while True:
            yield self._answer

    def _answer(self, sent: Sent) -> Any:
        name = sent.target.rsplit("/", 1)[1]
        fails = self.fails_at is not None and sum(not c.startswith("GET") for c in self.calls) == self.fails_at
        self.calls.append(f"{sent.method} {name}")
        self.bodies.append(sent.json if sent.body.startswith(b"{") else None)
        if sent.method != "GET" and fails:
            self.fails_at = None
            if self.arrived:
                self._do(sent, name)
            if isinstance(self.failure, Exception):
                raise self.failure
            return self.failure
        return reply(200, self._do(sent, name))

    def _do(self, sent: Sent, name: str) -> Any:
        document = sent.target.split("/")[-2]
        if name == "init-documents":
            self.documents += 1
            return {"documentId": f"document-{self.documents}"}
        if name in ("file", "private-content", "data-json-content"):
            self.provided.add(document)
            return {**PLAIN_DOCUMENT, "_id": document}
        if name == "publish":
            self.published = True
            return {"signatureRequestId": REQUEST}
        if name == "context":
            return {**CONTEXT, "status": "IN_PROGRESS" if self.published else "DRAFT"}
        if sent.method == "GET" and not self.says_status:
            return {"_id": name}
        if sent.method == "GET":
            return {**PLAIN_DOCUMENT, "status": "PROVIDED" if name in self.provided else "CREATED"}
        if name == "signers":
            return {"signerId": "signer-1", "entityType": "NATURAL", "authSecret": "canary"}
        return CONTEXT if sent.method == "PUT" else {"signatureRequestId": REQUEST}


def send(service: Service, **changes: Any) -> SentRequest:
    plan = requests.send(PROFILE, **{**GIVEN, **changes})
    return drive(plan, service.answers(), context_of(settings(), Record()))[0]


def test_everything_is_done_once_and_in_order() -> None:
    service = Service()
    sent = send(
        service, external_id="crm-1", recipients=["copy@example.com"], statements=iter([Statement(label_md="x")])
    )
    assert service.calls == CALLS
    assert (sent.signature_request_id, sent.document_ids) == (REQUEST, ("document-1", "document-2", "document-3"))
    assert [one.signer_id for one in sent.signers] == ["signer-1", "signer-that-is-there"]
    assert sent.signers[0].auth_secret == Secret("canary")
    assert "canary" not in repr(sent)
    signer, _, first, second, third, _, private, terms, update, publish = service.bodies
    assert signer == {
        "signatureProfileId": PROFILE,
        "firstName": "Ada",
        "lastName": "Byron",
        "email": "ada@example.com",
    }
    assert first == {"signatureRequestId": REQUEST}
    assert second == {"signatureRequestId": REQUEST, "label": "Private", "externalId": "crm-9"}
    assert third == {"signatureRequestId": REQUEST, "description": "Terms"}
    assert private == {"documentHash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}
    assert terms == {"jsonContent": {"rent": 700}}
    statement = update.pop("statements")[0]
    assert statement["signatureRequestId"] == REQUEST
    assert update == {
        "title": "Lease",
        "externalId": "crm-1",
        "recipients": ["copy@example.com"],
        "documentIds": ["document-1", "document-2", "document-3"],
        "signerIds": ["signer-1", "signer-that-is-there"],
        "diffusionMode": "WHEN_READY",
    }
    assert publish == {}


def test_dates_switch_on_what_belongs_to_them() -> None:
    service = Service()
    send(service, expiration_date=datetime(2030, 2, 1, tzinfo=UTC), diffusion_date=datetime(2030, 1, 1, tzinfo=UTC))
    body = service.bodies[CALLS.index("PUT " + REQUEST)]
    assert (body["expirationDateIsActivated"], body["diffusionMode"]) == (True, "SCHEDULED")


@in_one_test("arrived", [False, True])
@in_one_test("how", BROKEN)
@pytest.mark.parametrize("at", range(len(CALLS)))
def test_it_says_how_far_it_got_and_goes_on_from_there(at: int, how: str, arrived: bool) -> None:
    failure, kind, outcome = BROKEN[how]
    if how == "refused" and arrived:
        return
    if CALLS[at].startswith("PUT") and how == "lost":
        return  # it is repeated by itself
    service = Service(at, failure, arrived)
    if CALLS[at] == "POST publish" and arrived:
        assert send(service).published.context.status == "IN_PROGRESS"  # it is looked up by itself
        return
    with pytest.raises(SendInterruptedError) as caught:
        send(service)
    error = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(caught.value.__cause__, kind)
    assert error.outcome is outcome
    assert error.code == ("SOME_CODE" if how == "refused" else None)
    assert "canary" not in f"{error} {error!r} {error.progress!r}"
    progress = error.progress
    assert len(progress.signers) == (0 if at == 0 else 2)
    assert progress.signature_request_id == (None if at < 2 else REQUEST)
    assert len(progress.document_ids) == max(0, min(3, at - 2))
    assert progress.filled == max(0, min(3, at - 5))
    assert progress.updated is (at > 8)
    before = len(service.calls)
    sent = send(service, resume=progress)
    again = [call for call in service.calls[before:] if not call.startswith("GET")]
    done_meanwhile = arrived and CALLS[at] in ("POST file", "POST private-content", "POST data-json-content")
    assert again == CALLS[at + done_meanwhile :]
    assert service.published
    assert len(service.provided) == 3
    assert len(sent.document_ids) == 3
    assert set(sent.document_ids) == service.provided


def test_a_document_whose_status_is_not_said_is_filled_again() -> None:
    service = Service(CALLS.index("POST file"), LOST)
    with pytest.raises(SendInterruptedError) as caught:
        send(service)
    service.says_status = False
    send(service, resume=caught.value.progress)
    assert service.calls.count("POST file") == 2


def test_a_publish_that_the_server_did_late_is_not_done_twice() -> None:
    service = Service(9, LOST)
    with pytest.raises(SendInterruptedError) as caught:
        send(service)
    service.published = True  # it was still at work when it was looked up
    sent = send(service, resume=caught.value.progress)
    assert service.calls.count("POST publish") == 1
    assert sent.published.context.status == "IN_PROGRESS"


def test_an_answer_that_says_published_already_after_an_unknown_one_means_done() -> None:
    service = Service(9, LOST)
    with pytest.raises(SendInterruptedError) as caught:
        send(service)
    code = "CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED"
    service.fails_at, service.failure, service.arrived = 9, reply(400, {"code": code, "message": "No."}), True
    service.calls.clear()
    service.calls += CALLS[:9]  # the next call that is no GET is the tenth again
    sent = send(service, resume=caught.value.progress)
    assert service.calls[9:] == ["GET context", "POST publish", "GET context"]
    assert sent.published.context.status == "IN_PROGRESS"


def test_a_publish_that_is_refused_when_gone_on_with_says_why() -> None:
    service = Service(9, LOST)
    with pytest.raises(SendInterruptedError) as caught:
        send(service)
    service.fails_at, service.failure = 9, reply(400, {"code": "CANNOT_PUBLISH_SIGNATURE_REQUEST__NO_TITLE"})
    service.calls.clear()
    service.calls += CALLS[:9]
    with pytest.raises(SendInterruptedError, match="NO_TITLE") as again:
        send(service, resume=caught.value.progress)
    assert again.value.step == "signature_requests.publish"


def test_lists_that_can_be_walked_through_once_arrive_whole() -> None:
    service = Service()
    send(
        service,
        documents=iter(GIVEN["documents"]),
        signers=iter(GIVEN["signers"]),
        signers_as_approver=iter(["signer-1"]),
        recipients=iter(["copy@example.com"]),
        extended_auth_session_enabled=True,
    )
    body = service.bodies[CALLS.index("PUT " + REQUEST)]
    assert (body["signersAsApprover"], body["recipients"]) == (["signer-1"], ["copy@example.com"])
    assert body["extendedAuthSessionEnabled"] is True
    assert len(body["documentIds"]) == 3


def test_what_is_certain_to_be_refused_goes_out_when_it_is_told_to() -> None:
    service = Service()
    send(service, title="x" * 1025, documents=[], signers=[], check=False)
    assert service.bodies[1]["title"] == "x" * 1025
    assert service.calls == ["POST signature-requests", "PUT " + REQUEST, "POST publish"]


def test_how_far_it_got_is_told_in_words() -> None:
    service = Service(9, reply(400, {"code": "SOME_CODE", "message": "No."}))
    with pytest.raises(SendInterruptedError) as caught:
        send(service)
    assert str(caught.value) == (
        "Ignisign signature_requests.send stopped at signature_requests.publish: No. (SOME_CODE) — so far: signers 2, "
        f"request {REQUEST}, documents 3, 3 of them with content, filled in. "
        "The same call with resume=error.progress goes on from there."
    )


def test_what_never_left_is_repeated_and_then_told() -> None:
    with pytest.raises(SendInterruptedError) as caught:
        drive(requests.send(PROFILE, **GIVEN), [REFUSED] * 3, context_of(settings()))
    assert isinstance(caught.value.__cause__, NotSentError)
    assert caught.value.progress == SendProgress()
    assert caught.value.step == "signers.create"


def test_a_signer_without_an_id_stops_it() -> None:
    with pytest.raises(SendInterruptedError, match="signerId") as caught:
        drive(requests.send(PROFILE, **GIVEN), [reply(200, {"entityType": "NATURAL"})], context_of(settings()))
    assert caught.value.progress.signers == ()


@in_one_test(
    "changes, error, text",
    [
        ({"title": "x" * 1025}, ValueError, "1024"),
        ({"documents": "lease.pdf"}, TypeError, r"^documents is a list: write documents=\[…\]"),
        ({"documents": b"%PDF"}, TypeError, r"^documents is a list: write documents=\[…\]"),
        ({"signers": "ada"}, TypeError, r"^signers is a list: write signers=\[…\]"),
        ({"recipients": "a@example.com"}, TypeError, "recipients"),
        ({"statements": "I agree"}, TypeError, "statements is a list"),
        ({"statements": Statement(label_md="I agree")}, TypeError, "statements is a list"),
        ({"expiration_date": datetime(2030, 1, 1)}, ValueError, "expiration_date has no time zone"),
        ({"diffusion_date": datetime(2030, 1, 1)}, ValueError, "diffusion_date has no time zone"),
        ({"documents": []}, ValueError, r"without documents \(check=False"),
        ({"documents": [], "signers": []}, ValueError, "without documents and signers"),
        ({"signers": []}, ValueError, "without signers"),
        ({"signers": [{"email": "a@example.com"}]}, TypeError, "signers holds a dict: give NewSigner"),
        ({"signers": [SignerCreated(signer_id="s")]}, TypeError, "its signer_id"),
        ({"signers": ["a@example.com"]}, ValueError, "write NewSigner"),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_sent(
    changes: Any, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        send(Service(0, AssertionError("something was sent")), **changes)


def test_files_are_looked_at_before_anything_is_sent() -> None:
    with pytest.raises(FileNotFoundError):
        send(Service(0, AssertionError("something was sent")), documents=["no-such-file.pdf"])


@in_one_test(
    "given",
    [{}, {"file": b"x", "json_content": 1}, {"file": b"x", "private": True}, {"json_content": 1, "private": True}],
)
def test_a_new_document_is_of_one_kind(given: Any) -> None:
    with pytest.raises(ValueError, match="document is made of"):
        NewDocument(**given)


def test_progress_hides_secrets_and_keeps_them() -> None:
    progress = SendProgress(signers=(SignerCreated(signer_id="s", auth_secret="canary"),))
    assert "canary" not in repr(progress)
    assert pickle.loads(pickle.dumps(progress)).signers[0].auth_secret == "canary"
