from __future__ import annotations

import io
from datetime import timedelta

import httpx
import pikepdf
import pytest

from esignkit.sandbox import Sandbox, TransitionNotAllowed, pdf
from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator
from tests import local_http

from .support import ANN, BOB, PUBLISH, START, Application


def history(app, request_id):
    with local_http.Client(base_url=app.sandbox.url) as client:
        events = client.get(f"/_sandbox/transactions/{request_id}").json()["events"]
    return [one["kind"] for one in events if one["kind"].isupper()]


def written(app, request_id=None):
    """The executed writes of this application's requests, from the ledger."""
    entries = app.sandbox.ledger("ignisign")
    return [one.operation for one in entries if one.transaction_id == request_id]


def text_of(content):
    """The words that a PDF's pages show, in reading order."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        shown = [
            bytes(operands[0]).decode("latin-1")
            for page in opened.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tj"
        ]
    return " ".join(" ".join(shown).split())


class TestToTheEnd:
    def test_a_signer_revoked_meanwhile_stays_blocked(self, app):
        request_id = app.published(signers=[ANN])
        (ann,) = app.context(request_id)["signerIds"]
        app.ok("DELETE", f"A/signers/{ann}/revoke")
        app.sandbox.sign(request_id, ann)
        assert app.ok("GET", f"A/signers/{ann}")["status"] == "BLOCKED"

    def test_two_signers(self, app):
        request_id = app.ready()
        document_id = app.context(request_id)["documentIds"][0]
        ann, bob = app.context(request_id)["signerIds"]
        proof = f"documents/{document_id}/signature-proof"
        app.refused("DOCUMENT_PROOF_NOT_CREATED", "GET", proof)
        app.publish(request_id)
        assert app.ok("GET", f"documents/{document_id}/signatures") == []

        app.sandbox.sign(request_id, "bob@example.com")
        context = app.context(request_id)
        assert (context["status"], context["signedBy"]) == ("IN_PROGRESS", [bob])
        assert [one["status"] for one in context["signers"]] == ["CREATED", "ACTIVE"]
        assert context["signatureProofStatus"] == "NOT_INITIALIZED"
        app.refused("DOCUMENT_PROOF_NOT_CREATED", "GET", proof)

        app.sandbox.sign(request_id, ann)
        context = app.context(request_id)
        assert (context["status"], context["signedBy"]) == ("COMPLETED", [bob, ann])
        assert context["signatureProofStatus"] == "CREATED"
        summaries = context["documents"][0]["signatureSummaries"]
        assert [one["signerId"] for one in summaries] == [bob, ann]

        signatures = app.ok("GET", f"documents/{document_id}/signatures")
        assert [one["_id"] for one in signatures] == [one["signatureId"] for one in summaries]
        for signature in signatures:
            assert (signature["status"], signature["documentId"]) == ("SIGNED", document_id)
            assert app.ok("GET", f"documents/{document_id}/signatures/{signature['_id']}") == signature
        app.refused("SIGNATURE_NOT_FOUND", "GET", f"documents/{document_id}/signatures/none", status=404)

        trust = [app.sandbox.ca_certificate]
        signed = pdf.verify_pdf(app.sandbox.signed_file(request_id), trust)
        assert signed.ok, signed.problems
        assert [one.signer for one in signed.signatures if not one.is_seal] == ["Bob Baker", "Ann Archer"]
        response = app.call("GET", proof, headers={"Accept": "application/json"})
        assert response.headers["content-type"] == "application/pdf"
        assert pdf.verify_pdf(response.content, trust).ok
        assert app.call("GET", proof).content == response.content
        assert app.call("GET", f"documents/{document_id}/file").content == pdf.sample_agreement()
        assert history(app, request_id)[-4:] == ["UPDATED", "READY", "LAUNCHED", "PROCESSING"]
        assert written(app, request_id) == [
            "signature_requests.create",
            "documents.create",
            "documents.upload",
            "signature_requests.update",
            "signature_requests.publish",
        ]

    def test_the_proof_says_what_it_is(self, app):
        request_id = app.published()
        app.sandbox.sign_all(request_id)
        document_id = app.context(request_id)["documentIds"][0]
        shown = text_of(app.call("GET", f"documents/{document_id}/signature-proof").content)
        for words in ("our inference", request_id, document_id, "Ann Archer", "Bob Baker", "COMPLETED"):
            assert words in shown

    def test_a_signer_signs_once_and_cannot_decline(self, app):
        request_id = app.published()
        app.sandbox.sign(request_id, "ann@example.com")
        with pytest.raises(TransitionNotAllowed, match="already"):
            app.sandbox.sign(request_id, "ann@example.com")
        with pytest.raises(TransitionNotAllowed, match="no declining"):
            app.sandbox.decline(request_id, "bob@example.com")
        assert app.status(request_id) == "IN_PROGRESS"


class TestClose:
    def test_nobody_has_signed(self, app):
        request_id = app.published()
        path = f"signature-requests/{request_id}/close"
        assert app.ok("POST", path, {}) == {"signatureRequestId": request_id}
        assert app.status(request_id) == "CANCELLED"
        assert app.ok("POST", path, {}) == {"signatureRequestId": request_id}
        assert written(app, request_id).count("signature_requests.close") == 1
        with pytest.raises(TransitionNotAllowed):
            app.sandbox.sign(request_id)

    def test_somebody_has_signed(self, app):
        request_id = app.published()
        app.sandbox.sign(request_id)
        path = f"signature-requests/{request_id}/close"
        app.ok("POST", path, {})
        context = app.context(request_id)
        assert (context["status"], len(context["signedBy"])) == ("COMPLETED", 1)
        assert pdf.verify_pdf(app.sandbox.signed_file(request_id), [app.sandbox.ca_certificate]).ok
        response = app.call("GET", f"documents/{context['documentIds'][0]}/signature-proof")
        assert response.content.startswith(b"%PDF-")
        app.refused("SIGNATURE_REQUEST_ALREADY_COMPLETED", "POST", path, {})

    def test_a_draft(self, app):
        request_id = app.ready()
        app.ok("POST", f"signature-requests/{request_id}/close", {})
        assert app.status(request_id) == "CANCELLED"
        app.refused("SIGNATURE_REQUEST_BAD_STATUS", "POST", f"signature-requests/{request_id}/publish", {})


class TestTime:
    """The token lives for an hour, so the tests stay within it."""

    def test_expiry_is_seen_every_five_minutes(self, timed, clock):
        expires = START + timedelta(minutes=11)  # 03:15:05, seen at 03:20
        request_id = timed.published(expirationDateIsActivated=True, expirationDate=expires.isoformat())
        clock.moment = START.replace(minute=19, second=59)
        assert timed.status(request_id) == "IN_PROGRESS"
        clock.moment = START.replace(minute=20, second=0)
        assert timed.status(request_id) == "EXPIRED"
        timed.refused("SIGNATURE_REQUEST_BAD_STATUS", "POST", f"signature-requests/{request_id}/close", {})

    def test_the_last_moment_of_all_may_be_the_expiry(self, timed):
        request_id = timed.published(expirationDateIsActivated=True, expirationDate="9999-12-31T23:59:59Z")
        assert timed.status(request_id) == "IN_PROGRESS"

    @pytest.mark.parametrize("name", ["expirationDate", "diffusionDate"])
    @pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
    def test_no_date_lies_before_or_after_all_time(self, timed, name, date):
        timed.refused("BODY_VALIDATION_FAILED", "PUT", f"signature-requests/{timed.draft()}", {name: date})

    def test_expiry_after_a_signature_completes(self, timed, clock):
        expires = START + timedelta(minutes=10)
        request_id = timed.published(expirationDateIsActivated=True, expirationDate=expires.isoformat())
        timed.sandbox.sign(request_id)
        clock.moment += timedelta(minutes=20)
        assert timed.status(request_id) == "COMPLETED"

    def test_scheduled_waits_in_ready(self, timed, clock):
        due = START + timedelta(minutes=10)
        expires = START + timedelta(minutes=30)
        request_id = timed.published(
            diffusionMode="SCHEDULED",
            diffusionDate=due.isoformat(),
            expirationDateIsActivated=True,
            expirationDate=expires.isoformat(),
        )
        assert timed.status(request_id) == "READY"
        with pytest.raises(TransitionNotAllowed, match="is sent to its signers at"):
            timed.sandbox.sign(request_id)
        assert timed.context(request_id)["signedBy"] == []
        clock.moment = due
        assert timed.status(request_id) == "IN_PROGRESS"
        timed.sandbox.sign(request_id, "ann@example.com")
        clock.moment = START + timedelta(minutes=40)
        assert timed.status(request_id) == "COMPLETED"
        assert history(timed, request_id)[-2:] == ["READY", "LAUNCHED"]


class TestLostAnswer:
    def test_publish_happened_once(self, app):
        request_id = app.ready()
        app.sandbox.lose_response("ignisign", "signature_requests.publish")
        with pytest.raises(httpx.TransportError):
            app.call("POST", f"signature-requests/{request_id}/publish", {})
        assert app.status(request_id) == "IN_PROGRESS"
        assert written(app, request_id).count("signature_requests.publish") == 1
        app.refused(PUBLISH + "REQUEST_ALREADY_PUBLISHED", "POST", f"signature-requests/{request_id}/publish", {})
        assert written(app, request_id).count("signature_requests.publish") == 1

    def test_a_refused_call_executes_nothing(self, app):
        request_id = app.draft()
        app.call("POST", f"signature-requests/{request_id}/publish", {})
        assert written(app, request_id) == ["signature_requests.create"]


def test_everything_survives_a_restart(tmp_path):
    with Sandbox(data=tmp_path, emulators=[IgnisignEmulator()]) as first, Application(first, first.account) as app:
        request_id = app.published(signers=[ANN, BOB])
        first.sign(request_id)
        context = app.context(request_id)
    with Sandbox(data=tmp_path, emulators=[IgnisignEmulator()]) as second, Application(second, second.account) as app:
        assert app.context(request_id) == context
        second.sign_all(request_id)
        assert app.status(request_id) == "COMPLETED"
        assert pdf.verify_pdf(second.signed_file(request_id), [second.ca_certificate]).ok
